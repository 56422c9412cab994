//! Paying. The form's hidden id becomes the payment's id, so a double click, a replay or a form that
//! is sent again without JavaScript finds the payment that it has made before.

use super::{
    By, Locked, lock, note_event,
    quote::{Choice, Quote, Selection, Spread, compute},
    report,
    short::{self, Short},
};
use crate::{
    Backend,
    actor::{Actor, Buyer},
    allocations::{self, Application, Source},
    credit_notes,
    db::Tx,
    error::{Error, Result},
    events::{self, NewEvent},
    gateways::{
        provider::{Creation, PaymentProvider, ProviderError},
        sandbox,
    },
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    Refusal,
    access::Action,
    fee::Method,
    ids::{DisputeId, OpenItemId, PaymentId},
    money::Money,
    payment::State,
};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::sync::Arc;

/// A confirmed form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    /// Made by the form.
    pub id: PaymentId,
    /// What is paid, and how.
    pub choice: Choice,
    /// The provider's token of a card or account.
    pub instrument: String,
    /// What the page said would be charged: if it is another amount now, nothing is.
    pub expected: Money,
    /// Why less is paid of some invoices than may be. Without it nobody asks.
    pub short: Option<Short>,
}

/// Pays. Runs to its end even if the one who asked goes away. Returns the payment, which may be in
/// any state; only what was refused before anything happened is an error.
pub async fn start(backend: &Backend, buyer: &Buyer, order: Order) -> Result<PaymentId> {
    buyer.may(Action::Pay)?;
    let (backend, buyer) = (backend.clone(), buyer.clone());
    let run = tokio::spawn(async move { run(&backend, &buyer, &order).await });
    run.await.map_err(|e| Error::caused("paying", e))?
}

async fn run(backend: &Backend, buyer: &Buyer, order: &Order) -> Result<PaymentId> {
    let provider = backend
        .providers
        .for_new_payments()
        .ok_or(Error::Unavailable("no payment provider is configured"))?;
    let Reserved::New(creation) = reserve(backend, buyer, order, provider.name()).await? else {
        return Ok(order.id);
    };
    carry_out(backend, &provider, &creation).await?;
    Ok(order.id)
}

/// From here on the payment exists; whatever happens, its page tells.
async fn carry_out(
    backend: &Backend,
    provider: &Arc<dyn PaymentProvider>,
    creation: &Creation,
) -> Result<()> {
    let id = creation.payment_id;
    let created = match provider.create(creation).await {
        Ok(snapshot) => snapshot,
        Err(ProviderError::Refused(reason)) => return report::fail(backend, id, &reason).await,
        // Nothing was asked to move; the janitor gives the payment up.
        Err(ProviderError::NoAnswer(_)) => return Ok(()),
    };
    store_reference(backend, id, &created.provider_ref).await?;
    if !guard(backend, id).await? {
        let snapshot = provider.cancel(&created.provider_ref).await;
        return match snapshot {
            Ok(snapshot) => report::apply(backend, provider.name(), &snapshot, "provider").await,
            Err(_) => Ok(()),
        };
    }
    match provider.confirm(&created.provider_ref).await {
        Ok(snapshot) => report::apply(backend, provider.name(), &snapshot, "provider").await,
        Err(ProviderError::Refused(reason)) => report::fail(backend, id, &reason).await,
        Err(ProviderError::NoAnswer(reason)) => lose_track(backend, id, &reason).await,
    }
}

enum Reserved {
    New(Creation),
    SameAgain,
}

