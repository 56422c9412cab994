//! Who looks after a dispute, and by when.

use crate::{
    disputes::open,
    reminders::{decisions, messages},
};
use backend::{
    Actor, Error, Staff,
    conversations::NewWord,
    disputes::{self, Claimed, Decision, HandOver, Judged, NewDispute, NewLine, Way},
    receivables::disputes::{self as queue, Filter, Owner},
    settings::{
        self, hours,
        reasons::{self, Change},
        rules::{self, NewRule},
        targets::{self, Aim},
        teams::{self, NewTeam},
    },
    testing::World,
    users::admin::{self, Membership, NewUser},
};
use chrono::{DateTime, Utc};
use domain::{
    Currency, Money, Refusal,
    access::StaffRole,
    conversation::Saying,
    dispute::{Outcome, State},
    dispute_clock::{Next, Priority, Standing, Target},
    ids::{DisputeId, InvoiceId, RuleId, TeamId, UserId},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use uuid::Uuid;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

/// Friday, 20 November 2026, 16:00 in Amsterdam.
const FRIDAY_AT_FOUR: &str = "2026-11-20T15:00:00Z";

async fn version(world: &World) -> i64 {
    settings::load(world.backend(), &world.ada).await.unwrap().version
}

/// A team with people, of whom the first leads it.
async fn team(world: &World, name: &str, people: &[UserId]) -> TeamId {
    let b = world.backend();
    let id = TeamId(Uuid::now_v7());
    let new = NewTeam { id, name: name.to_owned(), version: version(world).await };
    teams::add(b, &world.ada, &new).await.unwrap();
    let to = teams::Change {
        name: name.to_owned(),
        members: people.iter().copied().collect(),
        lead: people.first().copied(),
        takes_rest: false,
        version: version(world).await,
    };
    teams::change(b, &world.ada, id, &to).await.unwrap();
    id
}

async fn rest(world: &World) -> TeamId {
    let teams = settings::load(world.backend(), &world.ada).await.unwrap().teams;
    teams.iter().find(|team| team.takes_rest).unwrap().id
}

fn to(team_id: TeamId, version: i64) -> NewRule {
    NewRule {
        id: RuleId(Uuid::now_v7()),
        reason: None,
        account: None,
        from: None,
        team_id,
        person_id: None,
        is_high: false,
        version,
    }
}

/// Adds a rule as the last one.
async fn rule(world: &World, rule: NewRule) -> RuleId {
    let rule = NewRule { version: version(world).await, ..rule };
    rules::add(world.backend(), &world.ada, &rule).await.unwrap();
    rule.id
}

/// Disputes an amount because of a reason.
async fn dispute(world: &World, invoice_id: InvoiceId, reason: &str, minor: i64) -> DisputeId {
    let claimed = Claimed::Amount(eur(minor));
    let lines = vec![NewLine { invoice_id, reason: reason.to_owned(), claimed }];
    let id = DisputeId(Uuid::now_v7());
    let new = NewDispute { id, lines, text: "It is wrong.".to_owned(), files: vec![] };
    disputes::open(world.backend(), &world.joost, &new).await.unwrap();
    id
}

async fn seen(world: &World, id: DisputeId) -> queue::Dispute {
    queue::get(world.backend(), &world.lena, id).await.unwrap()
}

/// Staff write about a dispute.
async fn write(world: &World, id: DisputeId, text: &str, saying: Saying) {
    let word =
        NewWord { id: Uuid::now_v7(), text: text.to_owned(), saying, asks: None, files: vec![] };
    disputes::write(world.backend(), &world.lena, id, &word).await.unwrap();
}

/// The buyer answers.
async fn answer(world: &World, id: DisputeId, text: &str) {
    disputes::answer(world.backend(), &world.joost, id, &crate::conversations::written(text))
        .await
        .unwrap();
}

/// Somebody else who works for the entity.
async fn colleague(world: &World, name: &str, role: StaffRole) -> Staff {
    let email = format!("{}@nordhaven.example", name.to_lowercase().replace(' ', "."));
    let new = NewUser {
        email,
        name: name.to_owned(),
        password: backend::testing::PASSWORD.to_owned(),
        membership: Membership::Staff(world.entity, role),
    };
    let user_id = admin::create(world.backend(), &Actor::System("test"), new).await.unwrap();
    Staff { user_id, name: name.to_owned(), role, ..world.lena.clone() }
}

/// Who of the seller's people was written to about what.
async fn told(world: &World) -> Vec<(String, String)> {
    let letters = letters(world).await.into_iter();
    letters.map(|(recipient, subject, _)| (recipient, subject)).collect()
}

async fn letters(world: &World) -> Vec<(String, String, String)> {
    let mut tx = world.backend().db.staff(&world.lena).await.unwrap();
    sqlx::query_as(
        "SELECT recipient, subject, body_text FROM outbox WHERE recipient LIKE '%@nordhaven.example'
         ORDER BY created_at, recipient",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap()
}

async fn events(world: &World, id: DisputeId) -> Vec<(String, bool)> {
    let mut tx = world.backend().db.staff(&world.lena).await.unwrap();
    sqlx::query_as("SELECT name, for_buyer FROM event WHERE subject_id = $1 ORDER BY at, id")
        .bind(id.0)
        .fetch_all(&mut *tx)
        .await
        .unwrap()
}

fn is_changed_meanwhile<T: std::fmt::Debug>(answer: Result<T, Error>) {
    assert!(matches!(answer, Err(Error::Refused(Refusal::ChangedMeanwhile))), "{answer:?}");
}

#[tokio::test]
async fn a_dispute_goes_to_the_team_of_the_first_rule_that_fits() {
    let world = World::new().await;
    let logistics = team(&world, "Logistics", &[world.lena.user_id]).await;
    let pricing = team(&world, "Pricing", &[world.ada.user_id, world.lena.user_id]).await;
    let large = NewRule { from: Some(eur(50_000)), is_high: true, ..to(pricing, 0) };
    rule(&world, large).await;
    rule(&world, NewRule { reason: Some("quantity".into()), ..to(logistics, 0) }).await;
    let to_ada = NewRule { person_id: Some(world.ada.user_id), ..to(pricing, 0) };
    rule(&world, NewRule { reason: Some("price".into()), ..to_ada }).await;
    rule(&world, NewRule { account: Some("10117".into()), ..to(logistics, 0) }).await;
    let invoice = world.invoice("NH-1", 200_000, -10).await;

    let short = seen(&world, dispute(&world, invoice, "quantity", 10_000).await).await;
    assert_eq!((short.desk.team_id, short.desk.owner_id), (logistics, None));
    let dear = seen(&world, dispute(&world, invoice, "price", 10_000).await).await;
    assert_eq!((dear.desk.team_id, dear.desk.owner_id), (pricing, Some(world.ada.user_id)));
    assert_eq!(dear.detail.summary.owner.as_deref(), Some("Ada Veen"));
    let large = seen(&world, dispute(&world, invoice, "quantity", 50_000).await).await;
    assert_eq!((large.desk.team_id, large.desk.priority), (pricing, Priority::High));
    let other = seen(&world, dispute(&world, invoice, "tax", 10_000).await).await;
    assert_eq!(
        other.desk.team_id,
        rest(&world).await,
        "the rule of another customer is not theirs"
    );
    assert_eq!(other.detail.summary.team, "Receivables");
    let told =
        disputes::get(world.backend(), &world.mirjam, short.detail.summary.id).await.unwrap();
    assert_eq!(told.summary.team, "Logistics");
    assert_eq!(
        told.summary.clock.next(State::Open),
        Some(Next::Respond(at("2026-11-18T16:00:00Z")))
    );
}

#[tokio::test]
async fn whatever_the_rules_are_no_dispute_is_nobodys() {
    let world = World::new().await;
    let teams = [
        team(&world, "Logistics", &[world.lena.user_id]).await,
        team(&world, "Pricing", &[]).await,
        rest(&world).await,
    ];
    let b = world.backend();
    let mut runner = TestRunner::deterministic();
    let any =
        (0..3_usize, prop::option::of(0..3_usize), prop::option::of(1..40_i64), any::<bool>());
    let reasons = ["price", "quantity", "other"];
    let mut opened = 0;
    for round in 0..12 {
        let (team, reason, from, is_high) = any.new_tree(&mut runner).unwrap().current();
        let asks = NewRule {
            reason: reason.map(|n| reasons[n].to_owned()),
            from: from.map(|hundred| eur(hundred * 100)),
            is_high,
            ..to(teams[team], version(&world).await)
        };
        // A rule that asks for nothing is refused, and takes nothing from anybody.
        let added = rules::add(b, &world.ada, &asks).await;
        assert_eq!(added.is_ok(), asks.reason.is_some() || asks.from.is_some(), "{added:?}");
        let invoice = world.invoice(&format!("NH-{round}"), 10_000, -10).await;
        for _ in 0..3 {
            let (reason, minor) =
                (0..3_usize, 1..3_300_i64).new_tree(&mut runner).unwrap().current();
            dispute(&world, invoice, reasons[reason], minor).await;
            opened += 1;
        }
    }
    let mut tx = b.db.staff(&world.lena).await.unwrap();
    let (all, with_a_team): (i64, i64) = sqlx::query_as(
        "SELECT count(*), count(t.id) FROM dispute d
         LEFT JOIN team t ON t.entity_id = d.entity_id AND t.id = d.team_id AND t.is_active",
    )
    .fetch_one(&mut *tx)
    .await
    .unwrap();
    assert_eq!((all, with_a_team), (opened, opened), "unowned: 0");
}

#[tokio::test]
async fn the_portal_sees_teams_and_never_who_is_in_them() {
    let world = World::new().await;
    let logistics = team(&world, "Logistics", &[world.lena.user_id]).await;
    rule(&world, NewRule { account: Some("10117".into()), ..to(logistics, 0) }).await;
    for sql in [
        "SELECT user_id FROM team_member",
        "SELECT version FROM dispute_desk",
        "UPDATE team SET name = 'x'",
        "DELETE FROM routing_rule",
        "UPDATE dispute SET priority = 'high'",
        "UPDATE dispute SET owner_id = NULL",
        "SELECT * FROM dispute_escalation",
        "INSERT INTO holiday (entity_id, day, name) VALUES (app_entity(), '2026-11-20', 'x')",
    ] {
        let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
        let refused = sqlx::query(sql).execute(&mut *tx).await.expect_err(sql).to_string();
        assert!(refused.contains("permission denied"), "{sql}: {refused}");
    }
    let count = async |buyer| {
        let mut tx = world.backend().db.portal(buyer).await.unwrap();
        sqlx::query_as("SELECT (SELECT count(*) FROM routing_rule), (SELECT count(id) FROM team)")
            .fetch_one(&mut *tx)
            .await
            .unwrap()
    };
    let (rules, teams): (i64, i64) = count(&world.mirjam).await;
    assert_eq!((rules, teams), (0, 2), "the rule names another customer");
    assert_eq!(count(&world.ruud).await, (1, 2));
    let stranger = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let theirs = settings::load(world.backend(), &stranger).await.unwrap();
    assert_eq!(
        (theirs.teams.len(), theirs.rules.len()),
        (1, 0),
        "its own team, and nobody's rules"
    );
}

#[tokio::test]
async fn it_is_handed_over_with_a_note_that_the_buyer_never_sees() {
    let world = World::new().await;
    let b = world.backend();
    let logistics = team(&world, "Logistics", &[world.lena.user_id]).await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let hand = |hands, team_id, owner_id| HandOver {
        id: Uuid::now_v7(),
        dispute_id: id,
        hands,
        team_id,
        owner_id,
        note: "They counted twice.".to_owned(),
    };
    let first = hand(1, logistics, Some(world.ada.user_id));
    disputes::hand_over(b, &world.lena, &first).await.unwrap();
    disputes::hand_over(b, &world.lena, &first).await.unwrap();
    let dispute = seen(&world, id).await;
    assert_eq!((dispute.desk.hands, dispute.desk.team_id), (2, logistics));
    assert_eq!(dispute.detail.summary.owner.as_deref(), Some("Ada Veen"));
    assert_eq!(dispute.detail.messages.len(), 2, "the note is there once");
    let told = disputes::get(b, &world.mirjam, id).await.unwrap();
    assert_eq!((told.messages.len(), told.summary.team.as_str()), (1, "Logistics"));

    // Two had the same page open; the second one sees in whose hands it is now.
    let stale = hand(1, rest(&world).await, None);
    is_changed_meanwhile(disputes::hand_over(b, &world.lena, &stale).await);
    assert_eq!(seen(&world, id).await.detail.messages.len(), 2, "a refused form leaves no note");
    disputes::claim(b, &world.lena, id).await.unwrap();
    is_changed_meanwhile(disputes::hand_over(b, &world.ada, &hand(2, logistics, None)).await);
    let silent = HandOver { note: String::new(), ..hand(3, logistics, None) };
    disputes::hand_over(b, &world.ada, &silent).await.unwrap();
    disputes::hand_over(b, &world.ada, &silent).await.unwrap();
    assert_eq!(seen(&world, id).await.detail.summary.owner, None);
    let names: Vec<String> = events(&world, id).await.into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "dispute.opened",
            "dispute.noted",
            "dispute.handed_over",
            "dispute.claimed",
            "dispute.handed_over"
        ]
    );
}

