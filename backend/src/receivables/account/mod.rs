//! One account as staff see it: what it owes and why, who is there, what was paid, promised, said
//! and decided.

mod people;
mod standing;

pub use people::{Contact, User};
pub use standing::{Aged, Reason, Standing, Why};

use super::{
    conversations,
    decisions::{self, Decision},
    disputes, invoices, money,
    paging::{From, Page},
    payments, promises,
    timeline::{self, Event},
};
use crate::{
    Backend, Result, Staff,
    account_changes::{self, Change},
    conversations::Summary,
    db::Tx,
    supporting_documents::{self, SupportingDocument},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    fee::Method,
    ids::{AccountId, CreditNoteId, InvoiceId},
    money::{Currency, Money},
};

/// How many rows of each list are shown; the whole list is a link away.
const SHOWN: usize = 10;
const SHOWN_DISPUTES: usize = 5;

/// Another account of the tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relative {
    /// Which.
    pub id: AccountId,
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
}

/// What an account is, apart from money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// Which.
    pub id: AccountId,
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Street and number.
    pub address: String,
    /// Its city.
    pub city: String,
    /// Its country's code.
    pub country: String,
    /// Its VAT number.
    pub vat_id: Option<String>,
    /// Its currency.
    pub currency: Currency,
    /// Days from issue to due.
    pub terms_days: i32,
    /// Early-payment discount, in hundredths of a per cent, and its days.
    pub discount: Option<(i32, i32)>,
    /// The most it may owe.
    pub limit: Option<Money>,
    /// The ways of paying that it is offered.
    pub methods: Vec<Method>,
    /// Since when it is known here.
    pub since: DateTime<Utc>,
    /// The account above it.
    pub parent: Option<Relative>,
    /// The accounts under it.
    pub children: Vec<Relative>,
}

/// A credit note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditNote {
    /// Which.
    pub id: CreditNoteId,
    /// Its number.
    pub number: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Its total.
    pub total: Money,
    /// What is not applied yet.
    pub left: Money,
    /// Why.
    pub reason: String,
    /// The invoice that it corrects.
    pub corrects: Option<(InvoiceId, String)>,
}

/// How it has behaved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Habits {
    /// Of its last paid invoices: how many, and tenths of a day that they were late on average
    /// (early ones count as on time).
    pub days_late: Option<(i64, i64)>,
    /// Promises that were kept.
    pub kept: i64,
    /// Promises that were broken.
    pub broken: i64,
    /// Promises that still run.
    pub running: i64,
}

/// Everything on the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// What it is.
    pub profile: Profile,
    /// What it owes, by currency; its own first.
    pub standings: Vec<Standing>,
    /// How it has behaved.
    pub habits: Habits,
    /// Its open invoices, oldest debt first.
    pub open_invoices: Page<invoices::Row>,
    /// Its latest payments.
    pub payments: Page<payments::Row>,
    /// Its latest disputes.
    pub disputes: Page<disputes::Row>,
    /// Its latest promises.
    pub promises: Vec<promises::Row>,
    /// Papers that were attached to it, and those that were removed.
    pub papers: Vec<SupportingDocument>,
    /// The conversations with it, the last word first.
    pub conversations: Vec<Summary>,
    /// The latest decisions about it.
    pub decisions: Page<Decision>,
    /// Its latest credit notes.
    pub credit_notes: Vec<CreditNote>,
    /// Who is written to.
    pub contacts: Vec<Contact>,
    /// Who can sign in for it.
    pub users: Vec<User>,
    /// What its people changed of its data, or asked to change; what waits first.
    pub changes: Vec<Change>,
    /// What happened.
    pub timeline: Page<Event>,
}

/// Reads an account; `events` says which part of what happened is shown.
pub async fn get(
    backend: &Backend,
    staff: &Staff,
    id: AccountId,
    events: &From,
) -> Result<Account> {
    staff.may(Action::ViewReceivables)?;
    let (today, now) = (backend.clock.today(&staff.time_zone), backend.clock.now());
    let mut tx = backend.db.staff(staff).await?;
    let profile = profile(&mut tx, staff, id).await?;
    let of_account = Some(id);
    let open = invoices::Filter { account: of_account, ..invoices::Filter::default() };
    let paid = payments::Filter { account: of_account, ..payments::Filter::default() };
    let disputed = disputes::Filter { account: of_account, ..disputes::Filter::default() };
    let decided = decisions::Filter { account: of_account, ..decisions::Filter::default() };
    let account = Account {
        standings: standing::read(&mut tx, staff, id, profile.currency, today).await?,
        habits: habits(&mut tx, staff, id).await?,
        open_invoices: invoices::page(&mut tx, staff, &open, SHOWN, today).await?,
        payments: payments::page(&mut tx, staff, &paid, SHOWN).await?,
        disputes: disputes::page(
            &mut tx,
            staff,
            &disputed,
            (profile.currency, now),
            SHOWN_DISPUTES,
        )
        .await?,
        promises: promises::of_account(&mut tx, staff, id, None, SHOWN as i64).await?,
        conversations: conversations::latest(&mut tx, staff, id, SHOWN as i64).await?,
        decisions: decisions::page(&mut tx, staff, &decided, SHOWN).await?,
        credit_notes: credit_notes(&mut tx, staff, id).await?,
        contacts: people::contacts(&mut tx, id).await?,
        users: people::users(&mut tx, id).await?,
        papers: supporting_documents::every(&mut tx, id, None).await?,
        changes: account_changes::of_account(&mut tx, id).await?,
        timeline: timeline::of_account(&mut tx, staff, id, events).await?,
        profile,
    };
    tx.end();
    Ok(account)
}

