//! E-invoices: taken in like rows of a table, and kept out by the rules that they break.

use super::{load, only, scalar, tally};
use backend::{imports::Kind, invoices::copy, testing::World};
use documents::{
    einvoice::{self, Dialect},
    invoice::{Invoice, Kind as Of, Preceding},
};
use domain::ids::InvoiceId;

const HEAD: &str = "number,account,issued_on,due_on,prepaid,rounding,row,of_line,description,quantity,unit,unit_price,percent,tax_percent";

/// An invoice with allowances, what was paid before and rounded, as the portal has it.
async fn ours(world: &World) -> Invoice {
    let rows = "P-1,10482,2026-11-02,2026-12-02,10.00,-0.02,,,Bolt,100,box,12.40,,21\n\
                P-1,10482,2026-11-02,,,,allowance,1,Quantity,,,,5,\n\
                P-1,10482,2026-11-02,,,,allowance,,Contract,,,,2,";
    let (_, problems) = load(world, Kind::Invoices, format!("{HEAD}\n{rows}\n")).await;
    assert_eq!(problems, []);
    let mut tx = world.backend().db.worker().await.expect("a transaction");
    let id = sqlx::query_scalar("SELECT id FROM invoice").fetch_one(&mut *tx).await.expect("an id");
    let copy = copy::get(world.backend(), &world.mirjam, InvoiceId(id)).await.expect("a copy");
    Invoice { number: "X-1".to_owned(), is_copy: false, ..copy }
}

#[tokio::test]
async fn an_e_invoice_is_loaded_once_in_whichever_syntax() {
    let world = World::new().await;
    let ours = ours(&world).await;
    let xml = |dialect| einvoice::write(&ours, dialect).expect("an e-invoice");
    let (run, problems) = load(&world, Kind::Invoices, xml(Dialect::Ubl)).await;
    assert_eq!((run.progress.tally, problems), (tally(1, 0, 0, 0, 0), vec![]));
    for dialect in [Dialect::Ubl, Dialect::Cii] {
        let (run, problems) = load(&world, Kind::Invoices, xml(dialect)).await;
        assert_eq!((run.progress.tally, problems), (tally(0, 0, 1, 0, 0), vec![]), "{dialect:?}");
    }
    let same = "SELECT count(*) FROM invoice a JOIN invoice b ON b.number = 'X-1' AND a.total_minor = b.total_minor
                AND a.net_minor = b.net_minor AND a.prepaid_minor = b.prepaid_minor AND a.rounding_minor = b.rounding_minor
                WHERE a.number = 'P-1'";
    assert_eq!(scalar(&world, same).await, 1);
    world.db.assert_books().await;
}

#[tokio::test]
async fn what_breaks_a_rule_is_kept_out_with_its_name() {
    let world = World::new().await;
    let ours = ours(&world).await;
    let wrong = einvoice::write(&ours, Dialect::Ubl).expect("an e-invoice");
    let total = ours.total.canonical();
    let wrong = wrong.replacen(&format!(">{total}<"), ">1.00<", 1);
    let (run, problems) = load(&world, Kind::Invoices, wrong).await;
    assert_eq!(run.progress.tally, tally(0, 0, 0, 0, 1));
    assert!(only(&problems).2.contains("BR-CO-"), "{problems:?}");
    let (_, problems) = load(&world, Kind::Invoices, "<Order/>").await;
    assert!(only(&problems).2.contains("expected a UBL"), "{problems:?}");
}

#[tokio::test]
async fn a_credit_note_is_loaded_as_one() {
    let world = World::new().await;
    let ours = ours(&world).await;
    let note = Invoice {
        kind: Of::CreditNote,
        preceding: Some(Preceding { number: "P-1".to_owned(), issued_on: None }),
        prepaid: domain::Money::zero(ours.total.currency),
        note: Some("Sent back".to_owned()),
        ..ours
    };
    let xml = einvoice::write(&note, Dialect::Ubl).expect("a credit note");
    let (_, problems) = load(&world, Kind::Invoices, &xml).await;
    assert!(only(&problems).2.contains("This is a credit note"), "{problems:?}");
    for tally in [tally(1, 0, 0, 0, 0), tally(0, 0, 1, 0, 0)] {
        let (run, problems) = load(&world, Kind::CreditNotes, &xml).await;
        assert_eq!((run.progress.tally, problems), (tally, vec![]));
    }
    let corrects = "SELECT count(*) FROM credit_note c JOIN invoice i ON i.id = c.invoice_id
                    WHERE i.number = 'P-1' AND i.open_minor = 0 AND c.reason = 'Sent back'";
    assert_eq!(scalar(&world, corrects).await, 1);
    world.db.assert_books().await;
}
