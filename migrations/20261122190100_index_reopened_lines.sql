-- Whether the rest of a line is disputed again.
CREATE UNIQUE INDEX dispute_line_reopening ON dispute_line (account_id, reopens) WHERE reopens IS NOT NULL;
