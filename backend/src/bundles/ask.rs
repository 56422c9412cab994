//! Asking for several documents. Which ones they are is settled now: what is issued later is in the
//! next bundle.

use super::At;
use crate::{
    Backend,
    error::{Error, Result},
    events::{self, NewEvent},
    jobs::{self, Job},
};
use chrono::NaiveDate;
use domain::{
    Refusal,
    bundle::{self, Shape, Telling},
    calendar,
    format::Format,
    ids::{BundleId, InvoiceId},
};
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// Which documents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Which {
    /// These invoices, in this order.
    These(Vec<InvoiceId>),
    /// The invoices that were issued in a period.
    Issued {
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        to: NaiveDate,
        /// Whether the credit notes of these days go with them.
        with_credit_notes: bool,
    },
    /// A statement of each month, in each of the account's currencies.
    Statements {
        /// A day of the first month.
        from: NaiveDate,
        /// A day of the last month.
        to: NaiveDate,
        /// What they tell.
        telling: Telling,
    },
}

/// A bundle that is asked for. The id is made by the form, so the same form asks once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct New {
    /// Its id.
    pub id: BundleId,
    /// Which documents.
    pub which: Which,
    /// In which format.
    pub format: Format,
    /// As how many files.
    pub shape: Shape,
}

/// Asks for it. A job makes it.
pub async fn ask(backend: &Backend, at: At<'_>, new: &New) -> Result<()> {
    at.may_ask()?;
    let mut tx = at.begin(backend).await?;
    if was_asked(&mut tx, at, new.id).await? {
        return Ok(());
    }
    fit(new)?;
    let documents = chosen(&mut tx, at, new, at.today(&backend.clock)).await?;
    bundle::of_many(documents.len(), new.shape)?;
    refuse_too_many(&mut tx, at).await?;
    let (now, what) = (backend.clock.now(), words(&new.which, &documents));
    sqlx::query!(
        "INSERT INTO bundle (id, entity_id, account_id, asked_by, asked_name, asked_at, what, format, shape, side, documents, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting')",
        new.id.0,
        at.entity_id().0,
        at.account_id().0,
        at.user_id().0,
        at.name(),
        now,
        what,
        new.format.code(),
        new.shape.code(),
        at.side().code(),
        i32::try_from(documents.len()).unwrap_or(i32::MAX),
    )
    .execute(&mut *tx)
    .await?;
    keep(&mut tx, at, new.id, &documents).await?;
    let event = NewEvent {
        entity_id: Some(at.entity_id()),
        account_id: Some(at.account_id()),
        name: "bundle.asked",
        subject: ("bundle", new.id.0),
        text: format!("{} asked for {what} as {}", at.name(), new.format.label()),
        data: serde_json::json!({ "documents": documents.len(), "format": new.format.code(), "shape": new.shape.code() }),
        for_buyer: matches!(at, At::Own(_)),
    };
    events::record(&mut tx, &at.actor(), now, event).await?;
    jobs::enqueue(&mut tx, &Job::MakeBundle { bundle_id: new.id }, now, now).await?;
    tx.commit().await
}

/// Refuses what cannot be together.
fn fit(new: &New) -> Result<()> {
    new.shape.holds(new.format)?;
    if matches!(new.which, Which::Statements { .. }) && new.format != Format::Pdf {
        return Err(Refusal::field("format", "Statements need the format PDF.").into());
    }
    Ok(())
}

/// The same form, sent again.
async fn was_asked(tx: &mut PgConnection, at: At<'_>, id: BundleId) -> Result<bool> {
    let known = sqlx::query_scalar!(
        "SELECT id FROM bundle WHERE account_id = $1 AND id = $2",
        at.account_id().0,
        id.0,
    )
    .fetch_optional(tx)
    .await?;
    Ok(known.is_some())
}

/// A document of a bundle, as its row has it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
struct Chosen {
    invoice_id: Option<Uuid>,
    credit_note_id: Option<Uuid>,
    telling: Option<&'static str>,
    first_on: Option<NaiveDate>,
    last_on: Option<NaiveDate>,
    currency: Option<String>,
}

impl Chosen {
    fn invoice(id: Uuid) -> Self {
        Self { invoice_id: Some(id), ..Self::default() }
    }

    fn credit_note(id: Uuid) -> Self {
        Self { credit_note_id: Some(id), ..Self::default() }
    }
}

/// All of them. One that is not the account's is not there.
async fn chosen(
    tx: &mut PgConnection,
    at: At<'_>,
    new: &New,
    today: NaiveDate,
) -> Result<Vec<Chosen>> {
    match &new.which {
        Which::These(ids) => {
            bundle::of_many(ids.len(), new.shape)?;
            these(tx, at, ids).await
        }
        Which::Issued { from, to, with_credit_notes } => {
            let period = bundle::period(*from, *to)?;
            issued(tx, at, period, *with_credit_notes).await
        }
        Which::Statements { from, to, telling } => {
            let months = bundle::months(*from, *to, today)?;
            statements(tx, at, &months, *telling).await
        }
    }
}

async fn these(tx: &mut PgConnection, at: At<'_>, ids: &[InvoiceId]) -> Result<Vec<Chosen>> {
    let wanted: Vec<_> = ids.iter().map(|id| id.0).collect();
    let there = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM invoice WHERE account_id = $1 AND id = ANY ($2)"#,
        at.account_id().0,
        &wanted,
    )
    .fetch_one(tx)
    .await?;
    if usize::try_from(there).ok() != Some(ids.len()) {
        return Err(Error::NotFound);
    }
    Ok(wanted.into_iter().map(Chosen::invoice).collect())
}

