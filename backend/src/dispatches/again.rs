//! What a person does about a document on its way: send it once more, or note what became of it.

use super::answer::{self, New};
use crate::{
    Actor, Backend, Error, Result, Staff,
    events::{self, NewEvent},
    issued_documents::Subject,
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    access::Action,
    channel::{Channel, Target},
    dispatch,
    document::Kind,
    format::Format,
    ids::{AccountId, ContactId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Sending one more time. The id is made by the form, so the same form sends once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Again {
    /// The id of the new dispatch.
    pub id: Uuid,
    /// Which one.
    pub of: Uuid,
    /// Another way, where not the same: one that asks customers for nothing.
    pub by: Option<Channel>,
    /// To which address, where it is not the one of before.
    pub to: String,
}

/// Settling one that was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settle {
    /// Which one.
    pub id: Uuid,
    /// What became of it.
    pub note: String,
}

struct Row {
    account_id: Uuid,
    kind: String,
    subject_id: Uuid,
    number: String,
    contact_id: Option<Uuid>,
    format: String,
    channel: String,
    target: Option<String>,
    document_id: Option<Uuid>,
    state: String,
    is_settled: bool,
}

/// Locks it.
async fn lock(tx: &mut PgConnection, staff: &Staff, id: Uuid) -> Result<Row> {
    sqlx::query_as!(
        Row,
        r#"SELECT account_id, kind, subject_id, number, contact_id, format, channel, target, document_id, state,
                  settled_at IS NOT NULL AS "is_settled!"
           FROM dispatch WHERE id = $1 AND entity_id = $2 FOR UPDATE"#,
        id,
        staff.entity_id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)
}

/// Sends it once more: the same file the same way, or another way, where what that carries goes. A refused
/// one is settled with it.
pub async fn again(backend: &Backend, staff: &Staff, wanted: &Again) -> Result<()> {
    staff.may(Action::ChooseDocuments)?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let row = lock(&mut tx, staff, wanted.of).await?;
    let bug = || Error::bug("dispatch");
    let kind = Kind::of(&row.kind).ok_or_else(bug)?;
    let before = Channel::of(&row.channel).ok_or_else(bug)?;
    let format = Format::of(&row.format).ok_or_else(bug)?;
    let subject = Subject { kind, account_id: AccountId(row.account_id), id: row.subject_id };
    let channel = wanted.by.unwrap_or(before);
    if channel != before && !channel.suits_all() {
        return Err(Refusal::field("by", "Choose a way that needs no address of theirs.").into());
    }
    let carried = if channel.carries(kind, format).is_ok() { format } else { Format::Pdf };
    let target = target(&mut tx, &row, (before, channel), &wanted.to).await?;
    let is_same = carried == format && (channel == Channel::Edi) == (before == Channel::Edi);
    let new = New {
        id: wanted.id,
        person: row.contact_id.map(ContactId),
        format: carried,
        channel,
        target,
        dedupe: format!("again:{}", wanted.id),
        document_id: row.document_id.filter(|_| is_same),
        instead_of: None,
        again_of: Some(wanted.of),
        asked_by: Some(staff.name.clone()),
        spared: false,
    };
    if !answer::queue(&mut tx, staff.entity_id, subject, &row.number, new, now).await? {
        return Ok(());
    }
    if row.state == "refused" && !row.is_settled {
        end(&mut tx, staff, wanted.of, "Sent once more.", now).await?;
    }
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(subject.account_id),
        name: "dispatch.sent_again",
        subject: ("dispatch", wanted.of),
        text: format!("{} sent {} once more", staff.name, kind.called(&row.number)),
        data: serde_json::json!({ "dispatch_id": wanted.id, "channel": channel.code() }),
        for_buyer: false,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), now, event).await?;
    tx.commit().await
}

/// Where to: as typed, as before, or whom we write to.
async fn target(
    tx: &mut PgConnection,
    row: &Row,
    (before, channel): (Channel, Channel),
    typed: &str,
) -> Result<Option<String>> {
    if channel.target() == Target::None {
        return Ok(None);
    }
    if !typed.trim().is_empty() {
        let read = channel.address(typed).map_err(|refusal| match refusal {
            Refusal::Field { message, .. } => Refusal::Field { field: "to", message },
            other => other,
        });
        return Ok(read?);
    }
    if channel == before && row.target.is_some() {
        return Ok(row.target.clone());
    }
    let email = sqlx::query_scalar!(
        "SELECT email FROM contact WHERE account_id = $1 AND (id = $2 OR ($2 IS NULL AND receives_reminders))
         ORDER BY created_at, id LIMIT 1",
        row.account_id,
        row.contact_id,
    );
    match email.fetch_optional(tx).await? {
        Some(email) => Ok(Some(email)),
        None => Err(Refusal::field("to", "The account has no address. Type one.").into()),
    }
}

/// Notes what became of a refused one, which then waits for nobody any more.
pub async fn settle(backend: &Backend, staff: &Staff, wanted: &Settle) -> Result<()> {
    staff.may(Action::ChooseDocuments)?;
    let note = dispatch::note(&wanted.note)?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let row = lock(&mut tx, staff, wanted.id).await?;
    if row.is_settled {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    if row.state != "refused" {
        return Err(Refusal::field("note", "It was not refused: there is nothing to note.").into());
    }
    end(&mut tx, staff, wanted.id, &note, now).await?;
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(AccountId(row.account_id)),
        name: "dispatch.settled",
        subject: ("dispatch", wanted.id),
        text: format!("{} looked after {}, which could not be sent", staff.name, row.number),
        data: serde_json::json!({ "note": note }),
        for_buyer: false,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), now, event).await?;
    tx.commit().await
}

async fn end(
    tx: &mut PgConnection,
    staff: &Staff,
    id: Uuid,
    note: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE dispatch SET settled_at = $2, settled_by = $3, settled_note = $4 WHERE id = $1",
        id,
        now,
        staff.name,
        note,
    )
    .execute(tx)
    .await?;
    Ok(())
}
