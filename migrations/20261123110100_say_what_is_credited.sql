-- Credit notes are documents like invoices: with what is taken back, in positive figures, and its tax.

ALTER TABLE credit_note
    ADD COLUMN rounding_minor bigint NOT NULL DEFAULT 0, -- of the invoice that is credited in whole
    DROP CONSTRAINT credit_note_total_is_net_plus_tax,
    ADD CONSTRAINT credit_note_total_is_net_plus_tax CHECK (total_minor = net_minor + tax_minor + rounding_minor);

CREATE TABLE credit_note_line (
    account_id uuid NOT NULL,
    credit_note_id uuid NOT NULL,
    line_no integer NOT NULL,
    description text NOT NULL,
    note text,
    article text,
    customer_article text,
    po_number text,
    po_line text,
    site text,
    cost_centre text,
    quantity_e4 bigint NOT NULL,             -- ten-thousandths of a unit
    unit text NOT NULL DEFAULT '',
    unit_price_e4 bigint NOT NULL,           -- ten-thousandths of a minor unit
    price_per_e4 bigint NOT NULL DEFAULT 10000 CHECK (price_per_e4 > 0),
    amount_minor bigint NOT NULL,
    tax_category text NOT NULL,
    tax_bp integer NOT NULL,
    PRIMARY KEY (account_id, credit_note_id, line_no),
    FOREIGN KEY (account_id, credit_note_id) REFERENCES credit_note (account_id, id)
);

CREATE TABLE credit_note_tax (
    account_id uuid NOT NULL,
    credit_note_id uuid NOT NULL,
    category text NOT NULL,
    rate_bp integer NOT NULL,
    taxable_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    exemption text,
    exemption_code text,
    PRIMARY KEY (account_id, credit_note_id, category, rate_bp),
    FOREIGN KEY (account_id, credit_note_id) REFERENCES credit_note (account_id, id)
);

CREATE TABLE credit_note_adjustment (
    account_id uuid NOT NULL,
    credit_note_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq > 0),
    line_no integer,
    is_charge boolean NOT NULL,
    reason text NOT NULL,
    reason_code text,
    share_bp integer CHECK (share_bp >= 0),
    base_minor bigint,
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    tax_category text NOT NULL,
    tax_bp integer NOT NULL,
    PRIMARY KEY (account_id, credit_note_id, seq),
    FOREIGN KEY (account_id, credit_note_id) REFERENCES credit_note (account_id, id),
    FOREIGN KEY (account_id, credit_note_id, line_no) REFERENCES credit_note_line (account_id, credit_note_id, line_no)
);

CREATE TABLE credit_note_sales_tax (
    account_id uuid NOT NULL,
    credit_note_id uuid NOT NULL,
    line_no integer NOT NULL,
    jurisdiction text NOT NULL,
    rate_e6 integer NOT NULL CHECK (rate_e6 >= 0),
    taxable_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    PRIMARY KEY (account_id, credit_note_id, line_no, jurisdiction),
    FOREIGN KEY (account_id, credit_note_id, line_no) REFERENCES credit_note_line (account_id, credit_note_id, line_no)
);

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['credit_note_line', 'credit_note_tax', 'credit_note_adjustment', 'credit_note_sales_tax'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_account ON %I FOR SELECT TO quittance_portal USING (account_id = (SELECT app_account()))', guarded);
        EXECUTE format('CREATE POLICY of_entity ON %1$I FOR SELECT TO quittance_staff USING (EXISTS (SELECT FROM account a WHERE a.id = %1$I.account_id))', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('GRANT SELECT ON %I TO quittance_portal, quittance_staff', guarded);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO quittance_worker', guarded);
    END LOOP;
END $$;

-- Those that are there already have one line by their reason, at the rate that leads nearest to their tax.
-- The owner of the tables is under row-level security, too, and sees nothing; the worker sees all.
SET LOCAL ROLE quittance_worker;
INSERT INTO credit_note_line (account_id, credit_note_id, line_no, description, quantity_e4, unit_price_e4, amount_minor,
                              tax_category, tax_bp)
SELECT account_id, id, 1, reason, 10000, net_minor * 10000, net_minor, CASE WHEN tax_minor = 0 THEN 'Z' ELSE 'S' END,
       coalesce(round(tax_minor::numeric * 10000 / nullif(net_minor, 0)), 0)::integer
FROM credit_note;
INSERT INTO credit_note_tax (account_id, credit_note_id, category, rate_bp, taxable_minor, tax_minor)
SELECT c.account_id, c.id, l.tax_category, l.tax_bp, c.net_minor, c.tax_minor
FROM credit_note c JOIN credit_note_line l ON l.account_id = c.account_id AND l.credit_note_id = c.id;
RESET ROLE;

-- All that a credit note says below its head.
CREATE FUNCTION credit_note_says(of_account uuid, of_note uuid) RETURNS json LANGUAGE sql STABLE
RETURN (SELECT json_build_object(
    'net_minor', c.net_minor, 'tax_minor', c.tax_minor, 'due_minor', c.total_minor,
    'prepaid_minor', 0, 'rounding_minor', c.rounding_minor,
    'lines', (SELECT coalesce(json_agg(l ORDER BY l.line_no), '[]')
              FROM (SELECT line_no, description, note, article, customer_article, po_number, po_line, site, cost_centre,
                           quantity_e4, unit, unit_price_e4, price_per_e4, tax_category, tax_bp, amount_minor
                    FROM credit_note_line WHERE account_id = of_account AND credit_note_id = of_note) l),
    'taxes', (SELECT coalesce(json_agg(t ORDER BY t.rate_bp DESC, t.category), '[]')
              FROM (SELECT category, rate_bp, taxable_minor, tax_minor, exemption, exemption_code
                    FROM credit_note_tax WHERE account_id = of_account AND credit_note_id = of_note) t),
    'adjustments', (SELECT coalesce(json_agg(a ORDER BY a.seq), '[]')
                    FROM (SELECT seq, line_no, is_charge, reason, reason_code, share_bp, base_minor, amount_minor,
                                 tax_category, tax_bp
                          FROM credit_note_adjustment WHERE account_id = of_account AND credit_note_id = of_note) a),
    'sales_tax', (SELECT coalesce(json_agg(s ORDER BY s.line_no, s.jurisdiction), '[]')
                  FROM (SELECT line_no, jurisdiction, rate_e6, taxable_minor, tax_minor
                        FROM credit_note_sales_tax WHERE account_id = of_account AND credit_note_id = of_note) s))
    FROM credit_note c WHERE c.account_id = of_account AND c.id = of_note);
