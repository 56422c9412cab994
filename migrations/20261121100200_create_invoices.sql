-- What was billed. An invoice's currency is frozen on it. Every invoice has at least one open item:
-- what is to be paid by one date. Children carry account_id and refer by (account_id, id), so that
-- no row can ever hang on another customer's document.

CREATE TABLE invoice (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    number text COLLATE "C" NOT NULL,        -- the ERP's own number
    po_number text COLLATE "C",
    issued_on date NOT NULL,
    due_on date NOT NULL,                    -- kept by a trigger: when the next open part falls due; of a paid invoice, the last part
    currency char(3) NOT NULL,
    net_minor bigint NOT NULL CHECK (net_minor >= 0),
    tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
    total_minor bigint NOT NULL CHECK (total_minor > 0),
    open_minor bigint NOT NULL,              -- kept by a trigger: the sum of its open items
    terms_days integer NOT NULL,
    discount_bp integer NOT NULL DEFAULT 0,
    discount_until date,
    delivered_on date,
    delivery_note text,
    note text,
    search_text text NOT NULL,               -- lower case: number, order and line texts
    import_hash text,                        -- what the row was imported from, to see that nothing changed
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT invoice_total_is_net_plus_tax CHECK (total_minor = net_minor + tax_minor),
    CONSTRAINT invoice_open_is_within_total CHECK (open_minor BETWEEN 0 AND total_minor),
    CONSTRAINT invoice_number_is_unique UNIQUE (entity_id, number),
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
-- One index for every order that a list offers, for the buyer …
CREATE INDEX invoice_of_account_by_issue ON invoice (account_id, issued_on, id);
CREATE INDEX invoice_of_account_by_due ON invoice (account_id, due_on, id);
CREATE INDEX invoice_of_account_by_number ON invoice (account_id, number, id);
CREATE INDEX invoice_of_account_by_total ON invoice (account_id, total_minor, id);
CREATE INDEX invoice_open_of_account_by_issue ON invoice (account_id, issued_on, id) WHERE open_minor > 0;
CREATE INDEX invoice_open_of_account_by_due ON invoice (account_id, due_on, id) WHERE open_minor > 0;
CREATE INDEX invoice_open_of_account_by_number ON invoice (account_id, number, id) WHERE open_minor > 0;
CREATE INDEX invoice_open_of_account_by_total ON invoice (account_id, total_minor, id) WHERE open_minor > 0;
-- … and for staff.
CREATE INDEX invoice_of_entity_by_issue ON invoice (entity_id, issued_on, id);
CREATE INDEX invoice_of_entity_by_due ON invoice (entity_id, due_on, id);
CREATE INDEX invoice_of_entity_by_total ON invoice (entity_id, total_minor, id);
CREATE INDEX invoice_of_entity_by_order ON invoice (entity_id, po_number) WHERE po_number IS NOT NULL;
CREATE INDEX invoice_open_of_entity_by_issue ON invoice (entity_id, issued_on, id) WHERE open_minor > 0;
CREATE INDEX invoice_open_of_entity_by_due ON invoice (entity_id, due_on, id) WHERE open_minor > 0;
CREATE INDEX invoice_open_of_entity_by_number ON invoice (entity_id, number, id) WHERE open_minor > 0;
CREATE INDEX invoice_open_of_entity_by_total ON invoice (entity_id, total_minor, id) WHERE open_minor > 0;

CREATE TABLE invoice_line (
    account_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    line_no integer NOT NULL,
    description text NOT NULL,
    article text,
    quantity_e4 bigint NOT NULL,             -- ten-thousandths of a unit
    unit text NOT NULL DEFAULT '',
    unit_price_e4 bigint NOT NULL,           -- ten-thousandths of a minor unit
    amount_minor bigint NOT NULL,
    tax_category text NOT NULL,              -- EN 16931, BT-151: S Z E AE K G O
    tax_bp integer NOT NULL,                 -- hundredths of a per cent
    PRIMARY KEY (account_id, invoice_id, line_no),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id)
);

CREATE TABLE invoice_tax (
    account_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    category text NOT NULL,
    rate_bp integer NOT NULL,
    taxable_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    PRIMARY KEY (account_id, invoice_id, category, rate_bp),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id)
);

CREATE TABLE open_item (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq > 0),
    due_on date NOT NULL,
    currency char(3) NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    open_minor bigint NOT NULL,              -- amount less what was paid, credited and discounted
    disputed_minor bigint NOT NULL DEFAULT 0 CHECK (disputed_minor >= 0),
    in_flight_minor bigint NOT NULL DEFAULT 0 CHECK (in_flight_minor >= 0),
    promised_minor bigint NOT NULL DEFAULT 0 CHECK (promised_minor >= 0),
    promised_until date,
    deferred_minor bigint NOT NULL DEFAULT 0 CHECK (deferred_minor >= 0),
    CONSTRAINT open_item_open_is_within_amount CHECK (open_minor BETWEEN 0 AND amount_minor),
    -- A payment in flight is a hold: two of them can never take the same amount.
    CONSTRAINT open_item_in_flight_is_within_open CHECK (in_flight_minor <= open_minor),
    CONSTRAINT open_item_promise_has_a_date CHECK (promised_minor = 0 OR promised_until IS NOT NULL),
    UNIQUE (account_id, id),
    UNIQUE (account_id, invoice_id, seq),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id)
);
CREATE INDEX open_item_open_of_account ON open_item (account_id, due_on)
    INCLUDE (id, invoice_id, currency, amount_minor, open_minor, disputed_minor, in_flight_minor, promised_minor, promised_until, deferred_minor)
    WHERE open_minor > 0;
