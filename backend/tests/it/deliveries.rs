//! What is delivered again: promised with the decision, delivered or moved, told when it is late, and
//! disputed again for some time after it came.

use crate::{
    disputes::{assert_all_agree, eur, open, standing, version},
    notices::letters,
    routing::{events, told},
};
use backend::{
    Error, Staff,
    conversations::NewReply,
    disputes::{self, Became, Decision, Delivery, Judged, Made, Moved, Way},
    receivables::{disputes as queue, paging::From},
    testing::World,
};
use chrono::{Days, NaiveDate};
use domain::{
    Refusal,
    delivery::State,
    dispute::{Outcome, State as Stands},
    ids::{DeliveryId, DisputeId},
};
use uuid::Uuid;

fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, d).expect("a date")
}

/// Lena decides that the first line that is left is delivered again.
async fn again(
    world: &World,
    id: DisputeId,
    by: Option<NaiveDate>,
    way: Way,
) -> Result<Became, Error> {
    let b = world.backend();
    let detail = disputes::get(b, &world.mirjam, id).await.unwrap();
    let line_id = detail.lines.iter().find(|line| line.verdict.is_none()).unwrap().id;
    let lines = vec![Judged { line_id, outcome: Outcome::Replace, off: eur(0) }];
    let (version, told) = (version(world, id).await, "We send it again.".to_owned());
    let decision = Decision { dispute_id: id, version, lines, told, deliver_by: by };
    disputes::decide(b, &world.lena, &decision, way).await
}

/// A dispute of an invoice, to be delivered again by a day of November.
async fn promised(world: &World, number: &str, by: u32) -> DisputeId {
    let invoice = world.invoice(number, 100_000, 30).await;
    let id = open(world, invoice, 20_000).await.unwrap();
    again(world, id, Some(day(by)), Way::Decide).await.unwrap();
    id
}

async fn delivery(world: &World, id: DisputeId) -> Delivery {
    let detail = disputes::get(world.backend(), &world.mirjam, id).await.unwrap();
    detail.deliveries.last().cloned().unwrap()
}

async fn made(world: &World, id: DisputeId, on: u32) -> Made {
    let delivery = delivery(world, id).await;
    Made {
        dispute_id: id,
        id: delivery.id,
        version: delivery.version,
        message: Uuid::now_v7(),
        on: day(on),
        note: " DN-77 ".to_owned(),
    }
}

async fn moved(world: &World, id: DisputeId, to: u32) -> Moved {
    let delivery = delivery(world, id).await;
    Moved {
        dispute_id: id,
        id: delivery.id,
        version: delivery.version,
        message: Uuid::now_v7(),
        to: day(to),
        reason: "The carrier is late.".to_owned(),
    }
}

async fn late(world: &World, by: &Staff) -> Vec<String> {
    let filter = queue::Filter { delivery_late: true, from: From::Start, ..Default::default() };
    let list = queue::list(world.backend(), by, &filter).await.unwrap();
    list.page.rows.into_iter().map(|row| row.number).collect()
}

