//! Choosing, and going back to what is above.

use super::{
    At, Place, Written,
    effective::{choices, nearest_of},
    read, words,
};
use crate::{
    Backend, Error, Result,
    db::Tx,
    events::{self, NewEvent},
    jobs::{self, Job},
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    channel::Channel,
    ids::ContactId,
    preference::{Bounds, Preference, leaves_paper},
    x12_partner::X12Partner,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// Makes a choice for a place, from the next document on. `version` is that of the settings when the form
/// was made. What the seller does not offer, a law forbids or a channel cannot carry is refused.
pub async fn set(
    backend: &Backend,
    at: At<'_>,
    place: Place,
    wanted: &Preference,
    version: i64,
) -> Result<()> {
    at.may_choose()?;
    let change = Change::begin(backend, at, place).await?;
    if change.is_already(Some(wanted)) {
        return Ok(());
    }
    change.is_at(version)?;
    let bounds = Bounds { policy: &change.facts.policy, mandate: change.facts.mandate };
    bounds.check(wanted)?;
    if change.make(wanted, true).await? {
        return Ok(());
    }
    // Of a double click the slower one finds what the faster one has chosen.
    match Change::begin(backend, at, place).await?.is_already(Some(wanted)) {
        true => Ok(()),
        false => Err(Refusal::ChangedMeanwhile.into()),
    }
}

/// Goes back to what the account, a company above it or the seller does.
pub async fn clear(backend: &Backend, at: At<'_>, place: Place, version: i64) -> Result<()> {
    at.may_choose()?;
    let change = Change::begin(backend, at, place).await?;
    if change.is_already(None) {
        return Ok(());
    }
    change.is_at(version)?;
    let Some(own) = change.row.as_ref().and_then(|row| row.own.clone()) else { return Ok(()) };
    change.make(&own.preference, false).await?;
    Ok(())
}

/// A change of a place, its row locked where there is one.
struct Change<'a> {
    tx: Tx,
    at: At<'a>,
    now: DateTime<Utc>,
    place: Place,
    facts: read::Facts,
    row: Option<read::Row>,
    recipient: Option<String>,
    before: Channel,
}

impl<'a> Change<'a> {
    async fn begin(backend: &Backend, at: At<'a>, place: Place) -> Result<Self> {
        let mut tx = at.begin(backend).await?;
        let facts = read::facts(&mut tx, backend, at, place).await?;
        let recipient = match place.recipient {
            Some(id) => Some(name_of(&mut tx, at, id).await?),
            None => None,
        };
        lock(&mut tx, at, place).await?;
        let row = read::row(&mut tx, at, place).await?;
        let before = channel(&mut tx, at, place).await?;
        let now = backend.clock.now();
        Ok(Self { tx, at, now, place, facts, row, recipient, before })
    }

    fn own(&self) -> Option<&Preference> {
        let own = self.row.as_ref()?.own.as_ref()?;
        Some(&own.preference)
    }

    fn is_already(&self, wanted: Option<&Preference>) -> bool {
        self.own() == wanted
    }

    fn is_at(&self, version: i64) -> Result<(), Refusal> {
        let now = self.row.as_ref().map_or(0, |row| row.version);
        if now == version { Ok(()) } else { Err(Refusal::ChangedMeanwhile) }
    }

    /// Writes it and tells of it; false where somebody else was the first to choose for this place.
    async fn make(mut self, to: &Preference, is_set: bool) -> Result<bool> {
        let id = match &self.row {
            Some(row) => {
                let id = row.id;
                self.update(id, to, is_set).await?;
                id
            }
            None => {
                let id = Uuid::now_v7();
                if !self.insert(id, to).await? {
                    return Ok(false);
                }
                id
            }
        };
        self.tell(id, is_set.then_some(to)).await?;
        self.leave_paper(id).await?;
        self.tx.commit().await?;
        Ok(true)
    }

