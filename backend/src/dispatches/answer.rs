//! Queueing a dispatch, and what becomes of it: each step is kept, and a refusal goes another way or waits
//! for a person.

use super::SENDING;
use crate::{
    Backend, Error, Result,
    events::{self, NewEvent},
    issued_documents::Subject,
    jobs::{self, Job},
    preferences::policy,
};
use chrono::{DateTime, Utc};
use domain::{
    channel::Channel,
    dispatch::{self, Answer, State, Way},
    document::Kind,
    format::Format,
    ids::{AccountId, ContactId, EntityId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A way that is to be taken.
pub(super) struct New {
    pub id: Uuid,
    pub person: Option<ContactId>,
    pub format: Format,
    pub channel: Channel,
    pub target: Option<String>,
    /// What is not sent twice by itself.
    pub dedupe: String,
    pub document_id: Option<Uuid>,
    pub instead_of: Option<Uuid>,
    pub again_of: Option<Uuid>,
    pub asked_by: Option<String>,
    pub spared: bool,
}

impl New {
    pub(super) fn on(way: Way<ContactId>) -> Self {
        Self {
            id: Uuid::now_v7(),
            person: way.person,
            format: way.preference.format,
            channel: way.preference.channel,
            target: way.to,
            dedupe: String::new(),
            document_id: None,
            instead_of: None,
            again_of: None,
            asked_by: None,
            spared: false,
        }
    }
}

/// Queues it, and the job that sends it; false where that is queued already.
pub(super) async fn queue(
    tx: &mut PgConnection,
    entity_id: EntityId,
    subject: Subject,
    number: &str,
    new: New,
    now: DateTime<Utc>,
) -> Result<bool> {
    let queued = sqlx::query!(
        "INSERT INTO dispatch (id, entity_id, account_id, kind, subject_id, number, contact_id, dedupe, format, channel,
                               target, state, document_id, instead_of, again_of, asked_by, spared_paper, queued_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', $12, $13, $14, $15, $16, $17)
         ON CONFLICT ON CONSTRAINT dispatch_goes_once DO NOTHING",
        new.id,
        entity_id.0,
        subject.account_id.0,
        subject.kind.code(),
        subject.id,
        number,
        new.person.map(|id| id.0),
        new.dedupe,
        new.format.code(),
        new.channel.code(),
        new.target,
        new.document_id,
        new.instead_of,
        new.again_of,
        new.asked_by,
        new.spared,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if queued.rows_affected() == 0 {
        return Ok(false);
    }
    step(tx, subject.account_id, new.id, State::Queued, "", now).await?;
    jobs::enqueue(tx, &Job::Dispatch { dispatch_id: new.id }, now, now).await?;
    Ok(true)
}

pub(super) async fn step(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: Uuid,
    state: State,
    answer: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO dispatch_step (account_id, dispatch_id, seq, at, state, answer)
         SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5
         FROM dispatch_step WHERE account_id = $1 AND dispatch_id = $2",
        account_id.0,
        id,
        now,
        state.code(),
        answer,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Why something is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum By {
    /// The channel, or who is behind it.
    Channel,
    /// The format's rules.
    Rules,
}

/// Notes what a channel answers. What it said before, or says too late, changes nothing.
pub(super) async fn answered(backend: &Backend, id: Uuid, answer: &Answer) -> Result<()> {
    let mut tx = backend.db.worker().await?;
    note(&mut tx, id, answer, By::Channel, backend.clock.now()).await?;
    tx.commit().await
}

/// Refuses one whose job has failed too often.
pub(crate) async fn give_up(
    tx: &mut PgConnection,
    id: Uuid,
    words: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    refused(tx, id, &format!("Tried five times: {words}"), now).await
}

/// Notes that one has left.
pub(crate) async fn sent(
    tx: &mut PgConnection,
    id: Uuid,
    words: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let answer = Answer::Sent { reference: None, words: words.to_owned() };
    note(tx, id, &answer, By::Channel, now).await
}

/// Refuses one that will not arrive.
pub(crate) async fn refused(
    tx: &mut PgConnection,
    id: Uuid,
    words: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let answer = Answer::Refused { words: words.to_owned() };
    note(tx, id, &answer, By::Channel, now).await
}

struct Row {
    entity_id: Uuid,
    account_id: Uuid,
    kind: String,
    subject_id: Uuid,
    number: String,
    contact_id: Option<Uuid>,
    dedupe: String,
    format: String,
    channel: String,
    target: Option<String>,
    state: String,
    answer: String,
    instead_of: Option<Uuid>,
    spared_paper: bool,
}

/// What a row says, once it is read.
struct Known {
    subject: Subject,
    entity_id: EntityId,
    channel: Channel,
    format: Format,
}

impl Row {
    fn known(&self) -> Result<Known> {
        let bug = || Error::bug("dispatch");
        Ok(Known {
            subject: Subject {
                kind: Kind::of(&self.kind).ok_or_else(bug)?,
                account_id: AccountId(self.account_id),
                id: self.subject_id,
            },
            entity_id: EntityId(self.entity_id),
            channel: Channel::of(&self.channel).ok_or_else(bug)?,
            format: Format::of(&self.format).ok_or_else(bug)?,
        })
    }
}

/// The same within a transaction.
pub(super) async fn note(
    tx: &mut PgConnection,
    id: Uuid,
    answer: &Answer,
    by: By,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = sqlx::query_as!(
        Row,
        "SELECT entity_id, account_id, kind, subject_id, number, contact_id, dedupe, format, channel, target, state,
                answer, instead_of, spared_paper
         FROM dispatch WHERE id = $1 FOR UPDATE",
        id,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let known = row.known()?;
    let state = State::of(&row.state).ok_or_else(|| Error::bug("dispatch.state"))?;
    let Some(next) = state.after(answer) else { return Ok(()) };
    if next == state && row.answer == answer.words() {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE dispatch SET state = $2, answer = $3, reference = coalesce($4, reference),
                sent_at = CASE WHEN $2 IN ('sent', 'delivered') THEN coalesce(sent_at, $5) ELSE sent_at END,
                ended_at = CASE WHEN $6 THEN $5 ELSE ended_at END
         WHERE id = $1",
        id,
        next.code(),
        answer.words(),
        answer.reference(),
        now,
        next.has_ended(),
    )
    .execute(&mut *tx)
    .await?;
    step(tx, known.subject.account_id, id, next, answer.words(), now).await?;
    if next != state {
        tell(tx, &row, &known, id, next, now).await?;
    }
    if next == State::Refused {
        go_on(tx, &row, &known, id, by, now).await?;
    }
    Ok(())
}

/// Tells of it where its subject is told of.
async fn tell(
    tx: &mut PgConnection,
    row: &Row,
    known: &Known,
    id: Uuid,
    next: State,
    now: DateTime<Utc>,
) -> Result<()> {
    let name = match next {
        State::Queued => return Ok(()),
        State::Sent => "dispatch.sent",
        State::Delivered => "dispatch.delivered",
        State::Refused => "dispatch.refused",
    };
    let to = row.target.as_deref().map(|target| known.channel.told(target));
    let way = way(known.channel, to);
    let called = known.subject.kind.called(&row.number);
    let text = match next {
        State::Refused => format!("{called} could not be sent {way}"),
        State::Delivered if known.channel != Channel::Portal => {
            format!("{called} was delivered {way}")
        }
        _ => format!("{called} was sent {way}"),
    };
    let event = NewEvent {
        entity_id: Some(known.entity_id),
        account_id: Some(known.subject.account_id),
        name,
        subject: told_of(known.subject),
        text,
        data: serde_json::json!({ "dispatch_id": id, "format": known.format.code(), "channel": known.channel.code() }),
        for_buyer: next != State::Refused,
    };
    events::record(tx, &SENDING, now, event).await
}

/// A way in a sentence: `by e-mail to ap@ferrow.example`.
fn way(channel: Channel, to: Option<&str>) -> String {
    let to = to.map(|to| format!(" to {to}")).unwrap_or_default();
    let way = match channel {
        Channel::Email | Channel::EmailLink => "by e-mail",
        Channel::Portal => return "to the portal".to_owned(),
        Channel::Folder => "into the folder",
        Channel::Webhook => "over the web",
        Channel::Print => "by post",
        Channel::Peppol => "over Peppol",
        Channel::Edi => "by EDI",
    };
    format!("{way}{to}")
}

/// What events are about that tell of a document: itself, or the account where it has no page of its own.
pub(crate) fn told_of(subject: Subject) -> (&'static str, Uuid) {
    match subject.kind {
        Kind::Invoice => ("invoice", subject.id),
        Kind::CreditNote => ("credit_note", subject.id),
        Kind::Receipt => ("payment", subject.id),
        Kind::Statement | Kind::Reminder | Kind::Plan => ("account", subject.account_id.0),
    }
}

/// What goes out in the place of a refused one, if anything does. With that the matter is settled.
async fn go_on(
    tx: &mut PgConnection,
    row: &Row,
    known: &Known,
    id: Uuid,
    by: By,
    now: DateTime<Utc>,
) -> Result<()> {
    let currency = sqlx::query_scalar!("SELECT currency FROM entity WHERE id = $1", row.entity_id);
    let currency = currency.fetch_one(&mut *tx).await?.parse()?;
    let kept = policy::of_kind(tx, known.entity_id, known.subject.kind, currency).await?;
    let other = match by {
        By::Rules => dispatch::as_pdf(&kept.policy, known.channel),
        By::Channel => {
            let way = (known.format, known.channel);
            dispatch::instead(&kept.policy, way, row.instead_of.is_some())
        }
    };
    let Some((format, channel)) = other else { return Ok(()) };
    let target = match channel {
        same if same == known.channel => row.target.clone(),
        Channel::Email | Channel::EmailLink => written_to(tx, row).await?,
        _ => None,
    };
    let new = New {
        id: Uuid::now_v7(),
        person: row.contact_id.map(ContactId),
        format,
        channel,
        target,
        dedupe: format!("{}:instead", row.dedupe),
        document_id: None,
        instead_of: Some(id),
        again_of: None,
        asked_by: None,
        spared: row.spared_paper && channel != Channel::Print,
    };
    let way = way(channel, None);
    queue(tx, known.entity_id, known.subject, &row.number, new, now).await?;
    sqlx::query!(
        "UPDATE dispatch SET settled_at = $2, settled_by = 'sending', settled_note = $3 WHERE id = $1",
        id,
        now,
        format!("Goes as {} {way} instead.", format.label()),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whom we write to: whose choice it was, or the first of the account's people.
async fn written_to(tx: &mut PgConnection, row: &Row) -> Result<Option<String>> {
    let email = sqlx::query_scalar!(
        "SELECT email FROM contact WHERE account_id = $1 AND (id = $2 OR ($2 IS NULL AND receives_reminders))
         ORDER BY created_at, id LIMIT 1",
        row.account_id,
        row.contact_id,
    )
    .fetch_optional(tx)
    .await?;
    Ok(email)
}
