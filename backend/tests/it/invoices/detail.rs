//! One invoice: its subtraction, its price today, how it was paid, and what was said about it.

use crate::payments::{pay, state};
use backend::{
    Error,
    invoices::{
        detail::{self, Detail, Source, Verdict},
        issue::NewInvoice,
        list::{self, Direction, Filter, Place, Show, Sort, Wanted},
    },
    payments::quote::{Choice, Selection, Spread, quote},
    promises::{self, NewPromise},
    testing::World,
};
use chrono::Days;
use domain::{
    Currency, Money, Refusal,
    dunning::Silence,
    fee::Method,
    ids::{InvoiceId, PromiseId},
    invoice::Instalment,
    open_item, payment, promise,
};
use uuid::Uuid;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

async fn get(world: &World, id: InvoiceId) -> Detail {
    detail::get(world.backend(), &world.mirjam, id).await.unwrap()
}

async fn promise(world: &World, invoice_id: InvoiceId, amount: Money, days: u64) {
    let until = world.today() + Days::new(days);
    let new = NewPromise { id: PromiseId(Uuid::now_v7()), invoice_id, amount, until };
    promises::make(world.backend(), &world.mirjam, &new).await.unwrap();
}

#[tokio::test]
async fn an_invoice_tells_its_document_and_what_is_to_pay() {
    let world = World::new().await;
    let id = world.invoice("NH-1", 100_000, -10).await;
    let invoice = get(&world, id).await;
    assert_eq!((invoice.head.number.as_str(), invoice.head.total), ("NH-1", eur(100_000)));
    assert_eq!(invoice.head.seller.iban, "NL91ABNA0417164300");
    assert_eq!(
        (invoice.says.lines.len(), invoice.says.tax.len(), invoice.instalments.len()),
        (1, 1, 1)
    );
    assert_eq!(invoice.standing.state, open_item::State::Overdue { days: 10 });
    assert_eq!((invoice.to_pay(), invoice.pays), (eur(100_000), eur(100_000)));
    assert!(invoice.events.iter().any(|event| event.name == "invoice.issued"));
}

#[tokio::test]
async fn money_is_told_from_its_way_here_until_it_comes_back() {
    let world = World::new().await;
    let id = world.invoice("NH-1", 100_000, -10).await;
    let payment = pay(&world, &[id], "debit_returned").await.unwrap();
    let moving = get(&world, id).await;
    assert_eq!(moving.standing.state, open_item::State::OnItsWay);
    assert_eq!((moving.moving.len(), moving.moving[0].amount), (1, eur(100_000)));
    assert_eq!(moving.moving[0].state, payment::State::Processing);
    assert!(moving.moving[0].settles_on.is_some() && moving.pays.is_zero());
    assert!(moving.events.iter().any(|event| event.name == "payment.sent"));

    world.db.pass_days(3).await;
    assert_eq!(state(&world, payment).await, "settled");
    let paid = get(&world, id).await;
    assert_eq!((paid.standing.state, paid.settled()), (open_item::State::Paid, eur(100_000)));
    assert!(paid.moving.is_empty() && !paid.applied[0].is_reversal);
    assert!(matches!(&paid.applied[0].source, Source::Payment { id, .. } if *id == payment));

    world.db.pass_days(8).await;
    let back = get(&world, id).await;
    let amounts: Vec<_> = back.applied.iter().map(|row| (row.amount, row.is_reversal)).collect();
    assert_eq!(amounts, [(eur(100_000), false), (eur(-100_000), true)]);
    assert_eq!(back.to_pay(), eur(100_000));
}

#[tokio::test]
async fn the_price_of_today_is_what_paying_takes() {
    let world = World::new().await;
    let until = world.today() + Days::new(2);
    let draft = world.draft("NH-1", 100_000, world.today() + Days::new(20));
    let discounted = world.issue(NewInvoice { discount: Some((200, until)), ..draft }).await;
    let promised = world.invoice("NH-2", 50_000, -5).await;
    promise(&world, promised, eur(20_000), 5).await;
    for (id, price) in [(discounted, 98_000), (promised, 50_000)] {
        let choice = Choice {
            selection: Selection::Invoices(vec![id]),
            spread: Spread::InFull,
            use_credit: false,
            method: Method::BankDebit,
        };
        let quoted = quote(world.backend(), &world.mirjam, &choice).await.unwrap();
        assert_eq!((quoted.charged, get(&world, id).await.pays), (eur(price), eur(price)));
    }
    assert_eq!(get(&world, promised).await.to_pay(), eur(30_000));
    let discount = get(&world, discounted).await.discount.expect("it grants one");
    assert_eq!((discount.amount, discount.saves, discount.taken), (eur(2_000), eur(2_000), eur(0)));
    pay(&world, &[discounted], "card_pays").await.unwrap();
    let discount = get(&world, discounted).await.discount.expect("it granted one");
    assert_eq!((discount.saves, discount.taken), (eur(0), eur(2_000)));
}

