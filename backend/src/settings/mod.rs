//! How an entity looks after disputes, as its admins set it up: [`teams`], the [`rules`] that lead to
//! them, [`targets`], the [`hours`] in which they count, the [`reasons`] that customers choose from, the
//! [`canned_answers`] that they get, and the [`limits`] of who decides.
//!
//! One row of the entity, its desk, orders all changes: whoever makes one locks it, and says which version
//! their page showed. What is as wanted already is no change, so that a form that is sent twice does it
//! once and is never refused.

pub mod canned_answers;
pub mod hours;
pub mod limits;
mod read;
pub mod reasons;
pub mod rules;
pub mod targets;
pub mod teams;

pub use read::{Holiday, Reason, Rule, Settings, Team, load};

use crate::{
    Actor, Backend, Error, Result, Staff,
    db::Tx,
    events::{self, NewEvent},
};
use chrono::{DateTime, Utc};
use domain::{Refusal, access::Action, ids::TeamId};
use uuid::Uuid;

/// The longest name of a team, a reason or a holiday, in characters.
const LONGEST: usize = 60;

/// The desk of an entity, locked until the change is done or dropped.
struct Desk<'a> {
    tx: Tx,
    staff: &'a Staff,
    at: DateTime<Utc>,
    version: i64,
    rest: TeamId,
}

impl<'a> Desk<'a> {
    async fn lock(backend: &Backend, staff: &'a Staff) -> Result<Self> {
        staff.may(Action::Settings)?;
        let mut tx = backend.db.staff(staff).await?;
        let row = sqlx::query!(
            "SELECT version, rest_team_id FROM dispute_desk WHERE entity_id = $1 FOR UPDATE",
            staff.entity_id.0,
        )
        .fetch_one(&mut *tx)
        .await?;
        let at = backend.clock.now();
        Ok(Self { tx, staff, at, version: row.version, rest: row.rest_team_id.into() })
    }

    /// Refuses a change that was made on an older page.
    fn is_at(&self, version: i64) -> Result<(), Refusal> {
        if self.version == version { Ok(()) } else { Err(Refusal::ChangedMeanwhile) }
    }

    /// Makes the change true, and tells of it.
    async fn done(
        mut self,
        name: &'static str,
        subject: (&'static str, Uuid),
        text: String,
    ) -> Result<()> {
        sqlx::query!(
            "UPDATE dispute_desk SET version = version + 1 WHERE entity_id = $1",
            self.staff.entity_id.0,
        )
        .execute(&mut *self.tx)
        .await?;
        let event = NewEvent {
            entity_id: Some(self.staff.entity_id),
            account_id: None,
            name,
            subject,
            text: format!("{} {text}", self.staff.name),
            data: serde_json::json!({}),
            for_buyer: false,
        };
        events::record(&mut self.tx, &Actor::Staff(self.staff.clone()), self.at, event).await?;
        self.tx.commit().await
    }

    /// What was removed is not refused when it is removed again; what never was is not found.
    async fn was_removed(&mut self, name: &str, id: Uuid) -> Result<()> {
        let was = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT FROM event WHERE entity_id = $1 AND subject_id = $2 AND name = $3) AS "was!""#,
            self.staff.entity_id.0,
            id,
            name,
        )
        .fetch_one(&mut *self.tx)
        .await?;
        if was { Ok(()) } else { Err(Error::NotFound) }
    }

    /// The entity as what an event is about.
    fn entity(&self) -> (&'static str, Uuid) {
        ("entity", self.staff.entity_id.0)
    }
}

/// A name as it is kept.
fn named(field: &'static str, typed: &str) -> Result<String, Refusal> {
    let name = typed.trim();
    if name.is_empty() || name.chars().count() > LONGEST || name.contains(char::is_control) {
        return Err(Refusal::field(field, format!("Type a name of up to {LONGEST} characters.")));
    }
    Ok(name.to_owned())
}
