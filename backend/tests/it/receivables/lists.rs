//! Lists: page by page there and back, filters, searches and files.

use super::all_invoices;
use crate::payments::pay;
use backend::{
    receivables::{
        accounts,
        decisions::{self, Verdict},
        invoices::{self, Filter, Order, Show, Sort},
        messages,
        paging::{From, Page},
        payments, promises,
        search::{self, Hit},
    },
    testing::World,
};
use domain::{Currency, ids::InvoiceId};

/// So many invoices to both accounts, some of the same day and amount, none overdue.
async fn many(world: &World, count: i64) {
    for n in 0..count {
        let account = if n % 3 == 0 { world.maasland } else { world.ferrow };
        world
            .invoice_to(account, &format!("NH-{n:04}"), 10_000 + n % 7, n % 11, Currency::EUR)
            .await;
    }
}

fn ids(page: &Page<invoices::Row>) -> Vec<InvoiceId> {
    page.rows.iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn every_order_is_read_there_and_back_without_gap_or_double() {
    let world = World::new().await;
    many(&world, 170).await;
    for show in [Show::Open, Show::All] {
        for account in [None, Some(world.ferrow)] {
            for sort in Sort::ALL {
                for descending in [false, true] {
                    let order = Some(Order { sort, descending });
                    let filter = Filter { show, account, order, ..Filter::default() };
                    there_and_back(&world, filter).await;
                }
            }
        }
    }
}

async fn there_and_back(world: &World, filter: Filter) {
    let (b, lena) = (world.backend(), &world.lena);
    let mut pages = Vec::new();
    let mut from = From::Start;
    loop {
        let page = invoices::list(b, lena, &Filter { from, ..filter.clone() }).await.unwrap().page;
        let after = page.after.clone();
        pages.push(page);
        match after {
            Some(key) => from = From::After(key),
            None => break,
        }
    }
    let mut all: Vec<InvoiceId> = pages.iter().flat_map(ids).collect();
    let expected = if filter.account.is_some() { 113 } else { 170 };
    all.sort();
    all.dedup();
    assert_eq!(all.len(), expected, "{filter:?}");
    for pair in pages.windows(2) {
        let key = pair[1].before.clone().unwrap();
        let back = Filter { from: From::Before(key), ..filter.clone() };
        let page = invoices::list(b, lena, &back).await.unwrap().page;
        assert_eq!(ids(&page), ids(&pair[0]), "{filter:?}");
        assert_eq!(page.before, pair[0].before);
        assert_eq!(page.after, pair[0].after);
    }
}

#[tokio::test]
async fn accounts_and_payments_are_read_there_and_back_too() {
    let world = World::new().await;
    let (b, lena) = (world.backend(), &world.lena);
    let mut tx = b.db.worker().await.unwrap();
    sqlx::query(
        "INSERT INTO account (id, entity_id, number, name, search_name, country, currency, terms_days, created_at)
         SELECT gen_random_uuid(), $1, '2' || n, 'Mill ' || n % 50, 'mill ' || n % 50, 'NL', 'EUR', 30, now()
         FROM generate_series(1, 170) n",
    )
    .bind(world.entity.0)
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO account_balance (account_id, entity_id, currency, open_minor, open_count, credit_minor)
         SELECT id, entity_id, 'EUR', 100 + right(number, 1)::int, 1, 7 FROM account WHERE number LIKE '2%'",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO payment (id, entity_id, account_id, provider, method, instrument, instrument_label, currency,
                              amount_minor, fee_minor, state, request_hash, created_at, settled_on)
         SELECT gen_random_uuid(), $1, $2, 'import', 'bank_transfer', 'x', 'x', 'EUR', 100 + n, 0,
                CASE n % 2 WHEN 0 THEN 'settled' ELSE 'failed' END, 'x', $3 - make_interval(hours => n % 40),
                CASE n % 2 WHEN 0 THEN $3::date - n % 40 END
         FROM generate_series(1, 200) n",
    )
    .bind(world.entity.0)
    .bind(world.ferrow.0)
    .bind(b.clock.now())
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    for (by, count) in
        [(accounts::By::Name, 172), (accounts::By::Open, 170), (accounts::By::Credit, 170)]
    {
        let list = async |from| {
            let filter = accounts::Filter { by, from, ..accounts::Filter::default() };
            let page = accounts::list(b, lena, &filter).await.unwrap().page;
            page.map(|row| row.id.0)
        };
        walk(list, count).await;
    }
    use payments::Show as S;
    for (show, count) in [(S::All, 200), (S::Received, 100), (S::Failed, 100), (S::Moving, 0)] {
        for account in [None, Some(world.ferrow)] {
            let list = async |from| {
                let filter =
                    payments::Filter { show, account, from, ..payments::Filter::default() };
                payments::list(b, lena, &filter).await.unwrap().page.map(|row| row.id.0)
            };
            walk(list, count).await;
        }
    }
}

