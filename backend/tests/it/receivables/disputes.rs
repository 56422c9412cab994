//! The queue of disputes: every filter, there and back, what stands in the way, and who sees it.

use super::{staff, stranger};
use crate::analysis::{a_year, day};
use backend::{
    Error, disputes as of_buyer,
    receivables::{
        account,
        disputes::{self, Filter, Named, Order, Owner, Part, Sort},
        paging::From,
    },
    testing::World,
};
use domain::{
    Currency,
    access::StaffRole,
    dispute::State,
    ids::{DisputeId, UserId},
};
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

async fn numbers(world: &World, filter: &Filter) -> Vec<String> {
    let rows = disputes::export(world.backend(), &world.lena, filter).await.unwrap();
    let list = disputes::list(world.backend(), &world.lena, filter).await.unwrap();
    assert_eq!(list.page.rows, rows, "a file has the rows of its list: {filter:?}");
    rows.into_iter().map(|row| row.number.trim_start_matches("D-26-000").to_owned()).collect()
}

fn filter() -> Filter {
    let order = Some(Order { sort: Sort::Age, descending: false });
    Filter { order, ..Filter::default() }
}

fn is(name: &str) -> Option<Named> {
    Some(Named::Is(name.to_owned()))
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[tokio::test]
async fn every_filter_shows_what_it_says() {
    let world = World::new().await;
    a_year(&world).await;
    let third = disputes::export(world.backend(), &world.lena, &filter()).await.unwrap()[2].id;
    of_buyer::claim(world.backend(), &world.ada, third).await.unwrap();
    let ada = world.ada.user_id;
    let all = filter();
    let cases: Vec<(Filter, &[&str])> = vec![
        (all.clone(), &["1", "2", "3", "4", "5"]),
        (Filter { state: Some(State::Open), ..all.clone() }, &["3", "5"]),
        (Filter { state: Some(State::Withdrawn), ..all.clone() }, &["4"]),
        (Filter { reason: text("price"), ..all.clone() }, &["1", "2", "5"]),
        (Filter { product: is("B"), ..all.clone() }, &["1", "3"]),
        (Filter { product: Some(Named::Missing), ..all.clone() }, &["2", "4", "5"]),
        (Filter { site: is("Utrecht"), ..all.clone() }, &["1"]),
        (Filter { site: Some(Named::Missing), ..all.clone() }, &["2", "4", "5"]),
        // Both are asked of one line: the price was wrong of B only.
        (Filter { reason: text("price"), product: is("A"), ..all.clone() }, &[]),
        (Filter { reason: text("price"), product: is("B"), ..all.clone() }, &["1"]),
        (Filter { credited: true, ..all.clone() }, &["1", "2"]),
        (Filter { credited: true, reason: text("price"), ..all.clone() }, &["2"]),
        (Filter { answered: Some(false), ..all.clone() }, &["3", "4", "5"]),
        (Filter { account: Some(world.maasland), ..all.clone() }, &["3"]),
        (Filter { customer: text("maasL"), ..all.clone() }, &["3"]),
        (Filter { customer: text("1048"), ..all.clone() }, &["1", "2", "4", "5"]),
        (Filter { owner: Some(Owner::Nobody), ..all.clone() }, &["1", "2", "4", "5"]),
        (Filter { owner: Some(Owner::Person(ada)), ..all.clone() }, &["3"]),
        (Filter { owner: Some(Owner::Mine), ..all.clone() }, &[]),
        (Filter { currency: Some(Currency::USD), ..all.clone() }, &["5"]),
        // Without a currency, amounts are of the entity's own.
        (Filter { least: text("50.00"), most: text("200.00"), ..all.clone() }, &["2", "4"]),
        (Filter { least: text("1,331"), ..all.clone() }, &["1", "3"]),
        (Filter { since: Some(day("2026-11-03")), ..all.clone() }, &["2", "3", "4", "5"]),
        (Filter { until: Some(day("2026-11-02")), ..all.clone() }, &["1"]),
    ];
    for (filter, expected) in cases {
        assert_eq!(numbers(&world, &filter).await, expected, "{filter:?}");
    }
    let by_amount = Filter { currency: Some(Currency::EUR), ..Filter::default() };
    let order = Some(Order { sort: Sort::Amount, descending: true });
    assert_eq!(numbers(&world, &Filter { order, ..by_amount }).await, ["3", "1", "2", "4"]);
    let page =
        account::get(world.backend(), &world.lena, world.ferrow, &From::Start).await.unwrap();
    let latest: Vec<&str> = page.disputes.rows.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(latest, ["D-26-0005", "D-26-0004", "D-26-0002", "D-26-0001"]);
}

#[tokio::test]
async fn where_nothing_is_shown_it_says_what_stands_in_the_way() {
    let world = World::new().await;
    a_year(&world).await;
    let in_the_way = async |filter: Filter| {
        disputes::list(world.backend(), &world.lena, &filter).await.unwrap().in_the_way
    };
    let wrong = Filter { reason: text("price"), product: is("A"), ..filter() };
    assert_eq!(in_the_way(wrong).await, [Part::Product, Part::Reason]);
    let late = Filter { since: Some(day("2026-11-05")), owner: Some(Owner::Mine), ..filter() };
    assert_eq!(in_the_way(late).await, [], "one alone does not help");
    assert_eq!(in_the_way(filter()).await, [], "there is something");
}

#[tokio::test]
async fn another_entity_finds_nothing_and_a_viewer_reads() {
    let world = World::new().await;
    a_year(&world).await;
    let (b, other) = (world.backend(), &stranger(&world));
    assert!(disputes::export(b, other, &filter()).await.unwrap().is_empty());
    let list = disputes::list(b, other, &filter()).await.unwrap();
    assert!(list.page.rows.is_empty() && list.totals.is_empty() && list.people.is_empty());
    let theirs = Filter { account: Some(world.ferrow), ..filter() };
    assert!(matches!(disputes::list(b, other, &theirs).await, Err(Error::NotFound)));
    assert!(matches!(disputes::export(b, other, &theirs).await, Err(Error::NotFound)));
    let viewer = staff(&world, StaffRole::Viewer);
    assert_eq!(disputes::list(b, &viewer, &filter()).await.unwrap().page.rows.len(), 5);
}

/// So many disputes over two years, most of them decided, a fiftieth open; many of the same amount. Those of
/// Ferrow, or of so many other accounts.
pub async fn many(world: &World, owner: &mut PgConnection, count: i64, accounts: i64) {
    let (entity, account, today) = (world.entity, world.ferrow, world.today());
    let (invoice, joost) = (Uuid::now_v7(), world.joost.user_id);
    let fill = format!(
        "SET session_replication_role = replica;
         INSERT INTO account (id, entity_id, number, name, search_name, country, currency, terms_days, created_at)
         SELECT gen_random_uuid(), '{entity}', '5' || n, 'Mill ' || n, 'mill ' || n, 'NL', 'EUR', 30, now()
         FROM generate_series(1, {accounts}) n;
         CREATE TEMP TABLE of AS SELECT row_number() OVER () - 1 AS n, id FROM account WHERE name LIKE 'Mill%' OR {accounts} = 0 AND id = '{account}';
         INSERT INTO invoice (id, entity_id, account_id, number, issued_on, due_on, currency, net_minor, tax_minor, total_minor,
                              open_minor, terms_days, search_text, created_at)
         VALUES ('{invoice}', '{entity}', '{account}', 'NH-X', '{today}', '{today}', 'EUR', 1, 0, 1, 0, 30, '', now());
         INSERT INTO dispute (id, entity_id, account_id, number, currency, reason_code, state, disputed_minor, opened_by,
                              opened_on, opened_at, ended_on, ended_at, team_id, clock_from, respond_by, resolve_by)
         SELECT gen_random_uuid(), '{entity}', of.id, 'D-' || i, 'EUR', (ARRAY['price', 'quantity', 'other'])[1 + i % 3],
                CASE WHEN i % 50 = 0 THEN 'open' ELSE 'decided' END, 1000 + i % 700, '{joost}',
                date '{today}' - (i * 730 / {count})::int, timestamptz '{today} 08:00Z' - make_interval(days => (i * 730 / {count})::int),
                CASE WHEN i % 50 = 0 THEN NULL ELSE date '{today}' END, CASE WHEN i % 50 = 0 THEN NULL ELSE timestamptz '{today}' END,
                (SELECT rest_team_id FROM dispute_desk WHERE entity_id = '{entity}'), clock.at, clock.at + interval '1 day', clock.at + interval '3 days'
         FROM generate_series(1, {count}) i JOIN of ON of.n = i % greatest({accounts}, 1)
         CROSS JOIN LATERAL (SELECT timestamptz '{today} 08:00Z' - make_interval(days => (i * 730 / {count})::int) AS at) clock;
         INSERT INTO dispute_line (id, entity_id, account_id, dispute_id, position, invoice_id, line_no, reason_code, claim,
                                   right_e4, net_minor, tax_minor, article, site)
         SELECT gen_random_uuid(), entity_id, account_id, id, 1, '{invoice}', 1, reason_code, 'price', 0, disputed_minor, 0,
                'A' || disputed_minor % 200, 'S' || disputed_minor % 40
         FROM dispute WHERE entity_id = '{entity}';
         SET session_replication_role = origin;"
    );
    owner.execute(sqlx::AssertSqlSafe(fill)).await.unwrap();
    owner.execute("VACUUM (ANALYZE)").await.unwrap();
}

#[tokio::test]
async fn every_order_is_read_there_and_back_without_gap_or_double() {
    let world = World::new().await;
    let mut owner = PgConnection::connect(&world.db.url).await.unwrap();
    many(&world, &mut owner, 190, 0).await;
    for sort in Sort::ALL {
        for descending in [false, true] {
            for reason in [None, text("price")] {
                let order = Some(Order { sort, descending });
                there_and_back(&world, Filter { reason, order, ..Filter::default() }).await;
            }
        }
    }
    buyers_there_and_back(&world, None, 190).await;
    buyers_there_and_back(&world, Some(State::Decided), 187).await;
}

async fn there_and_back(world: &World, filter: Filter) {
    let (b, lena) = (world.backend(), &world.lena);
    let (mut pages, mut from) = (Vec::new(), From::Start);
    loop {
        let page = disputes::list(b, lena, &Filter { from, ..filter.clone() }).await.unwrap().page;
        let after = page.after.clone();
        pages.push(page);
        match after {
            Some(key) => from = From::After(key),
            None => break,
        }
    }
    let mut all: Vec<DisputeId> = pages.iter().flat_map(|p| p.rows.iter().map(|r| r.id)).collect();
    let rows = disputes::export(b, lena, &filter).await.unwrap();
    assert!(rows.iter().map(|row| row.id).eq(all.iter().copied()), "{filter:?}");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), if filter.reason.is_some() { 63 } else { 190 }, "{filter:?}");
    for pair in pages.windows(2) {
        let from = From::Before(pair[1].before.clone().unwrap());
        let back = disputes::list(b, lena, &Filter { from, ..filter.clone() }).await.unwrap().page;
        assert_eq!(back.rows, pair[0].rows, "{filter:?}");
    }
}

