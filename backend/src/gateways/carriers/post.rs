//! E-mail: the letter goes into the outbox, which says later that it left.

use super::{Carrier, Parcel};
use crate::{
    Result,
    db::Db,
    gateways::clock::Clock,
    outbox::{self, Kind, NewMessage},
};
use async_trait::async_trait;
use domain::{channel::Channel, dispatch::Answer, document};
use uuid::Uuid;

/// Puts letters into the outbox.
pub struct Post {
    db: Db,
    clock: Clock,
}

impl Post {
    /// Into the outbox of a database.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }
}

#[async_trait]
impl Carrier for Post {
    async fn carry(&self, parcel: &Parcel) -> Result<Answer> {
        let Some(recipient) = parcel.target.clone() else {
            let words = "There is no address to write to.".to_owned();
            return Ok(Answer::Refused { words });
        };
        let mut tx = self.db.worker().await?;
        // The letter has the dispatch's id: a parcel that comes twice is one letter.
        if !outbox::is_queued(&mut tx, parcel.id).await? {
            let message = NewMessage {
                id: parcel.id,
                entity_id: parcel.entity_id,
                account_id: parcel.account_id,
                dedupe: format!("dispatch:{}", parcel.id),
                recipient,
                subject: parcel.subject.clone(),
                text: parcel.text.clone(),
                html: parcel.html.clone(),
                kind: match parcel.kind {
                    document::Kind::Reminder => Kind::Reminder(attached(parcel)),
                    _ => Kind::Document(attached(parcel)),
                },
            };
            outbox::queue(&mut tx, self.clock.now(), &message).await?;
            tx.commit().await?;
        }
        Ok(Answer::Waiting { words: "The letter is written.".to_owned() })
    }
}

/// What is attached; a link brings nothing along.
fn attached(parcel: &Parcel) -> Option<Uuid> {
    let file = parcel.file.as_ref().filter(|_| parcel.channel == Channel::Email)?;
    Some(file.document_id)
}
