//! Everything that the page of one choice says.

use super::{
    At, Place, Written,
    effective::{Effective, choices, nearest_of},
    policy,
};
use crate::{Backend, Error, Result};
use chrono::{DateTime, Utc};
use domain::{
    channel::Channel,
    document_policy::DocumentPolicy,
    ids::ContactId,
    mandate::{self, Mandate},
    money::Currency,
    preference::{Bounds, Preference, Whose},
    x12_partner::X12Partner,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// How many recipients can be chosen from, and how much of what was before is told.
const MOST: i64 = 200;
const EARLIER: i64 = 20;

/// The settings of one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Which.
    pub place: Place,
    /// The account's name.
    pub account: String,
    /// Its number.
    pub number: String,
    /// The people whom documents can be sent to one by one.
    pub recipients: Vec<Recipient>,
    /// What was chosen for this very place, if something.
    pub own: Option<Own>,
    /// Counts the changes of this place: a form names the one that it was made on.
    pub version: i64,
    /// What holds.
    pub holds: Effective,
    /// What would hold without a choice for this very place.
    pub above: Effective,
    /// What is offered.
    pub policy: DocumentPolicy,
    /// The law between both countries, today.
    pub mandate: Option<&'static Mandate>,
    /// The next one.
    pub coming: Option<&'static Mandate>,
    /// What the entity counts costs in.
    pub currency: Currency,
    /// What was chosen and cleared, newest first.
    pub earlier: Vec<Earlier>,
    /// Whether who looks may choose.
    pub may_choose: bool,
    /// How many letters of the kind were not printed since the account left paper.
    pub spared: i64,
    /// What documents that come over the web are signed with: told to who may choose.
    pub webhook_secret: Option<String>,
}

/// Somebody whom documents go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recipient {
    /// Who.
    pub id: ContactId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// A choice for a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Own {
    /// The choice.
    pub preference: Preference,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Something that was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Earlier {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in a sentence.
    pub text: String,
}

impl Settings {
    /// What bounds a choice here.
    pub fn bounds(&self) -> Bounds<'_> {
        Bounds { policy: &self.policy, mandate: self.mandate }
    }

    /// What a form begins with: what holds. An address on the web that may carry a key is only for who
    /// has chosen it and may choose another.
    pub fn proposed(&self) -> Preference {
        let mut proposed = self.holds.preference.clone();
        let is_theirs = self.may_choose && !matches!(self.holds.whose, Whose::Above(_));
        if proposed.channel == Channel::Webhook && !is_theirs {
            proposed.target = None;
        }
        proposed
    }

    /// The recipient of the place, if it is for one.
    pub fn recipient(&self) -> Option<&Recipient> {
        let id = self.place.recipient?;
        self.recipients.iter().find(|one| one.id == id)
    }
}

/// Reads the settings of a place. An account or a recipient that is not theirs is not there.
pub async fn load(backend: &Backend, at: At<'_>, place: Place) -> Result<Settings> {
    at.may_read()?;
    let mut tx = at.begin(backend).await?;
    let facts = facts(&mut tx, backend, at, place).await?;
    let recipients = recipients(&mut tx, at).await?;
    if place.recipient.is_some_and(|id| !recipients.iter().any(|one| one.id == id)) {
        return Err(Error::NotFound);
    }
    let row = row(&mut tx, at, place).await?;
    let all = choices(&mut tx, at, place).await?;
    let nobody = || Error::bug("a place without a choice of the seller's");
    let here = if place.recipient.is_some() { Whose::Recipient } else { Whose::Account };
    let above = nearest_of(all.iter().filter(|one| one.whose != here).cloned());
    let earlier = match &row {
        Some(row) => earlier(&mut tx, row.id).await?,
        None => Vec::new(),
    };
    let spared = spared(&mut tx, at, place).await?;
    tx.end();
    let version = row.as_ref().map_or(0, |row| row.version);
    let settings = Settings {
        place,
        account: facts.name,
        number: facts.number,
        recipients,
        own: row.and_then(|row| row.own),
        version,
        above: above.ok_or_else(nobody)?,
        holds: nearest_of(all).ok_or_else(nobody)?,
        policy: facts.policy,
        mandate: facts.mandate,
        coming: facts.coming,
        currency: facts.currency,
        earlier,
        may_choose: at.can_choose(),
        spared,
        webhook_secret: at.can_choose().then(|| backend.carriers.webhook_secret(at.account_id())),
    };
    Ok(settings)
}

