//! Handing a dispute over: to another team, to a colleague, with a note that only the seller's people
//! read.

use crate::{
    Backend,
    actor::{Actor, Staff},
    conversations::{self, Author, Post, To},
    error::{Error, Result},
    events::{self, NewEvent},
    notices, users,
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    access::Action,
    conversation::{About, LONGEST, Saying},
    dispute::State,
    ids::{AccountId, DisputeId, TeamId, UserId},
    notice::Step,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// To whom a dispute goes. The id is made by the form, so the same form writes its note once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HandOver {
    /// Its id, which the note takes on.
    pub id: Uuid,
    /// Which dispute.
    pub dispute_id: DisputeId,
    /// Through how many hands it had gone when the form was made.
    pub hands: i64,
    /// To which team.
    pub team_id: TeamId,
    /// And to whom there, if to somebody.
    pub owner_id: Option<UserId>,
    /// What they should know; may be empty.
    pub note: String,
}

/// Under the lock: in whose hands it is.
struct Standing {
    account_id: AccountId,
    number: String,
    hands: i64,
    team_id: TeamId,
    owner_id: Option<UserId>,
}

/// Hands it over. Where it is already, nothing happens but the note.
pub async fn hand_over(backend: &Backend, staff: &Staff, to: &HandOver) -> Result<()> {
    staff.may(Action::Decide)?;
    if to.note.chars().count() > LONGEST {
        return Err(Refusal::field("note", format!("Write at most {LONGEST} characters.")).into());
    }
    let at = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let standing = lock(&mut tx, staff, to.dispute_id).await?;
    let team = team_name(&mut tx, staff, to.team_id).await?;
    let owner = match to.owner_id {
        Some(id) => Some((id, users::decider(&mut tx, staff.entity_id, id).await?)),
        None => None,
    };
    let moves = (standing.team_id, standing.owner_id) != (to.team_id, to.owner_id);
    if !note(&mut tx, staff, &standing, to, at).await? {
        return Ok(()); // the same form, sent twice
    }
    if moves {
        if standing.hands != to.hands {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        put(&mut tx, staff, to, owner.as_ref()).await?;
        let whom = owner.map(|(_, name)| format!("{name}, {team},")).unwrap_or(team);
        let event = NewEvent {
            entity_id: Some(staff.entity_id),
            account_id: Some(standing.account_id),
            name: "dispute.handed_over",
            subject: ("dispute", to.dispute_id.0),
            text: format!("{whom} now looks after dispute {}", standing.number),
            data: serde_json::json!({ "from_team": standing.team_id, "from_owner": standing.owner_id,
                                      "team": to.team_id, "owner": to.owner_id }),
            for_buyer: true,
        };
        events::record(&mut tx, &Actor::Staff(staff.clone()), at, event).await?;
        tell(&mut tx, staff, &standing, to, at).await?;
    }
    tx.commit().await
}

async fn lock(tx: &mut PgConnection, staff: &Staff, id: DisputeId) -> Result<Standing> {
    let row = sqlx::query!(
        "SELECT account_id, number, state, hands, team_id, owner_id FROM dispute
         WHERE entity_id = $1 AND id = $2 FOR UPDATE",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    let state = State::of(&row.state).ok_or_else(|| Error::bug("dispute.state"))?;
    if !state.is_running() {
        return Err(Refusal::WrongState { state: "no longer open" }.into());
    }
    Ok(Standing {
        account_id: row.account_id.into(),
        number: row.number,
        hands: row.hands,
        team_id: row.team_id.into(),
        owner_id: row.owner_id.map(Into::into),
    })
}

/// The name of a team of the entity, which stays until the transaction ends.
async fn team_name(tx: &mut PgConnection, staff: &Staff, id: TeamId) -> Result<String> {
    let team = sqlx::query!(
        "SELECT name, is_active FROM team WHERE entity_id = $1 AND id = $2 FOR SHARE",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    match team.is_active {
        true => Ok(team.name),
        false => {
            Err(Refusal::field("team", "This team is no longer there. Choose another.").into())
        }
    }
}

/// Writes the note, if there is one. Says whether the form is new, as far as its note tells.
async fn note(
    tx: &mut PgConnection,
    staff: &Staff,
    standing: &Standing,
    to: &HandOver,
    at: DateTime<Utc>,
) -> Result<bool> {
    if to.note.trim().is_empty() {
        return Ok(true);
    }
    let message = Post {
        id: to.id,
        entity_id: staff.entity_id,
        account_id: standing.account_id,
        to: To::About(About::Dispute(to.dispute_id), &format!("Dispute {}", standing.number)),
        text: to.note.trim(),
        saying: Saying::Note,
        by: Author { id: staff.user_id, name: &staff.name },
        asked: None,
        files: &[],
        at,
    };
    if conversations::post(tx, &message).await?.is_none() {
        return Ok(false);
    }
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(standing.account_id),
        name: "dispute.noted",
        subject: ("dispute", to.dispute_id.0),
        text: format!("{} noted something about dispute {}", staff.name, standing.number),
        data: serde_json::json!({ "message_id": to.id }),
        for_buyer: false,
    };
    events::record(tx, &Actor::Staff(staff.clone()), at, event).await?;
    Ok(true)
}

/// Tells whom it was given to, with the note.
async fn tell(
    tx: &mut PgConnection,
    staff: &Staff,
    standing: &Standing,
    to: &HandOver,
    at: DateTime<Utc>,
) -> Result<()> {
    let message = (!to.note.trim().is_empty()).then_some(to.id);
    let of = (staff.entity_id, standing.account_id);
    let by = Author { id: staff.user_id, name: &staff.name };
    let step = Step::HandedOver;
    notices::give_of_dispute(tx, of, to.dispute_id, (step, message), by, at).await
}

async fn put(
    tx: &mut PgConnection,
    staff: &Staff,
    to: &HandOver,
    owner: Option<&(UserId, String)>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE dispute SET team_id = $3, owner_id = $4, owner_name = $5, hands = hands + 1
         WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        to.dispute_id.0,
        to.team_id.0,
        owner.map(|(id, _)| id.0),
        owner.map(|(_, name)| name.as_str()),
    )
    .execute(tx)
    .await?;
    Ok(())
}
