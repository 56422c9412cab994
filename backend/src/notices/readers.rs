//! Who is told: of the account's people who take part, and of the seller's whom it waits for.

use super::letters::Notice;
use crate::{
    error::{Error, Result},
    users,
};
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
           AND u.id IS DISTINCT FROM $5
           AND (m.role = 'admin'
                OR EXISTS (SELECT FROM message x WHERE x.account_id = $1 AND x.conversation_id = $3
                             AND x.side = 'buyer' AND x.written_by = u.id)
                OR EXISTS (SELECT FROM dispute d WHERE d.account_id = $1 AND d.id = $4 AND d.opened_by = u.id))
         ORDER BY u.id",
        notice.account_id.0,
        notice.by_id.0,
        notice.conversation.0,
        notice.about.id(),
        notice.caused_by,
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

/// Whoever looks after it, or the colleague who is asked. A dispute that nobody has taken on is its
/// team's.
async fn staff(tx: &mut PgConnection, notice: &Notice) -> Result<Vec<Reader>> {
    let whom = for_whom(tx, notice).await?;
    let people = people(tx, notice).await?;
    match whom.and_then(|id| people.iter().find(|one| one.id.0 == id)) {
        // Somebody looks after it: what they want is what they get.
        Some(one) => Ok(one.reader(notice).into_iter().collect()),
        None if notice.step.waits_for(Side::Seller) && notice.step != Step::Noted => {
            team(tx, notice, &people).await
        }
        None => Ok(Vec::new()),
    }
}

/// Those of the team who want it. If nobody does, who leads it or the admins are told whatever they
/// want: something waits for the seller, and would wait unseen.
async fn team(tx: &mut PgConnection, notice: &Notice, people: &[Person]) -> Result<Vec<Reader>> {
    let Some((team, _)) = notice.team else { return Ok(Vec::new()) };
    let members = sqlx::query_scalar!(
        "SELECT user_id FROM team_member WHERE entity_id = $1 AND team_id = $2",
        notice.entity_id.0,
        team.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    let is_of_it = |one: &&Person| members.contains(&one.id.0);
    // Who did it counts as somebody who knows, and is told nothing.
    let want = people.iter().filter(is_of_it).filter(|one| one.wish.includes(true));
    let want: Vec<_> = want.collect();
    if !want.is_empty() {
        return Ok(want.into_iter().filter_map(|one| one.told(notice)).collect());
    }
    let told = users::told_of(tx, notice.entity_id, team).await?;
    let is_told = |one: &&Person| told.iter().any(|colleague| colleague.id == one.id);
    Ok(people.iter().filter(is_told).filter_map(|one| one.told(notice)).collect())
}

/// Somebody of the seller.
struct Person {
    id: UserId,
    name: String,
    email: String,
    wish: Wish,
    can_answer: bool,
}

impl Person {
    /// As a reader, if they want it.
    fn reader(&self, notice: &Notice) -> Option<Reader> {
        let wants = self.wish.includes(notice.step.waits_for(Side::Seller));
        self.told(notice).filter(|_| wants)
    }

    /// As a reader, but for whoever did it.
    fn told(&self, notice: &Notice) -> Option<Reader> {
        (self.id != notice.by_id && Some(self.id.0) != notice.caused_by).then(|| Reader {
            id: self.id,
            name: self.name.clone(),
            email: self.email.clone(),
            side: Side::Seller,
            can_answer: self.can_answer,
        })
    }
}

/// Everybody who can sign in at the seller's entity.
async fn people(tx: &mut PgConnection, notice: &Notice) -> Result<Vec<Person>> {
    let rows = sqlx::query!(
        "SELECT u.id, u.name, u.email, u.notices, m.role
         FROM staff_membership m JOIN app_user u ON u.id = m.user_id
         WHERE m.entity_id = $1 AND u.kind = 'staff' AND u.disabled_at IS NULL ORDER BY u.id",
        notice.entity_id.0,
    )
    .fetch_all(tx)
    .await?;
    let read = rows.into_iter().map(|row| {
        let role = StaffRole::of(&row.role).ok_or_else(|| Error::bug("staff_membership.role"))?;
        Ok(Person {
            id: row.id.into(),
            name: row.name,
            email: row.email,
            wish: wish(&row.notices)?,
            can_answer: access::staff_may(role, Action::Write),
        })
    });
    read.collect()
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
