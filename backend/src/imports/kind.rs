//! What a file can hold, and the columns that we know of each kind.

use serde::{Deserialize, Serialize};

/// What the rows of a file become.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Customers.
    Accounts,
    /// People at the customers.
    Contacts,
    /// Invoices, one row a line.
    Invoices,
    /// Credit notes, one row a line.
    CreditNotes,
    /// Money that has arrived, one row for each invoice that it pays.
    Payments,
}

/// One of our columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name in mappings, and in files that need none.
    pub name: &'static str,
    /// Whether every row has to fill it.
    pub needed: bool,
    /// What it holds, for people who write a mapping.
    pub hint: &'static str,
}

impl Kind {
    /// Every kind, in the order in which files are loaded.
    pub const ALL: &'static [Self] =
        &[Self::Accounts, Self::Contacts, Self::Invoices, Self::CreditNotes, Self::Payments];

    /// The code in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Contacts => "contacts",
            Self::Invoices => "invoices",
            Self::CreditNotes => "credit_notes",
            Self::Payments => "payments",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Accounts => "Accounts",
            Self::Contacts => "Contacts",
            Self::Invoices => "Invoices",
            Self::CreditNotes => "Credit notes",
            Self::Payments => "Payments",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// Its columns, in the order in which a file would have them.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Accounts => ACCOUNTS,
            Self::Contacts => CONTACTS,
            Self::Invoices => INVOICES,
            Self::CreditNotes => CREDIT_NOTES,
            Self::Payments => PAYMENTS,
        }
    }

    /// Whether rows with the same number that follow each other are one document.
    pub(super) fn spans_rows(self) -> bool {
        matches!(self, Self::Invoices | Self::CreditNotes | Self::Payments)
    }

    /// Where a column stands among ours.
    pub(super) fn position(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }
}

const fn needed(name: &'static str, hint: &'static str) -> Column {
    Column { name, needed: true, hint }
}

const fn maybe(name: &'static str, hint: &'static str) -> Column {
    Column { name, needed: false, hint }
}

const CURRENCY: Column = maybe("currency", "Three letters; the entity's, if there is none");

const ACCOUNTS: &[Column] = &[
    needed("number", "The customer's number; files are matched by it"),
    needed("name", "The customer's name"),
    maybe("parent", "The number of the account above it; its row comes first"),
    maybe("country", "Two letters; the entity's, if there is none"),
    CURRENCY,
    maybe("language", "Two letters, like en or de; English, if new"),
    maybe("address", "Street and house number"),
    maybe("city", "Postcode and city"),
    maybe("vat_id", "VAT number"),
    maybe("registration", "The number in a register of companies"),
    maybe("buyer_reference", "What the customer wants to read on each invoice, like a Leitweg-ID"),
    maybe(
        "endpoint",
        "Where e-invoices are sent to: the scheme, a colon and the number, like 0106:12345678",
    ),
    maybe("terms_days", "Days until an invoice is due; 30, if new"),
    maybe("discount_percent", "Early-payment discount, like 2 or 2.5"),
    maybe("discount_days", "Days within which it is granted"),
    maybe("credit_limit", "In the account's currency"),
    maybe("known_on", "Since when the customer is known; only read when loading as of a day"),
];

const CONTACTS: &[Column] = &[
    needed("account", "The customer's number"),
    needed("email", "The e-mail address; contacts are matched by it"),
    needed("name", "The person's name"),
    maybe("phone", "Telephone"),
    maybe("job", "What they do there"),
    maybe("receives_reminders", "yes or no; yes, if there is none"),
];

