//! Files: what is taken in, what is kept out and why, and that the books add up either way.

mod invoices;
mod loading;
mod money;
mod pages;
mod particulars;
mod reading;
mod xml;

use backend::{
    imports::{self, FileToLoad, Kind, Mapping, Run, Tally, problems::Problem},
    testing::World,
};
use std::{future::pending, path::PathBuf};
use uuid::Uuid;

/// Loads a file as the command line does.
async fn load_file(world: &World, file: FileToLoad) -> (Run, Vec<Problem>) {
    let b = world.backend();
    let run = imports::load_file(b, file, |_| {}, pending()).await.expect("the file is read");
    let problems = imports::first_problems(b, world.entity, run.id, 100).await.expect("problems");
    (run, problems)
}

fn file(world: &World, path: PathBuf, mapping: Mapping) -> FileToLoad {
    FileToLoad {
        entity_id: world.entity,
        path,
        mapping,
        mapping_name: String::new(),
        as_of: None,
        dry_run: false,
    }
}

fn written(world: &World, bytes: impl AsRef<[u8]>) -> PathBuf {
    let folder = &world.backend().data_dir;
    std::fs::create_dir_all(folder).expect("a folder");
    let path = folder.join(format!("{}.csv", Uuid::now_v7()));
    std::fs::write(&path, bytes).expect("a file");
    path
}

/// Loads text whose headers are our own names.
pub async fn load(world: &World, kind: Kind, bytes: impl AsRef<[u8]>) -> (Run, Vec<Problem>) {
    let path = written(world, bytes);
    load_file(world, file(world, path, Mapping::plain(kind))).await
}

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../samples").join(name)
}

fn sample_mapping(name: &str) -> Mapping {
    let json = std::fs::read(sample("mappings").join(name)).expect("a mapping");
    Mapping::parse(&json).expect("a mapping that can work")
}

fn tally(created: u64, updated: u64, unchanged: u64, left_out: u64, refused: u64) -> Tally {
    Tally { created, updated, unchanged, left_out, refused }
}

/// The only message of a run that kept one document out.
#[track_caller]
fn only(problems: &[Problem]) -> (u64, &str, &str) {
    let [one] = problems else {
        panic!("one problem was expected: {problems:#?}");
    };
    (one.row_no, one.column.as_str(), one.message.as_str())
}

/// The invoice of a number: what is open of it, and how many lines it has.
async fn invoice(world: &World, number: &str) -> Option<(i64, i64)> {
    let mut tx = world.backend().db.worker().await.expect("a transaction");
    sqlx::query_as(
        "SELECT i.open_minor, (SELECT count(*) FROM invoice_line l WHERE l.invoice_id = i.id)
         FROM invoice i WHERE i.number = $1",
    )
    .bind(number)
    .fetch_optional(&mut *tx)
    .await
    .expect("the query runs")
}

async fn scalar(world: &World, sql: &'static str) -> i64 {
    let mut tx = world.backend().db.worker().await.expect("a transaction");
    sqlx::query_scalar(sql).fetch_one(&mut *tx).await.expect("the query runs")
}