CREATE INDEX open_item_open_of_entity ON open_item (entity_id, due_on)
    INCLUDE (account_id, currency, open_minor, disputed_minor, in_flight_minor, promised_minor, promised_until, deferred_minor)
    WHERE open_minor > 0;

-- What may be asked for of an open item on a day: the twin of domain/src/collectable.rs, held equal
-- by a property test. Holds never take more than is open.
CREATE FUNCTION collectable_minor(
    open_minor bigint, disputed_minor bigint, in_flight_minor bigint,
    promised_minor bigint, promised_until date, deferred_minor bigint, on_day date
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN greatest(0, open_minor - disputed_minor - in_flight_minor
    - CASE WHEN promised_until >= on_day THEN promised_minor ELSE 0 END
    - deferred_minor);

CREATE TABLE credit_note (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    invoice_id uuid,                         -- the invoice that it corrects, if one
    number text COLLATE "C" NOT NULL,
    issued_on date NOT NULL,
    currency char(3) NOT NULL,
    net_minor bigint NOT NULL CHECK (net_minor >= 0),
    tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
    total_minor bigint NOT NULL CHECK (total_minor > 0),
    left_minor bigint NOT NULL,              -- what is not applied yet
    reason text NOT NULL,
    import_hash text,
    created_at timestamptz NOT NULL,
    CONSTRAINT credit_note_total_is_net_plus_tax CHECK (total_minor = net_minor + tax_minor),
    CONSTRAINT credit_note_left_is_within_total CHECK (left_minor BETWEEN 0 AND total_minor),
    CONSTRAINT credit_note_number_is_unique UNIQUE (entity_id, number),
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id)
);
CREATE INDEX credit_note_of_account ON credit_note (account_id, issued_on, id);
CREATE INDEX credit_note_left_of_account ON credit_note (account_id, currency) INCLUDE (left_minor) WHERE left_minor > 0;

-- Balances of an account by currency, kept in the transaction that moves them and proved by a job.
CREATE TABLE account_balance (
    account_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    currency char(3) NOT NULL,
    open_minor bigint NOT NULL DEFAULT 0,
    open_count integer NOT NULL DEFAULT 0,
    in_flight_minor bigint NOT NULL DEFAULT 0,
    credit_minor bigint NOT NULL DEFAULT 0,  -- unused credit notes and unapplied money
    PRIMARY KEY (account_id, currency),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
CREATE INDEX account_balance_of_entity ON account_balance (entity_id, currency, open_minor DESC, account_id);

-- An open item that changes takes its invoice and its account's balance with it.
CREATE FUNCTION carry_open_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was_open bigint := CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.open_minor END;
    was_in_flight bigint := CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.in_flight_minor END;
BEGIN
    IF NEW.open_minor = was_open AND NEW.in_flight_minor = was_in_flight THEN
        RETURN NULL;
    END IF;
    INSERT INTO account_balance AS b (account_id, entity_id, currency, open_minor, open_count, in_flight_minor)
    VALUES (NEW.account_id, NEW.entity_id, NEW.currency, NEW.open_minor - was_open,
            (NEW.open_minor > 0)::int - (was_open > 0)::int, NEW.in_flight_minor - was_in_flight)
    ON CONFLICT (account_id, currency) DO UPDATE SET
        open_minor = b.open_minor + EXCLUDED.open_minor,
        open_count = b.open_count + EXCLUDED.open_count,
        in_flight_minor = b.in_flight_minor + EXCLUDED.in_flight_minor;
    -- A new invoice is inserted with its sums; only later changes have to reach it.
    IF TG_OP = 'UPDATE' AND NEW.open_minor <> was_open THEN
        UPDATE invoice i SET
            open_minor = i.open_minor + NEW.open_minor - was_open,
            due_on = (
                SELECT coalesce(min(o.due_on) FILTER (WHERE o.open_minor > 0), max(o.due_on))
                FROM open_item o WHERE o.account_id = NEW.account_id AND o.invoice_id = NEW.invoice_id)
        WHERE i.id = NEW.invoice_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER open_item_carries AFTER INSERT OR UPDATE OF open_minor, in_flight_minor ON open_item
    FOR EACH ROW EXECUTE FUNCTION carry_open_item();

CREATE FUNCTION carry_credit() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER credit_note_carries AFTER INSERT OR UPDATE OF left_minor ON credit_note
    FOR EACH ROW EXECUTE FUNCTION carry_credit();
