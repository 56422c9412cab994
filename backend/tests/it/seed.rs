//! The demonstration: the same every time, with books that add up, and everything in it that a
//! visitor should find.

use backend::{
    seed,
    testing::{self, TestDb},
    users,
};
use domain::ageing::Bucket;
use sqlx::{AssertSqlSafe, PgPool};
use std::{collections::BTreeMap, net::Ipv4Addr};

async fn seeded() -> (TestDb, PgPool) {
    let db = TestDb::new().await;
    seed::demo(&db.backend).await.expect("the demonstration");
    let pool = PgPool::connect(&db.url).await.expect("the database");
    (db, pool)
}

async fn count(pool: &PgPool, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
        .fetch_one(pool)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// What each account was billed, owes, has on its way and has as credit, and its numbers. An invoice that replaces
/// another one is made by a decision, and so has another id each time.
async fn sums(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT format('%s %s: %s billed over %s, %s open, %s moving, %s credit, %s paid, numbers %s', a.number, b.currency,
                       i.n, i.total, b.open_minor, b.in_flight_minor, b.credit_minor,
                       (SELECT sum(p.amount_minor + p.fee_minor) FROM payment p WHERE p.account_id = a.id), i.numbers)
         FROM account a JOIN account_balance b ON b.account_id = a.id
         JOIN LATERAL (SELECT count(*) AS n, sum(total_minor) AS total,
                              md5(string_agg(number || CASE WHEN corrects_id IS NULL THEN id::text ELSE '' END, ','
                                             ORDER BY number)) AS numbers
                       FROM invoice WHERE account_id = a.id) i ON true
         ORDER BY a.number, b.currency",
    )
    .fetch_all(pool)
    .await
    .expect("the sums")
}

#[tokio::test]
async fn the_same_day_gives_the_same_story() {
    let (first, second) = tokio::join!(seeded(), seeded());
    let sums_of_first = sums(&first.1).await;
    assert!(sums_of_first.len() >= 40, "{sums_of_first:#?}");
    assert_eq!(sums_of_first, sums(&second.1).await);
    let invoices = count(&first.1, "SELECT count(*) FROM invoice").await;
    assert!((2_500..=4_000).contains(&invoices), "{invoices} invoices");
}

#[tokio::test]
async fn a_visitor_finds_everything_and_the_books_add_up_even_a_week_later() {
    let (db, pool) = seeded().await;
    db.assert_books().await;
    every_age_and_every_state_is_there(&pool).await;
    ferrow_owes_what_the_design_shows(&pool).await;
    everyone_can_sign_in(&db).await;
    a_database_in_use_is_left_alone(&db, &pool).await;
    db.pass_days(7).await;
    db.assert_books().await;
    let settled = "SELECT count(*) FROM payment p JOIN account a ON a.id = p.account_id
                   WHERE a.number = '10482' AND p.state = 'settled' AND p.settled_on > date '2026-11-18'";
    assert_eq!(count(&pool, settled).await, 1, "the debit that was on its way");
    let disputes = count(&pool, "SELECT count(*) FROM dispute").await;
    assert!(disputes >= 25, "{disputes} disputes");
    let asked = count(&pool, "SELECT count(*) FROM touch").await;
    assert!(asked > 0, "nobody was reminded of anything");
}

