-- The seller's entities, their customers' accounts as a tree, and the people at them.
-- Amounts everywhere are bigint minor units beside a char(3) currency: integers and text have
-- leakproof comparisons, so they stay index conditions under row-level security.

CREATE TABLE entity (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    short_name text NOT NULL,
    country char(2) NOT NULL,
    currency char(3) NOT NULL,
    time_zone text NOT NULL,                 -- IANA; business dates of the entity are days there
    address text NOT NULL,
    city text NOT NULL,
    vat_id text,
    email text NOT NULL,
    iban text NOT NULL,
    bic text NOT NULL,
    bank_name text NOT NULL,
    bank_since date NOT NULL,                -- since when the bank account is unchanged
    card_fee_bp integer NOT NULL DEFAULT 0 CHECK (card_fee_bp BETWEEN 0 AND 500), -- hundredths of a per cent
    created_at timestamptz NOT NULL
);

CREATE TABLE account (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity (id),
    number text COLLATE "C" NOT NULL,        -- the ERP's own number: imports upsert by it
    name text NOT NULL,
    search_name text COLLATE "C" NOT NULL,   -- lower(name), for prefix search by leakproof comparison
    parent_id uuid,
    country char(2) NOT NULL,
    currency char(3) NOT NULL,
    address text NOT NULL DEFAULT '',
    city text NOT NULL DEFAULT '',
    vat_id text,
    terms_days integer NOT NULL CHECK (terms_days BETWEEN 0 AND 365),
    discount_bp integer NOT NULL DEFAULT 0 CHECK (discount_bp BETWEEN 0 AND 2000),
    discount_days integer NOT NULL DEFAULT 0 CHECK (discount_days BETWEEN 0 AND 365),
    credit_limit_minor bigint CHECK (credit_limit_minor >= 0),
    methods text[] NOT NULL DEFAULT ARRAY['bank_debit', 'card', 'bank_transfer'],
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT account_number_is_unique UNIQUE (entity_id, number),
    UNIQUE (entity_id, id),
    CONSTRAINT account_parent_is_of_the_entity FOREIGN KEY (entity_id, parent_id) REFERENCES account (entity_id, id),
    CONSTRAINT account_is_not_its_own_parent CHECK (parent_id <> id)
);
CREATE INDEX account_by_name ON account (entity_id, search_name, id);
CREATE INDEX account_by_parent ON account (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE contact (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account (id),
    name text NOT NULL,
    email text NOT NULL,
    phone text,
    job text NOT NULL DEFAULT '',
    receives_reminders boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    UNIQUE (account_id, id),
    CONSTRAINT contact_email_is_unique UNIQUE (account_id, email)
);

-- Logins. A user is a buyer or staff for good; what they may do is in the memberships.
CREATE TABLE app_user (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('buyer', 'staff')),
    email text COLLATE "C" NOT NULL,         -- lower case
    name text NOT NULL,
    password_hash text NOT NULL,             -- PHC string, argon2id
    disabled_at timestamptz,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT app_user_email_is_unique UNIQUE (email)
);

CREATE TABLE buyer_membership (
    user_id uuid NOT NULL REFERENCES app_user (id),
    account_id uuid NOT NULL REFERENCES account (id),
    role text NOT NULL CHECK (role IN ('view', 'pay', 'dispute', 'admin')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, account_id)
);
CREATE INDEX buyer_membership_by_account ON buyer_membership (account_id, user_id);

CREATE TABLE staff_membership (
    user_id uuid NOT NULL REFERENCES app_user (id),
    entity_id uuid NOT NULL REFERENCES entity (id),
    role text NOT NULL CHECK (role IN ('viewer', 'collector', 'cash', 'approver', 'admin')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, entity_id)
);
CREATE INDEX staff_membership_by_entity ON staff_membership (entity_id, user_id);

-- Sessions: the cookie's value is never stored, only its SHA-256.
CREATE TABLE session (
    id_hash bytea PRIMARY KEY,
    user_id uuid REFERENCES app_user (id),
    data jsonb NOT NULL,
    created_at timestamptz NOT NULL,         -- the database's clock: leases and sessions are not business time
    seen_at timestamptz NOT NULL,
    idle_until timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_end ON session (ends_at);

-- Failed log-ins by address, by user and by both, so that several processes count together.
CREATE TABLE throttle (
    key text COLLATE "C" PRIMARY KEY,
    failures integer NOT NULL,
    last_at timestamptz NOT NULL,
    blocked_until timestamptz
);
