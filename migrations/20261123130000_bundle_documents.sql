-- Several documents in one file: what is in it is settled when it is asked for, and a job makes it.

CREATE TABLE bundle (
    id uuid PRIMARY KEY,                     -- made by the form; its key in the store, too
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    asked_by uuid NOT NULL REFERENCES app_user (id),
    asked_name text NOT NULL,
    asked_at timestamptz NOT NULL,
    what text NOT NULL CHECK (what <> ''),   -- which documents, in words
    format text NOT NULL,
    documents integer NOT NULL CHECK (documents > 0),
    state text NOT NULL CHECK (state IN ('waiting', 'making', 'ready', 'stopped', 'failed', 'gone')),
    done integer NOT NULL DEFAULT 0 CHECK (done BETWEEN 0 AND documents),
    refused integer NOT NULL DEFAULT 0,      -- how many the format's rules refused
    bytes bigint CHECK (bytes > 0),
    sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    ready_at timestamptz,
    gone_at timestamptz,                     -- when its days are over
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    CONSTRAINT bundle_is_whole_when_it_is_ready CHECK (state <> 'ready'
        OR (bytes IS NOT NULL AND sha256 IS NOT NULL AND ready_at IS NOT NULL AND gone_at IS NOT NULL))
);
CREATE INDEX bundle_of_account ON bundle (account_id, asked_at DESC, id DESC);
CREATE INDEX bundle_under_way ON bundle (account_id) WHERE state IN ('waiting', 'making');
CREATE INDEX bundle_ends ON bundle (gone_at) WHERE state = 'ready';

CREATE TABLE bundle_invoice (
    account_id uuid NOT NULL,
    bundle_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq > 0),
    invoice_id uuid NOT NULL,
    PRIMARY KEY (account_id, bundle_id, seq),
    FOREIGN KEY (account_id, bundle_id) REFERENCES bundle (account_id, id),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id)
);

ALTER TABLE bundle ENABLE ROW LEVEL SECURITY;
ALTER TABLE bundle FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON bundle TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_account ON bundle TO quittance_portal
    USING (account_id = (SELECT app_account())) WITH CHECK (account_id = (SELECT app_account()));

ALTER TABLE bundle_invoice ENABLE ROW LEVEL SECURITY;
ALTER TABLE bundle_invoice FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON bundle_invoice TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_account ON bundle_invoice TO quittance_portal
    USING (account_id = (SELECT app_account())) WITH CHECK (account_id = (SELECT app_account()));

GRANT SELECT, INSERT ON bundle, bundle_invoice TO quittance_portal;
GRANT UPDATE (state) ON bundle TO quittance_portal; -- stopping it
GRANT SELECT ON bundle, bundle_invoice TO quittance_worker;
GRANT UPDATE (state, done, refused, bytes, sha256, ready_at, gone_at) ON bundle TO quittance_worker;
