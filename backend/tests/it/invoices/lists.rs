//! What is on a list, in which order, and that turning its pages finds everything once.

use super::crowd::{self, HEAVY, reader};
use crate::payments::pay;
use backend::{
    invoices::list::{self, Direction, Filter, Listed, Page, Place, Show, Sort, Wanted},
    promises::{self, NewPromise},
    testing::World,
};
use chrono::Days;
use domain::{
    Currency, Money,
    ids::{InvoiceId, PromiseId},
    open_item::State,
};
use uuid::Uuid;

fn wanted(show: Show) -> Wanted {
    let filter = Filter { show, ..Filter::default() };
    Wanted { filter, sort: Sort::Due, direction: Direction::Up, place: Place::Start }
}

async fn page(world: &World, wanted: &Wanted) -> Page {
    list::page(world.backend(), &world.mirjam, wanted).await.unwrap()
}

async fn numbers(world: &World, wanted: &Wanted) -> Vec<String> {
    page(world, wanted).await.invoices.into_iter().map(|invoice| invoice.number).collect()
}

async fn found(world: &World, words: &str) -> Vec<String> {
    let filter = Filter { words: words.to_owned(), ..wanted(Show::All).filter };
    numbers(world, &Wanted { filter, ..wanted(Show::All) }).await
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

async fn promise(world: &World, invoice_id: InvoiceId, amount: Money) {
    let until = world.today() + Days::new(7);
    let new = NewPromise { id: PromiseId(Uuid::now_v7()), invoice_id, amount, until };
    promises::make(world.backend(), &world.mirjam, &new).await.unwrap();
}

#[tokio::test]
async fn each_tab_has_what_its_name_says() {
    let world = World::new().await;
    world.invoice("NH-1-overdue", 100_000, -10).await;
    let promised = world.invoice("NH-2-promised", 50_000, -5).await;
    world.invoice("NH-3-soon", 25_000, 3).await;
    let moving = world.invoice("NH-4-moving", 30_000, -1).await;
    let paid = world.invoice("NH-5-paid", 20_000, -20).await;
    world.invoice_to(world.maasland, "NH-6-theirs", 10_000, -1, Currency::EUR).await;
    promise(&world, promised, eur(50_000)).await;
    pay(&world, &[moving], "debit_settles").await.unwrap();
    pay(&world, &[paid], "card_pays").await.unwrap();

    let open = page(&world, &wanted(Show::Open)).await;
    let states: Vec<_> = open
        .invoices
        .iter()
        .map(|i| (i.number.as_str(), i.standing.state, i.to_pay().minor))
        .collect();
    let until = world.today() + Days::new(7);
    assert_eq!(
        states,
        [
            ("NH-1-overdue", State::Overdue { days: 10 }, 100_000),
            ("NH-2-promised", State::Promised { until }, 0),
            ("NH-4-moving", State::OnItsWay, 0),
            ("NH-3-soon", State::DueSoon { days: 3 }, 25_000),
        ]
    );
    assert_eq!(open.open_count, 4);
    let balance = open.balances[0];
    assert_eq!((balance.open, balance.collectable), (eur(205_000), eur(125_000)));
    let sums = open.sums.expect("it is all on one page");
    assert_eq!((sums.total, sums.open, sums.to_pay), (eur(205_000), eur(205_000), eur(125_000)));

    assert_eq!(numbers(&world, &wanted(Show::Overdue)).await, ["NH-1-overdue"]);
    assert_eq!(numbers(&world, &wanted(Show::All)).await.len(), 5);
    let paid = page(&world, &wanted(Show::Paid)).await.invoices;
    assert_eq!((paid.len(), paid[0].number.as_str()), (1, "NH-5-paid"));
    assert_eq!(paid[0].paid_on, Some(world.today()));
    assert_eq!(paid[0].settled(), eur(20_000));

    // A promise may be kept early, and paying it takes what is promised.
    assert_eq!(open.invoices[1].pays, eur(50_000));
}

#[tokio::test]
async fn an_invoice_in_instalments_is_one_row() {
    let world = World::new().await;
    let today = world.today();
    let part = |days: i64, minor| domain::invoice::Instalment {
        due_on: today + chrono::Duration::days(days),
        amount: eur(minor),
    };
    let draft = world.draft("NH-1", 90_000, today);
    let instalments = vec![part(-5, 30_000), part(25, 30_000), part(55, 30_000)];
    let id = world.issue(backend::invoices::issue::NewInvoice { instalments, ..draft }).await;
    let all = page(&world, &wanted(Show::Open)).await;
    assert_eq!((all.invoices.len(), all.open_count), (1, 1));
    assert_eq!(all.invoices[0].standing.state, State::Overdue { days: 5 });
    assert_eq!(all.invoices[0].pays, eur(90_000));
    // With the first one promised, the next one speaks.
    promise(&world, id, eur(30_000)).await;
    let all = page(&world, &wanted(Show::Open)).await;
    assert_eq!(all.invoices[0].standing.state, State::Open { days: 25 });
    assert_eq!(all.invoices[0].to_pay(), eur(60_000));
    assert!(numbers(&world, &wanted(Show::Overdue)).await.is_empty());
}

#[tokio::test]
async fn words_and_amounts_find_invoices() {
    let world = World::new().await;
    world.invoice("NH-26-0894", 677_600, -10).await;
    world.invoice("NH-26-0941", 847_000, 20).await;
    world.invoice_to(world.ferrow, "US_1", 847_000, 20, Currency::USD).await;
    assert_eq!(found(&world, "0894").await, ["NH-26-0894"]);
    assert_eq!(found(&world, "nh-26 po").await, ["NH-26-0894", "NH-26-0941"]);
    assert_eq!(found(&world, "€6,776.00").await, ["NH-26-0894"]);
    assert_eq!(found(&world, "8470").await, ["NH-26-0941", "US_1"]);
    assert_eq!(found(&world, "BEARING").await.len(), 3);
    assert_eq!(found(&world, "US_1").await, ["US_1"]);
    for nothing in ["4488-B", "%", "\\", "u__1"] {
        assert!(found(&world, nothing).await.is_empty(), "{nothing}");
    }
    let filter = Filter { currency: Some(Currency::USD), ..wanted(Show::Open).filter };
    let dollars = page(&world, &Wanted { filter, ..wanted(Show::Open) }).await;
    assert_eq!(dollars.invoices.len(), 1);
    assert_eq!(dollars.balances.len(), 2, "both currencies are told");
}

#[tokio::test]
async fn a_discount_is_offered_until_its_last_day() {
    let world = World::new().await;
    let until = world.today() + Days::new(3);
    let draft = world.draft("NH-1", 847_000, world.today() + Days::new(20));
    world
        .issue(backend::invoices::issue::NewInvoice { discount: Some((200, until)), ..draft })
        .await;
    let invoice = page(&world, &wanted(Show::Open)).await.invoices.remove(0);
    assert_eq!(invoice.to_pay(), eur(847_000));
    assert_eq!((invoice.pays, invoice.saves), (eur(830_060), Some((eur(16_940), until))));
    world.db.pass_days(4).await;
    let invoice = page(&world, &wanted(Show::Open)).await.invoices.remove(0);
    assert_eq!((invoice.pays, invoice.saves), (eur(847_000), None));
}

#[tokio::test]
async fn turning_the_pages_finds_every_invoice_once_in_any_order() {
    let world = World::new().await;
    crowd::lay_down(&world).await;
    for sort in [Sort::Due, Sort::Issued, Sort::Number, Sort::Total] {
        for direction in [Direction::Up, Direction::Down] {
            for show in [Show::All, Show::Open] {
                let all = forwards(&world, &Wanted { sort, direction, ..wanted(show) }).await;
                let expected = if show == Show::All { HEAVY } else { HEAVY / 4 };
                assert_eq!(all.len(), expected);
                assert!(all.windows(2).all(|pair| in_order(sort, direction, &pair[0], &pair[1])));
            }
        }
    }
    let down = Wanted { sort: Sort::Total, direction: Direction::Down, ..wanted(Show::All) };
    let exported = list::export(world.backend(), reader(&world), &down).await.unwrap();
    assert_eq!(exported.len(), HEAVY);
}

/// All pages, one after the other; from each one back leads to the one before.
async fn forwards(world: &World, wanted: &Wanted) -> Vec<Listed> {
    let mut all = Vec::new();
    let mut before: Option<Page> = None;
    let mut place = Place::Start;
    loop {
        let now = page(world, &Wanted { place, ..wanted.clone() }).await;
        all.extend(now.invoices.clone());
        if let (Some(before), Some(cursor)) = (&before, now.before.clone()) {
            let back =
                page(world, &Wanted { place: Place::Before(cursor), ..wanted.clone() }).await;
            assert_eq!(back.invoices, before.invoices);
            assert_eq!(back.before, before.before);
        }
        let Some(after) = now.after.clone() else {
            return all;
        };
        assert_eq!(now.invoices.len(), list::PER_PAGE);
        place = Place::After(after);
        before = Some(now);
    }
}

fn in_order(sort: Sort, direction: Direction, a: &Listed, b: &Listed) -> bool {
    let order = match sort {
        Sort::Due => (a.due_on, a.id).cmp(&(b.due_on, b.id)),
        Sort::Issued => (a.issued_on, a.id).cmp(&(b.issued_on, b.id)),
        Sort::Number => (&a.number, a.id).cmp(&(&b.number, b.id)),
        Sort::Total => (a.total.minor, a.id).cmp(&(b.total.minor, b.id)),
    };
    match direction {
        Direction::Up => order.is_lt(),
        Direction::Down => order.is_gt(),
    }
}

#[tokio::test]
async fn a_cursor_of_another_order_or_account_begins_anew_and_shows_nothing_of_others() {
    let world = World::new().await;
    world.invoice("NH-1", 100_000, -10).await;
    world.invoice_to(world.maasland, "NH-2", 100_000, -10, Currency::EUR).await;
    let of_totals = Wanted { sort: Sort::Total, ..wanted(Show::All) };
    let cursor = backend::invoices::cursor::Cursor {
        key: backend::invoices::cursor::Key::Text("NH-0".to_owned()),
        id: Uuid::nil(),
    };
    let place = Place::After(cursor);
    assert_eq!(numbers(&world, &Wanted { place, ..of_totals }).await, ["NH-1"]);
    let theirs = list::page(world.backend(), &world.ruud, &wanted(Show::All)).await.unwrap();
    assert_eq!(theirs.invoices[0].number, "NH-2");
}
