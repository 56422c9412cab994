//! Sending one: the document is made or taken from what was issued, handed to the carrier of its channel,
//! and the answer noted. Nothing of it runs in a transaction that waits for a network. Sent again after a
//! crash in between, it carries the same id, so that the other side can tell doubles.

use super::{
    answer::{self, By},
    words::{self, Letter},
};
use crate::{
    Backend, Buyer, Error, Result,
    gateways::carriers::{File, Parcel},
    issued_documents::{self, Form, Issued, Made, Subject},
    preferences, reminders,
    users::standing,
};
use documents::einvoice::{Refused, plain};
use domain::{
    channel::{Channel, Target},
    dispatch::Answer,
    document::Kind,
    format::Format,
    ids::{AccountId, ContactId},
    language::Language,
    style::Style,
};
use uuid::Uuid;

/// What is to be sent.
struct Task {
    id: Uuid,
    subject: Subject,
    person: Option<ContactId>,
    format: Format,
    channel: Channel,
    target: Option<String>,
    number: String,
    document_id: Option<Uuid>,
}

impl Task {
    /// Whether the letter is the document, and nothing has to be issued: it asks, and leads to the portal.
    fn says_it_all(&self) -> bool {
        self.subject.kind == Kind::Reminder && self.channel == Channel::EmailLink
    }
}

/// Sends it. One that has left, or was refused, is left as it is.
pub(crate) async fn send(backend: &Backend, id: Uuid) -> Result<()> {
    let Some(task) = load(backend, id).await? else { return Ok(()) };
    if task.target.is_none() && task.channel.target() != Target::None {
        let words = "There is nobody to write to: the account has no contact with an address.";
        return refuse(backend, id, words.to_owned(), By::Channel).await;
    }
    let eyes = standing::eyes(backend, task.subject.account_id).await?;
    let (file, language) = if task.says_it_all() {
        (None, Language::default())
    } else {
        match document(backend, &eyes, &task).await {
            Ok((Made::Kept(issued), language)) => {
                keep_document(backend, id, issued.id).await?;
                (Some(issued_documents::stored(backend, issued).await?), language)
            }
            Ok((Made::Refused(refused), _)) => {
                return refuse(backend, id, told(&refused), By::Rules).await;
            }
            // What cannot be made will not be the next time.
            Err(Error::Refused(refusal)) => {
                return refuse(backend, id, refusal.to_string(), By::Channel).await;
            }
            Err(error) => return Err(error),
        }
    };
    let parcel = parcel(backend, &eyes, &task, file, language).await?;
    let answer = backend.carriers.of(task.channel).carry(&parcel).await?;
    answer::answered(backend, id, &answer).await
}

async fn load(backend: &Backend, id: Uuid) -> Result<Option<Task>> {
    let row = sqlx::query!(
        "SELECT account_id, kind, subject_id, number, contact_id, format, channel, target, document_id
         FROM dispatch WHERE id = $1 AND state = 'queued'",
        id,
    )
    .fetch_optional(backend.db.worker_pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let bug = || Error::bug("dispatch");
    Ok(Some(Task {
        id,
        subject: Subject {
            kind: Kind::of(&row.kind).ok_or_else(bug)?,
            account_id: AccountId(row.account_id),
            id: row.subject_id,
        },
        person: row.contact_id.map(ContactId),
        format: Format::of(&row.format).ok_or_else(bug)?,
        channel: Channel::of(&row.channel).ok_or_else(bug)?,
        target: row.target,
        number: row.number,
        document_id: row.document_id,
    }))
}

/// The document as it goes out, and the language of the letter around it.
async fn document(backend: &Backend, eyes: &Buyer, task: &Task) -> Result<(Made, Language)> {
    let mut tx = backend.db.worker().await?;
    let Subject { account_id, kind, .. } = task.subject;
    let chosen = preferences::effective(&mut tx, account_id, kind, task.person).await?;
    let kept = match task.document_id {
        Some(id) => Some(issued_documents::get(&mut tx, account_id, id).await?),
        None => None,
    };
    tx.end();
    let (style, data): (Style, _) = (chosen.preference.style, &chosen.preference.data);
    if let Some(kept) = kept {
        return Ok((Made::Kept(kept), style.language));
    }
    let form = match (task.channel, &task.target) {
        (Channel::Edi, Some(mailbox)) => Form::Envelope(task.format, mailbox, data),
        _ => Form::File(task.format, style, data),
    };
    let made = issued_documents::issue(backend, eyes, task.subject, form).await?;
    Ok((made, style.language))
}

async fn keep_document(backend: &Backend, id: Uuid, document: Uuid) -> Result<()> {
    sqlx::query!("UPDATE dispatch SET document_id = $2 WHERE id = $1", id, document)
        .execute(backend.db.worker_pool())
        .await?;
    Ok(())
}

async fn parcel(
    backend: &Backend,
    eyes: &Buyer,
    task: &Task,
    file: Option<(Issued, Vec<u8>)>,
    language: Language,
) -> Result<Parcel> {
    let row = sqlx::query!(
        "SELECT e.name AS seller, e.endpoint_scheme, e.endpoint_id, a.name AS account
         FROM account a JOIN entity e ON e.id = a.entity_id WHERE a.id = $1",
        eyes.account_id.0,
    )
    .fetch_one(backend.db.worker_pool())
    .await?;
    let (subject, text, html) = match task.subject.kind {
        Kind::Reminder => reminders::written(backend, task.subject).await?,
        kind => {
            let letter = Letter {
                kind,
                number: &task.number,
                seller: &row.seller,
                account: &row.account,
                is_attached: task.channel == Channel::Email,
                portal: &backend.public_url,
                path: words::path(task.subject),
            };
            letter.write(language)
        }
    };
    Ok(Parcel {
        id: task.id,
        entity_id: eyes.entity_id,
        seller: row.seller,
        sender: row.endpoint_scheme.zip(row.endpoint_id).map(|(s, id)| format!("{s}:{id}")),
        account_id: eyes.account_id,
        account_number: eyes.account_number.clone(),
        kind: task.subject.kind,
        number: task.number.clone(),
        file: file.map(|(issued, bytes)| File {
            document_id: issued.id,
            format: issued.format,
            name: issued.file_name,
            sha256: issued.sha256,
            bytes,
        }),
        channel: task.channel,
        target: task.target.clone(),
        subject,
        text,
        html,
    })
}

async fn refuse(backend: &Backend, id: Uuid, words: String, by: By) -> Result<()> {
    let mut tx = backend.db.worker().await?;
    answer::note(&mut tx, id, &Answer::Refused { words }, by, backend.clock.now()).await?;
    tx.commit().await
}

/// Every rule that is broken, in plain words where we have them.
fn told(refused: &Refused) -> String {
    let rules = refused.rules.iter().map(|broken| {
        format!("{}: {}", broken.rule, plain::words(&broken.rule).unwrap_or(&broken.words))
    });
    rules.collect::<Vec<_>>().join(" ")
}
