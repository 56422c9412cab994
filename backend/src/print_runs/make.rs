//! Setting a run: the documents as they were issued, put together on the press.

use crate::{Backend, Error, Result, issued_documents, press};
use documents::{
    csv::{Cell, Csv},
    party::Party,
    print_run::{self, Envelope, Joined},
};
use domain::{ids::AccountId, style::Paper};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

/// A document of a run.
struct Letter {
    account_id: AccountId,
    contact_id: Option<Uuid>,
    document_id: Uuid,
    number: String,
    file_name: String,
    sha256: String,
    account_number: String,
    to: Party,
}

/// Sets it. One that was undone meanwhile is left as it is.
pub(crate) async fn make(backend: &Backend, id: Uuid) -> Result<()> {
    let mut tx = backend.db.worker().await?;
    let run = sqlx::query!(
        "SELECT r.entity_id, e.name, e.address, e.city, e.country, e.time_zone
         FROM print_run r JOIN entity e ON e.id = r.entity_id WHERE r.id = $1 AND r.state = 'waiting'",
        id,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(run) = run else { return Ok(()) };
    let letters = letters(&mut tx, id).await?;
    tx.end();
    let seller = Party {
        name: run.name,
        address: [run.address, run.city].into_iter().filter(|line| !line.is_empty()).collect(),
        country: run.country.clone(),
        ..Party::default()
    };
    let made_on = backend.clock.today(&run.time_zone);
    let envelopes = envelopes(backend, &letters).await?;
    let of_envelopes: Vec<usize> =
        (1..).zip(&envelopes).flat_map(|(n, one)| vec![n; one.documents.len()]).collect();
    let paper = Paper::usual_in(&run.country);
    let joined = press::make_in_time(move || print_run::join(&seller, paper, made_on, &envelopes));
    let joined = joined.await?.map_err(|e| Error::caused("setting a print run", e))?;
    let manifest = manifest(&letters, &of_envelopes, &joined);
    keep(backend, id, joined, manifest).await
}

/// The letters in the order of their envelopes: by account and person, each as it was queued.
async fn letters(tx: &mut PgConnection, id: Uuid) -> Result<Vec<Letter>> {
    let rows = sqlx::query!(
        r#"SELECT d.account_id, d.contact_id, d.number, i.id AS document_id, i.file_name, i.sha256,
                  a.number AS account_number, a.name, a.address, a.city, a.country, c.name AS "person?"
           FROM dispatch d
           JOIN issued_document i ON i.account_id = d.account_id AND i.id = d.document_id
           JOIN account a ON a.id = d.account_id
           LEFT JOIN contact c ON c.account_id = d.account_id AND c.id = d.contact_id
           WHERE d.print_run_id = $1
           ORDER BY a.number, a.id, d.contact_id NULLS FIRST, d.id"#,
        id,
    )
    .fetch_all(tx)
    .await?;
    let letter = rows.into_iter().map(|row| {
        let lines = row.person.into_iter().chain([row.address, row.city]);
        Letter {
            account_id: AccountId(row.account_id),
            contact_id: row.contact_id,
            document_id: row.document_id,
            number: row.number,
            file_name: row.file_name,
            sha256: row.sha256,
            account_number: row.account_number,
            to: Party {
                name: row.name,
                address: lines.filter(|line| !line.is_empty()).collect(),
                country: row.country,
                ..Party::default()
            },
        }
    });
    Ok(letter.collect())
}

async fn envelopes(backend: &Backend, letters: &[Letter]) -> Result<Vec<Envelope>> {
    let mut envelopes: Vec<Envelope> = Vec::new();
    let mut last = None;
    for letter in letters {
        let mut tx = backend.db.worker().await?;
        let issued = issued_documents::get(&mut tx, letter.account_id, letter.document_id).await?;
        tx.end();
        let (_, bytes) = issued_documents::stored(backend, issued).await?;
        let to = (letter.account_id, letter.contact_id);
        let document = (letter.number.clone(), bytes);
        match envelopes.last_mut().filter(|_| last == Some(to)) {
            Some(envelope) => envelope.documents.push(document),
            None => envelopes.push(Envelope {
                customer: letter.to.clone(),
                account_number: letter.account_number.clone(),
                documents: vec![document],
            }),
        }
        last = Some(to);
    }
    Ok(envelopes)
}

/// What is in it, a row for each document.
fn manifest(letters: &[Letter], of_envelopes: &[usize], joined: &Joined) -> Vec<u8> {
    let mut csv = Csv::new(&[
        "envelope",
        "account",
        "to",
        "document",
        "file",
        "first_page",
        "pages",
        "sha256",
    ]);
    for ((letter, envelope), (first, pages)) in letters.iter().zip(of_envelopes).zip(&joined.places)
    {
        csv.row([
            Cell::text(envelope.to_string()),
            Cell::text(&letter.account_number),
            Cell::text(&letter.to.name),
            Cell::text(&letter.number),
            Cell::text(&letter.file_name),
            Cell::text(first.to_string()),
            Cell::text(pages.to_string()),
            Cell::text(&letter.sha256),
        ]);
    }
    csv.finish()
}

async fn keep(backend: &Backend, id: Uuid, joined: Joined, manifest: Vec<u8>) -> Result<()> {
    let sha256 = hex::encode(Sha256::digest(&joined.pdf));
    let bytes = i64::try_from(joined.pdf.len()).unwrap_or(i64::MAX);
    let manifest = String::from_utf8_lossy(&manifest);
    backend.files.put(id, joined.pdf).await?;
    sqlx::query!(
        "UPDATE print_run SET state = 'ready', pages = $2, bytes = $3, sha256 = $4, manifest = $5, ready_at = $6
         WHERE id = $1 AND state = 'waiting'",
        id,
        i32::try_from(joined.pages).unwrap_or(i32::MAX),
        bytes,
        sha256,
        &*manifest,
        backend.clock.now(),
    )
    .execute(backend.db.worker_pool())
    .await?;
    Ok(())
}

/// Marks a run that cannot be set, and frees its letters.
pub(crate) async fn give_up(tx: &mut PgConnection, id: Uuid) -> Result<()> {
    let failed = sqlx::query!(
        "UPDATE print_run SET state = 'failed' WHERE id = $1 AND state = 'waiting'",
        id
    )
    .execute(&mut *tx)
    .await?;
    if failed.rows_affected() == 1 {
        sqlx::query!("UPDATE dispatch SET print_run_id = NULL WHERE print_run_id = $1", id)
            .execute(tx)
            .await?;
    }
    Ok(())
}
