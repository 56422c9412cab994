//! Paying less because something is wrong: the payment and the dispute of the rest are there together, or
//! neither is, whatever the provider says, whoever clicks twice, and wherever it dies.

use crate::{
    crashes::{Cut, Place},
    disputes::{assert_all_agree, eur, standing},
    payments::{amounts, order, pay, state},
};
use backend::{
    Error,
    disputes::{self, Summary},
    payments::{
        quote::Spread,
        read,
        short::{Short, Why},
        start::{Order, start},
    },
    testing::World,
};
use domain::{
    Money, Refusal,
    ids::{DisputeId, InvoiceId, PaymentId},
    invoice::Instalment,
};
use uuid::Uuid;

/// The form: of each invoice so much is paid, and why not more.
async fn short(world: &World, instrument: &str, parts: &[(InvoiceId, i64, Option<Why>)]) -> Order {
    let ids: Vec<InvoiceId> = parts.iter().map(|(id, ..)| *id).collect();
    let amounts = parts.iter().map(|(id, minor, _)| (*id, eur(*minor))).collect();
    let whys = parts.iter().filter_map(|(id, _, why)| why.clone().map(|why| (*id, why))).collect();
    let (dispute_id, text) = (DisputeId(Uuid::now_v7()), "We agreed on 800.".to_owned());
    let order = order(world, &ids, instrument, Spread::PerInvoice(amounts)).await.unwrap();
    Order { short: Some(Short { dispute_id, whys, text }), ..order }
}

fn wrong() -> Option<Why> {
    Some(Why::Wrong("price".to_owned()))
}

async fn all(world: &World) -> Vec<Summary> {
    disputes::export(world.backend(), &world.joost, None).await.unwrap()
}

/// The payments of a world, and its disputes.
async fn counted(world: &World) -> (i64, i64) {
    let counts = world.db.counts().await;
    (counts["payment"], counts["dispute"])
}

