//! To whom a document goes. Announced in the transaction that issues it, decided by a job: whoever changes
//! their choice between the two gets it as chosen last. A reminder is addressed where it is decided: whether
//! anybody can be reached is one of the facts.

use super::answer;
use crate::{
    Backend, Error, Result,
    issued_documents::Subject,
    jobs::{self, Job},
    preferences,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    dispatch::{self, Person, Way},
    document::Kind,
    ids::{AccountId, ContactId, EntityId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What was issued: whose, which, and when.
pub(crate) struct New {
    pub account_id: AccountId,
    pub id: Uuid,
    pub issued_on: NaiveDate,
}

/// Announces what was issued of an entity, if documents of the kind are sent by themselves.
pub(crate) async fn announce(
    tx: &mut PgConnection,
    entity_id: EntityId,
    kind: Kind,
    issued: impl IntoIterator<Item = New>,
    now: DateTime<Utc>,
) -> Result<()> {
    let sends_from = sqlx::query_scalar!(
        "SELECT sends_from FROM document_policy WHERE entity_id = $1 AND kind = $2",
        entity_id.0,
        kind.code(),
    )
    .fetch_optional(&mut *tx)
    .await?
    .flatten();
    let going_out = issued.into_iter().filter(|one| dispatch::goes_out(sends_from, one.issued_on));
    let jobs: Vec<Job> = going_out
        .map(|one| Job::Address {
            document: kind.code().to_owned(),
            account_id: one.account_id,
            subject_id: one.id,
        })
        .collect();
    jobs::enqueue_many(tx, &jobs, now, now).await
}

/// What is known of a document that goes out.
struct Facts {
    entity_id: EntityId,
    number: String,
}

/// Addresses a document: one dispatch for each way, once.
pub(crate) async fn address(backend: &Backend, subject: Subject) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let facts = facts(&mut tx, subject).await?;
    let ways = ways(&mut tx, subject.account_id, subject.kind).await?;
    queue_all(&mut tx, facts.entity_id, subject, &facts.number, ways, now).await?;
    tx.commit().await
}

/// The ways that documents of a kind take to an account.
pub(crate) async fn ways(
    tx: &mut PgConnection,
    account_id: AccountId,
    kind: Kind,
) -> Result<Vec<Way<ContactId>>> {
    let account = preferences::effective(tx, account_id, kind, None).await?;
    let people = people(tx, account_id, kind).await?;
    Ok(dispatch::ways(&account.preference, &people))
}

/// Queues a document on each of its ways.
pub(crate) async fn queue_all(
    tx: &mut PgConnection,
    entity_id: EntityId,
    subject: Subject,
    number: &str,
    ways: Vec<Way<ContactId>>,
    now: DateTime<Utc>,
) -> Result<()> {
    for way in ways {
        let of = way.person.map_or_else(|| "account".to_owned(), |id| id.to_string());
        let dedupe = format!("{}:{}:{of}", subject.kind.code(), subject.id);
        let spared = spares_paper(tx, subject, &way).await?;
        let new = answer::New { dedupe, spared, ..answer::New::on(way) };
        answer::queue(tx, entity_id, subject, number, new, now).await?;
    }
    Ok(())
}

async fn facts(tx: &mut PgConnection, subject: Subject) -> Result<Facts> {
    let row = sqlx::query!(
        r#"SELECT entity_id AS "entity_id!", number AS "number!" FROM invoice
           WHERE account_id = $1 AND id = $2 AND $3 = 'invoice'
           UNION ALL
           SELECT entity_id, number FROM credit_note WHERE account_id = $1 AND id = $2 AND $3 = 'credit-note'
           UNION ALL
           SELECT entity_id, receipt_number FROM payment
           WHERE account_id = $1 AND id = $2 AND $3 = 'receipt' AND receipt_number IS NOT NULL
           UNION ALL
           SELECT entity_id, number FROM issued_statement WHERE account_id = $1 AND id = $2 AND $3 = 'statement'"#,
        subject.account_id.0,
        subject.id,
        subject.kind.code(),
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Facts { entity_id: EntityId(row.entity_id), number: row.number })
}

/// The account's people, with what they have chosen for themselves.
async fn people(
    tx: &mut PgConnection,
    account_id: AccountId,
    kind: Kind,
) -> Result<Vec<Person<ContactId>>> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.email, c.receives_reminders, p.id IS NOT NULL AS "has_own!"
           FROM contact c
           LEFT JOIN document_preference p ON p.account_id = c.account_id AND p.contact_id = c.id AND p.kind = $2 AND p.is_set
           WHERE c.account_id = $1 ORDER BY c.created_at, c.id"#,
        account_id.0,
        kind.code(),
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        let id = ContactId(row.id);
        let own = match row.has_own {
            true => Some(preferences::effective(tx, account_id, kind, Some(id)).await?.preference),
            false => None,
        };
        people.push(Person { id, email: row.email, is_written_to: row.receives_reminders, own });
    }
    Ok(people)
}

/// Whether this would have been a letter before whoever it goes to left paper.
async fn spares_paper(
    tx: &mut PgConnection,
    subject: Subject,
    way: &Way<ContactId>,
) -> Result<bool> {
    let spared = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM document_preference
                          WHERE account_id = $1 AND kind = $2 AND contact_id IS NOT DISTINCT FROM $3
                            AND left_paper_at IS NOT NULL) AS "spared!""#,
        subject.account_id.0,
        subject.kind.code(),
        way.person.map(|id| id.0),
    )
    .fetch_one(tx)
    .await?;
    Ok(spared && way.preference.channel != domain::channel::Channel::Print)
}
