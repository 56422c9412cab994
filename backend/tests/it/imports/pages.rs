//! Runs as staff start and read them.

use super::{load, sample, sample_mapping, tally};
use backend::{
    imports::{
        self, Kind,
        files::Upload,
        mappings,
        runs::{self, State},
    },
    testing::World,
};
use domain::ids::ImportId;
use uuid::Uuid;

#[tokio::test]
async fn the_page_uploads_looks_and_then_loads_once() {
    let world = World::new().await;
    let b = world.backend();
    assert!(Upload::begin(b, &world.lena).await.is_err(), "collectors do not import");
    let mapping = sample_mapping("accounts.json");
    mappings::save(b, &world.ada, "Ledger export", &mapping).await.expect("kept");
    assert_eq!(mappings::get(b, &world.ada, "Ledger export").await.expect("a mapping"), mapping);
    let new = runs::NewRun {
        id: ImportId(Uuid::now_v7()),
        file_name: "accounts.csv".to_owned(),
        mapping,
        mapping_name: "Ledger export".to_owned(),
        dry_run: true,
        as_of: None,
    };
    for _ in 0..2 {
        let mut upload = Upload::begin(b, &world.ada).await.expect("an upload");
        upload
            .write(&std::fs::read(sample("accounts.csv")).expect("a sample"))
            .await
            .expect("taken");
        let uploaded = upload.finish().await.expect("complete");
        runs::start(b, &world.ada, uploaded, &new).await.expect("started");
    }
    assert_eq!(std::fs::read_dir(b.data_dir.join("imports")).expect("uploads").count(), 1);
    world.db.settle_down().await;
    let run = runs::get(b, &world.ada, new.id).await.expect("the run");
    assert_eq!((run.state, run.progress.tally), (State::Done, tally(4, 0, 0, 0, 0)));
    assert_eq!(run.progress.bytes, run.file_bytes);

    let id = ImportId(Uuid::now_v7());
    for _ in 0..2 {
        runs::load_it(b, &world.ada, new.id, id).await.expect("loads");
    }
    world.db.settle_down().await;
    let runs = runs::list(b, &world.ada, None, 10).await.expect("a list");
    assert_eq!(runs.len(), 2);
    let run = runs::get(b, &world.ada, id).await.expect("the run");
    assert_eq!(
        (run.state, run.progress.tally, run.dry_run),
        (State::Done, tally(4, 0, 0, 0, 0), false)
    );
    assert_eq!(std::fs::read_dir(b.data_dir.join("imports")).expect("uploads").count(), 0);
    assert!(
        runs::load_it(b, &world.ada, new.id, ImportId(Uuid::now_v7())).await.is_err(),
        "the file is gone"
    );
    let elsewhere = backend::Staff { entity_id: world.other_entity, ..world.ada.clone() };
    assert!(runs::get(b, &elsewhere, id).await.is_err(), "another entity's run is not there");
    assert_eq!(runs::problems(b, &elsewhere, id, 0, 10).await.expect("none"), []);
}

#[tokio::test]
async fn problems_can_be_taken_along_as_a_harmless_file() {
    let world = World::new().await;
    let (run, _) = load(&world, Kind::Accounts, "number,name,country\n1,One,=1+1\n").await;
    let csv = runs::problems_csv(world.backend(), &world.ada, run.id).await.expect("a file");
    let csv = String::from_utf8(csv).expect("text");
    assert!(csv.contains("2,,country,'=1+1,"), "{csv}");
}

#[tokio::test]
async fn a_run_that_was_interrupted_starts_over_and_repeats_nothing() {
    let world = World::new().await;
    let b = world.backend();
    let text = "number,account,issued_on,total\nD1,10482,2026-10-01,1.00\nD2,10482,x,1.00\n";
    let (run, _) = load(&world, Kind::Invoices, text).await;
    let mut tx = b.db.worker().await.expect("a transaction");
    sqlx::query("UPDATE import_run SET state = 'running' WHERE id = $1")
        .bind(run.id.0)
        .execute(&mut *tx)
        .await
        .expect("as after a crash");
    tx.commit().await.expect("committed");
    imports::run(b, run.id.0).await.expect("runs again");
    let run = runs::get(b, &world.ada, run.id).await.expect("the run");
    assert_eq!((run.state, run.progress.tally), (State::Done, tally(0, 0, 1, 0, 1)));
    assert!(run.note.contains("interrupted"));
    assert_eq!(runs::problems(b, &world.ada, run.id, 0, 10).await.expect("problems").len(), 1);
    imports::run(b, run.id.0).await.expect("an ended run is left alone");
    world.db.assert_books().await;
}
