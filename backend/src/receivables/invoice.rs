//! One invoice as staff see it: what was billed, what is open of it and why, what was applied, and
//! how it stands in the books.

use super::{
    conversations,
    decisions::{self, Decision},
    invoices, ledger, payments, promises,
    timeline::{self, Event},
};
use crate::{
    Backend, Error, Result, Staff,
    conversations::Summary,
    db::Tx,
    invoices::says::{self, Says},
    supporting_documents::{self, SupportingDocument},
};
use chrono::NaiveDate;
use domain::{
    access::Action,
    collectable::{self, Collectable},
    conversation::About,
    ids::{AccountId, InvoiceId, PaymentId},
    money::Money,
    open_item::{Facts, State},
};
use sqlx::types::Json;
use uuid::Uuid;

/// One open item, with all that holds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item {
    /// 1 for the only or first instalment.
    pub seq: i32,
    /// The day by which it is to be paid.
    pub due_on: NaiveDate,
    /// What it was at first.
    pub amount: Money,
    /// The subtraction of what is open.
    pub part: Collectable,
    /// Until when it is promised.
    pub promised_until: Option<NaiveDate>,
    /// What it is doing.
    pub state: State,
}

/// Where an applied amount came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A payment, and what people call it.
    Payment(PaymentId, String),
    /// A credit note.
    CreditNote(String),
    /// Nothing: it was written off.
    WriteOff,
}

/// Money or credit that was applied, or taken back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allocation {
    /// Which.
    pub id: Uuid,
    /// To which instalment.
    pub seq: i32,
    /// The business date.
    pub on: NaiveDate,
    /// From what.
    pub origin: Origin,
    /// How much; negative where it was taken back.
    pub amount: Money,
    /// The discount granted beside it.
    pub discount: Money,
    /// Which rule matched.
    pub rule: String,
}

/// Everything on the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invoice {
    /// What the list says of it.
    pub row: invoices::Row,
    /// What was sold, tax and sums.
    pub says: Says,
    /// Days from issue to due.
    pub terms_days: i32,
    /// A share off, in hundredths of a per cent, until a day.
    pub discount: Option<(i32, NaiveDate)>,
    /// When it was delivered.
    pub delivered_on: Option<NaiveDate>,
    /// The delivery note's number.
    pub delivery_note: Option<String>,
    /// The place that it was delivered to.
    pub site: Option<String>,
    /// What it says besides.
    pub note: Option<String>,
    /// Its open items.
    pub items: Vec<Item>,
    /// What was applied.
    pub allocations: Vec<Allocation>,
    /// The payments that were meant for it, newest first.
    pub payments: Vec<payments::Row>,
    /// The promises on it, newest first.
    pub promises: Vec<promises::Row>,
    /// The decisions about it, newest first.
    pub decisions: Vec<Decision>,
    /// Its entries in the ledger.
    pub entries: Vec<ledger::Entry>,
    /// What was asked and answered about it.
    pub conversations: Vec<Summary>,
    /// Papers that were attached to it, or to the account, and those that were removed.
    pub papers: Vec<SupportingDocument>,
    /// What happened to it.
    pub timeline: Vec<Event>,
}