/// What a place stands in.
pub(super) struct Facts {
    pub name: String,
    pub number: String,
    pub currency: Currency,
    pub policy: DocumentPolicy,
    pub mandate: Option<&'static Mandate>,
    pub coming: Option<&'static Mandate>,
}

pub(super) async fn facts(
    tx: &mut PgConnection,
    backend: &Backend,
    at: At<'_>,
    place: Place,
) -> Result<Facts> {
    let row = sqlx::query!(
        "SELECT a.name, a.number, a.country, e.country AS seller_country, e.currency
         FROM account a JOIN entity e ON e.id = a.entity_id WHERE a.id = $1 AND a.entity_id = $2",
        at.account_id().0,
        at.entity_id().0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let today = at.today(&backend.clock);
    let currency = row.currency.parse()?;
    Ok(Facts {
        name: row.name,
        number: row.number,
        currency,
        policy: policy::of_kind(tx, at.entity_id(), place.kind, currency).await?.policy,
        mandate: mandate::required(&row.seller_country, &row.country, today),
        coming: mandate::coming(&row.seller_country, &row.country, today),
    })
}

async fn recipients(tx: &mut PgConnection, at: At<'_>) -> Result<Vec<Recipient>> {
    let rows = sqlx::query!(
        "SELECT id, name, email FROM contact WHERE account_id = $1 ORDER BY name, id LIMIT $2",
        at.account_id().0,
        MOST,
    )
    .fetch_all(tx)
    .await?;
    let recipient = rows.into_iter().map(|row| Recipient {
        id: row.id.into(),
        name: row.name,
        email: row.email,
    });
    Ok(recipient.collect())
}

/// The row of a place, set or cleared.
pub(super) struct Row {
    pub id: Uuid,
    pub version: i64,
    pub own: Option<Own>,
}

pub(super) async fn row(tx: &mut PgConnection, at: At<'_>, place: Place) -> Result<Option<Row>> {
    let row = sqlx::query!(
        r#"SELECT id, version, is_set, format, look, paper, language, grouping, letterhead, line_columns, table_columns,
                  x12_partner AS "x12_partner: Json<X12Partner>", channel, target, changed_at, changed_by
           FROM document_preference
           WHERE account_id = $1 AND kind = $2 AND contact_id IS NOT DISTINCT FROM $3"#,
        at.account_id().0,
        place.kind.code(),
        place.recipient.map(|id| id.0),
    )
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let written = Written {
        format: row.format,
        look: row.look,
        paper: row.paper,
        language: row.language,
        grouping: row.grouping,
        letterhead: row.letterhead,
        line_columns: row.line_columns,
        table_columns: row.table_columns,
        x12_partner: row.x12_partner,
        channel: row.channel,
        target: row.target,
    };
    let preference = written.read()?;
    let own = row.is_set.then_some(Own { preference, by: row.changed_by, at: row.changed_at });
    Ok(Some(Row { id: row.id, version: row.version, own }))
}

async fn earlier(tx: &mut PgConnection, id: Uuid) -> Result<Vec<Earlier>> {
    let earlier = sqlx::query_as!(
        Earlier,
        "SELECT at, text FROM event
         WHERE subject_id = $1 AND name IN ('preference.set', 'preference.cleared')
         ORDER BY at DESC, id DESC LIMIT $2",
        id,
        EARLIER,
    )
    .fetch_all(tx)
    .await?;
    Ok(earlier)
}

/// How much paper was spared.
async fn spared(tx: &mut PgConnection, at: At<'_>, place: Place) -> Result<i64> {
    let letters = sqlx::query_scalar!(
        r#"SELECT count(*) AS "letters!" FROM dispatch
           WHERE entity_id = $1 AND account_id = $2 AND kind = $3 AND spared_paper"#,
        at.entity_id().0,
        at.account_id().0,
        place.kind.code(),
    )
    .fetch_one(tx)
    .await?;
    Ok(letters)
}