fn refused(answer: Result<PaymentId, Error>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn what_is_wrong_is_disputed_and_what_comes_later_is_not() {
    let world = World::new().await;
    let one = world.invoice("NH-1", 100_000, -10).await;
    let other = world.invoice("NH-2", 50_000, 5).await;
    let parts = [(one, 80_000, wrong()), (other, 30_000, Some(Why::Later))];
    let order = short(&world, "card_pays", &parts).await;
    let id = start(world.backend(), &world.joost, order).await.unwrap();
    assert_eq!(state(&world, id).await, "settled");
    assert_eq!(standing(&world, one).await, (20_000, 20_000, 0));
    assert_eq!(standing(&world, other).await, (20_000, 0, 20_000));
    let told = read::get(world.backend(), &world.mirjam, id).await.unwrap();
    let rest = told.rest.expect("its dispute");
    assert_eq!(
        (rest.number.as_str(), rest.disputed, rest.is_running),
        ("D-26-0001", eur(20_000), true)
    );
    assert_eq!(told.payable, eur(20_000), "what comes later");
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_provider_that_declines_leaves_the_dispute_open_and_the_rest_to_pay() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let order = short(&world, "card_declined", &[(invoice, 80_000, wrong())]).await;
    let b = world.backend();
    let id = start(b, &world.joost, order).await.unwrap();
    assert_eq!(state(&world, id).await, "failed");
    assert_eq!(standing(&world, invoice).await, (100_000, 20_000, 80_000));
    let told = read::get(b, &world.joost, id).await.unwrap();
    assert_eq!((told.rest.map(|rest| rest.is_running), told.payable), (Some(true), eur(80_000)));
    assert_all_agree(&world, invoice).await;
    pay(&world, &[invoice], "card_pays").await.unwrap();
    assert_eq!(standing(&world, invoice).await, (20_000, 20_000, 0));
    assert_eq!(read::get(b, &world.joost, id).await.unwrap().payable, eur(0));
    disputes::withdraw(b, &world.joost, all(&world).await[0].id).await.unwrap();
    let told = read::get(b, &world.joost, id).await.unwrap();
    assert_eq!((told.rest.map(|rest| rest.is_running), told.payable), (Some(false), eur(20_000)));
}

#[tokio::test]
async fn a_payment_that_is_refused_opens_no_dispute_and_a_dispute_that_is_refused_pays_nothing() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let good = short(&world, "card_pays", &[(invoice, 80_000, wrong())]).await;
    let with = |why: Option<Why>, text: &str| {
        let whys = why.into_iter().map(|why| (invoice, why)).collect();
        let (dispute_id, text) = (DisputeId(Uuid::now_v7()), text.to_owned());
        Order { short: Some(Short { dispute_id, whys, text }), ..good.clone() }
    };
    let made_up = Some(Why::Wrong("made-up".to_owned()));
    for (order, words) in [
        (Order { expected: eur(1), ..good.clone() }, "changed"),
        (Order { instrument: "card_of_nobody".to_owned(), ..good.clone() }, ""),
        (with(None, "x"), "Say why you pay €200.00 less of NH-1."),
        (with(wrong(), " "), "Write one sentence about what is wrong."),
        (with(wrong(), &"x".repeat(4_001)), "Write at most 4000 characters."),
        (with(made_up, "x"), "Choose what is wrong from the list."),
    ] {
        let refusal = refused(start(world.backend(), &world.joost, order).await).to_string();
        assert!(refusal.contains(words), "{words}: {refusal}");
        assert_eq!(counted(&world).await, (0, 0), "{words}");
    }
    let mirjam = start(world.backend(), &world.mirjam, good.clone()).await;
    assert!(matches!(refused(mirjam), Refusal::RoleLacks { .. }), "she pays, and disputes nothing");
    assert_eq!(counted(&world).await, (0, 0));
    assert_eq!(standing(&world, invoice).await, (100_000, 0, 100_000));
    start(world.backend(), &world.joost, good.clone()).await.unwrap();
    let other = Order { short: None, ..good };
    let reused = start(world.backend(), &world.joost, other).await;
    assert_eq!(refused(reused), Refusal::KeyReused, "the reasons are a part of the form");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_sent_twice_at_once_pays_and_disputes_once() {
    for _ in 0..4 {
        let world = World::new().await;
        let invoice = world.invoice("NH-1", 100_000, -10).await;
        let order = short(&world, "card_pays", &[(invoice, 80_000, wrong())]).await;
        let send = async || {
            // Of a double click one may come too late: asked again, it finds what the other has made.
            match start(world.backend(), &world.joost, order.clone()).await {
                Ok(id) => id,
                Err(_) => start(world.backend(), &world.joost, order.clone()).await.unwrap(),
            }
        };
        assert_eq!(tokio::join!(send(), send()), (order.id, order.id));
        assert_eq!(counted(&world).await, (1, 1));
        world.db.settle_down().await;
        assert_eq!(standing(&world, invoice).await, (20_000, 20_000, 0));
        assert_all_agree(&world, invoice).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_colleagues_who_pay_short_at_once_one_pays_and_disputes() {
    for _ in 0..4 {
        let world = World::new().await;
        let invoice = world.invoice("NH-1", 100_000, -10).await;
        let one = short(&world, "card_pays", &[(invoice, 80_000, wrong())]).await;
        let other = short(&world, "card_pays", &[(invoice, 70_000, wrong())]).await;
        let (b, joost) = (world.backend(), &world.joost);
        let (one, other) = tokio::join!(start(b, joost, one), start(b, joost, other));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(counted(&world).await, (1, 1));
        world.db.settle_down().await;
        let (open, disputed, to_pay) = standing(&world, invoice).await;
        assert_eq!((open, to_pay), (disputed, 0), "what is not paid is disputed, all of it once");
        assert_all_agree(&world, invoice).await;
    }
}

#[tokio::test]
async fn a_dispute_of_one_form_is_not_taken_for_that_of_another() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let first = short(&world, "card_pays", &[(invoice, 50_000, wrong())]).await;
    start(world.backend(), &world.joost, first.clone()).await.unwrap();
    disputes::withdraw(world.backend(), &world.joost, all(&world).await[0].id).await.unwrap();
    let again = short(&world, "card_pays", &[(invoice, 40_000, wrong())]).await;
    let again = Order { short: first.short, ..again };
    assert_eq!(refused(start(world.backend(), &world.joost, again).await), Refusal::Stale);
    assert_eq!(standing(&world, invoice).await, (50_000, 0, 50_000));
}

#[tokio::test]
async fn the_dispute_holds_what_the_payment_leaves_of_each_instalment() {
    let world = World::new().await;
    let day = |days| world.today() + chrono::Duration::days(days);
    let half = |days| Instalment { due_on: day(days), amount: eur(50_000) };
    let draft = world.draft("NH-1", 100_000, day(-10));
    let invoice =
        backend::invoices::issue::NewInvoice { instalments: vec![half(-10), half(20)], ..draft };
    let invoice = world.issue(invoice).await;
    let order = short(&world, "card_pays", &[(invoice, 75_000, wrong())]).await;
    let id = start(world.backend(), &world.joost, order).await.unwrap();
    assert_eq!(state(&world, id).await, "settled");
    assert_eq!(standing(&world, invoice).await, (25_000, 25_000, 0));
    world.db.assert_books().await;
}

#[tokio::test]
async fn it_dies_with_both_or_with_neither() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let order = short(&world, "card_pays", &[(invoice, 80_000, wrong())]).await;
    world.db.can_crash().await;
    let before = world.db.contents().await;
    let mut write = 0;
    while counted(&world).await == (0, 0) {
        assert_eq!(world.db.contents().await, before, "something stays of write {write}");
        write += 1;
        world.db.crash_at(write).await;
        let died = start(world.backend(), &world.joost, order.clone()).await;
        world.db.crash_at(0).await;
        assert!(died.is_err(), "write {write}");
    }
    assert!(write > 12, "the dispute and the payment have many writes: {write}");
    assert_eq!(counted(&world).await, (1, 1), "write {write}");
    assert_eq!(amounts(&world, invoice).await, (100_000, 80_000), "it waits for the provider");
    // Whoever sends the form again finds what is there; nobody was charged, and the janitor says so.
    assert_eq!(start(world.backend(), &world.joost, order.clone()).await.unwrap(), order.id);
    world.db.pass(3).await;
    assert_eq!(state(&world, order.id).await, "canceled");
    assert_eq!(standing(&world, invoice).await, (100_000, 20_000, 80_000));
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn wherever_the_provider_is_lost_the_dispute_is_open_and_the_money_moves_once() {
    for (place, after, stands) in [
        (Place::BeforeCreate, "canceled", (100_000, 20_000, 80_000)),
        (Place::AfterCreate, "canceled", (100_000, 20_000, 80_000)),
        (Place::BeforeConfirm, "canceled", (100_000, 20_000, 80_000)),
        (Place::AfterConfirm, "settled", (20_000, 20_000, 0)),
    ] {
        let mut world = World::new().await;
        Cut::off(&mut world, place);
        let invoice = world.invoice("NH-1", 100_000, -10).await;
        let order = short(&world, "card_pays", &[(invoice, 80_000, wrong())]).await;
        assert!(start(world.backend(), &world.joost, order.clone()).await.is_err(), "{place:?}");
        assert_eq!(start(world.backend(), &world.joost, order.clone()).await.unwrap(), order.id);
        world.db.pass(3).await;
        assert_eq!(state(&world, order.id).await, after, "{place:?}");
        assert_eq!(standing(&world, invoice).await, stands, "{place:?}");
        let told = read::get(world.backend(), &world.joost, order.id).await.unwrap();
        assert_eq!(told.payable, Money::new(stands.2, told.payable.currency), "{place:?}");
        assert!(told.rest.is_some_and(|rest| rest.is_running), "{place:?}");
        assert_all_agree(&world, invoice).await;
    }
}
