//! Calendars: whoever knows an address reads what its owner may see, and only while they may.

use crate::{disputes, payments::pay};
use backend::{
    Buyer, Error,
    calendar_feeds::{self, Answer, make, read, revoke, since},
    testing::World,
};
use documents::calendar_feed::{Calendar, Item};
use domain::{Currency, Money, calendar_feed::Standing};
use std::net::IpAddr;
use uuid::Uuid;

const HERE: &str = "192.0.2.1";

fn from(ip: &str) -> IpAddr {
    ip.parse().unwrap()
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// Makes an address, and gives the token in it.
async fn token(world: &World, buyer: &Buyer) -> String {
    let address = make(world.backend(), buyer, Uuid::now_v7()).await.unwrap().unwrap();
    let (_, file) = address.rsplit_once("/calendar/").unwrap();
    file.strip_suffix(".ics").unwrap().to_owned()
}

async fn calendar(world: &World, token: &str) -> Calendar {
    match read(world.backend(), token, from(HERE)).await.unwrap() {
        Answer::Calendar(calendar) => calendar,
        Answer::Wait => panic!("asked too often"),
    }
}

async fn is_gone(world: &World, token: &str) -> bool {
    matches!(read(world.backend(), token, from(HERE)).await, Err(Error::NotFound))
}

async fn owner(world: &World, sql: &'static str) -> u64 {
    let db = &world.backend().db;
    let mut tx = match sql.starts_with("UPDATE throttle") {
        true => db.gate().await.unwrap(),
        false => db.worker().await.unwrap(),
    };
    let done = sqlx::query(sql).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    done.rows_affected()
}

fn of<'a>(calendar: &'a Calendar, number: &str) -> &'a Item {
    calendar.items.iter().find(|item| item.number == number).unwrap()
}

#[tokio::test]
async fn an_address_is_made_once_and_only_its_hash_is_kept() {
    let world = World::new().await;
    let (b, id) = (world.backend(), Uuid::now_v7());
    assert_eq!(since(b, &world.mirjam).await.unwrap(), None);
    let address = make(b, &world.mirjam, id).await.unwrap().unwrap();
    assert_eq!(make(b, &world.mirjam, id).await.unwrap(), None, "the form was sent again");
    assert_eq!(since(b, &world.mirjam).await.unwrap(), Some(b.clock.now()));
    assert_eq!(since(b, &world.victor).await.unwrap(), None, "it is Mirjam's");
    let token = address.rsplit('/').next().unwrap().strip_suffix(".ics").unwrap();
    let mut tx = b.db.worker().await.unwrap();
    let rows: Vec<String> = sqlx::query_scalar("SELECT f::text FROM calendar_feed f")
        .fetch_all(&mut *tx)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].contains(token), "{rows:?}");
    let told: Vec<String> =
        sqlx::query_scalar("SELECT name || text FROM event WHERE name LIKE 'calendar_feed.%'")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    assert_eq!(told, ["calendar_feed.madeMirjam de Wit made an address for a calendar"]);
}

#[tokio::test]
async fn an_address_ends_with_the_next_one_by_hand_and_with_the_membership() {
    let world = World::new().await;
    let (b, mirjam) = (world.backend(), &world.mirjam);
    let (first, others) = (token(&world, mirjam).await, token(&world, &world.victor).await);
    let second = token(&world, mirjam).await;
    assert!(is_gone(&world, &first).await, "there is another one");
    assert_eq!(calendar(&world, &second).await.customer, "Ferrow Cycles B.V.");
    revoke(b, mirjam).await.unwrap();
    revoke(b, mirjam).await.unwrap();
    assert!(is_gone(&world, &second).await, "it was ended");
    assert_eq!(since(b, mirjam).await.unwrap(), None);

    calendar(&world, &others).await;
    let mut gate = b.db.gate().await.unwrap();
    sqlx::query("DELETE FROM buyer_membership WHERE user_id = $1")
        .bind(world.victor.user_id.0)
        .execute(&mut *gate)
        .await
        .unwrap();
    gate.commit().await.unwrap();
    assert!(is_gone(&world, &others).await, "Victor has left");

    let third = token(&world, mirjam).await;
    calendar(&world, &third).await;
    let moment =
        "UPDATE app_user SET disabled_at = created_at WHERE email = 'm.dewit@ferrow.example'";
    assert_eq!(owner(&world, moment).await, 1);
    assert!(is_gone(&world, &third).await, "Mirjam may not sign in any more");
}

