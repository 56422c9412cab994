-- Money: payments with every attempt and event, what they are applied to, and the ledger.

CREATE TABLE payment (
    id uuid PRIMARY KEY,                     -- made by the form: it is the idempotency key, too
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    provider text COLLATE "C" NOT NULL,      -- sandbox, import
    provider_ref text COLLATE "C",
    method text NOT NULL CHECK (method IN ('card', 'bank_debit', 'bank_transfer')),
    instrument text NOT NULL,                -- what the provider knows it by
    instrument_label text NOT NULL,          -- masked, for people
    currency char(3) NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0), -- applied or to be applied
    fee_minor bigint NOT NULL CHECK (fee_minor >= 0),      -- charged on top, never on an invoice
    left_minor bigint NOT NULL DEFAULT 0,    -- settled and not applied to anything
    state text NOT NULL CHECK (state IN ('created', 'confirming', 'unknown', 'requires_action', 'processing', 'settled', 'failed', 'canceled', 'returned')),
    reason text,                             -- the provider's, of a failure or return
    request_hash text NOT NULL,              -- same key and other contents is refused
    fence bigint NOT NULL DEFAULT 0,
    initiated_by uuid REFERENCES app_user (id),
    created_at timestamptz NOT NULL,
    settles_on date,                         -- when a debit is expected to settle
    settled_on date,
    settled_at timestamptz,
    returned_on date,
    receipt_number text COLLATE "C",
    checked_at timestamptz,                  -- when the provider was last asked
    check_at timestamptz,                    -- when it is to be asked next
    checks integer NOT NULL DEFAULT 0,
    import_hash text,
    CONSTRAINT payment_left_is_within_amount CHECK (left_minor BETWEEN 0 AND amount_minor),
    CONSTRAINT payment_receipt_only_when_settled CHECK (receipt_number IS NULL OR settled_on IS NOT NULL),
    CONSTRAINT payment_ref_is_unique UNIQUE (provider, provider_ref),
    CONSTRAINT payment_receipt_is_unique UNIQUE (entity_id, receipt_number),
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
CREATE INDEX payment_of_account ON payment (account_id, created_at, id);
CREATE INDEX payment_of_entity ON payment (entity_id, created_at, id);
CREATE INDEX payment_settled_of_entity ON payment (entity_id, currency, settled_on) INCLUDE (amount_minor) WHERE state = 'settled';
CREATE INDEX payment_live_by_check ON payment (check_at) WHERE state IN ('created', 'confirming', 'unknown', 'requires_action', 'processing');

CREATE FUNCTION carry_unapplied() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was_left bigint := CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.left_minor END;
BEGIN
    IF NEW.left_minor <> was_left THEN
        INSERT INTO account_balance AS b (account_id, entity_id, currency, credit_minor)
        VALUES (NEW.account_id, NEW.entity_id, NEW.currency, NEW.left_minor - was_left)
        ON CONFLICT (account_id, currency) DO UPDATE SET credit_minor = b.credit_minor + EXCLUDED.credit_minor;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_carries AFTER INSERT OR UPDATE OF left_minor ON payment
    FOR EACH ROW EXECUTE FUNCTION carry_unapplied();

-- What a payment is meant for. While it is live these are holds on the items; when it settles they
-- become allocations.
CREATE TABLE payment_part (
    account_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    open_item_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
    credit_minor bigint NOT NULL DEFAULT 0 CHECK (credit_minor >= 0), -- paid from the account's credit, before any money moves
    CHECK (amount_minor + credit_minor > 0),
    PRIMARY KEY (account_id, payment_id, open_item_id),
    FOREIGN KEY (account_id, payment_id) REFERENCES payment (account_id, id),
    FOREIGN KEY (account_id, open_item_id) REFERENCES open_item (account_id, id)
);
CREATE INDEX payment_part_of_item ON payment_part (account_id, open_item_id);

