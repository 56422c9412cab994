-- Documents on their way: what was issued is stored once, and who got it how is kept for each of them.

-- From which day on documents are sent by themselves; none: not at all, so that books that are brought
-- along are not sent once more. And where a document goes that its channel refused; none: to a person.
ALTER TABLE document_policy
    ADD COLUMN sends_from date,
    ADD COLUMN fallback text CHECK (fallback IN ('email', 'email-link', 'portal', 'print'));
GRANT UPDATE (sends_from, fallback) ON document_policy TO quittance_staff, quittance_worker;

-- The code by which a document on paper is proved to be genuine: one for all that is made of a subject.
CREATE TABLE document_check (
    code text PRIMARY KEY CHECK (code ~ '^[0-9A-Z]{10}$'),
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_id uuid NOT NULL,                -- the invoice or credit note
    made_at timestamptz NOT NULL,
    CONSTRAINT document_check_is_one UNIQUE (account_id, subject_id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
CREATE TRIGGER document_check_only_grows BEFORE UPDATE OR DELETE ON document_check FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What was issued: its bytes are in the store under its id, and never change.
CREATE TABLE issued_document (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit-note', 'statement', 'receipt', 'reminder', 'plan')),
    subject_id uuid NOT NULL,                -- the invoice, the credit note, the payment
    number text NOT NULL,                    -- what people call it
    format text NOT NULL,
    style text NOT NULL,                     -- how it looks, as a code; empty where the format has no looks
    file_name text NOT NULL CHECK (file_name <> ''),
    bytes bigint NOT NULL CHECK (bytes > 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    made_with text NOT NULL,                 -- versions of the program, its templates and its rules
    verdict text NOT NULL CHECK (verdict IN ('valid', 'no rules')),
    issued_at timestamptz NOT NULL,
    UNIQUE (account_id, id),
    CONSTRAINT issued_document_is_stored_once UNIQUE (account_id, subject_id, kind, format, style),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
CREATE TRIGGER issued_document_only_grows BEFORE UPDATE OR DELETE ON issued_document FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Pages that are printed together, and posted.
CREATE TABLE print_run (
    id uuid PRIMARY KEY,                     -- made by the form; its key in the store, too
    entity_id uuid NOT NULL REFERENCES entity (id),
    asked_by uuid NOT NULL REFERENCES app_user (id),
    asked_name text NOT NULL,
    asked_at timestamptz NOT NULL,
    documents integer NOT NULL CHECK (documents > 0),
    state text NOT NULL CHECK (state IN ('waiting', 'ready', 'posted', 'failed', 'undone')),
    pages integer CHECK (pages > 0),
    bytes bigint CHECK (bytes > 0),
    sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    manifest text,                           -- CSV: what is in it, envelope by envelope
    ready_at timestamptz,
    ended_at timestamptz,
    ended_by text,                           -- who posted it, or undid it
    CONSTRAINT print_run_is_whole_when_it_is_ready CHECK (state NOT IN ('ready', 'posted')
        OR (pages IS NOT NULL AND bytes IS NOT NULL AND sha256 IS NOT NULL AND manifest IS NOT NULL AND ready_at IS NOT NULL)),
    UNIQUE (entity_id, id)
);
CREATE INDEX print_run_of_entity ON print_run (entity_id, asked_at DESC, id DESC);

-- A document on its way to somebody. The dedupe key says what is not sent twice by itself.
CREATE TABLE dispatch (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit-note', 'statement', 'receipt', 'reminder', 'plan')),
    subject_id uuid NOT NULL,
    number text NOT NULL,
    contact_id uuid,                         -- whose choice it follows; none: the account's
    dedupe text NOT NULL,
    format text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'email-link', 'portal', 'folder', 'webhook', 'print', 'peppol', 'edi')),
    target text,                             -- the address on that channel, where it has addresses
    state text NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'refused')),
    answer text NOT NULL DEFAULT '',         -- the channel's last words
    reference text,                          -- what the other side calls it
    document_id uuid,
    instead_of uuid,                         -- the one that was refused, in whose place this goes
    again_of uuid,                           -- the one that a person sent once more
    asked_by text,                           -- who did
    spared_paper boolean NOT NULL DEFAULT false, -- it would have been a letter before the customer left paper
    print_run_id uuid,
    queued_at timestamptz NOT NULL,
    sent_at timestamptz,
    ended_at timestamptz,
    settled_at timestamptz,                  -- of a refused one: somebody has looked after it
    settled_by text,
    settled_note text,
    UNIQUE (account_id, id),
    CONSTRAINT dispatch_goes_once UNIQUE (account_id, dedupe),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, contact_id) REFERENCES contact (account_id, id),
    FOREIGN KEY (account_id, document_id) REFERENCES issued_document (account_id, id),
    FOREIGN KEY (account_id, instead_of) REFERENCES dispatch (account_id, id),
    FOREIGN KEY (account_id, again_of) REFERENCES dispatch (account_id, id),
    FOREIGN KEY (entity_id, print_run_id) REFERENCES print_run (entity_id, id)
);
CREATE INDEX dispatch_of_subject ON dispatch (account_id, subject_id, id);
CREATE INDEX dispatch_of_entity ON dispatch (entity_id, id DESC);
CREATE INDEX dispatch_in_state ON dispatch (entity_id, state, id DESC);
CREATE INDEX dispatch_waits_for_somebody ON dispatch (entity_id, id DESC) WHERE state = 'refused' AND settled_at IS NULL;
CREATE INDEX dispatch_to_print ON dispatch (entity_id, id) WHERE channel = 'print' AND state = 'queued';
CREATE INDEX dispatch_under_way ON dispatch (id) WHERE state = 'sent' AND channel = 'peppol';
CREATE INDEX dispatch_of_run ON dispatch (print_run_id, id) WHERE print_run_id IS NOT NULL;
CREATE INDEX dispatch_spared_paper ON dispatch (entity_id, account_id, kind) WHERE spared_paper;
CREATE INDEX dispatch_of_document ON dispatch (document_id) WHERE document_id IS NOT NULL;

