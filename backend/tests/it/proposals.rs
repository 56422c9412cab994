//! Decisions that wait, and what they can be: limits and approvers, proposals to the buyer, corrected
//! invoices, write-offs, and disputes that are opened again.

use crate::{
    conversations::written,
    disputes::{assert_all_agree, eur, open, standing, version},
    payments::pay,
};
use backend::{
    Error, Staff,
    disputes::{self, Became, Claimed, Decision, Judged, NewDispute, NewLine, Way},
    home,
    invoices::detail,
    testing::World,
};
use domain::{
    Refusal,
    access::StaffRole,
    dispute::{Claim, Outcome, State},
    ids::{DisputeId, InvoiceId, ProposalId},
};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Judges the first line that is left.
pub async fn judge(
    world: &World,
    by: &Staff,
    id: DisputeId,
    (outcome, off_minor): (Outcome, i64),
    way: Way,
) -> Result<Became, Error> {
    let b = world.backend();
    let detail = disputes::get(b, &world.mirjam, id).await?;
    let line = detail.lines.iter().find(|line| line.verdict.is_none());
    let line_id = line.ok_or(Error::NotFound)?.id;
    let version = version(world, id).await;
    let lines = vec![Judged { line_id, outcome, off: eur(off_minor) }];
    let decision = Decision {
        dispute_id: id,
        version,
        lines,
        told: "We looked at it.".to_owned(),
        deliver_by: None,
    };
    disputes::decide(b, by, &decision, way).await
}

/// The proposal that waits, as staff see it.
pub async fn proposal(world: &World, id: DisputeId) -> Option<ProposalId> {
    let b = world.backend();
    let dispute = backend::receivables::disputes::get(b, &world.lena, id).await.unwrap();
    dispute.detail.proposal.map(|proposal| proposal.id)
}

async fn state(world: &World, id: DisputeId) -> State {
    disputes::get(world.backend(), &world.mirjam, id).await.unwrap().summary.state
}

/// Line 1 should have cost this much.
async fn open_price(world: &World, invoice: InvoiceId, right_minor: i64) -> DisputeId {
    let claimed = Claimed::Line(1, Claim::Price(Decimal::from(right_minor)));
    let new = NewDispute {
        id: DisputeId(Uuid::now_v7()),
        lines: vec![NewLine { invoice_id: invoice, reason: "price".to_owned(), claimed }],
        text: "We agreed on less.".to_owned(),
        files: vec![],
    };
    disputes::open(world.backend(), &world.joost, &new).await.unwrap();
    new.id
}

