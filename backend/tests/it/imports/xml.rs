//! E-invoices: taken in like rows of a table, and kept out by the rules that they break.

use super::{load, only, scalar, tally};
use backend::{
    Error,
    imports::Kind,
    invoices::copy,
    originals::{self, By, Original},
    testing::World,
};
use documents::{
    archive::Archive,
    einvoice::{self, Dialect},
    invoice::{Invoice, Kind as Of, Preceding},
};
use domain::ids::InvoiceId;
use std::io::Cursor;

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

/// The same with other words, as its file in a ZIP.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 18).expect("a day");
    let mut archive = Archive::begin(Cursor::new(Vec::new()), day);
    for (name, bytes) in files {
        archive.add(name, bytes).expect("it is put in");
    }
    archive.finish().expect("a ZIP").into_inner()
}

async fn originals_of(world: &World, number: &str) -> Option<Original> {
    let mut tx = world.backend().db.worker().await.expect("a transaction");
    let id: uuid::Uuid = sqlx::query_scalar("SELECT id FROM invoice WHERE number = $1")
        .bind(number)
        .fetch_one(&mut *tx)
        .await
        .expect("an id");
    let of = originals::Of::Invoice(InvoiceId(id));
    originals::find(world.backend(), By::Staff(&world.lena), of).await.expect("it is read")
}

#[tokio::test]
async fn several_come_in_a_zip_and_each_is_told_by_its_name() {
    let world = World::new().await;
    let ours = ours(&world).await;
    let xml = |number: &str, dialect| {
        let invoice = Invoice { number: number.to_owned(), ..ours.clone() };
        einvoice::write(&invoice, dialect).expect("an e-invoice").into_bytes()
    };
    let (one, two) = (xml("X-1", Dialect::Ubl), xml("X-2", Dialect::Cii));
    let wrong = String::from_utf8(xml("X-3", Dialect::Ubl)).expect("text");
    let wrong = wrong.replacen(&format!(">{}<", ours.total.canonical()), ">1.00<", 1);
    let zip = zipped(&[
        ("nov/1.xml", &one),
        ("__MACOSX/nov/._1.xml", b"x"),
        ("nov/2.xml", &two),
        ("nov/3.xml", wrong.as_bytes()),
        ("nov/notes.txt", b"Dear colleague"),
    ]);
    let (run, problems) = load(&world, Kind::Invoices, &zip).await;
    assert_eq!(run.progress.tally, tally(2, 0, 0, 0, 2));
    let told: Vec<_> = problems.iter().map(|it| (it.file.as_str(), it.message.as_str())).collect();
    assert!(told[0].0 == "nov/3.xml" && told[0].1.contains("BR-CO-"), "{told:?}");
    assert!(told[1].0 == "nov/notes.txt" && told[1].1.contains("no XML file"), "{told:?}");
    let (again, _) = load(&world, Kind::Invoices, &zip).await;
    assert_eq!(again.progress.tally, tally(0, 0, 2, 0, 2));
    assert_eq!(scalar(&world, "SELECT count(*) FROM original").await, 2);
    world.db.assert_books().await;
}

#[tokio::test]
async fn what_came_is_kept_as_it_came_and_never_swept_away() {
    let world = World::new().await;
    let b = world.backend();
    let ours = ours(&world).await;
    let xml = einvoice::write(&ours, Dialect::Ubl).expect("an e-invoice");
    load(&world, Kind::Invoices, &xml).await;
    let kept = originals_of(&world, "X-1").await.expect("an original");
    assert_eq!(originals_of(&world, "P-1").await, None, "that one came in a table");
    world.db.pass_days(3).await;
    for by in [By::Buyer(&world.victor), By::Staff(&world.lena)] {
        let (original, bytes) = originals::open(b, by, kept.id).await.expect("it is there");
        assert_eq!((bytes.as_slice(), &original), (xml.as_bytes(), &kept));
    }
    let strangers = originals::open(b, By::Buyer(&world.ruud), kept.id).await;
    assert!(matches!(strangers, Err(Error::NotFound)));
    let mut elsewhere = world.lena.clone();
    elsewhere.entity_id = world.other_entity;
    let strangers = originals::open(b, By::Staff(&elsewhere), kept.id).await;
    assert!(matches!(strangers, Err(Error::NotFound)));
    b.files.put(kept.id.0, b"another".to_vec()).await.expect("somebody at the store");
    let changed = originals::open(b, By::Staff(&world.lena), kept.id).await;
    assert!(matches!(changed, Err(Error::Bug { .. })), "{changed:?}");
}

#[tokio::test]
async fn what_somebody_else_has_issued_is_kept_out() {
    let world = World::new().await;
    let mut theirs = ours(&world).await;
    theirs.seller.name = "Maasland Tractors N.V.".to_owned();
    theirs.seller.vat_id = Some("NL999999999B01".to_owned());
    let xml = einvoice::write(&theirs, Dialect::Ubl).expect("an e-invoice");
    let (run, problems) = load(&world, Kind::Invoices, &xml).await;
    assert_eq!(run.progress.tally, tally(0, 0, 0, 0, 1));
    let told = "issued by Maasland Tractors N.V., VAT number NL999999999B01, not by Nordhaven";
    assert!(only(&problems).2.contains(told), "{problems:?}");
}

#[tokio::test]
async fn zips_that_are_too_much_are_refused_in_words() {
    let world = World::new().await;
    let large = vec![b' '; 17 * 1024 * 1024];
    let (run, problems) = load(&world, Kind::Invoices, zipped(&[("a.xml", &large)])).await;
    assert_eq!(run.progress.tally, tally(0, 0, 0, 0, 1));
    assert!(only(&problems).2.contains("16 MiB at most"), "{problems:?}");
    let names: Vec<String> = (0..65).map(|n| format!("{n}.xml")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), large.as_slice())).collect();
    let (run, _) = load(&world, Kind::Invoices, zipped(&many)).await;
    assert!(run.note.contains("larger than 1 GiB"), "{}", run.note);
    let names: Vec<String> = (0..10_001).map(|n| format!("{n}.xml")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), b"<".as_slice())).collect();
    let (run, _) = load(&world, Kind::Invoices, zipped(&many)).await;
    assert!(run.note.contains("10,000 files at most"), "{}", run.note);
    let (run, _) = load(&world, Kind::Invoices, b"PK\x03\x04 and nothing else").await;
    assert!(run.note.contains("This ZIP is broken"), "{}", run.note);
}
