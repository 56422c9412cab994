//! Asking what became of what has left: networks take a document, and say later whether it arrived.

use super::answer::{self, By};
use crate::{Backend, Error, Result};
use chrono::Duration;
use domain::{channel::Channel, dispatch::Answer};

/// How many are asked for at a time.
const AT_ONCE: i64 = 200;
/// After how many days of silence a person looks.
const PATIENCE_DAYS: i64 = 7;

/// Asks for each that is under way. Says how many have come to an end. One that cannot be asked for now is
/// asked for the next time.
pub async fn poll(backend: &Backend) -> Result<usize> {
    let rows = sqlx::query!(
        r#"SELECT id, channel, reference AS "reference!", sent_at AS "sent_at!" FROM dispatch
           WHERE state = 'sent' AND channel = 'peppol' AND reference IS NOT NULL AND sent_at IS NOT NULL
           ORDER BY id LIMIT $1"#,
        AT_ONCE,
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    let now = backend.clock.now();
    let mut ended = 0;
    let mut network_answers = true;
    for row in rows {
        let channel = Channel::of(&row.channel).ok_or_else(|| Error::bug("dispatch.channel"))?;
        // One that does not answer is not asked for all the others: timers and payments wait meanwhile.
        let asked = match network_answers {
            true => backend.carriers.of(channel).ask(&row.reference).await,
            false => Ok(None),
        };
        let answer = match asked {
            Ok(answer) => answer,
            Err(error) => {
                tracing::info!(dispatch = %row.id, %error, "a network does not say what became of a document");
                network_answers = false;
                None
            }
        };
        let late = now - row.sent_at > Duration::days(PATIENCE_DAYS);
        let answer = answer.or_else(|| {
            let words = format!("Nobody has said in {PATIENCE_DAYS} days that it arrived.");
            late.then_some(Answer::Refused { words })
        });
        let Some(answer) = answer else { continue };
        let mut tx = backend.db.worker().await?;
        answer::note(&mut tx, row.id, &answer, By::Channel, now).await?;
        tx.commit().await?;
        ended += 1;
    }
    Ok(ended)
}
