//! Who answers: the letter that is answered says to whom it went, and the database what they may do at
//! this moment.

use crate::{
    Backend, Buyer, Staff,
    error::{Error, Result},
    gateways::inbound::Answer,
    users::standing,
};
use domain::{
    access::StaffRole,
    conversation::About,
    ids::{AccountId, EntityId},
    inbound::Reason,
};
use uuid::Uuid;

/// The most addresses of a mail that are looked up. People write to fewer.
const MOST_ADDRESSES: usize = 20;

/// The letter that is answered.
pub(super) struct Letter {
    pub answer: Answer,
    pub entity_id: EntityId,
    pub account_id: AccountId,
    /// What its conversation is about.
    pub about: About,
    /// Whether it told of a note: what the customer does not read is not answered to them.
    pub is_note: bool,
    /// The address that it went to.
    pub email: String,
}

/// A letter that comes back.
pub(super) struct Returned {
    pub letter: Uuid,
    pub entity_id: EntityId,
}

/// Finds the letter that comes back to one of these addresses.
pub(super) async fn returned(backend: &Backend, recipients: &[String]) -> Result<Option<Returned>> {
    let mut letters = recipients.iter().take(MOST_ADDRESSES);
    let Some(letter) = letters.find_map(|address| backend.inbound.returned(address)) else {
        return Ok(None);
    };
    let row = sqlx::query!("SELECT entity_id FROM outbox WHERE id = $1", letter)
        .fetch_optional(backend.db.worker_pool())
        .await?;
    Ok(row.map(|row| Returned { letter, entity_id: row.entity_id.into() }))
}

/// Somebody who may act.
pub(super) enum Sender {
    Buyer(Buyer),
    Staff(Staff),
}

/// Finds the letter by the first reply address that is genuine.
pub(super) async fn letter(
    backend: &Backend,
    recipients: &[String],
) -> Result<std::result::Result<Letter, Reason>> {
    let mut reason = Reason::NoAddress;
    let ours = recipients.iter().filter(|address| backend.inbound.is_ours(address));
    for address in ours.take(MOST_ADDRESSES) {
        reason = Reason::WrongAddress;
        let Some(token) = backend.inbound.read(address) else { continue };
        let row = sqlx::query!(
            r#"SELECT o.id, o.entity_id, o.account_id, c.id AS conversation_id, c.about, c.about_id, u.id AS user_id,
                      u.email, n.step IN ('noted', 'handed_over') AS "is_note!"
               FROM outbox o
               JOIN conversation c ON c.account_id = o.account_id AND c.id = o.conversation_id
               JOIN notice n ON n.account_id = o.account_id AND n.id = o.notice_id
               JOIN app_user u ON u.id = o.user_id
               WHERE o.id = $1 AND o.reply_to IS NOT NULL"#,
            token.letter,
        )
        .fetch_optional(backend.db.worker_pool())
        .await?;
        let Some(row) = row else { continue };
        let (conversation, user) = (row.conversation_id.into(), row.user_id.into());
        let answer = Answer { letter: row.id, conversation, user };
        if !backend.inbound.is_genuine(&token, &answer) {
            continue;
        }
        return Ok(Ok(Letter {
            answer,
            entity_id: row.entity_id.into(),
            account_id: row.account_id.into(),
            about: About::of(&row.about, row.about_id)
                .ok_or_else(|| Error::bug("conversation.about"))?,
            is_note: row.is_note,
            email: row.email,
        }));
    }
    Ok(Err(reason))
}

/// The entity that an address names: that of the letter which is answered, else the only one with this
/// address of its own.
pub(super) async fn entity_of(
    backend: &Backend,
    recipients: &[String],
) -> Result<Option<EntityId>> {
    if let Ok(letter) = letter(backend, recipients).await? {
        return Ok(Some(letter.entity_id));
    }
    if let Some(returned) = returned(backend, recipients).await? {
        return Ok(Some(returned.entity_id));
    }
    let addresses: Vec<String> =
        recipients.iter().take(MOST_ADDRESSES).map(|address| address.to_lowercase()).collect();
    let own = sqlx::query_scalar!(
        "SELECT id FROM entity WHERE lower(email) = ANY ($1) LIMIT 2",
        &addresses,
    )
    .fetch_all(backend.db.worker_pool())
    .await?;
    Ok(match own.as_slice() {
        [one] => Some(EntityId(*one)),
        _ => None,
    })
}

/// Who wrote it, as they stand now; none if they may not sign in there any more.
pub(super) async fn sender(backend: &Backend, letter: &Letter) -> Result<Option<Sender>> {
    let (user, account) = (letter.answer.user, letter.account_id);
    if let Some(buyer) = standing::buyer(backend, user, account).await? {
        return Ok(Some(Sender::Buyer(buyer)));
    }
    Ok(staff(backend, letter).await?.map(Sender::Staff))
}

async fn staff(backend: &Backend, letter: &Letter) -> Result<Option<Staff>> {
    let row = sqlx::query!(
        "SELECT u.name, m.role, e.short_name, e.time_zone
         FROM app_user u
         JOIN staff_membership m ON m.user_id = u.id AND m.entity_id = $2
         JOIN entity e ON e.id = m.entity_id
         WHERE u.id = $1 AND u.kind = 'staff' AND u.disabled_at IS NULL",
        letter.answer.user.0,
        letter.entity_id.0,
    )
    .fetch_optional(backend.db.worker_pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Staff {
        user_id: letter.answer.user,
        name: row.name,
        entity_id: letter.entity_id,
        entity_name: row.short_name,
        time_zone: row.time_zone,
        role: StaffRole::of(&row.role).ok_or_else(|| Error::bug("staff_membership.role"))?,
    }))
}
