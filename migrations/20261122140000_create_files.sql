-- Files that go with messages. The rows are here, the bytes in a store under the row's id: a folder,
-- or S3. A file that was taken in with a form that was then refused waits without a message for the
-- form to be sent again, for a day.
CREATE TABLE file (
    id uuid PRIMARY KEY,                     -- its key in the store, too
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    message_id uuid,                         -- none while it waits
    side text NOT NULL CHECK (side IN ('buyer', 'seller')), -- whose people put it here
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 120),
    media_type text NOT NULL CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg', 'text/plain')),
    bytes bigint NOT NULL CHECK (bytes > 0), -- as it is kept: pictures are written anew
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'), -- what is read back has to have it
    put_by uuid NOT NULL REFERENCES app_user (id),
    put_at timestamptz NOT NULL,
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, message_id) REFERENCES message (account_id, id)
);
CREATE INDEX file_of_message ON file (account_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX file_waits ON file (put_at) WHERE message_id IS NULL;

ALTER TABLE file ENABLE ROW LEVEL SECURITY;
ALTER TABLE file FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON file TO quittance_worker USING (true) WITH CHECK (true);

-- Who may read a message may read its files: the policies of `message` decide inside of the EXISTS,
-- so a note of the seller's people keeps its files from buyers. What waits is its side's.
CREATE POLICY of_account ON file FOR SELECT TO quittance_portal
    USING (account_id = (SELECT app_account())
        AND CASE WHEN message_id IS NULL THEN side = 'buyer'
            ELSE EXISTS (SELECT FROM message m WHERE m.account_id = file.account_id AND m.id = file.message_id) END);
CREATE POLICY of_entity ON file FOR SELECT TO quittance_staff
    USING (entity_id = (SELECT app_entity()) AND (message_id IS NOT NULL OR side = 'seller'));

-- A file goes with a message of its own side, and what has gone with one stays there.
CREATE POLICY new_of_account ON file FOR INSERT TO quittance_portal
    WITH CHECK (account_id = (SELECT app_account()) AND side = 'buyer'
        AND (message_id IS NULL OR EXISTS (SELECT FROM message m
            WHERE m.account_id = file.account_id AND m.id = file.message_id AND m.side = 'buyer')));
CREATE POLICY waiting_of_account ON file FOR UPDATE TO quittance_portal
    USING (account_id = (SELECT app_account()) AND side = 'buyer' AND message_id IS NULL)
    WITH CHECK (account_id = (SELECT app_account()) AND side = 'buyer'
        AND EXISTS (SELECT FROM message m
            WHERE m.account_id = file.account_id AND m.id = file.message_id AND m.side = 'buyer'));
CREATE POLICY new_of_entity ON file FOR INSERT TO quittance_staff
    WITH CHECK (entity_id = (SELECT app_entity()) AND side = 'seller'
        AND (message_id IS NULL OR EXISTS (SELECT FROM message m
            WHERE m.account_id = file.account_id AND m.id = file.message_id AND m.side = 'seller')));
CREATE POLICY waiting_of_entity ON file FOR UPDATE TO quittance_staff
    USING (entity_id = (SELECT app_entity()) AND side = 'seller' AND message_id IS NULL)
    WITH CHECK (entity_id = (SELECT app_entity()) AND side = 'seller'
        AND EXISTS (SELECT FROM message m
            WHERE m.account_id = file.account_id AND m.id = file.message_id AND m.side = 'seller'));

GRANT SELECT, INSERT ON file TO quittance_portal, quittance_staff, quittance_worker;
GRANT UPDATE (message_id) ON file TO quittance_portal, quittance_staff, quittance_worker;
GRANT DELETE ON file TO quittance_worker; -- what nobody came back for