-- Every step of its way: when, where it stood then, and what was answered.
CREATE TABLE dispatch_step (
    account_id uuid NOT NULL,
    dispatch_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq > 0),
    at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'refused')),
    answer text NOT NULL,
    PRIMARY KEY (account_id, dispatch_id, seq),
    FOREIGN KEY (account_id, dispatch_id) REFERENCES dispatch (account_id, id)
);
CREATE TRIGGER dispatch_step_only_grows BEFORE UPDATE OR DELETE ON dispatch_step FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Interchanges are numbered for each partner, without gaps in what was sent.
CREATE TABLE edi_partner (
    entity_id uuid NOT NULL REFERENCES entity (id),
    address text NOT NULL,                   -- qualifier and mailbox: ZZ:FERROW
    interchange bigint NOT NULL CHECK (interchange BETWEEN 1 AND 999999999),
    PRIMARY KEY (entity_id, address)
);

-- A letter may carry a document.
ALTER TABLE outbox ADD COLUMN document_id uuid REFERENCES issued_document (id);
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('reminder', 'notice', 'team', 'late', 'document'));

-- Since when a place gets no paper any more, by its own choice.
ALTER TABLE document_preference ADD COLUMN left_paper_at timestamptz;
GRANT UPDATE (left_paper_at) ON document_preference TO quittance_portal, quittance_staff;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['document_check', 'issued_document', 'print_run', 'dispatch', 'dispatch_step', 'edi_partner'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO quittance_worker', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['document_check', 'issued_document', 'dispatch'] LOOP
        EXECUTE format('CREATE POLICY of_account ON %I FOR SELECT TO quittance_portal USING (account_id = (SELECT app_account()))', guarded);
        EXECUTE format('GRANT SELECT ON %I TO quittance_portal', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['document_check', 'issued_document', 'dispatch', 'print_run'] LOOP
        EXECUTE format('CREATE POLICY of_entity ON %I TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()))', guarded);
        EXECUTE format('GRANT SELECT ON %I TO quittance_staff', guarded);
    END LOOP;
END $$;
CREATE POLICY of_account ON dispatch_step FOR SELECT TO quittance_portal USING (account_id = (SELECT app_account()));
CREATE POLICY of_entity ON dispatch_step TO quittance_staff
    USING (EXISTS (SELECT FROM dispatch d WHERE d.account_id = dispatch_step.account_id AND d.id = dispatch_step.dispatch_id))
    WITH CHECK (EXISTS (SELECT FROM dispatch d WHERE d.account_id = dispatch_step.account_id AND d.id = dispatch_step.dispatch_id));
GRANT SELECT ON dispatch_step TO quittance_portal, quittance_staff;

GRANT INSERT ON dispatch, dispatch_step, print_run TO quittance_staff;
GRANT UPDATE (state, answer, sent_at, ended_at, settled_at, settled_by, settled_note, print_run_id) ON dispatch TO quittance_staff;
GRANT UPDATE (state, ended_at, ended_by) ON print_run TO quittance_staff;
GRANT UPDATE (state, answer, reference, document_id, print_run_id, sent_at, ended_at, settled_at, settled_by, settled_note) ON dispatch TO quittance_worker;
GRANT UPDATE (state, pages, bytes, sha256, manifest, ready_at, ended_at) ON print_run TO quittance_worker;
GRANT UPDATE (interchange) ON edi_partner TO quittance_worker;

-- What anybody may know who holds the paper: a code is 50 bits, guessed by nobody whom the door slows down.
CREATE FUNCTION checked_document(wanted text)
RETURNS TABLE (seller text, kind text, number text, issued_on date, total_minor bigint, currency text, iban text, bank_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.name, 'invoice', i.number, i.issued_on, i.total_minor, i.currency::text, e.iban, e.bank_name
    FROM document_check c
    JOIN entity e ON e.id = c.entity_id
    JOIN invoice i ON i.account_id = c.account_id AND i.id = c.subject_id
    WHERE c.code = wanted
    UNION ALL
    SELECT e.name, 'credit-note', n.number, n.issued_on, n.total_minor, n.currency::text, e.iban, e.bank_name
    FROM document_check c
    JOIN entity e ON e.id = c.entity_id
    JOIN credit_note n ON n.account_id = c.account_id AND n.id = c.subject_id
    WHERE c.code = wanted
$$;
REVOKE EXECUTE ON FUNCTION checked_document(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION checked_document(text) TO quittance_gate;
GRANT CREATE ON SCHEMA public TO quittance_worker;
ALTER FUNCTION checked_document(text) OWNER TO quittance_worker;
REVOKE CREATE ON SCHEMA public FROM quittance_worker;