#[tokio::test]
async fn a_decision_names_by_when_and_the_amount_is_to_pay_meanwhile() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 30).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let none = again(&world, id, None, Way::Decide).await;
    assert!(matches!(none, Err(Error::Refused(Refusal::Field { field: "date", .. }))), "{none:?}");
    let past = again(&world, id, Some(day(17)), Way::Decide).await;
    assert!(matches!(past, Err(Error::Refused(Refusal::DateTooEarly { .. }))), "{past:?}");
    assert_eq!(standing(&world, invoice).await.1, 20_000, "nothing has happened");
    again(&world, id, Some(day(25)), Way::Decide).await.unwrap();
    let detail = disputes::get(b, &world.mirjam, id).await.unwrap();
    assert_eq!(detail.summary.state, Stands::Decided);
    let verdict = detail.lines[0].verdict.as_ref().unwrap();
    let delivery = detail.delivery_of(verdict).expect("a delivery");
    assert_eq!(
        (delivery.standing.state, delivery.standing.promised_on),
        (State::Promised, day(25))
    );
    assert_eq!(standing(&world, invoice).await, (100_000, 0, 100_000), "it is to pay");
    let told =
        letters(&world).await.into_iter().rfind(|letter| letter.recipient.contains("ferrow"));
    let told = told.unwrap().body_text;
    assert!(told.contains("What is delivered again comes by 25 November 2026."), "{told}");
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn it_is_delivered_once_and_both_sides_know() {
    let world = World::new().await;
    let b = world.backend();
    let id = promised(&world, "NH-1", 25).await;
    world.db.pass_days(2).await;
    for (on, what) in [(17, "before it was decided"), (21, "tomorrow")] {
        let odd = disputes::deliver(b, &world.lena, &made(&world, id, on).await).await;
        assert!(odd.is_err(), "{what}");
    }
    let elsewhere = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let form = made(&world, id, 19).await;
    let strange = disputes::deliver(b, &elsewhere, &form).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let unknown = Made { id: DeliveryId(Uuid::now_v7()), ..form.clone() };
    let unknown = disputes::deliver(b, &world.lena, &unknown).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
    disputes::deliver(b, &world.lena, &form).await.unwrap();
    disputes::deliver(b, &world.lena, &form).await.unwrap(); // sent twice
    let now = delivery(&world, id).await;
    assert_eq!((now.standing.state, now.standing.delivered_on), (State::Delivered, Some(day(19))));
    assert_eq!(now.note.as_deref(), Some("DN-77"));
    let messages = disputes::get(b, &world.joost, id).await.unwrap().messages;
    let said = messages.iter().filter(|one| one.text.contains("delivery note DN-77")).count();
    assert_eq!(said, 1);
    let stale = Moved { version: 1, ..moved(&world, id, 28).await };
    assert!(disputes::move_delivery(b, &world.lena, &stale).await.is_err());
    let gone = disputes::move_delivery(b, &world.lena, &moved(&world, id, 28).await).await;
    assert!(matches!(gone, Err(Error::Refused(Refusal::WrongState { .. }))), "{gone:?}");
    let told = letters(&world).await;
    let told = told.iter().filter(|one| one.body_text.contains("has come:")).count();
    assert_eq!(told, 1, "the buyer is told once");
    let of = events(&world, id).await;
    assert!(of.contains(&("dispute.delivered".to_owned(), true)), "{of:?}");
}

#[tokio::test]
async fn what_is_late_is_in_the_queue_and_told_inside_once_for_each_day_that_was_promised() {
    let world = World::new().await;
    let b = world.backend();
    let id = promised(&world, "NH-1", 20).await;
    world.db.pass_days(2).await; // Friday, nine o'clock
    assert_eq!((late(&world, &world.lena).await, told(&world).await), (vec![], vec![]));
    world.db.pass(16).await; // Saturday, one o'clock at night
    assert_eq!(late(&world, &world.lena).await, ["D-26-0001"]);
    let elsewhere = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    assert_eq!(late(&world, &elsewhere).await, Vec::<String>::new());
    let subject = "Late: dispute D-26-0001 of Ferrow Cycles B.V., not delivered".to_owned();
    let first = ("ada@nordhaven.example".to_owned(), subject);
    assert_eq!(told(&world).await, std::slice::from_ref(&first));
    world.db.pass_days(3).await;
    assert_eq!(told(&world).await, std::slice::from_ref(&first), "once");
    let escalated = ("dispute.escalated".to_owned(), false);
    assert!(events(&world, id).await.contains(&escalated), "and no buyer reads of it");

    let no_reason = Moved { reason: " ".to_owned(), ..moved(&world, id, 26).await };
    let no_reason = disputes::move_delivery(b, &world.lena, &no_reason).await;
    assert!(matches!(no_reason, Err(Error::Refused(Refusal::Field { field: "reason", .. }))));
    let form = moved(&world, id, 26).await;
    disputes::move_delivery(b, &world.lena, &form).await.unwrap();
    disputes::move_delivery(b, &world.lena, &form).await.unwrap(); // sent twice
    assert_eq!(late(&world, &world.lena).await, Vec::<String>::new());
    let mail = letters(&world).await;
    let mail = mail.into_iter().rfind(|one| one.recipient.contains("hartman"));
    let mail = mail.unwrap().body_text;
    assert!(
        mail.contains("It will be delivered by 26 November 2026, not by 20 November 2026."),
        "{mail}"
    );
    assert!(mail.contains("The carrier is late."), "{mail}");
    world.db.pass_days(5).await;
    assert_eq!(told(&world).await, [first.clone(), first], "late again, told again");
    disputes::deliver(b, &world.lena, &made(&world, id, 27).await).await.unwrap();
    assert_eq!(late(&world, &world.lena).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_time_to_open_it_again_counts_from_the_delivery() {
    let world = World::new().await;
    let b = world.backend();
    let reopen = async |id| {
        let why = NewReply { id: Uuid::now_v7(), text: "Broken.".to_owned(), files: Vec::new() };
        disputes::reopen(b, &world.joost, id, &why).await
    };
    let (waits, came, gone) = (
        promised(&world, "NH-1", 28).await,
        promised(&world, "NH-2", 28).await,
        promised(&world, "NH-3", 28).await,
    );
    world.db.pass_days(10).await;
    for id in [came, gone] {
        disputes::deliver(b, &world.lena, &made(&world, id, 28).await).await.unwrap();
    }
    world.db.pass_days(30).await; // 28 December
    reopen(came).await.expect("thirty days after it came");
    world.db.pass_days(1).await;
    let late = reopen(gone).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::DateTooLate { .. }))), "{late:?}");
    reopen(waits).await.expect("nothing has come");
    assert_eq!(delivery(&world, waits).await.standing.state, State::Overtaken);
    assert_eq!(delivery(&world, came).await.standing.state, State::Delivered);
    let form = moved(&world, waits, 28).await;
    let form = Moved { to: world.today() + Days::new(3), ..form };
    let over = disputes::move_delivery(b, &world.lena, &form).await;
    assert!(matches!(over, Err(Error::Refused(Refusal::WrongState { .. }))), "{over:?}");
    assert_eq!(late_count(&world).await, 0, "its own clock runs again");
    world.db.assert_books().await;
}

