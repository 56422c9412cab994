//! The codes by which documents on paper are proved to be genuine, and what anybody reads who holds one.

use crate::{Backend, Error, Result, issued_documents::Subject};
use chrono::NaiveDate;
use documents::check::Check;
use domain::{
    document::Kind,
    document_check,
    money::{Currency, Money},
};

/// What a document said when it was issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    /// Who issued it.
    pub seller: String,
    /// Of which kind.
    pub kind: Kind,
    /// Its number; of statements and reminders, the customer's.
    pub number: String,
    /// Its day of issue; of a statement, its last day.
    pub issued_on: NaiveDate,
    /// Its total, if it has one.
    pub total: Option<Money>,
    /// The account to pay to.
    pub iban: String,
    /// Its bank.
    pub bank_name: String,
}

/// A code as it stands on paper, with where it is typed.
pub(crate) fn printed(backend: &Backend, code: &str) -> Check {
    Check { code: document_check::written(code), url: format!("{}/check", backend.public_url) }
}

/// The code of what is issued: made once, whatever it is made as.
pub(crate) async fn made(backend: &Backend, subject: Subject) -> Result<Check> {
    let mut tx = backend.db.worker().await?;
    sqlx::query!(
        "INSERT INTO document_check (code, entity_id, account_id, subject_id, made_at)
         SELECT $1, entity_id, id, $3, $4 FROM account WHERE id = $2
         ON CONFLICT ON CONSTRAINT document_check_is_one DO NOTHING",
        document_check::code(rand::random()),
        subject.account_id.0,
        subject.id,
        backend.clock.now(),
    )
    .execute(&mut *tx)
    .await?;
    let code = sqlx::query_scalar!(
        "SELECT code FROM document_check WHERE account_id = $1 AND subject_id = $2",
        subject.account_id.0,
        subject.id,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(printed(backend, &code))
}

/// The document of a code that has the number, however both are typed. Fifty random bits with the number of
/// the document are guessed by nobody.
pub async fn find(backend: &Backend, number: &str, code: &str) -> Result<Option<Checked>> {
    let Some(code) = document_check::read(code) else { return Ok(None) };
    let row = sqlx::query!(
        r#"SELECT seller AS "seller!", kind AS "kind!", number AS "number!", issued_on AS "issued_on!",
                  total_minor, currency AS "currency!", iban AS "iban!", bank_name AS "bank_name!"
           FROM checked_document($1)"#,
        code,
    )
    .fetch_optional(backend.db.gate_pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    if !row.number.eq_ignore_ascii_case(number.trim()) {
        return Ok(None);
    }
    let currency: Currency = row.currency.parse()?;
    Ok(Some(Checked {
        seller: row.seller,
        kind: Kind::of(&row.kind).ok_or_else(|| Error::bug("checked_document.kind"))?,
        number: row.number,
        issued_on: row.issued_on,
        total: row.total_minor.map(|minor| Money::new(minor, currency)),
        iban: row.iban,
        bank_name: row.bank_name,
    }))
}
