//! Several documents in one file: settled when it is asked for, made by a job, had for a week.

use backend::{
    Error,
    bundles::{self, At, Bundle, New, Which},
    testing::World,
};
use domain::{
    Refusal,
    bundle::{Shape, State, Telling},
    format::Format,
    ids::{BundleId, InvoiceId},
};
use futures_util::StreamExt;
use std::io::{Cursor, Read};
use uuid::Uuid;

fn these(ids: &[InvoiceId], format: Format) -> New {
    New {
        id: BundleId(Uuid::now_v7()),
        which: Which::These(ids.to_vec()),
        format,
        shape: Shape::Zip,
    }
}

/// Victor at his account.
fn victor(world: &World) -> At<'_> {
    At::Own(&world.victor)
}

/// Lena at Ferrow.
fn lena(world: &World) -> At<'_> {
    At::Of(&world.lena, world.ferrow)
}

async fn get(world: &World, id: BundleId) -> Bundle {
    bundles::get(world.backend(), victor(world), id).await.unwrap()
}

/// What is in the file.
async fn bytes(world: &World, at: At<'_>, id: BundleId) -> Vec<u8> {
    let (bundle, mut pieces) = bundles::open(world.backend(), at, id).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(i64::try_from(bytes.len()).ok(), bundle.bytes);
    bytes
}

/// The same, as a ZIP.
async fn unpacked(world: &World, id: BundleId) -> zip::ZipArchive<Cursor<Vec<u8>>> {
    zip::ZipArchive::new(Cursor::new(bytes(world, victor(world), id).await)).unwrap()
}

fn names(file: &zip::ZipArchive<Cursor<Vec<u8>>>) -> Vec<String> {
    file.file_names().map(|name| name.unwrap().into_owned()).collect()
}

#[tokio::test]
async fn what_was_chosen_comes_in_its_order_and_nothing_that_was_issued_later() {
    let world = World::new().await;
    let first = world.invoice("NH-1", 10_000, 10).await;
    let second = world.invoice("NH-2", 20_000, 20).await;
    let new = these(&[second, first], Format::Ubl);
    let b = world.backend();
    bundles::ask(b, victor(&world), &new).await.unwrap();
    bundles::ask(b, victor(&world), &new).await.unwrap();
    assert_eq!(get(&world, new.id).await.state, State::Waiting);
    assert!(matches!(bundles::open(b, victor(&world), new.id).await, Err(Error::NotFound)));
    world.invoice("NH-3", 30_000, 30).await;
    world.db.settle_down().await;
    let made = get(&world, new.id).await;
    assert_eq!((made.state, made.done, made.documents, made.refused), (State::Ready, 2, 2, 0));
    let mut file = unpacked(&world, new.id).await;
    assert_eq!(names(&file), ["invoice-NH-2-copy-ubl.xml", "invoice-NH-1-copy-ubl.xml"]);
    let mut text = String::new();
    file.by_index(0).unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains(">200.00</cbc:PayableAmount>"), "{text}");
    assert_eq!(bundles::list(b, victor(&world), None, 10).await.unwrap().len(), 1, "asked once");
}

#[tokio::test]
async fn what_a_format_refuses_is_a_pdf_with_what_is_missing() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 10_000, 10).await;
    let new = these(&[invoice], Format::Peppol);
    bundles::ask(world.backend(), victor(&world), &new).await.unwrap();
    world.db.settle_down().await;
    assert_eq!(get(&world, new.id).await.refused, 1);
    let mut file = unpacked(&world, new.id).await;
    assert_eq!(names(&file), ["invoice-NH-1-copy.pdf", "refused.csv"]);
    let mut list = String::new();
    file.by_name("refused.csv").unwrap().read_to_string(&mut list).unwrap();
    assert!(list.contains("NH-1,Peppol BIS Billing 3,PEPPOL-EN16931-R010"), "{list}");
}

#[tokio::test]
async fn a_period_holds_both_of_its_days() {
    let world = World::new().await;
    world.invoice("NH-1", 10_000, 10).await;
    let today = world.today();
    let b = world.backend();
    let of = |from, to| New {
        id: BundleId(Uuid::now_v7()),
        which: Which::Issued { from, to, with_credit_notes: false },
        format: Format::Ubl,
        shape: Shape::Zip,
    };
    let nothing = bundles::ask(b, victor(&world), &of(today.succ_opt().unwrap(), today)).await;
    assert!(matches!(nothing, Err(Error::Refused(Refusal::Field { field: "to", .. }))));
    let long_ago = today - chrono::Days::new(4_000);
    let nothing = bundles::ask(b, victor(&world), &of(long_ago, long_ago)).await;
    assert!(matches!(nothing, Err(Error::Refused(Refusal::Field { field: "which", .. }))));
    let all = of(long_ago, today);
    bundles::ask(b, victor(&world), &all).await.unwrap();
    assert!(get(&world, all.id).await.what.starts_with("1 invoice, issued"));
}

