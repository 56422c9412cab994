-- Decisions: how much one person may take off alone, what waits for an approver or for the buyer, write-offs,
-- and invoices that replace others.

-- The most that a role, or a person, takes off one dispute alone. Without a row it is nothing.
CREATE TABLE decision_limit (
    entity_id uuid NOT NULL REFERENCES entity (id),
    role text NOT NULL,                      -- '' where it is a person's
    user_id uuid REFERENCES app_user (id),
    currency text NOT NULL CHECK (length(currency) = 3),
    most_minor bigint NOT NULL CHECK (most_minor >= 0),
    CONSTRAINT decision_limit_is_of_one CHECK ((role = '') = (user_id IS NOT NULL))
);
CREATE UNIQUE INDEX decision_limit_of_role ON decision_limit (entity_id, role, currency) WHERE user_id IS NULL;
CREATE UNIQUE INDEX decision_limit_of_person ON decision_limit (entity_id, user_id, currency) WHERE user_id IS NOT NULL;

-- A new entity begins with these: 1,000 for those who collect and 5,000 for those who approve, in its currency.
CREATE FUNCTION give_decision_limits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO decision_limit (entity_id, role, currency, most_minor) VALUES
        (NEW.id, 'collector', NEW.currency, 100000),
        (NEW.id, 'approver', NEW.currency, 500000),
        (NEW.id, 'admin', NEW.currency, 500000);
    RETURN NULL;
END $$;
CREATE TRIGGER entity_has_decision_limits AFTER INSERT ON entity
    FOR EACH ROW EXECUTE FUNCTION give_decision_limits();

-- What somebody would decide: waits for an approver, and then for the buyer where they are asked.
CREATE TABLE dispute_proposal (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    dispute_id uuid NOT NULL,
    version bigint NOT NULL,                 -- of the dispute, when it was made
    state text NOT NULL CHECK (state IN ('approving', 'offered', 'done', 'refused', 'declined', 'void')),
    is_offer boolean NOT NULL,               -- whether the buyer is asked
    told text NOT NULL CHECK (told <> ''),
    currency text NOT NULL CHECK (length(currency) = 3),
    off_minor bigint NOT NULL CHECK (off_minor >= 0), -- what it takes off
    made_by uuid NOT NULL REFERENCES app_user (id),
    made_by_name text NOT NULL,
    made_at timestamptz NOT NULL,
    approved_by uuid REFERENCES app_user (id),
    approved_by_name text,
    ended_at timestamptz,
    ended_by_name text,
    CONSTRAINT dispute_proposal_has_four_eyes CHECK (approved_by IS NULL OR approved_by <> made_by),
    CONSTRAINT dispute_proposal_ends_when_it_ends CHECK ((state IN ('approving', 'offered')) = (ended_at IS NULL)),
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, dispute_id) REFERENCES dispute (account_id, id)
);
CREATE UNIQUE INDEX dispute_proposal_lives_alone ON dispute_proposal (account_id, dispute_id) WHERE state IN ('approving', 'offered');
CREATE INDEX dispute_proposal_waits ON dispute_proposal (entity_id, made_at) WHERE state = 'approving';

CREATE TABLE dispute_proposal_line (
    account_id uuid NOT NULL,
    proposal_id uuid NOT NULL,
    dispute_line_id uuid NOT NULL,
    outcome text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    PRIMARY KEY (account_id, proposal_id, dispute_line_id),
    FOREIGN KEY (account_id, proposal_id) REFERENCES dispute_proposal (account_id, id),
    FOREIGN KEY (account_id, dispute_line_id) REFERENCES dispute_line (account_id, id)
);

ALTER TABLE invoice ADD COLUMN corrects_id uuid, ADD FOREIGN KEY (account_id, corrects_id) REFERENCES invoice (account_id, id);
CREATE UNIQUE INDEX invoice_is_corrected_once ON invoice (account_id, corrects_id) WHERE corrects_id IS NOT NULL;

