//! One payment as staff see it: everything that is known of it.

use super::{
    ledger, payments,
    timeline::{self, Event},
    unknown, webhooks,
};
use crate::{Backend, Error, Result, Staff, db::Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    ids::{AccountId, InvoiceId, PaymentId},
    money::Money,
    payment::State,
};
use uuid::Uuid;

/// What a payment is meant for on one open item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Which instalment.
    pub seq: i32,
    /// The money.
    pub amount: Money,
    /// The discount granted beside it.
    pub discount: Money,
    /// The account's credit used before it.
    pub credit: Money,
}

/// What was applied to an open item, or taken back from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allocation {
    /// Which.
    pub id: Uuid,
    /// The business date.
    pub on: NaiveDate,
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Which instalment.
    pub seq: i32,
    /// How much; negative where it was taken back.
    pub amount: Money,
    /// The discount granted beside it.
    pub discount: Money,
    /// Which rule matched.
    pub rule: String,
}

/// One step of a payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// From where.
    pub from: Option<State>,
    /// To where.
    pub to: State,
    /// Who or what moved it.
    pub source: String,
    /// What was said about it.
    pub detail: String,
}

/// Everything on the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment {
    /// What the list says of it.
    pub row: payments::Row,
    /// The fee on top.
    pub fee: Money,
    /// What was charged: amount and fee.
    pub charged: Money,
    /// What has settled and is not applied to anything.
    pub left: Money,
    /// The provider.
    pub provider: String,
    /// What the provider calls it.
    pub provider_ref: Option<String>,
    /// What the provider knows the card or bank account by.
    pub instrument: String,
    /// Who made it.
    pub made_by: Option<String>,
    /// When the provider was last asked.
    pub checked_at: Option<DateTime<Utc>>,
    /// When it will be asked next.
    pub check_at: Option<DateTime<Utc>>,
    /// How often it was asked.
    pub checks: i32,
    /// What it is meant for.
    pub parts: Vec<Part>,
    /// What it was applied to.
    pub allocations: Vec<Allocation>,
    /// Its steps, first to last.
    pub steps: Vec<Step>,
    /// Its entries in the ledger.
    pub entries: Vec<ledger::Entry>,
    /// What its provider sent about it.
    pub webhooks: Vec<webhooks::Row>,
    /// What happened, as both sides read it.
    pub timeline: Vec<Event>,
}

/// Reads a payment.
pub async fn get(backend: &Backend, staff: &Staff, id: PaymentId) -> Result<Payment> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let rows = payments::rows(&mut tx, staff, &[id.0]).await?;
    let row = rows.into_iter().next().ok_or(Error::NotFound)?;
    let own = sqlx::query!(
        r#"SELECT p.fee_minor, p.left_minor, p.provider, p.provider_ref, p.instrument, p.checked_at, p.check_at,
                  p.checks, u.name AS "made_by?"
           FROM payment p LEFT JOIN app_user u ON u.id = p.initiated_by WHERE p.entity_id = $1 AND p.id = $2"#,
        staff.entity_id.0,
        id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let money = |minor| Money::new(minor, row.amount.currency);
    let account_id = row.account_id;
    let allocations = allocations(&mut tx, account_id, id, money).await?;
    let mut sources = vec![("payment", id.0)];
    sources.extend(allocations.iter().map(|allocation| ("allocation", allocation.id)));
    let webhooks = match &own.provider_ref {
        Some(reference) => {
            let payment = (id, row.reference.clone());
            webhooks::about(&mut tx, &own.provider, reference, payment).await?
        }
        None => Vec::new(),
    };
    let fee = money(own.fee_minor);
    let payment = Payment {
        fee,
        charged: row.amount.plus(fee)?,
        left: money(own.left_minor),
        provider: own.provider,
        provider_ref: own.provider_ref,
        instrument: own.instrument,
        made_by: own.made_by,
        checked_at: own.checked_at,
        check_at: own.check_at,
        checks: own.checks,
        parts: parts(&mut tx, account_id, id, money).await?,
        steps: steps(&mut tx, account_id, id).await?,
        entries: ledger::of_sources(&mut tx, staff, &sources).await?,
        timeline: timeline::of_subject(&mut tx, staff, id.0).await?,
        webhooks,
        allocations,
        row,
    };
    tx.end();
    Ok(payment)
}

async fn parts(
    tx: &mut Tx,
    account: AccountId,
    id: PaymentId,
    money: impl Fn(i64) -> Money,
) -> Result<Vec<Part>> {
    let rows = sqlx::query!(
        "SELECT i.id, i.number, o.seq, p.amount_minor, p.discount_minor, p.credit_minor
         FROM payment_part p
         JOIN open_item o ON o.account_id = p.account_id AND o.id = p.open_item_id
         JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
         WHERE p.account_id = $1 AND p.payment_id = $2 ORDER BY o.due_on, i.number, o.seq",
        account.0,
        id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let parts = rows.into_iter().map(|row| Part {
        invoice_id: row.id.into(),
        number: row.number,
        seq: row.seq,
        amount: money(row.amount_minor),
        discount: money(row.discount_minor),
        credit: money(row.credit_minor),
    });
    Ok(parts.collect())
}

async fn allocations(
    tx: &mut Tx,
    account: AccountId,
    id: PaymentId,
    money: impl Fn(i64) -> Money,
) -> Result<Vec<Allocation>> {
    let rows = sqlx::query!(
        "SELECT l.id, l.applied_on, i.id AS invoice_id, i.number, o.seq, l.amount_minor, l.discount_minor, l.rule
         FROM allocation l
         JOIN open_item o ON o.account_id = l.account_id AND o.id = l.open_item_id
         JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
         WHERE l.account_id = $1 AND l.payment_id = $2 ORDER BY l.applied_at, i.number, o.seq",
        account.0,
        id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let allocations = rows.into_iter().map(|row| Allocation {
        id: row.id,
        on: row.applied_on,
        invoice_id: row.invoice_id.into(),
        number: row.number,
        seq: row.seq,
        amount: money(row.amount_minor),
        discount: money(row.discount_minor),
        rule: row.rule,
    });
    Ok(allocations.collect())
}

async fn steps(tx: &mut Tx, account: AccountId, id: PaymentId) -> Result<Vec<Step>> {
    let rows = sqlx::query!(
        "SELECT at, from_state, to_state, source, detail FROM payment_event
         WHERE account_id = $1 AND payment_id = $2 ORDER BY at, id",
        account.0,
        id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Step {
                at: row.at,
                from: row.from_state.as_deref().and_then(State::of),
                to: State::of(&row.to_state).ok_or_else(|| unknown("payment_event.to_state"))?,
                source: row.source,
                detail: row.detail,
            })
        })
        .collect()
}
