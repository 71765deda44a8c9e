-- The latest changes of one check at one target tell since when its verdict is what it is. Quick: events are few,
-- because only a changed status is one.
CREATE INDEX check_event_place ON check_event (org_id, check_id, target, received_at, check_event_id);