#[tokio::test]
async fn above_a_limit_another_person_has_to_agree_and_until_then_nothing_happens() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 500_000, -10).await;
    let id = open(&world, invoice, 300_000).await.unwrap();
    // Lena collects: 1,000.00 is what she takes off alone.
    let became = judge(&world, &world.lena, id, (Outcome::Credit, 100_001), Way::Decide).await;
    assert_eq!(became.unwrap(), Became::Waits);
    assert_eq!(standing(&world, invoice).await, (500_000, 300_000, 200_000), "all of it is held");
    assert_eq!(
        disputes::get(b, &world.joost, id).await.unwrap().proposal,
        None,
        "buyers see nothing of it"
    );
    let waits = proposal(&world, id).await.expect("it waits");
    let own = disputes::approve(b, &world.lena, waits).await;
    assert!(matches!(own, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{own:?}");
    let lena_approves = Staff { role: StaffRole::Approver, ..world.lena.clone() };
    let own = disputes::approve(b, &lena_approves, waits).await;
    assert!(matches!(own, Err(Error::Refused(Refusal::Field { .. }))), "two eyes: {own:?}");
    let elsewhere = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let strange = disputes::approve(b, &elsewhere, waits).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    assert_eq!(disputes::approve(b, &world.ada, waits).await.unwrap(), Became::Done);
    assert_eq!(standing(&world, invoice).await, (399_999, 0, 399_999));
    let twice = disputes::approve(b, &world.ada, waits).await;
    assert!(matches!(twice, Err(Error::Refused(Refusal::Stale))), "{twice:?}");
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn a_limit_is_not_got_round_in_parts_and_what_is_refused_changes_nothing() {
    let world = World::new().await;
    let b = world.backend();
    let (one, other) =
        (world.invoice("NH-1", 100_000, -10).await, world.invoice("NH-2", 100_000, -10).await);
    let amount = |invoice_id| NewLine {
        invoice_id,
        reason: "price".to_owned(),
        claimed: Claimed::Amount(eur(80_000)),
    };
    let new = NewDispute {
        id: DisputeId(Uuid::now_v7()),
        lines: vec![amount(one), amount(other)],
        text: "Both are wrong.".to_owned(),
        files: vec![],
    };
    disputes::open(b, &world.joost, &new).await.unwrap();
    let credit = (Outcome::Credit, 60_000);
    let became = judge(&world, &world.lena, new.id, credit, Way::Decide).await.unwrap();
    assert_eq!(became, Became::Done);
    let became = judge(&world, &world.lena, new.id, credit, Way::Decide).await.unwrap();
    assert_eq!(became, Became::Waits, "together it is above");
    let waits = proposal(&world, new.id).await.expect("it waits");
    disputes::refuse(b, &world.ada, waits, "Half is enough.").await.unwrap();
    assert_eq!(proposal(&world, new.id).await, None);
    assert_eq!(state(&world, new.id).await, State::Open);
    assert_eq!(standing(&world, other).await, (100_000, 80_000, 20_000));
    let messages = disputes::get(b, &world.joost, new.id).await.unwrap().messages;
    assert!(messages.iter().all(|message| message.text != "Half is enough."), "it is a note");
}

#[tokio::test]
async fn what_is_proposed_is_decided_when_the_buyer_accepts() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let became = judge(&world, &world.lena, id, (Outcome::Credit, 15_000), Way::Offer).await;
    assert_eq!(became.unwrap(), Became::Offered);
    assert_eq!(
        (state(&world, id).await, standing(&world, invoice).await.1),
        (State::Asked, 20_000)
    );
    let offered = disputes::get(b, &world.joost, id).await.unwrap().proposal.expect("an offer");
    assert_eq!(offered.off, eur(15_000));
    for (who, expected) in [(&world.victor, "role"), (&world.ruud, "stranger")] {
        assert!(disputes::accept(b, who, offered.id).await.is_err(), "{expected}");
    }
    // They want more, and get another offer.
    disputes::decline(b, &world.joost, offered.id, "It was all broken.").await.unwrap();
    assert_eq!(state(&world, id).await, State::Open);
    let late = disputes::accept(b, &world.joost, offered.id).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::Stale))), "{late:?}");
    judge(&world, &world.lena, id, (Outcome::Credit, 18_000), Way::Offer).await.unwrap();
    let offered = disputes::get(b, &world.joost, id).await.unwrap().proposal.expect("an offer");
    let (one, other) = tokio::join!(
        disputes::accept(b, &world.joost, offered.id),
        disputes::accept(b, &world.joost, offered.id)
    );
    assert!(one.is_ok() != other.is_ok(), "one of two clicks: {one:?} {other:?}");
    assert_eq!(standing(&world, invoice).await, (82_000, 0, 82_000));
    assert_eq!(state(&world, id).await, State::Decided);
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn what_is_above_the_limit_is_offered_only_once_it_is_approved() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 500_000, -10).await;
    let id = open(&world, invoice, 300_000).await.unwrap();
    let became = judge(&world, &world.lena, id, (Outcome::Credit, 200_000), Way::Offer).await;
    assert_eq!(became.unwrap(), Became::Waits);
    let waits = proposal(&world, id).await.expect("it waits");
    let early = disputes::accept(b, &world.joost, waits).await;
    assert!(matches!(early, Err(Error::NotFound)), "{early:?}");
    assert_eq!(disputes::approve(b, &world.ada, waits).await.unwrap(), Became::Offered);
    disputes::accept(b, &world.joost, waits).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (300_000, 0, 300_000));
}

#[tokio::test]
async fn what_changed_meanwhile_overtakes_a_proposal() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    judge(&world, &world.lena, id, (Outcome::Credit, 15_000), Way::Offer).await.unwrap();
    let offered = disputes::get(b, &world.joost, id).await.unwrap().proposal.expect("an offer");
    disputes::withdraw(b, &world.joost, id).await.unwrap();
    let late = disputes::accept(b, &world.joost, offered.id).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::Stale))), "{late:?}");
    assert_eq!(disputes::get(b, &world.joost, id).await.unwrap().proposal, None);
    assert_eq!(standing(&world, invoice).await, (100_000, 0, 100_000));
}

