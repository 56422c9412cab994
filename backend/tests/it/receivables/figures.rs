//! The figures of the overview, held against the rows behind them and against the ledger.

use super::{all_invoices, total_of};
use crate::payments::pay;
use backend::{
    promises::{self, NewPromise},
    receivables::{
        account, accounts,
        invoices::{Filter, Show},
        overview::{self, Overview, SALES_DAYS},
        paging::From,
        payments,
    },
    testing::World,
};
use chrono::{Days, NaiveDate};
use domain::{
    Currency, Money,
    ageing::Bucket,
    ids::{InvoiceId, PromiseId},
    invoice::Instalment,
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

async fn run(world: &World, sql: &str) {
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn ledger(world: &World, sql: &str) -> i64 {
    let mut tx = world.backend().db.staff(&world.lena).await.unwrap();
    let sum: Option<i64> =
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut *tx).await.unwrap();
    sum.unwrap_or(0)
}

/// Something of everything: all ages, instalments in two of them, holds that overlap, money that
/// came, is on its way, failed and came back, credit, and another currency.
async fn a_book(world: &World) {
    for (n, due_in) in [20, 0, -1, -30, -31, -45, -60, -61, -90, -91, -400].into_iter().enumerate()
    {
        let minor = 10_000 + 1_000 * i64::try_from(n).unwrap();
        world.invoice(&format!("NH-{n:02}"), minor, due_in).await;
        world
            .invoice_to(world.maasland, &format!("MT-{n:02}"), minor + 7, due_in, Currency::EUR)
            .await;
    }
    world.invoice_to(world.maasland, "US-1", 777_700, -10, Currency::USD).await;
    in_parts(world, "NH-P", [(-40, 30_000), (-5, 20_000), (25, 10_000)]).await;
    promise(world, world.invoice("NH-PR", 50_000, -12).await, 30_000).await;
    let disputed = world.invoice("NH-D", 80_000, -33).await;
    let all = world.invoice("NH-ALL", 90_000, -70).await;
    crate::disputes::open(world, disputed, 12_100).await.unwrap();
    crate::disputes::open(world, all, 90_000).await.unwrap();
    run(
        world,
        &format!("UPDATE open_item SET deferred_minor = 5000 WHERE invoice_id = '{disputed}'"),
    )
    .await;
    let settled = world.invoice("NH-S", 60_000, -3).await;
    let debit = world.invoice("NH-B", 70_000, -8).await;
    let returned = world.invoice("NH-R", 40_000, -9).await;
    pay(world, &[settled], "card_pays").await.unwrap();
    pay(world, &[returned], "debit_returned").await.unwrap();
    world.db.pass_days(12).await;
    pay(world, &[debit], "debit_settles").await.unwrap();
    world.credit("CN-1", 33_000).await;
    world.db.assert_books().await;
}

async fn in_parts(world: &World, number: &str, parts: [(i64, i64); 3]) -> InvoiceId {
    let day = |days: i64| world.today() + chrono::Duration::days(days);
    let total = parts.iter().map(|(_, minor)| minor).sum();
    let mut draft = world.draft(number, total, day(parts[0].0));
    draft.instalments =
        parts.map(|(days, minor)| Instalment { due_on: day(days), amount: eur(minor) }).to_vec();
    world.issue(draft).await
}

async fn promise(world: &World, invoice_id: InvoiceId, minor: i64) {
    let until = world.today() + Days::new(30);
    let new = NewPromise { id: PromiseId(Uuid::now_v7()), invoice_id, amount: eur(minor), until };
    promises::make(world.backend(), &world.mirjam, &new).await.unwrap();
}

async fn overview(world: &World) -> Overview {
    overview::overview(world.backend(), &world.lena, None).await.unwrap()
}

fn of(show: Show, bucket: Option<Bucket>) -> Filter {
    Filter { show, bucket, currency: Some(Currency::EUR), ..Filter::default() }
}

/// The rows of a list, and its own count, against a figure.
async fn agree(world: &World, filter: Filter, figure: Money, what: &str) {
    let rows = all_invoices(world, &filter).await;
    let sum: i64 = rows.iter().map(|row| filter.show.amount_of(&row.sums)).sum();
    assert_eq!(sum, figure.minor, "the rows of {what}");
    assert!(rows.iter().all(|row| filter.show.amount_of(&row.sums) > 0), "{what}");
    assert_eq!(total_of(world, &filter).await.1, figure.minor, "the count of {what}");
}

#[tokio::test]
async fn every_figure_is_the_sum_of_the_rows_that_it_opens() {
    let world = World::new().await;
    a_book(&world).await;
    let seen = overview(&world).await;
    assert_eq!(seen.currencies, [Currency::EUR, Currency::USD]);
    for aged in &seen.aged {
        let (bucket, label) = (Some(aged.bucket), aged.bucket.label());
        assert!(aged.open.minor > 0 && aged.collectable.minor > 0, "{label}");
        assert_eq!(aged.open.minor, aged.collectable.minor + aged.moving.minor + aged.held.minor);
        agree(&world, of(Show::Open, bucket), aged.open, label).await;
        agree(&world, of(Show::Moving, bucket), aged.moving, label).await;
        agree(&world, of(Show::Held, bucket), aged.held, label).await;
        agree(&world, of(Show::Disputed, bucket), aged.disputed, label).await;
        let overdue = if aged.bucket == Bucket::Current { eur(0) } else { aged.collectable };
        agree(&world, of(Show::Overdue, bucket), overdue, label).await;
        assert_eq!(total_of(&world, &of(Show::Open, bucket)).await.0, aged.items, "{label}");
    }
    agree(&world, of(Show::Open, None), seen.sum_of(|aged| aged.open), "receivables").await;
    agree(&world, of(Show::Moving, None), seen.sum_of(|aged| aged.moving), "on its way").await;
    agree(&world, of(Show::Held, None), seen.sum_of(|aged| aged.held), "on hold").await;
    agree(&world, of(Show::Disputed, None), seen.sum_of(|aged| aged.disputed), "disputed").await;
    agree(&world, of(Show::Overdue, None), seen.overdue(), "overdue").await;
    let of_accounts: i64 = seen.overdue_accounts.iter().map(|a| a.collectable.minor).sum();
    assert_eq!(of_accounts, seen.overdue().minor, "both accounts are shown");
    for one in &seen.overdue_accounts {
        let filter = Filter { account: Some(one.account_id), ..of(Show::Overdue, None) };
        agree(&world, filter, one.collectable, &one.name).await;
    }
}

#[tokio::test]
async fn every_figure_is_in_the_ledger() {
    let world = World::new().await;
    a_book(&world).await;
    let seen = overview(&world).await;
    let debits =
        "sum(CASE l.direction WHEN 'D' THEN l.amount_minor ELSE -l.amount_minor END)::bigint";
    let lines = "FROM ledger_line l JOIN ledger_entry e ON e.account_id = l.account_id AND e.id = l.entry_id
                 WHERE l.currency = 'EUR'";
    let owed =
        ledger(&world, &format!("SELECT {debits} {lines} AND l.ledger = 'receivable'")).await;
    assert_eq!(seen.sum_of(|aged| aged.open), eur(owed));
    let credit =
        ledger(&world, &format!("SELECT -{debits} {lines} AND l.ledger = 'unapplied'")).await;
    assert_eq!((seen.credit, credit), (eur(33_000), 33_000));
    // What came and stayed: the returned payment is no cash, and fees are not the customer's money.
    let (cash, since) = seen.cash_month;
    let kept = ledger(
        &world,
        &format!(
            "SELECT {debits} {lines} AND l.ledger IN ('cash', 'fee') AND e.posted_on >= '{since}'"
        ),
    )
    .await;
    assert_eq!((cash, kept), (eur(60_000), 60_000));
    let dso = seen.dso.unwrap();
    let billed = ledger(
        &world,
        &format!(
            "SELECT {debits} {lines} AND l.ledger = 'receivable' AND e.kind = 'invoice_issued'
             AND e.posted_on BETWEEN '{}' AND '{}'",
            dso.since,
            world.today()
        ),
    )
    .await;
    assert_eq!(dso.sales, eur(billed));
    let by_hand = (owed * SALES_DAYS * 10 * 2 + billed) / (billed * 2);
    assert_eq!(dso.tenths, by_hand);
    assert!(dso.delinquent_tenths() > 0 && dso.best_tenths < dso.tenths);
}

#[tokio::test]
async fn cash_sales_and_credit_open_their_rows() {
    let world = World::new().await;
    a_book(&world).await;
    let seen = overview(&world).await;
    for (figure, since) in [seen.cash_week, seen.cash_month] {
        let filter = payments::Filter {
            show: payments::Show::Received,
            currency: Some(Currency::EUR),
            since: Some(since),
            until: Some(world.today()),
            ..payments::Filter::default()
        };
        let list = payments::list(world.backend(), &world.lena, &filter).await.unwrap();
        let sum: i64 = list.page.rows.iter().map(|row| row.amount.minor).sum();
        assert_eq!(sum, figure.minor);
        assert_eq!(list.totals.first().map_or(0, |total| total.amount.minor), figure.minor);
    }
    let dso = seen.dso.unwrap();
    let filter =
        Filter { since: Some(dso.since), until: Some(world.today()), ..of(Show::All, None) };
    let billed: i64 = all_invoices(&world, &filter).await.iter().map(|row| row.total.minor).sum();
    assert_eq!(billed, dso.sales.minor);
    for (by, figure) in
        [(accounts::By::Open, seen.sum_of(|aged| aged.open)), (accounts::By::Credit, seen.credit)]
    {
        let filter = accounts::Filter { by, ..accounts::Filter::default() };
        let list = accounts::list(world.backend(), &world.lena, &filter).await.unwrap();
        let amount = |row: &accounts::Row| match by {
            accounts::By::Credit => row.balances[0].credit.minor,
            _ => row.balances[0].open.minor,
        };
        assert_eq!(list.page.rows.iter().map(amount).sum::<i64>(), figure.minor);
        assert_eq!(list.total.unwrap().amount, figure);
        if by == accounts::By::Open {
            assert_eq!(list.total.unwrap().count, seen.accounts);
        }
    }
}

#[tokio::test]
async fn an_account_tells_each_amount_once() {
    let world = World::new().await;
    a_book(&world).await;
    let page =
        account::get(world.backend(), &world.lena, world.ferrow, &From::Start).await.unwrap();
    let [eur_only] = page.standings.as_slice() else { panic!("{:?}", page.standings) };
    let told: i64 = eur_only.reasons.iter().map(|reason| reason.amount.minor).sum();
    assert_eq!(told, eur_only.sums.open_minor);
    let aged: i64 = eur_only.aged.iter().map(|aged| aged.open.minor).sum();
    assert_eq!(aged, eur_only.sums.open_minor);
    let disputed: i64 = eur_only.aged.iter().map(|aged| aged.disputed.minor).sum();
    assert_eq!(disputed, 102_100, "12,100 of one invoice and all of another");
    assert_eq!(eur_only.collectable().minor, eur_only.sums.collectable_minor - 33_000);
    assert_eq!(eur_only.paid, eur(60_000));
    let overdue = Filter { account: Some(world.ferrow), ..of(Show::Overdue, None) };
    assert_eq!(total_of(&world, &overdue).await.1, eur_only.overdue.minor);
    assert_eq!(page.contacts.len(), 1);
    assert_eq!(page.users.len(), 3);
    assert_eq!((page.habits.running, page.credit_notes.len()), (1, 1));
    assert!(page.timeline.rows.iter().any(|event| event.name == "credit_note.issued"));
}

#[tokio::test]
async fn what_is_on_its_way_is_the_same_in_sql_and_in_rust() {
    use domain::{collectable::of_item, open_item::Facts};
    let world = World::new().await;
    let mut tx = world.backend().db.staff(&world.lena).await.unwrap();
    for open_minor in [0, 1, 50, 100] {
        for disputed_minor in [0, 1, 60, 100, 130] {
            for in_flight_minor in [0, 1, 40, 100] {
                let in_flight_minor = in_flight_minor.min(open_minor);
                let facts =
                    Facts { open_minor, disputed_minor, in_flight_minor, ..Facts::default() };
                let moving: i64 = sqlx::query_scalar("SELECT moving_minor($1, $2, $3)")
                    .bind(open_minor)
                    .bind(disputed_minor)
                    .bind(in_flight_minor)
                    .fetch_one(&mut *tx)
                    .await
                    .unwrap();
                let day = NaiveDate::from_ymd_opt(2026, 11, 18).unwrap();
                assert_eq!(moving, of_item(&facts, day).in_flight_minor, "{facts:?}");
            }
        }
    }
}
