//! Everything that happens without anyone asking. Jobs are rows: enqueued in the transaction that
//! causes them, claimed with a lease on the database's clock and a fence, retried with growing
//! pauses, and given up to a person after a few times. Several processes share them.

pub mod advance;
pub mod schedule;

use crate::{
    Backend, bundles, dispatches,
    error::{Error, Result},
    inbound,
    issued_documents::Subject,
    notices, outbox, print_runs, reminders, webhooks,
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    document,
    ids::{AccountId, BundleId},
};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use std::time::Duration as Pause;
use tokio::sync::watch;
use uuid::Uuid;

/// Something to be done. Payloads are ids; what they mean is read when the job runs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Ask the provider about the payment of a stored webhook.
    ApplyWebhook {
        /// The stored webhook.
        inbox_id: Uuid,
    },
    /// Decide what is due to be said to an account.
    Remind {
        /// The account.
        account_id: AccountId,
    },
    /// Send a queued message.
    SendMessage {
        /// The message.
        outbox_id: Uuid,
    },
    /// Write the letters of a notice.
    Notify {
        /// The notice.
        notice_id: Uuid,
    },
    /// Work on a mail that came in.
    WorkMail {
        /// The mail.
        mail_id: Uuid,
    },
    /// Decide to whom a document goes that was issued.
    Address {
        /// The kind of document.
        document: String,
        /// Whose.
        account_id: AccountId,
        /// The invoice's or the credit note's id.
        subject_id: Uuid,
    },
    /// Send a document.
    Dispatch {
        /// The dispatch.
        dispatch_id: Uuid,
    },
    /// Let what waits to be printed go the way that was chosen instead of paper.
    LeavePaper {
        /// The choice.
        preference_id: Uuid,
    },
    /// Set what is to be printed.
    Print {
        /// The print run.
        run_id: Uuid,
    },
    /// Put documents into one file.
    MakeBundle {
        /// The bundle.
        bundle_id: BundleId,
    },
    /// Load an uploaded file.
    Import {
        /// The run.
        run_id: Uuid,
    },
}

impl Job {
    /// The name in the table.
    fn kind(&self) -> &'static str {
        match self {
            Self::ApplyWebhook { .. } => "apply_webhook",
            Self::Remind { .. } => "remind",
            Self::SendMessage { .. } => "send_message",
            Self::Notify { .. } => "notify",
            Self::WorkMail { .. } => "work_mail",
            Self::Address { .. } => "address",
            Self::Dispatch { .. } => "dispatch",
            Self::LeavePaper { .. } => "leave_paper",
            Self::Print { .. } => "print",
            Self::MakeBundle { .. } => "make_bundle",
            Self::Import { .. } => "import",
        }
    }

    /// Two jobs with the same key are one as long as the first waits.
    fn dedupe(&self) -> Option<String> {
        match self {
            Self::Remind { account_id } => Some(format!("remind:{account_id}")),
            _ => None,
        }
    }
}

/// How long a claimed job may run before another worker may take it.
const LEASE_SECONDS: i32 = 120;
/// How often a job is tried.
const ATTEMPTS: i32 = 5;
/// How long a worker without work waits.
const IDLE: Pause = Pause::from_millis(250);

