//! One payment, as its account reads it: where it stands, what it pays, and how it got there.

use super::quote;
use crate::{
    Backend,
    accounts::{self, Customer, Seller},
    actor::Buyer,
    error::{Error, Result},
    open_items,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    dispute,
    fee::Method,
    ids::{DisputeId, InvoiceId, PaymentId},
    money::{Currency, Money},
    payment::State,
};
use sqlx::PgConnection;

/// A payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// What people call it.
    pub reference: String,
    /// Where it stands.
    pub state: State,
    /// How it is made.
    pub method: Method,
    /// The card or account, masked.
    pub instrument: String,
    /// What is applied to invoices.
    pub amount: Money,
    /// What is charged on top.
    pub fee: Money,
    /// Both.
    pub charged: Money,
    /// What is settled and applied to nothing yet.
    pub left: Money,
    /// Why it failed or came back, in the provider's words.
    pub reason: Option<String>,
    /// Who made it, if somebody did here.
    pub made_by: Option<String>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it is expected to settle.
    pub settles_on: Option<NaiveDate>,
    /// When it settled.
    pub settled_on: Option<NaiveDate>,
    /// When it came back.
    pub returned_on: Option<NaiveDate>,
    /// The number of its receipt, which only a settled payment has.
    pub receipt_number: Option<String>,
    /// Where the buyer has to go, if they have to act.
    pub action_address: Option<String>,
    /// What was paid short with it, because something is wrong.
    pub rest: Option<Rest>,
    /// What of its invoices may be paid now.
    pub payable: Money,
    /// What it pays.
    pub parts: Vec<Part>,
    /// How it got to where it stands, oldest first.
    pub steps: Vec<Step>,
}

/// The dispute of what was paid short.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rest {
    /// Which.
    pub id: DisputeId,
    /// Its number.
    pub number: String,
    /// What was disputed.
    pub disputed: Money,
    /// Whether it is still to be decided.
    pub is_running: bool,
}

/// What a payment does to one open item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Which instalment, if there are several.
    pub instalment: Option<i32>,
    /// What it pays.
    pub amount: Money,
    /// The discount granted with it.
    pub discount: Money,
    /// What the account's credit paid before it.
    pub credit: Money,
    /// Which rule matched it: `chosen`, `oldest_first`, `reference`.
    pub rule: String,
    /// What is open on the item now.
    pub open: Money,
}

/// A step of a payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// To which state.
    pub to: State,
    /// Who or what moved it: buyer, guard, provider, webhook, poll, janitor, import.
    pub source: String,
    /// What was said.
    pub detail: String,
}

/// A receipt: the payment and both sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// Its number.
    pub number: String,
    /// The payment.
    pub payment: Payment,
    /// Who received it.
    pub seller: Seller,
    /// Who paid.
    pub customer: Customer,
}

/// A payment that waits for its buyer at their bank.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AtBank {
    /// The payment.
    pub id: PaymentId,
    /// Where it stands.
    pub state: State,
    /// What is charged.
    pub charged: Money,
    /// The card or account, masked.
    pub instrument: String,
}

/// A payment of the buyer's account.
pub async fn get(backend: &Backend, buyer: &Buyer, id: PaymentId) -> Result<Payment> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let payment = load(&mut tx, backend, buyer, id).await?;
    tx.end();
    Ok(payment)
}

/// Where a payment stands, for who waits.
pub async fn state(backend: &Backend, buyer: &Buyer, id: PaymentId) -> Result<State> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let code = sqlx::query_scalar!(
        "SELECT state FROM payment WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.end();
    state_of(&code)
}

/// The receipt of a payment. There is none before it settles.
pub async fn receipt(backend: &Backend, buyer: &Buyer, id: PaymentId) -> Result<Receipt> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let payment = load(&mut tx, backend, buyer, id).await?;
    let number = payment.receipt_number.clone().ok_or(Error::NotFound)?;
    let agreed = accounts::agreed(&mut tx, buyer).await?;
    tx.end();
    Ok(Receipt { number, payment, seller: agreed.seller, customer: agreed.customer })
}

/// The payment of a provider's reference, for the page of the bank where its buyer has to act.
pub async fn at_bank(
    backend: &Backend,
    buyer: &Buyer,
    provider: &str,
    provider_ref: &str,
) -> Result<AtBank> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let row = sqlx::query!(
        "SELECT id, state, amount_minor + fee_minor AS \"charged_minor!\", currency, instrument_label
         FROM payment WHERE account_id = $1 AND provider = $2 AND provider_ref = $3",
        buyer.account_id.0,
        provider,
        provider_ref,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.end();
    Ok(AtBank {
        id: row.id.into(),
        state: state_of(&row.state)?,
        charged: Money::new(row.charged_minor, row.currency.parse()?),
        instrument: row.instrument_label,
    })
}