async fn every_age_and_every_state_is_there(pool: &PgPool) {
    let ages: Vec<i64> = sqlx::query_scalar(
        "SELECT (date '2026-11-18' - due_on)::bigint FROM open_item WHERE open_minor > 0",
    )
    .fetch_all(pool)
    .await
    .expect("the open items");
    let mut buckets: BTreeMap<Bucket, usize> = BTreeMap::new();
    for days in ages {
        *buckets.entry(Bucket::of(days)).or_default() += 1;
    }
    for bucket in Bucket::ALL {
        let found = buckets.get(&bucket).copied().unwrap_or(0);
        assert!(found >= 5, "{bucket:?}: {buckets:?}");
    }
    for (what, sql) in [
        ("part paid", "open_item WHERE open_minor BETWEEN 1 AND amount_minor - 1"),
        ("on its way", "open_item WHERE in_flight_minor > 0"),
        ("promised", "open_item WHERE promised_minor > 0"),
        ("a kept or broken promise", "promise WHERE state = 'broken'"),
        ("in instalments", "open_item WHERE seq = 3"),
        (
            "a discount to be had",
            "invoice WHERE open_minor > 0 AND discount_until >= date '2026-11-18'",
        ),
        ("a returned debit", "payment WHERE state = 'returned'"),
        (
            "one that is not made good",
            "payment p WHERE state = 'returned' AND EXISTS (
             SELECT FROM payment_part pp JOIN open_item o ON o.id = pp.open_item_id
             WHERE pp.payment_id = p.id AND o.open_minor = o.amount_minor)",
        ),
        ("a failed card", "payment WHERE state = 'failed'"),
        ("a card with its fee", "payment WHERE state = 'settled' AND fee_minor > 0"),
        ("a discount taken", "allocation WHERE discount_minor > 0"),
        ("money that is left over", "payment WHERE left_minor > 0"),
        ("a credit note that is used", "credit_note WHERE left_minor = 0"),
        ("a credit note that is not", "credit_note WHERE left_minor = total_minor"),
        ("yen", "invoice WHERE currency = 'JPY' AND open_minor > 0"),
        ("dinars", "invoice WHERE currency = 'KWD' AND open_minor > 0"),
        ("reverse charge", "invoice_tax WHERE category = 'AE' AND tax_minor = 0"),
        (
            "supplies within the Union",
            "invoice_tax WHERE category = 'K' AND exemption_code = 'VATEX-EU-IC'",
        ),
        ("a share off a line", "invoice_adjustment WHERE line_no = 1 AND NOT is_charge"),
        ("a charge on the whole", "invoice_adjustment WHERE line_no IS NULL AND is_charge"),
        ("what was paid before", "invoice WHERE prepaid_minor > 0 AND open_minor > 0"),
        ("what was rounded", "invoice WHERE rounding_minor <> 0"),
        ("sales tax of a city", "invoice_sales_tax WHERE jurisdiction = 'IL-Chicago'"),
        (
            "lines of several orders",
            "invoice_line WHERE line_no > 1 AND po_number IS NOT NULL AND cost_centre IS NOT NULL",
        ),
        ("a credit note with its line", "credit_note_line WHERE amount_minor > 0"),
        ("British tax", "invoice_tax WHERE rate_bp = 2000"),
        ("German tax", "invoice_tax WHERE rate_bp = 1900"),
        ("exports", "invoice_tax WHERE category = 'G'"),
        ("a dispute that waits for the customer", "dispute WHERE state = 'asked'"),
        ("one that was taken back", "dispute WHERE state = 'withdrawn'"),
        ("one that goes on in another", "dispute WHERE state = 'merged'"),
        ("one that was opened again", "dispute_line WHERE reopens IS NOT NULL"),
        (
            "one that is late",
            "dispute_escalation e JOIN dispute d ON d.id = e.dispute_id AND d.state = 'open'",
        ),
        ("a proposal to a customer", "dispute_proposal WHERE state = 'offered'"),
        ("a decision for an approver", "dispute_proposal WHERE state = 'approving'"),
        ("credit", "dispute_line WHERE outcome = 'credit'"),
        ("goodwill", "dispute_line WHERE outcome = 'goodwill'"),
        ("a corrected invoice", "dispute_line WHERE outcome = 'correct'"),
        ("a write-off", "dispute_line WHERE outcome = 'write_off'"),
        ("a replacement", "dispute_line WHERE outcome = 'replace'"),
        ("a refusal", "dispute_line WHERE outcome = 'reject'"),
        (
            "papers of several customers",
            "file WHERE account_id <> (SELECT id FROM account WHERE number = '10482')",
        ),
        ("a question for us", "conversation WHERE about <> 'dispute' AND turn = 'seller'"),
    ] {
        let found = count(pool, &format!("SELECT count(*) FROM {sql}")).await;
        assert!(found > 0, "{what} is missing");
    }
}

async fn ferrow_owes_what_the_design_shows(pool: &PgPool) {
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT format('%s %s %s', i.number, i.open_minor,
                       sum(collectable_minor(o.open_minor, o.disputed_minor, o.in_flight_minor, o.promised_minor,
                                             o.promised_until, o.deferred_minor, date '2026-11-18')))
         FROM invoice i JOIN account a ON a.id = i.account_id
         JOIN open_item o ON o.account_id = i.account_id AND o.invoice_id = i.id
         WHERE a.number = '10482' AND i.open_minor > 0 GROUP BY i.id ORDER BY i.number",
    )
    .fetch_all(pool)
    .await
    .expect("the invoices");
    assert_eq!(
        open,
        [
            "NH-26-0838 242000 242000",
            "NH-26-0871 284000 284000",
            "NH-26-0894 677600 556600",
            "NH-26-0902 217800 0",
            "NH-26-0917 363000 363000",
            "NH-26-0925 145200 0",
            "NH-26-0933 508200 508200",
            "NH-26-0941 847000 847000",
            "NH-26-0946 169400 169400",
        ]
    );
    let balance = "SELECT b.open_minor FROM account_balance b JOIN account a ON a.id = b.account_id WHERE a.number = '10482'";
    assert_eq!(count(pool, balance).await, 3_454_200);
    let credit = "SELECT left_minor FROM credit_note WHERE number = 'CN-26-0057'";
    assert_eq!(count(pool, credit).await, 60_500);
}

async fn everyone_can_sign_in(db: &TestDb) {
    for login in seed::logins() {
        let from = Ipv4Addr::LOCALHOST.into();
        let session = testing::session(&db.backend, None);
        let password = login.password.to_owned();
        let outcome = users::log_in(&db.backend, &session, login.email, password, from)
            .await
            .expect("an answer");
        assert!(outcome.is_ok(), "{}: {outcome:?}", login.email);
    }
}

async fn a_database_in_use_is_left_alone(db: &TestDb, pool: &PgPool) {
    assert!(!seed::is_empty(&db.backend).await.expect("an answer"));
    let before = count(pool, "SELECT count(*) FROM event").await;
    assert!(seed::demo(&db.backend).await.is_err());
    assert_eq!(count(pool, "SELECT count(*) FROM event").await, before);
}
