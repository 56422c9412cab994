-- Addresses at which the calendar of one of an account's people reads by when invoices are to be paid. Whoever
-- knows the address reads it without signing in, so only its hash is here, and it ends when its owner
-- ends it, makes another one, or does not belong to the account any more.
CREATE TABLE calendar_feed (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES app_user (id),
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32), -- SHA-256
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT calendar_feed_token_is_unique UNIQUE (token_hash),
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
CREATE UNIQUE INDEX calendar_feed_of_user ON calendar_feed (account_id, user_id) WHERE revoked_at IS NULL;

ALTER TABLE calendar_feed ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_feed FORCE ROW LEVEL SECURITY;
CREATE POLICY of_account ON calendar_feed TO quittance_portal
    USING (account_id = (SELECT app_account())) WITH CHECK (account_id = (SELECT app_account()));
CREATE POLICY of_entity ON calendar_feed FOR SELECT TO quittance_staff USING (entity_id = (SELECT app_entity()));
CREATE POLICY of_all ON calendar_feed TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY at_the_gate ON calendar_feed FOR SELECT TO quittance_gate USING (true);
GRANT SELECT (id, entity_id, account_id, user_id, created_at, revoked_at) ON calendar_feed TO quittance_portal, quittance_staff;
GRANT INSERT ON calendar_feed TO quittance_portal;
GRANT UPDATE (revoked_at) ON calendar_feed TO quittance_portal;
GRANT SELECT (id, account_id, user_id, token_hash, revoked_at) ON calendar_feed TO quittance_gate;
GRANT SELECT ON calendar_feed TO quittance_worker;
