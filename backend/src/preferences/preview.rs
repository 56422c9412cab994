//! The account's own document to try a choice with: its latest invoice or credit note, its statement of today;
//! what there is none of yet is made up ([`sample`]).

use super::{At, sample::Sample};
use crate::{
    Backend, Buyer, Result, accounts, brands, credit_notes,
    invoices::copy,
    statements::{self, Asked, Form},
};
use documents::{invoice::Invoice, statement::Statement};
use domain::{
    access::{Action, BuyerRole},
    ids::{CreditNoteId, InvoiceId},
};
use sqlx::PgConnection;

/// The most lines of a statement that is only looked at.
const LINES: i64 = 200;

/// The latest invoice of the account, as it was issued; none where there is none.
pub async fn invoice(backend: &Backend, at: At<'_>) -> Result<Option<Invoice>> {
    let buyer = eyes(backend, at).await?;
    let mut tx = at.begin(backend).await?;
    let latest = latest(&mut tx, &buyer).await?;
    tx.end();
    let Some(id) = latest else { return Ok(None) };
    let mut invoice = copy::get(backend, &buyer, id).await?;
    brands::mark(backend, &buyer, &mut invoice.seller).await?;
    Ok(Some(Invoice { is_copy: false, ..invoice }))
}

/// The latest credit note of the account, as it was issued; none where there is none.
pub async fn credit_note(backend: &Backend, at: At<'_>) -> Result<Option<Invoice>> {
    let buyer = eyes(backend, at).await?;
    let mut tx = at.begin(backend).await?;
    let latest = sqlx::query_scalar!(
        "SELECT id FROM credit_note WHERE account_id = $1 ORDER BY issued_on DESC, id DESC LIMIT 1",
        buyer.account_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.end();
    let Some(id) = latest else { return Ok(None) };
    let mut note = credit_notes::copy::get(backend, &buyer, CreditNoteId(id)).await?;
    brands::mark(backend, &buyer, &mut note.seller).await?;
    Ok(Some(Invoice { is_copy: false, ..note }))
}

/// A receipt, a reminder or an agreement between both sides, with amounts that are made up.
pub async fn sample(backend: &Backend, at: At<'_>) -> Result<Sample> {
    let buyer = eyes(backend, at).await?;
    let mut tx = backend.db.portal(&buyer).await?;
    let agreed = accounts::agreed(&mut tx, &buyer).await?;
    tx.end();
    let mut sample = Sample::between(&agreed, at.today(&backend.clock));
    brands::mark(backend, &buyer, &mut sample.seller).await?;
    Ok(sample)
}

/// What is open at the account today.
pub async fn statement(backend: &Backend, at: At<'_>) -> Result<Statement> {
    let buyer = eyes(backend, at).await?;
    let asked = Asked {
        form: Form::OpenItems,
        to: at.today(&backend.clock),
        currency: None,
        most_lines: LINES,
        after: None,
    };
    let mut statement = statements::make(backend, &buyer, &asked).await?.statement;
    brands::mark(backend, &buyer, &mut statement.seller).await?;
    Ok(statement)
}

async fn latest(tx: &mut PgConnection, buyer: &Buyer) -> Result<Option<InvoiceId>> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM invoice WHERE account_id = $1 ORDER BY issued_on DESC, id DESC LIMIT 1",
        buyer.account_id.0,
    )
    .fetch_optional(tx)
    .await?;
    Ok(id.map(InvoiceId))
}

/// With whose eyes it is read: staff see what the account's people see, and only read.
async fn eyes(backend: &Backend, at: At<'_>) -> Result<Buyer> {
    at.may_read()?;
    let (staff, account_id) = match at {
        At::Own(buyer) => return Ok(buyer.clone()),
        At::Of(staff, account_id) => (staff, account_id),
    };
    staff.may(Action::ViewPortalAs)?;
    let mut tx = at.begin(backend).await?;
    let account = sqlx::query!(
        "SELECT number, name FROM account WHERE id = $1 AND entity_id = $2",
        account_id.0,
        staff.entity_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(crate::Error::NotFound)?;
    tx.end();
    Ok(Buyer {
        user_id: staff.user_id,
        name: staff.name.clone(),
        account_id,
        account_number: account.number,
        account_name: account.name,
        entity_id: staff.entity_id,
        entity_name: staff.entity_name.clone(),
        time_zone: staff.time_zone.clone(),
        role: BuyerRole::View,
        seen_by_staff: Some(staff.name.clone()),
    })
}
