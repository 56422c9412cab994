-- How somebody sees a list: columns, grouping, and what it begins with. It is a user's own, wherever they
-- stand, and read with their session, so it is the gate's as sessions are; nobody else reads it.
CREATE TABLE list_view (
    user_id uuid NOT NULL REFERENCES app_user (id),
    list text NOT NULL CHECK (list IN ('invoices', 'staff-invoices')),
    columns text[] NOT NULL CHECK (cardinality(columns) <= 20),
    grouping text NOT NULL CHECK (grouping IN ('none', 'due-month', 'order')),
    query text CHECK (query <> '' AND octet_length(query) <= 300), -- of the address that a list begins with
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, list)
);

ALTER TABLE list_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE list_view FORCE ROW LEVEL SECURITY;
CREATE POLICY at_the_gate ON list_view TO quittance_gate USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE, UPDATE (columns, grouping, query, kept_at) ON list_view TO quittance_gate;