async fn late_count(world: &World) -> usize {
    late(world, &world.lena).await.len()
}

#[tokio::test]
async fn a_proposal_carries_its_day_and_an_approver_does_not_promise_the_past() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 30).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    again(&world, id, Some(day(20)), Way::Offer).await.unwrap();
    let offered = disputes::get(b, &world.joost, id).await.unwrap().proposal.unwrap();
    assert_eq!(offered.deliver_by, Some(day(20)));
    world.db.pass_days(5).await;
    // It was offered so, and perhaps it has come long ago: who accepts late accepts that.
    disputes::accept(b, &world.joost, offered.id).await.unwrap();
    assert_eq!(delivery(&world, id).await.standing.promised_on, day(20));
    assert_eq!(late_count(&world).await, 1);

    let world = World::new().await;
    let b = world.backend();
    let (one, other) =
        (world.invoice("NH-1", 400_000, 30).await, world.invoice("NH-2", 100_000, 30).await);
    let line = |invoice_id, minor| disputes::NewLine {
        invoice_id,
        reason: "price".to_owned(),
        claimed: disputes::Claimed::Amount(eur(minor)),
    };
    let new = disputes::NewDispute {
        id: DisputeId(Uuid::now_v7()),
        lines: vec![line(one, 300_000), line(other, 20_000)],
        text: "Both.".to_owned(),
        files: vec![],
    };
    disputes::open(b, &world.joost, &new).await.unwrap();
    let detail = disputes::get(b, &world.joost, new.id).await.unwrap();
    let judged = |n: usize, outcome, off| Judged { line_id: detail.lines[n].id, outcome, off };
    let lines = vec![judged(0, Outcome::Credit, eur(300_000)), judged(1, Outcome::Replace, eur(0))];
    let told = "Credit, and again.".to_owned();
    let decision =
        Decision { dispute_id: new.id, version: 1, lines, told, deliver_by: Some(day(19)) };
    let became = disputes::decide(b, &world.lena, &decision, Way::Decide).await.unwrap();
    assert_eq!(became, Became::Waits);
    let waits = crate::proposals::proposal(&world, new.id).await.unwrap();
    world.db.pass_days(2).await;
    let past = disputes::approve(b, &world.ada, waits).await;
    assert!(matches!(past, Err(Error::Refused(Refusal::Field { .. }))), "{past:?}");
}
