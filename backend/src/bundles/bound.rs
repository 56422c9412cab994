//! All documents as one PDF. It is set as a whole: what is loaded first is what stands on paper, and no more.

use super::{
    load::{self, Task},
    make::{AHEAD, is_time, note},
};
use crate::{
    Backend,
    error::{Error, Result},
    press,
};
use documents::typeset;
use domain::bundle::MOST_BOUND_ROWS;
use futures_util::{StreamExt, stream};
use std::path::Path;

/// Writes all of it; nothing if it was stopped.
pub(super) async fn write(backend: &Backend, task: &Task, path: &Path) -> Result<Option<usize>> {
    // Owned entries: a closure over borrowed ones cannot be sent to another thread.
    let entries = task.entries.clone();
    let mut loaded = stream::iter(entries).map(|one| load::one(backend, task, one)).buffered(AHEAD);
    let mut sheets = Vec::with_capacity(task.entries.len());
    let mut rows = 0;
    while let Some(document) = loaded.next().await {
        let sheet = document?.sheet();
        rows += sheet.tables.iter().map(|table| table.rows.len()).sum::<usize>();
        if rows > MOST_BOUND_ROWS {
            // To try it again would end the same way.
            let mut tx = backend.db.worker().await?;
            super::give_up(&mut tx, task.id).await?;
            tx.commit().await?;
            return Ok(None);
        }
        sheets.push(sheet);
        let done = sheets.len();
        if is_time(done, task) && !note(backend, task.id, done, 0).await? {
            return Ok(None);
        }
    }
    let set = press::make_in_time(move || typeset::bound(&sheets)).await?;
    let bytes = set.map_err(|e| Error::caused("setting a bundle", e))?;
    let written = tokio::fs::write(path, bytes).await;
    written.map_err(|e| Error::caused("writing a bundle", e))?;
    Ok(Some(0))
}