#[tokio::test]
async fn a_promise_is_told_while_it_runs_and_after_it_was_withdrawn_or_broken() {
    let world = World::new().await;
    let id = world.invoice("NH-1", 100_000, -10).await;
    assert_eq!(get(&world, id).await.promisable, eur(100_000));
    promise(&world, id, eur(60_000), 3).await;
    let running = get(&world, id).await;
    assert_eq!(running.running_promise().map(|promise| promise.amount), Some(eur(60_000)));
    assert_eq!(running.promises[0].made_by.as_deref(), Some("Mirjam de Wit"));
    assert_eq!(running.to_pay(), eur(40_000));

    promises::withdraw(world.backend(), &world.mirjam, id).await.unwrap();
    let withdrawn = get(&world, id).await;
    assert!(withdrawn.running_promise().is_none());
    assert_eq!(withdrawn.promises[0].state, promise::State::Withdrawn);

    promise(&world, id, eur(100_000), 1).await;
    world.db.pass_days(3).await;
    let broken = get(&world, id).await;
    assert_eq!(broken.promises[0].state, promise::State::Broken);
    assert_eq!((broken.promises.len(), broken.to_pay()), (2, eur(100_000)));
}

#[tokio::test]
async fn of_parts_the_first_one_that_is_open_is_promised() {
    let world = World::new().await;
    let part =
        |days, minor| Instalment { due_on: world.today() + Days::new(days), amount: eur(minor) };
    let draft = world.draft("NH-1", 90_000, world.today());
    let instalments = vec![part(5, 30_000), part(35, 60_000)];
    let id = world.issue(NewInvoice { instalments, ..draft }).await;
    let invoice = get(&world, id).await;
    assert_eq!((invoice.promisable, invoice.to_pay()), (eur(30_000), eur(90_000)));
    let amounts: Vec<_> = invoice.instalments.iter().map(|part| part.amount.minor).collect();
    assert_eq!(amounts, [30_000, 60_000]);
    let new = NewPromise {
        id: PromiseId(Uuid::now_v7()),
        invoice_id: id,
        amount: eur(30_001),
        until: world.today() + Days::new(7),
    };
    let refused = promises::make(world.backend(), &world.mirjam, &new).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Overpromise { .. }))), "{refused:?}");
}

#[tokio::test]
async fn every_silence_and_every_reminder_is_told() {
    let world = World::new().await;
    let asked = world.invoice("NH-1", 100_000, 1).await;
    let silent = world.invoice("NH-2", 50_000, 1).await;
    promise(&world, silent, eur(50_000), 20).await;
    world.db.pass_days(2).await;
    let decided = get(&world, asked).await.decisions;
    let Verdict::Asked { amount, recipient, .. } = &decided[0].verdict else {
        panic!("{decided:?}")
    };
    assert_eq!((*amount, recipient.as_str()), (eur(100_000), "m.dewit@ferrow.example"));
    assert_eq!((decided[0].step_days, decided[0].seq), (0, 1));
    let decided = get(&world, silent).await.decisions;
    assert_eq!(decided[0].verdict, Verdict::Silent(Silence::Promised));
}

#[tokio::test]
async fn strangers_find_nothing() {
    let world = World::new().await;
    let id = world.invoice("NH-1", 100_000, -10).await;
    let theirs = detail::get(world.backend(), &world.ruud, id).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
    let nobodys = detail::get(world.backend(), &world.mirjam, InvoiceId(Uuid::now_v7())).await;
    assert!(matches!(nobodys, Err(Error::NotFound)));
}

/// One amount on every surface: the list, the invoice, the home, and paying what is due.
#[tokio::test]
async fn every_surface_asks_for_the_same_amount() {
    let world = World::new().await;
    let late = world.invoice("NH-1", 100_000, -10).await;
    world.invoice("NH-2", 50_000, 0).await;
    world.invoice("NH-3", 25_000, 9).await;
    let moving = world.invoice("NH-4", 30_000, -1).await;
    promise(&world, late, eur(60_000), 5).await;
    pay(&world, &[moving], "debit_settles").await.unwrap();
    world.credit("CN-1", 10_000).await;

    let wanted = Wanted {
        filter: Filter { show: Show::Open, ..Filter::default() },
        sort: Sort::Due,
        direction: Direction::Up,
        place: Place::Start,
    };
    let listed = list::page(world.backend(), &world.mirjam, &wanted).await.unwrap();
    let mut of_invoices = 0;
    for row in &listed.invoices {
        let invoice = get(&world, row.id).await;
        assert_eq!((row.to_pay(), row.pays), (invoice.to_pay(), invoice.pays), "{}", row.number);
        of_invoices += invoice.to_pay().minor;
    }
    assert_eq!(listed.balances[0].collectable, eur(of_invoices));
    let choice = Choice {
        selection: Selection::DueBy(world.today(), Currency::EUR),
        spread: Spread::InFull,
        use_credit: true,
        method: Method::BankDebit,
    };
    let due = quote(world.backend(), &world.mirjam, &choice).await.unwrap();
    let home = backend::home::load(world.backend(), &world.mirjam).await.unwrap();
    assert_eq!(due.charged, eur(40_000 + 50_000 - 10_000));
    assert_eq!(home.standings[0].to_pay, due.charged);
}
