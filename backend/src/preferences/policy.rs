//! What an entity offers of each kind of documents, as its admins set it up.

use crate::{
    Actor, Backend, Error, Result, Staff,
    events::{self, NewEvent},
};
use domain::{
    Refusal,
    access::Action,
    channel::Channel,
    document::Kind,
    document_policy::DocumentPolicy,
    format::Format,
    ids::EntityId,
    money::{Currency, Money},
};
use sqlx::PgConnection;

/// A policy as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The policy.
    pub policy: DocumentPolicy,
    /// Counts its changes: a form names the one that it was made on.
    pub version: i64,
    /// What the entity counts costs in.
    pub currency: Currency,
}

/// What the entity offers of a kind.
pub async fn get(backend: &Backend, staff: &Staff, kind: Kind) -> Result<Kept> {
    staff.may(Action::Settings)?;
    let mut tx = backend.db.staff(staff).await?;
    let currency = currency(&mut tx, staff).await?;
    let kept = of_kind(&mut tx, staff.entity_id, kind, currency).await?;
    tx.end();
    Ok(kept)
}

/// Offers something else. Choices that were made stay as they are; what is no longer offered cannot be
/// chosen anew.
pub async fn set(
    backend: &Backend,
    staff: &Staff,
    wanted: &DocumentPolicy,
    version: i64,
) -> Result<()> {
    staff.may(Action::Settings)?;
    let mut tx = backend.db.staff(staff).await?;
    lock(&mut tx, staff, wanted.kind).await?;
    let currency = currency(&mut tx, staff).await?;
    let before = of_kind(&mut tx, staff.entity_id, wanted.kind, currency).await?;
    if before.policy == *wanted {
        return Ok(());
    }
    if before.version != version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    wanted.check()?;
    if let Some((_, cost)) = wanted.costs.iter().find(|(_, cost)| cost.currency != currency) {
        return Err(Refusal::CurrencyMismatch { expected: currency, got: cost.currency }.into());
    }
    write(&mut tx, staff, wanted).await?;
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: None,
        name: "document_policy.set",
        subject: ("entity", staff.entity_id.0),
        text: format!(
            "{} changed what is offered of {}",
            staff.name,
            wanted.kind.label().to_lowercase()
        ),
        data: serde_json::json!({
            "kind": wanted.kind.code(),
            "before": json(&before.policy),
            "after": json(wanted),
        }),
        for_buyer: false,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), backend.clock.now(), event).await?;
    tx.commit().await
}

/// The policy of an entity for a kind.
pub(crate) async fn of_kind(
    tx: &mut PgConnection,
    entity_id: EntityId,
    kind: Kind,
    currency: Currency,
) -> Result<Kept> {
    let row = sqlx::query!(
        r#"SELECT p.formats, p.channels, p.default_format, p.default_channel, p.pdf_instead, p.fallback, p.sends_from, p.version,
                  coalesce(array_agg(c.channel ORDER BY c.channel) FILTER (WHERE c.channel IS NOT NULL), '{}') AS "priced!",
                  coalesce(array_agg(c.cost_minor ORDER BY c.channel) FILTER (WHERE c.channel IS NOT NULL), '{}') AS "costs!"
           FROM document_policy p
           LEFT JOIN document_cost c ON c.entity_id = p.entity_id AND c.kind = p.kind
           WHERE p.entity_id = $1 AND p.kind = $2
           GROUP BY p.entity_id, p.kind"#,
        entity_id.0,
        kind.code(),
    )
    .fetch_one(tx)
    .await?;
    let bug = || Error::bug("document_policy");
    let offered = |code: &str, codes: &[String]| codes.iter().any(|offered| offered == code);
    let costs = row
        .priced
        .iter()
        .zip(&row.costs)
        .filter_map(|(code, minor)| Some((Channel::of(code)?, Money::new(*minor, currency))));
    let mut costs: Vec<(Channel, Money)> = costs.collect();
    costs.sort_by_key(|(channel, _)| *channel);
    let formats = kind.formats().iter().copied();
    let policy = DocumentPolicy {
        kind,
        formats: formats.filter(|format| offered(format.code(), &row.formats)).collect(),
        channels: Channel::ALL
            .into_iter()
            .filter(|channel| offered(channel.code(), &row.channels))
            .collect(),
        costs,
        pdf_instead: row.pdf_instead,
        format: Format::of(&row.default_format).ok_or_else(bug)?,
        channel: Channel::of(&row.default_channel).ok_or_else(bug)?,
        fallback: match &row.fallback {
            Some(code) => Some(Channel::of(code).ok_or_else(bug)?),
            None => None,
        },
        sends_from: row.sends_from,
    };
    Ok(Kept { policy, version: row.version, currency })
}

