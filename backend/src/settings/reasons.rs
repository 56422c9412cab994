//! The reasons that customers choose from. One is never deleted, as disputes name it; it is no longer
//! offered.

use super::{Desk, named};
use crate::{Backend, Error, Result, Staff};
use domain::Refusal;

/// The most reasons of an entity.
const MOST: usize = 40;

/// What the form may ask for because of a reason.
pub const ASKS: [&str; 4] = ["quantity", "price", "tax", "nothing"];

/// What a reason is to be. They come in the order of offering.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its code.
    pub code: String,
    /// What people call it.
    pub label: String,
    /// Whether customers can choose it.
    pub is_active: bool,
}

/// Adds a reason, as the last one; its targets are those that a seller begins with.
pub async fn add(
    backend: &Backend,
    staff: &Staff,
    label: &str,
    asks: &str,
    version: i64,
) -> Result<()> {
    let label = named("label", label)?;
    if !ASKS.contains(&asks) {
        return Err(Refusal::field("asks", "Choose what the form asks for.").into());
    }
    let mut desk = Desk::lock(backend, staff).await?;
    let before = read(&mut desk).await?;
    if let Some((_, same, _)) = before.iter().find(|(reason, ..)| is_called(&reason.label, &label))
    {
        if same == asks {
            return Ok(());
        }
        return Err(Refusal::field("label", "There is a reason with this name already.").into());
    }
    desk.is_at(version)?;
    if before.len() >= MOST {
        return Err(Refusal::field("label", format!("There can be at most {MOST} reasons.")).into());
    }
    let code = code_of(&label, |code| before.iter().any(|(reason, ..)| reason.code == code));
    let last = before.iter().map(|(.., position)| *position).max().unwrap_or(0);
    sqlx::query!(
        "INSERT INTO dispute_reason (entity_id, code, label, asks, position) VALUES ($1, $2, $3, $4, $5)",
        staff.entity_id.0,
        code,
        label,
        asks,
        last + 1,
    )
    .execute(&mut *desk.tx)
    .await?;
    let subject = desk.entity();
    desk.done("reason.added", subject, format!("added the reason {label}")).await
}

/// Sets names, order and which are offered, of all of them.
pub async fn change(backend: &Backend, staff: &Staff, to: &[Change], version: i64) -> Result<()> {
    let to = to.iter().map(|one| Ok(Change { label: named("labels", &one.label)?, ..one.clone() }));
    let to: Vec<Change> = to.collect::<Result<_, Refusal>>()?;
    let mut desk = Desk::lock(backend, staff).await?;
    let before: Vec<Change> = read(&mut desk).await?.into_iter().map(|(one, ..)| one).collect();
    if before == to {
        return Ok(());
    }
    check(&before, &to)?;
    desk.is_at(version)?;
    for (position, one) in (1_i32..).zip(&to) {
        sqlx::query!(
            "UPDATE dispute_reason SET label = $3, is_active = $4, position = $5 WHERE entity_id = $1 AND code = $2",
            staff.entity_id.0,
            one.code,
            one.label,
            one.is_active,
            position,
        )
        .execute(&mut *desk.tx)
        .await?;
    }
    let subject = desk.entity();
    desk.done("reasons.changed", subject, "changed the reasons for disputes".to_owned()).await
}

fn check(before: &[Change], to: &[Change]) -> Result<()> {
    if !to.iter().all(|one| before.iter().any(|old| old.code == one.code)) {
        return Err(Error::NotFound);
    }
    if to.len() != before.len() {
        return Err(Refusal::ChangedMeanwhile.into()); // there are more reasons now
    }
    if !to.iter().any(|one| one.is_active) {
        return Err(Refusal::field("labels", "Offer one reason at least.").into());
    }
    let is_twice = |at: usize, one: &Change| {
        to[..at].iter().any(|other| is_called(&other.label, &one.label) || other.code == one.code)
    };
    if to.iter().enumerate().any(|(at, one)| is_twice(at, one)) {
        return Err(Refusal::field("labels", "Two reasons have the same name.").into());
    }
    Ok(())
}

fn is_called(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The reasons in their order, with what the form asks and their positions.
async fn read(desk: &mut Desk<'_>) -> Result<Vec<(Change, String, i32)>> {
    let rows = sqlx::query!(
        "SELECT code, label, asks, position, is_active FROM dispute_reason WHERE entity_id = $1 ORDER BY position, code",
        desk.staff.entity_id.0,
    )
    .fetch_all(&mut *desk.tx)
    .await?;
    let read = |row| {
        let (code, label, is_active, asks, position): (String, String, bool, String, i32) = row;
        (Change { code, label, is_active }, asks, position)
    };
    Ok(rows
        .into_iter()
        .map(|row| read((row.code, row.label, row.is_active, row.asks, row.position)))
        .collect())
}

/// A code like its name, that no other reason has.
fn code_of(label: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let letters = label.to_lowercase();
    let words = letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let plain = words.collect::<Vec<_>>().join("-");
    let plain = if plain.is_empty() { "reason".to_owned() } else { plain };
    if !is_taken(&plain) {
        return plain;
    }
    let mut numbered = (2..).map(|n: u32| format!("{plain}-{n}"));
    numbered.find(|code| !is_taken(code)).unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_like_its_name_and_no_other() {
        assert_eq!(code_of("Wrong pallet (EUR)", |_| false), "wrong-pallet-eur");
        assert_eq!(code_of("Kaputt!", |code| code == "kaputt"), "kaputt-2");
        assert_eq!(code_of("数量", |_| false), "reason");
    }
}
