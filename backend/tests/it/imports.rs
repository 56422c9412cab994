//! Files: what is taken in, what is kept out and why, and that the books add up either way.

use backend::{
    imports::{
        self, FileToLoad, Kind, Mapping, Run, Tally, files::Upload, mapping::Encoding, mappings,
        problems::Problem, runs, runs::State,
    },
    testing::World,
};
use chrono::NaiveDate;
use domain::ids::ImportId;
use std::{fmt::Write, future::pending, path::PathBuf};
use uuid::Uuid;

/// Loads a file as the command line does.
async fn load_file(world: &World, file: FileToLoad) -> (Run, Vec<Problem>) {
    let b = world.backend();
    let run = imports::load_file(b, file, |_| {}, pending())
        .await
        .expect("the file is read");
    let problems = imports::first_problems(b, world.entity, run.id, 100)
        .await
        .expect("problems");
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
async fn load(world: &World, kind: Kind, bytes: impl AsRef<[u8]>) -> (Run, Vec<Problem>) {
    let path = written(world, bytes);
    load_file(world, file(world, path, Mapping::plain(kind))).await
}

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../samples")
        .join(name)
}

fn sample_mapping(name: &str) -> Mapping {
    let json = std::fs::read(sample("mappings").join(name)).expect("a mapping");
    Mapping::parse(&json).expect("a mapping that can work")
}

