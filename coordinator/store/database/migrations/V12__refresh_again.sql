-- A refresh token whose answer was lost may be exchanged again for a moment: the token it became before is void then.
ALTER TABLE refresh_token ADD COLUMN successor_id uuid;
ALTER TABLE refresh_token ADD COLUMN voided_at timestamptz;
