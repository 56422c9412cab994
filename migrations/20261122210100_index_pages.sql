-- Who of the seller's people looked at the portal, among the thousands of events of a busy account.
CREATE INDEX event_of_looks ON event (account_id, at DESC, id DESC) WHERE name = 'portal.viewed_by_staff';

-- What moved between the two sides of an account, entry by entry, in the order of a statement.
CREATE INDEX ledger_line_told ON ledger_line (account_id, currency, posted_on, entry_id) INCLUDE (direction, amount_minor)
    WHERE ledger IN ('receivable', 'unapplied');

-- What was applied after a day: what was open on it is what is open now, and that.
CREATE INDEX allocation_of_account_by_day ON allocation (account_id, applied_on) INCLUDE (open_item_id, amount_minor, discount_minor);

-- Payments that went wrong are few, and a buyer's home looks for the latest.
CREATE INDEX payment_wrong_of_account ON payment (account_id, created_at, id) WHERE state IN ('requires_action', 'failed', 'returned');
