//! Working on a mail: whose answer it is, whether they may write there, what of it is new.

use super::{
    mail::Mail,
    sender::{self, Letter, Returned, Sender},
};
use crate::{
    Actor, Backend,
    conversations::{self, NewReply, NewWord},
    disputes,
    error::{Error, Result},
    events::{self, NewEvent},
    files::{self, Checked, Upload},
    outbox,
    users::normal_email,
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    Refusal,
    conversation::{About, LONGEST, Saying},
    file::MOST_FILES,
    inbound::{Reason, State},
    quoted::{self, Parts},
};
use uuid::Uuid;

/// The most answers of one person in one conversation within an hour. People write fewer; two programs
/// that answer each other write more.
const MOST_IN_AN_HOUR: i64 = 20;
/// The most characters that are kept of what stood below an answer.
const LONGEST_QUOTE: usize = 20_000;

/// How it ends.
enum Ending {
    /// In the conversation; what stood below it.
    Posted { quoted: String },
    /// Not, and why.
    Not(Reason),
}

/// Works on a stored mail. However often this is done, it is posted once: its id is the message's.
pub async fn work(backend: &Backend, id: Uuid) -> Result<()> {
    let row = sqlx::query!("SELECT raw, received_at, state FROM inbound_mail WHERE id = $1", id)
        .fetch_one(backend.db.worker_pool())
        .await?;
    if row.state != State::Pending.code() {
        return Ok(());
    }
    // Its writer decides how long this takes, and it must not take the worker with it.
    let read = tokio::task::spawn_blocking(move || {
        Mail::read(&row.raw).map(|mail| {
            let parts = quoted::part(&mail.text);
            (mail, parts)
        })
    });
    let read = read.await.map_err(|e| Error::caused("reading a mail", e))?;
    let Some((mail, parts)) = read else {
        return finish(backend, id, None, Ending::Not(Reason::Unreadable)).await;
    };
    if let Some(returned) = sender::returned(backend, &mail.recipients).await? {
        return note_return(backend, id, &returned, mail.undelivered.as_deref()).await;
    }
    let (letter, reason) = match sender::letter(backend, &mail.recipients).await? {
        Ok(letter) => (Some(letter), Reason::Unreadable),
        Err(reason) => (None, reason),
    };
    let ending = match &letter {
        _ if mail.is_automatic => Ending::Not(Reason::Automatic),
        Some(letter) => answer(backend, (id, row.received_at), letter, mail, parts).await?,
        None => Ending::Not(reason),
    };
    finish(backend, id, letter.as_ref(), ending).await
}

/// Posts what is new in it, if whoever wrote it may.
async fn answer(
    backend: &Backend,
    (id, received_at): (Uuid, DateTime<Utc>),
    letter: &Letter,
    mail: Mail,
    parts: Parts,
) -> Result<Ending> {
    if mail.senders != [normal_email(&letter.email)] {
        return Ok(Ending::Not(Reason::UnknownSender));
    }
    let quoted: String = parts.quoted.chars().take(LONGEST_QUOTE).collect();
    if is_posted(backend, letter, id).await? {
        return Ok(Ending::Posted { quoted });
    }
    let Some(sender) = sender::sender(backend, letter).await? else {
        return Ok(Ending::Not(Reason::Gone));
    };
    if posted_lately(backend, letter, received_at).await? >= MOST_IN_AN_HOUR {
        return Ok(Ending::Not(Reason::Loop));
    }
    if parts.said.is_empty() {
        return Ok(Ending::Not(Reason::Empty));
    }
    let (files, text) = take_in(backend, &parts.said, mail.attachments).await?;
    if text.chars().count() > LONGEST {
        return Ok(Ending::Not(Reason::TooLong));
    }
    match post(backend, letter, &sender, NewReply { id, text, files }).await {
        Ok(()) => Ok(Ending::Posted { quoted }),
        Err(Error::Refused(Refusal::RoleLacks { .. })) => Ok(Ending::Not(Reason::NotAllowed)),
        Err(Error::Refused(Refusal::WrongState { .. })) => Ok(Ending::Not(Reason::Ended)),
        Err(Error::NotFound) => Ok(Ending::Not(Reason::Gone)),
        Err(error) => Err(error),
    }
}

/// Takes in the files that came with it. What cannot be taken is told in the text, and stops nothing.
async fn take_in(
    backend: &Backend,
    said: &str,
    attachments: Vec<Upload>,
) -> Result<(Vec<Checked>, String)> {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for upload in attachments {
        if taken.len() == MOST_FILES {
            refused
                .push(format!("“{}” was not taken: {MOST_FILES} files are the most.", upload.name));
            continue;
        }
        match files::take_in(backend, vec![upload]).await {
            Ok(checked) => taken.extend(checked),
            Err(Error::Refused(refusal)) => refused.push(format!("Not taken: {refusal}")),
            Err(error) => return Err(error),
        }
    }
    let refused = refused.join("\n");
    let text = if refused.is_empty() { said.to_owned() } else { format!("{said}\n\n{refused}") };
    Ok((taken, text))
}