#[tokio::test]
async fn a_calendar_has_what_is_to_be_paid_and_of_one_account() {
    let world = World::new().await;
    let partly = world.invoice("NH-1", 100_000, 10).await;
    let wholly = world.invoice("NH-2", 5_000, 3).await;
    world.invoice("NH-3", 7_000, -20).await;
    world.invoice_to(world.maasland, "NH-9", 7_700, 10, Currency::EUR).await;
    let token = token(&world, &world.mirjam).await;
    let before = calendar(&world, &token).await;
    let numbers: Vec<&str> = before.items.iter().map(|item| item.number.as_str()).collect();
    assert_eq!(numbers, ["NH-3", "NH-2", "NH-1"], "by their days, and none of Maasland");
    assert_eq!(of(&before, "NH-1").due_on, world.today() + chrono::Days::new(10));

    disputes::open(&world, partly, 40_000).await.unwrap();
    let waiting = disputes::open(&world, wholly, 5_000).await.unwrap();
    let disputed = calendar(&world, &token).await;
    assert_eq!(of(&disputed, "NH-1").standing, Standing::ToPay(eur(60_000)));
    assert_eq!(of(&disputed, "NH-2").standing, Standing::Disputed);
    assert_eq!(of(&disputed, "NH-3"), of(&before, "NH-3"), "nothing has happened to it");
    assert_eq!(of(&disputed, "NH-1").id, of(&before, "NH-1").id);
    for number in ["NH-1", "NH-2"] {
        let (then, now) = (of(&before, number), of(&disputed, number));
        assert!(now.changes > then.changes && now.changed_at >= then.changed_at, "{number}");
    }

    disputes::decide(&world, waiting, 0).await.unwrap();
    let decided = calendar(&world, &token).await;
    assert_eq!(of(&decided, "NH-2").standing, Standing::ToPay(eur(5_000)), "it was rejected");
    assert!(of(&decided, "NH-2").changes > of(&disputed, "NH-2").changes);
}

#[tokio::test]
async fn what_is_paid_is_told_for_sixty_days() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 10_000, 10).await;
    let token = token(&world, &world.mirjam).await;
    let before = calendar(&world, &token).await;
    pay(&world, &[invoice], "card_pays").await.unwrap();
    world.db.settle_down().await;
    let paid = calendar(&world, &token).await;
    assert_eq!(of(&paid, "NH-1").standing, Standing::Done);
    assert!(of(&paid, "NH-1").changes > of(&before, "NH-1").changes);
    let clock = &world.backend().clock;
    clock.set(clock.now() + chrono::Duration::days(60));
    assert_eq!(calendar(&world, &token).await.items.len(), 1, "the sixtieth day");
    clock.set(clock.now() + chrono::Duration::days(1));
    assert_eq!(calendar(&world, &token).await.items, []);
}

#[tokio::test]
async fn who_looks_for_staff_makes_no_address() {
    let world = World::new().await;
    let looks = Buyer { seen_by_staff: Some("Lena".to_owned()), ..world.mirjam.clone() };
    let made = make(world.backend(), &looks, Uuid::now_v7()).await;
    assert!(matches!(made, Err(Error::NotFound)));
    assert!(matches!(revoke(world.backend(), &looks).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn who_asks_too_often_waits_and_nobody_else() {
    let world = World::new().await;
    let (b, mine, others) =
        (world.backend(), token(&world, &world.mirjam).await, token(&world, &world.victor).await);
    for _ in 0..20 {
        calendar(&world, &mine).await;
    }
    assert!(matches!(read(b, &mine, from(HERE)).await, Ok(Answer::Wait)));
    calendar(&world, &others).await;
    let guess = "0".repeat(64);
    for _ in 0..30 {
        assert!(is_gone(&world, &guess).await);
    }
    assert!(matches!(read(b, &guess, from(HERE)).await, Ok(Answer::Wait)));
    assert!(matches!(read(b, "short", from(HERE)).await, Ok(Answer::Wait)));
    assert!(matches!(read(b, &guess, from("198.51.100.7")).await, Err(Error::NotFound)));
    calendar(&world, &others).await;
    assert_eq!(
        owner(&world, "UPDATE throttle SET last_at = last_at - interval '61 seconds'").await,
        4
    );
    calendar(&world, &mine).await;
}

#[tokio::test]
async fn equal_calendars_have_one_tag() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 10_000, 10).await;
    let token = token(&world, &world.mirjam).await;
    let tag = async || {
        let text = documents::calendar_feed::write(&calendar(&world, &token).await);
        calendar_feeds::tag(&text)
    };
    let first = tag().await;
    assert_eq!(first, tag().await);
    disputes::open(&world, invoice, 1_000).await.unwrap();
    assert_ne!(first, tag().await);
}
