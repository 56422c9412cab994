-- Where goods went, as the ERP names the place: disputes of one site often have one cause.
ALTER TABLE invoice ADD COLUMN site text;
CREATE INDEX invoice_billed_by_site ON invoice (entity_id, currency, issued_on) INCLUDE (site, total_minor)
    WHERE site IS NOT NULL;

-- What was billed of an article on a day, tax included, each line rounded half up: kept, because the lines
-- of a year are too many to sum for a page. A job proves it against the lines.
CREATE TABLE article_sale (
    entity_id uuid NOT NULL REFERENCES entity (id),
    currency text NOT NULL CHECK (length(currency) = 3),
    sold_on date NOT NULL,
    article text NOT NULL,
    gross_minor bigint NOT NULL,
    PRIMARY KEY (entity_id, currency, sold_on, article)
);
ALTER TABLE article_sale ENABLE ROW LEVEL SECURITY;
ALTER TABLE article_sale FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON article_sale TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_entity ON article_sale TO quittance_staff USING (entity_id = (SELECT app_entity()));
GRANT SELECT ON article_sale TO quittance_staff;
GRANT SELECT, INSERT, UPDATE ON article_sale TO quittance_worker;

-- In the order of the key, so that two imports wait for each other instead of dying.
CREATE FUNCTION carry_article_sale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO article_sale AS s (entity_id, currency, sold_on, article, gross_minor)
    SELECT i.entity_id, i.currency, i.issued_on, l.article,
           sum(l.amount_minor + round(l.amount_minor::numeric * l.tax_bp / 10000))::bigint
    FROM added l JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
    WHERE l.article IS NOT NULL
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (entity_id, currency, sold_on, article)
    DO UPDATE SET gross_minor = s.gross_minor + EXCLUDED.gross_minor;
    RETURN NULL;
END $$;
CREATE TRIGGER invoice_line_is_sold AFTER INSERT ON invoice_line
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION carry_article_sale();

-- The owner of the tables is under row-level security, too, and sees nothing; the worker sees all.
SET LOCAL ROLE quittance_worker;
INSERT INTO article_sale (entity_id, currency, sold_on, article, gross_minor)
SELECT i.entity_id, i.currency, i.issued_on, l.article,
       sum(l.amount_minor + round(l.amount_minor::numeric * l.tax_bp / 10000))::bigint
FROM invoice_line l JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
WHERE l.article IS NOT NULL GROUP BY 1, 2, 3, 4;
RESET ROLE;
