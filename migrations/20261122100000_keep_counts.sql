-- How many invoices of an account are open is kept beside what is open of them: a list says it on
-- every page, and counting thousands took longer than reading the page.
ALTER TABLE account_balance ADD COLUMN open_invoices integer NOT NULL DEFAULT 0;

CREATE FUNCTION carry_open_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step integer := CASE WHEN NEW.open_minor > 0 THEN 1 ELSE -1 END;
BEGIN
    INSERT INTO account_balance AS b (account_id, entity_id, currency, open_invoices)
    VALUES (NEW.account_id, NEW.entity_id, NEW.currency, step)
    ON CONFLICT (account_id, currency) DO UPDATE SET open_invoices = b.open_invoices + EXCLUDED.open_invoices;
    RETURN NULL;
END $$;
CREATE TRIGGER open_invoice_is_counted AFTER INSERT ON invoice
    FOR EACH ROW WHEN (NEW.open_minor > 0) EXECUTE FUNCTION carry_open_invoice();
CREATE TRIGGER open_invoice_is_counted_anew AFTER UPDATE OF open_minor ON invoice
    FOR EACH ROW WHEN ((OLD.open_minor > 0) <> (NEW.open_minor > 0)) EXECUTE FUNCTION carry_open_invoice();

-- The owner of the tables is under row-level security, too, and sees nothing; the worker sees all.
SET LOCAL ROLE quittance_worker;
UPDATE account_balance b SET open_invoices = counted.n
FROM (SELECT account_id, currency, count(*)::integer AS n FROM invoice WHERE open_minor > 0 GROUP BY 1, 2) counted
WHERE counted.account_id = b.account_id AND counted.currency = b.currency;
RESET ROLE;

-- What is held back of an entity's open items: the overview subtracts it from what is open.
CREATE INDEX open_item_held_of_entity ON open_item (entity_id, currency, due_on)
    INCLUDE (account_id, open_minor, disputed_minor, in_flight_minor, promised_minor, promised_until, deferred_minor)
    WHERE open_minor > 0
      AND (disputed_minor > 0 OR in_flight_minor > 0 OR promised_minor > 0 OR deferred_minor > 0);
