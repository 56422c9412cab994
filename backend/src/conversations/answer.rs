//! The seller's side: answering, asking the customer, asking a colleague, and letting it rest.

use super::{
    post::{Author, Post, To, post},
    read,
};
use crate::{
    Backend,
    actor::{Actor, Staff},
    error::{Error, Result},
    events::{self, NewEvent},
    files::Checked,
    receivables::conversations as queue,
    users,
};
use domain::{
    Refusal,
    access::Action,
    conversation::{self, About, Saying},
    ids::{AccountId, ConversationId, UserId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What staff write. The id is made by the form, so the same form writes it once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewWord {
    /// The message's id.
    pub id: Uuid,
    /// What.
    pub text: String,
    /// For whom, and whether an answer is awaited.
    pub saying: Saying,
    /// The colleague whom a note asks.
    pub asks: Option<UserId>,
    /// The files that go with it.
    pub files: Vec<Checked>,
}

/// Writes into a conversation. Those about disputes have a form of their own.
pub async fn answer(
    backend: &Backend,
    staff: &Staff,
    conversation: ConversationId,
    new: &NewWord,
) -> Result<()> {
    staff.may(Action::Write)?;
    let text = conversation::text(&new.text)?;
    let at = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let account_id = account_of(&mut tx, staff, conversation).await?;
    let (about, subject) = read::what(&mut tx, account_id, conversation).await?;
    if matches!(about, About::Dispute(_)) {
        return Err(Error::NotFound);
    }
    let asked = asked(&mut tx, staff, new).await?;
    let message = Post {
        id: new.id,
        entity_id: staff.entity_id,
        account_id,
        to: To::Conversation(conversation),
        text,
        saying: new.saying,
        by: Author { id: staff.user_id, name: &staff.name },
        asked: asked.as_ref().map(|(id, name)| (*id, name.as_str())),
        files: &new.files,
        at,
    };
    if post(&mut tx, &message).await?.is_none() {
        return Ok(());
    }
    let (name, what) = match new.saying {
        Saying::Question => ("conversation.questioned", "asked the customer"),
        Saying::Note => ("conversation.noted", "noted something"),
        Saying::Word | Saying::Asked => ("conversation.answered", "answered"),
    };
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(account_id),
        name,
        subject: (about.code(), about.id()),
        text: format!("{} {what}: {subject}", staff.name),
        data: serde_json::json!({ "conversation_id": conversation, "message_id": new.id }),
        for_buyer: new.saying != Saying::Note,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), at, event).await?;
    tx.commit().await
}

/// Begins a conversation with a customer about an account, an invoice or a payment, or goes on in the
/// one that there is. Says which.
pub async fn begin(
    backend: &Backend,
    staff: &Staff,
    about: About,
    subject: &str,
    new: &NewWord,
) -> Result<ConversationId> {
    staff.may(Action::Write)?;
    let text = conversation::text(&new.text)?;
    let at = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let filed = queue::filed(&mut tx, staff, about).await?;
    let subject = match filed.name {
        Some(name) => name,
        None => conversation::subject(subject)?.to_owned(),
    };
    if new.saying == Saying::Note && filed.conversation.is_none() {
        // A conversation that the customer cannot read has nothing to show them.
        return Err(Refusal::field("to", "Begin with a word to the customer.").into());
    }
    let message = Post {
        id: new.id,
        entity_id: staff.entity_id,
        account_id: filed.account_id,
        to: To::About(about, &subject),
        text,
        saying: new.saying,
        by: Author { id: staff.user_id, name: &staff.name },
        asked: None,
        files: &new.files,
        at,
    };
    let Some(id) = post(&mut tx, &message).await? else {
        let went = sqlx::query_scalar!(
            "SELECT conversation_id FROM message WHERE entity_id = $1 AND id = $2",
            staff.entity_id.0,
            new.id,
        );
        return Ok(went.fetch_one(&mut *tx).await?.into());
    };
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(filed.account_id),
        name: "conversation.begun",
        subject: (about.code(), about.id()),
        text: format!("{} wrote: {subject}", staff.name),
        data: serde_json::json!({ "conversation_id": id, "message_id": new.id }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), at, event).await?;
    tx.commit().await?;
    Ok(id)
}

/// The colleague whom a note asks, and their name.
pub(crate) async fn asked(
    tx: &mut PgConnection,
    staff: &Staff,
    new: &NewWord,
) -> Result<Option<(UserId, String)>> {
    let Some(id) = new.asks.filter(|_| new.saying == Saying::Note) else { return Ok(None) };
    let colleague = users::colleagues(tx, staff.entity_id).await?.into_iter().find(|c| c.id == id);
    let colleague = colleague
        .ok_or_else(|| Refusal::field("asks", "Choose a colleague who works for this company."))?;
    Ok(Some((colleague.id, colleague.name)))
}

/// Lets a conversation rest that needs no answer.
pub async fn rest(backend: &Backend, staff: &Staff, conversation: ConversationId) -> Result<()> {
    staff.may(Action::Write)?;
    let at = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let account_id = account_of(&mut tx, staff, conversation).await?;
    let (about, subject) = read::what(&mut tx, account_id, conversation).await?;
    let rested = sqlx::query!(
        "UPDATE conversation SET turn = 'nobody' WHERE account_id = $1 AND id = $2 AND turn = 'seller' AND about <> 'dispute'",
        account_id.0,
        conversation.0,
    )
    .execute(&mut *tx)
    .await?;
    if rested.rows_affected() == 0 {
        return Ok(());
    }
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(account_id),
        name: "conversation.rested",
        subject: (about.code(), about.id()),
        text: format!("{} found that it needs no answer: {subject}", staff.name),
        data: serde_json::json!({ "conversation_id": conversation }),
        for_buyer: false,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), at, event).await?;
    tx.commit().await
}

async fn account_of(tx: &mut PgConnection, staff: &Staff, id: ConversationId) -> Result<AccountId> {
    let account = sqlx::query_scalar!(
        "SELECT account_id FROM conversation WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?;
    account.map(AccountId).ok_or(Error::NotFound)
}