-- Every step of a payment: who or what moved it, when, and what the provider said.
CREATE TABLE payment_event (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    at timestamptz NOT NULL,
    from_state text,
    to_state text NOT NULL,
    source text NOT NULL,                    -- buyer, provider, webhook, poll, janitor, import
    detail text NOT NULL DEFAULT '',
    FOREIGN KEY (account_id, payment_id) REFERENCES payment (account_id, id)
);
CREATE INDEX payment_event_of_payment ON payment_event (account_id, payment_id, id);
CREATE TRIGGER payment_event_only_grows BEFORE UPDATE OR DELETE ON payment_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Money or credit applied to an open item. A correction is a row with the opposite amounts that
-- names what it reverses.
CREATE TABLE allocation (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    open_item_id uuid NOT NULL,
    payment_id uuid,
    credit_note_id uuid,
    amount_minor bigint NOT NULL,
    discount_minor bigint NOT NULL DEFAULT 0,
    rule text NOT NULL,                      -- chosen, oldest_first, reference, credit
    applied_on date NOT NULL,
    applied_at timestamptz NOT NULL,
    reverses uuid UNIQUE REFERENCES allocation (id),
    CONSTRAINT allocation_is_of_money_or_credit CHECK (num_nonnulls(payment_id, credit_note_id) = 1),
    CONSTRAINT allocation_reversal_is_negative CHECK ((reverses IS NULL) = (amount_minor + discount_minor > 0)),
    FOREIGN KEY (account_id, open_item_id) REFERENCES open_item (account_id, id),
    FOREIGN KEY (account_id, payment_id) REFERENCES payment (account_id, id),
    FOREIGN KEY (account_id, credit_note_id) REFERENCES credit_note (account_id, id)
);
CREATE INDEX allocation_of_item ON allocation (account_id, open_item_id, applied_at);
CREATE INDEX allocation_of_payment ON allocation (account_id, payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX allocation_of_credit_note ON allocation (account_id, credit_note_id) WHERE credit_note_id IS NOT NULL;
CREATE TRIGGER allocation_only_grows BEFORE UPDATE OR DELETE ON allocation
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The ledger: double entry, append-only. One entry per business event; its lines balance.
CREATE TABLE ledger_entry (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,                -- the customer it is about
    kind text NOT NULL,                      -- invoice_issued, credit_issued, money_received, applied, reversed
    source_type text NOT NULL,
    source_id uuid NOT NULL,
    reference text NOT NULL,                 -- the document's number, for statements
    currency char(3) NOT NULL,
    posted_on date NOT NULL,                 -- the business date, in the entity's zone
    posted_at timestamptz NOT NULL,
    reverses uuid UNIQUE REFERENCES ledger_entry (id),
    UNIQUE (account_id, id),
    CONSTRAINT ledger_entry_is_posted_once UNIQUE (source_type, source_id, kind),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
CREATE INDEX ledger_entry_of_account ON ledger_entry (account_id, currency, posted_on, id);

CREATE TABLE ledger_line (
    entry_id uuid NOT NULL,
    line_no smallint NOT NULL,
    account_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    ledger text NOT NULL CHECK (ledger IN ('receivable', 'unapplied', 'cash', 'revenue', 'tax', 'discount', 'fee')),
    direction char(1) NOT NULL CHECK (direction IN ('D', 'C')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency char(3) NOT NULL,
    posted_on date NOT NULL,
    PRIMARY KEY (account_id, entry_id, line_no),
    FOREIGN KEY (account_id, entry_id) REFERENCES ledger_entry (account_id, id)
);
CREATE INDEX ledger_line_of_account ON ledger_line (account_id, currency, ledger, posted_on) INCLUDE (direction, amount_minor);
CREATE INDEX ledger_line_of_entity ON ledger_line (entity_id, currency, ledger, posted_on) INCLUDE (direction, amount_minor);

CREATE FUNCTION check_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    difference bigint;
BEGIN
    SELECT sum(CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END) INTO difference
    FROM ledger_line WHERE account_id = NEW.account_id AND entry_id = NEW.entry_id;
    IF difference <> 0 THEN
        RAISE EXCEPTION 'ledger entry % does not balance: debits exceed credits by %', NEW.entry_id, difference
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_balances AFTER INSERT ON ledger_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_entry_balances();
CREATE TRIGGER ledger_entry_only_grows BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_line_only_grows BEFORE UPDATE OR DELETE ON ledger_line FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entry_is_not_emptied BEFORE TRUNCATE ON ledger_entry EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_line_is_not_emptied BEFORE TRUNCATE ON ledger_line EXECUTE FUNCTION refuse_change();
