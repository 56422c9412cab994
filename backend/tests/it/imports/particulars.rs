//! What invoices say beyond lines and tax: allowances and charges, what was paid before, sales tax.

use super::{file, load, load_file, only, sample, sample_mapping, scalar, tally};
use backend::{
    imports::{Kind, Mapping},
    invoices::copy,
    testing::World,
};
use domain::ids::InvoiceId;

const HEAD: &str = "number,account,issued_on,net,tax,total,prepaid,rounding,payable,row,of_line,description,quantity,unit_price,percent,base,line_amount,tax_percent,jurisdiction";

async fn told(world: &World, rows: &str) -> String {
    let (run, problems) = load(world, Kind::Invoices, format!("{HEAD}\n{rows}\n")).await;
    assert_eq!(run.progress.tally.created, 0, "{rows}");
    problems
        .iter()
        .map(|p| format!("{} {}: {}", p.row_no, p.column, p.message))
        .collect::<Vec<_>>()
        .join("\n")
}

async fn id_of(world: &World, number: &str) -> InvoiceId {
    let mut tx = world.backend().db.worker().await.expect("a transaction");
    let sql = "SELECT id FROM invoice WHERE number = $1";
    let id: uuid::Uuid =
        sqlx::query_scalar(sql).bind(number).fetch_one(&mut *tx).await.expect("an id");
    InvoiceId(id)
}

