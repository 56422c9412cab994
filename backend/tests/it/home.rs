//! What a buyer's home says is what the items say.

use crate::payments::pay;
use backend::{
    home::{self, Waiting, What},
    open_items,
    promises::{self, NewPromise},
    testing::World,
};
use domain::{Currency, Money, collectable::Collectable, ids::PromiseId};
use uuid::Uuid;

#[tokio::test]
async fn the_sums_are_those_of_the_items() {
    let world = World::new().await;
    let late = world.invoice("NH-1", 100_000, -10).await;
    world.invoice("NH-2", 50_000, 0).await;
    let moving = world.invoice("NH-3", 20_000, -2).await;
    world.invoice("NH-4", 7_000, 5).await;
    world.invoice("NH-5", 3_000, 50).await;
    world.invoice_to(world.ferrow, "NH-6", 900, -1, Currency::USD).await;
    world.invoice_to(world.maasland, "NH-7", 1, -1, Currency::EUR).await;
    world.credit("CN-1", 60_500).await;
    pay(&world, &[moving], "debit_settles").await.unwrap();
    let promise = NewPromise {
        id: PromiseId(Uuid::now_v7()),
        invoice_id: late,
        amount: Money::new(40_000, Currency::EUR),
        until: world.today() + chrono::Days::new(3),
    };
    promises::make(world.backend(), &world.mirjam, &promise).await.unwrap();

    let home = home::load(world.backend(), &world.mirjam).await.unwrap();
    let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
    let items = open_items::open_of_account(&mut tx, world.ferrow).await.unwrap();
    for standing in &home.standings {
        let of_it = items.iter().filter(|i| i.item.currency == standing.currency);
        let sums = Collectable::sum(of_it.map(|i| i.item.collectable(world.today())));
        assert_eq!(standing.open.amount.minor, sums.open_minor);
        assert_eq!(standing.moving.minor, sums.in_flight_minor);
        assert_eq!(standing.promised.minor, sums.promised_minor);
        assert_eq!(standing.disputed.minor + standing.deferred.minor, 0);
        let asked = [standing.overdue, standing.today, standing.soon, standing.later];
        assert_eq!(asked.iter().map(|c| c.amount.minor).sum::<i64>(), sums.collectable_minor);
    }
    let eur = &home.standings[0];
    assert_eq!((eur.overdue.amount.minor, eur.overdue.count), (60_000, 1));
    assert_eq!((eur.today.amount.minor, eur.soon.amount.minor), (50_000, 7_000));
    assert_eq!((eur.credit_used.minor, eur.to_pay.minor), (60_500, 49_500));
    assert_eq!(home.standings.len(), 2);
    assert_eq!(home.standings[1].to_pay, Money::new(900, Currency::USD));

    let told: Vec<_> = home.coming.iter().map(|c| std::mem::discriminant(&c.what)).collect();
    let some = Uuid::nil();
    let settles = What::Settles { id: some.into(), reference: String::new() };
    let ends = What::PromiseEnds { invoice_id: some.into(), number: String::new() };
    assert!(told.contains(&std::mem::discriminant(&settles)));
    assert!(told.contains(&std::mem::discriminant(&ends)));
    assert!(home.coming.windows(2).all(|pair| pair[0].on <= pair[1].on));
}

#[tokio::test]
async fn only_what_is_real_waits() {
    let world = World::new().await;
    let home = home::load(world.backend(), &world.mirjam).await.unwrap();
    assert!(home.waiting.is_empty() && home.standings.is_empty());
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    pay(&world, &[invoice], "card_declined").await.unwrap();
    let draft = world.draft("NH-2", 847_000, world.today() + chrono::Days::new(20));
    let until = world.today() + chrono::Days::new(3);
    world
        .issue(backend::invoices::issue::NewInvoice { discount: Some((200, until)), ..draft })
        .await;
    let home = home::load(world.backend(), &world.mirjam).await.unwrap();
    assert!(matches!(&home.waiting[0], Waiting::Payment { reason: Some(_), .. }));
    let Waiting::Discount { saves, pays, .. } = &home.waiting[1] else { panic!("{home:?}") };
    assert_eq!((saves.minor, pays.minor), (16_940, 830_060));
    assert!(home.lately.iter().any(|event| event.name == "payment.failed"));
}
