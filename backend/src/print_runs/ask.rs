//! Starting a run, and ending it.

use crate::{
    Actor, Backend, Error, Result, Staff, dispatches,
    events::{self, NewEvent},
    issued_documents::Subject,
    jobs::{self, Job},
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    access::Action,
    document::Kind,
    ids::AccountId,
    print_run::{MOST, State},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Starts a run with all that waits, the oldest first. The id is made by the form, so the same form starts
/// it once; what two people start at once is in one of the two.
pub async fn ask(backend: &Backend, staff: &Staff, id: Uuid) -> Result<()> {
    staff.may(Action::ChooseDocuments)?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let known = sqlx::query_scalar!(
        "SELECT id FROM print_run WHERE id = $1 AND entity_id = $2",
        id,
        staff.entity_id.0
    );
    if known.fetch_optional(&mut *tx).await?.is_some() {
        return Ok(());
    }
    let waiting = sqlx::query_scalar!(
        "SELECT id FROM dispatch
         WHERE entity_id = $1 AND channel = 'print' AND state = 'queued' AND print_run_id IS NULL AND document_id IS NOT NULL
         ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED",
        staff.entity_id.0,
        i64::try_from(MOST).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut *tx)
    .await?;
    if waiting.is_empty() {
        return Err(Refusal::field("run", "Nothing waits to be printed.").into());
    }
    sqlx::query!(
        "INSERT INTO print_run (id, entity_id, asked_by, asked_name, asked_at, documents, state)
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting')",
        id,
        staff.entity_id.0,
        staff.user_id.0,
        staff.name,
        now,
        i32::try_from(waiting.len()).unwrap_or(i32::MAX),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!("UPDATE dispatch SET print_run_id = $2 WHERE id = ANY ($1)", &waiting, id)
        .execute(&mut *tx)
        .await?;
    tell(&mut tx, staff, id, "print_run.asked", "started a print run", waiting.len(), now).await?;
    jobs::enqueue(&mut tx, &Job::Print { run_id: id }, now, now).await?;
    tx.commit().await
}

/// Its letters are in the post.
pub async fn post(backend: &Backend, staff: &Staff, id: Uuid) -> Result<()> {
    staff.may(Action::ChooseDocuments)?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let state = lock(&mut tx, staff, id).await?;
    if state.post()? == state {
        return Ok(());
    }
    end(&mut tx, staff, id, State::Posted, now).await?;
    let words = format!("{} posted it.", staff.name);
    let posted = sqlx::query!(
        "UPDATE dispatch SET state = 'sent', sent_at = $2, answer = $3
         WHERE print_run_id = $1 AND state = 'queued' RETURNING id, account_id, kind, subject_id, number",
        id,
        now,
        words,
    )
    .fetch_all(&mut *tx)
    .await?;
    let ids: Vec<Uuid> = posted.iter().map(|one| one.id).collect();
    sqlx::query!(
        "INSERT INTO dispatch_step (account_id, dispatch_id, seq, at, state, answer)
         SELECT d.account_id, d.id,
                (SELECT coalesce(max(s.seq), 0) + 1 FROM dispatch_step s WHERE s.account_id = d.account_id AND s.dispatch_id = d.id),
                $2, 'sent', $3
         FROM dispatch d WHERE d.id = ANY ($1)",
        &ids,
        now,
        words,
    )
    .execute(&mut *tx)
    .await?;
    let (mut types, mut subjects, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for one in &posted {
        let kind = Kind::of(&one.kind).ok_or_else(|| Error::bug("dispatch.kind"))?;
        let subject = Subject { kind, account_id: AccountId(one.account_id), id: one.subject_id };
        let (about, about_id) = dispatches::told_of(subject);
        types.push(about.to_owned());
        subjects.push(about_id);
        texts.push(format!("{} was sent by post", kind.called(&one.number)));
    }
    sqlx::query!(
        "INSERT INTO event (id, entity_id, account_id, at, actor_kind, actor_id, actor_name, name, subject_type,
                            subject_id, text, data, for_buyer)
         SELECT gen_random_uuid(), d.entity_id, d.account_id, $5, 'staff', $6, $7, 'dispatch.sent', told.about,
                told.about_id, told.text, jsonb_build_object('dispatch_id', d.id, 'print_run_id', $8::uuid), true
         FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) AS told (id, about, about_id, text)
         JOIN dispatch d ON d.id = told.id",
        &ids,
        &types,
        &subjects,
        &texts,
        now,
        staff.user_id.0,
        staff.name,
        id,
    )
    .execute(&mut *tx)
    .await?;
    tell(&mut tx, staff, id, "print_run.posted", "posted a print run", posted.len(), now).await?;
    tx.commit().await
}

/// It is given up: its letters wait for the next one.
pub async fn undo(backend: &Backend, staff: &Staff, id: Uuid) -> Result<()> {
    staff.may(Action::ChooseDocuments)?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let state = lock(&mut tx, staff, id).await?;
    if state.undo()? == state {
        return Ok(());
    }
    end(&mut tx, staff, id, State::Undone, now).await?;
    let freed = sqlx::query!(
        "UPDATE dispatch SET print_run_id = NULL WHERE print_run_id = $1 AND state = 'queued'",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    let freed = usize::try_from(freed).unwrap_or(usize::MAX);
    tell(&mut tx, staff, id, "print_run.undone", "undid a print run", freed, now).await?;
    tx.commit().await
}

async fn lock(tx: &mut PgConnection, staff: &Staff, id: Uuid) -> Result<State> {
    let state = sqlx::query_scalar!(
        "SELECT state FROM print_run WHERE id = $1 AND entity_id = $2 FOR UPDATE",
        id,
        staff.entity_id.0,
    );
    let state = state.fetch_optional(tx).await?.ok_or(Error::NotFound)?;
    State::of(&state).ok_or_else(|| Error::bug("print_run.state"))
}

async fn end(
    tx: &mut PgConnection,
    staff: &Staff,
    id: Uuid,
    state: State,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE print_run SET state = $2, ended_at = $3, ended_by = $4 WHERE id = $1",
        id,
        state.code(),
        now,
        staff.name,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn tell(
    tx: &mut PgConnection,
    staff: &Staff,
    id: Uuid,
    name: &'static str,
    did: &str,
    documents: usize,
    now: DateTime<Utc>,
) -> Result<()> {
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: None,
        name,
        subject: ("print_run", id),
        text: format!("{} {did} of {documents} documents", staff.name),
        data: serde_json::json!({ "documents": documents }),
        for_buyer: false,
    };
    events::record(tx, &Actor::Staff(staff.clone()), now, event).await
}
