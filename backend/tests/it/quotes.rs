//! What the page before the button shows, and what it says no to.

use backend::{
    Error,
    invoices::issue::NewInvoice,
    payments::{
        offer::{Offer, Wish, offer},
        quote::{MOST_INVOICES, Selection, Spread},
        start::{Order, start},
    },
    testing::World,
};
use domain::{
    Currency, Money, Refusal,
    fee::Method,
    ids::{InvoiceId, PaymentId},
};
use uuid::Uuid;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn wish(invoices: &[InvoiceId]) -> Wish {
    Wish {
        selection: Selection::Invoices(invoices.to_vec()),
        spread: Spread::InFull,
        use_credit: true,
        method: None,
    }
}

async fn offered(world: &World, wish: &Wish) -> Offer {
    offer(world.backend(), &world.mirjam, wish).await.unwrap()
}

async fn refused(world: &World, wish: &Wish) -> Refusal {
    match offer(world.backend(), &world.mirjam, wish).await {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn every_way_of_paying_says_its_fee_beforehand() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let b = world.invoice("NH-2", 50_000, 5).await;
    let shown = offered(&world, &wish(&[b, a])).await;
    let ways: Vec<_> = shown.ways.iter().map(|way| (way.method, way.fee, way.charged)).collect();
    assert_eq!(
        ways,
        [
            (Method::BankDebit, eur(0), eur(150_000)),
            (Method::Card, eur(2_250), eur(152_250)),
            (Method::BankTransfer, eur(0), eur(150_000)),
        ]
    );
    assert_eq!(shown.choice.method, Method::BankDebit, "the first is proposed");
    assert_eq!(shown.transfer.reference, "NH-1 NH-2", "oldest first");
    let by_card = Wish { method: Some(Method::Card), ..wish(&[a, b]) };
    assert_eq!(offered(&world, &by_card).await.quote.charged, eur(152_250));
}

#[tokio::test]
async fn only_what_the_account_is_offered_is_offered() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query("UPDATE account SET methods = ARRAY['bank_transfer'] WHERE id = $1")
        .bind(world.ferrow.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let by_card = Wish { method: Some(Method::Card), ..wish(&[a]) };
    let shown = offered(&world, &by_card).await;
    assert_eq!(shown.choice.method, Method::BankTransfer);
    assert_eq!(shown.ways.len(), 1);
}

#[tokio::test]
async fn selections_that_make_no_sense_are_refused() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let dollars = world.invoice_to(world.ferrow, "NH-2", 100_000, -10, Currency::USD).await;
    let theirs = world.invoice_to(world.maasland, "NH-3", 100_000, -10, Currency::EUR).await;
    assert_eq!(refused(&world, &wish(&[])).await, Refusal::NothingChosen);
    assert!(matches!(
        refused(&world, &wish(&[a, dollars])).await,
        Refusal::CurrencyMismatch { .. }
    ));
    let too_many: Vec<InvoiceId> = (0..500).map(|_| InvoiceId(Uuid::now_v7())).collect();
    assert_eq!(
        refused(&world, &wish(&too_many)).await,
        Refusal::TooManyChosen { most: MOST_INVOICES }
    );
    for not_there in [theirs, InvoiceId(Uuid::now_v7())] {
        for selection in [vec![not_there], vec![a, not_there]] {
            let answer = offer(world.backend(), &world.mirjam, &wish(&selection)).await;
            assert!(matches!(answer, Err(Error::NotFound)), "{answer:?}");
        }
    }
    // The same one twice is one.
    assert_eq!(offered(&world, &wish(&[a, a])).await.quote.amount, eur(100_000));
}