async fn walk(list: impl AsyncFn(From) -> Page<uuid::Uuid>, count: usize) {
    let first = list(From::Start).await;
    let (mut all, mut page) = (first.rows.clone(), first.clone());
    while let Some(key) = page.after.clone() {
        page = list(From::After(key)).await;
        all.extend(&page.rows);
    }
    assert_eq!(all.len(), count);
    while let Some(key) = page.before.clone() {
        page = list(From::Before(key)).await;
    }
    assert_eq!(page, first, "back at the beginning");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "nothing twice");
}

#[tokio::test]
async fn everything_is_found_by_what_it_is_called() {
    let world = World::new().await;
    let (b, lena) = (world.backend(), &world.lena);
    let a = world.invoice("NH-26-0894", 677_600, -12).await;
    world.invoice("NH-26-0895", 10_000, 3).await;
    world.invoice_to(world.maasland, "MT-1", 677_600, 5, Currency::EUR).await;
    let payment = pay(&world, &[a], "card_pays").await.unwrap();
    let seen = async |q: &str| search::search(b, lena, q).await.unwrap();
    let exact = async |q: &str| seen(q).await.exact(q);
    assert_eq!(exact("nh-26-0894").await, Some(Hit::Invoice(a)));
    assert_eq!(exact(" PO NH-26-0894 ").await, Some(Hit::Invoice(a)));
    assert_eq!(exact("10482").await, Some(Hit::Account(world.ferrow)));
    assert_eq!(exact("ferrow cycles b.v.").await, Some(Hit::Account(world.ferrow)));
    let reference = backend::payments::reference(payment);
    assert_eq!(exact(&reference).await, Some(Hit::Payment(payment)));
    assert_eq!(exact(&reference[2..].to_lowercase()).await, Some(Hit::Payment(payment)));
    let receipt = seen(&reference).await.payments[0].receipt_number.clone().unwrap();
    assert_eq!(exact(&receipt).await, Some(Hit::Payment(payment)));
    let by_amount = seen("6,776.00").await;
    assert_eq!((by_amount.invoices.len(), by_amount.exact("6,776.00")), (2, None));
    let by_prefix = seen("NH-26-08").await;
    assert_eq!((by_prefix.invoices.len(), by_prefix.exact("NH-26-08")), (2, None));
    let by_name = seen("ferr").await;
    assert_eq!((by_name.accounts.len(), by_name.invoices.len()), (1, 2));
    for nothing in ["", "  ", "%", "NH_26", "\u{1}", "x'--"] {
        assert!(seen(nothing).await.is_empty(), "{nothing:?}");
    }
}