#[tokio::test]
async fn the_sample_says_all_of_it_and_a_second_time_changes_nothing() {
    let world = World::new().await;
    let accounts = file(&world, sample("accounts.csv"), sample_mapping("accounts.json"));
    load_file(&world, accounts).await;
    for tally in [tally(3, 0, 0, 0, 0), tally(0, 0, 3, 0, 0)] {
        let invoices = file(&world, sample("particulars.csv"), Mapping::plain(Kind::Invoices));
        let (run, problems) = load_file(&world, invoices).await;
        assert_eq!((run.progress.tally, problems), (tally, vec![]));
    }
    // 550.97 less 100.00 paid before, and 0.03 rounded.
    let open = "SELECT open_minor FROM invoice WHERE number = 'V-26-2001'";
    assert_eq!(scalar(&world, open).await, 45_100);
    let prepaid =
        "SELECT amount_minor FROM ledger_line WHERE ledger = 'prepaid' AND direction = 'D'";
    assert_eq!(scalar(&world, prepaid).await, 10_000);
    let sales_tax = "SELECT sum(tax_minor)::bigint FROM invoice_sales_tax";
    assert_eq!(scalar(&world, sales_tax).await, 1_775);
    let shares =
        "SELECT count(*) FROM invoice_adjustment WHERE (line_no = 1 AND amount_minor = 775)
                  OR (line_no IS NULL AND amount_minor IN (1402, 212))";
    assert_eq!(scalar(&world, shares).await, 3);
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_copy_says_what_was_imported() {
    let world = World::new().await;
    let rows = "P-1,10482,2026-11-02,,,,10.00,-0.02,,,,Bolt,100,12.40,,,,21,\n\
                P-1,10482,2026-11-02,,,,,,,allowance,1,Quantity,,,5,,,,\n\
                P-1,10482,2026-11-02,,,,,,,charge,,Crates,,,,,2.00,,";
    let (run, problems) = load(&world, Kind::Invoices, format!("{HEAD}\n{rows}\n")).await;
    assert_eq!((run.progress.tally, problems), (tally(1, 0, 0, 0, 0), vec![]));
    let id = id_of(&world, "P-1").await;
    let copy = copy::get(world.backend(), &world.mirjam, id).await.expect("a copy");
    let line = &copy.lines[0];
    assert_eq!((line.amount.minor, line.adjustments[0].amount.minor), (117_800, 6_200));
    assert_eq!(line.adjustments[0].base.map(|base| base.minor), Some(124_000));
    assert_eq!((copy.adjustments[0].is_charge, copy.adjustments[0].tax_bp), (true, 2_100));
    assert_eq!(
        (copy.net.minor, copy.tax[0].tax.minor, copy.total.minor),
        (118_000, 24_780, 142_780)
    );
    assert_eq!((copy.prepaid.minor, copy.rounding.minor), (1_000, -2));
    assert_eq!(copy.due().map(|due| due.minor), Ok(141_778));
    assert_eq!(copy.instalments[0].amount.minor, 141_778);
}

#[tokio::test]
async fn what_does_not_add_up_is_told_by_row_and_column() {
    let world = World::new().await;
    let line = "P,10482,2026-11-02,,,,,,,line,,Bolt,10,10.00,,,,21,";
    let cases = [
        (
            "P,10482,2026-11-02,,,,,,,allowance,1,Quantity,,,5,,6.00,,",
            "3 line_amount: The percentage comes to €5.00",
        ),
        (
            "P,10482,2026-11-02,,,,,,,allowance,2,Quantity,,,5,,,,",
            "3 of_line: This has to be a line: a number from 1 to 1",
        ),
        ("P,10482,2026-11-02,,,,,,,allowance,,,,,5,,,,", "3 description: Say why"),
        (
            "P,10482,2026-11-02,,,,,,,charge,,Crates,,,,,,,",
            "3 line_amount: This needs an amount or a percentage",
        ),
        ("P,10482,2026-11-02,,,,,,,sales_tax,1,,,,4,,,,", "3 jurisdiction: Whose sales tax"),
        (
            "P,10482,2026-11-02,,,,,,,discount,1,Quantity,,,5,,,,",
            "3 row: Write one of line, allowance",
        ),
        (
            "P,10482,2026-11-02,,,,,,,allowance,,All,,,100,,,,",
            "2 total: An invoice has to be over more than zero",
        ),
    ];
    for (row, said) in cases {
        let told = told(&world, &format!("{line}\n{row}")).await;
        assert!(told.contains(said), "{row}: {told}");
    }
    let paid = "P,10482,2026-11-02,,,,121.00,,,line,,Bolt,10,10.00,,,,21,";
    assert!(told(&world, paid).await.contains("prepaid: Nothing would be left to pay"));
    let wrong = "P,10482,2026-11-02,,,,21.00,,99.00,line,,Bolt,10,10.00,,,,21,";
    assert!(told(&world, wrong).await.contains("payable: What is to be paid comes to €100.00"));
    world.db.assert_books().await;
}

#[tokio::test]
async fn accounts_have_an_address_for_e_invoices() {
    let world = World::new().await;
    let head = "number,name,endpoint,buyer_reference,registration\n";
    let (run, problems) =
        load(&world, Kind::Accounts, format!("{head}700,Cellar,0106:12345678,AP-7,24318902\n"))
            .await;
    assert_eq!((run.progress.tally, problems), (tally(1, 0, 0, 0, 0), vec![]));
    let kept =
        "SELECT count(*) FROM account WHERE endpoint_scheme = '0106' AND endpoint_id = '12345678'
                AND buyer_reference = 'AP-7' AND registration = '24318902'";
    assert_eq!(scalar(&world, kept).await, 1);
    let (_, problems) =
        load(&world, Kind::Accounts, format!("{head}700,Cellar,12345678,,\n")).await;
    assert!(only(&problems).2.contains("like 0106:12345678"), "{problems:?}");
}

#[tokio::test]
async fn a_credit_note_may_have_lines() {
    let world = World::new().await;
    let head = "number,account,issued_on,reason,row,description,quantity,unit_price,percent,line_amount,tax_percent\n";
    let rows = "CN-1,10482,2026-11-02,Returned,,Bolt,10,10.00,,,21\n\
                CN-1,10482,2026-11-02,,,Nut,5,1.00,,,9\n\
                CN-1,10482,2026-11-02,,charge,Handling,,,,-,\n";
    let (_, problems) = load(&world, Kind::CreditNotes, format!("{head}{rows}")).await;
    assert!(!problems.is_empty(), "a dash is no amount");
    let rows = &rows[..rows.rfind("CN-1").expect("a row")];
    for tally in [tally(1, 0, 0, 0, 0), tally(0, 0, 1, 0, 0)] {
        let (run, problems) = load(&world, Kind::CreditNotes, format!("{head}{rows}")).await;
        assert_eq!((run.progress.tally, problems), (tally, vec![]));
    }
    assert_eq!(scalar(&world, "SELECT total_minor FROM credit_note").await, 12_645);
    assert_eq!(scalar(&world, "SELECT count(*) FROM credit_note_line").await, 2);
    assert_eq!(scalar(&world, "SELECT sum(tax_minor)::bigint FROM credit_note_tax").await, 2_145);
    world.db.assert_books().await;
}