async fn lock(tx: &mut PgConnection, staff: &Staff, kind: Kind) -> Result<()> {
    sqlx::query!(
        "SELECT version FROM document_policy WHERE entity_id = $1 AND kind = $2 FOR UPDATE",
        staff.entity_id.0,
        kind.code(),
    )
    .fetch_one(tx)
    .await?;
    Ok(())
}

async fn currency(tx: &mut PgConnection, staff: &Staff) -> Result<Currency> {
    let code = sqlx::query_scalar!("SELECT currency FROM entity WHERE id = $1", staff.entity_id.0);
    Ok(code.fetch_one(tx).await?.parse()?)
}

async fn write(tx: &mut PgConnection, staff: &Staff, wanted: &DocumentPolicy) -> Result<()> {
    let formats: Vec<String> = wanted.formats.iter().map(|one| one.code().to_owned()).collect();
    let channels: Vec<String> = wanted.channels.iter().map(|one| one.code().to_owned()).collect();
    sqlx::query!(
        "UPDATE document_policy
         SET formats = $3, channels = $4, default_format = $5, default_channel = $6, pdf_instead = $7, fallback = $8, sends_from = $9,
             version = version + 1
         WHERE entity_id = $1 AND kind = $2",
        staff.entity_id.0,
        wanted.kind.code(),
        &formats,
        &channels,
        wanted.format.code(),
        wanted.channel.code(),
        wanted.pdf_instead,
        wanted.fallback.map(Channel::code),
        wanted.sends_from,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "DELETE FROM document_cost WHERE entity_id = $1 AND kind = $2",
        staff.entity_id.0,
        wanted.kind.code(),
    )
    .execute(&mut *tx)
    .await?;
    let priced: Vec<String> = wanted.costs.iter().map(|(one, _)| one.code().to_owned()).collect();
    let costs: Vec<i64> = wanted.costs.iter().map(|(_, cost)| cost.minor).collect();
    sqlx::query!(
        "INSERT INTO document_cost (entity_id, kind, channel, cost_minor)
         SELECT $1, $2, c.channel, c.cost FROM unnest($3::text[], $4::bigint[]) AS c (channel, cost)",
        staff.entity_id.0,
        wanted.kind.code(),
        &priced,
        &costs,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A policy for programs.
fn json(policy: &DocumentPolicy) -> serde_json::Value {
    let formats: Vec<&str> = policy.formats.iter().map(|one| one.code()).collect();
    let channels: Vec<&str> = policy.channels.iter().map(|one| one.code()).collect();
    let costs: Vec<(&str, i64)> =
        policy.costs.iter().map(|(channel, cost)| (channel.code(), cost.minor)).collect();
    serde_json::json!({
        "formats": formats,
        "channels": channels,
        "costs": costs,
        "pdf_instead": policy.pdf_instead,
        "default_format": policy.format.code(),
        "default_channel": policy.channel.code(),
        "fallback": policy.fallback.map(Channel::code),
        "sends_from": policy.sends_from,
    })
}