#[tokio::test]
async fn a_search_within_a_list_keeps_to_its_filters() {
    let world = World::new().await;
    world.invoice("NH-1", 10_000, -12).await;
    let paid = world.invoice("NH-2", 10_000, 3).await;
    world.invoice_to(world.maasland, "NH-3", 10_000, -40, Currency::EUR).await;
    pay(&world, &[paid], "card_pays").await.unwrap();
    let found = async |filter: Filter| {
        let q = Some("nh-".to_owned());
        let rows = all_invoices(&world, &Filter { q, ..filter }).await;
        rows.iter().map(|row| row.number.clone()).collect::<Vec<_>>()
    };
    let show = |show| Filter { show, ..Filter::default() };
    assert_eq!(found(show(Show::Open)).await, ["NH-3", "NH-1"]);
    assert_eq!(found(show(Show::Paid)).await, ["NH-2"]);
    assert_eq!(found(show(Show::All)).await.len(), 3);
    let mine = Filter { account: Some(world.ferrow), ..show(Show::Overdue) };
    assert_eq!(found(mine).await, ["NH-1"]);
    let old = Filter { bucket: Some(domain::ageing::Bucket::To60), ..show(Show::Open) };
    assert_eq!(found(old).await, ["NH-3"]);
}

#[tokio::test]
async fn a_file_has_every_row_once() {
    let world = World::new().await;
    many(&world, 100).await;
    let filter = Filter { show: Show::Open, ..Filter::default() };
    let rows = invoices::export(world.backend(), &world.lena, &filter).await.unwrap();
    assert_eq!(rows, all_invoices(&world, &filter).await);
    assert_eq!(rows.len(), 100);
    let all = payments::Filter::default();
    assert!(payments::export(world.backend(), &world.lena, &all).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_said_is_read_with_its_reasons() {
    let world = World::new().await;
    let (b, lena) = (world.backend(), &world.lena);
    let asked = world.invoice("NH-1", 10_000, 7).await;
    let silent = world.invoice("NH-2", 20_000, 7).await;
    pay(&world, &[silent], "debit_settles").await.unwrap();
    world.db.settle_down().await;
    let log = decisions::log(b, lena, &decisions::Filter::default()).await.unwrap().page.rows;
    assert_eq!(log.len(), 2);
    let of = |id| log.iter().find(|decision| decision.invoice_id == id).unwrap();
    let Verdict::Asked { amount, message: Some(message), .. } = of(asked).verdict else {
        panic!("{:?}", of(asked))
    };
    assert_eq!((amount.minor, of(asked).facts.collectable_minor), (10_000, 10_000));
    let Verdict::Silent(reason) = of(silent).verdict else { panic!("{:?}", of(silent)) };
    assert_eq!(reason, domain::dunning::Silence::InFlight);
    assert_eq!(of(silent).facts.in_flight_minor, 20_000);
    for (filter, count) in [
        (decisions::Filter { asked: Some(true), ..Default::default() }, 1),
        (decisions::Filter { asked: Some(false), ..Default::default() }, 1),
        (decisions::Filter { reason: Some(reason), ..Default::default() }, 1),
        (decisions::Filter { account: Some(world.ferrow), ..Default::default() }, 2),
        (decisions::Filter { account: Some(world.maasland), ..Default::default() }, 0),
    ] {
        let log = decisions::log(b, lena, &filter).await.unwrap();
        assert_eq!(log.page.rows.len(), count, "{filter:?}");
    }
    let message = messages::get(b, lena, message).await.unwrap();
    assert_eq!(message.row.state, messages::State::Sent);
    let file = message.file.expect("mail goes into a folder");
    assert!(file.exists(), "{}", file.display());
    for (state, count) in
        [(None, 1), (Some(messages::State::Sent), 1), (Some(messages::State::GivenUp), 0)]
    {
        let page = messages::list(b, lena, &messages::Filter { state, ..Default::default() })
            .await
            .unwrap();
        assert_eq!(page.rows.len(), count, "{state:?}");
    }
    for state in promises::STATES {
        assert!(promises::list(b, lena, state, &From::Start).await.unwrap().rows.is_empty());
    }
}
