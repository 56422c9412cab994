//! How the database answers the analysis: from indexes, and a month of a long history by what is of that
//! month.

use super::disputes::many;
use backend::{
    receivables::{
        analysis::{self, Asked},
        paging::From,
    },
    testing::World,
};
use chrono::Days;
use sqlx::{Connection, Executor, PgConnection};

/// How many disputes there are, of two years.
const COUNT: i64 = 30_000;

/// Invoices, sales and conversations to go with the disputes: as many, over the same two years.
async fn a_history(world: &World, owner: &mut PgConnection) {
    let (entity, today) = (world.entity, world.today());
    let fill = format!(
        "SET session_replication_role = replica;
         INSERT INTO invoice (id, entity_id, account_id, number, issued_on, due_on, currency, net_minor, tax_minor, total_minor,
                              open_minor, terms_days, search_text, site, created_at)
         SELECT gen_random_uuid(), entity_id, account_id, 'N' || number, opened_on, opened_on + 30, 'EUR', 1000, 0, 1000, 0, 30, '',
                'S' || disputed_minor % 40, now()
         FROM dispute WHERE entity_id = '{entity}';
         INSERT INTO invoice_line (account_id, invoice_id, line_no, description, quantity_e4, unit, unit_price_e4, amount_minor,
                                   tax_category, tax_bp)
         SELECT account_id, id, 1, 'x', 10000, 'piece', 10000, 1000, 'Z', 0 FROM invoice;
         INSERT INTO article_sale (entity_id, currency, sold_on, article, gross_minor)
         SELECT '{entity}', 'EUR', date '{today}' - d, 'A' || a, 1000 FROM generate_series(0, 730) d, generate_series(0, 40) a;
         INSERT INTO conversation (id, entity_id, account_id, about, about_id, subject, turn, began_by, began_at, answered_at,
                                   last_by, last_at)
         SELECT gen_random_uuid(), entity_id, account_id, 'dispute', id, number, 'nobody', 'buyer', opened_at,
                opened_at + interval '1 day', 'seller', opened_at + interval '1 day'
         FROM dispute WHERE entity_id = '{entity}';
         INSERT INTO conversation (id, entity_id, account_id, about, about_id, subject, turn, began_by, began_at, last_by, last_at)
         SELECT gen_random_uuid(), entity_id, account_id, 'account', account_id, number, 'seller', 'buyer', opened_at, 'buyer', opened_at
         FROM dispute WHERE entity_id = '{entity}';
         SET session_replication_role = origin;"
    );
    owner.execute(sqlx::AssertSqlSafe(fill)).await.unwrap();
    owner.execute("VACUUM (ANALYZE)").await.unwrap();
}

/// Which tables were read from end to end so far, and how often. Customers are few, and a month names most
/// of them.
async fn scans(owner: &mut PgConnection) -> Vec<(String, i64)> {
    sqlx::query_as(
        "SELECT relname::text, seq_scan FROM pg_stat_user_tables WHERE schemaname = 'public' AND relname IN
             ('dispute', 'dispute_line', 'conversation', 'invoice', 'invoice_line', 'article_sale') ORDER BY 1",
    )
    .fetch_all(owner)
    .await
    .unwrap()
}

/// What was read so far: entries of indexes, and what was sorted on disk.
async fn reads(owner: &mut PgConnection) -> (i64, i64) {
    sqlx::query_as(
        "SELECT (SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE schemaname = 'public' AND relname IN
                     ('dispute', 'dispute_line', 'conversation', 'invoice')),
                (SELECT temp_files FROM pg_stat_database WHERE datname = current_database())",
    )
    .fetch_one(owner)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_month_of_the_analysis_reads_little_more_than_that_month() {
    let world = World::new().await;
    let mut owner = PgConnection::connect(&world.db.url).await.unwrap();
    many(&world, &mut owner, COUNT, 600).await;
    a_history(&world, &mut owner).await;
    let (scanned, before) = (scans(&mut owner).await, reads(&mut owner).await);
    let (since, until) = (world.today() - Days::new(60), world.today() - Days::new(30));
    let asked = Asked { since, until, currency: None };
    let (b, lena) = (world.backend(), &world.lena);
    let seen = analysis::analysis(b, lena, &asked).await.unwrap();
    let questions = analysis::questions(b, lena, (since, until), &From::Start).await.unwrap();
    // Counters are handed in when their connections end.
    b.db.close().await;
    owner.execute("SELECT pg_stat_clear_snapshot()").await.unwrap();
    let after = reads(&mut owner).await;
    let month = seen.all.count;
    assert!(month > 1_000 && month < COUNT / 20, "{month}");
    assert!(!questions.rows.is_empty() && seen.took.answered.is_some());
    assert_eq!(scans(&mut owner).await, scanned, "no table was read from end to end");
    assert_eq!(after.1, before.1, "nothing was sorted on disk");
    let most = month * 25;
    assert!(after.0 - before.0 < most, "{} entries for a month of {month}", after.0 - before.0);
}
