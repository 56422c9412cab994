-- What is held back of an account's open items is little, however much is open: the collectable
-- amount is the open one, which is kept, less what these hold.
CREATE INDEX open_item_held_of_account ON open_item (account_id, currency)
    INCLUDE (open_minor, disputed_minor, in_flight_minor, promised_minor, promised_until, deferred_minor)
    WHERE open_minor > 0
      AND (disputed_minor > 0 OR in_flight_minor > 0 OR promised_minor > 0 OR deferred_minor > 0);

-- What a buyer's home tells of lately, among thousands of events of a busy account.
CREATE INDEX event_told_at_home ON event (account_id, at DESC, id DESC)
    WHERE name IN ('payment.sent', 'payment.settled', 'payment.failed', 'payment.returned',
                   'credit_note.issued', 'promise.made', 'promise.kept', 'promise.broken');
