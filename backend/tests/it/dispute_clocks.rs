//! By when a dispute is answered and decided, and what happens when it is not.

use crate::{
    conversations::written,
    disputes::open,
    reminders::{decisions, messages},
    routing::{
        FRIDAY_AT_FOUR, answer, at, colleague, dispute, eur, events, letters, rule, seen, team, to,
        told, version, write,
    },
};
use backend::{
    disputes::{self, Decision, Judged, Way},
    receivables::disputes::{self as queue},
    settings::{
        rules::{self, NewRule},
        teams::{self},
    },
    testing::World,
};
use domain::{
    access::StaffRole,
    conversation::Saying,
    dispute::{Outcome, State},
    dispute_clock::{Next, Priority, Standing},
};

#[tokio::test]
async fn an_answer_of_the_seller_counts_and_a_note_does_not() {
    let world = World::new().await;
    let b = world.backend();
    b.clock.set(at(FRIDAY_AT_FOUR));
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let clock = async || disputes::get(b, &world.mirjam, id).await.unwrap().summary.clock;
    let start = clock().await;
    assert_eq!(start.respond_by, at("2026-11-23T15:00:00Z"), "eight hours after Friday at four");
    assert_eq!(start.resolve_by, at("2026-11-27T15:00:00Z"));
    write(&world, id, "Odd.", Saying::Note).await;
    assert_eq!(clock().await, start);
    b.clock.set(at("2026-11-23T09:00:00Z"));
    write(&world, id, "Which one?", Saying::Question).await;
    let asked = clock().await;
    assert_eq!(asked.responded_at, Some(at("2026-11-23T09:00:00Z")));
    assert_eq!(asked.asked_at, asked.responded_at);
    assert_eq!(seen(&world, id).await.desk.standing, Standing::Waits);
    // A day and two hours, of which nobody works for sixteen.
    b.clock.set(at("2026-11-24T11:00:00Z"));
    answer(&world, id, "The first.").await;
    let answered = clock().await;
    assert_eq!(answered.asked_at, None);
    assert_eq!(answered.resolve_by, at("2026-12-01T09:00:00Z"), "ten hours later");
    disputes::prioritise(b, &world.lena, id, Priority::High).await.unwrap();
    disputes::prioritise(b, &world.lena, id, Priority::High).await.unwrap();
    let urgent = clock().await;
    assert_eq!(urgent.resolve_by, at("2026-11-26T09:00:00Z"), "16 and 10 hours after it began");
    let last = events(&world, id).await;
    assert_eq!(last.last(), Some(&("dispute.prioritised".to_owned(), false)));
    assert_eq!(last.iter().filter(|(name, _)| name == "dispute.prioritised").count(), 1);
}

/// Nobody answers on Monday, and nobody decides all month.
#[tokio::test]
async fn what_is_late_is_told_inside_once_and_never_to_the_buyer() {
    let world = World::new().await;
    let b = world.backend();
    let tom = colleague(&world, "Tom Reyes", StaffRole::Collector).await;
    let logistics = team(&world, "Logistics", &[tom.user_id, world.lena.user_id]).await;
    rule(&world, NewRule { reason: Some("quantity".into()), ..to(logistics, 0) }).await;
    b.clock.set(at(FRIDAY_AT_FOUR));
    // Due in two days; all of it is disputed.
    let invoice = world.invoice("NH-1", 20_000, 2).await;
    let id = dispute(&world, invoice, "quantity", 20_000).await;
    let subject = |what: &str| format!("Late: dispute D-26-0001 of Ferrow Cycles B.V., {what}");
    let tom = "tom.reyes@nordhaven.example".to_owned();

    world.db.pass(3 * 24 - 1).await; // Monday, three o'clock
    assert_eq!(told(&world).await, [], "there is an hour left");
    world.db.pass(2).await;
    assert_eq!(told(&world).await, [(tom.clone(), subject("without an answer"))]);
    let late = disputes::get(b, &world.mirjam, id).await.unwrap().summary;
    assert!(late.is_late, "the buyer sees by when it should have been");
    let standing = seen(&world, id).await.desk.standing;
    assert_eq!(standing, Standing::Late(Next::Respond(at("2026-11-23T15:00:00Z"))));

    world.db.pass_days(30).await;
    let both = [(tom.clone(), subject("without an answer")), (tom.clone(), subject("not decided"))];
    assert_eq!(told(&world).await, both, "once each");
    assert_eq!(messages(&world).await, [], "the buyer was never written to");
    let first = &letters(&world).await[0].2;
    assert!(first.contains("nobody there has taken it on yet"), "{first}");
    assert!(first.contains("Mon 23 Nov, 16:00"), "{first}");
    let escalated: Vec<_> = events(&world, id)
        .await
        .into_iter()
        .filter(|(name, _)| name == "dispute.escalated")
        .collect();
    let inside = ("dispute.escalated".to_owned(), false);
    assert_eq!(escalated, [inside.clone(), inside]);
    let silent = decisions(&world, invoice).await;
    assert!(!silent.is_empty(), "days for reminders came and went");
    for (day, reason, amount) in silent {
        assert_eq!((reason.as_str(), amount), ("disputed", None), "day {day}");
    }
    world.db.assert_books().await;
}

