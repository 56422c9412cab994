//! Asking what became of what has left: networks take a document, and say later whether it arrived.

use super::answer::{self, By};
use crate::{Backend, Error, Result};
use chrono::{DateTime, Duration, Utc};
use domain::{channel::Channel, dispatch::Answer};
use std::time::{Duration as Pause, Instant};
use uuid::Uuid;

/// How many are asked for at a time.
const AT_ONCE: i64 = 200;
/// After how many days of silence a person looks.
const PATIENCE_DAYS: i64 = 7;
/// How long a round goes on: payments and reminders wait meanwhile.
const ROUND: Pause = Pause::from_secs(15);

/// One that has left, and has not come to an end.
struct UnderWay {
    id: Uuid,
    channel: String,
    reference: String,
    sent_at: DateTime<Utc>,
}

/// Asks for those that are under way, first for what was asked for longest ago. Says how many have come to
/// an end. One that cannot be asked for now is asked for the next time.
pub async fn poll(backend: &Backend) -> Result<usize> {
    let rows = sqlx::query_as!(
        UnderWay,
        r#"SELECT id, channel, reference AS "reference!", sent_at AS "sent_at!" FROM dispatch
           WHERE state = 'sent' AND channel = 'peppol' AND reference IS NOT NULL AND sent_at IS NOT NULL
           ORDER BY asked_at NULLS FIRST, id LIMIT $1"#,
        AT_ONCE,
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    let begun = Instant::now();
    let (mut ended, mut answers) = (0, true);
    for row in rows {
        let told = match answers {
            true => ask(backend, &row).await,
            false => Ok(None),
        };
        // Where one gets no answer, the others wait for the next round, in which they come first.
        answers = answers && told.is_ok();
        ended += usize::from(note(backend, &row, told.unwrap_or(None)).await?);
        if begun.elapsed() > ROUND {
            break;
        }
    }
    Ok(ended)
}

/// What the network says; an error where it says nothing.
async fn ask(backend: &Backend, row: &UnderWay) -> Result<Option<Answer>> {
    let channel = Channel::of(&row.channel).ok_or_else(|| Error::bug("dispatch.channel"))?;
    sqlx::query!("UPDATE dispatch SET asked_at = $2 WHERE id = $1", row.id, backend.clock.now())
        .execute(backend.db.worker_pool())
        .await?;
    let told = backend.carriers.of(channel).ask(&row.reference).await;
    told.inspect_err(|error| {
        tracing::info!(dispatch = %row.id, %error, "a network does not say what became of a document");
    })
}

/// Notes what was said, or that nothing was for too long. Says whether it has come to an end.
async fn note(backend: &Backend, row: &UnderWay, told: Option<Answer>) -> Result<bool> {
    let now = backend.clock.now();
    let is_late = now - row.sent_at > Duration::days(PATIENCE_DAYS);
    let answer = told.or_else(|| {
        let words = format!("Nobody has said in {PATIENCE_DAYS} days that it arrived.");
        is_late.then_some(Answer::Refused { words })
    });
    let Some(answer) = answer else { return Ok(false) };
    let mut tx = backend.db.worker().await?;
    answer::note(&mut tx, row.id, &answer, By::Channel, now).await?;
    tx.commit().await?;
    Ok(true)
}