/// Our row and its holds: from now on nobody else can pay the same amount.
async fn reserve(
    backend: &Backend,
    buyer: &Buyer,
    order: &Order,
    provider: &str,
) -> Result<Reserved> {
    let now = backend.clock.now();
    let today = backend.clock.today(&buyer.time_zone);
    let hash = request_hash(buyer, order);
    let mut tx = backend.db.portal(buyer).await?;
    if let Some(known) = known_hash(&mut tx, buyer, order.id).await? {
        return if known == hash {
            Ok(Reserved::SameAgain)
        } else {
            Err(Refusal::KeyReused.into())
        };
    }
    let instrument = sandbox::instrument(&order.instrument)
        .filter(|i| i.method == order.choice.method && i.method != Method::BankTransfer)
        .ok_or(Refusal::MethodNotOffered)?;
    let choice = &order.choice;
    short::lock(&mut tx, buyer, choice, order.short.as_ref(), today).await?;
    let disputed = match &order.short {
        Some(short) => {
            short::dispute_the_rest(&mut tx, backend, buyer, (choice, short), today).await?
        }
        None => None,
    };
    let quote = compute(&mut tx, buyer.account_id, &order.choice, today).await?;
    if quote.charged != order.expected {
        return Err(Refusal::Stale.into());
    }
    if quote.amount.minor <= 0 {
        return Err(Refusal::AmountZero.into());
    }
    let row = Row { order, quote: &quote, instrument, provider, hash: &hash, disputed };
    insert(&mut tx, buyer, &row, now).await?;
    hold(&mut tx, buyer, order.id, &quote).await?;
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "payment.started",
        subject: ("payment", order.id.0),
        text: format!(
            "Payment {} of {} by {} started",
            super::reference(order.id),
            quote.charged,
            instrument.method.label().to_lowercase()
        ),
        data: serde_json::json!({ "fee_minor": quote.fee.minor, "dispute_id": disputed }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), now, event).await?;
    tx.commit().await?;
    Ok(Reserved::New(Creation {
        payment_id: order.id,
        amount: quote.charged,
        method: order.choice.method,
        instrument: order.instrument.clone(),
    }))
}

async fn known_hash(tx: &mut Tx, buyer: &Buyer, id: PaymentId) -> Result<Option<String>> {
    let found = sqlx::query_scalar!(
        "SELECT request_hash FROM payment WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found)
}

/// A payment's row.
struct Row<'a> {
    order: &'a Order,
    quote: &'a Quote,
    instrument: &'a sandbox::Instrument,
    provider: &'a str,
    hash: &'a str,
    /// The dispute of what is paid short.
    disputed: Option<DisputeId>,
}

async fn insert(
    tx: &mut PgConnection,
    buyer: &Buyer,
    row: &Row<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    let Row { order, quote, instrument, .. } = row;
    sqlx::query!(
        "INSERT INTO payment (id, entity_id, account_id, provider, method, instrument, instrument_label, currency,
                              amount_minor, fee_minor, state, request_hash, initiated_by, created_at, check_at, dispute_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'created', $11, $12, $13, $14, $15)",
        order.id.0,
        buyer.entity_id.0,
        buyer.account_id.0,
        row.provider,
        instrument.method.code(),
        instrument.token,
        instrument.label,
        quote.currency.code(),
        quote.amount.minor,
        quote.fee.minor,
        row.hash,
        buyer.user_id.0,
        now,
        now + Duration::minutes(2),
        row.disputed.map(|id| id.0),
    )
    .execute(&mut *tx)
    .await?;
    let detail = format!("{} from {}", quote.charged, instrument.label);
    note_event(tx, buyer.account_id, order.id, None, State::Created, "buyer", &detail, now).await
}

