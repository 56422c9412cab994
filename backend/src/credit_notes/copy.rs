//! A credit note once more: what its copy is made from, and that somebody took one.

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
use chrono::NaiveDate;
use documents::invoice::{Invoice, Kind, Preceding};
use domain::{
    access::Action,
    account_change::Address,
    ids::{CreditNoteId, InvoiceId},
    invoice::Instalment,
    self_help::{Kind as Asked, Outcome},
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// A copy of a credit note of the buyer's account.
pub async fn get(backend: &Backend, buyer: &Buyer, id: CreditNoteId) -> Result<Invoice> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let document = load(&mut tx, buyer, id).await?;
    let agreed = accounts::agreed(&mut tx, buyer).await?;
    tx.end();
    let says = document.says.0.says(document.currency.parse()?);
    let head = Head {
        number: document.number,
        issued_on: document.issued_on,
        address: document.address.map(|Json(address)| address),
        check: document.check_code,
    };
    let due = Instalment { due_on: document.issued_on, amount: says.due };
    let copy = document::copy(backend, buyer, agreed, head, says);
    Ok(Invoice {
        kind: Kind::CreditNote,
        buyer_reference: document.buyer_reference.or(copy.buyer_reference),
        preceding: document
            .corrects
            .map(|number| Preceding { number, issued_on: document.corrects_issued_on }),
        po_number: document.po_number,
        customer_po: document.customer_po,
        contract: document.contract,
        deliver_to: None,
        period: None,
        instalments: vec![due],
        note: Some(document.reason).filter(|reason| !reason.is_empty()),
        ..copy
    })
}

struct Document {
    number: String,
    issued_on: NaiveDate,
    currency: String,
    reason: String,
    corrects: Option<String>,
    corrects_issued_on: Option<NaiveDate>,
    po_number: Option<String>,
    customer_po: Option<String>,
    contract: Option<String>,
    buyer_reference: Option<String>,
    address: Option<Json<Address>>,
    check_code: Option<String>,
    says: Json<says::Row>,
}

/// All of it at once. The address is the one before the first change that came after its issue; where
/// there was none, the account's still holds.
async fn load(tx: &mut PgConnection, buyer: &Buyer, id: CreditNoteId) -> Result<Document> {
    sqlx::query_as!(
        Document,
        r#"SELECT c.number, c.issued_on, c.currency, c.reason, i.number AS "corrects?", i.issued_on AS "corrects_issued_on?",
                  i.po_number AS "po_number?", i.customer_po AS "customer_po?", i.contract AS "contract?",
                  i.buyer_reference AS "buyer_reference?",
                  (SELECT a.was FROM account_change a
                   WHERE a.account_id = $1 AND a.kind = 'address' AND a.state = 'done'
                     AND (a.decided_at AT TIME ZONE $3)::date > c.issued_on
                   ORDER BY a.decided_at, a.id LIMIT 1) AS "address: Json<Address>",
                  (SELECT k.code FROM document_check k WHERE k.account_id = $1 AND k.subject_id = c.id) AS check_code,
                  credit_note_says(c.account_id, c.id) AS "says!: Json<says::Row>"
           FROM credit_note c LEFT JOIN invoice i ON i.account_id = c.account_id AND i.id = c.invoice_id
           WHERE c.account_id = $1 AND c.id = $2"#,
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
pub async fn take(backend: &Backend, buyer: &Buyer, id: Uuid, note_id: CreditNoteId) -> Result<()> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let note = sqlx::query!(
        "SELECT number, invoice_id FROM credit_note WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        note_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let of = note.invoice_id.map(InvoiceId);
    let case = Case { id, invoice: of, kind: Asked::Copy, outcome: Outcome::Helped };
    if !buyer.can(Action::Ask) || !self_help::note(&mut tx, backend, buyer, case).await? {
        return Ok(());
    }
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "credit_note.copied",
        subject: ("credit_note", note_id.0),
        text: format!("{} took a copy of {}", buyer.name, note.number),
        data: serde_json::json!({}),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), backend.clock.now(), event).await?;
    tx.commit().await
}