/// Enqueues a job in the transaction that causes it.
pub async fn enqueue(
    tx: &mut PgConnection,
    job: &Job,
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let payload = serde_json::to_value(job).map_err(|e| Error::caused("writing a job", e))?;
    sqlx::query!(
        "INSERT INTO job (id, kind, payload, run_at, dedupe, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING",
        Uuid::now_v7(),
        job.kind(),
        payload,
        run_at,
        job.dedupe(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Enqueues many at once. None of them has a key.
pub async fn enqueue_many(
    tx: &mut PgConnection,
    jobs: &[Job],
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    if jobs.is_empty() {
        return Ok(());
    }
    let (mut ids, mut kinds, mut payloads) = (Vec::new(), Vec::new(), Vec::new());
    for job in jobs {
        ids.push(Uuid::now_v7());
        kinds.push(job.kind().to_owned());
        let payload = serde_json::to_value(job);
        payloads.push(payload.map_err(|e| Error::caused("writing a job", e))?);
    }
    sqlx::query!(
        "INSERT INTO job (id, kind, payload, run_at, created_at)
         SELECT id, kind, payload, $4, $5
         FROM unnest($1::uuid[], $2::text[], $3::jsonb[]) AS new (id, kind, payload)",
        &ids,
        &kinds,
        &payloads,
        run_at,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whose jobs a worker takes. Which kind goes in which lane is said by the column of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lane {
    /// What is done in a moment.
    Quick,
    /// What takes minutes.
    Long,
    /// What comes in thousands.
    Many,
}

impl Lane {
    const ALL: [Self; 3] = [Self::Quick, Self::Long, Self::Many];

    fn code(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Long => "long",
            Self::Many => "many",
        }
    }
}

struct Claimed {
    id: Uuid,
    job: Job,
    fence: i64,
    attempts: i32,
}

/// Claims the next job that is due. Never holds a transaction while it runs.
async fn claim(backend: &Backend, lane: Lane) -> Result<Option<Claimed>> {
    let row = sqlx::query!(
        "UPDATE job SET lease_until = clock_timestamp() + make_interval(secs => $2::int4),
                        fence = fence + 1, attempts = attempts + 1
         WHERE id = (SELECT id FROM job WHERE state = 'ready' AND run_at <= $1
                       AND (lease_until IS NULL OR lease_until < clock_timestamp())
                       AND lane = $3
                     ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING id, payload, fence, attempts",
        backend.clock.now(),
        LEASE_SECONDS,
        lane.code(),
    )
    .fetch_optional(backend.db.worker_pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    match serde_json::from_value(row.payload) {
        Ok(job) => Ok(Some(Claimed { id: row.id, job, fence: row.fence, attempts: row.attempts })),
        Err(error) => {
            bury(backend, row.id, row.fence, &error.to_string()).await?;
            Ok(None)
        }
    }
}

/// Runs the next job that is due, of any lane. Says whether there was one.
pub async fn run_one(backend: &Backend) -> Result<bool> {
    for lane in Lane::ALL {
        if run_next(backend, lane).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Runs the next job of a lane that is due. Says whether there was one.
async fn run_next(backend: &Backend, lane: Lane) -> Result<bool> {
    let Some(claimed) = claim(backend, lane).await? else {
        return Ok(false);
    };
    let outcome = tokio::select! {
        outcome = perform(backend, &claimed.job) => outcome,
        lost = keep_lease(backend, &claimed) => Err(lost),
    };
    match outcome {
        Ok(()) => finish(backend, &claimed).await?,
        Err(error) => retry_or_bury(backend, &claimed, &error).await?,
    }
    Ok(true)
}

async fn perform(backend: &Backend, job: &Job) -> Result<()> {
    match job {
        Job::ApplyWebhook { inbox_id } => webhooks::apply(backend, *inbox_id).await,
        Job::Remind { account_id } => reminders::remind(backend, *account_id).await,
        Job::SendMessage { outbox_id } => outbox::send(backend, *outbox_id).await,
        Job::Notify { notice_id } => notices::write(backend, *notice_id).await,
        Job::WorkMail { mail_id } => inbound::work(backend, *mail_id).await,
        Job::Address { document, account_id, subject_id } => {
            let kind = document::Kind::of(document);
            let kind = kind.ok_or_else(|| Error::bug(format!("no document {document}")))?;
            let subject = Subject { kind, account_id: *account_id, id: *subject_id };
            dispatches::address(backend, subject).await
        }
        Job::Dispatch { dispatch_id } => dispatches::send(backend, *dispatch_id).await,
        Job::LeavePaper { preference_id } => dispatches::leave_paper(backend, *preference_id).await,
        Job::Print { run_id } => print_runs::make(backend, *run_id).await,
        Job::MakeBundle { bundle_id } => bundles::make(backend, *bundle_id).await,
        Job::Import { run_id } => crate::imports::run(backend, *run_id).await,
    }
}

/// Renews the lease at a third of its length; ends only when somebody else has taken the job.
async fn keep_lease(backend: &Backend, claimed: &Claimed) -> Error {
    loop {
        tokio::time::sleep(Pause::from_secs(u64::from(LEASE_SECONDS.unsigned_abs()) / 3)).await;
        let renewed = sqlx::query!(
            "UPDATE job SET lease_until = clock_timestamp() + make_interval(secs => $3::int4)
             WHERE id = $1 AND fence = $2 AND state = 'ready'",
            claimed.id,
            claimed.fence,
            LEASE_SECONDS,
        )
        .execute(backend.db.worker_pool())
        .await;
        if renewed.is_ok_and(|done| done.rows_affected() == 0) {
            return Error::Conflict;
        }
    }
}

async fn finish(backend: &Backend, claimed: &Claimed) -> Result<()> {
    sqlx::query!(
        "UPDATE job SET state = 'done', done_at = $3, lease_until = NULL WHERE id = $1 AND fence = $2",
        claimed.id,
        claimed.fence,
        backend.clock.now(),
    )
    .execute(backend.db.worker_pool())
    .await?;
    Ok(())
}

async fn retry_or_bury(backend: &Backend, claimed: &Claimed, error: &Error) -> Result<()> {
    let told = chain(error);
    tracing::warn!(job = claimed.job.kind(), attempt = claimed.attempts, error = %told, "a job failed");
    if claimed.attempts >= ATTEMPTS {
        return bury(backend, claimed.id, claimed.fence, &told).await;
    }
    // 10 s, 40 s, 90 s, 160 s
    let pause = Duration::seconds(i64::from(claimed.attempts * claimed.attempts * 10));
    sqlx::query!(
        "UPDATE job SET run_at = $3, last_error = $4, lease_until = NULL WHERE id = $1 AND fence = $2",
        claimed.id,
        claimed.fence,
        backend.clock.now() + pause,
        told,
    )
    .execute(backend.db.worker_pool())
    .await?;
    Ok(())
}

/// A job that cannot be done is kept for a person, and what it was for is marked.
async fn bury(backend: &Backend, id: Uuid, fence: i64, told: &str) -> Result<()> {
    let mut tx = backend.db.worker().await?;
    let payload = sqlx::query_scalar!(
        "UPDATE job SET state = 'dead', last_error = $3, lease_until = NULL WHERE id = $1 AND fence = $2
         RETURNING payload",
        id,
        fence,
        told,
    )
    .fetch_optional(&mut *tx)
    .await?;
    match payload.map(serde_json::from_value::<Job>) {
        Some(Ok(Job::ApplyWebhook { inbox_id })) => {
            webhooks::give_up(&mut tx, inbox_id, told).await?;
        }
        Some(Ok(Job::SendMessage { outbox_id })) => {
            outbox::give_up(&mut tx, outbox_id, told, backend.clock.now()).await?;
        }
        Some(Ok(Job::WorkMail { mail_id })) => {
            inbound::give_up(&mut tx, mail_id, told).await?;
        }
        Some(Ok(Job::Dispatch { dispatch_id })) => {
            dispatches::give_up(&mut tx, dispatch_id, told, backend.clock.now()).await?;
        }
        Some(Ok(Job::Print { run_id })) => print_runs::give_up(&mut tx, run_id).await?,
        Some(Ok(Job::MakeBundle { bundle_id })) => bundles::give_up(&mut tx, bundle_id).await?,
        Some(Ok(Job::Import { run_id })) => {
            crate::imports::give_up(&mut tx, run_id, told).await?;
        }
        _ => {}
    }
    tx.commit().await
}

/// An error with everything that caused it, on one line.
fn chain(error: &Error) -> String {
    let mut told = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        told.push_str(": ");
        told.push_str(&cause.to_string());
        source = cause.source();
    }
    told
}

/// Works until told to stop: timers, jobs, and in a demonstration the clock; beside it what takes long, and
/// what comes in thousands.
pub async fn run(backend: Backend, stop: watch::Receiver<bool>) {
    tokio::join!(
        work(&backend, Lane::Quick, stop.clone()),
        work(&backend, Lane::Long, stop.clone()),
        work(&backend, Lane::Many, stop),
    );
}

async fn work(backend: &Backend, lane: Lane, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let busy = match lane {
            Lane::Long | Lane::Many => run_next(backend, lane).await,
            _ => turn(backend).await,
        };
        let busy = match busy {
            Ok(busy) => busy,
            Err(error) => {
                tracing::warn!(error = %chain(&error), "the worker could not work");
                false
            }
        };
        if !busy {
            let _ = tokio::time::timeout(IDLE, stop.changed()).await;
        }
    }
}

/// One turn of the worker. Says whether there was anything to do.
async fn turn(backend: &Backend) -> Result<bool> {
    if backend.demo {
        advance::read_clock(backend).await?;
    }
    let mut busy = schedule::run_due(backend).await? > 0;
    while run_next(backend, Lane::Quick).await? {
        busy = true;
    }
    // What another worker still has to do at this moment happens at this moment.
    if !busy && backend.demo && !has_due(backend, Lane::Many).await? {
        busy = advance::step(backend).await?;
    }
    Ok(busy)
}

/// Whether something of a lane is due that is not done.
async fn has_due(backend: &Backend, lane: Lane) -> Result<bool> {
    let due = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM job WHERE state = 'ready' AND lane = $1 AND run_at <= $2) AS "due!""#,
        lane.code(),
        backend.clock.now(),
    )
    .fetch_one(backend.db.worker_pool())
    .await?;
    Ok(due)
}

/// Works until nothing is due any more. For tests, and for the steps of a clock that is moved.
pub async fn run_until_idle(backend: &Backend) -> Result<()> {
    loop {
        let timers = schedule::run_due(backend).await?;
        let mut jobs = 0;
        while run_one(backend).await? {
            jobs += 1;
        }
        if timers + jobs == 0 {
            return Ok(());
        }
    }
}