async fn buyers_there_and_back(world: &World, state: Option<State>, count: usize) {
    let (b, victor) = (world.backend(), &world.victor);
    let (mut pages, mut from) = (Vec::new(), From::Start);
    loop {
        let page = of_buyer::list(b, victor, state, &from).await.unwrap();
        let after = page.after.clone();
        pages.push(page);
        match after {
            Some(key) => from = From::After(key),
            None => break,
        }
    }
    let all: Vec<_> = pages.iter().flat_map(|page| page.rows.clone()).collect();
    assert_eq!(all.len(), count);
    assert!(all.windows(2).all(|pair| pair[0].opened_on >= pair[1].opened_on));
    assert_eq!(of_buyer::export(b, victor, state).await.unwrap(), all);
    assert!(of_buyer::export(b, &world.ruud, state).await.unwrap().is_empty());
    for pair in pages.windows(2) {
        let from = From::Before(pair[1].before.clone().unwrap());
        assert_eq!(of_buyer::list(b, victor, state, &from).await.unwrap().rows, pair[0].rows);
    }
}

/// How often `dispute` was read from end to end, and how many of its rows and lines were read in all.
async fn reads(owner: &mut PgConnection) -> (i64, i64) {
    sqlx::query_as(
        "SELECT sum(seq_scan)::bigint, sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint
         FROM pg_stat_user_tables WHERE schemaname = 'public' AND relname IN ('dispute', 'dispute_line')",
    )
    .fetch_one(owner)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_page_reads_little_more_than_it_shows() {
    const COUNT: i64 = 30_000;
    let world = World::new().await;
    let mut owner = PgConnection::connect(&world.db.url).await.unwrap();
    many(&world, &mut owner, COUNT, 600).await;
    let (scans, before) = reads(&mut owner).await;
    let pages = read_pages(&world).await;
    // Counters are handed in when their connections end.
    world.backend().db.close().await;
    owner.execute("SELECT pg_stat_clear_snapshot()").await.unwrap();
    let (scanned, after) = reads(&mut owner).await;
    assert_eq!(scanned, scans, "no table was read from end to end");
    let most = pages * 2_500;
    assert!(after - before < most, "{pages} pages read {} rows of {COUNT}", after - before);
}

async fn read_pages(world: &World) -> i64 {
    let (b, lena) = (world.backend(), &world.lena);
    let mut pages = 0;
    let narrowed = [
        Filter::default(),
        Filter { state: Some(State::Open), ..Filter::default() },
        Filter { state: Some(State::Decided), ..Filter::default() },
        Filter { owner: Some(Owner::Nobody), ..Filter::default() },
        Filter { owner: Some(Owner::Person(UserId(Uuid::nil()))), ..Filter::default() },
        Filter { product: is("A77"), ..Filter::default() },
        Filter { site: is("S7"), state: Some(State::Decided), ..Filter::default() },
        Filter { reason: text("price"), ..Filter::default() },
        Filter { customer: text("Mill 7"), ..Filter::default() },
        Filter { customer: text("Nobody"), ..Filter::default() },
        Filter { most: text("10.05"), ..Filter::default() },
    ];
    for filter in narrowed {
        for sort in Sort::ALL {
            let order = Some(Order { sort, descending: true });
            disputes::list(b, lena, &Filter { order, ..filter.clone() }).await.unwrap();
            pages += 1;
        }
    }
    for state in [None, Some(State::Open), Some(State::Decided)] {
        of_buyer::list(b, &world.victor, state, &From::Start).await.unwrap();
        pages += 1;
    }
    pages
}
