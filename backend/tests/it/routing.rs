//! Who looks after a dispute, and by when.

use crate::disputes::open;
use backend::{
    Actor, Error, Staff,
    conversations::NewWord,
    disputes::{self, Claimed, HandOver, NewDispute, NewLine},
    receivables::disputes::{self as queue, Filter, Owner},
    settings::{
        self,
        rules::{self, NewRule},
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
    dispute::State,
    dispute_clock::{Next, Priority},
    ids::{DisputeId, InvoiceId, RuleId, TeamId, UserId},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use uuid::Uuid;

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

/// Friday, 20 November 2026, 16:00 in Amsterdam.
pub const FRIDAY_AT_FOUR: &str = "2026-11-20T15:00:00Z";

pub async fn version(world: &World) -> i64 {
    settings::load(world.backend(), &world.ada).await.unwrap().version
}

/// A team with people, of whom the first leads it.
pub async fn team(world: &World, name: &str, people: &[UserId]) -> TeamId {
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

pub async fn rest(world: &World) -> TeamId {
    let teams = settings::load(world.backend(), &world.ada).await.unwrap().teams;
    teams.iter().find(|team| team.takes_rest).unwrap().id
}

pub fn to(team_id: TeamId, version: i64) -> NewRule {
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
pub async fn rule(world: &World, rule: NewRule) -> RuleId {
    let rule = NewRule { version: version(world).await, ..rule };
    rules::add(world.backend(), &world.ada, &rule).await.unwrap();
    rule.id
}

/// Disputes an amount because of a reason.
pub async fn dispute(world: &World, invoice_id: InvoiceId, reason: &str, minor: i64) -> DisputeId {
    let claimed = Claimed::Amount(eur(minor));
    let lines = vec![NewLine { invoice_id, reason: reason.to_owned(), claimed }];
    let id = DisputeId(Uuid::now_v7());
    let new = NewDispute { id, lines, text: "It is wrong.".to_owned(), files: vec![] };
    disputes::open(world.backend(), &world.joost, &new).await.unwrap();
    id
}

pub async fn seen(world: &World, id: DisputeId) -> queue::Dispute {
    queue::get(world.backend(), &world.lena, id).await.unwrap()
}

/// Staff write about a dispute.
pub async fn write(world: &World, id: DisputeId, text: &str, saying: Saying) {
    let word =
        NewWord { id: Uuid::now_v7(), text: text.to_owned(), saying, asks: None, files: vec![] };
    disputes::write(world.backend(), &world.lena, id, &word).await.unwrap();
}

/// The buyer answers.
pub async fn answer(world: &World, id: DisputeId, text: &str) {
    disputes::answer(world.backend(), &world.joost, id, &crate::conversations::written(text))
        .await
        .unwrap();
}

/// Somebody else who works for the entity.
pub async fn colleague(world: &World, name: &str, role: StaffRole) -> Staff {
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

/// Who of the seller's people was told of what is late.
pub async fn told(world: &World) -> Vec<(String, String)> {
    let letters = letters(world).await.into_iter();
    letters.map(|(recipient, subject, _)| (recipient, subject)).collect()
}

pub async fn letters(world: &World) -> Vec<(String, String, String)> {
    let mut tx = world.backend().db.staff(&world.lena).await.unwrap();
    sqlx::query_as(
        "SELECT recipient, subject, body_text FROM outbox WHERE kind = 'late'
         ORDER BY created_at, recipient",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap()
}

pub async fn events(world: &World, id: DisputeId) -> Vec<(String, bool)> {
    let mut tx = world.backend().db.staff(&world.lena).await.unwrap();
    sqlx::query_as("SELECT name, for_buyer FROM event WHERE subject_id = $1 ORDER BY at, id")
        .bind(id.0)
        .fetch_all(&mut *tx)
        .await
        .unwrap()
}

pub fn is_changed_meanwhile<T: std::fmt::Debug>(answer: Result<T, Error>) {
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
