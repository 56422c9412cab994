-- What the overview sums: what is open by the day on which it is due, what was billed and what was received by
-- their days, because the rows behind them are too many to sum for a page. The sum of a day is the sum of its rows
-- here. Whatever changes adds a row and touches none, so nobody waits for anybody else; a job adds rows up, and
-- another proves them.
CREATE TABLE day_sum (
    entity_id uuid NOT NULL REFERENCES entity (id),
    currency text NOT NULL CHECK (length(currency) = 3),
    day date NOT NULL,
    sort text NOT NULL CHECK (sort IN ('open', 'billed', 'received')),
    items bigint NOT NULL,                   -- how many came, or went
    minor bigint NOT NULL
);
CREATE INDEX day_sum_of_day ON day_sum (entity_id, currency, day, sort) INCLUDE (items, minor);
ALTER TABLE day_sum ENABLE ROW LEVEL SECURITY;
ALTER TABLE day_sum FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON day_sum TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_entity ON day_sum TO quittance_staff
    USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
CREATE POLICY new_of_entity ON day_sum FOR INSERT TO quittance_portal WITH CHECK (entity_id = (SELECT app_entity()));
GRANT INSERT ON day_sum TO quittance_portal; -- by the trigger that keeps them
GRANT SELECT, INSERT ON day_sum TO quittance_staff;
GRANT SELECT, INSERT, DELETE ON day_sum TO quittance_worker;

CREATE FUNCTION keep_new_open_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO day_sum (entity_id, currency, day, sort, items, minor)
    SELECT entity_id, currency, due_on, 'open', count(*), sum(open_minor)
    FROM added WHERE open_minor > 0 GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER open_item_is_kept_by_day AFTER INSERT ON open_item
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_new_open_items();

CREATE FUNCTION keep_changed_open_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO day_sum (entity_id, currency, day, sort, items, minor)
    SELECT entity_id, currency, due_on, 'open', sum(items), sum(minor)
    FROM (SELECT entity_id, currency, due_on, (open_minor > 0)::integer AS items, open_minor AS minor FROM after
          UNION ALL
          SELECT entity_id, currency, due_on, -(open_minor > 0)::integer, -open_minor FROM before) moved
    GROUP BY 1, 2, 3 HAVING sum(items) <> 0 OR sum(minor) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER open_item_stays_kept_by_day AFTER UPDATE ON open_item
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION keep_changed_open_items();

CREATE FUNCTION keep_new_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO day_sum (entity_id, currency, day, sort, items, minor)
    SELECT entity_id, currency, issued_on, 'billed', count(*), sum(total_minor) FROM added GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER invoice_is_kept_by_day AFTER INSERT ON invoice
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_new_invoices();

-- Received is what is settled; what the bank takes back was not.
CREATE FUNCTION keep_new_payments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO day_sum (entity_id, currency, day, sort, items, minor)
    SELECT entity_id, currency, settled_on, 'received', count(*), sum(amount_minor)
    FROM added WHERE state = 'settled' AND settled_on IS NOT NULL GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_is_kept_by_day AFTER INSERT ON payment
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_new_payments();

CREATE FUNCTION keep_changed_payments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO day_sum (entity_id, currency, day, sort, items, minor)
    SELECT entity_id, currency, settled_on, 'received', sum(items), sum(minor)
    FROM (SELECT entity_id, currency, settled_on, 1 AS items, amount_minor AS minor, state FROM after
          UNION ALL
          SELECT entity_id, currency, settled_on, -1, -amount_minor, state FROM before) moved
    WHERE state = 'settled' AND settled_on IS NOT NULL
    GROUP BY 1, 2, 3 HAVING sum(items) <> 0 OR sum(minor) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_stays_kept_by_day AFTER UPDATE ON payment
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION keep_changed_payments();

-- The owner of the tables is under row-level security, too, and sees nothing; the worker sees all.
SET LOCAL ROLE quittance_worker;
INSERT INTO day_sum (entity_id, currency, day, sort, items, minor)
SELECT entity_id, currency, due_on, 'open', count(*), sum(open_minor) FROM open_item WHERE open_minor > 0 GROUP BY 1, 2, 3
UNION ALL
SELECT entity_id, currency, issued_on, 'billed', count(*), sum(total_minor) FROM invoice GROUP BY 1, 2, 3
UNION ALL
SELECT entity_id, currency, settled_on, 'received', count(*), sum(amount_minor)
FROM payment WHERE state = 'settled' AND settled_on IS NOT NULL GROUP BY 1, 2, 3;
RESET ROLE;
