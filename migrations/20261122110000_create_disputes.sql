-- Disputes: what a buyer says is wrong, line by line, and what was decided about it. The amount of a
-- line that is not decided is held on open items; `open_item.disputed_minor` is the sum of its holds.

-- Why something can be disputed, in the order in which it is offered.
CREATE TABLE dispute_reason (
    entity_id uuid NOT NULL REFERENCES entity (id),
    code text NOT NULL,
    label text NOT NULL,
    asks text NOT NULL CHECK (asks IN ('quantity', 'price', 'tax', 'nothing')), -- what should have been; nothing: all of the line
    position integer NOT NULL,
    PRIMARY KEY (entity_id, code)
);

CREATE TABLE dispute (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    number text COLLATE "C" NOT NULL,
    currency text NOT NULL CHECK (length(currency) = 3),
    reason_code text NOT NULL,               -- of the line with the largest amount
    state text NOT NULL CHECK (state IN ('open', 'asked', 'decided', 'withdrawn')),
    disputed_minor bigint NOT NULL CHECK (disputed_minor > 0),
    opened_by uuid NOT NULL REFERENCES app_user (id),
    opened_on date NOT NULL,
    opened_at timestamptz NOT NULL,
    owner_id uuid REFERENCES app_user (id),
    owner_name text,                         -- their name then: buyers do not see the seller's people
    ended_on date,
    ended_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT dispute_ends_when_it_ends CHECK ((state IN ('decided', 'withdrawn')) = (ended_at IS NOT NULL)),
    UNIQUE (account_id, id),
    CONSTRAINT dispute_owner_has_a_name CHECK ((owner_id IS NULL) = (owner_name IS NULL)),
    UNIQUE (entity_id, number),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (entity_id, reason_code) REFERENCES dispute_reason (entity_id, code)
);
CREATE INDEX dispute_of_account ON dispute (account_id, opened_at DESC, id DESC);
CREATE INDEX dispute_of_entity ON dispute (entity_id, state, opened_at, id);

CREATE TABLE dispute_line (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    dispute_id uuid NOT NULL,
    position integer NOT NULL CHECK (position > 0),
    invoice_id uuid NOT NULL,
    line_no integer,                         -- none where it is one amount of the whole invoice
    reason_code text NOT NULL,
    claim text NOT NULL CHECK (claim IN ('quantity', 'price', 'tax', 'amount')),
    right_e4 bigint,                         -- the right quantity, price or rate, in ten-thousandths
    net_minor bigint NOT NULL CHECK (net_minor >= 0),
    tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
    outcome text CHECK (outcome IN ('credit', 'goodwill', 'reject')),
    credited_minor bigint NOT NULL DEFAULT 0,
    told text,                               -- what the buyer is told of the decision
    decided_by uuid REFERENCES app_user (id),
    decided_at timestamptz,
    credit_note_id uuid,
    CONSTRAINT dispute_line_has_an_amount CHECK (net_minor + tax_minor > 0),
    CONSTRAINT dispute_line_claims_something CHECK ((claim = 'amount') = (right_e4 IS NULL)),
    CONSTRAINT dispute_line_credits_within CHECK (credited_minor BETWEEN 0 AND net_minor + tax_minor),
    CONSTRAINT dispute_line_is_decided_by_somebody
        CHECK ((outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)),
    CONSTRAINT dispute_line_credits_by_a_note CHECK ((credited_minor > 0) = (credit_note_id IS NOT NULL)),
    UNIQUE (account_id, id),
    UNIQUE (account_id, dispute_id, position),
    FOREIGN KEY (account_id, dispute_id) REFERENCES dispute (account_id, id),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id),
    FOREIGN KEY (account_id, credit_note_id) REFERENCES credit_note (account_id, id)
);
CREATE INDEX dispute_line_of_invoice ON dispute_line (account_id, invoice_id);

-- What a line holds on an open item. Ended, never deleted.
CREATE TABLE dispute_hold (
    account_id uuid NOT NULL,
    dispute_line_id uuid NOT NULL,
    open_item_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    held_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (account_id, dispute_line_id, open_item_id, held_at),
    FOREIGN KEY (account_id, dispute_line_id) REFERENCES dispute_line (account_id, id),
    FOREIGN KEY (account_id, open_item_id) REFERENCES open_item (account_id, id)
);
CREATE INDEX dispute_hold_of_item ON dispute_hold (account_id, open_item_id) WHERE ended_at IS NULL;

-- What was written about an account, an invoice, a payment or a dispute, by both sides.
CREATE TABLE message (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    about text NOT NULL CHECK (about IN ('account', 'invoice', 'payment', 'dispute')),
    about_id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('buyer', 'seller')),
    is_internal boolean NOT NULL DEFAULT false, -- a note that staff write for themselves
    written_by uuid NOT NULL REFERENCES app_user (id),
    author text NOT NULL,                    -- their name then: buyers do not see the seller's people
    written_at timestamptz NOT NULL,
    text text NOT NULL CHECK (text <> ''),
    CONSTRAINT message_of_a_buyer_is_for_all CHECK (side = 'seller' OR NOT is_internal),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