async fn load_sample(world: &World, name: &str) -> (Run, Vec<Problem>) {
    let mapping = match name {
        "contacts" => Mapping::plain(Kind::Contacts),
        name => sample_mapping(&format!("{name}.json")),
    };
    load_file(world, file(world, sample(&format!("{name}.csv")), mapping)).await
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn tally(created: u64, updated: u64, unchanged: u64, left_out: u64, refused: u64) -> Tally {
    Tally {
        created,
        updated,
        unchanged,
        left_out,
        refused,
    }
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
    sqlx::query_scalar(sql)
        .fetch_one(&mut *tx)
        .await
        .expect("the query runs")
}

const SAMPLES: [&str; 5] = [
    "accounts",
    "contacts",
    "invoices",
    "credit_notes",
    "payments",
];

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
    assert_eq!(
        scalar(&world, "SELECT sum(left_minor)::bigint FROM payment").await,
        25_000
    );
    assert_eq!(
        scalar(&world, "SELECT sum(left_minor)::bigint FROM credit_note").await,
        6_000
    );
    assert_eq!(
        scalar(&world, "SELECT count(*) FROM account c JOIN account p ON p.id = c.parent_id WHERE p.number = '20100'").await,
        2
    );
    world.db.assert_books().await;

    let events = scalar(
        &world,
        "SELECT count(*) FROM event WHERE name NOT LIKE 'import.%'",
    )
    .await;
    for (name, unchanged) in SAMPLES.iter().zip([4, 4, 3, 2, 3]) {
        let (run, problems) = load_sample(&world, name).await;
        assert_eq!(problems, [], "{name}");
        assert_eq!(run.progress.tally, tally(0, 0, unchanged, 0, 0), "{name}");
    }
    assert_eq!(
        scalar(
            &world,
            "SELECT count(*) FROM event WHERE name NOT LIKE 'import.%'"
        )
        .await,
        events
    );
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_dry_run_counts_the_same_and_changes_nothing() {
    let world = World::new().await;
    let wanted = FileToLoad {
        dry_run: true,
        ..file(
            &world,
            sample("accounts.csv"),
            sample_mapping("accounts.json"),
        )
    };
    let (run, problems) = load_file(&world, wanted).await;
    assert_eq!(problems, []);
    assert_eq!(run.progress.tally, tally(4, 0, 0, 0, 0));
    assert!(run.dry_run);
    assert_eq!(
        scalar(
            &world,
            "SELECT count(*) FROM account WHERE number LIKE '20%'"
        )
        .await,
        0
    );
}

#[tokio::test]
async fn accounts_and_contacts_become_what_the_file_says() {
    let world = World::new().await;
    let first = "number,name,terms_days,parent\n10482,Ferrow Cycles Group,45,\n700,Cellar,,10482\n";
    let (run, problems) = load(&world, Kind::Accounts, first).await;
    assert_eq!(
        (run.progress.tally, problems),
        (tally(1, 1, 0, 0, 0), vec![])
    );
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
    let (run, _) = load(
        &world,
        Kind::Accounts,
        "number,name\n10482,Ferrow Cycles Group\n",
    )
    .await;
    assert_eq!(run.progress.tally, tally(0, 0, 1, 0, 0));
    let (_, problems) = load(
        &world,
        Kind::Accounts,
        "number,name,parent\n10482,Ferrow Cycles Group,700\n",
    )
    .await;
    assert!(only(&problems).2.contains("below the one"), "{problems:?}");
    let (_, problems) = load(&world, Kind::Accounts, "number,name,parent\n1,A,2\n2,B,\n").await;
    assert_eq!((only(&problems).0, only(&problems).1), (2, "parent"));

    let people = "account,email,name\n10482,M.deWit@ferrow.example,Mirjam de Wit-Bos\n999,x@y.example,X\n10482,nobody,N\n";
    let (run, problems) = load(&world, Kind::Contacts, people).await;
    assert_eq!(run.progress.tally, tally(0, 1, 0, 0, 2));
    assert_eq!(
        problems.iter().map(|p| p.row_no).collect::<Vec<_>>(),
        [3, 4]
    );
}

#[tokio::test]
async fn a_bad_row_stops_only_itself() {
    let world = World::new().await;
    let mut text = "number,account,issued_on,total\n".to_owned();
    text.push_str("A1,10482,2026-10-01,100.00\n");
    text.push_str("A2,10482,2026-13-01,100.00\n");
    text.push_str("A3,10482,2026-10-01,1e3\n");
    text.push_str("A4,4711,2026-10-01,100.00\n");
    text.push('\n');
    text.push_str("A5,10482,2026-10-01\n");
    text.push_str("A6,10482,2026-10-01,-5\n");
    text.push_str("A7,10482,2026-10-01,\"1.000,00\"\n");
    text.push_str("A8,10482,2026-10-01,50.00\n");
    let (run, problems) = load(&world, Kind::Invoices, text).await;
    assert_eq!(run.progress.tally, tally(2, 0, 0, 0, 6));
    let told: Vec<(u64, &str)> = problems
        .iter()
        .map(|p| (p.row_no, p.column.as_str()))
        .collect();
    // The empty line is row 6 of the sheet, too.
    assert_eq!(
        told,
        [
            (3, "issued_on"),
            (4, "total"),
            (5, "account"),
            (7, ""),
            (8, "total"),
            (9, "total")
        ]
    );
    assert!(problems[0].message.contains("Write it like 2026-11-25"));
    assert!(problems[3].message.contains("3 cells, the header has 4"));
    assert!(problems[4].message.contains("credit note"));
    assert!(problems[5].message.contains("1240.00"));
    assert_eq!(invoice(&world, "A1").await, Some((10_000, 1)));
    assert_eq!(invoice(&world, "A8").await, Some((5_000, 1)));
    world.db.assert_books().await;
}

/// One row of an invoices file, and what is said of it.
async fn told_of_invoice(world: &World, header: &str, rows: &str) -> String {
    let (run, problems) = load(world, Kind::Invoices, format!("{header}\n{rows}\n")).await;
    assert_eq!(run.progress.tally.created, 0, "{rows}");
    assert!(run.progress.tally.refused > 0, "{rows}: {run:?}");
    problems
        .iter()
        .map(|p| format!("{}: {}", p.column, p.message))
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn each_sort_of_wrong_invoice_is_told_in_words() {
    let world = World::new().await;
    let head = "number,account,issued_on,due_on,currency,net,tax,total,instalments";
    let cases: [(&str, &str); 14] = [
        (
            "I,10482,2026-10-01,,XXX,,,10.00,",
            "currency: “XXX” is not a currency",
        ),
        (
            "I,10482,2026-10-01,2026-09-01,EUR,,,10.00,",
            "due_on: It is due before it is issued",
        ),
        (
            "I,10482,2026-10-01,2066-09-01,EUR,,,10.00,",
            "due_on: It is due more than ten years",
        ),
        (
            "I,10482,2026-10-01,,EUR,100.00,21.00,122.00,",
            "total: The lines with their tax come to €121.00",
        ),
        (
            "I,10482,2026-10-01,,EUR,100.00,33.337,,",
            "tax: EUR has 2 decimals at most",
        ),
        (
            "I,10482,2026-10-01,,EUR,,,0.00,",
            "total: An invoice has to be over more than zero",
        ),
        (
            "I,10482,2026-10-01,,EUR,,,99999999999999.00,",
            "total: That amount is too large",
        ),
        (
            "I,10482,2026-10-01,,EUR,,,10.00,2026-11-01:4.00|2026-12-01:5.00",
            "instalments: The instalments must sum",
        ),
        (
            "I,10482,2026-10-01,,EUR,,,10.00,2026-12-01:5.00|2026-11-01:5.00",
            "instalments: The instalments must be in order",
        ),
        (
            "I,10482,2026-10-01,,EUR,,,10.00,2026-12-01",
            "instalments: Write each instalment",
        ),
        (
            "I,10482,2026-10-01,,EUR,,,10.00,2026-09-01:10.00",
            "instalments: A part is due before",
        ),
        (
            "I,,2026-10-01,,EUR,,,10.00,",
            "account: This must not be empty",
        ),
        (
            "I,10482,2026-10-01,,EUR,,,,",
            "total: Without lines an invoice needs",
        ),
        (
            "I\0,10482,2026-10-01,,EUR,,,10.00,",
            "number: This holds a character that no text has",
        ),
    ];
    for (row, told) in cases {
        let said = told_of_invoice(&world, head, row).await;
        assert!(said.contains(told), "{row}: {said}");
    }
    let long = format!("{},10482,2026-10-01,,EUR,,,10.00,", "9".repeat(65));
    assert!(
        told_of_invoice(&world, head, &long)
            .await
            .contains("65 letters; 64 are the most")
    );
    let huge = format!("I,\"{}\",2026-10-01,,EUR,,,10.00,", "x".repeat(70_000));
    assert!(
        told_of_invoice(&world, head, &huge)
            .await
            .contains("longer than 64 KiB")
    );

    let lines =
        "number,account,issued_on,total,quantity,unit_price,line_amount,tax_percent,po_number";
    let cases: [(&str, &str); 5] = [
        (
            "I,10482,2026-10-01,,3,2.00,7.00,21,",
            "line_amount: Quantity times price is €6.00",
        ),
        (
            "I,10482,2026-10-01,,1,2.00,,21,\nI,10482,2026-10-01,,,,,21,",
            "line_amount: A line needs an amount",
        ),
        (
            "I,10482,2026-10-01,,1,2.00,,21,P1\nI,10482,2026-10-01,,1,2.00,,21,P2",
            ": This row does not say the same",
        ),
        (
            "I,10482,2026-10-01,5.00,1,2.00,,0,\nI,10482,2026-10-01,4.00,1,2.00,,0,",
            "total: The first row of the invoice says otherwise",
        ),
        (
            "I,10482,2026-10-01,,1,2.00,,21.555,",
            "tax_percent: There can be 2 decimals",
        ),
    ];
    for (rows, told) in cases {
        let said = told_of_invoice(&world, lines, rows).await;
        assert!(said.contains(told), "{rows}: {said}");
    }
    world.db.assert_books().await;
}

#[tokio::test]
async fn an_invoice_is_never_loaded_without_one_of_its_lines() {
    let world = World::new().await;
    let text = "number,account,issued_on,description,line_amount,tax_percent\n\
                B1,10482,2026-10-01,one,10.00,0\n\
                oops,B1,10482,2026-10-01,two, and more,20.00,0\n\
                B1,10482,2026-10-01,three,30.00,0\n\
                B2,10482,2026-10-01,one,5.00,0\n\
                B3,10482,2026-10-01,one,x,0\n\
                B3,10482,2026-10-01,two,1.00,0\n\
                B2,10482,2026-10-01,two,6.00,0\n";
    let (run, problems) = load(&world, Kind::Invoices, text).await;
    assert_eq!(run.progress.tally, tally(1, 0, 0, 0, 3));
    assert_eq!(
        problems.iter().map(|p| p.row_no).collect::<Vec<_>>(),
        [3, 6, 8]
    );
    assert!(problems[2].message.contains("have to follow each other"));
    assert_eq!(invoice(&world, "B1").await, None);
    assert_eq!(invoice(&world, "B2").await, Some((500, 1)));
}

#[tokio::test]
async fn a_known_invoice_that_differs_is_refused_with_what_differs() {
    let world = World::new().await;
    let head = "number,account,issued_on,due_on,total,description\n";
    load(
        &world,
        Kind::Invoices,
        format!("{head}C1,10482,2026-10-01,2026-10-31,100.00,Bolts\n"),
    )
    .await;
    for (row, told) in [
        (
            "C1,10482,2026-10-01,2026-10-31,120.00,Bolts",
            "the total is €120.00 here and €100.00 there",
        ),
        (
            "C1,10117,2026-10-01,2026-10-31,100.00,Bolts",
            "the account is 10117 here and 10482 there",
        ),
        (
            "C1,10482,2026-10-02,2026-10-31,100.00,Bolts",
            "the day of issue is 2 Oct 2026 here",
        ),
        (
            "C1,10482,2026-10-01,2026-11-30,100.00,Bolts",
            "the due date is 30 Nov 2026 here",
        ),
        (
            "C1,10482,2026-10-01,2026-10-31,100.00,Nuts",
            "its lines or texts are others",
        ),
    ] {
        let (run, problems) = load(&world, Kind::Invoices, format!("{head}{row}\n")).await;
        assert_eq!(run.progress.tally, tally(0, 0, 0, 0, 1), "{row}");
        assert!(only(&problems).2.contains(told), "{row}: {problems:?}");
    }
    assert_eq!(invoice(&world, "C1").await, Some((10_000, 1)));
    // Written in another style it is the same invoice; one from elsewhere is compared by its sums.
    let (run, _) = load(
        &world,
        Kind::Invoices,
        format!("{head}C1,10482,2026-10-01,2026-10-31,100.0, Bolts \n"),
    )
    .await;
    assert_eq!(run.progress.tally, tally(0, 0, 1, 0, 0));
    world.invoice("NH-1", 5_000, 12).await;
    let (run, problems) = load(
        &world,
        Kind::Invoices,
        format!(
            "number,account,issued_on,total,po_number\nNH-1,10482,{},50.00,PO NH-1\n",
            world.today() + chrono::Days::new(12) - chrono::Days::new(30)
        ),
    )
    .await;
    assert_eq!(
        (run.progress.tally, problems),
        (tally(0, 0, 1, 0, 0), vec![])
    );
}

#[tokio::test]
async fn as_of_a_day_only_what_was_known_is_loaded() {
    let world = World::new().await;
    let as_of = |kind: &str| FileToLoad {
        as_of: Some(day("2013-07-01")),
        ..file(
            &world,
            sample("ibm.csv"),
            sample_mapping(&format!("ibm-{kind}.json")),
        )
    };
    let (run, problems) = load_file(&world, as_of("accounts")).await;
    assert_eq!(
        (run.progress.tally, problems),
        (tally(2, 0, 1, 1, 0), vec![])
    );
    let (run, problems) = load_file(&world, as_of("invoices")).await;
    assert_eq!(
        (run.progress.tally, problems),
        (tally(3, 0, 0, 1, 0), vec![])
    );
    let (run, problems) = load_file(&world, as_of("payments")).await;
    assert_eq!(
        (run.progress.tally, problems),
        (tally(1, 0, 0, 3, 0), vec![])
    );
    assert_eq!(invoice(&world, "500001").await, Some((0, 1)));
    assert_eq!(invoice(&world, "500002").await, Some((6_174, 1)));
    assert_eq!(invoice(&world, "500004").await, None);
    // A later day brings the rest, and nothing twice.
    let whole = |kind: &str| {
        file(
            &world,
            sample("ibm.csv"),
            sample_mapping(&format!("ibm-{kind}.json")),
        )
    };
    assert_eq!(
        load_file(&world, whole("accounts")).await.0.progress.tally,
        tally(1, 0, 3, 0, 0)
    );
    assert_eq!(
        load_file(&world, whole("invoices")).await.0.progress.tally,
        tally(1, 0, 3, 0, 0)
    );
    assert_eq!(
        load_file(&world, whole("payments")).await.0.progress.tally,
        tally(3, 0, 1, 0, 0)
    );
    assert_eq!(
        scalar(&world, "SELECT sum(open_minor)::bigint FROM invoice").await,
        0
    );
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
async fn money_is_never_refused_because_of_what_it_is_meant_for() {
    let world = World::new().await;
    world.invoice("NH-1", 10_000, 5).await;
    world.invoice("NH-2", 4_000, 9).await;
    let head = "number,account,settled_on,amount,invoice,discount,total\n";
    let text = format!(
        "{head}P1,10482,2026-11-10,60.00,NH-1,,\n\
         P2,10482,2026-11-11,50.00,NH-1,,\n\
         P3,10482,2026-11-12,30.00,4711,,\n\
         P4,10117,2026-11-12,20.00,NH-2,,\n\
         P5,10482,2026-11-13,39.00,NH-2,1.00,45.00\n\
         P6,4711,2026-11-13,5.00,NH-2,,\n\
         P7,10482,2026-11-13,0.00,NH-2,,\n\
         P8,10482,2026-11-13,9.00,NH-2,,8.00\n"
    );
    let (run, problems) = load(&world, Kind::Payments, &text).await;
    assert_eq!(run.progress.tally, tally(5, 0, 0, 0, 3));
    let told: Vec<(u64, bool)> = problems.iter().map(|p| (p.row_no, p.refuses)).collect();
    assert_eq!(
        told,
        [
            (3, false),
            (4, false),
            (5, false),
            (7, true),
            (8, true),
            (9, true)
        ]
    );
    assert!(
        problems[0]
            .message
            .starts_with("Only €40.00 of €50.00 could be applied")
    );
    assert_eq!(invoice(&world, "NH-1").await, Some((0, 1)));
    assert_eq!(invoice(&world, "NH-2").await, Some((0, 1)));
    // 10 over on NH-1, 30 for an unknown one, 20 of the wrong account, 6 of P5.
    assert_eq!(
        scalar(&world, "SELECT sum(left_minor)::bigint FROM payment").await,
        6_600
    );
    assert_eq!(
        scalar(&world, "SELECT count(*) FROM payment p WHERE state = 'settled' AND provider = 'import'
                        AND settled_on = (created_at AT TIME ZONE 'Europe/Amsterdam')::date AND receipt_number IS NOT NULL
                        AND EXISTS (SELECT FROM payment_event e WHERE e.payment_id = p.id AND e.source = 'import')").await,
        5
    );
    world.db.assert_books().await;

    let (run, _) = load(&world, Kind::Payments, &text).await;
    assert_eq!(run.progress.tally, tally(0, 0, 5, 0, 3));
    let (_, problems) = load(
        &world,
        Kind::Payments,
        format!("{head}P1,10482,2026-11-10,61.00,NH-1,,\n"),
    )
    .await;
    assert!(
        only(&problems)
            .2
            .contains("the amount is €61.00 here and €60.00 there"),
        "{problems:?}"
    );
    // The same number at another entity is another payment.
    world.db.assert_books().await;
}

#[tokio::test]
async fn what_a_payment_under_way_holds_is_not_given_away() {
    let world = World::new().await;
    world.invoice("NH-1", 10_000, 5).await;
    let mut tx = world.backend().db.worker().await.expect("a transaction");
    sqlx::query("UPDATE open_item SET in_flight_minor = 7000")
        .execute(&mut *tx)
        .await
        .expect("a hold");
    tx.commit().await.expect("committed");
    let head = "number,account,issued_on,total,invoice\n";
    let (run, problems) = load(
        &world,
        Kind::CreditNotes,
        format!("{head}CN-1,10482,2026-11-01,50.00,NH-1\n"),
    )
    .await;
    assert_eq!(
        (run.progress.tally, problems),
        (tally(1, 0, 0, 0, 0), vec![])
    );
    assert_eq!(invoice(&world, "NH-1").await, Some((7_000, 1)));
    assert_eq!(
        scalar(&world, "SELECT left_minor FROM credit_note").await,
        2_000
    );
    let (run, problems) = load(
        &world,
        Kind::CreditNotes,
        format!("{head}CN-2,10482,2026-11-01,5.00,4711\nCN-1,10482,2026-11-01,51.00,NH-1\n"),
    )
    .await;
    assert_eq!(run.progress.tally, tally(1, 0, 0, 0, 1));
    assert!(!problems[0].refuses && problems[0].message.contains("stays as credit"));
    assert!(
        problems[1]
            .message
            .contains("the total is €51.00 here and €50.00 there")
    );
}

#[tokio::test]
async fn files_that_cannot_be_read_say_why() {
    let world = World::new().await;
    let cases: [(&[u8], &str); 10] = [
        (b"", "The file is empty"),
        (b"\n\n", "The file is empty"),
        (b"PK\x03\x04rest", "This is a workbook"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"\xff\xfen\0u\0", "UTF-16"),
        (b"a\0b,c\n", "not a CSV file"),
        (b"n\xfcmber,account\n", "not in the encoding"),
        (
            b"number,customer\n1,2\n",
            "no column “name”. Its columns are: number, customer.",
        ),
        (
            b"number,name,name\n1,2,3\n",
            "is the header of two columns, number 2 and 3",
        ),
        (b"number,name\n1,2\n", ""),
    ];
    for (bytes, told) in cases.map(|(bytes, told)| (bytes, told.to_owned())) {
        let (run, _) = load(&world, Kind::Accounts, bytes).await;
        assert_eq!(
            run.state == State::Failed,
            !told.is_empty(),
            "{told}: {run:?}"
        );
        assert!(run.note.contains(&told), "{told}: {}", run.note);
    }
    let wide = format!("number,name{}\n", ",".repeat(1_000_000));
    let (run, _) = load(&world, Kind::Accounts, &wide[..1_000_000]).await;
    assert!(
        run.note.contains("columns; 1000 are the most"),
        "{}",
        run.note
    );
    let (run, _) = load(
        &world,
        Kind::Accounts,
        format!("{wide}{}", ",".repeat(300_000)),
    )
    .await;
    assert_eq!(run.state, State::Failed);
    let open_quote = format!(
        "number,name\n9,Nine\n2,\"Two\n{}",
        "3,Three\n".repeat(200_000)
    );
    let (run, _) = load(&world, Kind::Accounts, open_quote).await;
    assert_eq!(run.state, State::Failed);
    assert!(
        run.note
            .contains("After row 2 comes one that is longer than 1 MiB"),
        "{}",
        run.note
    );
    assert_eq!(run.progress.tally.created, 1);
    let (run, _) = load(&world, Kind::Accounts, "number,name\n").await;
    assert_eq!(
        (run.state, run.note.as_str()),
        (State::Done, "The file has a header and no rows.")
    );
}

#[tokio::test]
async fn encodings_delimiters_and_line_ends_are_read() {
    let world = World::new().await;
    let b = world.backend();
    let bom = b"\xef\xbb\xbf\"number\";name\r\n\r\n1;\"M\xc3\xbcller; \r\n& Co\"\r\n;;\r\n2;B\xff\r\n3;C;;";
    let (run, problems) = load(&world, Kind::Accounts, bom).await;
    assert_eq!(run.progress.tally, tally(2, 0, 0, 0, 1), "{problems:?}");
    // Rows as a spreadsheet counts them: one is empty, and the line break within a cell is none.
    assert_eq!((only(&problems).0, only(&problems).1), (5, "name"));
    let mut mapping = Mapping::plain(Kind::Accounts);
    mapping.format.encoding = Encoding::Windows1252;
    let path = written(&world, b"number\tname\n1\tM\xfcller; & Co\n");
    let (run, _) = load_file(&world, file(&world, path, mapping)).await;
    assert_eq!(run.progress.tally, tally(0, 0, 1, 0, 0));
    assert_eq!(
        imports::entity(b, "nordhaven").await.expect("the entity"),
        world.entity
    );
}

#[tokio::test]
async fn the_page_uploads_looks_and_then_loads_once() {
    let world = World::new().await;
    let b = world.backend();
    assert!(
        Upload::begin(b, &world.lena).await.is_err(),
        "collectors do not import"
    );
    let mapping = sample_mapping("accounts.json");
    mappings::save(b, &world.ada, "Ledger export", &mapping)
        .await
        .expect("kept");
    assert_eq!(
        mappings::get(b, &world.ada, "Ledger export")
            .await
            .expect("a mapping"),
        mapping
    );
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
        runs::start(b, &world.ada, uploaded, &new)
            .await
            .expect("started");
    }
    assert_eq!(
        std::fs::read_dir(b.data_dir.join("imports"))
            .expect("uploads")
            .count(),
        1
    );
    world.db.settle_down().await;
    let run = runs::get(b, &world.ada, new.id).await.expect("the run");
    assert_eq!(
        (run.state, run.progress.tally),
        (State::Done, tally(4, 0, 0, 0, 0))
    );
    assert_eq!(run.progress.bytes, run.file_bytes);

    let id = ImportId(Uuid::now_v7());
    for _ in 0..2 {
        runs::load_it(b, &world.ada, new.id, id)
            .await
            .expect("loads");
    }
    world.db.settle_down().await;
    let runs = runs::list(b, &world.ada, None, 10).await.expect("a list");
    assert_eq!(runs.len(), 2);
    let run = runs::get(b, &world.ada, id).await.expect("the run");
    assert_eq!(
        (run.state, run.progress.tally, run.dry_run),
        (State::Done, tally(4, 0, 0, 0, 0), false)
    );
    assert_eq!(
        std::fs::read_dir(b.data_dir.join("imports"))
            .expect("uploads")
            .count(),
        0
    );
    assert!(
        runs::load_it(b, &world.ada, new.id, ImportId(Uuid::now_v7()))
            .await
            .is_err(),
        "the file is gone"
    );
    let elsewhere = backend::Staff {
        entity_id: world.other_entity,
        ..world.ada.clone()
    };
    assert!(
        runs::get(b, &elsewhere, id).await.is_err(),
        "another entity's run is not there"
    );
    assert_eq!(
        runs::problems(b, &elsewhere, id, 0, 10)
            .await
            .expect("none"),
        []
    );
}

#[tokio::test]
async fn problems_can_be_taken_along_as_a_harmless_file() {
    let world = World::new().await;
    let (run, _) = load(&world, Kind::Accounts, "number,name,country\n1,One,=1+1\n").await;
    let csv = runs::problems_csv(world.backend(), &world.ada, run.id)
        .await
        .expect("a file");
    let csv = String::from_utf8(csv).expect("text");
    assert!(csv.contains("2,country,'=1+1,"), "{csv}");
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
    assert_eq!(
        (run.state, run.progress.tally),
        (State::Done, tally(0, 0, 1, 0, 1))
    );
    assert!(run.note.contains("interrupted"));
    assert_eq!(
        runs::problems(b, &world.ada, run.id, 0, 10)
            .await
            .expect("problems")
            .len(),
        1
    );
    imports::run(b, run.id.0)
        .await
        .expect("an ended run is left alone");
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
            writeln!(
                text,
                "E{n},10482,2026-10-01,Part {line},{bad},25.00,21,363.00"
            )
            .expect("text");
        }
    }
    let (run, problems) = load(&world, Kind::Invoices, &text).await;
    assert_eq!(run.progress.tally, tally(1_699, 0, 0, 0, 1));
    assert_eq!(only(&problems).0, 2 + 900 * 3 + 1);
    assert_eq!(run.progress.rows, 5_100);
    assert_eq!(run.progress.bytes, text.len() as u64);
    assert_eq!(
        scalar(&world, "SELECT count(*) FROM invoice_line").await,
        5_097
    );
    world.db.assert_books().await;
}
