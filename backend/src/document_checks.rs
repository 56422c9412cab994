//! Whether a document on paper is genuine, for anybody who holds it.

use crate::{Backend, Error, Result};
use chrono::NaiveDate;
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
    /// Its number.
    pub number: String,
    /// Its day of issue.
    pub issued_on: NaiveDate,
    /// Its total.
    pub total: Money,
    /// The account to pay to.
    pub iban: String,
    /// Its bank.
    pub bank_name: String,
}

/// The document of a code that has the number, however both are typed. Fifty random bits with the number of
/// the document are guessed by nobody.
pub async fn find(backend: &Backend, number: &str, code: &str) -> Result<Option<Checked>> {
    let Some(code) = document_check::read(code) else { return Ok(None) };
    let row = sqlx::query!(
        r#"SELECT seller AS "seller!", kind AS "kind!", number AS "number!", issued_on AS "issued_on!",
                  total_minor AS "total_minor!", currency AS "currency!", iban AS "iban!", bank_name AS "bank_name!"
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
        total: Money::new(row.total_minor, currency),
        iban: row.iban,
        bank_name: row.bank_name,
    }))
}
