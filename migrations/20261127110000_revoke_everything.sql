-- Who signs out everywhere ends the addresses of their calendars, too: at the gate, whatever account they stand at.
CREATE INDEX calendar_feed_to_end ON calendar_feed (user_id) WHERE revoked_at IS NULL;
CREATE POLICY to_end_at_the_gate ON calendar_feed FOR UPDATE TO quittance_gate USING (true) WITH CHECK (true);
GRANT UPDATE (revoked_at) ON calendar_feed TO quittance_gate;
