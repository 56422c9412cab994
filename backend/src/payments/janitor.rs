//! Looks after payments that nobody is waiting for any more: asks the provider where they stand,
//! gives up what was never asked for. It never asks for money a second time.

use super::{By, lock, report};
use crate::{
    Backend,
    error::{Error, Result},
    gateways::provider::{Creation, ProviderError},
};
use chrono::Duration;
use domain::{
    ids::PaymentId,
    payment::{Reported, State},
};

/// Minutes between looks: often at first, then hourly.
const DELAYS_MINUTES: [i64; 4] = [1, 5, 15, 60];

/// How long a buyer may take to act at their bank.
const ACTION_HOURS: i64 = 24;

/// Looks after what is due. Says how many.
pub async fn look_after(backend: &Backend) -> Result<usize> {
    let now = backend.clock.now();
    let due = sqlx::query_scalar!(
        "SELECT id FROM payment
         WHERE check_at <= $1 AND state IN ('created', 'confirming', 'unknown', 'requires_action', 'processing')
         ORDER BY check_at LIMIT 200",
        now,
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    for id in &due {
        let id = PaymentId(*id);
        if claim(backend, id).await? {
            look_at(backend, id).await?;
        }
    }
    Ok(due.len())
}

/// Sets the next look before this one, so that two processes do not look at once, and a crash
/// is followed by another look.
async fn claim(backend: &Backend, id: PaymentId) -> Result<bool> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let payment = lock(&mut tx, By::Id(id)).await?;
    let nth = usize::try_from(payment.checks).unwrap_or(0).min(DELAYS_MINUTES.len() - 1);
    let claimed = sqlx::query!(
        "UPDATE payment SET check_at = $2, checks = checks + 1 WHERE id = $1 AND check_at <= $3",
        id.0,
        now + Duration::minutes(DELAYS_MINUTES[nth]),
        now,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(claimed.rows_affected() == 1)
}

/// Asks the provider about one payment and applies what it says.
pub async fn look_at(backend: &Backend, id: PaymentId) -> Result<()> {
    let mut tx = backend.db.worker().await?;
    let payment = lock(&mut tx, By::Id(id)).await?;
    tx.commit().await?; // never hold a lock while asking
    let Some(provider) = backend.providers.find(&payment.provider) else {
        return Err(Error::bug(format!("provider {} is not configured", payment.provider)));
    };
    let provider_ref = match &payment.provider_ref {
        Some(provider_ref) => provider_ref.clone(),
        // We never learned the reference. Creating is idempotent and moves nothing, so it tells.
        None => {
            let creation = Creation {
                payment_id: id,
                amount: payment.charged()?,
                method: payment.method,
                instrument: payment.instrument.clone(),
            };
            match provider.create(&creation).await {
                Ok(snapshot) => {
                    let cancelled = provider.cancel(&snapshot.provider_ref).await;
                    return finish(backend, id, cancelled.map(|_| ())).await;
                }
                Err(error) => return finish(backend, id, Err(error)).await,
            }
        }
    };
    let asked_for = payment.state != State::Created;
    let snapshot = match provider.get(&provider_ref).await {
        Ok(snapshot) => snapshot,
        Err(_) => return Ok(()), // looked at again later
    };
    let too_long = payment.state == State::RequiresAction
        && backend.clock.now() - payment.created_at > Duration::hours(ACTION_HOURS);
    let never_asked = snapshot.reported == Reported::Unconfirmed;
    if never_asked || too_long || !asked_for {
        return match provider.cancel(&provider_ref).await {
            Ok(snapshot) => report::apply(backend, &payment.provider, &snapshot, "janitor").await,
            Err(_) => Ok(()),
        };
    }
    report::apply(backend, &payment.provider, &snapshot, "poll").await
}

async fn finish(
    backend: &Backend,
    id: PaymentId,
    cancelled: Result<(), ProviderError>,
) -> Result<()> {
    match cancelled {
        Ok(()) => report::give_up(backend, id, "It was never sent.").await,
        Err(ProviderError::Refused(reason)) => report::give_up(backend, id, &reason).await,
        Err(ProviderError::NoAnswer(_)) => Ok(()),
    }
}