/// By their days; one more than a bundle holds tells that there are too many.
async fn issued(
    tx: &mut PgConnection,
    at: At<'_>,
    (from, to): (NaiveDate, NaiveDate),
    with_credit_notes: bool,
) -> Result<Vec<Chosen>> {
    let most = i64::try_from(bundle::MOST).unwrap_or(i64::MAX) + 1;
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", is_note AS "is_note!"
           FROM ((SELECT id, issued_on, false AS is_note FROM invoice
                  WHERE account_id = $1 AND issued_on BETWEEN $2 AND $3 ORDER BY issued_on, id LIMIT $4)
                 UNION ALL
                 (SELECT id, issued_on, true FROM credit_note
                  WHERE $5 AND account_id = $1 AND issued_on BETWEEN $2 AND $3 ORDER BY issued_on, id LIMIT $4)) AS both_kinds
           ORDER BY issued_on, is_note, id LIMIT $4"#,
        at.account_id().0,
        from,
        to,
        most,
        with_credit_notes,
    )
    .fetch_all(tx)
    .await?;
    let chosen = rows.into_iter().map(|row| match row.is_note {
        false => Chosen::invoice(row.id),
        true => Chosen::credit_note(row.id),
    });
    Ok(chosen.collect())
}

/// One of each month and currency, the account's own currency first.
async fn statements(
    tx: &mut PgConnection,
    at: At<'_>,
    months: &[(NaiveDate, NaiveDate)],
    telling: Telling,
) -> Result<Vec<Chosen>> {
    let currencies = sqlx::query_scalar!(
        r#"SELECT currency AS "currency!"
           FROM (SELECT currency::text, 0 AS place FROM account WHERE id = $1
                 UNION ALL
                 SELECT b.currency::text, 1 FROM account_balance b JOIN account a ON a.id = b.account_id
                 WHERE b.account_id = $1 AND b.currency <> a.currency) all_of_them
           ORDER BY place, currency"#,
        at.account_id().0,
    )
    .fetch_all(tx)
    .await?;
    let mut chosen = Vec::with_capacity(months.len() * currencies.len());
    for &(first_on, last_on) in months {
        chosen.extend(currencies.iter().map(|currency| Chosen {
            telling: Some(telling.code()),
            first_on: Some(first_on),
            last_on: Some(last_on),
            currency: Some(currency.clone()),
            ..Chosen::default()
        }));
    }
    Ok(chosen)
}

/// Each of them takes a worker's time.
async fn refuse_too_many(tx: &mut PgConnection, at: At<'_>) -> Result<()> {
    let under_way = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM bundle WHERE account_id = $1 AND state IN ('waiting', 'making')"#,
        at.account_id().0,
    )
    .fetch_one(tx)
    .await?;
    if under_way >= bundle::MOST_AT_ONCE {
        let words = match at {
            At::Own(_) => {
                "Three files are being made for you already. Wait for one of them, or stop it."
            }
            At::Of(..) => {
                "Three files are being made for this account already. Wait for one of them, or stop it."
            }
        };
        return Err(Refusal::field("which", words).into());
    }
    Ok(())
}

async fn keep(tx: &mut PgConnection, at: At<'_>, id: BundleId, documents: &[Chosen]) -> Result<()> {
    let rows = serde_json::to_value(documents);
    let rows = rows.map_err(|e| Error::caused("writing the documents of a bundle", e))?;
    sqlx::query!(
        "INSERT INTO bundle_document (account_id, bundle_id, seq, invoice_id, credit_note_id, telling, first_on, last_on, currency)
         SELECT $1, $2, chosen.seq::int, invoice_id, credit_note_id, telling, first_on, last_on, currency
         FROM ROWS FROM (jsonb_to_recordset($3::jsonb) AS (invoice_id uuid, credit_note_id uuid, telling text, first_on date, last_on date, currency text))
              WITH ORDINALITY AS chosen (invoice_id, credit_note_id, telling, first_on, last_on, currency, seq)",
        at.account_id().0,
        id.0,
        rows,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Which ones, for people.
fn words(which: &Which, documents: &[Chosen]) -> String {
    let counted = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    };
    let notes = documents.iter().filter(|one| one.credit_note_id.is_some()).count();
    let invoices = counted(documents.len() - notes, "invoice");
    match which {
        Which::These(_) => invoices,
        Which::Issued { from, to, .. } => {
            let (from, to) = (calendar::medium(*from), calendar::medium(*to));
            match notes {
                0 => format!("{invoices}, issued {from} to {to}"),
                notes => {
                    let notes = counted(notes, "credit note");
                    format!("{invoices} and {notes}, issued {from} to {to}")
                }
            }
        }
        Which::Statements { telling, .. } => {
            let days = (documents.first().and_then(|one| one.first_on))
                .zip(documents.last().and_then(|one| one.last_on));
            let days = days.map(|(from, to)| {
                format!(", {} to {}", calendar::medium(from), calendar::medium(to))
            });
            let what = match telling {
                Telling::Forward => counted(documents.len(), "statement"),
                Telling::OpenItems => counted(documents.len(), "list") + " of open items",
            };
            what + &days.unwrap_or_default()
        }
    }
}
