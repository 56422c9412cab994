//! Answers that staff write often: by the reason of a dispute and by language. They are filled in when
//! somebody chooses one, so that what is sent is what was read.

use super::{Desk, named};
use crate::{Backend, Error, Result, Staff};
use domain::{
    Refusal,
    access::Action,
    canned_answer::{self, Facts, Fit},
    ids::CannedAnswerId,
    language::Language,
};
use sqlx::PgConnection;

/// The most answers of an entity.
const MOST: i64 = 200;

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CannedAnswer {
    /// Which.
    pub id: CannedAnswerId,
    /// The reason that it is for, by its code; none is any.
    pub reason: Option<String>,
    /// In which language it is.
    pub language: Language,
    /// What staff choose it by.
    pub title: String,
    /// What it says, with names in braces.
    pub text: String,
}

/// What an answer is to be. The id is made by the form, so the same form adds one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAnswer {
    /// What it is to be.
    pub answer: CannedAnswer,
    /// The version of the settings when the form was made.
    pub version: i64,
}

/// All answers of the entity, by language and title.
pub async fn list(backend: &Backend, staff: &Staff) -> Result<Vec<CannedAnswer>> {
    staff.may(Action::Settings)?;
    let mut tx = backend.db.staff(staff).await?;
    let all = all(&mut tx, staff).await?;
    tx.commit().await?;
    Ok(all)
}

async fn all(tx: &mut PgConnection, staff: &Staff) -> Result<Vec<CannedAnswer>> {
    let rows = sqlx::query!(
        "SELECT id, reason_code, language, title, text FROM canned_answer
         WHERE entity_id = $1 ORDER BY language, lower(title), id",
        staff.entity_id.0,
    )
    .fetch_all(tx)
    .await?;
    let read = rows.into_iter().map(|row| {
        Ok(CannedAnswer {
            id: row.id.into(),
            reason: row.reason_code,
            language: Language::of(&row.language)
                .ok_or_else(|| Error::bug("canned_answer.language"))?,
            title: row.title,
            text: row.text,
        })
    });
    read.collect()
}

/// Adds an answer.
pub async fn add(backend: &Backend, staff: &Staff, new: &NewAnswer) -> Result<()> {
    let wanted = checked(&new.answer)?;
    let mut desk = Desk::lock(backend, staff).await?;
    let before = all(&mut desk.tx, staff).await?;
    if before.iter().any(|known| known.id == wanted.id) {
        return Ok(());
    }
    desk.is_at(new.version)?;
    if i64::try_from(before.len()).unwrap_or(MOST) >= MOST {
        return Err(Refusal::field("title", format!("There can be at most {MOST} answers.")).into());
    }
    fits(&mut desk, &wanted, &before).await?;
    sqlx::query!(
        "INSERT INTO canned_answer (id, entity_id, reason_code, language, title, text, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        wanted.id.0,
        staff.entity_id.0,
        wanted.reason,
        wanted.language.code(),
        wanted.title,
        wanted.text,
        desk.at,
    )
    .execute(&mut *desk.tx)
    .await?;
    let text = format!("added the answer “{}”", wanted.title);
    desk.done("canned_answer.added", ("canned_answer", wanted.id.0), text).await
}

/// Changes an answer. What was sent with it before stays as it was sent.
pub async fn change(backend: &Backend, staff: &Staff, to: &NewAnswer) -> Result<()> {
    let wanted = checked(&to.answer)?;
    let mut desk = Desk::lock(backend, staff).await?;
    let before = all(&mut desk.tx, staff).await?;
    let known = before.iter().find(|known| known.id == wanted.id).ok_or(Error::NotFound)?;
    if *known == wanted {
        return Ok(());
    }
    desk.is_at(to.version)?;
    fits(&mut desk, &wanted, &before).await?;
    sqlx::query!(
        "UPDATE canned_answer SET reason_code = $3, language = $4, title = $5, text = $6, changed_at = $7
         WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        wanted.id.0,
        wanted.reason,
        wanted.language.code(),
        wanted.title,
        wanted.text,
        desk.at,
    )
    .execute(&mut *desk.tx)
    .await?;
    let text = format!("changed the answer “{}”", wanted.title);
    desk.done("canned_answer.changed", ("canned_answer", wanted.id.0), text).await
}

/// Takes an answer away.
pub async fn remove(
    backend: &Backend,
    staff: &Staff,
    id: CannedAnswerId,
    version: i64,
) -> Result<()> {
    let mut desk = Desk::lock(backend, staff).await?;
    let known = all(&mut desk.tx, staff).await?.into_iter().find(|known| known.id == id);
    let Some(known) = known else {
        return desk.was_removed("canned_answer.removed", id.0).await;
    };
    desk.is_at(version)?;
    sqlx::query!(
        "DELETE FROM canned_answer WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
    )
    .execute(&mut *desk.tx)
    .await?;
    let text = format!("removed the answer “{}”", known.title);
    desk.done("canned_answer.removed", ("canned_answer", id.0), text).await
}

/// As it is kept.
fn checked(answer: &CannedAnswer) -> Result<CannedAnswer, Refusal> {
    Ok(CannedAnswer {
        title: named("title", &answer.title)?,
        text: canned_answer::check(&answer.text)?.to_owned(),
        ..answer.clone()
    })
}

/// Its reason is one of the entity's, and no other of its language is called the same.
async fn fits(desk: &mut Desk<'_>, wanted: &CannedAnswer, before: &[CannedAnswer]) -> Result<()> {
    let same = |other: &CannedAnswer| {
        other.id != wanted.id
            && other.language == wanted.language
            && other.title.to_lowercase() == wanted.title.to_lowercase()
    };
    if before.iter().any(same) {
        let words = "There is an answer with this name in this language already.";
        return Err(Refusal::field("title", words).into());
    }
    let Some(reason) = &wanted.reason else { return Ok(()) };
    let known = sqlx::query_scalar!(
        "SELECT code FROM dispute_reason WHERE entity_id = $1 AND code = $2",
        desk.staff.entity_id.0,
        reason,
    )
    .fetch_optional(&mut *desk.tx)
    .await?;
    known.map(|_| ()).ok_or_else(|| Refusal::field("reason", "Choose from the list.").into())
}

/// An answer that is filled in for a dispute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filled {
    /// Which.
    pub id: CannedAnswerId,
    /// What staff choose it by.
    pub title: String,
    /// In which language it is.
    pub language: Language,
    /// How well it fits.
    pub fit: Fit,
    /// What it says.
    pub text: String,
}

/// The answers for a dispute of a reason and of a customer with a language, those that fit best first.
pub(crate) async fn filled(
    tx: &mut PgConnection,
    staff: &Staff,
    (reason, language): (&str, Language),
    facts: &Facts,
) -> Result<Vec<Filled>> {
    let all = all(tx, staff).await?;
    // Of those that fit, one for this very reason comes before one for any.
    let mut ranked: Vec<_> = all
        .into_iter()
        .map(|answer| {
            let its = (answer.reason.as_deref(), answer.language);
            (canned_answer::fit(its, (reason, language)), answer.reason.is_none(), answer)
        })
        .collect();
    ranked.sort_by_key(|(fit, is_for_any, _)| (*fit, *is_for_any));
    let filled = ranked.into_iter().map(|(fit, _, answer)| Filled {
        id: answer.id,
        title: answer.title,
        language: answer.language,
        fit,
        text: canned_answer::fill(&answer.text, facts),
    });
    Ok(filled.collect())
}
