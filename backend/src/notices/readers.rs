//! Who is told: of the account's people who take part, and of the seller's whom it waits for.

use super::letters::Notice;
use crate::error::{Error, Result};
use domain::{
    access::{self, Action, BuyerRole, StaffRole},
    conversation::{About, Side},
    ids::UserId,
    notice::{Step, Wish},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Somebody who is told.
pub(super) struct Reader {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub side: Side,
    /// Whether they may answer.
    pub can_answer: bool,
}

/// Who wants to know, as they say at this moment. Never whoever did it.
pub(super) async fn of(tx: &mut PgConnection, notice: &Notice) -> Result<Vec<Reader>> {
    let mut readers = Vec::new();
    if notice.step.is_for_buyers() {
        readers.extend(buyers(tx, notice).await?);
    }
    if notice.step.is_for_staff() {
        readers.extend(staff(tx, notice).await?);
    }
    Ok(readers)
}

/// Those who opened it, wrote in it, or run the account.
async fn buyers(tx: &mut PgConnection, notice: &Notice) -> Result<Vec<Reader>> {
    let rows = sqlx::query!(
        "SELECT u.id, u.name, u.email, u.notices, m.role
         FROM buyer_membership m JOIN app_user u ON u.id = m.user_id
         WHERE m.account_id = $1 AND u.kind = 'buyer' AND u.disabled_at IS NULL AND u.id <> $2
           AND (m.role = 'admin'
                OR EXISTS (SELECT FROM message x WHERE x.account_id = $1 AND x.conversation_id = $3
                             AND x.side = 'buyer' AND x.written_by = u.id)
                OR EXISTS (SELECT FROM dispute d WHERE d.account_id = $1 AND d.id = $4 AND d.opened_by = u.id))
         ORDER BY u.id",
        notice.account_id.0,
        notice.by_id.0,
        notice.conversation.0,
        notice.about.id(),
    )
    .fetch_all(tx)
    .await?;
    let action = match notice.about {
        About::Dispute(_) => Action::Dispute,
        About::Account(_) | About::Invoice(_) | About::Payment(_) => Action::Ask,
    };
    let mut readers = Vec::with_capacity(rows.len());
    for row in rows {
        let role = BuyerRole::of(&row.role).ok_or_else(|| Error::bug("buyer_membership.role"))?;
        if wish(&row.notices)?.includes(notice.step.waits_for(Side::Buyer)) {
            readers.push(Reader {
                id: row.id.into(),
                name: row.name,
                email: row.email,
                side: Side::Buyer,
                can_answer: access::buyer_may(role, action),
            });
        }
    }
    Ok(readers)
}

/// Whoever looks after it, or the colleague who is asked. What nobody looks after is told to nobody.
async fn staff(tx: &mut PgConnection, notice: &Notice) -> Result<Option<Reader>> {
    let Some(id) = for_whom(tx, notice).await? else { return Ok(None) };
    let row = sqlx::query!(
        "SELECT u.id, u.name, u.email, u.notices, m.role
         FROM staff_membership m JOIN app_user u ON u.id = m.user_id
         WHERE m.entity_id = $1 AND u.id = $2 AND u.kind = 'staff' AND u.disabled_at IS NULL AND u.id <> $3",
        notice.entity_id.0,
        id,
        notice.by_id.0,
    )
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let role = StaffRole::of(&row.role).ok_or_else(|| Error::bug("staff_membership.role"))?;
    let wants = wish(&row.notices)?.includes(notice.step.waits_for(Side::Seller));
    Ok(wants.then(|| Reader {
        id: row.id.into(),
        name: row.name,
        email: row.email,
        side: Side::Seller,
        can_answer: access::staff_may(role, Action::Write),
    }))
}

/// A dispute's owner; elsewhere whoever wrote to the customer last.
async fn for_whom(tx: &mut PgConnection, notice: &Notice) -> Result<Option<Uuid>> {
    if notice.step == Step::Noted {
        return Ok(notice.asked_id);
    }
    if let About::Dispute(_) = notice.about {
        return Ok(notice.owner_id);
    }
    let last = sqlx::query_scalar!(
        "SELECT written_by FROM message
         WHERE account_id = $1 AND conversation_id = $2 AND side = 'seller' AND NOT is_internal
         ORDER BY written_at DESC, id DESC LIMIT 1",
        notice.account_id.0,
        notice.conversation.0,
    );
    Ok(last.fetch_optional(tx).await?)
}

fn wish(code: &str) -> Result<Wish> {
    Wish::of(code).ok_or_else(|| Error::bug("app_user.notices"))
}
