-- Events of one commit share their time: this is the order in which they were written, and what a page token names.
-- Rewrites the days that are kept; events are few, because only a changed status is one.
CREATE SEQUENCE check_event_order;
GRANT USAGE ON SEQUENCE check_event_order TO nocturne_app, nocturne_system;
ALTER TABLE check_event ADD COLUMN check_event_id bigint NOT NULL DEFAULT nextval('check_event_order');
ALTER SEQUENCE check_event_order OWNED BY check_event.check_event_id;
CREATE INDEX check_event_time ON check_event (org_id, received_at, check_event_id);
DROP INDEX check_event_check;
CREATE INDEX check_event_check ON check_event (org_id, check_id, received_at, check_event_id);
