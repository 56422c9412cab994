//! What a provider reports, applied. Answers, webhooks, polling and the janitor all end here; late,
//! doubled and shuffled reports change nothing that has gone further.

use super::{By, Locked, advance, lock, start::lift_hold};
use crate::{
    Backend,
    actor::Actor,
    allocations::{self, Application, Source},
    dispatches,
    error::{Error, Result},
    events::{self, NewEvent},
    gateways::provider::Snapshot,
    ledger::{self, Posting},
    open_items,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    document::Kind,
    ids::{OpenItemId, PaymentId},
    ledger as books,
    payment::{self, Outcome, Reported, State, Step},
};
use sqlx::PgConnection;

/// The moment of a change: its business date and its instant.
#[derive(Clone, Copy)]
struct Moment {
    on: NaiveDate,
    at: DateTime<Utc>,
}

/// Applies what a provider says of one of its payments. Unknown payments are not found.
pub async fn apply(
    backend: &Backend,
    provider: &str,
    snapshot: &Snapshot,
    source: &'static str,
) -> Result<()> {
    let mut tx = backend.db.worker().await?;
    let by = By::Ref { provider, provider_ref: &snapshot.provider_ref };
    let payment = lock(&mut tx, by).await?;
    let expected = payment.charged()?;
    if snapshot.amount != expected {
        return Err(Error::bug(format!(
            "{provider} reports {} for payment {}, which is over {expected}",
            snapshot.amount, payment.id
        )));
    }
    let reason = snapshot.reason.as_deref().unwrap_or_default();
    remember(&mut tx, &payment, snapshot, backend.clock.now()).await?;
    move_on(backend, &mut tx, payment, snapshot.reported, reason, source).await?;
    tx.commit().await
}

/// The provider refused before anything moved.
pub(super) async fn fail(backend: &Backend, id: PaymentId, reason: &str) -> Result<()> {
    let mut tx = backend.db.worker().await?;
    let payment = lock(&mut tx, By::Id(id)).await?;
    move_on(backend, &mut tx, payment, Reported::Failed, reason, "provider").await?;
    tx.commit().await
}

/// Gives up a payment that never got as far as being asked for.
pub(super) async fn give_up(backend: &Backend, id: PaymentId, reason: &str) -> Result<()> {
    let mut tx = backend.db.worker().await?;
    let payment = lock(&mut tx, By::Id(id)).await?;
    move_on(backend, &mut tx, payment, Reported::Canceled, reason, "janitor").await?;
    tx.commit().await
}