#[tokio::test]
async fn a_corrected_invoice_voids_the_old_one_and_takes_over_what_was_paid() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open_price(&world, invoice, 80_000).await;
    pay(&world, &[invoice], "card_pays").await.unwrap();
    assert_eq!(standing(&world, invoice).await, (20_000, 20_000, 0));
    judge(&world, &world.lena, id, (Outcome::Correct, 0), Way::Decide).await.unwrap();
    let lines = disputes::get(b, &world.joost, id).await.unwrap().lines;
    let verdict = lines[0].verdict.clone().expect("decided");
    let (new, number) = verdict.corrected_by.expect("another invoice");
    assert!(number.starts_with("CI-"), "{number}");
    // 800 was billed anew, 800 had been paid: nothing is open, and no credit is left.
    assert_eq!(standing(&world, invoice).await, (0, 0, 0));
    assert_eq!(standing(&world, new).await, (0, 0, 0));
    let home = home::load(b, &world.mirjam).await.unwrap();
    assert_eq!(home.standings, [], "no credit is left either");
    let total = detail::get(b, &world.mirjam, new).await.unwrap().head.total;
    assert_eq!(total, eur(80_000));
    let claimed = Claimed::Amount(eur(100));
    let lines = vec![NewLine { invoice_id: invoice, reason: "price".to_owned(), claimed }];
    let (id, text) = (DisputeId(Uuid::now_v7()), "Again.".to_owned());
    let void = NewDispute { id, lines, text, files: vec![] };
    let refused = disputes::open(b, &world.joost, &void).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "a void invoice: {refused:?}");
    world.db.assert_books().await;
}

#[tokio::test]
async fn an_invoice_that_is_not_settled_otherwise_is_not_corrected() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let amount = open(&world, invoice, 5_000).await.unwrap();
    let correct = (Outcome::Correct, 0);
    let whole = judge(&world, &world.lena, amount, correct, Way::Decide).await;
    assert!(matches!(whole, Err(Error::Refused(_))), "an amount has no line: {whole:?}");
    let id = open_price(&world, invoice, 80_000).await;
    let other = judge(&world, &world.lena, id, correct, Way::Decide).await;
    assert!(matches!(other, Err(Error::Refused(_))), "the other dispute runs: {other:?}");
    judge(&world, &world.lena, amount, (Outcome::Reject, 0), Way::Decide).await.unwrap();
    pay(&world, &[invoice], "debit_settles").await.unwrap();
    let moving = judge(&world, &world.lena, id, correct, Way::Decide).await;
    assert!(matches!(moving, Err(Error::Refused(_))), "money is on its way: {moving:?}");
    world.db.pass_days(6).await;
    judge(&world, &world.lena, id, correct, Way::Decide).await.unwrap();
    world.db.assert_books().await;
}

#[tokio::test]
async fn what_is_written_off_is_asked_for_nowhere_and_is_our_loss() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    judge(&world, &world.lena, id, (Outcome::WriteOff, 5_000), Way::Decide).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (95_000, 0, 95_000));
    let summary = disputes::get(b, &world.joost, id).await.unwrap().summary;
    assert_eq!((summary.off, summary.state), (eur(5_000), State::Decided));
    assert_all_agree(&world, invoice).await;
    world.db.assert_books().await;
    // What was paid is not open, and is credited instead.
    let id = open(&world, invoice, 50_000).await.unwrap();
    pay(&world, &[invoice], "card_pays").await.unwrap();
    disputes::withdraw(b, &world.joost, id).await.unwrap();
    let id = open(&world, invoice, 90_000).await.unwrap();
    let paid = judge(&world, &world.lena, id, (Outcome::WriteOff, 60_000), Way::Decide).await;
    assert!(matches!(paid, Err(Error::Refused(Refusal::Field { .. }))), "{paid:?}");
}

