//! The document itself: head, lines and tax, as they were issued.

use crate::{
    error::{Error, Result},
    invoices::says::{self, Says},
};
use chrono::NaiveDate;
use domain::{
    ids::{AccountId, InvoiceId},
    money::Money,
};
use sqlx::{PgConnection, types::Json};

/// What stands at the top of an invoice, and its sums.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// Its number.
    pub number: String,
    /// The customer's order.
    pub po_number: Option<String>,
    /// The order number that the customer gave afterwards.
    pub customer_po: Option<String>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Days from issue until it is due.
    pub terms_days: i32,
    /// What was to be paid at first.
    pub total: Money,
    /// When it was delivered.
    pub delivered_on: Option<NaiveDate>,
    /// The delivery note's number.
    pub delivery_note: Option<String>,
    /// Words to the customer.
    pub note: Option<String>,
    /// The customer's VAT number.
    pub customer_vat_id: Option<String>,
    /// Who sells.
    pub seller: Seller,
}

/// Who sells, and where a bank transfer goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seller {
    /// Its full name.
    pub name: String,
    /// Its VAT number.
    pub vat_id: Option<String>,
    /// The bank account.
    pub iban: String,
    /// The bank's code.
    pub bic: String,
    /// The bank.
    pub bank_name: String,
    /// Since when the bank account is unchanged.
    pub bank_since: NaiveDate,
}

/// A document, and what else there is to be read of its invoice.
pub(super) struct Document {
    pub head: Head,
    pub says: Says,
    pub has: Has,
}

/// What there is of an invoice beside its document. Most have little, and nothing is asked in vain.
pub(super) struct Has {
    pub allocations: bool,
    pub promises: bool,
    pub decisions: bool,
    pub disputes: bool,
    pub dispatches: bool,
    pub papers: bool,
}

/// All of it at once: a page asks for it each time, and every question takes a trip.
pub(super) async fn load(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: InvoiceId,
) -> Result<Document> {
    let row = sqlx::query!(
        r#"SELECT i.number, i.po_number, i.customer_po, i.issued_on, i.currency, i.total_minor, i.terms_days,
                  i.delivered_on, i.delivery_note, i.note, a.vat_id AS customer_vat_id,
                  e.name, e.vat_id, e.iban, e.bic, e.bank_name, e.bank_since,
                  invoice_says(i.account_id, i.id) AS "says!: Json<says::Row>",
                  EXISTS (SELECT FROM open_item o
                          JOIN allocation l ON l.account_id = o.account_id AND l.open_item_id = o.id
                          WHERE o.account_id = $1 AND o.invoice_id = $2) AS "has_allocations!",
                  EXISTS (SELECT FROM open_item o
                          JOIN promise p ON p.account_id = o.account_id AND p.open_item_id = o.id
                          WHERE o.account_id = $1 AND o.invoice_id = $2) AS "has_promises!",
                  EXISTS (SELECT FROM decision d WHERE d.account_id = $1 AND d.invoice_id = $2) AS "has_decisions!",
                  EXISTS (SELECT FROM dispute_line d WHERE d.account_id = $1 AND d.invoice_id = $2) AS "has_disputes!",
                  EXISTS (SELECT FROM dispatch d WHERE d.account_id = $1 AND d.subject_id = $2) AS "has_dispatches!",
                  EXISTS (SELECT FROM supporting_document d
                          WHERE d.account_id = $1 AND d.invoice_id = $2 AND d.removed_at IS NULL)
                  OR EXISTS (SELECT FROM supporting_document d
                             WHERE d.account_id = $1 AND d.invoice_id IS NULL AND d.removed_at IS NULL) AS "has_papers!"
           FROM invoice i JOIN account a ON a.id = i.account_id JOIN entity e ON e.id = i.entity_id
           WHERE i.account_id = $1 AND i.id = $2"#,
        account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    let currency = row.currency.parse()?;
    let head = Head {
        number: row.number,
        po_number: row.po_number,
        customer_po: row.customer_po,
        issued_on: row.issued_on,
        terms_days: row.terms_days,
        total: Money::new(row.total_minor, currency),
        delivered_on: row.delivered_on,
        delivery_note: row.delivery_note,
        note: row.note,
        customer_vat_id: row.customer_vat_id,
        seller: Seller {
            name: row.name,
            vat_id: row.vat_id,
            iban: row.iban,
            bic: row.bic,
            bank_name: row.bank_name,
            bank_since: row.bank_since,
        },
    };
    let has = Has {
        allocations: row.has_allocations,
        promises: row.has_promises,
        decisions: row.has_decisions,
        disputes: row.has_disputes,
        dispatches: row.has_dispatches,
        papers: row.has_papers,
    };
    Ok(Document { head, says: row.says.0.says(currency), has })
}
