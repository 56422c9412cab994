//! Mappings that are kept by name, one set for each entity.

use super::{kind::Kind, mapping::Mapping};
use crate::{
    Backend,
    actor::Staff,
    error::{Error, Result},
};
use domain::{Refusal, access::Action, ids::EntityId};

/// The longest name of a mapping.
const NAME_LETTERS: usize = 60;

/// The kept mappings of the entity, by name.
pub async fn list(backend: &Backend, staff: &Staff) -> Result<Vec<(String, Kind)>> {
    staff.may(Action::Import)?;
    let mut tx = backend.db.staff(staff).await?;
    let rows = sqlx::query!(
        "SELECT name, kind FROM import_mapping WHERE entity_id = $1 ORDER BY name",
        staff.entity_id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            let kind = Kind::of(&row.kind).ok_or_else(|| Error::bug("import_mapping.kind"))?;
            Ok((row.name, kind))
        })
        .collect()
}

/// The kept mapping of a name.
pub async fn get(backend: &Backend, staff: &Staff, name: &str) -> Result<Mapping> {
    staff.may(Action::Import)?;
    let mut tx = backend.db.staff(staff).await?;
    let mapping = sqlx::query_scalar!(
        "SELECT mapping FROM import_mapping WHERE entity_id = $1 AND name = $2",
        staff.entity_id.0,
        name,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    serde_json::from_value(mapping).map_err(|e| Error::caused("reading a mapping", e))
}

/// Keeps a mapping under a name, in place of what was kept under it.
pub async fn save(backend: &Backend, staff: &Staff, name: &str, mapping: &Mapping) -> Result<()> {
    staff.may(Action::Import)?;
    let name = name.trim();
    let plain = !name.contains(|c: char| c.is_control());
    if name.is_empty() || name.chars().count() > NAME_LETTERS || !plain {
        let told = format!("Give it a name of up to {NAME_LETTERS} letters.");
        return Err(Refusal::field("mapping_name", told).into());
    }
    mapping.check()?;
    let json = serde_json::to_value(mapping).map_err(|e| Error::caused("writing a mapping", e))?;
    let mut tx = backend.db.staff(staff).await?;
    sqlx::query!(
        "INSERT INTO import_mapping (entity_id, name, kind, mapping, saved_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (entity_id, name) DO UPDATE SET kind = EXCLUDED.kind, mapping = EXCLUDED.mapping,
             saved_at = EXCLUDED.saved_at",
        staff.entity_id.0,
        name,
        mapping.kind.code(),
        json,
        backend.clock.now(),
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// For the command line: the kept mapping of an entity.
pub async fn of_entity(backend: &Backend, entity_id: EntityId, name: &str) -> Result<Mapping> {
    let mapping = sqlx::query_scalar!(
        "SELECT mapping FROM import_mapping WHERE entity_id = $1 AND name = $2",
        entity_id.0,
        name,
    )
    .fetch_optional(backend.db.worker_pool())
    .await?
    .ok_or(Error::NotFound)?;
    serde_json::from_value(mapping).map_err(|e| Error::caused("reading a mapping", e))
}