/// Reads an invoice.
pub async fn get(backend: &Backend, staff: &Staff, id: InvoiceId) -> Result<Invoice> {
    staff.may(Action::ViewReceivables)?;
    let today = backend.clock.today(&staff.time_zone);
    let mut tx = backend.db.staff(staff).await?;
    let all = invoices::find::all();
    let rows = invoices::rows(&mut tx, staff, &[id.0], &all, today).await?;
    let row = rows.into_iter().next().ok_or(Error::NotFound)?;
    let document = sqlx::query!(
        r#"SELECT i.terms_days, i.discount_bp, i.discount_until, i.delivered_on, i.delivery_note, i.site, i.note,
                  invoice_says(i.account_id, i.id) AS "says!: Json<says::Row>"
           FROM invoice i WHERE i.entity_id = $1 AND i.id = $2"#,
        staff.entity_id.0,
        id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let account_id = row.account_id;
    let allocations = allocations(&mut tx, account_id, &row).await?;
    let paid_by = paid_by(&mut tx, account_id, id).await?;
    let mut sources = vec![("invoice", id.0)];
    sources.extend(allocations.iter().map(|allocation| ("allocation", allocation.id)));
    let invoice = Invoice {
        says: document.says.0.says(row.total.currency),
        terms_days: document.terms_days,
        discount: document.discount_until.map(|until| (document.discount_bp, until)),
        delivered_on: document.delivered_on,
        delivery_note: document.delivery_note,
        site: document.site,
        note: document.note,
        items: items(&mut tx, account_id, &row, today).await?,
        payments: payments::rows(&mut tx, staff, &paid_by).await?,
        promises: promises::of_account(&mut tx, staff, account_id, Some(id), 100).await?,
        decisions: decisions::of_invoice(&mut tx, staff, account_id, id).await?,
        entries: ledger::of_sources(&mut tx, staff, &sources).await?,
        conversations: conversations::of(&mut tx, staff, account_id, About::Invoice(id)).await?,
        papers: supporting_documents::every(&mut tx, account_id, Some(id)).await?,
        timeline: timeline::of_subject(&mut tx, staff, id.0).await?,
        allocations,
        row,
    };
    tx.end();
    Ok(invoice)
}

async fn items(
    tx: &mut Tx,
    account: AccountId,
    of: &invoices::Row,
    today: NaiveDate,
) -> Result<Vec<Item>> {
    let rows = sqlx::query!(
        "SELECT seq, due_on, amount_minor, open_minor, disputed_minor, in_flight_minor, promised_minor,
                promised_until, deferred_minor
         FROM open_item WHERE account_id = $1 AND invoice_id = $2 ORDER BY seq",
        account.0,
        of.id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let items = rows.into_iter().map(|row| {
        let facts = Facts {
            open_minor: row.open_minor,
            disputed_minor: row.disputed_minor,
            in_flight_minor: row.in_flight_minor,
            promised_minor: row.promised_minor,
            promised_until: row.promised_until,
            deferred_minor: row.deferred_minor,
        };
        Item {
            seq: row.seq,
            due_on: row.due_on,
            amount: of.money(row.amount_minor),
            part: collectable::of_item(&facts, today),
            promised_until: row.promised_until,
            state: domain::open_item::state(row.amount_minor, &facts, row.due_on, today),
        }
    });
    Ok(items.collect())
}

async fn allocations(
    tx: &mut Tx,
    account: AccountId,
    of: &invoices::Row,
) -> Result<Vec<Allocation>> {
    let rows = sqlx::query!(
        r#"SELECT l.id, o.seq, l.applied_on, l.amount_minor, l.discount_minor, l.rule,
                  p.id AS "payment_id?", p.reference AS "reference?", c.number AS "credit_note?"
           FROM open_item o
           JOIN allocation l ON l.account_id = o.account_id AND l.open_item_id = o.id
           LEFT JOIN payment p ON p.account_id = l.account_id AND p.id = l.payment_id
           LEFT JOIN credit_note c ON c.account_id = l.account_id AND c.id = l.credit_note_id
           WHERE o.account_id = $1 AND o.invoice_id = $2 ORDER BY l.applied_at, l.id"#,
        account.0,
        of.id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let origin = match (row.payment_id, row.reference, row.credit_note) {
                (Some(id), Some(reference), _) => Origin::Payment(id.into(), reference),
                (.., Some(number)) => Origin::CreditNote(number),
                _ => Origin::WriteOff,
            };
            Ok(Allocation {
                id: row.id,
                seq: row.seq,
                on: row.applied_on,
                origin,
                amount: of.money(row.amount_minor),
                discount: of.money(row.discount_minor),
                rule: row.rule,
            })
        })
        .collect()
}

/// The payments that were meant for an invoice, newest first, whatever became of them.
async fn paid_by(tx: &mut Tx, account: AccountId, id: InvoiceId) -> Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        r#"SELECT p.id AS "id!" FROM (
               SELECT DISTINCT pp.payment_id FROM open_item o
               JOIN payment_part pp ON pp.account_id = o.account_id AND pp.open_item_id = o.id
               WHERE o.account_id = $1 AND o.invoice_id = $2) meant
           JOIN payment p ON p.account_id = $1 AND p.id = meant.payment_id
           ORDER BY p.created_at DESC, p.id DESC"#,
        account.0,
        id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids)
}
