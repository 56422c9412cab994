//! How the database reads the lists: what sqlx has prepared is explained as it stands, both as it is
//! planned for the account at hand and as it is planned for any.

use super::crowd::{self, reader};
use backend::{
    db::Tx,
    invoices::list::{self, Direction, Filter, Place, Show, Sort, Wanted},
    testing::World,
};
use serde_json::Value;

/// Connections of the portal in tests; all but one are held, so that everything runs on that one.
const OTHER_CONNECTIONS: usize = 4;

#[tokio::test]
async fn every_list_is_read_in_the_order_of_its_index() {
    let world = World::new().await;
    crowd::lay_down(&world).await;
    let mut held = Vec::new();
    for _ in 0..OTHER_CONNECTIONS {
        held.push(world.backend().db.portal(reader(&world)).await.unwrap());
    }
    for wanted in variants() {
        let first = list::page(world.backend(), reader(&world), &wanted).await.unwrap();
        let place = Place::Before(first.after.expect("it goes on"));
        list::page(world.backend(), reader(&world), &Wanted { place, ..wanted }).await.unwrap();
    }
    let mut tx = world.backend().db.portal(reader(&world)).await.unwrap();
    let prepared: Vec<(String, String, Vec<String>)> = sqlx::query_as(
        "SELECT name, statement, parameter_types::text[] FROM pg_prepared_statements
         WHERE statement LIKE '%FROM invoice%' OR statement LIKE '%FROM account_balance%'",
    )
    .persistent(false) // else it would find itself
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    assert_eq!(prepared.len(), 16 + 1, "lists and totals");
    for (name, statement, types) in &prepared {
        set_plans(&mut tx, "force_generic_plan").await;
        let nulls = vec!["NULL".to_owned(); types.len()];
        assert_good(&explain(&mut tx, name, &nulls).await, statement);
        set_plans(&mut tx, "force_custom_plan").await;
        for arguments in arguments(&world, types) {
            assert_good(&explain(&mut tx, name, &arguments).await, statement);
        }
    }
}

fn wanted(show: Show, sort: Sort) -> Wanted {
    let filter = Filter { show, ..Filter::default() };
    Wanted { filter, sort, direction: Direction::Up, place: Place::Start }
}

fn variants() -> impl Iterator<Item = Wanted> {
    [Show::Open, Show::Overdue, Show::Paid, Show::All].into_iter().flat_map(|show| {
        [Sort::Due, Sort::Issued, Sort::Number, Sort::Total].into_iter().flat_map(move |sort| {
            [Direction::Up, Direction::Down]
                .map(|direction| Wanted { direction, ..wanted(show, sort) })
        })
    })
}

/// First and deep page of each tab, in the order of the statement's parameters: account, key and id
/// of the cursor, currency, only paid, overdue on, words, amounts.
fn arguments(world: &World, types: &[String]) -> Vec<Vec<String>> {
    let account = format!("'{}'", world.ferrow);
    if types.len() == 2 {
        return vec![vec![account, "'2026-11-18'".to_owned()]];
    }
    let keys = match types[1].as_str() {
        "date" => ["'0001-01-01'", "'2025-12-24'", "'9999-12-31'"],
        "text" => ["''", "'10482-2000'", "'\u{10FFFF}'"],
        "bigint" => ["-9223372036854775808", "500000", "9223372036854775807"],
        other => panic!("a key of type {other}"),
    };
    let id = "'0191f000-0000-7000-8000-000000000000'";
    let tabs = [["false", "NULL"], ["false", "'2026-11-18'"], ["true", "NULL"]];
    let each = |key: &'static str| {
        let account = account.clone();
        tabs.map(|[paid, overdue]| {
            [account.as_str(), key, id, "NULL", paid, overdue, "'{}'", "'{}'"]
                .map(str::to_owned)
                .to_vec()
        })
    };
    keys.into_iter().flat_map(each).collect()
}

async fn set_plans(tx: &mut Tx, mode: &'static str) {
    let sql = format!("SET LOCAL plan_cache_mode = {mode}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut **tx).await.unwrap();
}

async fn explain(tx: &mut Tx, name: &str, arguments: &[String]) -> Value {
    let sql = format!("EXPLAIN (FORMAT JSON) EXECUTE {name}({})", arguments.join(", "));
    let (plan,): (Value,) = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .persistent(false)
        .fetch_one(&mut **tx)
        .await
        .unwrap();
    plan[0]["Plan"].clone()
}

/// No table is read from end to end, nothing is collected, and nothing is sorted but the rows of a
/// page, which a Limit under the Sort has cut off.
fn assert_good(plan: &Value, statement: &str) {
    let told = || format!("{statement}\n{plan:#}");
    let kind = plan["Node Type"].as_str().expect("a node");
    assert!(!kind.contains("Seq Scan") && !kind.contains("Bitmap"), "{kind}: {}", told());
    assert!(!kind.contains("Sort") || has_limit(plan), "{kind}: {}", told());
    for child in plan["Plans"].as_array().into_iter().flatten() {
        assert_good(child, statement);
    }
}

fn has_limit(plan: &Value) -> bool {
    plan["Node Type"] == "Limit" || plan["Plans"].as_array().into_iter().flatten().any(has_limit)
}
