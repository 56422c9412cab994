//! Work that keeps a core busy: a few at a time, a short queue, and the rest is told to come back
//! before it can starve everybody's pages.

use crate::error::{Error, Result};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many do a kind of work at once, and how many may wait for it.
pub(crate) struct Turns {
    places: Semaphore,
    /// Working or waiting to.
    here: AtomicUsize,
    most: usize,
    /// What the rest is told.
    full: &'static str,
}

/// A turn, until it is dropped. Moved into the work, it lasts as long as the work does, even if nobody
/// waits for it any more.
pub(crate) struct Turn<'a> {
    _place: SemaphorePermit<'a>,
    _here: Here<'a>,
}

impl Turns {
    /// So many at once, so many more in the queue.
    pub fn new(at_once: usize, waiting: usize, full: &'static str) -> Self {
        Self {
            places: Semaphore::new(at_once),
            here: AtomicUsize::new(0),
            most: at_once + waiting,
            full,
        }
    }

    /// Waits for a turn, unless too many wait already.
    pub async fn take(&self) -> Result<Turn<'_>> {
        // Counted by a guard, so that who leaves while waiting leaves the queue as well.
        let here = Here(&self.here);
        if here.0.fetch_add(1, Ordering::SeqCst) >= self.most {
            return Err(Error::Unavailable(self.full));
        }
        self.wait(here).await
    }

    /// Waits for a turn, however many wait: for what nobody sits and waits for.
    pub async fn take_in_time(&self) -> Result<Turn<'_>> {
        let here = Here(&self.here);
        here.0.fetch_add(1, Ordering::SeqCst);
        self.wait(here).await
    }

    async fn wait<'a>(&'a self, here: Here<'a>) -> Result<Turn<'a>> {
        let place =
            self.places.acquire().await.map_err(|e| Error::caused("waiting for a turn", e))?;
        Ok(Turn { _place: place, _here: here })
    }
}

struct Here<'a>(&'a AtomicUsize);

impl Drop for Here<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_turns_people_away_and_recovers() {
        let turns = Turns::new(1, 1, "full");
        let first = turns.take().await.unwrap();
        let mut second = Box::pin(turns.take());
        assert!(is_pending(second.as_mut()).await, "one waits");
        assert!(matches!(turns.take().await, Err(Error::Unavailable("full"))));
        drop(second); // gives up: its place is free again
        drop(first);
        assert!(turns.take().await.is_ok());
        assert_eq!(turns.here.load(Ordering::SeqCst), 0);
    }

    async fn is_pending<F: Future + Unpin>(future: F) -> bool {
        tokio::time::timeout(std::time::Duration::from_millis(20), future).await.is_err()
    }
}
