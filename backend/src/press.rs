//! The press: documents are made on threads of their own, a few at a time, so that no page waits for
//! paper. A PDF takes some 10 to 50 ms of a core, a statement of thousands of lines a second.

use crate::{
    error::{Error, Result},
    turns::{Turn, Turns},
};
use std::{sync::LazyLock, thread::available_parallelism};
use tokio::task::spawn_blocking;

/// How many documents may wait for the press.
const QUEUE: usize = 64;

/// One per process. Half of the cores, so that the other half is there for pages.
static PRESS: LazyLock<Turns> = LazyLock::new(|| {
    let cores = available_parallelism().map_or(1, usize::from);
    Turns::new(cores.div_ceil(2), QUEUE, "too many documents are being made at this moment")
});

/// Makes a document. Who goes away meanwhile does not free the press before it is done.
pub async fn make<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    with(PRESS.take().await?, work).await
}

/// Makes a document that nobody sits and waits for, however full the press is.
pub async fn make_in_time<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    with(PRESS.take_in_time().await?, work).await
}

async fn with<T: Send + 'static>(
    turn: Turn<'static>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let made = spawn_blocking(move || {
        let made = work();
        drop(turn);
        made
    });
    made.await.map_err(|error| Error::caused("making a document", error))
}
