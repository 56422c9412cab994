//! Statements close on what the ledger says, however they are told and for whichever day.

use crate::payments::{order, pay};
use backend::{
    invoices::issue::NewInvoice,
    payments::{quote::Spread, start::start},
    statements::{Asked, Form, Told, make},
    testing::World,
};
use chrono::{Days, NaiveDate};
use documents::statement::{Body, Document};
use domain::{Currency, Money, ids::InvoiceId, invoice::Instalment, statement::Kind};

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

async fn told(world: &World, form: Form, to: NaiveDate) -> Told {
    let asked = Asked { form, to, currency: None, most_lines: 1_000, after: None };
    make(world.backend(), &world.mirjam, &asked).await.unwrap()
}

/// What the ledger itself says that Ferrow owes at the end of a day.
async fn ledger(world: &World, on: NaiveDate) -> i64 {
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query_scalar(
        "SELECT coalesce(sum(CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END), 0)::bigint
         FROM ledger_line
         WHERE account_id = $1 AND currency = 'EUR' AND ledger IN ('receivable', 'unapplied') AND posted_on <= $2",
    )
    .bind(world.ferrow.0)
    .bind(on)
    .fetch_one(&mut *tx)
    .await
    .unwrap()
}

/// What the items of an open-item statement add up to.
fn added_up(told: &Told) -> i64 {
    match &told.statement.body {
        Body::OpenItems { items, unapplied } => {
            items.iter().map(|item| item.open.minor).sum::<i64>() - unapplied.minor
        }
        Body::Forward { opening, lines, .. } => {
            let moved: i64 = lines.iter().map(|line| line.row.movement.change.minor).sum();
            opening.minor + moved
        }
    }
}

async fn assert_closes(world: &World, from: NaiveDate, to: NaiveDate) {
    let books = ledger(world, to).await;
    for form in [Form::OpenItems, Form::Forward(from)] {
        let told = told(world, form, to).await;
        assert_eq!(told.statement.closing, eur(books), "{form:?} until {to}");
        assert_eq!(added_up(&told), books, "{form:?} until {to}");
    }
}

async fn bill(
    world: &World,
    number: &str,
    minor: i64,
    discount: Option<(i32, NaiveDate)>,
) -> InvoiceId {
    let today = world.today();
    let draft = world.draft(number, minor, today + Days::new(14));
    world.issue(NewInvoice { issued_on: today, discount, ..draft }).await
}

#[tokio::test]
async fn a_month_is_told_in_words_and_runs_to_its_closing_balance() {
    let world = World::new().await;
    let first = world.today();
    let until = first + Days::new(3);
    let a = bill(&world, "NH-1", 100_000, Some((200, until))).await;
    let b = bill(&world, "NH-2", 50_000, None).await;
    world.credit("CN-1", 10_000).await;
    pay(&world, &[a], "card_pays").await.unwrap();
    pay(&world, &[b], "debit_returned").await.unwrap();
    world.db.pass_days(14).await;
    let told = told(&world, Form::Forward(first), world.today()).await;
    let Body::Forward { opening, lines, .. } = &told.statement.body else { panic!("not forward") };
    let kinds: Vec<_> =
        lines.iter().map(|line| (line.row.movement.kind, line.row.movement.change.minor)).collect();
    assert_eq!(*opening, eur(0));
    assert_eq!(
        kinds,
        [
            (Kind::Invoice, 100_000),
            (Kind::Invoice, 50_000),
            (Kind::CreditNote, -10_000),
            (Kind::Payment, -98_000),
            (Kind::Discount, -2_000),
            (Kind::Payment, -50_000),
            (Kind::Return, 50_000),
        ]
    );
    let discount = &lines[4];
    assert_eq!(discount.row.movement.reference, "NH-1", "a discount names its invoice");
    assert_eq!(discount.document, Document::Invoice(a));
    assert_eq!(lines[6].row.balance, eur(40_000));
    assert_eq!(told.statement.closing, eur(40_000));
    assert_closes(&world, first, world.today()).await;
}

/// Numbers that look random and are the same every time (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// One thing that can happen on a day. What is refused (nothing left to pay) did not happen.
async fn happen(world: &World, dice: &mut Dice, n: u64, invoices: &mut Vec<InvoiceId>) {
    match dice.roll(5) {
        0 | 1 => {
            let discount = (dice.roll(2) == 0).then(|| (200, world.today() + Days::new(4)));
            let minor = 10_000 + i64::try_from(dice.roll(90_000)).unwrap();
            invoices.push(bill(world, &format!("NH-{n}"), minor, discount).await);
        }
        2 => {
            let minor = 100 + i64::try_from(dice.roll(9_000)).unwrap();
            world.credit(&format!("CN-{n}"), minor).await;
        }
        _ => {
            let instruments =
                ["card_pays", "debit_settles", "debit_returned", "debit_fails", "card_declined"];
            let nth = usize::try_from(dice.roll(5)).unwrap();
            let spread = match dice.roll(2) {
                0 => Spread::InFull,
                _ => Spread::OldestFirst(eur(5_000)),
            };
            if let Ok(mut order) = order(world, invoices, instruments[nth], spread).await {
                order.choice.use_credit = dice.roll(2) == 0;
                let _ = start(world.backend(), &world.mirjam, order).await;
            }
        }
    }
}

