//! What is to be put into a bundle, and its documents, loaded as their account's buyers see them.

use super::Side;
use crate::{
    Backend,
    actor::Buyer,
    brands::{self, Letterhead},
    credit_notes,
    error::{Error, Result},
    invoices::copy,
    preferences,
    statements::{self, Asked, Form},
    users,
};
use chrono::NaiveDate;
use documents::{invoice::Invoice, invoice_pdf, sheet::Sheet, statement::Statement, statement_pdf};
use domain::{
    bundle::{Shape, Telling},
    data_style::DataStyle,
    document::Kind,
    format::Format,
    ids::{AccountId, BundleId, CreditNoteId, InvoiceId, UserId},
    money::Currency,
    preference::Preference,
    style::Style,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// The most lines of one statement, as of those that are asked for one by one.
const MOST_LINES: i64 = 20_000;

/// What is to be made.
pub(super) struct Task {
    pub id: BundleId,
    /// As whom documents are read: who asked, or staff as they look at the portal.
    pub reader: Buyer,
    pub side: Side,
    pub format: Format,
    pub shape: Shape,
    pub entries: Vec<Entry>,
    styles: Styles,
}

/// One document of a bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Entry {
    Invoice(InvoiceId),
    CreditNote(CreditNoteId),
    Statement { telling: Telling, first_on: NaiveDate, last_on: NaiveDate, currency: Currency },
}

/// How the account's documents look to people, and to programs.
struct Styles {
    invoice: Preference,
    credit_note: Preference,
    statement: Style,
    /// The seller's, loaded once.
    letterhead: Letterhead,
}

/// A document that was loaded, and how it looks.
pub(super) enum Loaded {
    Billed(Box<Invoice>, Style, DataStyle),
    Statement(Box<Statement>, Style),
}

impl Loaded {
    /// What stands on it.
    pub fn sheet(&self) -> Sheet {
        match self {
            Self::Billed(invoice, style, _) => invoice_pdf::sheet(invoice, *style),
            Self::Statement(statement, style) => statement_pdf::sheet(statement, *style),
        }
    }
}

/// Begins a bundle, or begins it again; nothing if it has ended. Who may not have it any more is given
/// nothing: then it has failed.
pub(super) async fn begin(backend: &Backend, id: BundleId) -> Result<Option<Task>> {
    let mut tx = backend.db.worker().await?;
    let row = sqlx::query!(
        "UPDATE bundle SET state = 'making', done = 0, refused = 0 WHERE id = $1 AND state IN ('waiting', 'making')
         RETURNING account_id, asked_by, side, format, shape",
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let account_id = AccountId(row.account_id);
    let entries = entries(&mut tx, account_id, id).await?;
    tx.commit().await?;
    let (user_id, side) = (UserId(row.asked_by), Side::of(&row.side)?);
    let reader = match side {
        Side::Buyer => users::standing::buyer(backend, user_id, account_id).await?,
        Side::Staff => users::standing::looking(backend, user_id, account_id).await?,
    };
    let Some(reader) = reader else {
        let mut tx = backend.db.worker().await?;
        super::give_up(&mut tx, id).await?;
        tx.commit().await?;
        return Ok(None);
    };
    Ok(Some(Task {
        id,
        side,
        format: Format::of(&row.format).ok_or_else(|| Error::bug("bundle.format"))?,
        shape: Shape::of(&row.shape).ok_or_else(|| Error::bug("bundle.shape"))?,
        entries,
        styles: styles(backend, &reader).await?,
        reader,
    }))
}

async fn entries(tx: &mut PgConnection, account_id: AccountId, id: BundleId) -> Result<Vec<Entry>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT invoice_id, credit_note_id, telling, first_on, last_on, currency
         FROM bundle_document WHERE account_id = $1 AND bundle_id = $2 ORDER BY seq",
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

struct Row {
    invoice_id: Option<Uuid>,
    credit_note_id: Option<Uuid>,
    telling: Option<String>,
    first_on: Option<NaiveDate>,
    last_on: Option<NaiveDate>,
    currency: Option<String>,
}

impl Row {
    fn read(self) -> Result<Entry> {
        match (self.invoice_id, self.credit_note_id) {
            (Some(id), _) => return Ok(Entry::Invoice(InvoiceId(id))),
            (_, Some(id)) => return Ok(Entry::CreditNote(CreditNoteId(id))),
            _ => {}
        }
        let bug = || Error::bug("a row of bundle_document");
        Ok(Entry::Statement {
            telling: self.telling.as_deref().and_then(Telling::of).ok_or_else(bug)?,
            first_on: self.first_on.ok_or_else(bug)?,
            last_on: self.last_on.ok_or_else(bug)?,
            currency: self.currency.ok_or_else(bug)?.parse()?,
        })
    }
}

async fn styles(backend: &Backend, reader: &Buyer) -> Result<Styles> {
    let account_id = reader.account_id;
    let mut tx = backend.db.worker().await?;
    let letterhead = brands::of(&mut tx, reader.entity_id).await?;
    let invoice = preferences::effective(&mut tx, account_id, Kind::Invoice, None).await?;
    let credit_note = preferences::effective(&mut tx, account_id, Kind::CreditNote, None).await?;
    let statement = preferences::effective(&mut tx, account_id, Kind::Statement, None).await?;
    tx.end();
    Ok(Styles {
        invoice: invoice.preference,
        credit_note: credit_note.preference,
        statement: statement.preference.style,
        letterhead,
    })
}

/// Loads one of them.
pub(super) async fn one(backend: &Backend, task: &Task, entry: Entry) -> Result<Loaded> {
    let (reader, styles) = (&task.reader, &task.styles);
    let billed = |mut invoice: Invoice, chosen: &Preference| {
        styles.letterhead.put_on(&mut invoice.seller);
        Loaded::Billed(Box::new(invoice), chosen.style, chosen.data.clone())
    };
    Ok(match entry {
        Entry::Invoice(id) => billed(copy::get(backend, reader, id).await?, &styles.invoice),
        Entry::CreditNote(id) => {
            billed(credit_notes::copy::get(backend, reader, id).await?, &styles.credit_note)
        }
        Entry::Statement { telling, first_on, last_on, currency } => {
            let form = match telling {
                Telling::Forward => Form::Forward(first_on),
                Telling::OpenItems => Form::OpenItems,
            };
            let asked = Asked {
                form,
                to: last_on,
                currency: Some(currency),
                most_lines: MOST_LINES,
                after: None,
            };
            let mut statement = statements::make(backend, reader, &asked).await?.statement;
            styles.letterhead.put_on(&mut statement.seller);
            Loaded::Statement(Box::new(statement), styles.statement)
        }
    })
}