async fn remember(
    tx: &mut PgConnection,
    payment: &Locked,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE payment SET settles_on = coalesce($3, settles_on), checked_at = $4
         WHERE account_id = $1 AND id = $2",
        payment.account_id.0,
        payment.id.0,
        snapshot.settles_on,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn move_on(
    backend: &Backend,
    tx: &mut PgConnection,
    mut payment: Locked,
    reported: Reported,
    reason: &str,
    source: &'static str,
) -> Result<()> {
    let steps = match payment::apply(payment.state, reported) {
        Outcome::Unchanged => return Ok(()),
        Outcome::Moves(steps) => steps,
        Outcome::Contradiction => {
            let told = format!(
                "payment {} is {} and its provider reports {}",
                payment.id,
                payment.state.code(),
                reported.code()
            );
            return Err(Error::bug(told));
        }
    };
    let moment = Moment { on: backend.clock.today(&payment.time_zone), at: backend.clock.now() };
    lock_items(tx, &payment).await?;
    for (step, to) in steps {
        match step {
            Step::Advance => {}
            Step::Settle => settle(tx, &payment, moment).await?,
            Step::Release => release(tx, &payment, reason).await?,
            Step::Reverse => reverse(tx, &payment, moment, reason).await?,
        }
        advance(tx, &payment, to, source, reason, moment.at).await?;
        tell(tx, &payment, to, reason, moment.at).await?;
        payment.state = to;
    }
    Ok(())
}

async fn lock_items(tx: &mut PgConnection, payment: &Locked) -> Result<()> {
    let ids = sqlx::query_scalar!(
        "SELECT open_item_id FROM payment_part WHERE account_id = $1 AND payment_id = $2",
        payment.account_id.0,
        payment.id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    let ids: Vec<OpenItemId> = ids.into_iter().map(OpenItemId).collect();
    open_items::lock(tx, payment.account_id, &ids).await
}

/// The money is there: cash and fee into the books, each hold becomes an allocation, a receipt.
async fn settle(tx: &mut PgConnection, payment: &Locked, moment: Moment) -> Result<()> {
    let posting = Posting {
        entity_id: payment.entity_id,
        account_id: payment.account_id,
        kind: "money_received",
        source: ("payment", payment.id.0),
        reference: payment.reference(),
        currency: payment.amount.currency,
        on: moment.on,
        at: moment.at,
        reverses: None,
        lines: books::money_received(payment.amount, payment.fee),
    };
    ledger::post(tx, &[posting]).await?;
    let parts = sqlx::query!(
        "SELECT open_item_id, amount_minor, discount_minor FROM payment_part
         WHERE account_id = $1 AND payment_id = $2 AND amount_minor > 0 ORDER BY open_item_id",
        payment.account_id.0,
        payment.id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    for part in parts {
        let open_item_id = OpenItemId(part.open_item_id);
        lift_hold(tx, payment, open_item_id, part.amount_minor + part.discount_minor).await?;
        let application = Application {
            entity_id: payment.entity_id,
            account_id: payment.account_id,
            open_item_id,
            source: Source::Payment(payment.id),
            amount_minor: part.amount_minor,
            discount_minor: part.discount_minor,
            currency: payment.amount.currency,
            rule: "chosen",
            reference: payment.reference(),
            on: moment.on,
            at: moment.at,
        };
        allocations::apply(tx, &application).await?;
    }
    sqlx::query!(
        "UPDATE payment SET settled_on = $3, settled_at = $4, receipt_number = $5, check_at = NULL, reason = NULL
         WHERE account_id = $1 AND id = $2",
        payment.account_id.0,
        payment.id.0,
        moment.on,
        moment.at,
        receipt_number(payment.id, moment.on),
    )
    .execute(&mut *tx)
    .await?;
    let receipt =
        dispatches::New { account_id: payment.account_id, id: payment.id.0, issued_on: moment.on };
    dispatches::announce(tx, payment.entity_id, Kind::Receipt, [receipt], moment.at).await
}

fn receipt_number(id: PaymentId, on: NaiveDate) -> String {
    let hex = id.0.simple().to_string();
    format!("R-{}-{}", on.format("%y"), hex[hex.len() - 8..].to_uppercase())
}

/// It did not work: the holds are lifted and the items are open again. Credit that was used has
/// been applied before any money moved, and stays applied.
async fn release(tx: &mut PgConnection, payment: &Locked, reason: &str) -> Result<()> {
    // Credit still counts as held until the guard has used it.
    let credit_is_held = payment.state == State::Created;
    sqlx::query!(
        "UPDATE open_item o SET in_flight_minor = o.in_flight_minor - p.amount_minor - p.discount_minor
             - CASE WHEN $3 THEN p.credit_minor ELSE 0 END
         FROM payment_part p
         WHERE p.account_id = $1 AND p.payment_id = $2 AND o.account_id = p.account_id AND o.id = p.open_item_id",
        payment.account_id.0,
        payment.id.0,
        credit_is_held,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "UPDATE payment SET reason = $3, check_at = NULL WHERE account_id = $1 AND id = $2",
        payment.account_id.0,
        payment.id.0,
        reason,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The bank took the money back: everything that it did is reversed.
async fn reverse(
    tx: &mut PgConnection,
    payment: &Locked,
    moment: Moment,
    reason: &str,
) -> Result<()> {
    allocations::reverse_payment(tx, payment.account_id, payment.id, moment.on, moment.at).await?;
    let entry = sqlx::query_scalar!(
        "SELECT id FROM ledger_entry WHERE source_type = 'payment' AND source_id = $1 AND kind = 'money_received'",
        payment.id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    ledger::reverse(tx, payment.account_id, entry, moment.on, moment.at).await?;
    sqlx::query!(
        "UPDATE payment SET returned_on = $3, reason = $4, left_minor = 0 WHERE account_id = $1 AND id = $2",
        payment.account_id.0,
        payment.id.0,
        moment.on,
        reason,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Both sides read what happened.
async fn tell(
    tx: &mut PgConnection,
    payment: &Locked,
    to: State,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let reference = payment.reference();
    let charged = payment.charged()?;
    let (name, text) = match to {
        State::Processing => {
            ("payment.sent", format!("Payment {reference} of {charged} is on its way"))
        }
        State::Settled => ("payment.settled", format!("Payment {reference} of {charged} settled")),
        State::Failed => {
            ("payment.failed", format!("Payment {reference} of {charged} did not work. {reason}"))
        }
        State::Canceled => {
            ("payment.canceled", format!("Payment {reference} of {charged} was given up"))
        }
        State::Returned => {
            ("payment.returned", format!("Payment {reference} of {charged} came back. {reason}"))
        }
        _ => return Ok(()),
    };
    let event = NewEvent {
        entity_id: Some(payment.entity_id),
        account_id: Some(payment.account_id),
        name,
        subject: ("payment", payment.id.0),
        text: text.trim_end().to_owned(),
        data: serde_json::json!({}),
        for_buyer: true,
    };
    events::record(tx, &Actor::System("payments"), at, event).await
}
