//! Imports: files from the ERP become accounts, contacts, invoices, credit notes and payments.

use crate::{Backend, error::Result};
use sqlx::PgConnection;
use uuid::Uuid;

/// Runs an uploaded file.
pub async fn run(_backend: &Backend, _run_id: Uuid) -> Result<()> {
    Ok(())
}

/// Marks a run whose job has failed too often.
pub(crate) async fn give_up(_tx: &mut PgConnection, _run_id: Uuid, _note: &str) -> Result<()> {
    Ok(())
}