#[tokio::test]
async fn every_past_day_closes_as_it_did_then() {
    for seed in [1, 2, 3] {
        let world = World::new().await;
        let mut dice = Dice(seed);
        let first = world.today();
        let (mut invoices, mut closed) = (Vec::new(), Vec::new());
        for n in 0..24 {
            happen(&world, &mut dice, n, &mut invoices).await;
            happen(&world, &mut dice, 100 + n, &mut invoices).await;
            world.db.settle_down().await;
            // The last look at a day: from now on it is the past.
            closed.push((world.today(), ledger(&world, world.today()).await));
            world.db.pass_days(1).await;
        }
        for (day, then) in closed {
            // What the passing night itself posted on that day is in the books, too.
            let books = ledger(&world, day).await;
            let later = told(&world, Form::OpenItems, day).await;
            assert_eq!(added_up(&later), books, "seed {seed}, {day}: {then} at dusk");
            assert_closes(&world, first, day).await;
            assert_closes(&world, day, day + Days::new(2)).await;
        }
        world.db.assert_books().await;
    }
}

#[tokio::test]
async fn instalments_are_items_of_their_own() {
    let world = World::new().await;
    let today = world.today();
    let part = |days, minor| Instalment { due_on: today + Days::new(days), amount: eur(minor) };
    let draft = world.draft("NH-1", 90_000, today + Days::new(30));
    let invoice = NewInvoice {
        issued_on: today,
        instalments: vec![part(10, 30_000), part(20, 60_000)],
        ..draft
    };
    world.issue(invoice).await;
    let told = told(&world, Form::OpenItems, today).await;
    let Body::OpenItems { items, .. } = &told.statement.body else { panic!("not open items") };
    let labels: Vec<_> = items.iter().map(|item| (item.label(), item.open)).collect();
    assert_eq!(
        labels,
        [
            ("NH-1, instalment 1 of 2".to_owned(), eur(30_000)),
            ("NH-1, instalment 2 of 2".to_owned(), eur(60_000)),
        ]
    );
}

#[tokio::test]
async fn currencies_have_statements_of_their_own() {
    let world = World::new().await;
    bill(&world, "NH-1", 100_000, None).await;
    world.invoice_to(world.ferrow, "NH-2", 70_000, 5, Currency::USD).await;
    let asked = Asked {
        form: Form::OpenItems,
        to: world.today(),
        currency: Some(Currency::USD),
        most_lines: 10,
        after: None,
    };
    let told = make(world.backend(), &world.mirjam, &asked).await.unwrap();
    assert_eq!(told.currencies, [Currency::EUR, Currency::USD]);
    assert_eq!(told.statement.closing, Money::new(70_000, Currency::USD));
    assert_eq!(added_up(&told), 70_000);
}

/// A statement three lines at a time, to its end.
async fn page_by_page(world: &World, form: Form, to: NaiveDate) -> Vec<Told> {
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let asked = Asked { form, to, currency: None, most_lines: 3, after };
        let told = make(world.backend(), &world.mirjam, &asked).await.unwrap();
        after = told.next.clone();
        pages.push(told);
        if after.is_none() {
            return pages;
        }
    }
}

#[tokio::test]
async fn a_long_statement_is_told_page_by_page() {
    let world = World::new().await;
    let today = world.today();
    let part = |days, minor| Instalment { due_on: today + Days::new(days), amount: eur(minor) };
    for n in [3, 1, 4, 0, 2] {
        let draft = world.draft(&format!("NH-{n}"), 10_000, today + Days::new(20));
        let instalments = vec![part(10, 4_000), part(20, 6_000)];
        world.issue(NewInvoice { issued_on: today, instalments, ..draft }).await;
    }
    for form in [Form::OpenItems, Form::Forward(world.today())] {
        let whole = told(&world, form, world.today()).await;
        let pages = page_by_page(&world, form, world.today()).await;
        assert!(pages.len() > 1, "{form:?}");
        assert!(pages.iter().all(|page| page.statement.closing == eur(50_000)));
        match &whole.statement.body {
            Body::OpenItems { items, .. } => {
                let paged = pages.iter().flat_map(|page| match &page.statement.body {
                    Body::OpenItems { items, .. } => items.clone(),
                    Body::Forward { .. } => panic!("another form"),
                });
                assert_eq!(&paged.collect::<Vec<_>>(), items, "none twice, none left out");
            }
            Body::Forward { lines, .. } => {
                let paged = pages.iter().flat_map(|page| match &page.statement.body {
                    Body::Forward { lines, .. } => lines.clone(),
                    Body::OpenItems { .. } => panic!("another form"),
                });
                assert_eq!(&paged.collect::<Vec<_>>(), lines, "with the balance carried on");
            }
        }
    }
}

#[tokio::test]
async fn lines_that_are_left_out_still_count() {
    let world = World::new().await;
    for n in 0..5 {
        bill(&world, &format!("NH-{n}"), 10_000, None).await;
    }
    for form in [Form::OpenItems, Form::Forward(world.today())] {
        let asked = Asked { form, to: world.today(), currency: None, most_lines: 3, after: None };
        let told = make(world.backend(), &world.mirjam, &asked).await.unwrap();
        assert!(told.next.is_some(), "{form:?}");
        assert_eq!(added_up(&told), 30_000);
        assert_eq!(told.statement.closing, eur(50_000));
    }
}

#[tokio::test]
async fn another_account_is_not_in_it() {
    let world = World::new().await;
    world.invoice_to(world.maasland, "NH-1", 100_000, -10, Currency::EUR).await;
    let told = told(&world, Form::OpenItems, world.today()).await;
    assert_eq!((added_up(&told), told.statement.closing), (0, eur(0)));
    assert_eq!(told.statement.customer.name, "Ferrow Cycles B.V.");
}
