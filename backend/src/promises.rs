//! Promises to pay: made and withdrawn by buyers, kept or broken by what arrives.

use crate::{
    Backend,
    actor::{Actor, Buyer},
    error::{Error, Result},
    events::{self, NewEvent},
    open_items,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Refusal,
    access::Action,
    calendar,
    ids::{AccountId, InvoiceId, OpenItemId, PromiseId},
    money::Money,
    promise::{self, Promise, State},
};
use sqlx::PgConnection;

/// A promise that is to be made. The id is made by the form, so the same form makes one promise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPromise {
    /// Its id.
    pub id: PromiseId,
    /// The invoice. Of one in instalments, the oldest that is open is promised.
    pub invoice_id: InvoiceId,
    /// How much.
    pub amount: Money,
    /// By when.
    pub until: NaiveDate,
}

/// Makes a promise. The amount is not asked for until its day has passed.
pub async fn make(backend: &Backend, buyer: &Buyer, new: &NewPromise) -> Result<()> {
    buyer.may(Action::Promise)?;
    let now = backend.clock.now();
    let today = backend.clock.today(&buyer.time_zone);
    let mut tx = backend.db.portal(buyer).await?;
    if was_made(&mut tx, buyer, new).await? {
        return Ok(());
    }
    let items = open_items::of_invoices(&mut tx, buyer.account_id, &[new.invoice_id]).await?;
    let item = items
        .iter()
        .find(|i| i.item.facts.open_minor > 0)
        .or(items.first())
        .ok_or(Error::NotFound)?;
    open_items::lock(&mut tx, buyer.account_id, &[item.item.id]).await?;
    let items = open_items::of_invoices(&mut tx, buyer.account_id, &[new.invoice_id]).await?;
    let item = &items.iter().find(|i| i.item.id == item.item.id).ok_or(Error::NotFound)?.item;
    if item.currency != new.amount.currency {
        let (expected, got) = (item.currency, new.amount.currency);
        return Err(Refusal::CurrencyMismatch { expected, got }.into());
    }
    let part = item.collectable(today);
    if let (true, Some(until)) = (part.promised_minor > 0, item.facts.promised_until) {
        return Err(Refusal::AlreadyPromised { until }.into());
    }
    let promisable = Money::new(part.collectable_minor, item.currency);
    if promisable.is_zero() {
        let reason = "it is paid, on its way or on hold".to_owned();
        return Err(Refusal::NothingToPay { number: item.number.clone(), reason }.into());
    }
    let made = promise::make(new.amount, promisable, &item.number, new.until, today)?;
    end_stale(&mut tx, buyer.account_id, item.id, now).await?;
    sqlx::query!(
        "INSERT INTO promise (id, entity_id, account_id, open_item_id, amount_minor, currency, until_on, state, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id.0,
        buyer.entity_id.0,
        buyer.account_id.0,
        item.id.0,
        made.amount.minor,
        made.amount.currency.code(),
        made.until,
        made.state.code(),
        buyer.user_id.0,
        now,
    )
    .execute(&mut *tx)
    .await?;
    write_hold(&mut tx, buyer.account_id, item.id, &made).await?;
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "promise.made",
        subject: ("invoice", new.invoice_id.0),
        text: format!(
            "{} promised {} on {} by {}",
            buyer.name,
            made.amount,
            item.number,
            calendar::long(made.until)
        ),
        data: serde_json::json!({ "promise_id": new.id }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), now, event).await?;
    tx.commit().await
}

async fn was_made(tx: &mut PgConnection, buyer: &Buyer, new: &NewPromise) -> Result<bool> {
    let known = sqlx::query!(
        "SELECT amount_minor, currency, until_on FROM promise WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        new.id.0,
    )
    .fetch_optional(tx)
    .await?;
    let Some(known) = known else { return Ok(false) };
    let same = known.amount_minor == new.amount.minor
        && known.currency == new.amount.currency.code()
        && known.until_on == new.until;
    if same { Ok(true) } else { Err(Refusal::KeyReused.into()) }
}

/// A promise whose day has passed, but which no timer has looked at yet, is broken now, so that a
/// new one can be made.
async fn end_stale(
    tx: &mut PgConnection,
    account_id: AccountId,
    item: OpenItemId,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = sqlx::query!(
        "SELECT id, amount_minor, arrived_minor, currency, until_on, state FROM promise
         WHERE account_id = $1 AND open_item_id = $2 AND state = 'open' FOR UPDATE",
        account_id.0,
        item.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(()) };
    let stale = read(row.amount_minor, row.arrived_minor, &row.currency, row.until_on, &row.state)?;
    let broken = Promise { state: State::Broken, ..stale };
    store(tx, account_id, row.id.into(), &broken, now).await?;
    tell(tx, account_id, item, row.id.into(), &broken, now).await
}

/// Takes the open promise on an invoice back: it is asked for again.
pub async fn withdraw(backend: &Backend, buyer: &Buyer, invoice_id: InvoiceId) -> Result<()> {
    buyer.may(Action::Promise)?;
    let now = backend.clock.now();
    let mut tx = backend.db.portal(buyer).await?;
    let row = sqlx::query!(
        "SELECT p.id, p.open_item_id, p.amount_minor, p.arrived_minor, p.currency, p.until_on, p.state, i.number
         FROM promise p
         JOIN open_item o ON o.account_id = p.account_id AND o.id = p.open_item_id
         JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
         WHERE p.account_id = $1 AND o.invoice_id = $2 AND p.state = 'open'
         FOR UPDATE OF p, o",
        buyer.account_id.0,
        invoice_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let promise =
        read(row.amount_minor, row.arrived_minor, &row.currency, row.until_on, &row.state)?;
    let withdrawn = promise.withdraw()?;
    store(&mut tx, buyer.account_id, row.id.into(), &withdrawn, now).await?;
    write_hold(&mut tx, buyer.account_id, row.open_item_id.into(), &withdrawn).await?;
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "promise.withdrawn",
        subject: ("invoice", invoice_id.0),
        text: format!("{} withdrew the promise on {}", buyer.name, row.number),
        data: serde_json::json!({ "promise_id": row.id }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), now, event).await?;
    tx.commit().await
}