async fn profile(tx: &mut Tx, staff: &Staff, id: AccountId) -> Result<Profile> {
    let row = sqlx::query!(
        "SELECT number, name, address, city, country, vat_id, currency, terms_days, discount_bp, discount_days,
                credit_limit_minor, methods, created_at, parent_id
         FROM account WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    let relatives = sqlx::query!(
        r#"SELECT id AS "id!", number AS "number!", name AS "name!", true AS "is_parent!" FROM account WHERE entity_id = $1 AND id = $3
           UNION ALL
           (SELECT id, number, name, false FROM account WHERE entity_id = $1 AND parent_id = $2
             ORDER BY name, id LIMIT 200)"#,
        staff.entity_id.0,
        id.0,
        row.parent_id,
    )
    .fetch_all(&mut **tx)
    .await?;
    let (parents, children): (Vec<_>, Vec<_>) = relatives.into_iter().partition(|r| r.is_parent);
    let mut parents =
        parents.into_iter().map(|r| Relative { id: r.id.into(), number: r.number, name: r.name });
    let children =
        children.into_iter().map(|r| Relative { id: r.id.into(), number: r.number, name: r.name });
    let limit = row.credit_limit_minor.map(|minor| money(minor, &row.currency)).transpose()?;
    Ok(Profile {
        id,
        number: row.number,
        name: row.name,
        address: row.address,
        city: row.city,
        country: row.country,
        vat_id: row.vat_id,
        currency: super::currency(&row.currency)?,
        terms_days: row.terms_days,
        discount: (row.discount_bp > 0).then_some((row.discount_bp, row.discount_days)),
        limit,
        methods: row.methods.iter().filter_map(|code| Method::of(code)).collect(),
        since: row.created_at,
        parent: parents.next(),
        children: children.collect(),
    })
}

async fn habits(tx: &mut Tx, staff: &Staff, id: AccountId) -> Result<Habits> {
    let row = sqlx::query!(
        r#"WITH paid AS (
               SELECT i.id, i.due_on FROM invoice i
               WHERE i.account_id = $1 AND i.entity_id = $2 AND i.open_minor = 0
               ORDER BY i.due_on DESC, i.id DESC LIMIT 20),
           lateness AS (
               SELECT greatest(0, max(a.applied_on) - paid.due_on) AS days FROM paid
               JOIN open_item o ON o.account_id = $1 AND o.invoice_id = paid.id
               JOIN allocation a ON a.account_id = o.account_id AND a.open_item_id = o.id AND a.reverses IS NULL
               GROUP BY paid.id, paid.due_on)
           SELECT (SELECT count(*) FROM lateness) AS "count!",
                  (SELECT coalesce(sum(days), 0) FROM lateness) AS "days!",
                  count(*) FILTER (WHERE state = 'kept') AS "kept!",
                  count(*) FILTER (WHERE state = 'broken') AS "broken!",
                  count(*) FILTER (WHERE state = 'open') AS "running!"
           FROM promise WHERE account_id = $1 AND entity_id = $2"#,
        id.0,
        staff.entity_id.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    // Tenths of a day, rounded half up.
    let average = |count: i64| (row.days * 20 + count) / (count * 2);
    Ok(Habits {
        days_late: (row.count > 0).then(|| (row.count, average(row.count))),
        kept: row.kept,
        broken: row.broken,
        running: row.running,
    })
}

async fn credit_notes(tx: &mut Tx, staff: &Staff, id: AccountId) -> Result<Vec<CreditNote>> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.number, c.issued_on, c.currency, c.total_minor, c.left_minor, c.reason,
                  i.id AS "invoice_id?", i.number AS "invoice_number?"
           FROM credit_note c LEFT JOIN invoice i ON i.account_id = c.account_id AND i.id = c.invoice_id
           WHERE c.account_id = $1 AND c.entity_id = $2 ORDER BY c.issued_on DESC, c.id DESC LIMIT $3"#,
        id.0,
        staff.entity_id.0,
        SHOWN as i64,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CreditNote {
                id: row.id.into(),
                number: row.number,
                issued_on: row.issued_on,
                total: money(row.total_minor, &row.currency)?,
                left: money(row.left_minor, &row.currency)?,
                reason: row.reason,
                corrects: row.invoice_id.map(InvoiceId).zip(row.invoice_number),
            })
        })
        .collect()
}