/// What a row says of a line, or of what is beside the lines.
macro_rules! with_lines {
    ($($own:expr),* $(,)?) => {
        &[
            $($own,)*
            maybe("description", "Line: what was sold. Allowance, charge: why"),
            maybe("article", "Line: the article's number"),
            maybe("quantity", "Line: how much of it"),
            maybe("unit", "Line: of what, like box or hour"),
            maybe("unit_price", "Line: the price, without tax"),
            maybe("line_amount", "The amount of the line, the allowance, the charge or the sales tax"),
            maybe("tax_percent", "Line: the tax rate, like 21"),
            maybe("tax_category", "Line: S, Z, E, AE, K, G or O (EN 16931)"),
            maybe("price_per", "Line: of how many the price is; 1, if there is none"),
            maybe("line_note", "Line: more about it"),
            maybe("customer_article", "Line: the article's number at the customer"),
            maybe("line_order", "Line: the customer's order, where lines are of several"),
            maybe("order_line", "Line: the line of the customer's order"),
            maybe("line_site", "Line: where it was delivered or done"),
            maybe("cost_centre", "Line: where the customer books it"),
            maybe("exemption", "Line: why there is no tax, in words"),
            maybe("exemption_code", "Line: why, as a code of the list VATEX"),
            maybe("row", "line, allowance, charge or sales_tax; line, if there is none"),
            maybe("of_line", "Allowance, charge, sales tax: of which line, counted from 1; the whole, if there is none"),
            maybe("reason_code", "Allowance, charge: a code of UNCL 5189 or 7161"),
            maybe("percent", "Allowance, charge: the share, like 5. Sales tax: the rate, like 8.875"),
            maybe("base", "Allowance, charge, sales tax: what the percentage is of"),
            maybe("jurisdiction", "Sales tax: whose it is, like NY or NY-New York"),
        ]
    };
}

const INVOICES: &[Column] = with_lines![
    needed(
        "number",
        "The invoice's number; rows with the same number that follow each other are its lines",
    ),
    needed("account", "The customer's number"),
    needed("issued_on", "The day of issue"),
    maybe("due_on", "The day by which it is due; else by the terms"),
    CURRENCY,
    maybe("po_number", "The customer's order"),
    maybe("terms_days", "Days until due; the account's, if there is none"),
    maybe("discount_percent", "Early-payment discount, like 2 or 2.5"),
    maybe("discount_days", "Days from issue within which it is granted"),
    maybe("delivered_on", "The day of delivery"),
    maybe("delivery_note", "The delivery note's number"),
    maybe("site", "The place that it was delivered to"),
    maybe("note", "Words to the customer"),
    maybe("net", "The whole invoice without tax"),
    maybe("tax", "The tax of the whole invoice"),
    maybe("total", "The whole invoice with tax"),
    maybe("instalments", "Parts with their dates, like 2026-12-01:500.00|2027-01-01:500.00"),
    maybe("prepaid", "What was paid before it was issued"),
    maybe("rounding", "What is added so that the rest can be paid in coins; may be negative"),
    maybe("payable", "What is to be paid: the total less what was prepaid, and rounded"),
    maybe("buyer_reference", "What the customer knows its own by, like a Leitweg-ID"),
    maybe("contract", "The contract that it stands on"),
    maybe("period_from", "The first day of what it bills"),
    maybe("period_to", "The last day of what it bills"),
    maybe("deliver_to_name", "Who took the delivery, if it went elsewhere"),
    maybe("deliver_to_address", "Street and number of where it went"),
    maybe("deliver_to_city", "Postcode and city of where it went"),
    maybe("deliver_to_country", "Two letters"),
];

const CREDIT_NOTES: &[Column] = with_lines![
    needed("number", "The credit note's number"),
    needed("account", "The customer's number"),
    needed("issued_on", "The day of issue"),
    CURRENCY,
    maybe("net", "Without tax"),
    maybe("tax", "The tax"),
    maybe("total", "With tax, as a positive amount"),
    maybe("reason", "Why"),
    maybe("invoice", "The number of the invoice that it corrects"),
    maybe("rounding", "What was rounded"),
];

const PAYMENTS: &[Column] = &[
    needed(
        "number",
        "The payment's number; rows with the same number that follow each other are one payment",
    ),
    needed("account", "The customer's number"),
    needed("settled_on", "The day on which the money arrived"),
    needed("amount", "What this row pays"),
    CURRENCY,
    maybe("total", "The whole payment, if it is more than its rows"),
    maybe("method", "bank_transfer, bank_debit or card; bank_transfer, if there is none"),
    maybe("reference", "What the payer wrote"),
    maybe("invoice", "The number of the invoice that the row pays"),
    maybe("discount", "The early-payment discount taken beside it"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_named_once() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.code()), Some(*kind));
            for (n, column) in kind.columns().iter().enumerate() {
                assert_eq!(kind.position(column.name), Some(n), "{kind:?} {}", column.name);
            }
        }
    }
}
