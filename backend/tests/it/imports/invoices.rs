//! What is kept out of invoices, and in which words.

use super::{invoice, load, only, tally};
use backend::{imports::Kind, testing::World};

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
    let told: Vec<(u64, &str)> = problems.iter().map(|p| (p.row_no, p.column.as_str())).collect();
    // The empty line is row 6 of the sheet, too.
    assert_eq!(
        told,
        [(3, "issued_on"), (4, "total"), (5, "account"), (7, ""), (8, "total"), (9, "total")]
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
    problems.iter().map(|p| format!("{}: {}", p.column, p.message)).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn each_sort_of_wrong_invoice_is_told_in_words() {
    let world = World::new().await;
    let head = "number,account,issued_on,due_on,currency,net,tax,total,instalments";
    let cases: [(&str, &str); 14] = [
        ("I,10482,2026-10-01,,ZZZ,,,10.00,", "currency: “ZZZ” is not a currency"),
        ("I,10482,2026-10-01,2026-09-01,EUR,,,10.00,", "due_on: It is due before it is issued"),
        ("I,10482,2026-10-01,2066-09-01,EUR,,,10.00,", "due_on: It is due more than ten years"),
        (
            "I,10482,2026-10-01,,EUR,100.00,21.00,122.00,",
            "total: The lines with their tax come to €121.00",
        ),
        ("I,10482,2026-10-01,,EUR,100.00,33.337,,", "tax: EUR has 2 decimals at most"),
        ("I,10482,2026-10-01,,EUR,,,0.00,", "total: An invoice has to be over more than zero"),
        ("I,10482,2026-10-01,,EUR,,,99999999999999.00,", "total: That amount is too large"),
        (
            "I,10482,2026-10-01,,EUR,,,10.00,2026-11-01:4.00|2026-12-01:5.00",
            "instalments: The instalments must sum",
        ),
        (
            "I,10482,2026-10-01,,EUR,,,10.00,2026-12-01:5.00|2026-11-01:5.00",
            "instalments: The instalments must be in order",
        ),
        ("I,10482,2026-10-01,,EUR,,,10.00,2026-12-01", "instalments: Write each instalment"),
        ("I,10482,2026-10-01,,EUR,,,10.00,2026-09-01:10.00", "instalments: A part is due before"),
        ("I,,2026-10-01,,EUR,,,10.00,", "account: This must not be empty"),
        ("I,10482,2026-10-01,,EUR,,,,", "total: Without lines an invoice needs"),
        ("I\0,10482,2026-10-01,,EUR,,,10.00,", "number: This holds a character that no text has"),
    ];
    for (row, told) in cases {
        let said = told_of_invoice(&world, head, row).await;
        assert!(said.contains(told), "{row}: {said}");
    }
    let long = format!("{},10482,2026-10-01,,EUR,,,10.00,", "9".repeat(65));
    assert!(told_of_invoice(&world, head, &long).await.contains("65 letters; 64 are the most"));
    let huge = format!("I,\"{}\",2026-10-01,,EUR,,,10.00,", "x".repeat(70_000));
    assert!(told_of_invoice(&world, head, &huge).await.contains("longer than 64 KiB"));

    let lines =
        "number,account,issued_on,total,quantity,unit_price,line_amount,tax_percent,po_number";
    let cases: [(&str, &str); 5] = [
        ("I,10482,2026-10-01,,3,2.00,7.00,21,", "line_amount: Quantity times price is €6.00"),
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
        ("I,10482,2026-10-01,,1,2.00,,21.555,", "tax_percent: There can be 2 decimals"),
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
    assert_eq!(problems.iter().map(|p| p.row_no).collect::<Vec<_>>(), [3, 6, 8]);
    assert!(problems[2].message.contains("have to follow each other"));
    assert_eq!(invoice(&world, "B1").await, None);
    assert_eq!(invoice(&world, "B2").await, Some((500, 1)));
}

#[tokio::test]
async fn a_known_invoice_that_differs_is_refused_with_what_differs() {
    let world = World::new().await;
    let head = "number,account,issued_on,due_on,total,description\n";
    load(&world, Kind::Invoices, format!("{head}C1,10482,2026-10-01,2026-10-31,100.00,Bolts\n"))
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
        ("C1,10482,2026-10-02,2026-10-31,100.00,Bolts", "the day of issue is 2 Oct 2026 here"),
        ("C1,10482,2026-10-01,2026-11-30,100.00,Bolts", "the due date is 30 Nov 2026 here"),
        ("C1,10482,2026-10-01,2026-10-31,100.00,Nuts", "its lines or texts are others"),
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
    assert_eq!((run.progress.tally, problems), (tally(0, 0, 1, 0, 0), vec![]));
}