#[tokio::test]
async fn strangers_get_nothing_and_staff_who_look_ask_for_nothing() {
    let world = World::new().await;
    let b = world.backend();
    let ours = world.invoice("NH-1", 10_000, 10).await;
    let new = these(&[ours], Format::Ubl);
    bundles::ask(b, victor(&world), &new).await.unwrap();
    world.db.settle_down().await;
    let stranger = At::Own(&world.ruud);
    assert!(matches!(bundles::get(b, stranger, new.id).await, Err(Error::NotFound)));
    assert!(matches!(bundles::open(b, stranger, new.id).await, Err(Error::NotFound)));
    assert!(bundles::list(b, stranger, None, 10).await.unwrap().is_empty());
    let theirs = bundles::ask(b, stranger, &these(&[ours], Format::Ubl)).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
    let mut looking = world.victor.clone();
    looking.seen_by_staff = Some("Lena".to_owned());
    let looked = bundles::ask(b, At::Own(&looking), &these(&[ours], Format::Ubl)).await;
    assert!(matches!(looked, Err(Error::Refused(Refusal::RoleLacks { .. }))));
}

#[tokio::test]
async fn one_can_be_stopped_and_a_fourth_has_to_wait() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 10_000, 10).await;
    let first = these(&[invoice], Format::Ubl);
    bundles::ask(b, victor(&world), &first).await.unwrap();
    for _ in 0..2 {
        bundles::ask(b, victor(&world), &these(&[invoice], Format::Ubl)).await.unwrap();
    }
    let fourth = these(&[invoice], Format::Ubl);
    assert!(bundles::ask(b, victor(&world), &fourth).await.is_err(), "three at a time");
    bundles::stop(b, victor(&world), first.id).await.unwrap();
    bundles::ask(b, victor(&world), &fourth).await.unwrap();
    world.db.settle_down().await;
    assert_eq!(get(&world, first.id).await.state, State::Stopped);
    assert_eq!(get(&world, fourth.id).await.state, State::Ready);
    bundles::stop(b, victor(&world), fourth.id).await.unwrap();
    assert_eq!(get(&world, fourth.id).await.state, State::Ready, "too late to stop");
}

#[tokio::test]
async fn it_is_kept_for_a_week_and_swept_away_with_nothing_left() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 10_000, 10).await;
    let new = these(&[invoice], Format::Ubl);
    bundles::ask(b, victor(&world), &new).await.unwrap();
    world.db.settle_down().await;
    world.db.pass_days(6).await;
    assert_eq!(get(&world, new.id).await.state, State::Ready);
    world.db.pass_days(2).await;
    assert_eq!(get(&world, new.id).await.state, State::Gone);
    assert!(matches!(bundles::open(b, victor(&world), new.id).await, Err(Error::NotFound)));
    assert!(b.files.get(new.id.0).await.is_err(), "the store has it no more");
}

#[tokio::test]
async fn one_pdf_holds_all_of_them_in_their_order_and_the_credit_notes_of_the_period() {
    let world = World::new().await;
    world.invoice("NH-1", 10_000, 10).await;
    world.credit("CN-1", 1_000).await;
    let today = world.today();
    let from = today - chrono::Days::new(30);
    let new = New {
        id: BundleId(Uuid::now_v7()),
        which: Which::Issued { from, to: today, with_credit_notes: true },
        format: Format::Pdf,
        shape: Shape::Bound,
    };
    let b = world.backend();
    bundles::ask(b, victor(&world), &new).await.unwrap();
    assert!(get(&world, new.id).await.what.starts_with("1 invoice and 1 credit note, issued"));
    world.db.settle_down().await;
    let made = get(&world, new.id).await;
    assert_eq!((made.state, made.done, made.documents), (State::Ready, 2, 2));
    let pdf = bytes(&world, victor(&world), new.id).await;
    assert!(pdf.starts_with(b"%PDF-"), "it is one PDF");
    let zipped = New { id: BundleId(Uuid::now_v7()), shape: Shape::Zip, ..new.clone() };
    bundles::ask(b, victor(&world), &zipped).await.unwrap();
    let without = New {
        id: BundleId(Uuid::now_v7()),
        which: Which::Issued { from, to: today, with_credit_notes: false },
        ..zipped.clone()
    };
    bundles::ask(b, victor(&world), &without).await.unwrap();
    let ubl = New { id: BundleId(Uuid::now_v7()), format: Format::Ubl, ..new };
    let refused = bundles::ask(b, victor(&world), &ubl).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Field { field: "format", .. }))));
    world.db.settle_down().await;
    let both = ["invoice-NH-1-copy.pdf", "credit-note-CN-1-copy.pdf"];
    assert_eq!(names(&unpacked(&world, zipped.id).await), both);
    assert_eq!(names(&unpacked(&world, without.id).await), both[..1]);
}

