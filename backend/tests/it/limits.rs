//! How much somebody takes off a dispute alone, as admins set it: the next decision asks what holds.

use crate::{
    disputes::{eur, open},
    proposals::judge,
    routing::{colleague, is_changed_meanwhile, version},
};
use backend::{
    Error, Staff,
    disputes::{Became, Way},
    settings::limits::{self, Limit, Whose},
    testing::World,
};
use domain::{Currency, Money, Refusal, access::StaffRole, dispute::Outcome};

async fn set(world: &World, whose: Whose, minor: i64) -> Result<(), Error> {
    let v = version(world).await;
    limits::set(world.backend(), &world.ada, whose, eur(minor), v).await
}

async fn becomes(world: &World, by: &Staff, minor: i64) -> Became {
    let number = format!("NH-{}", uuid::Uuid::now_v7().simple());
    let invoice = world.invoice(&number, 500_000, 10).await;
    let id = open(world, invoice, 300_000).await.unwrap();
    judge(world, by, id, (Outcome::Credit, minor), Way::Decide).await.unwrap()
}

#[tokio::test]
async fn a_limit_holds_from_the_next_decision_on() {
    let world = World::new().await;
    let lena = &world.lena;
    assert_eq!(becomes(&world, lena, 100_000).await, Became::Done);
    let collectors = Whose::Role(StaffRole::Collector);
    set(&world, collectors, 20_000).await.unwrap();
    assert_eq!(becomes(&world, lena, 20_001).await, Became::Waits);
    assert_eq!(becomes(&world, lena, 20_000).await, Became::Done);
    // A person's own goes before that of their role, in both directions.
    let hers = Whose::Person(lena.user_id);
    set(&world, hers, 50_000).await.unwrap();
    assert_eq!(becomes(&world, lena, 50_000).await, Became::Done);
    set(&world, hers, 0).await.unwrap();
    assert_eq!(becomes(&world, lena, 1).await, Became::Waits);
    let tom = colleague(&world, "Tom Reyes", StaffRole::Collector).await;
    assert_eq!(becomes(&world, &tom, 20_000).await, Became::Done);
    let (b, ada) = (world.backend(), &world.ada);
    for whose in [hers, collectors] {
        let v = version(&world).await;
        limits::remove(b, ada, whose, Currency::EUR, v).await.unwrap();
        limits::remove(b, ada, whose, Currency::EUR, v).await.unwrap(); // gone already
    }
    assert_eq!(becomes(&world, lena, 1).await, Became::Waits, "without a limit it is nothing");
}

#[tokio::test]
async fn only_admins_set_limits_and_only_for_who_decides_there() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    let v = version(&world).await;
    let collectors = Whose::Role(StaffRole::Collector);
    let by_lena = limits::set(b, &world.lena, collectors, eur(1), v).await;
    assert!(matches!(by_lena, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{by_lena:?}");
    let elsewhere = Staff { entity_id: world.other_entity, ..ada.clone() };
    let hers = Whose::Person(world.lena.user_id);
    let strange = limits::set(b, &elsewhere, hers, eur(1), 1).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let viewers = set(&world, Whose::Role(StaffRole::Viewer), 1).await;
    assert!(matches!(viewers, Err(Error::Refused(Refusal::Field { field: "whose", .. }))));
    let below = set(&world, collectors, -1).await;
    assert!(matches!(below, Err(Error::Refused(Refusal::Field { field: "amount", .. }))));
    limits::set(b, ada, collectors, eur(7), v).await.unwrap();
    limits::set(b, ada, collectors, eur(7), v).await.unwrap(); // the same form, sent twice
    is_changed_meanwhile(limits::set(b, ada, collectors, eur(8), v).await);
    let dollars = Money::new(900, Currency::USD);
    let now = version(&world).await;
    limits::set(b, ada, hers, dollars, now).await.unwrap();
    let all = limits::list(b, ada).await.unwrap();
    let seen: Vec<_> = all.iter().map(|Limit { name, most, .. }| (name.as_str(), *most)).collect();
    let expected = [
        ("Every collector", eur(7)),
        ("Every approver", eur(500_000)),
        ("Every admin", eur(500_000)),
        ("Lena Okafor", dollars),
    ];
    assert_eq!(seen, expected);
    let mut tx = b.db.staff(ada).await.unwrap();
    let told: Vec<String> =
        sqlx::query_scalar("SELECT text FROM event WHERE name = 'limit.set' ORDER BY at, id")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    assert_eq!(
        told[0],
        "Ada Veen set what every collector decides alone to €0.07, €1,000.00 before"
    );
}