CREATE INDEX message_about ON message (account_id, about, about_id, written_at, id);

-- Numbers that follow each other: one row for each series of an entity.
CREATE TABLE number_series (
    entity_id uuid NOT NULL REFERENCES entity (id),
    series text NOT NULL,                    -- 'D-26' for disputes, 'DC-26' for credit notes of theirs
    last integer NOT NULL,
    PRIMARY KEY (entity_id, series)
);

-- A new entity begins with these.
CREATE FUNCTION give_dispute_reasons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO dispute_reason (entity_id, code, label, asks, position) VALUES
        (NEW.id, 'price', 'Wrong price', 'price', 1),
        (NEW.id, 'quantity', 'Short delivery', 'quantity', 2),
        (NEW.id, 'damaged', 'Damaged', 'quantity', 3),
        (NEW.id, 'missing', 'Not received', 'nothing', 4),
        (NEW.id, 'duplicate', 'Billed twice', 'nothing', 5),
        (NEW.id, 'po', 'Order number missing', 'nothing', 6),
        (NEW.id, 'tax', 'Wrong tax', 'tax', 7),
        (NEW.id, 'terms', 'Wrong terms', 'nothing', 8),
        (NEW.id, 'paid', 'Already paid', 'nothing', 9),
        (NEW.id, 'other', 'Something else', 'nothing', 10);
    RETURN NULL;
END $$;
CREATE TRIGGER entity_has_dispute_reasons AFTER INSERT ON entity
    FOR EACH ROW EXECUTE FUNCTION give_dispute_reasons();

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['dispute', 'message'] LOOP
        EXECUTE format('CREATE POLICY of_entity ON %I TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()))', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['dispute_line', 'dispute_hold'] LOOP
        EXECUTE format('CREATE POLICY of_entity ON %1$I TO quittance_staff USING (EXISTS (SELECT FROM account a WHERE a.id = %1$I.account_id)) WITH CHECK (EXISTS (SELECT FROM account a WHERE a.id = %1$I.account_id))', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['dispute', 'dispute_line', 'dispute_hold'] LOOP
        EXECUTE format('CREATE POLICY of_account ON %I TO quittance_portal USING (account_id = (SELECT app_account())) WITH CHECK (account_id = (SELECT app_account()))', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['dispute_reason', 'number_series'] LOOP
        EXECUTE format('CREATE POLICY of_entity ON %I TO quittance_portal, quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()))', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['dispute', 'dispute_line', 'dispute_hold', 'message', 'dispute_reason', 'number_series'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
    END LOOP;
END $$;
-- A buyer never sees what staff write for themselves, and never writes as the seller.
CREATE POLICY of_account ON message FOR SELECT TO quittance_portal
    USING (account_id = (SELECT app_account()) AND NOT is_internal);
CREATE POLICY new_of_account ON message FOR INSERT TO quittance_portal
    WITH CHECK (account_id = (SELECT app_account()) AND side = 'buyer' AND NOT is_internal);

GRANT SELECT ON dispute, dispute_line, dispute_hold, dispute_reason, message, number_series TO quittance_portal, quittance_staff, quittance_worker;
-- The portal opens disputes and takes them back. What is decided is not its to write.
GRANT INSERT ON dispute, dispute_hold, message TO quittance_portal;
GRANT INSERT (id, account_id, dispute_id, position, invoice_id, line_no, reason_code, claim, right_e4, net_minor, tax_minor)
    ON dispute_line TO quittance_portal;
GRANT UPDATE (state, ended_on, ended_at, version) ON dispute TO quittance_portal;
GRANT UPDATE (ended_at) ON dispute_hold TO quittance_portal;
GRANT UPDATE (disputed_minor) ON open_item TO quittance_portal;
GRANT INSERT, UPDATE ON number_series TO quittance_portal, quittance_worker;
GRANT INSERT ON message TO quittance_staff;
GRANT UPDATE (owner_id, owner_name, state, version) ON dispute TO quittance_staff;
GRANT INSERT, UPDATE ON dispute, dispute_line, dispute_hold, dispute_reason, message TO quittance_worker;

-- The entities that are there already. The owner of the tables is under row-level security, too, and
-- sees nothing; the worker sees all.
SET LOCAL ROLE quittance_worker;
INSERT INTO dispute_reason (entity_id, code, label, asks, position)
SELECT e.id, r.code, r.label, r.asks, r.position
FROM entity e CROSS JOIN (VALUES
    ('price', 'Wrong price', 'price', 1),
    ('quantity', 'Short delivery', 'quantity', 2),
    ('damaged', 'Damaged', 'quantity', 3),
    ('missing', 'Not received', 'nothing', 4),
    ('duplicate', 'Billed twice', 'nothing', 5),
    ('po', 'Order number missing', 'nothing', 6),
    ('tax', 'Wrong tax', 'tax', 7),
    ('terms', 'Wrong terms', 'nothing', 8),
    ('paid', 'Already paid', 'nothing', 9),
    ('other', 'Something else', 'nothing', 10)
) AS r (code, label, asks, position);
RESET ROLE;