async fn load(
    tx: &mut PgConnection,
    backend: &Backend,
    buyer: &Buyer,
    id: PaymentId,
) -> Result<Payment> {
    let row = sqlx::query!(
        r#"SELECT p.provider, p.provider_ref, p.method, p.instrument_label, p.currency, p.amount_minor, p.fee_minor,
                  p.left_minor, p.state, p.reason, p.created_at, p.settles_on, p.settled_on, p.returned_on,
                  p.receipt_number, u.name AS "made_by?", d.id AS "dispute_id?", d.number AS "dispute_number?",
                  d.state AS "dispute_state?", d.disputed_minor AS "disputed_minor?"
           FROM payment p LEFT JOIN app_user u ON u.id = p.initiated_by
           LEFT JOIN dispute d ON d.account_id = p.account_id AND d.id = p.dispute_id
           WHERE p.account_id = $1 AND p.id = $2"#,
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let currency: Currency = row.currency.parse()?;
    let money = |minor| Money::new(minor, currency);
    let state = state_of(&row.state)?;
    let parts = parts(tx, buyer, id, currency).await?;
    let steps = steps(tx, buyer, id).await?;
    let payable = payable(tx, backend, buyer, &parts).await?;
    let rest = row.dispute_id.map(|id| Rest {
        id: id.into(),
        number: row.dispute_number.unwrap_or_default(),
        disputed: money(row.disputed_minor.unwrap_or_default()),
        is_running: row
            .dispute_state
            .and_then(|code| dispute::State::of(&code))
            .is_some_and(dispute::State::is_running),
    });
    let at_sandbox = row.provider_ref.filter(|_| row.provider == "sandbox");
    let action_address = at_sandbox
        .filter(|_| state == State::RequiresAction)
        .map(|provider_ref| format!("/sandbox/bank/{provider_ref}"));
    Ok(Payment {
        id,
        reference: super::reference(id),
        state,
        method: Method::of(&row.method).ok_or_else(|| Error::bug("payment.method"))?,
        instrument: row.instrument_label,
        amount: money(row.amount_minor),
        fee: money(row.fee_minor),
        charged: money(row.amount_minor).plus(money(row.fee_minor))?,
        left: money(row.left_minor),
        reason: row.reason.filter(|reason| !reason.is_empty()),
        made_by: row.made_by,
        made_at: row.created_at,
        settles_on: row.settles_on,
        settled_on: row.settled_on,
        returned_on: row.returned_on,
        receipt_number: row.receipt_number,
        action_address,
        rest,
        payable: payable.unwrap_or(money(0)),
        parts,
        steps,
    })
}

/// What a payment of ours is meant for, and what one that was imported has been applied to.
async fn parts(
    tx: &mut PgConnection,
    buyer: &Buyer,
    id: PaymentId,
    currency: Currency,
) -> Result<Vec<Part>> {
    let rows = sqlx::query!(
        r#"SELECT i.id, i.number, o.seq, (o.amount_minor < i.total_minor) AS "is_part!", o.open_minor,
                  x.amount AS "amount!", x.discount AS "discount!", x.credit AS "credit!", x.rule AS "rule!"
           FROM (SELECT p.open_item_id, p.amount_minor AS amount, p.discount_minor AS discount,
                        p.credit_minor AS credit, 'chosen' AS rule
                 FROM payment_part p WHERE p.account_id = $1 AND p.payment_id = $2
                 UNION ALL
                 SELECT a.open_item_id, sum(a.amount_minor)::bigint, sum(a.discount_minor)::bigint, 0, min(a.rule)
                 FROM allocation a
                 WHERE a.account_id = $1 AND a.payment_id = $2 AND a.reverses IS NULL
                   AND NOT EXISTS (SELECT FROM payment_part p WHERE p.account_id = $1 AND p.payment_id = $2
                                   AND p.open_item_id = a.open_item_id)
                 GROUP BY a.open_item_id) x
           JOIN open_item o ON o.account_id = $1 AND o.id = x.open_item_id
           JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
           ORDER BY o.due_on, i.number, o.seq"#,
        buyer.account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    let money = |minor| Money::new(minor, currency);
    Ok(rows
        .into_iter()
        .map(|row| Part {
            invoice_id: row.id.into(),
            number: row.number,
            instalment: row.is_part.then_some(row.seq),
            amount: money(row.amount),
            discount: money(row.discount),
            credit: money(row.credit),
            rule: row.rule,
            open: money(row.open_minor),
        })
        .collect())
}

/// What of the invoices of some parts may be paid now; nothing where there are none.
async fn payable(
    tx: &mut PgConnection,
    backend: &Backend,
    buyer: &Buyer,
    parts: &[Part],
) -> Result<Option<Money>> {
    let mut ids: Vec<InvoiceId> = parts.iter().map(|part| part.invoice_id).collect();
    ids.sort();
    ids.dedup();
    let today = backend.clock.today(&buyer.time_zone);
    let items = open_items::of_invoices(tx, buyer.account_id, &ids).await?;
    let Some(first) = items.first() else {
        return Ok(None);
    };
    let each = items.iter().map(|item| quote::payable(item, today).map(|part| part.payable));
    Ok(Some(Money::sum(each.collect::<Result<Vec<_>>>()?, first.item.currency)?))
}

async fn steps(tx: &mut PgConnection, buyer: &Buyer, id: PaymentId) -> Result<Vec<Step>> {
    let rows = sqlx::query!(
        "SELECT at, to_state, source, detail FROM payment_event
         WHERE account_id = $1 AND payment_id = $2 ORDER BY id",
        buyer.account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let to = state_of(&row.to_state)?;
            Ok(Step { at: row.at, to, source: row.source, detail: row.detail })
        })
        .collect()
}

pub(super) fn state_of(code: &str) -> Result<State> {
    State::of(code).ok_or_else(|| Error::bug(format!("payment.state {code}")))
}