#[tokio::test]
async fn statements_come_month_by_month_up_to_today() {
    let world = World::new().await;
    world.invoice("NH-1", 10_000, 10).await;
    let today = world.today();
    let of = |telling, to| New {
        id: BundleId(Uuid::now_v7()),
        which: Which::Statements { from: today - chrono::Months::new(2), to, telling },
        format: Format::Pdf,
        shape: Shape::Zip,
    };
    let b = world.backend();
    let new = of(Telling::Forward, today);
    bundles::ask(b, victor(&world), &new).await.unwrap();
    assert!(get(&world, new.id).await.what.starts_with("3 statements, 1 "));
    let open = of(Telling::OpenItems, today);
    bundles::ask(b, victor(&world), &open).await.unwrap();
    let future = of(Telling::Forward, today.succ_opt().unwrap());
    let future = bundles::ask(b, victor(&world), &future).await;
    assert!(matches!(future, Err(Error::Refused(Refusal::Field { field: "to", .. }))));
    let csv = New { format: Format::Csv, ..of(Telling::Forward, today) };
    let csv = bundles::ask(b, victor(&world), &csv).await;
    assert!(matches!(csv, Err(Error::Refused(Refusal::Field { field: "format", .. }))));
    world.db.settle_down().await;
    let end = |back: u32| {
        let month = today - chrono::Months::new(back - 1);
        chrono::Datelike::with_day(&month, 1).unwrap() - chrono::Days::new(1)
    };
    let named = |what: &str| {
        [end(2), end(1), today].map(|day| format!("{what}-10482-EUR-{day}.pdf")).to_vec()
    };
    assert_eq!(names(&unpacked(&world, new.id).await), named("statement"));
    assert_eq!(names(&unpacked(&world, open.id).await), named("open-items"));
}

#[tokio::test]
async fn staff_ask_for_an_account_of_their_entity_and_have_what_they_asked_for() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 10_000, 10).await;
    let new = these(&[invoice], Format::Ubl);
    bundles::ask(b, lena(&world), &new).await.unwrap();
    world.db.settle_down().await;
    let made = bundles::get(b, lena(&world), new.id).await.unwrap();
    assert_eq!((made.state, made.asked_name.as_str()), (State::Ready, "Lena Okafor"));
    assert!(!bytes(&world, lena(&world), new.id).await.is_empty());
    assert!(matches!(bundles::get(b, victor(&world), new.id).await, Err(Error::NotFound)));
    assert!(bundles::list(b, victor(&world), None, 10).await.unwrap().is_empty());
    let elsewhere = At::Of(&world.lena, world.maasland);
    assert!(matches!(bundles::get(b, elsewhere, new.id).await, Err(Error::NotFound)));
    let theirs = bundles::ask(b, elsewhere, &these(&[invoice], Format::Ubl)).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
    let mut stranger = world.lena.clone();
    stranger.entity_id = world.other_entity;
    let stranger = At::Of(&stranger, world.ferrow);
    assert!(matches!(bundles::open(b, stranger, new.id).await, Err(Error::NotFound)));
    let asked = bundles::ask(b, stranger, &these(&[invoice], Format::Ubl)).await;
    assert!(matches!(asked, Err(Error::NotFound)), "{asked:?}");
    let own = these(&[invoice], Format::Ubl);
    bundles::ask(b, victor(&world), &own).await.unwrap();
    assert!(matches!(bundles::get(b, lena(&world), own.id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn who_lost_the_right_before_it_is_made_gets_nothing() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 10_000, 10).await;
    let new = these(&[invoice], Format::Ubl);
    bundles::ask(b, lena(&world), &new).await.unwrap();
    let mut tx = b.db.gate().await.unwrap();
    sqlx::query("UPDATE app_user SET disabled_at = now() WHERE id = $1")
        .bind(world.lena.user_id.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.db.settle_down().await;
    let made = bundles::get(b, lena(&world), new.id).await.unwrap();
    assert_eq!(made.state, State::Failed);
    assert!(b.files.get(new.id.0).await.is_err(), "nothing was made");
}
