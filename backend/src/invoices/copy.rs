//! An invoice once more: what its copy is made from, and that somebody took one.

use crate::{
    Backend, accounts,
    actor::{Actor, Buyer},
    error::{Error, Result},
    events::{self, NewEvent},
    invoices::{
        document::{self, Head},
        says,
    },
    self_help::{self, Case},
};
use documents::invoice::{self, Discount, Invoice, Preceding};
use domain::{
    access::Action,
    account_change::Address,
    ids::InvoiceId,
    invoice::Instalment,
    money::Money,
    self_help::{Kind, Outcome},
};
use serde::Deserialize;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// A copy of an invoice of the buyer's account.
pub async fn get(backend: &Backend, buyer: &Buyer, id: InvoiceId) -> Result<Invoice> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let document = load(&mut tx, buyer, id).await?;
    let agreed = accounts::agreed(&mut tx, buyer).await?;
    tx.end();
    let currency = document.currency.parse()?;
    let says = document.says.0.says(currency);
    let has_to_be_paid = says.due.minor > 0;
    let head = Head {
        number: document.number,
        issued_on: document.issued_on,
        address: document.address.map(|Json(address)| address),
        check: document.check_code,
    };
    let parts = document.parts.0.into_iter().map(|part| Instalment {
        due_on: part.due_on,
        amount: Money::new(part.amount_minor, currency),
    });
    let preceding = document
        .corrects
        .map(|number| Preceding { number, issued_on: document.corrects_issued_on });
    let discount_bp = document.discount_bp;
    Ok(Invoice {
        kind: if preceding.is_some() { invoice::Kind::Correction } else { invoice::Kind::Invoice },
        preceding,
        po_number: document.po_number,
        customer_po: document.customer_po,
        delivered_on: document.delivered_on,
        delivery_note: document.delivery_note,
        instalments: parts.collect(),
        discount: document.discount_until.map(|until| Discount { rate_bp: discount_bp, until }),
        note: document.note.filter(|note| !note.is_empty()),
        pay_at: has_to_be_paid.then(|| format!("{}/pay?invoice={id}", backend.public_url)),
        ..document::copy(backend, buyer, agreed, head, says)
    })
}

struct Document {
    number: String,
    po_number: Option<String>,
    customer_po: Option<String>,
    issued_on: chrono::NaiveDate,
    currency: String,
    discount_bp: i32,
    discount_until: Option<chrono::NaiveDate>,
    delivered_on: Option<chrono::NaiveDate>,
    delivery_note: Option<String>,
    note: Option<String>,
    corrects: Option<String>,
    corrects_issued_on: Option<chrono::NaiveDate>,
    address: Option<Json<Address>>,
    check_code: Option<String>,
    says: Json<says::Row>,
    parts: Json<Vec<PartRow>>,
}

#[derive(Debug, Deserialize)]
struct PartRow {
    due_on: chrono::NaiveDate,
    amount_minor: i64,
}

/// All of it at once. The address is the one before the first change that came after its issue; where
/// there was none, the account's still holds.
async fn load(tx: &mut PgConnection, buyer: &Buyer, id: InvoiceId) -> Result<Document> {
    sqlx::query_as!(
        Document,
        r#"SELECT i.number, i.po_number, i.customer_po, i.issued_on, i.currency, i.discount_bp, i.discount_until,
                  i.delivered_on, i.delivery_note, i.note, corrected.number AS "corrects?",
                  corrected.issued_on AS "corrects_issued_on?",
                  (SELECT c.was FROM account_change c
                   WHERE c.account_id = $1 AND c.kind = 'address' AND c.state = 'done'
                     AND (c.decided_at AT TIME ZONE $3)::date > i.issued_on
                   ORDER BY c.decided_at, c.id LIMIT 1) AS "address: Json<Address>",
                  (SELECT k.code FROM document_check k WHERE k.account_id = $1 AND k.subject_id = i.id) AS check_code,
                  invoice_says(i.account_id, i.id) AS "says!: Json<says::Row>",
                  (SELECT coalesce(json_agg(o ORDER BY o.seq), '[]')
                   FROM (SELECT seq, due_on, amount_minor
                         FROM open_item WHERE account_id = $1 AND invoice_id = $2) o) AS "parts!: Json<Vec<PartRow>>"
           FROM invoice i LEFT JOIN invoice corrected ON corrected.account_id = i.account_id AND corrected.id = i.corrects_id
           WHERE i.account_id = $1 AND i.id = $2"#,
        buyer.account_id.0,
        id.0,
        buyer.time_zone,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)
}

/// Somebody takes a copy. The id is made by the form, so it is counted once. Whoever only looks is not
/// counted.
pub async fn take(backend: &Backend, buyer: &Buyer, id: Uuid, invoice_id: InvoiceId) -> Result<()> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let invoice = self_help::load(&mut tx, buyer, invoice_id).await?;
    let (of, kind, outcome) = (Some(invoice_id), Kind::Copy, Outcome::Helped);
    let case = Case { id, invoice: of, kind, outcome };
    if !buyer.can(Action::Ask) || !self_help::note(&mut tx, backend, buyer, case).await? {
        return Ok(());
    }
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "invoice.copied",
        subject: ("invoice", invoice_id.0),
        text: format!("{} took a copy of {}", buyer.name, invoice.number),
        data: serde_json::json!({}),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), backend.clock.now(), event).await?;
    tx.commit().await
}
