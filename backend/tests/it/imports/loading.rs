//! What is taken in: the samples, changes, a day in the past, many rows.

use super::{file, invoice, load, load_file, only, sample, sample_mapping, scalar, tally};
use backend::{
    imports::{self, FileToLoad, Kind, Mapping, Run, problems::Problem, runs::State},
    testing::World,
};
use std::fmt::Write;

async fn load_sample(world: &World, name: &str) -> (Run, Vec<Problem>) {
    let mapping = match name {
        "contacts" => Mapping::plain(Kind::Contacts),
        name => sample_mapping(&format!("{name}.json")),
    };
    load_file(world, file(world, sample(&format!("{name}.csv")), mapping)).await
}

const SAMPLES: [&str; 5] = ["accounts", "contacts", "invoices", "credit_notes", "payments"];

#[tokio::test]
async fn the_samples_load_and_a_second_time_change_nothing() {
    let world = World::new().await;
    for (name, created) in SAMPLES.iter().zip([4, 4, 3, 2, 3]) {
        let (run, problems) = load_sample(&world, name).await;
        assert_eq!(problems, [], "{name}");
        assert_eq!(run.state, State::Done, "{name}: {}", run.note);
        assert_eq!(run.progress.tally, tally(created, 0, 0, 0, 0), "{name}");
    }
    // 3,194.40 less 169.40 credited and 2,000.00 paid.
    assert_eq!(invoice(&world, "V-26-1001").await, Some((102_500, 2)));
    // Its first instalment is paid.
    assert_eq!(invoice(&world, "V-26-1002").await, Some((175_000, 1)));
    assert_eq!(invoice(&world, "V-26-1003").await, Some((0, 1)));
    assert_eq!(scalar(&world, "SELECT sum(left_minor)::bigint FROM payment").await, 25_000);
    assert_eq!(scalar(&world, "SELECT sum(left_minor)::bigint FROM credit_note").await, 6_000);
    assert_eq!(
        scalar(&world, "SELECT count(*) FROM account c JOIN account p ON p.id = c.parent_id WHERE p.number = '20100'").await,
        2
    );
    world.db.assert_books().await;

    let events = scalar(&world, "SELECT count(*) FROM event WHERE name NOT LIKE 'import.%'").await;
    for (name, unchanged) in SAMPLES.iter().zip([4, 4, 3, 2, 3]) {
        let (run, problems) = load_sample(&world, name).await;
        assert_eq!(problems, [], "{name}");
        assert_eq!(run.progress.tally, tally(0, 0, unchanged, 0, 0), "{name}");
    }
    assert_eq!(
        scalar(&world, "SELECT count(*) FROM event WHERE name NOT LIKE 'import.%'").await,
        events
    );
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_dry_run_counts_the_same_and_changes_nothing() {
    let world = World::new().await;
    let wanted = FileToLoad {
        dry_run: true,
        ..file(&world, sample("accounts.csv"), sample_mapping("accounts.json"))
    };
    let (run, problems) = load_file(&world, wanted).await;
    assert_eq!(problems, []);
    assert_eq!(run.progress.tally, tally(4, 0, 0, 0, 0));
    assert!(run.dry_run);
    assert_eq!(scalar(&world, "SELECT count(*) FROM account WHERE number LIKE '20%'").await, 0);
}

#[tokio::test]
async fn accounts_and_contacts_become_what_the_file_says() {
    let world = World::new().await;
    let first = "number,name,terms_days,parent\n10482,Ferrow Cycles Group,45,\n700,Cellar,,10482\n";
    let (run, problems) = load(&world, Kind::Accounts, first).await;
    assert_eq!((run.progress.tally, problems), (tally(1, 1, 0, 0, 0), vec![]));
    assert_eq!(
        scalar(
            &world,
            "SELECT count(*) FROM event WHERE name = 'account.updated' AND NOT for_buyer
                        AND text LIKE '%terms from 30 days to 45 days%'"
        )
        .await,
        1
    );
    // A file that has no such column leaves what is there.
    let (run, _) = load(&world, Kind::Accounts, "number,name\n10482,Ferrow Cycles Group\n").await;
    assert_eq!(run.progress.tally, tally(0, 0, 1, 0, 0));
    let (_, problems) =
        load(&world, Kind::Accounts, "number,name,parent\n10482,Ferrow Cycles Group,700\n").await;
    assert!(only(&problems).2.contains("below the one"), "{problems:?}");
    let (_, problems) = load(&world, Kind::Accounts, "number,name,parent\n1,A,2\n2,B,\n").await;
    assert_eq!((only(&problems).0, only(&problems).1), (2, "parent"));

    let people = "account,email,name\n10482,M.deWit@ferrow.example,Mirjam de Wit-Bos\n999,x@y.example,X\n10482,nobody,N\n";
    let (run, problems) = load(&world, Kind::Contacts, people).await;
    assert_eq!(run.progress.tally, tally(0, 1, 0, 0, 2));
    assert_eq!(problems.iter().map(|p| p.row_no).collect::<Vec<_>>(), [3, 4]);
}

#[tokio::test]
async fn as_of_a_day_only_what_was_known_is_loaded() {
    let world = World::new().await;
    let as_of = |kind: &str| FileToLoad {
        as_of: "2013-07-01".parse().ok(),
        ..file(&world, sample("ibm.csv"), sample_mapping(&format!("ibm-{kind}.json")))
    };
    let (run, problems) = load_file(&world, as_of("accounts")).await;
    assert_eq!((run.progress.tally, problems), (tally(2, 0, 1, 1, 0), vec![]));
    let (run, problems) = load_file(&world, as_of("invoices")).await;
    assert_eq!((run.progress.tally, problems), (tally(3, 0, 0, 1, 0), vec![]));
    let (run, problems) = load_file(&world, as_of("payments")).await;
    assert_eq!((run.progress.tally, problems), (tally(1, 0, 0, 3, 0), vec![]));
    assert_eq!(invoice(&world, "500001").await, Some((0, 1)));
    assert_eq!(invoice(&world, "500002").await, Some((4_010, 1)));
    assert_eq!(invoice(&world, "500004").await, None);
    // A later day brings the rest, and nothing twice.
    let whole =
        |kind: &str| file(&world, sample("ibm.csv"), sample_mapping(&format!("ibm-{kind}.json")));
    assert_eq!(load_file(&world, whole("accounts")).await.0.progress.tally, tally(1, 0, 3, 0, 0));
    assert_eq!(load_file(&world, whole("invoices")).await.0.progress.tally, tally(1, 0, 3, 0, 0));
    assert_eq!(load_file(&world, whole("payments")).await.0.progress.tally, tally(3, 0, 1, 0, 0));
    assert_eq!(scalar(&world, "SELECT sum(open_minor)::bigint FROM invoice").await, 0);
    assert_eq!(
        scalar(
            &world,
            "SELECT count(*) FROM ledger_entry WHERE kind = 'applied' AND posted_on = '2013-07-20'"
        )
        .await,
        1
    );
    world.db.assert_books().await;
}

#[tokio::test]
async fn five_thousand_rows_load_in_batches() {
    let world = World::new().await;
    let mut text =
        "number,account,issued_on,description,quantity,unit_price,tax_percent,total\n".to_owned();
    for n in 0..1_700 {
        for line in 0..3 {
            let bad = if n == 900 && line == 1 { "x" } else { "4" };
            writeln!(text, "E{n},10482,2026-10-01,Part {line},{bad},25.00,21,363.00")
                .expect("text");
        }
    }
    let (run, problems) = load(&world, Kind::Invoices, &text).await;
    assert_eq!(run.progress.tally, tally(1_699, 0, 0, 0, 1));
    assert_eq!(only(&problems).0, 2 + 900 * 3 + 1);
    assert_eq!(run.progress.rows, 5_100);
    assert_eq!(run.progress.bytes, text.len() as u64);
    assert_eq!(scalar(&world, "SELECT count(*) FROM invoice_line").await, 5_097);
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_run_whose_process_is_gone_does_not_run_for_ever() {
    let world = World::new().await;
    let b = world.backend();
    let (run, _) = load(&world, Kind::Accounts, "number,name\n20001,Somebody\n").await;
    let silent_for = async |minutes: i32| {
        let mut tx = b.db.worker().await.unwrap();
        sqlx::query(
            "UPDATE import_run SET state = 'running', finished_at = NULL,
                    alive_at = clock_timestamp() - make_interval(mins => $1)",
        )
        .bind(minutes)
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        imports::abandoned::end(b).await.unwrap()
    };
    assert_eq!(silent_for(14).await, 0, "it may still be at work");
    assert_eq!(silent_for(16).await, 1);
    let run = imports::runs::get(b, &world.ada, run.id).await.unwrap();
    assert_eq!(run.state, State::Failed);
    assert!(run.note.contains("can be loaded again"), "{}", run.note);
}