#[tokio::test]
async fn it_goes_to_nobody_who_may_not_decide_and_to_nobody_elsewhere() {
    let world = World::new().await;
    let b = world.backend();
    let viewer = colleague(&world, "Vera Smit", StaffRole::Viewer).await;
    let gone = colleague(&world, "Tom Gone", StaffRole::Approver).await;
    let logistics = team(&world, "Logistics", &[gone.user_id]).await;
    let to_tom = NewRule { person_id: Some(gone.user_id), ..to(logistics, 0) };
    rule(&world, NewRule { reason: Some("tax".into()), ..to_tom }).await;
    admin::disable(b, &Actor::Staff(world.ada.clone()), gone.user_id).await.unwrap();
    let stranger = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let elsewhere = settings::load(b, &stranger).await.unwrap().teams[0].id;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = dispute(&world, invoice, "tax", 20_000).await;
    let desk = seen(&world, id).await.desk;
    assert_eq!((desk.team_id, desk.owner_id), (logistics, None), "nothing is led to who is gone");
    let hand = |team_id, owner_id| HandOver {
        id: Uuid::now_v7(),
        dispute_id: id,
        hands: 1,
        team_id,
        owner_id,
        note: String::new(),
    };
    for (team, owner) in [
        (elsewhere, None),
        (logistics, Some(viewer.user_id)),
        (logistics, Some(gone.user_id)),
        (logistics, Some(world.mirjam.user_id)),
    ] {
        let refused = disputes::hand_over(b, &world.lena, &hand(team, owner)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    let by_viewer = disputes::hand_over(b, &viewer, &hand(logistics, None)).await;
    assert!(matches!(by_viewer, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{by_viewer:?}");
    let by_stranger = disputes::hand_over(b, &stranger, &hand(elsewhere, None)).await;
    assert!(matches!(by_stranger, Err(Error::NotFound)), "{by_stranger:?}");
    let by_stranger = disputes::prioritise(b, &stranger, id, Priority::High).await;
    assert!(matches!(by_stranger, Err(Error::NotFound)), "{by_stranger:?}");
}

#[tokio::test]
async fn the_queue_is_by_the_clock_and_by_whose_hands() {
    let world = World::new().await;
    let b = world.backend();
    let logistics = team(&world, "Logistics", &[world.lena.user_id]).await;
    let urgent = NewRule { reason: Some("price".into()), is_high: true, ..to(logistics, 0) };
    rule(&world, urgent).await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let slow = dispute(&world, invoice, "other", 10_000).await;
    world.db.pass(1).await;
    let quick = dispute(&world, invoice, "price", 10_000).await;
    disputes::claim(b, &world.lena, slow).await.unwrap();
    let list = async |wanted: Filter| {
        let list = queue::list(b, &world.lena, &wanted).await.unwrap();
        list.page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let all = || Filter { state: Some(State::Open), ..Filter::default() };
    assert_eq!(list(all()).await, [quick, slow], "what is due first is first");
    assert_eq!(list(Filter { team: Some(logistics), ..all() }).await, [quick]);
    assert_eq!(list(Filter { owner: Some(Owner::Mine), ..all() }).await, [slow]);
    assert_eq!(list(Filter { owner: Some(Owner::Nobody), ..all() }).await, [quick]);
    assert_eq!(list(Filter { late: true, ..all() }).await, []);
    b.clock.set(at("2026-11-18T14:30:00Z"));
    assert_eq!(list(Filter { late: true, ..all() }).await, [quick]);
    write(&world, quick, "We look at it.", Saying::Word).await;
    assert_eq!(list(Filter { late: true, ..all() }).await, [], "it was answered");
    write(&world, slow, "Which one?", Saying::Question).await;
    assert_eq!(list(Filter { state: Some(State::Asked), ..Filter::default() }).await, [slow]);
}

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
async fn the_first_of_two_admins_is_heard_and_the_second_looks_again() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    let v = version(&world).await;
    let new = NewTeam { id: TeamId(Uuid::now_v7()), name: "Logistics".to_owned(), version: v };
    let (one, other) = tokio::join!(teams::add(b, ada, &new), teams::add(b, ada, &new));
    assert!(one.is_ok() && other.is_ok(), "sent twice: {one:?} {other:?}");
    let second = NewTeam { id: TeamId(Uuid::now_v7()), name: "Pricing".to_owned(), version: v };
    is_changed_meanwhile(teams::add(b, ada, &second).await);
    let same = NewTeam { name: " logistics ".into(), version: v + 1, ..second };
    let same = teams::add(b, ada, &same).await;
    assert!(matches!(same, Err(Error::Refused(Refusal::Field { field: "team", .. }))), "{same:?}");
    let teams = settings::load(b, ada).await.unwrap().teams;
    assert_eq!(teams.len(), 2);
    let by_lena = settings::load(b, &world.lena).await;
    assert!(matches!(by_lena, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{by_lena:?}");
}

#[tokio::test]
async fn rules_are_moved_and_removed_and_stay_in_their_order() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    let logistics = team(&world, "Logistics", &[]).await;
    let mut ids = Vec::new();
    for reason in ["price", "tax", "other"] {
        ids.push(rule(&world, NewRule { reason: Some(reason.into()), ..to(logistics, 0) }).await);
    }
    let order = async || {
        let rules = settings::load(b, ada).await.unwrap().rules;
        rules.into_iter().map(|rule| rule.id).collect::<Vec<_>>()
    };
    rules::move_to(b, ada, ids[2], 1, version(&world).await).await.unwrap();
    rules::move_to(b, ada, ids[2], 1, 0).await.unwrap(); // there already
    assert_eq!(order().await, [ids[2], ids[0], ids[1]]);
    is_changed_meanwhile(rules::move_to(b, ada, ids[2], 2, 1).await);
    let v = version(&world).await;
    rules::remove(b, ada, ids[0], v).await.unwrap();
    rules::remove(b, ada, ids[0], v).await.unwrap(); // gone already
    assert_eq!(order().await, [ids[2], ids[1]]);
    let stranger = Staff { entity_id: world.other_entity, ..ada.clone() };
    let theirs = rules::remove(b, &stranger, ids[1], 1).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
    let theirs = teams::remove(b, &stranger, logistics, 1).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
}

#[tokio::test]
async fn a_team_goes_when_nothing_leads_to_it_and_it_has_nothing() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    let logistics = team(&world, "Logistics", &[world.lena.user_id]).await;
    let leads = rule(&world, NewRule { reason: Some("price".into()), ..to(logistics, 0) }).await;
    let remove = async |id| teams::remove(b, ada, id, version(&world).await).await;
    let refused = |answer: Result<(), Error>| {
        matches!(answer, Err(Error::Refused(Refusal::Field { field: "remove", .. })))
    };
    assert!(refused(remove(logistics).await), "a rule leads to it");
    let invoice = world.invoice("NH-1", 40_000, 60).await;
    let id = dispute(&world, invoice, "price", 20_000).await;
    rules::remove(b, ada, leads, version(&world).await).await.unwrap();
    assert!(refused(remove(logistics).await), "it looks after a dispute");
    disputes::withdraw(b, &world.joost, id).await.unwrap();
    remove(logistics).await.unwrap();
    assert_eq!(seen(&world, id).await.detail.summary.team, "Logistics", "it keeps the name");
    assert!(refused(remove(rest(&world).await).await), "it takes what no rule fits");
    let again = team(&world, "Logistics", &[]).await;
    assert_ne!(again, logistics, "the name is free again");
}

#[tokio::test]
async fn targets_hours_and_holidays_count_for_what_is_opened_after() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    b.clock.set(at(FRIDAY_AT_FOUR));
    let invoice = world.invoice("NH-1", 90_000, 60).await;
    let before = dispute(&world, invoice, "price", 10_000).await;
    let target = Target { respond_hours: 2, resolve_hours: 9 };
    let aim = Aim { reason: "price".into(), priority: Priority::Normal, target };
    targets::set(b, ada, std::slice::from_ref(&aim), version(&world).await).await.unwrap();
    targets::set(b, ada, &[aim], 0).await.unwrap(); // so already
    let monday = "2026-11-23".parse().unwrap();
    hours::add_holiday(b, ada, monday, "Inventory", version(&world).await).await.unwrap();
    let mut week = settings::load(b, ada).await.unwrap().week;
    week[1] = None;
    hours::set_week(b, ada, &week, version(&world).await).await.unwrap();
    let after = dispute(&world, invoice, "price", 10_000).await;
    let clock = async |id| disputes::get(b, &world.mirjam, id).await.unwrap().summary.clock;
    // Monday is a holiday, and on Tuesdays nobody works any more.
    assert_eq!(clock(after).await.respond_by, at("2026-11-25T09:00:00Z"));
    assert_eq!(clock(after).await.resolve_by, at("2026-11-25T16:00:00Z"));
    assert_eq!(clock(before).await.respond_by, at("2026-11-23T15:00:00Z"), "it keeps its clock");
    let none = hours::set_week(b, ada, &[None; 7], version(&world).await).await;
    assert!(matches!(none, Err(Error::Refused(Refusal::Field { field: "hours", .. }))), "{none:?}");
    hours::remove_holiday(b, ada, monday, version(&world).await).await.unwrap();
    assert_eq!(settings::load(b, ada).await.unwrap().holidays, []);
}

#[tokio::test]
async fn a_reason_that_is_no_longer_offered_stays_on_what_was_disputed() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    let invoice = world.invoice("NH-1", 90_000, 60).await;
    let id = dispute(&world, invoice, "price", 10_000).await;
    reasons::add(b, ada, "Wrong pallet", "quantity", version(&world).await).await.unwrap();
    reasons::add(b, ada, "wrong pallet", "quantity", 0).await.unwrap(); // there already
    let all = settings::load(b, ada).await.unwrap();
    let mut to: Vec<Change> = all
        .reasons
        .iter()
        .map(|reason| Change {
            code: reason.code.clone(),
            label: reason.label.clone(),
            is_active: reason.code != "price",
        })
        .collect();
    to.rotate_right(1);
    reasons::change(b, ada, &to, all.version).await.unwrap();
    let offered = disputes::offer(b, &world.joost, &[invoice]).await.unwrap()[0].reasons.clone();
    let codes: Vec<&str> = offered.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(codes[..2], ["wrong-pallet", "quantity"]);
    assert!(!codes.contains(&"price"));
    assert_eq!(seen(&world, id).await.detail.summary.reason, "Wrong price");
    dispute(&world, invoice, "wrong-pallet", 10_000).await; // with the targets one begins with
    let none: Vec<Change> = to.into_iter().map(|one| Change { is_active: false, ..one }).collect();
    let none = reasons::change(b, ada, &none, version(&world).await).await;
    assert!(matches!(none, Err(Error::Refused(Refusal::Field { .. }))), "{none:?}");
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
    disputes::reopen(b, &world.joost, id, Uuid::now_v7(), "It is wrong after all.").await.unwrap();
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
    let decision = Decision { dispute_id: id, version: seen.version, lines: vec![judged], told };
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
