-- Changes of an account's own data that its people make: of the address on invoices to come, and of whom
-- is written to. Some wait until staff have confirmed them; each says who asked for it and who decided.

-- What waits. An address decides where documents go, so it does unless the entity says otherwise.
ALTER TABLE entity
    ADD COLUMN confirms_address boolean NOT NULL DEFAULT true,
    ADD COLUMN confirms_contacts boolean NOT NULL DEFAULT false;

CREATE TABLE account_change (
    id uuid PRIMARY KEY,                     -- made by the form: sent twice, it is one change
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('address', 'contact')),
    contact_id uuid,                         -- none: of the address, or of somebody new, who gets the change's id
    was jsonb,                               -- what there was before; none of somebody new
    wanted jsonb NOT NULL,                   -- address and city; name, email and phone
    state text NOT NULL CHECK (state IN ('pending', 'done', 'refused')),
    asked_by uuid NOT NULL REFERENCES app_user (id),
    asked_name text NOT NULL,                -- their name then
    asked_at timestamptz NOT NULL,
    decided_by uuid REFERENCES app_user (id), -- none: it needed nobody
    decided_name text,
    decided_at timestamptz,
    reason text,                             -- why it was refused
    CONSTRAINT account_change_ends_when_it_ends CHECK ((state = 'pending') = (decided_at IS NULL)),
    CONSTRAINT account_change_decider_has_a_name CHECK ((decided_by IS NULL) = (decided_name IS NULL)),
    CONSTRAINT account_change_refused_by_somebody
        CHECK ((state = 'refused') = (reason IS NOT NULL) AND (state <> 'refused' OR decided_by IS NOT NULL)),
    CONSTRAINT account_change_of_address_has_no_contact CHECK (kind = 'contact' OR contact_id IS NULL),
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, contact_id) REFERENCES contact (account_id, id)
);
CREATE INDEX account_change_of_account ON account_change (account_id, asked_at DESC, id DESC);
CREATE INDEX account_change_waiting ON account_change (entity_id, asked_at, id) WHERE state = 'pending';

ALTER TABLE account_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_change FORCE ROW LEVEL SECURITY;
CREATE POLICY of_account ON account_change FOR SELECT TO quittance_portal USING (account_id = (SELECT app_account()));
CREATE POLICY new_of_account ON account_change FOR INSERT TO quittance_portal
    WITH CHECK (account_id = (SELECT app_account()) AND decided_by IS NULL AND state IN ('pending', 'done'));
CREATE POLICY of_entity ON account_change TO quittance_staff
    USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
CREATE POLICY of_all ON account_change TO quittance_worker USING (true) WITH CHECK (true);

-- What has to be confirmed is not the portal's to write, whatever a query says.
CREATE POLICY unless_confirmed ON account AS RESTRICTIVE FOR UPDATE TO quittance_portal
    USING (EXISTS (SELECT FROM entity e WHERE e.id = account.entity_id AND NOT e.confirms_address));
CREATE POLICY new_unless_confirmed ON contact AS RESTRICTIVE FOR INSERT TO quittance_portal
    WITH CHECK (EXISTS (SELECT FROM entity e WHERE e.id = (SELECT app_entity()) AND NOT e.confirms_contacts));
CREATE POLICY unless_confirmed ON contact AS RESTRICTIVE FOR UPDATE TO quittance_portal
    USING (EXISTS (SELECT FROM entity e WHERE e.id = (SELECT app_entity()) AND NOT e.confirms_contacts));

GRANT SELECT, INSERT ON account_change TO quittance_portal;
GRANT SELECT ON account_change TO quittance_staff;
GRANT UPDATE (was, state, decided_by, decided_name, decided_at, reason) ON account_change TO quittance_staff;
GRANT SELECT, INSERT, UPDATE ON account_change TO quittance_worker;
GRANT UPDATE (address, city, version) ON account TO quittance_portal, quittance_staff;
GRANT INSERT (id, account_id, name, email, phone, created_at), UPDATE (name, email, phone, version) ON contact
    TO quittance_portal, quittance_staff;
GRANT UPDATE (confirms_address, confirms_contacts) ON entity TO quittance_staff;