ALTER TABLE dispute_line
    ADD COLUMN written_off_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN corrected_by uuid,            -- the invoice that replaces its own
    ADD COLUMN reopens uuid,                 -- the line whose rest it disputes again
    ADD FOREIGN KEY (account_id, reopens) REFERENCES dispute_line (account_id, id),
    ADD COLUMN approved_by uuid REFERENCES app_user (id),
    ADD FOREIGN KEY (account_id, corrected_by) REFERENCES invoice (account_id, id),
    DROP CONSTRAINT dispute_line_outcome_check,
    ADD CONSTRAINT dispute_line_outcome_check CHECK (outcome IN ('credit', 'goodwill', 'correct', 'write_off', 'replace', 'reject')),
    DROP CONSTRAINT dispute_line_credits_within,
    ADD CONSTRAINT dispute_line_credits_within
        CHECK (credited_minor >= 0 AND written_off_minor >= 0 AND credited_minor + written_off_minor <= net_minor + tax_minor),
    ADD CONSTRAINT dispute_line_has_four_eyes CHECK (approved_by IS NULL OR approved_by <> decided_by);

-- A line that is opened again holds the same item again, perhaps in the same moment.
ALTER TABLE dispute_hold DROP CONSTRAINT dispute_hold_pkey, ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(), ADD PRIMARY KEY (account_id, id);
CREATE UNIQUE INDEX dispute_hold_of_line ON dispute_hold (account_id, dispute_line_id, open_item_id) WHERE ended_at IS NULL;

CREATE INDEX credit_note_of_invoice ON credit_note (account_id, invoice_id) WHERE invoice_id IS NOT NULL;

-- A write-off is applied like money, and comes from the line of a dispute.
ALTER TABLE allocation
    ADD COLUMN dispute_line_id uuid,
    ADD FOREIGN KEY (account_id, dispute_line_id) REFERENCES dispute_line (account_id, id),
    DROP CONSTRAINT allocation_is_of_money_or_credit,
    ADD CONSTRAINT allocation_comes_from_one_thing CHECK (num_nonnulls(payment_id, credit_note_id, dispute_line_id) = 1);
ALTER TABLE ledger_line
    DROP CONSTRAINT ledger_line_ledger_check,
    ADD CONSTRAINT ledger_line_ledger_check CHECK (ledger IN ('receivable', 'unapplied', 'cash', 'revenue', 'tax', 'discount', 'fee', 'write_off'));

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['decision_limit', 'dispute_proposal', 'dispute_proposal_line'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['decision_limit', 'dispute_proposal'] LOOP
        EXECUTE format('CREATE POLICY of_entity ON %I TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()))', guarded);
    END LOOP;
END $$;
CREATE POLICY of_entity ON dispute_proposal_line TO quittance_staff
    USING (EXISTS (SELECT FROM account a WHERE a.id = dispute_proposal_line.account_id));
-- Buyers see what they were offered, and nothing of what staff weigh among themselves.
CREATE POLICY of_account ON dispute_proposal FOR SELECT TO quittance_portal
    USING (account_id = (SELECT app_account()) AND is_offer AND state NOT IN ('approving', 'refused'));
CREATE POLICY of_account ON dispute_proposal_line FOR SELECT TO quittance_portal
    USING (account_id = (SELECT app_account()) AND EXISTS (SELECT FROM dispute_proposal p WHERE p.account_id = dispute_proposal_line.account_id AND p.id = proposal_id));

GRANT SELECT ON dispute_proposal, dispute_proposal_line TO quittance_portal, quittance_staff;
GRANT SELECT, INSERT, UPDATE ON dispute_proposal, dispute_proposal_line, decision_limit TO quittance_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON decision_limit TO quittance_staff;
GRANT INSERT (reopens) ON dispute_line TO quittance_portal;

-- The entities that are there already.
SET LOCAL ROLE quittance_worker;
INSERT INTO decision_limit (entity_id, role, currency, most_minor)
SELECT e.id, r.role, e.currency, r.most FROM entity e
CROSS JOIN (VALUES ('collector', 100000), ('approver', 500000), ('admin', 500000)) AS r (role, most);
RESET ROLE;
