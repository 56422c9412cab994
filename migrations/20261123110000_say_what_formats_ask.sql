-- What e-invoices, the customer's machines and the customer's accountants ask of an invoice beyond lines
-- and tax. The comments name the business terms of EN 16931.

ALTER TABLE entity
    ADD COLUMN registration text,            -- BT-30: its number in a register of companies
    ADD COLUMN contact_name text,            -- BT-41
    ADD COLUMN phone text,                   -- BT-42
    ADD COLUMN endpoint_scheme text,         -- BT-34: a code of the list EAS
    ADD COLUMN endpoint_id text,
    ADD CONSTRAINT entity_endpoint_is_whole CHECK ((endpoint_scheme IS NULL) = (endpoint_id IS NULL));

ALTER TABLE account
    ADD COLUMN buyer_reference text,         -- BT-10, where an invoice has none of its own
    ADD COLUMN registration text,            -- BT-47
    ADD COLUMN endpoint_scheme text,         -- BT-49
    ADD COLUMN endpoint_id text,
    ADD CONSTRAINT account_endpoint_is_whole CHECK ((endpoint_scheme IS NULL) = (endpoint_id IS NULL));

-- `total_minor` is what is to be paid (BT-115), the ledger's receivable. What was billed (BT-112) is net
-- and tax together.
ALTER TABLE invoice
    ADD COLUMN buyer_reference text,         -- BT-10
    ADD COLUMN contract text,                -- BT-12
    ADD COLUMN period_from date,             -- BG-14
    ADD COLUMN period_to date,
    ADD COLUMN prepaid_minor bigint NOT NULL DEFAULT 0 CHECK (prepaid_minor >= 0), -- BT-113
    ADD COLUMN rounding_minor bigint NOT NULL DEFAULT 0, -- BT-114
    ADD COLUMN deliver_to_name text,         -- BG-13, where it is not the customer's address
    ADD COLUMN deliver_to_address text,
    ADD COLUMN deliver_to_city text,
    ADD COLUMN deliver_to_country text CHECK (length(deliver_to_country) = 2),
    DROP CONSTRAINT invoice_total_is_net_plus_tax,
    ADD CONSTRAINT invoice_total_is_what_is_to_be_paid
        CHECK (total_minor = net_minor + tax_minor - prepaid_minor + rounding_minor),
    ADD CONSTRAINT invoice_period_is_whole CHECK ((period_from IS NULL) = (period_to IS NULL) AND period_from <= period_to);

ALTER TABLE invoice_line
    ADD COLUMN note text,                    -- BT-127
    ADD COLUMN customer_article text,        -- BT-156
    ADD COLUMN po_number text,               -- where lines are of several orders
    ADD COLUMN po_line text,                 -- BT-132
    ADD COLUMN site text,                    -- where lines are of several places
    ADD COLUMN cost_centre text,             -- BT-133
    ADD COLUMN price_per_e4 bigint NOT NULL DEFAULT 10000 CHECK (price_per_e4 > 0); -- BT-149

ALTER TABLE invoice_tax
    ADD COLUMN exemption text,               -- BT-120
    ADD COLUMN exemption_code text;          -- BT-121, of the list VATEX

-- What a line, or the whole, is made cheaper or dearer by.
CREATE TABLE invoice_adjustment (
    account_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq > 0),
    line_no integer,                         -- none: the whole invoice (BG-20, BG-21), else BG-27, BG-28
    is_charge boolean NOT NULL,
    reason text NOT NULL,
    reason_code text,                        -- UNCL 5189 of an allowance, UNCL 7161 of a charge
    share_bp integer CHECK (share_bp >= 0),  -- hundredths of a per cent of the base
    base_minor bigint,
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    tax_category text NOT NULL,
    tax_bp integer NOT NULL,
    PRIMARY KEY (account_id, invoice_id, seq),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id),
    FOREIGN KEY (account_id, invoice_id, line_no) REFERENCES invoice_line (account_id, invoice_id, line_no)
);

