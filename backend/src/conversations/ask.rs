//! The buyer's side: asking about something, and writing on.

use super::{
    post::{Author, Post, To, post},
    read,
};
use crate::{
    Backend,
    actor::{Actor, Buyer},
    error::{Error, Result},
    events::{self, NewEvent},
    files::Checked,
    self_help::{self, Case},
};
use domain::{
    access::Action,
    conversation::{self, About, Saying},
    ids::ConversationId,
    self_help::{Kind, Outcome},
};
use uuid::Uuid;

/// A question. The id is made by the form, so the same form asks it once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewQuestion {
    /// The id of its message.
    pub id: Uuid,
    /// About what; disputes have a form of their own.
    pub about: About,
    /// A few words, where it is about the account; documents have their number.
    pub subject: String,
    /// The question.
    pub text: String,
    /// The files that go with it.
    pub files: Vec<Checked>,
}

/// What a buyer writes on. The id is made by the form, so the same form writes it once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewReply {
    /// The message's id.
    pub id: Uuid,
    /// What.
    pub text: String,
    /// The files that go with it.
    pub files: Vec<Checked>,
}

/// Asks it, and says into which conversation it went.
pub async fn ask(backend: &Backend, buyer: &Buyer, new: &NewQuestion) -> Result<ConversationId> {
    ask_of(backend, buyer, new, Kind::Other).await
}

/// Asks it, and counts it as a case of a kind that needs somebody.
pub(crate) async fn ask_of(
    backend: &Backend,
    buyer: &Buyer,
    new: &NewQuestion,
    kind: Kind,
) -> Result<ConversationId> {
    buyer.may(Action::Ask)?;
    let at = backend.clock.now();
    let mut tx = backend.db.portal(buyer).await?;
    let subject = match new.about {
        About::Account(id) if id == buyer.account_id => {
            conversation::subject(&new.subject)?.to_owned()
        }
        About::Account(_) | About::Dispute(_) => return Err(Error::NotFound),
        about => read::name(&mut tx, buyer.account_id, about).await?,
    };
    let text = conversation::text(&new.text)?;
    let message = Post {
        id: new.id,
        entity_id: buyer.entity_id,
        account_id: buyer.account_id,
        to: To::About(new.about, &subject),
        text,
        saying: Saying::Asked,
        by: Author { id: buyer.user_id, name: &buyer.name },
        asked: None,
        files: &new.files,
        at,
    };
    let Some(id) = post(&mut tx, &message).await? else {
        drop(tx);
        return read::of_message(backend, buyer, new.id).await;
    };
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "conversation.asked",
        subject: (new.about.code(), new.about.id()),
        text: format!("{} asked: {subject}", buyer.name),
        data: serde_json::json!({ "conversation_id": id, "message_id": new.id }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), at, event).await?;
    let invoice = match new.about {
        About::Invoice(id) => Some(id),
        About::Account(_) | About::Payment(_) | About::Dispute(_) => None,
    };
    let case = Case { id: new.id, invoice, kind, outcome: Outcome::Asked };
    self_help::note(&mut tx, backend, buyer, case).await?;
    tx.commit().await?;
    Ok(id)
}

/// Writes on in a conversation. Those about disputes are answered there, where it is their turn.
pub async fn reply(
    backend: &Backend,
    buyer: &Buyer,
    conversation: ConversationId,
    new: &NewReply,
) -> Result<()> {
    buyer.may(Action::Ask)?;
    let text = conversation::text(&new.text)?;
    let at = backend.clock.now();
    let mut tx = backend.db.portal(buyer).await?;
    let (about, subject) = read::what(&mut tx, buyer.account_id, conversation).await?;
    if matches!(about, About::Dispute(_)) {
        return Err(Error::NotFound);
    }
    let message = Post {
        id: new.id,
        entity_id: buyer.entity_id,
        account_id: buyer.account_id,
        to: To::Conversation(conversation),
        text,
        saying: Saying::Asked,
        by: Author { id: buyer.user_id, name: &buyer.name },
        asked: None,
        files: &new.files,
        at,
    };
    if post(&mut tx, &message).await?.is_none() {
        return Ok(());
    }
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "conversation.continued",
        subject: (about.code(), about.id()),
        text: format!("{} wrote: {subject}", buyer.name),
        data: serde_json::json!({ "conversation_id": conversation, "message_id": new.id }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), at, event).await?;
    tx.commit().await
}
