//! Reading papers: those of an invoice with those of its account, and all of them at once.

use super::remove::about_of;
use crate::{
    Backend,
    actor::Buyer,
    error::{Error, Result},
    files::{self, Attached, AttachedRow, File},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    ids::{AccountId, InvoiceId, SupportingDocumentId},
    supporting_document::{self, About, Kind},
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// A paper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SupportingDocument {
    /// Its id.
    pub id: SupportingDocumentId,
    /// What it is attached to.
    pub about: About,
    /// What it is.
    pub kind: Kind,
    /// The last day on which it holds.
    pub valid_until: Option<NaiveDate>,
    /// Who attached it, and when.
    pub attached: (String, DateTime<Utc>),
    /// Who removed it, and when. Buyers never see such ones.
    pub removed: Option<(String, DateTime<Utc>)>,
    /// What is in it.
    pub files: Vec<Attached>,
}

impl SupportingDocument {
    /// Whether it is of the whole account.
    pub fn is_general(&self) -> bool {
        matches!(self.about, About::Account(_))
    }
}

struct Row {
    id: Uuid,
    account_id: Uuid,
    invoice_id: Option<Uuid>,
    kind: String,
    valid_until: Option<NaiveDate>,
    attached_name: String,
    attached_at: DateTime<Utc>,
    removed_name: Option<String>,
    removed_at: Option<DateTime<Utc>>,
    files: Json<Vec<AttachedRow>>,
}

impl TryFrom<Row> for SupportingDocument {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: SupportingDocumentId(row.id),
            about: about_of(row.account_id, row.invoice_id),
            kind: Kind::of(&row.kind).ok_or_else(|| Error::bug("supporting_document.kind"))?,
            valid_until: row.valid_until,
            attached: (row.attached_name, row.attached_at),
            removed: row.removed_name.zip(row.removed_at),
            files: row.files.0.into_iter().map(Attached::try_from).collect::<Result<_>>()?,
        })
    }
}

/// Those of an invoice and of its account that are offered, the invoice's own and the newest first.
pub(crate) async fn offered(
    tx: &mut PgConnection,
    account_id: AccountId,
    invoice_id: InvoiceId,
) -> Result<Vec<SupportingDocument>> {
    let mut all = every(tx, account_id, Some(invoice_id)).await?;
    all.retain(|one| one.removed.is_none());
    Ok(all)
}

/// The same with those that were removed, which come last; without an invoice, the account's. Each part
/// is found by the index: with an OR all papers of the account would be read.
pub(crate) async fn every(
    tx: &mut PgConnection,
    account_id: AccountId,
    invoice_id: Option<InvoiceId>,
) -> Result<Vec<SupportingDocument>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT d.id AS "id!", d.account_id AS "account_id!", d.invoice_id, d.kind AS "kind!", d.valid_until,
                  d.attached_name AS "attached_name!", d.attached_at AS "attached_at!", d.removed_name, d.removed_at,
                  (SELECT coalesce(json_agg(f ORDER BY f.id), '[]')
                   FROM (SELECT id, name, media_type, bytes FROM file
                         WHERE account_id = d.account_id AND supporting_document_id = d.id) f) AS "files!: Json<Vec<AttachedRow>>"
           FROM (SELECT id, account_id, invoice_id, kind, valid_until, attached_name, attached_at, removed_name, removed_at
                 FROM supporting_document WHERE account_id = $1 AND invoice_id = $2
                 UNION ALL
                 SELECT id, account_id, invoice_id, kind, valid_until, attached_name, attached_at, removed_name, removed_at
                 FROM supporting_document WHERE account_id = $1 AND invoice_id IS NULL) d
           ORDER BY d.removed_at IS NOT NULL, d.invoice_id IS NULL, d.attached_at DESC, d.id DESC LIMIT 200"#,
        account_id.0,
        invoice_id.map(|id| id.0),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(SupportingDocument::try_from).collect()
}

/// The papers of an invoice of the buyer's account, with those of the account.
pub async fn of_invoice(
    backend: &Backend,
    buyer: &Buyer,
    id: InvoiceId,
) -> Result<Vec<SupportingDocument>> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let found = sqlx::query_scalar!(
        "SELECT id FROM invoice WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        id.0,
    );
    found.fetch_optional(&mut *tx).await?.ok_or(Error::NotFound)?;
    let papers = offered(&mut tx, buyer.account_id, id).await?;
    tx.end();
    Ok(papers)
}

/// What is in the papers of an invoice, each with its name in an archive. Refused where it is too much
/// for one file.
pub async fn with_copy(
    backend: &Backend,
    buyer: &Buyer,
    id: InvoiceId,
) -> Result<Vec<(String, File)>> {
    let papers = of_invoice(backend, buyer, id).await?;
    let each = |paper: SupportingDocument| {
        let kind = paper.kind;
        paper.files.into_iter().map(move |file| (kind, file))
    };
    let all: Vec<(Kind, Attached)> = papers.into_iter().flat_map(each).collect();
    supporting_document::together(all.iter().map(|(_, file)| file.bytes).sum())?;
    let mut taken = Vec::with_capacity(all.len());
    for (nth, (kind, file)) in all.into_iter().enumerate() {
        let name = supporting_document::name_in_archive(nth + 1, kind, &file.name);
        taken.push((name, files::get(backend, buyer, file.id).await?));
    }
    Ok(taken)
}