    async fn insert(&mut self, id: Uuid, to: &Preference) -> Result<bool> {
        let to = Written::of(to);
        let inserted = sqlx::query!(
            "INSERT INTO document_preference (id, entity_id, account_id, kind, contact_id, is_set, format, look, paper,
                                              language, grouping, letterhead, line_columns, table_columns, x12_partner,
                                              channel, target, changed_at, changed_by)
             VALUES ($1, $2, $3, $4, $5, true, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
             ON CONFLICT DO NOTHING",
            id,
            self.at.entity_id().0,
            self.at.account_id().0,
            self.place.kind.code(),
            self.place.recipient.map(|id| id.0),
            to.format,
            to.look,
            to.paper,
            to.language,
            to.grouping,
            to.letterhead,
            to.line_columns,
            to.table_columns,
            to.x12_partner as Option<Json<X12Partner>>,
            to.channel,
            to.target,
            self.now,
            self.at.name(),
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(inserted.rows_affected() == 1)
    }

    async fn update(&mut self, id: Uuid, to: &Preference, is_set: bool) -> Result<()> {
        let to = Written::of(to);
        let updated = sqlx::query!(
            "UPDATE document_preference
             SET is_set = $3, format = $4, look = $5, paper = $6, language = $7, grouping = $8, letterhead = $9,
                 line_columns = $10, table_columns = $11, x12_partner = $12, channel = $13, target = $14,
                 changed_at = $15, changed_by = $16, version = version + 1
             WHERE account_id = $1 AND id = $2",
            self.at.account_id().0,
            id,
            is_set,
            to.format,
            to.look,
            to.paper,
            to.language,
            to.grouping,
            to.letterhead,
            to.line_columns,
            to.table_columns,
            to.x12_partner as Option<Json<X12Partner>>,
            to.channel,
            to.target,
            self.now,
            self.at.name(),
        )
        .execute(&mut *self.tx)
        .await?;
        if updated.rows_affected() == 1 { Ok(()) } else { Err(Error::Conflict) }
    }

    async fn tell(&mut self, id: Uuid, to: Option<&Preference>) -> Result<()> {
        let what = self.place.kind.label().to_lowercase();
        let whom = self.recipient.as_ref().map(|name| format!(" to {name}")).unwrap_or_default();
        let before = self.own();
        let was = before.map(|before| format!(" (before: {})", words(before))).unwrap_or_default();
        let name = self.at.name();
        let (event, text) = match to {
            Some(to) => {
                ("preference.set", format!("{name} chose for {what}{whom}: {}{was}", words(to)))
            }
            None => (
                "preference.cleared",
                format!("{name} took back what was chosen for {what}{whom}{was}"),
            ),
        };
        let data = serde_json::json!({
            "kind": self.place.kind.code(),
            "contact": self.place.recipient.map(|id| id.0),
            "before": before.map(json),
            "after": to.map(json),
        });
        self.record(event, ("document_preference", id), text, data).await
    }

    /// Paper that is no longer used is counted, so leaving it is an event of its own, and so is coming back.
    /// What waits to be printed goes the new way.
    async fn leave_paper(&mut self, id: Uuid) -> Result<()> {
        let after = channel(&mut self.tx, self.at, self.place).await?;
        let what = self.place.kind.label().to_lowercase();
        let leaves = leaves_paper(self.before, after);
        let (event, text) = if leaves {
            ("paper.switched_off", format!("{} switched paper off for {what}", self.at.name()))
        } else if leaves_paper(after, self.before) {
            ("paper.switched_on", format!("{} asked for paper for {what}", self.at.name()))
        } else {
            return Ok(());
        };
        let data = serde_json::json!({
            "kind": self.place.kind.code(),
            "contact": self.place.recipient.map(|id| id.0),
        });
        sqlx::query!(
            "UPDATE document_preference SET left_paper_at = $3 WHERE account_id = $1 AND id = $2",
            self.at.account_id().0,
            id,
            leaves.then_some(self.now),
        )
        .execute(&mut *self.tx)
        .await?;
        if leaves {
            let job = Job::LeavePaper { preference_id: id };
            jobs::enqueue(&mut self.tx, &job, self.now, self.now).await?;
        }
        self.record(event, ("account", self.at.account_id().0), text, data).await
    }

    async fn record(
        &mut self,
        name: &'static str,
        subject: (&'static str, Uuid),
        text: String,
        data: serde_json::Value,
    ) -> Result<()> {
        let event = NewEvent {
            entity_id: Some(self.at.entity_id()),
            account_id: Some(self.at.account_id()),
            name,
            subject,
            text,
            data,
            for_buyer: true,
        };
        events::record(&mut self.tx, &self.at.actor(), self.now, event).await
    }
}

async fn lock(tx: &mut PgConnection, at: At<'_>, place: Place) -> Result<()> {
    sqlx::query!(
        "SELECT id FROM document_preference
         WHERE account_id = $1 AND kind = $2 AND contact_id IS NOT DISTINCT FROM $3 FOR UPDATE",
        at.account_id().0,
        place.kind.code(),
        place.recipient.map(|id| id.0),
    )
    .fetch_optional(tx)
    .await?;
    Ok(())
}

/// The channel that holds at this moment.
async fn channel(tx: &mut PgConnection, at: At<'_>, place: Place) -> Result<Channel> {
    let all = choices(tx, at, place).await?;
    let holds = nearest_of(all).ok_or(Error::NotFound)?;
    Ok(holds.preference.channel)
}

async fn name_of(tx: &mut PgConnection, at: At<'_>, id: ContactId) -> Result<String> {
    let name = sqlx::query_scalar!(
        "SELECT name FROM contact WHERE account_id = $1 AND id = $2",
        at.account_id().0,
        id.0,
    );
    name.fetch_optional(tx).await?.ok_or(Error::NotFound)
}

/// A choice for programs.
fn json(preference: &Preference) -> serde_json::Value {
    let written = Written::of(preference);
    serde_json::json!({
        "format": written.format,
        "look": written.look,
        "paper": written.paper,
        "language": written.language,
        "grouping": written.grouping,
        "letterhead": written.letterhead,
        "line_columns": written.line_columns,
        "table_columns": written.table_columns,
        "x12_partner": written.x12_partner.map(|Json(partner)| partner),
        "channel": written.channel,
        "target": written.target,
    })
}