/// Notes that a letter came back. A report of anything but a failure changes nothing.
async fn note_return(
    backend: &Backend,
    id: Uuid,
    returned: &Returned,
    words: Option<&str>,
) -> Result<()> {
    let now = backend.clock.now();
    let reason = if words.is_some() { Reason::Returned } else { Reason::Automatic };
    let mut tx = backend.db.worker().await?;
    if let Some(words) = words {
        outbox::came_back(&mut tx, returned.letter, words, now).await?;
    }
    sqlx::query!(
        "UPDATE inbound_mail SET state = $2, reason = $3, note = $4, worked_at = $5, entity_id = $6
         WHERE id = $1 AND state = 'pending'",
        id,
        reason.state().code(),
        reason.code(),
        words.unwrap_or_default(),
        now,
        returned.entity_id.0,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// Through the same verbs as in the portal: they check the role and what it is about.
async fn post(backend: &Backend, letter: &Letter, sender: &Sender, reply: NewReply) -> Result<()> {
    match (sender, letter.about) {
        (Sender::Buyer(buyer), About::Dispute(dispute)) => {
            disputes::answer(backend, buyer, dispute, &reply).await
        }
        (Sender::Buyer(buyer), _) => {
            conversations::reply(backend, buyer, letter.answer.conversation, &reply).await
        }
        (Sender::Staff(staff), about) => {
            let saying = if letter.is_note { Saying::Note } else { Saying::Word };
            let NewReply { id, text, files } = reply;
            let word = NewWord { id, text, saying, asks: None, files };
            match about {
                About::Dispute(dispute) => disputes::write(backend, staff, dispute, &word).await,
                _ => {
                    let conversation = letter.answer.conversation;
                    conversations::answer(backend, staff, conversation, &word).await
                }
            }
        }
    }
}

/// Whether a try before this one got so far.
async fn is_posted(backend: &Backend, letter: &Letter, id: Uuid) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM message WHERE account_id = $1 AND id = $2",
        letter.account_id.0,
        id,
    );
    Ok(found.fetch_optional(backend.db.worker_pool()).await?.is_some())
}

async fn posted_lately(backend: &Backend, letter: &Letter, at: DateTime<Utc>) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM inbound_mail
           WHERE account_id = $1 AND conversation_id = $2 AND user_id = $3 AND state = 'posted'
             AND received_at > $4 AND received_at <= $5"#,
        letter.account_id.0,
        letter.answer.conversation.0,
        letter.answer.user.0,
        at - Duration::hours(1),
        at,
    );
    Ok(count.fetch_one(backend.db.worker_pool()).await?)
}

/// Notes what became of it, and keeps what stood below it.
async fn finish(
    backend: &Backend,
    id: Uuid,
    letter: Option<&Letter>,
    ending: Ending,
) -> Result<()> {
    let now = backend.clock.now();
    let (state, reason) = match &ending {
        Ending::Posted { .. } => (State::Posted, None),
        Ending::Not(reason) => (reason.state(), Some(*reason)),
    };
    let mut tx = backend.db.worker().await?;
    let finished = sqlx::query_scalar!(
        "UPDATE inbound_mail SET state = $2, reason = $3, note = '', worked_at = $4,
                entity_id = coalesce($5, entity_id), account_id = $6,
                conversation_id = $7, user_id = $8
         WHERE id = $1 AND state = 'pending' RETURNING sender",
        id,
        state.code(),
        reason.map(Reason::code),
        now,
        letter.map(|letter| letter.entity_id.0),
        letter.map(|letter| letter.account_id.0),
        letter.map(|letter| letter.answer.conversation.0),
        letter.map(|letter| letter.answer.user.0),
    )
    .fetch_optional(&mut *tx)
    .await?;
    let (Some(sender), Some(letter)) = (finished, letter) else { return tx.commit().await };
    if let Ending::Posted { quoted } = &ending {
        sqlx::query!(
            "INSERT INTO message_mail (account_id, message_id, quoted) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            letter.account_id.0,
            id,
            quoted,
        )
        .execute(&mut *tx)
        .await?;
    }
    if let Some(reason) = reason {
        let event = NewEvent {
            entity_id: Some(letter.entity_id),
            account_id: Some(letter.account_id),
            name: "mail.not_posted",
            subject: (letter.about.code(), letter.about.id()),
            text: format!("A mail from {sender} was not posted. {}", reason.words()),
            data: serde_json::json!({ "mail_id": id, "reason": reason.code() }),
            for_buyer: false,
        };
        events::record(&mut tx, &Actor::System("inbound mail"), now, event).await?;
    }
    tx.commit().await
}