-- Sales tax of the United States: by line and whose tax it is. Its sum is in the invoice's tax, and in none
-- of the rows of `invoice_tax`.
CREATE TABLE invoice_sales_tax (
    account_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    line_no integer NOT NULL,
    jurisdiction text NOT NULL,              -- state, county, city or district
    rate_e6 integer NOT NULL CHECK (rate_e6 >= 0), -- millionths
    taxable_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    PRIMARY KEY (account_id, invoice_id, line_no, jurisdiction),
    FOREIGN KEY (account_id, invoice_id, line_no) REFERENCES invoice_line (account_id, invoice_id, line_no)
);

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['invoice_adjustment', 'invoice_sales_tax'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_account ON %I FOR SELECT TO quittance_portal USING (account_id = (SELECT app_account()))', guarded);
        EXECUTE format('CREATE POLICY of_entity ON %1$I FOR SELECT TO quittance_staff USING (EXISTS (SELECT FROM account a WHERE a.id = %1$I.account_id))', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('GRANT SELECT ON %I TO quittance_portal, quittance_staff', guarded);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO quittance_worker', guarded);
    END LOOP;
END $$;

-- What was paid before an invoice was issued, and what was rounded on it, are entries of their own.
ALTER TABLE ledger_line DROP CONSTRAINT ledger_line_ledger_check;
ALTER TABLE ledger_line ADD CONSTRAINT ledger_line_ledger_check
    CHECK (ledger IN ('receivable', 'unapplied', 'cash', 'revenue', 'tax', 'discount', 'fee', 'write_off', 'prepaid', 'rounding'));

-- All that an invoice says below its head, for whoever may read it: pages, copies and files are made from
-- the same.
CREATE FUNCTION invoice_says(of_account uuid, of_invoice uuid) RETURNS json LANGUAGE sql STABLE
RETURN (SELECT json_build_object(
    'net_minor', i.net_minor, 'tax_minor', i.tax_minor, 'due_minor', i.total_minor,
    'prepaid_minor', i.prepaid_minor, 'rounding_minor', i.rounding_minor,
    'buyer_reference', i.buyer_reference, 'contract', i.contract,
    'period_from', i.period_from, 'period_to', i.period_to,
    'deliver_to_name', i.deliver_to_name, 'deliver_to_address', i.deliver_to_address,
    'deliver_to_city', i.deliver_to_city, 'deliver_to_country', i.deliver_to_country,
    'lines', (SELECT coalesce(json_agg(l ORDER BY l.line_no), '[]')
              FROM (SELECT line_no, description, note, article, customer_article, po_number, po_line, site, cost_centre,
                           quantity_e4, unit, unit_price_e4, price_per_e4, tax_category, tax_bp, amount_minor
                    FROM invoice_line WHERE account_id = of_account AND invoice_id = of_invoice) l),
    'taxes', (SELECT coalesce(json_agg(t ORDER BY t.rate_bp DESC, t.category), '[]')
              FROM (SELECT category, rate_bp, taxable_minor, tax_minor, exemption, exemption_code
                    FROM invoice_tax WHERE account_id = of_account AND invoice_id = of_invoice) t),
    'adjustments', (SELECT coalesce(json_agg(a ORDER BY a.seq), '[]')
                    FROM (SELECT seq, line_no, is_charge, reason, reason_code, share_bp, base_minor, amount_minor,
                                 tax_category, tax_bp
                          FROM invoice_adjustment WHERE account_id = of_account AND invoice_id = of_invoice) a),
    'sales_tax', (SELECT coalesce(json_agg(s ORDER BY s.line_no, s.jurisdiction), '[]')
                  FROM (SELECT line_no, jurisdiction, rate_e6, taxable_minor, tax_minor
                        FROM invoice_sales_tax WHERE account_id = of_account AND invoice_id = of_invoice) s))
    FROM invoice i WHERE i.account_id = of_account AND i.id = of_invoice);
