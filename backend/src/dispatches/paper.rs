//! Leaving paper: what waits to be printed for whoever has left it goes the new way.

use super::{
    SENDING,
    answer::{self, New},
};
use crate::{
    Backend, Error, Result,
    events::{self, NewEvent},
    issued_documents::Subject,
    preferences,
};
use domain::{
    channel::{Channel, Target},
    dispatch::State,
    document::Kind,
    ids::{AccountId, ContactId, EntityId},
};
use uuid::Uuid;

/// Takes what waits off the pile of a choice. What is in a print run already, or was asked for by a person,
/// is printed.
pub(crate) async fn leave_paper(backend: &Backend, preference_id: Uuid) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let choice = sqlx::query!(
        "SELECT entity_id, account_id, kind, contact_id FROM document_preference WHERE id = $1",
        preference_id,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let kind = Kind::of(&choice.kind).ok_or_else(|| Error::bug("document_preference.kind"))?;
    let account_id = AccountId(choice.account_id);
    let person = choice.contact_id.map(ContactId);
    let holds = preferences::effective(&mut tx, account_id, kind, person).await?.preference;
    if holds.channel == Channel::Print {
        return Ok(());
    }
    let email = sqlx::query_scalar!(
        "SELECT email FROM contact WHERE account_id = $1 AND (id = $2 OR ($2 IS NULL AND receives_reminders))
         ORDER BY created_at, id LIMIT 1",
        choice.account_id,
        choice.contact_id,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let waiting = sqlx::query!(
        "SELECT id, subject_id, number, dedupe FROM dispatch
         WHERE entity_id = $4 AND account_id = $1 AND kind = $2 AND contact_id IS NOT DISTINCT FROM $3 AND channel = 'print'
           AND state = 'queued' AND print_run_id IS NULL AND asked_by IS NULL
         ORDER BY id FOR UPDATE",
        choice.account_id,
        choice.kind,
        choice.contact_id,
        choice.entity_id,
    )
    .fetch_all(&mut *tx)
    .await?;
    for one in waiting {
        let words = "The customer has left paper before it was printed.";
        sqlx::query!(
            "UPDATE dispatch SET state = 'refused', answer = $2, ended_at = $3, settled_at = $3, settled_by = 'sending',
                    settled_note = 'Goes the new way instead.' WHERE id = $1",
            one.id,
            words,
            now,
        )
        .execute(&mut *tx)
        .await?;
        answer::step(&mut tx, account_id, one.id, State::Refused, words, now).await?;
        let target = match holds.channel.target() {
            Target::None => None,
            Target::Email => holds.target.clone().or(email.clone()),
            _ => holds.target.clone(),
        };
        let new = New {
            id: Uuid::now_v7(),
            person,
            format: holds.format,
            channel: holds.channel,
            target,
            dedupe: format!("{}:paperless", one.dedupe),
            document_id: None,
            instead_of: Some(one.id),
            again_of: None,
            asked_by: None,
            spared: true,
        };
        let subject = Subject { kind, account_id, id: one.subject_id };
        let entity_id = EntityId(choice.entity_id);
        answer::queue(&mut tx, entity_id, subject, &one.number, new, now).await?;
        let event = NewEvent {
            entity_id: Some(entity_id),
            account_id: Some(account_id),
            name: "dispatch.unprinted",
            subject: ("dispatch", one.id),
            text: format!("{} is not printed: the customer has left paper", one.number),
            data: serde_json::json!({}),
            for_buyer: false,
        };
        events::record(&mut tx, &SENDING, now, event).await?;
    }
    tx.commit().await
}
