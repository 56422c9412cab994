//! What admins set up: teams, rules, targets, hours, and the reasons that are offered.

use crate::routing::{
    FRIDAY_AT_FOUR, at, dispute, is_changed_meanwhile, rest, rule, seen, team, to, version,
};
use backend::{
    Error, Staff, disputes,
    settings::{
        self, hours,
        reasons::{self, Change},
        rules::{self, NewRule},
        targets::{self, Aim},
        teams::{self, NewTeam},
    },
    testing::World,
};
use domain::{
    Refusal,
    dispute_clock::{Priority, Target},
    ids::TeamId,
};
use uuid::Uuid;

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