#[tokio::test]
async fn amounts_beyond_what_is_open_or_in_another_currency_are_refused() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let b = world.invoice("NH-2", 50_000, 5).await;
    let with = |spread| Wish { spread, ..wish(&[a, b]) };
    let too_much = refused(&world, &with(Spread::OldestFirst(eur(150_001)))).await;
    assert_eq!(too_much, Refusal::OverpaymentInTotal { most: eur(150_000) });
    let too_much_on_one = refused(&world, &with(Spread::PerInvoice(vec![(a, eur(100_001))]))).await;
    assert_eq!(
        too_much_on_one,
        Refusal::Overpayment { number: "NH-1".to_owned(), most: eur(100_000) }
    );
    let dollars = Money::new(1_000, Currency::USD);
    assert!(matches!(
        refused(&world, &with(Spread::OldestFirst(dollars))).await,
        Refusal::CurrencyMismatch { .. }
    ));
    assert_eq!(
        refused(&world, &with(Spread::PerInvoice(vec![(a, eur(0))]))).await,
        Refusal::AmountZero
    );
    let foreign = with(Spread::PerInvoice(vec![(InvoiceId(Uuid::now_v7()), eur(1))]));
    let answer = offer(world.backend(), &world.mirjam, &foreign).await;
    assert!(matches!(answer, Err(Error::NotFound)), "{answer:?}");

    let typed = with(Spread::PerInvoice(vec![(b, eur(20_000)), (a, eur(1))]));
    let shown = offered(&world, &typed).await;
    let paid: Vec<_> = shown.quote.items.iter().map(|q| (q.amount, q.open_after)).collect();
    assert_eq!(paid, [(eur(1), eur(99_999)), (eur(20_000), eur(30_000))]);
}

#[tokio::test]
async fn what_is_paid_or_on_its_way_cannot_be_paid_again() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    crate::payments::pay(&world, &[a], "debit_settles").await.unwrap();
    let shown = offered(&world, &wish(&[a])).await;
    assert_eq!(shown.quote.amount, eur(0));
    assert_eq!(shown.quote.items[0].payable, eur(0));
    assert_eq!(shown.quote.items[0].part.in_flight_minor, 100_000);
}

#[tokio::test]
async fn credit_pays_first_but_never_all() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    world.credit("CN-1", 60_500).await;
    let shown = offered(&world, &wish(&[a])).await;
    assert_eq!((shown.quote.credit, shown.quote.amount), (eur(60_500), eur(39_500)));
    world.credit("CN-2", 60_500).await;
    let shown = offered(&world, &wish(&[a])).await;
    assert!(shown.credit_would_do);
    assert_eq!((shown.quote.credit, shown.quote.amount), (eur(0), eur(100_000)));
    assert!(!shown.choice.use_credit);
}

#[tokio::test]
async fn the_early_payment_discount_is_quoted_and_paid_to_the_cent() {
    let world = World::new().await;
    let until = world.today() + chrono::Days::new(3);
    let draft = world.draft("NH-1", 847_000, world.today() + chrono::Days::new(20));
    let id = world.issue(NewInvoice { discount: Some((200, until)), ..draft }).await;
    let shown = offered(&world, &wish(&[id])).await;
    assert_eq!((shown.quote.discount, shown.quote.charged), (eur(16_940), eur(830_060)));
    let order = Order {
        id: PaymentId(Uuid::now_v7()),
        choice: shown.choice,
        instrument: "debit_settles".to_owned(),
        expected: shown.quote.charged,
        short: None,
    };
    start(world.backend(), &world.mirjam, order).await.unwrap();
}

#[tokio::test]
async fn who_may_only_look_sees_the_amounts_and_whom_to_ask() {
    let world = World::new().await;
    let theirs = world.invoice_to(world.maasland, "NH-1", 100_000, -10, Currency::EUR).await;
    let a = world.invoice("NH-2", 100_000, -10).await;
    let shown = offer(world.backend(), &world.victor, &wish(&[a])).await.unwrap();
    assert_eq!(shown.quote.amount, eur(100_000));
    assert_eq!(shown.ask, ["Joost Hartman"]);
    let looking = backend::Buyer { role: domain::access::BuyerRole::View, ..world.ruud.clone() };
    let shown = offer(world.backend(), &looking, &wish(&[theirs])).await.unwrap();
    assert_eq!(shown.ask, ["Ruud Janssen"]);
    let order = Order {
        id: PaymentId(Uuid::now_v7()),
        choice: shown.choice,
        instrument: "debit_settles".to_owned(),
        expected: shown.quote.charged,
        short: None,
    };
    let answer = start(world.backend(), &looking, order).await;
    assert!(matches!(answer, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{answer:?}");
}
