//! The press: documents are made on threads of its own, a few at a time, so that no page waits for paper. A
//! PDF takes some 10 to 50 ms of a core, a statement of thousands of lines a second. Its threads are nice: of a
//! core that both want, a page gets nine tenths. That is not enough where cores share what they are made of, so
//! while pages are read a thread rests after each document, and works one part in twenty. A document that somebody
//! waits for is shared among the cores; the others are made by one thread each, which makes more of them.

use crate::{
    error::{Error, Result},
    turns::{Turn, Turns},
};
use documents::typeset;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, LazyLock, Mutex, PoisonError, mpsc},
    thread::{self, available_parallelism},
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// How many documents may wait for the press.
const QUEUE: usize = 64;
/// How nice its threads are.
const NICE: i32 = 10;
/// Tables in tables take room on the stack.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// For how long pages are being read after one was made.
const READING: Duration = Duration::from_millis(100);
/// How much longer than it worked a thread rests beside pages.
const REST: u32 = 19;
/// How long at most: somebody may wait for the next document.
const LONGEST_REST: Duration = Duration::from_millis(500);

type Work = Box<dyn FnOnce() + Send>;

/// One per process.
struct Press {
    turns: Turns,
    give: mpsc::Sender<Work>,
}

static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let threads = available_parallelism().map_or(1, usize::from);
    let (give, take) = mpsc::channel::<Work>();
    let take = Arc::new(Mutex::new(take));
    for _ in 0..threads {
        let take = take.clone();
        let press = thread::Builder::new().name("press".to_owned()).stack_size(STACK_BYTES);
        // Without threads every document is refused, and the log says why.
        if let Err(error) = press.spawn(move || work(&take)) {
            tracing::error!(%error, "the press has no thread");
        }
    }
    Press {
        turns: Turns::new(threads, QUEUE, "too many documents are being made at this moment"),
        give,
    }
});

/// Works on what is given for as long as the process lives.
fn work(take: &Mutex<mpsc::Receiver<Work>>) {
    // On Linux this is the thread's own.
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "the press is as hurried as pages are");
    }
    loop {
        let next = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        let began = Instant::now();
        // Whoever waits for it is told by the answer that never comes.
        let _ = catch_unwind(AssertUnwindSafe(work));
        thread::sleep(rest(began.elapsed(), since_page()));
    }
}

/// How long a thread rests that has worked for so long, so long after a page was made.
fn rest(worked: Duration, since_page: Option<Duration>) -> Duration {
    match since_page {
        Some(since) if since < READING => (worked * REST).min(LONGEST_REST),
        _ => Duration::ZERO,
    }
}

/// When the last page was made.
static LAST_PAGE: Mutex<Option<Instant>> = Mutex::new(None);

/// Notes that somebody reads pages at this moment.
pub fn make_way() {
    *LAST_PAGE.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
}

fn since_page() -> Option<Duration> {
    LAST_PAGE.lock().unwrap_or_else(PoisonError::into_inner).map(|last| last.elapsed())
}

/// Makes a document. Who goes away meanwhile does not free the press before it is done.
pub async fn make<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    with(PRESS.turns.take().await?, work).await
}

/// Makes a document that nobody sits and waits for, however full the press is.
pub async fn make_in_time<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    with(PRESS.turns.take_in_time().await?, || typeset::alone(work)).await
}

async fn with<T: Send + 'static>(
    turn: Turn<'static>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let (tell, told) = oneshot::channel();
    let work = Box::new(move || {
        let made = work();
        drop(turn);
        // Nobody may be waiting any more.
        let _ = tell.send(made);
    });
    PRESS.give.send(work).map_err(|_| Error::bug("the press is closed"))?;
    told.await.map_err(|e| Error::caused("making a document", e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rests_beside_pages_only_and_not_for_long() {
        let ms = Duration::from_millis;
        assert_eq!(rest(ms(10), Some(ms(5))), ms(190));
        assert_eq!(rest(ms(2_000), Some(ms(5))), ms(500));
        assert_eq!(rest(ms(10), Some(ms(100))), ms(0));
        assert_eq!(rest(ms(10), None), ms(0));
    }

    #[tokio::test]
    async fn work_that_panics_is_told_and_the_press_goes_on() {
        for _ in 0..8 {
            assert!(make(|| -> u8 { panic!("a document that cannot be made") }).await.is_err());
        }
        assert_eq!(make(|| 7).await.expect("made"), 7);
    }
}