async fn hold(
    tx: &mut PgConnection,
    buyer: &Buyer,
    payment_id: PaymentId,
    quote: &Quote,
) -> Result<()> {
    for quoted in quote.items.iter().filter(|q| q.amount.minor + q.credit.minor > 0) {
        sqlx::query!(
            "INSERT INTO payment_part (account_id, payment_id, open_item_id, amount_minor, discount_minor, credit_minor)
             VALUES ($1, $2, $3, $4, $5, $6)",
            buyer.account_id.0,
            payment_id.0,
            quoted.item.item.id.0,
            quoted.amount.minor,
            quoted.discount.minor,
            quoted.credit.minor,
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "UPDATE open_item SET in_flight_minor = in_flight_minor + $3 WHERE account_id = $1 AND id = $2",
            buyer.account_id.0,
            quoted.item.item.id.0,
            quoted.amount.minor + quoted.discount.minor + quoted.credit.minor,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

async fn store_reference(backend: &Backend, id: PaymentId, provider_ref: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE payment SET provider_ref = $2 WHERE id = $1 AND provider_ref IS NULL",
        id.0,
        provider_ref,
    )
    .execute(backend.db.worker_pool())
    .await?;
    Ok(())
}

/// The last look before money moves: still ours, still new, nothing disputed meanwhile, the credit
/// still there. Uses the credit. Says whether to go on.
async fn guard(backend: &Backend, id: PaymentId) -> Result<bool> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let payment = lock(&mut tx, By::Id(id)).await?;
    let Ok(confirming) = payment.state.confirm() else {
        return Ok(false);
    };
    let disputed = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM payment_part p
           JOIN open_item o ON o.account_id = p.account_id AND o.id = p.open_item_id
           WHERE p.account_id = $1 AND p.payment_id = $2
             AND o.disputed_minor + o.in_flight_minor > o.open_minor"#,
        payment.account_id.0,
        id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    if disputed > 0 || !use_credit(&mut tx, &payment, backend).await? {
        return Ok(false); // dropping the transaction undoes what it did
    }
    super::advance(&mut tx, &payment, confirming, "guard", "", now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Applies the account's credit to the items that the payment reserved it for, oldest note first.
async fn use_credit(tx: &mut PgConnection, payment: &Locked, backend: &Backend) -> Result<bool> {
    let parts = sqlx::query!(
        "SELECT open_item_id, credit_minor FROM payment_part
         WHERE account_id = $1 AND payment_id = $2 AND credit_minor > 0 ORDER BY open_item_id",
        payment.account_id.0,
        payment.id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    for part in parts {
        let mut wanted = part.credit_minor;
        let notes = sqlx::query!(
            "SELECT id, number, left_minor FROM credit_note
             WHERE account_id = $1 AND currency = $2 AND left_minor > 0 ORDER BY issued_on, id FOR UPDATE",
            payment.account_id.0,
            payment.amount.currency.code(),
        )
        .fetch_all(&mut *tx)
        .await?;
        lift_hold(tx, payment, part.open_item_id.into(), part.credit_minor).await?;
        for note in notes {
            let amount_minor = wanted.min(note.left_minor);
            if amount_minor == 0 {
                break;
            }
            credit_notes::take(tx, payment.account_id, note.id.into(), amount_minor).await?;
            let application = Application {
                entity_id: payment.entity_id,
                account_id: payment.account_id,
                open_item_id: part.open_item_id.into(),
                source: Source::CreditNote(note.id.into()),
                amount_minor,
                discount_minor: 0,
                currency: payment.amount.currency,
                rule: "credit",
                reference: note.number,
                on: backend.clock.today(&payment.time_zone),
                at: backend.clock.now(),
            };
            allocations::apply(tx, &application).await?;
            wanted -= amount_minor;
        }
        if wanted > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Lets go of what a payment holds of an item.
pub(super) async fn lift_hold(
    tx: &mut PgConnection,
    payment: &Locked,
    open_item_id: OpenItemId,
    minor: i64,
) -> Result<()> {
    sqlx::query!(
        "UPDATE open_item SET in_flight_minor = in_flight_minor - $3 WHERE account_id = $1 AND id = $2",
        payment.account_id.0,
        open_item_id.0,
        minor,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn lose_track(backend: &Backend, id: PaymentId, reason: &str) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let payment = lock(&mut tx, By::Id(id)).await?;
    if let Ok(unknown) = payment.state.lose_track() {
        super::advance(&mut tx, &payment, unknown, "provider", reason, now).await?;
        sqlx::query!(
            "UPDATE payment SET check_at = $2 WHERE id = $1",
            id.0,
            now + Duration::minutes(1)
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await
}

/// What the request was, so that the same key with other contents is seen.
fn request_hash(buyer: &Buyer, order: &Order) -> String {
    let choice = &order.choice;
    let mut told = format!(
        "{}|{}|{}|{}|{}|{}|",
        buyer.account_id,
        choice.method.code(),
        order.instrument,
        order.expected.canonical(),
        order.expected.currency,
        choice.use_credit,
    );
    match &choice.selection {
        Selection::Invoices(ids) => {
            let mut ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            ids.sort();
            told.push_str(&ids.join(","));
        }
        Selection::DueBy(day, currency) => told.push_str(&format!("due by {day} in {currency}")),
    }
    match &choice.spread {
        Spread::InFull => told.push_str("|in full"),
        Spread::OldestFirst(amount) => told.push_str(&format!("|oldest {}", amount.canonical())),
        Spread::PerInvoice(amounts) => {
            for (invoice, amount) in amounts {
                told.push_str(&format!("|{invoice} {}", amount.canonical()));
            }
        }
    }
    if let Some(short) = &order.short {
        told.push_str(&short.told());
    }
    hex::encode(Sha256::digest(told.as_bytes()))
}