#[tokio::test]
async fn where_nobody_leads_the_admins_are_told() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 20_000, 20).await;
    open(&world, invoice, 20_000).await.unwrap();
    world.db.pass_days(1).await;
    let told: Vec<String> = told(&world).await.into_iter().map(|(who, _)| who).collect();
    assert_eq!(told, ["ada@nordhaven.example"]);
}

#[tokio::test]
async fn what_waits_for_the_buyer_or_was_taken_back_is_not_late() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 40_000, 60).await;
    let asked = open(&world, invoice, 20_000).await.unwrap();
    write(&world, asked, "Which one?", Saying::Question).await;
    let gone = open(&world, invoice, 10_000).await.unwrap();
    disputes::withdraw(b, &world.joost, gone).await.unwrap();
    world.db.pass_days(30).await;
    assert_eq!(told(&world).await, []);
    answer(&world, asked, "The first.").await;
    world.db.pass_days(30).await;
    assert_eq!(told(&world).await.len(), 1, "now it is the seller's turn again");
}

#[tokio::test]
async fn what_is_opened_again_begins_again_even_without_its_team() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    let logistics = team(&world, "Logistics", &[world.lena.user_id]).await;
    let leads = rule(&world, NewRule { reason: Some("price".into()), ..to(logistics, 0) }).await;
    let invoice = world.invoice("NH-1", 90_000, 60).await;
    let id = dispute(&world, invoice, "price", 10_000).await;
    world.db.pass_days(2).await;
    assert_eq!(told(&world).await.len(), 1, "Lena was told");
    write(&world, id, "We look at it.", Saying::Word).await;
    disputes::withdraw(b, &world.joost, id).await.unwrap();
    rules::remove(b, ada, leads, version(&world).await).await.unwrap();
    teams::remove(b, ada, logistics, version(&world).await).await.unwrap();
    b.clock.set(at(FRIDAY_AT_FOUR));
    disputes::reopen(b, &world.joost, id, &written("It is wrong after all.")).await.unwrap();
    let again = disputes::get(b, &world.mirjam, id).await.unwrap().summary;
    assert_eq!(again.team, "Receivables");
    assert_eq!(again.clock.next(State::Open), Some(Next::Respond(at("2026-11-23T15:00:00Z"))));
    world.db.pass_days(4).await;
    let last = told(&world).await.pop().unwrap();
    assert_eq!(last.0, "ada@nordhaven.example", "it is late once more, and nobody leads the rest");
}

#[tokio::test]
async fn what_is_proposed_waits_for_the_buyer_and_counts_as_an_answer() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 90_000, 60).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let seen = seen(&world, id).await;
    let line_id = seen.detail.lines[0].id;
    let judged = Judged { line_id, outcome: Outcome::Credit, off: eur(5_000) };
    let told = "Half of the half.".to_owned();
    let decision = Decision {
        dispute_id: id,
        version: seen.version,
        lines: vec![judged],
        told,
        deliver_by: None,
    };
    disputes::decide(b, &world.lena, &decision, Way::Offer).await.unwrap();
    let clock = async || disputes::get(b, &world.mirjam, id).await.unwrap().summary.clock;
    let offered = clock().await;
    assert!(offered.responded_at.is_some() && offered.asked_at.is_some(), "{offered:?}");
    world.db.pass_days(7).await;
    let proposal = disputes::get(b, &world.mirjam, id).await.unwrap().proposal.unwrap().id;
    disputes::decline(b, &world.joost, proposal, "All of it.").await.unwrap();
    let declined = clock().await;
    assert_eq!(declined.asked_at, None);
    assert_eq!(declined.waited.num_hours(), 40, "a week of the seller's time");
    world.db.pass_days(2).await;
    let dispute = queue::get(b, &world.lena, id).await.unwrap();
    assert!(matches!(dispute.desk.standing, Standing::Runs { .. }), "{:?}", dispute.desk.standing);
}
