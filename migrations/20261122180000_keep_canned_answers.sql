-- What staff write often, by what a dispute is about and by the customer's language.
ALTER TABLE account ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language ~ '^[a-z]{2}$'); -- ISO 639-1

-- Names in braces are filled in for each dispute: {customer}, {dispute}, {invoices}, {amount}.
CREATE TABLE canned_answer (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity (id),
    reason_code text,                        -- none: whatever it is about
    language text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    title text NOT NULL CHECK (title <> ''),
    text text NOT NULL CHECK (text <> ''),
    changed_at timestamptz NOT NULL,
    FOREIGN KEY (entity_id, reason_code) REFERENCES dispute_reason (entity_id, code)
);
CREATE UNIQUE INDEX canned_answer_title_is_unique ON canned_answer (entity_id, language, lower(title));

ALTER TABLE canned_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE canned_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON canned_answer TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_entity ON canned_answer TO quittance_staff
    USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
GRANT SELECT, INSERT ON canned_answer TO quittance_worker;
GRANT SELECT, INSERT, DELETE, UPDATE (reason_code, language, title, text, changed_at) ON canned_answer TO quittance_staff;

-- What an entity begins with.
CREATE FUNCTION first_canned_answers() RETURNS TABLE (reason_code text, language text, title text, text text) LANGUAGE sql IMMUTABLE AS $$
    VALUES
        (NULL, 'en', 'We look into it', 'Thank you for telling us. We look into {dispute} about {invoices} and come back to you. Until then we do not ask for {amount}.'),
        ('quantity', 'en', 'Ask for the delivery note', 'Which delivery note came with the goods, and who signed it? With its number we can compare what left our warehouse.'),
        ('damaged', 'en', 'Ask for a photo', 'Could you send a photo of the damage and of the packaging? Then we can decide without having the goods sent back.'),
        ('price', 'en', 'Ask what was agreed', 'Which price was agreed, when and with whom? A copy of the offer or of the order is enough.'),
        (NULL, 'de', 'Wir prüfen es', 'Danke für den Hinweis. Wir prüfen {dispute} zu {invoices} und melden uns. Bis dahin fordern wir {amount} nicht an.')
$$;
-- Triggers run in the order of their names, and these answers name reasons.
CREATE FUNCTION give_canned_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO canned_answer (id, entity_id, reason_code, language, title, text, changed_at)
    SELECT gen_random_uuid(), NEW.id, f.reason_code, f.language, f.title, f.text, NEW.created_at FROM first_canned_answers() f;
    RETURN NULL;
END $$;
CREATE TRIGGER zz_entity_has_canned_answers AFTER INSERT ON entity
    FOR EACH ROW EXECUTE FUNCTION give_canned_answers();

-- The entities that are there already. The owner of the tables is under row-level security, too, and
-- sees nothing; the worker sees all.
SET LOCAL ROLE quittance_worker;
INSERT INTO canned_answer (id, entity_id, reason_code, language, title, text, changed_at)
SELECT gen_random_uuid(), e.id, f.reason_code, f.language, f.title, f.text, e.created_at
FROM entity e CROSS JOIN first_canned_answers() f
WHERE f.reason_code IS NULL OR EXISTS (SELECT FROM dispute_reason r WHERE r.entity_id = e.id AND r.code = f.reason_code);
RESET ROLE;