#[tokio::test]
async fn what_was_not_taken_off_can_be_opened_again_for_a_month() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    judge(&world, &world.lena, id, (Outcome::Credit, 15_000), Way::Decide).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (85_000, 0, 85_000));
    let again = written("The other 50, too.");
    for _ in 0..2 {
        disputes::reopen(b, &world.joost, id, &again).await.unwrap();
    }
    assert_eq!(standing(&world, invoice).await, (85_000, 5_000, 80_000));
    assert_eq!(state(&world, id).await, State::Open);
    judge(&world, &world.lena, id, (Outcome::Reject, 0), Way::Decide).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (85_000, 0, 85_000));
    world.db.pass_days(31).await;
    let late = disputes::reopen(b, &world.joost, id, &written("Still.")).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::DateTooLate { .. }))), "{late:?}");

    // What was taken back is held as it was; what was credited in full is not opened again.
    let id = open(&world, invoice, 10_000).await.unwrap();
    disputes::withdraw(b, &world.joost, id).await.unwrap();
    disputes::reopen(b, &world.joost, id, &written("We looked again.")).await.unwrap();
    assert_eq!(standing(&world, invoice).await.1, 10_000);
    judge(&world, &world.lena, id, (Outcome::Credit, 10_000), Way::Decide).await.unwrap();
    let none = disputes::reopen(b, &world.joost, id, &written("More?")).await;
    assert!(matches!(none, Err(Error::Refused(Refusal::Field { .. }))), "{none:?}");
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn no_more_is_credited_of_an_invoice_than_was_billed() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let first = open(&world, invoice, 80_000).await.unwrap();
    disputes::withdraw(b, &world.joost, first).await.unwrap();
    let second = open(&world, invoice, 90_000).await.unwrap();
    disputes::reopen(b, &world.joost, first, &written("That, too.")).await.unwrap();
    judge(&world, &world.ada, second, (Outcome::Credit, 90_000), Way::Decide).await.unwrap();
    let beyond = judge(&world, &world.ada, first, (Outcome::Credit, 80_000), Way::Decide).await;
    assert!(matches!(beyond, Err(Error::Refused(Refusal::Field { .. }))), "{beyond:?}");
    judge(&world, &world.ada, first, (Outcome::Credit, 10_000), Way::Decide).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (0, 0, 0));
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn two_disputes_about_the_same_thing_go_on_as_one() {
    let world = World::new().await;
    let b = world.backend();
    let (one, other) =
        (world.invoice("NH-1", 100_000, -10).await, world.invoice("NH-2", 100_000, -10).await);
    let from = open(&world, one, 20_000).await.unwrap();
    let into = open(&world, other, 10_000).await.unwrap();
    let number = disputes::get(b, &world.joost, into).await.unwrap().summary.number;
    let version = version(&world, from).await;
    disputes::link(b, &world.lena, from, &number).await.unwrap();
    let queue = async |id| backend::receivables::disputes::get(b, &world.lena, id).await.unwrap();
    assert_eq!(queue(into).await.linked[0].id, from);
    for wrong in ["D-26-9999", ""] {
        let refused = disputes::merge(b, &world.lena, from, version, wrong).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Field { .. }))), "{refused:?}");
    }
    let stale = disputes::merge(b, &world.lena, from, version + 1, &number).await;
    assert!(matches!(stale, Err(Error::Refused(Refusal::Stale))), "{stale:?}");
    let elsewhere = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let strange = disputes::merge(b, &elsewhere, from, version, &number).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    assert_eq!(disputes::merge(b, &world.lena, from, version, &number).await.unwrap(), into);
    let (gone, stays) = (
        disputes::get(b, &world.joost, from).await.unwrap(),
        disputes::get(b, &world.joost, into).await.unwrap(),
    );
    assert_eq!((gone.summary.state, gone.lines.len()), (State::Merged, 0));
    assert_eq!((stays.lines.len(), stays.summary.disputed), (2, eur(30_000)));
    assert_eq!(standing(&world, one).await, (100_000, 20_000, 80_000), "it is still on hold");
    let again = disputes::reopen(b, &world.joost, from, &written("Why?")).await;
    assert!(matches!(again, Err(Error::Refused(_))), "{again:?}");
    judge(&world, &world.lena, into, (Outcome::Credit, 10_000), Way::Decide).await.unwrap();
    judge(&world, &world.lena, into, (Outcome::Credit, 20_000), Way::Decide).await.unwrap();
    assert_eq!(state(&world, into).await, State::Decided);
    assert_eq!(standing(&world, one).await, (80_000, 0, 80_000));
    world.db.assert_books().await;
}