/// Money or credit arrived on an item (or, negative, was taken back): an open promise, or one that
/// was kept by it, hears of it.
pub(crate) async fn receive(
    tx: &mut PgConnection,
    account_id: AccountId,
    open_item_id: OpenItemId,
    amount: Money,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = sqlx::query!(
        "SELECT id, amount_minor, arrived_minor, currency, until_on, state FROM promise
         WHERE account_id = $1 AND open_item_id = $2 AND state IN ('open', 'kept')
         ORDER BY made_at DESC LIMIT 1 FOR UPDATE",
        account_id.0,
        open_item_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(()) };
    let before =
        read(row.amount_minor, row.arrived_minor, &row.currency, row.until_on, &row.state)?;
    let after = before.receive(amount)?;
    store(tx, account_id, row.id.into(), &after, at).await?;
    write_hold(tx, account_id, open_item_id, &after).await?;
    if before.state == State::Open && after.state == State::Kept {
        tell(tx, account_id, open_item_id, row.id.into(), &after, at).await?;
    }
    Ok(())
}

/// Looks at the promises whose day has passed. Says how many were broken.
pub async fn look_after(backend: &Backend) -> Result<usize> {
    let now = backend.clock.now();
    let due = sqlx::query!(
        "SELECT p.id, p.account_id, e.time_zone FROM promise p JOIN entity e ON e.id = p.entity_id
         WHERE p.state = 'open' AND p.until_on < $1 ORDER BY p.until_on, p.id LIMIT 500",
        now.date_naive() + chrono::Days::new(1),
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    let mut broken = 0;
    for row in due {
        let today = backend.clock.today(&row.time_zone);
        broken += usize::from(look_at(backend, row.account_id.into(), row.id.into(), today).await?);
    }
    Ok(broken)
}

async fn look_at(
    backend: &Backend,
    account_id: AccountId,
    id: PromiseId,
    today: NaiveDate,
) -> Result<bool> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let row = sqlx::query!(
        "SELECT p.open_item_id, p.amount_minor, p.arrived_minor, p.currency, p.until_on, p.state, o.in_flight_minor
         FROM promise p JOIN open_item o ON o.account_id = p.account_id AND o.id = p.open_item_id
         WHERE p.account_id = $1 AND p.id = $2 FOR UPDATE OF p, o",
        account_id.0,
        id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let before =
        read(row.amount_minor, row.arrived_minor, &row.currency, row.until_on, &row.state)?;
    let after = before.look(today, row.in_flight_minor);
    if after.state == before.state {
        return Ok(false);
    }
    store(&mut tx, account_id, id, &after, now).await?;
    write_hold(&mut tx, account_id, row.open_item_id.into(), &after).await?;
    tell(&mut tx, account_id, row.open_item_id.into(), id, &after, now).await?;
    tx.commit().await?;
    Ok(true)
}

async fn tell(
    tx: &mut PgConnection,
    account_id: AccountId,
    open_item_id: OpenItemId,
    id: PromiseId,
    promise: &Promise,
    at: DateTime<Utc>,
) -> Result<()> {
    let invoice = sqlx::query!(
        "SELECT i.id, i.entity_id, i.number FROM open_item o
         JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
         WHERE o.account_id = $1 AND o.id = $2",
        account_id.0,
        open_item_id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let (name, text) = match promise.state {
        State::Kept => (
            "promise.kept",
            format!("The promise of {} on {} was kept", promise.amount, invoice.number),
        ),
        _ => (
            "promise.broken",
            format!(
                "The promise of {} on {} by {} was not kept",
                promise.amount,
                invoice.number,
                calendar::long(promise.until)
            ),
        ),
    };
    let event = NewEvent {
        entity_id: Some(invoice.entity_id.into()),
        account_id: Some(account_id),
        name,
        subject: ("invoice", invoice.id),
        text,
        data: serde_json::json!({ "promise_id": id }),
        for_buyer: true,
    };
    events::record(tx, &Actor::System("promises"), at, event).await
}

fn read(
    amount_minor: i64,
    arrived_minor: i64,
    currency: &str,
    until: NaiveDate,
    state: &str,
) -> Result<Promise> {
    let currency = currency.parse()?;
    Ok(Promise {
        state: State::of(state).ok_or_else(|| Error::bug("promise.state"))?,
        amount: Money::new(amount_minor, currency),
        arrived: Money::new(arrived_minor, currency),
        until,
    })
}

async fn store(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: PromiseId,
    promise: &Promise,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE promise SET state = $3, arrived_minor = $4,
                ended_at = CASE WHEN $3 = 'open' THEN NULL ELSE coalesce(ended_at, $5) END
         WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
        promise.state.code(),
        promise.arrived.minor,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The hold on the item is what the promise still covers.
async fn write_hold(
    tx: &mut PgConnection,
    account_id: AccountId,
    open_item_id: OpenItemId,
    promise: &Promise,
) -> Result<()> {
    let held = promise.held_minor();
    sqlx::query!(
        "UPDATE open_item SET promised_minor = $3, promised_until = $4 WHERE account_id = $1 AND id = $2",
        account_id.0,
        open_item_id.0,
        held,
        (held > 0).then_some(promise.until),
    )
    .execute(tx)
    .await?;
    Ok(())
}
