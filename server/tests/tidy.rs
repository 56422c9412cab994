//! Rules of the house that a compiler does not know.

use serde_json::Value;
use sqlx::{Connection, PgConnection};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The longest that a Rust file may be before it is two things.
const LONGEST_FILE: usize = 500;

/// What each crate must never use, directly.
const NEVER: &[(&str, &[&str])] = &[
    (
        "domain",
        &["tokio", "sqlx", "leptos", "axum", "rand", "backend", "documents", "app", "server"],
    ),
    (
        "documents",
        &["tokio", "sqlx", "leptos", "axum", "rand", "reqwest", "backend", "app", "server"],
    ),
    ("backend", &["leptos", "axum", "tower-http", "app", "server"]),
    ("app", &["sqlx", "reqwest", "server"]),
    ("server", &["sqlx", "leptos"]),
];

#[test]
fn arrows_point_one_way() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    for (name, never) in NEVER {
        let package = packages.iter().find(|package| package["name"] == *name).unwrap();
        let used: BTreeSet<&str> = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|dependency| dependency["kind"].is_null()) // tests may use more
            .map(|dependency| dependency["name"].as_str().unwrap())
            .collect();
        for other in *never {
            assert!(!used.contains(other), "{name} must not use {other}");
        }
    }
}

#[test]
fn text_reaches_a_page_only_where_it_is_escaped() {
    for (path, text) in sources(&["app/src"]) {
        if path.starts_with("app/src/components") {
            continue;
        }
        for banned in ["<textarea", "inner_html"] {
            assert!(!text.contains(banned), "{}: {banned}", path.display());
        }
    }
}

#[test]
fn sql_is_written_and_not_put_together() {
    const MAY: [&str; 3] =
        ["backend/src/db.rs", "backend/src/testing/crash.rs", "backend/src/testing/mod.rs"];
    for (path, text) in sources(&["backend/src", "app/src", "server/src"]) {
        let may = MAY.iter().any(|may| path == Path::new(may));
        assert!(may || !text.contains("AssertSqlSafe"), "{}", path.display());
    }
}

#[test]
fn files_are_one_thing_each() {
    let all = sources(&["domain", "documents", "backend", "app", "server", "xtask"]);
    let lengths = all.iter().map(|(path, text)| (path, text.lines().count()));
    let long: Vec<_> = lengths.filter(|(_, lines)| *lines > LONGEST_FILE).collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines: {long:#?}");
}

#[test]
fn nothing_is_left_for_later() {
    // Written in two parts, or this file would be found.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME")];
    for (path, text) in sources(&["domain", "documents", "backend", "app", "server", "xtask"]) {
        for mark in marks {
            assert!(!text.contains(mark), "{}: {mark}", path.display());
        }
    }
}

/// Every table with an owner column shows each account its own rows only, whoever asks.
#[tokio::test]
async fn every_table_of_an_account_is_guarded() {
    let db = backend::testing::TestDb::new().await;
    let mut owner = PgConnection::connect(&db.url).await.unwrap();
    let tables: Vec<(String, bool, bool, i64)> = sqlx::query_as(
        "SELECT c.relname::text, c.relrowsecurity, c.relforcerowsecurity,
                (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)
           FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          ORDER BY 1",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    assert!(tables.len() > 10, "{tables:?}");
    for (table, enabled, forced, policies) in tables {
        assert!(enabled && forced && policies > 0, "{table}: RLS {enabled}, forced {forced}");
    }
    let bypassing: Vec<String> = sqlx::query_scalar(
        "SELECT rolname::text FROM pg_roles
          WHERE rolname LIKE 'quittance\\_%' AND (rolbypassrls OR rolsuper OR rolcanlogin)",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    assert_eq!(bypassing, [""; 0]);
    let open_views: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
          WHERE relnamespace = 'public'::regnamespace
            AND (relkind = 'm' OR relkind = 'v'
                 AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false))",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    assert_eq!(open_views, [""; 0], "a view without security_invoker shows everybody's rows");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust file below folders of the workspace, by its path from there.
fn sources(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let root = root();
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    assert!(!found.is_empty(), "{folders:?}");
    found
}
