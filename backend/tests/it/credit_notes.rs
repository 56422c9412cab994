//! Credit notes as documents: what they say of what is taken back.

use crate::{
    disputes::{decide, eur, standing},
    imports::load,
    proposals::judge,
};
use backend::{
    Error,
    credit_notes::copy,
    disputes::{self, Claimed, NewDispute, NewLine, Way},
    imports::Kind,
    testing::World,
};
use documents::invoice::{Invoice, Kind as Of};
use domain::{
    dispute::{Claim, Outcome},
    ids::{CreditNoteId, DisputeId, InvoiceId},
};
use rust_decimal::Decimal;
use uuid::Uuid;

const HEAD: &str = "number,account,issued_on,prepaid,rounding,row,of_line,description,quantity,unit_price,percent,line_amount,tax_percent,jurisdiction";

/// Issues an invoice, as a file says.
async fn issue(world: &World, rows: &str) -> InvoiceId {
    let (_, problems) = load(world, Kind::Invoices, format!("{HEAD}\n{rows}\n")).await;
    assert_eq!(problems, []);
    let mut tx = world.backend().db.worker().await.unwrap();
    InvoiceId(sqlx::query_scalar("SELECT id FROM invoice").fetch_one(&mut *tx).await.unwrap())
}

async fn dispute(world: &World, invoice_id: InvoiceId, claimed: Claimed) -> DisputeId {
    let new = NewDispute {
        id: DisputeId(Uuid::now_v7()),
        lines: vec![NewLine { invoice_id, reason: "price".to_owned(), claimed }],
        text: "That is not right.".to_owned(),
        files: vec![],
    };
    disputes::open(world.backend(), &world.joost, &new).await.unwrap();
    new.id
}

async fn only_note(world: &World) -> CreditNoteId {
    let mut tx = world.backend().db.worker().await.unwrap();
    CreditNoteId(
        sqlx::query_scalar("SELECT id FROM credit_note").fetch_one(&mut *tx).await.unwrap(),
    )
}

async fn copy_of_only(world: &World) -> Invoice {
    copy::get(world.backend(), &world.mirjam, only_note(world).await).await.unwrap()
}

/// The sums of a document are those of its lines, its tax and nothing else.
fn assert_adds_up(note: &Invoice) {
    let lines: i64 = note.lines.iter().map(|line| line.amount.minor).sum();
    let all = note.adjustments.iter().map(|one| match one.is_charge {
        true => one.amount.minor,
        false => -one.amount.minor,
    });
    assert_eq!(lines + all.sum::<i64>(), note.net.minor, "{note:#?}");
    let vat: i64 = note.tax.iter().map(|tax| tax.tax.minor).sum();
    let sales: i64 = note.sales_tax.iter().map(|tax| tax.tax.minor).sum();
    assert_eq!(note.net.minor + vat + sales, note.total.minor, "{note:#?}");
    let taxable: i64 = note.tax.iter().map(|tax| tax.taxable.minor).sum();
    assert_eq!(taxable, note.net.minor, "{note:#?}");
}

#[tokio::test]
async fn what_was_not_delivered_is_credited_by_the_piece() {
    let world = World::new().await;
    let invoice = issue(&world, "P-1,10482,2026-11-02,,,,,Bolt,10,10.00,,,21,").await;
    let claimed = Claimed::Line(1, Claim::Quantity(Decimal::from(6)));
    let id = dispute(&world, invoice, claimed).await;
    decide(&world, id, 4_840).await.unwrap();
    let note = copy_of_only(&world).await;
    assert_eq!(note.kind, Of::CreditNote);
    assert_eq!(note.preceding.as_ref().map(|of| of.number.as_str()), Some("P-1"));
    let line = &note.lines[0];
    assert_eq!(
        (line.quantity_e4, line.unit_price_e4, line.amount),
        (40_000, 10_000_000, eur(4_000))
    );
    assert_eq!((note.net, note.tax[0].tax, note.total), (eur(4_000), eur(840), eur(4_840)));
    assert_adds_up(&note);
    let stranger = copy::get(world.backend(), &world.ruud, only_note(&world).await).await;
    assert!(matches!(stranger, Err(Error::NotFound)), "{stranger:?}");
    world.db.assert_books().await;
}

