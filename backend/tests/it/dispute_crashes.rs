//! A crash at every write of opening, taking back and deciding a dispute: nothing half done stays, all
//! surfaces agree, and the form that is sent again does what it says, once.

use crate::{
    conversations::written,
    disputes::{amount_of, assert_all_agree, eur, open, standing},
    proposals::judge,
};
use backend::{
    Error,
    disputes::{self, Decision, Judged, Way},
    testing::World,
};
use domain::{
    Refusal,
    dispute::Outcome,
    ids::{DisputeId, InvoiceId},
};

/// An invoice of a new world, with a file's worth of history: one dispute of it is open.
async fn disputed() -> (World, InvoiceId, DisputeId) {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    (world, invoice, id)
}

/// Sends a form that dies at one write after the other, and then once more. Says after how many writes
/// it was done.
async fn dies_everywhere(
    world: &World,
    invoice: InvoiceId,
    form: impl AsyncFn() -> Result<(), Error>,
) -> u32 {
    world.db.can_crash().await;
    let before = world.db.contents().await;
    for write in 1_u32.. {
        world.db.crash_at(write).await;
        let answer = form().await;
        world.db.crash_at(0).await;
        match answer {
            Ok(()) => return write - 1,
            Err(Error::Refused(refusal)) => panic!("refused at write {write}: {refusal}"),
            Err(_) => {}
        }
        assert_eq!(world.db.contents().await, before, "something stays of write {write}");
        assert_all_agree(world, invoice).await;
    }
    unreachable!("a form ends");
}

/// The same as in a world in which nothing crashed: rows, messages, events, and what is told to whom.
async fn assert_ended_as(crashed: &World, smooth: &World) {
    for world in [crashed, smooth] {
        world.db.settle_down().await;
        world.db.assert_books().await;
    }
    assert_eq!(crashed.db.counts().await, smooth.db.counts().await);
}

#[tokio::test]
async fn a_dispute_that_dies_while_it_is_opened_is_opened_by_the_form_sent_again() {
    let (world, smooth) = (World::new().await, World::new().await);
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let new = amount_of(invoice, 20_000);
    let form = async || disputes::open(world.backend(), &world.joost, &new).await.map(|_| ());
    let writes = dies_everywhere(&world, invoice, form).await;
    assert!(writes > 8, "a dispute, its line, its hold, its message, its event: {writes}");
    assert_eq!(standing(&world, invoice).await, (100_000, 20_000, 80_000));
    let done = world.db.contents().await;
    let number = disputes::open(world.backend(), &world.joost, &new).await.unwrap();
    assert_eq!(number, "D-26-0001", "no number is lost");
    assert_eq!(world.db.contents().await, done, "sent once more, it does nothing");

    let theirs = smooth.invoice("NH-1", 100_000, -10).await;
    open(&smooth, theirs, 20_000).await.unwrap();
    assert_ended_as(&world, &smooth).await;
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn a_dispute_that_dies_while_it_is_taken_back_is_taken_back_by_the_next_click() {
    let (world, invoice, id) = disputed().await;
    let form = async || disputes::withdraw(world.backend(), &world.joost, id).await;
    let writes = dies_everywhere(&world, invoice, form).await;
    assert!(writes > 4, "its hold, its state, its turn, its event: {writes}");
    assert_eq!(standing(&world, invoice).await, (100_000, 0, 100_000));
    let done = world.db.contents().await;
    let again = form().await;
    assert!(matches!(again, Err(Error::Refused(Refusal::WrongState { .. }))), "{again:?}");
    assert_eq!(world.db.contents().await, done);

    let (smooth, _, id) = disputed().await;
    disputes::withdraw(smooth.backend(), &smooth.joost, id).await.unwrap();
    assert_ended_as(&world, &smooth).await;
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn a_decision_that_dies_is_made_by_the_form_sent_again() {
    for (outcome, off, open_after) in [
        (Outcome::Credit, 15_000, 85_000),
        (Outcome::WriteOff, 15_000, 85_000),
        (Outcome::Reject, 0, 100_000),
    ] {
        let (world, invoice, id) = disputed().await;
        let b = world.backend();
        let line_id = disputes::get(b, &world.mirjam, id).await.unwrap().lines[0].id;
        let lines = vec![Judged { line_id, outcome, off: eur(off) }];
        let told = "We looked at it.".to_owned();
        let decision = Decision { dispute_id: id, version: 1, lines, told, deliver_by: None };
        let form =
            async || disputes::decide(b, &world.lena, &decision, Way::Decide).await.map(|_| ());
        let writes = dies_everywhere(&world, invoice, form).await;
        assert!(writes > 8, "{outcome:?}: {writes}");
        assert_eq!(standing(&world, invoice).await, (open_after, 0, open_after), "{outcome:?}");
        let done = world.db.contents().await;
        let again = form().await;
        assert!(matches!(again, Err(Error::Refused(Refusal::Stale))), "{outcome:?}: {again:?}");
        assert_eq!(world.db.contents().await, done, "{outcome:?}");

        let (smooth, _, id) = disputed().await;
        judge(&smooth, &smooth.lena, id, (outcome, off), Way::Decide).await.unwrap();
        assert_ended_as(&world, &smooth).await;
        assert_all_agree(&world, invoice).await;
        let told = disputes::get(b, &world.mirjam, decision.dispute_id).await.unwrap();
        assert_eq!(told.summary.off, eur(off), "{outcome:?}");
    }
}

#[tokio::test]
async fn what_dies_while_it_is_opened_again_stays_ended_until_it_is_sent_again() {
    let (world, invoice, id) = disputed().await;
    judge(&world, &world.lena, id, (Outcome::Reject, 0), Way::Decide).await.unwrap();
    let again = written("Look again.");
    let form = async || disputes::reopen(world.backend(), &world.joost, id, &again).await;
    dies_everywhere(&world, invoice, form).await;
    assert_eq!(standing(&world, invoice).await, (100_000, 20_000, 80_000));
    let done = world.db.contents().await;
    form().await.unwrap();
    assert_eq!(world.db.contents().await, done, "sent once more, it does nothing");
}
