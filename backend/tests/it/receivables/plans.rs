//! How the database answers: every list of staff from indexes, on a book large enough to matter.
//!
//! The statements are not copied here. They run as they are, and Postgres is asked afterwards how
//! often it read a table from one end to the other.

use backend::{
    receivables::{
        account, accounts, decisions, invoice,
        invoices::{self, Order, Show, Sort},
        messages, overview,
        paging::From,
        payments, promises, search,
    },
    testing::World,
};
use domain::{ageing::Bucket, ids::InvoiceId};
use sqlx::{Connection, Executor, PgConnection};

/// 24,000 invoices, a fifth of them open; as many payments; 600 accounts.
async fn a_large_book(world: &World, owner: &mut PgConnection) {
    let (entity, today) = (world.entity, world.today());
    let fill = format!(
        "SET session_replication_role = replica;
         INSERT INTO account (id, entity_id, number, name, search_name, country, currency, terms_days, created_at)
         SELECT gen_random_uuid(), '{entity}', '5' || n, 'Mill ' || n, 'mill ' || n, 'NL', 'EUR', 30, now()
         FROM generate_series(1, 600) n;
         CREATE TEMP TABLE of AS SELECT row_number() OVER () - 1 AS n, id FROM account WHERE entity_id = '{entity}';
         INSERT INTO invoice (id, entity_id, account_id, number, po_number, issued_on, due_on, currency, net_minor,
                              tax_minor, total_minor, open_minor, terms_days, search_text, created_at)
         SELECT gen_random_uuid(), '{entity}', of.id, 'NH-' || i, 'PO ' || i, date '{today}' - i / 32, date '{today}' - i / 32 + 30,
                'EUR', 1000 + i, 0, 1000 + i, CASE WHEN i % 5 = 0 THEN 1000 + i ELSE 0 END, 30, '', now()
         FROM generate_series(1, 24000) i JOIN of ON of.n = i % 600;
         INSERT INTO open_item (id, entity_id, account_id, invoice_id, seq, due_on, currency, amount_minor, open_minor,
                                disputed_minor, in_flight_minor)
         SELECT gen_random_uuid(), entity_id, account_id, id, 1, due_on, 'EUR', total_minor, open_minor,
                CASE WHEN open_minor % 70 = 0 THEN open_minor / 2 ELSE 0 END, CASE WHEN open_minor % 110 = 0 THEN open_minor / 2 ELSE 0 END
         FROM invoice;
         INSERT INTO account_balance (account_id, entity_id, currency, open_minor, open_count, credit_minor)
         SELECT account_id, entity_id, 'EUR', sum(open_minor), count(*) FILTER (WHERE open_minor > 0), count(*) % 3
         FROM open_item GROUP BY 1, 2;
         INSERT INTO day_sum (entity_id, currency, day, sort, items, minor)
         SELECT entity_id, 'EUR', due_on, 'open', count(*), sum(open_minor) FROM open_item WHERE open_minor > 0 GROUP BY 1, 3;
         INSERT INTO payment (id, entity_id, account_id, provider, provider_ref, method, instrument, instrument_label, currency,
                              amount_minor, fee_minor, state, request_hash, created_at, settled_on, receipt_number)
         SELECT gen_random_uuid(), '{entity}', of.id, 'import', 'x' || i, 'bank_transfer', 'x', 'x', 'EUR', 1000 + i, 0,
                CASE WHEN i % 20 = 0 THEN 'failed' ELSE 'settled' END, 'x', timestamptz '{today}' - make_interval(mins => i::int * 45),
                CASE WHEN i % 20 = 0 THEN NULL ELSE date '{today}' - i / 32 END, CASE WHEN i % 20 = 0 THEN NULL ELSE 'R-' || i END
         FROM generate_series(1, 24000) i JOIN of ON of.n = i % 600;
         SET session_replication_role = origin;"
    );
    owner.execute(sqlx::AssertSqlSafe(fill)).await.unwrap();
    while !is_visible_to_all(owner).await {
        owner.execute("VACUUM (ANALYZE)").await.unwrap();
    }
}

/// Whether what was filled in counts as visible to all, on which plans depend. Whoever connects to the
/// server just then, to whichever database, holds that back.
async fn is_visible_to_all(owner: &mut PgConnection) -> bool {
    sqlx::query_scalar(
        "SELECT bool_and(relpages > 0 AND relallvisible = relpages) FROM pg_class
         WHERE relnamespace = 'public'::regnamespace
           AND relname IN ('account', 'invoice', 'open_item', 'account_balance', 'day_sum', 'payment')",
    )
    .fetch_one(owner)
    .await
    .unwrap()
}

async fn scans(owner: &mut PgConnection) -> Vec<(String, i64)> {
    sqlx::query_as(
        "SELECT relname::text, seq_scan FROM pg_stat_user_tables
         WHERE schemaname = 'public' AND relname IN ('invoice', 'open_item', 'payment') ORDER BY 1",
    )
    .fetch_all(owner)
    .await
    .unwrap()
}

#[tokio::test]
async fn no_page_of_staff_reads_a_table_from_end_to_end() {
    let world = World::new().await;
    let mut owner = PgConnection::connect(&world.db.url).await.unwrap();
    a_large_book(&world, &mut owner).await;
    let before = scans(&mut owner).await;
    read_everything(&world).await;
    // Counters are handed in when their connections end.
    world.backend().db.close().await;
    owner.execute("SELECT pg_stat_clear_snapshot()").await.unwrap();
    assert_eq!(scans(&mut owner).await, before);
}

async fn read_everything(world: &World) {
    let (b, lena) = (world.backend(), &world.lena);
    let seen = overview::overview(b, lena, None).await.unwrap();
    assert_eq!(seen.items(), 4_800);
    let account_id = seen.overdue_accounts[0].account_id;
    for show in Show::ALL {
        for account in [None, Some(account_id)] {
            for sort in Sort::ALL {
                for descending in [false, true] {
                    let order = Some(Order { sort, descending });
                    let filter = invoices::Filter { show, account, order, ..Default::default() };
                    invoices::list(b, lena, &filter).await.unwrap();
                }
            }
        }
        let bucket = Some(Bucket::To60);
        let filter = invoices::Filter { show, bucket, ..Default::default() };
        invoices::list(b, lena, &filter).await.unwrap();
        let q = Some("NH-4".to_owned());
        invoices::list(b, lena, &invoices::Filter { show, q, ..Default::default() }).await.unwrap();
    }
    for show in payments::Show::ALL {
        for account in [None, Some(account_id)] {
            let filter = payments::Filter { show, account, ..Default::default() };
            payments::list(b, lena, &filter).await.unwrap();
        }
    }
    for by in accounts::By::ALL {
        accounts::list(b, lena, &accounts::Filter { by, ..Default::default() }).await.unwrap();
    }
    for q in ["NH-4711", "mill 4", "57", "5711.00", "P-0123ABCD", "R-77"] {
        search::search(b, lena, q).await.unwrap();
    }
    account::get(b, lena, account_id, &From::Start).await.unwrap();
    let filter = invoices::Filter { account: Some(account_id), ..Default::default() };
    let id: InvoiceId = invoices::list(b, lena, &filter).await.unwrap().page.rows[0].id;
    invoice::get(b, lena, id).await.unwrap();
    decisions::log(b, lena, &Default::default()).await.unwrap();
    messages::list(b, lena, &messages::Filter::default()).await.unwrap();
    promises::list(b, lena, domain::promise::State::Open, &From::Start).await.unwrap();
}
