//! Every timer on one page.

use crate::{
    Backend, bundles, dispatches, disputes,
    error::{Error, Result},
    files, imports, payments, promises, receivables, reminders, sessions, statements, throttle,
    webhooks,
};
use chrono::{DateTime, Duration, Utc};

/// A timer: its name and how many seconds lie between two runs.
const TIMERS: &[(&str, i64)] = &[
    ("sandbox", 1),        // let happen what is due at the sandbox, and send its webhooks
    ("payments", 30),      // look after payments that nobody waits for
    ("dispatches", 60),    // ask networks what became of documents
    ("promises", 3_600),   // promises whose day has passed are broken
    ("disputes", 600),     // tell the seller's people what is late
    ("reminders", 3_600),  // decide what is due to be said
    ("statements", 3_600), // issue the statements of a month that has ended
    ("sessions", 3_600),   // forget sessions that have ended, and who mistyped long ago
    ("imports", 600),      // give up what nobody goes on with
    ("files", 21_600),     // sweep away bundles that are over, and what goes with no message
    ("sums", 60),          // add up what was added to the sums of days
    ("balances", 86_400),  // prove that balances equal what they are derived from
];

/// How long a timer may run before another process may run it.
const LEASE_SECONDS: i32 = 300;

/// Runs the timers that are due. Says how many of them found something to do.
pub async fn run_due(backend: &Backend) -> Result<usize> {
    let mut busy = 0;
    for name in due(backend).await? {
        let Some((name, every_seconds)) = TIMERS.iter().find(|(timer, _)| *timer == name) else {
            continue;
        };
        let now = backend.clock.now();
        if !claim(backend, name, now).await? {
            continue;
        }
        let outcome = run(backend, name).await;
        release(backend, name, now + Duration::seconds(*every_seconds)).await?;
        busy += usize::from(outcome? > 0);
    }
    Ok(busy)
}

/// One cheap look, so that an idle worker costs next to nothing. A timer without a row has never run.
async fn due(backend: &Backend) -> Result<Vec<String>> {
    let names: Vec<String> = TIMERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let due = sqlx::query_scalar!(
        r#"SELECT n.name AS "name!" FROM unnest($1::text[]) WITH ORDINALITY AS n (name, place)
           LEFT JOIN timer t ON t.name = n.name
           WHERE t.name IS NULL OR (t.next_at <= $2 AND (t.lease_until IS NULL OR t.lease_until < clock_timestamp()))
           ORDER BY n.place"#,
        &names,
        backend.clock.now(),
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    Ok(due)
}

async fn claim(backend: &Backend, name: &str, now: DateTime<Utc>) -> Result<bool> {
    let claimed = sqlx::query!(
        "INSERT INTO timer AS t (name, next_at, lease_until)
         VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3::int4))
         ON CONFLICT (name) DO UPDATE SET lease_until = EXCLUDED.lease_until
         WHERE t.next_at <= $2 AND (t.lease_until IS NULL OR t.lease_until < clock_timestamp())",
        name,
        now,
        LEASE_SECONDS,
    )
    .execute(backend.db.worker_pool())
    .await?;
    Ok(claimed.rows_affected() == 1)
}

async fn release(backend: &Backend, name: &str, next_at: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE timer SET next_at = $2, lease_until = NULL WHERE name = $1",
        name,
        next_at
    )
    .execute(backend.db.worker_pool())
    .await?;
    Ok(())
}

async fn run(backend: &Backend, name: &str) -> Result<usize> {
    match name {
        "sandbox" => play_sandbox(backend).await,
        "payments" => payments::janitor::look_after(backend).await,
        "dispatches" => dispatches::poll(backend).await,
        "promises" => promises::look_after(backend).await,
        "disputes" => disputes::escalate::look_after(backend).await,
        "reminders" => reminders::plan(backend).await,
        "statements" => statements::issued::issue(backend).await,
        "sessions" => {
            let ended = sessions::delete_expired(&backend.db).await?
                + throttle::delete_forgotten(&backend.db).await?;
            Ok(usize::try_from(ended).unwrap_or(usize::MAX))
        }
        "imports" => imports::abandoned::end(backend).await,
        "files" => Ok(bundles::end::end(backend).await? + files::sweep::sweep(backend).await?),
        "sums" => receivables::sums::add_up(backend).await,
        "balances" => crate::proofs::prove(backend).await,
        other => Err(Error::bug(format!("no timer {other}"))),
    }
}

/// The sandbox lives in our process, but speaks to us as a provider does: over HTTP, where an
/// address is known, and always through the signature check.
async fn play_sandbox(backend: &Backend) -> Result<usize> {
    let Some(sandbox) = backend.providers.sandbox() else {
        return Ok(0);
    };
    let mut busy = sandbox.tick().await?;
    for delivery in sandbox.due_deliveries().await? {
        busy += 1;
        let taken = match &backend.webhook_url {
            Some(url) => post(backend, url, &delivery).await,
            None => hand_over(backend, &delivery).await,
        };
        match taken {
            Ok(()) => sandbox.delivered(&delivery.event_id).await?,
            Err(error) => {
                tracing::info!(event = delivery.event_id, %error, "a webhook was not taken")
            }
        }
    }
    Ok(busy)
}

async fn post(
    backend: &Backend,
    url: &str,
    delivery: &crate::gateways::sandbox::Delivery,
) -> Result<()> {
    let response = backend
        .http
        .post(url)
        .header("content-type", "application/json")
        .header("webhook-signature", &delivery.signature)
        .body(delivery.body.clone())
        .send()
        .await
        .map_err(|e| Error::caused("sending a webhook", e))?;
    if response.status().is_success() {
        return Ok(());
    }
    Err(Error::bug(format!("a webhook was answered with {}", response.status())))
}

async fn hand_over(backend: &Backend, delivery: &crate::gateways::sandbox::Delivery) -> Result<()> {
    let provider = backend.providers.find("sandbox").ok_or(Error::NotFound)?;
    let event = provider
        .verify(Some(&delivery.signature), &delivery.body, backend.clock.now())
        .map_err(|e| Error::caused("checking a webhook", e))?;
    webhooks::receive(backend, provider.name(), &event, &delivery.body).await
}
