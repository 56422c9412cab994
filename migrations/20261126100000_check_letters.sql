-- Receipts, statements and reminders on paper can be checked, too. Where a document has no number of its own,
-- the customer's is what people type; where it has no one total, there is none.
DROP FUNCTION checked_document(text);
CREATE FUNCTION checked_document(wanted text)
RETURNS TABLE (seller text, kind text, number text, issued_on date, total_minor bigint, currency text, iban text, bank_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.name, told.kind, told.number, told.issued_on, told.total_minor, told.currency, e.iban, e.bank_name
    FROM document_check c
    JOIN entity e ON e.id = c.entity_id
    JOIN account a ON a.id = c.account_id
    CROSS JOIN LATERAL (
        SELECT 'invoice', i.number, i.issued_on, i.total_minor, i.currency::text
        FROM invoice i WHERE i.account_id = c.account_id AND i.id = c.subject_id
        UNION ALL
        SELECT 'credit-note', n.number, n.issued_on, n.total_minor, n.currency::text
        FROM credit_note n WHERE n.account_id = c.account_id AND n.id = c.subject_id
        UNION ALL
        SELECT 'receipt', p.receipt_number, p.settled_on, p.amount_minor, p.currency::text
        FROM payment p WHERE p.account_id = c.account_id AND p.id = c.subject_id AND p.receipt_number IS NOT NULL
        UNION ALL
        SELECT 'statement', a.number, s.last_on, NULL, s.currency::text
        FROM issued_statement s WHERE s.account_id = c.account_id AND s.id = c.subject_id
        UNION ALL
        SELECT 'reminder', a.number, t.day, CASE WHEN asked.currencies = 1 THEN asked.minor END, asked.currency
        FROM touch t
        CROSS JOIN LATERAL (SELECT sum(d.amount_minor)::bigint AS minor, min(d.currency)::text AS currency,
                                   count(DISTINCT d.currency) AS currencies
                            FROM decision d WHERE d.account_id = t.account_id AND d.touch_id = t.id) asked
        WHERE t.account_id = c.account_id AND t.id = c.subject_id
    ) AS told (kind, number, issued_on, total_minor, currency)
    WHERE c.code = wanted
$$;
REVOKE EXECUTE ON FUNCTION checked_document(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION checked_document(text) TO quittance_gate;
GRANT CREATE ON SCHEMA public TO quittance_worker;
ALTER FUNCTION checked_document(text) OWNER TO quittance_worker;
REVOKE CREATE ON SCHEMA public FROM quittance_worker;
