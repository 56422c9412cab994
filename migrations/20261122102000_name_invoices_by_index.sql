-- "Invoice NH-1042", said of an item, a promise or a payment: its number is read by its id, from the
-- index. Without it a plan for customers of average size went through all numbers of a large one.
CREATE UNIQUE INDEX invoice_number_by_id ON invoice (account_id, id) INCLUDE (number);