#[tokio::test]
async fn no_more_is_credited_of_a_line_than_it_cost_after_what_was_taken_off() {
    let world = World::new().await;
    let rows = "P-1,10482,2026-11-02,30.00,,,,Bolt,10,10.00,,,21,\n\
                P-1,10482,2026-11-02,,,allowance,,Framework contract,,,10,,,";
    let invoice = issue(&world, rows).await;
    // 90.00 and 18.90 of tax, of which 30.00 are paid.
    assert_eq!(standing(&world, invoice).await.0, 7_890);
    let id = dispute(&world, invoice, Claimed::Line(1, Claim::Quantity(Decimal::ZERO))).await;
    assert_eq!(standing(&world, invoice).await, (7_890, 7_890, 0));
    decide(&world, id, 10_890).await.unwrap();
    let note = copy_of_only(&world).await;
    assert_eq!((note.net, note.total, note.lines[0].amount), (eur(9_000), eur(10_890), eur(9_000)));
    assert_adds_up(&note);
    world.db.assert_books().await;
}

#[tokio::test]
async fn sales_tax_is_credited_to_whom_it_was_charged_for() {
    let world = World::new().await;
    let rows = "P-1,10482,2026-11-02,,,,,Seal,10,20.00,,,,\n\
                P-1,10482,2026-11-02,,,sales_tax,1,,,,4,,,NY\n\
                P-1,10482,2026-11-02,,,sales_tax,1,,,,4.875,,,NY-New York City";
    let invoice = issue(&world, rows).await;
    let claimed = Claimed::Line(1, Claim::Quantity(Decimal::from(5)));
    let id = dispute(&world, invoice, claimed).await;
    decide(&world, id, 10_888).await.unwrap();
    let note = copy_of_only(&world).await;
    let taxes: Vec<_> =
        note.sales_tax.iter().map(|one| (one.jurisdiction.as_str(), one.tax.minor)).collect();
    assert_eq!(taxes, [("NY", 400), ("NY-New York City", 488)]);
    assert_eq!(note.tax[0].category, "O");
    assert_adds_up(&note);
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_wrong_rate_is_taken_back_and_billed_at_the_right_one() {
    let world = World::new().await;
    let invoice = issue(&world, "P-1,10482,2026-11-02,,,,,Book,10,10.00,,,21,").await;
    let id = dispute(&world, invoice, Claimed::Line(1, Claim::Tax(900))).await;
    decide(&world, id, 1_200).await.unwrap();
    let note = copy_of_only(&world).await;
    let told: Vec<_> = note.tax.iter().map(|t| (t.rate_bp, t.taxable.minor, t.tax.minor)).collect();
    assert_eq!(told, [(2_100, 10_000, 2_100), (900, -10_000, -900)]);
    assert_eq!((note.net, note.total), (eur(0), eur(1_200)));
    assert_adds_up(&note);
}

#[tokio::test]
async fn a_corrected_invoice_keeps_its_shares_and_gives_back_what_was_paid_before() {
    let world = World::new().await;
    let rows = "P-1,10482,2026-11-02,50.00,0.03,,,Bolt,100,10.00,,,21,\n\
                P-1,10482,2026-11-02,,,allowance,1,Quantity,,,5,,,\n\
                P-1,10482,2026-11-02,,,allowance,,Contract,,,2,,,";
    let invoice = issue(&world, rows).await;
    // 1,000.00 less 5 % is 950.00; less 2 % is 931.00; with tax 1,126.51; less 50.00 and rounded.
    assert_eq!(standing(&world, invoice).await.0, 107_654);
    let claimed = Claimed::Line(1, Claim::Price(Decimal::from(800)));
    let id = dispute(&world, invoice, claimed).await;
    judge(&world, &world.lena, id, (Outcome::Correct, 0), Way::Decide).await.unwrap();
    let note = copy_of_only(&world).await;
    assert_eq!((note.total, note.rounding), (eur(112_651), eur(3)));
    assert_adds_up(&note);
    let lines = disputes::get(world.backend(), &world.joost, id).await.unwrap().lines;
    let (new, _) = lines[0].verdict.clone().and_then(|v| v.corrected_by).expect("another invoice");
    let again = backend::invoices::copy::get(world.backend(), &world.mirjam, new).await.unwrap();
    // 800.00 less 5 % is 760.00; less 2 % is 744.80; with tax 901.21.
    assert_eq!((again.net, again.total, again.prepaid), (eur(74_480), eur(90_121), eur(0)));
    assert_eq!(again.lines[0].adjustments[0].amount, eur(4_000));
    assert_adds_up(&again);
    // What was paid before is credit now, and lowers the new one.
    assert_eq!(standing(&world, invoice).await.0, 0);
    assert_eq!(standing(&world, new).await.0, 90_121 - 5_000);
    world.db.assert_books().await;
}

#[tokio::test]
async fn one_without_lines_has_one_by_its_reason() {
    let world = World::new().await;
    world.credit("CN-1", 5_000).await;
    let note = copy_of_only(&world).await;
    assert_eq!(note.lines[0].description, "Returned goods");
    assert_eq!((note.total, note.preceding.clone()), (eur(5_000), None));
    assert_adds_up(&note);
}
