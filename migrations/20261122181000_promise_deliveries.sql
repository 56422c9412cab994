-- What is delivered again is a promise of the seller: by a day, kept or moved. Its amount stays to be paid.
CREATE TABLE dispute_delivery (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    dispute_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'promised' CHECK (state IN ('promised', 'delivered', 'overtaken')), -- overtaken: the dispute was opened again
    promised_on date NOT NULL,               -- by when
    first_on date NOT NULL,                  -- by when it was promised at first
    promised_by uuid NOT NULL REFERENCES app_user (id),
    promised_at timestamptz NOT NULL,
    delivered_on date,
    delivery_note text CHECK (delivery_note <> ''),
    told_late_at timestamptz,                -- when the seller's own people were told that it is late
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT dispute_delivery_is_made_on_a_day CHECK ((state = 'delivered') = (delivered_on IS NOT NULL)),
    CONSTRAINT dispute_delivery_has_its_note CHECK (delivery_note IS NULL OR delivered_on IS NOT NULL),
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, dispute_id) REFERENCES dispute (account_id, id)
);
CREATE INDEX dispute_delivery_of_dispute ON dispute_delivery (account_id, dispute_id);
CREATE INDEX dispute_delivery_by_day ON dispute_delivery (entity_id, promised_on) WHERE state = 'promised';

-- Lines that were decided before have no day.
ALTER TABLE dispute_line
    ADD COLUMN delivery_id uuid,
    ADD FOREIGN KEY (account_id, delivery_id) REFERENCES dispute_delivery (account_id, id),
    ADD CONSTRAINT dispute_line_is_delivered_again CHECK (delivery_id IS NULL OR outcome = 'replace');
ALTER TABLE dispute_proposal ADD COLUMN deliver_by date;

ALTER TABLE dispute_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE dispute_delivery FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON dispute_delivery TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_entity ON dispute_delivery TO quittance_staff
    USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
CREATE POLICY of_account ON dispute_delivery TO quittance_portal
    USING (account_id = (SELECT app_account())) WITH CHECK (account_id = (SELECT app_account()));
GRANT SELECT ON dispute_delivery TO quittance_staff, quittance_worker;
GRANT INSERT, UPDATE ON dispute_delivery TO quittance_worker;
GRANT UPDATE (state, promised_on, delivered_on, delivery_note, told_late_at, version) ON dispute_delivery TO quittance_staff;
-- Buyers see the promise, and overtake it by opening the dispute again.
GRANT SELECT (id, account_id, dispute_id, state, promised_on, first_on, delivered_on, delivery_note, version) ON dispute_delivery TO quittance_portal;
GRANT UPDATE (state, version) ON dispute_delivery TO quittance_portal;
