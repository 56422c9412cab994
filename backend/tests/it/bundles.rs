//! Several documents in one file: settled when it is asked for, made by a job, had for a week.

use backend::{
    Error,
    bundles::{self, Bundle, New, Which},
    testing::World,
};
use domain::{
    Refusal,
    bundle::State,
    format::Format,
    ids::{BundleId, InvoiceId},
};
use futures_util::StreamExt;
use std::io::{Cursor, Read};
use uuid::Uuid;

fn these(ids: &[InvoiceId], format: Format) -> New {
    New { id: BundleId(Uuid::now_v7()), which: Which::These(ids.to_vec()), format }
}

async fn get(world: &World, id: BundleId) -> Bundle {
    bundles::get(world.backend(), &world.victor, id).await.unwrap()
}

/// The names in the file, and the text of one of them.
async fn unpacked(world: &World, id: BundleId) -> zip::ZipArchive<Cursor<Vec<u8>>> {
    let (length, mut pieces) = bundles::open(world.backend(), &world.victor, id).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(i64::try_from(bytes.len()).unwrap(), length);
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap()
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
    bundles::ask(b, &world.victor, &new).await.unwrap();
    bundles::ask(b, &world.victor, &new).await.unwrap();
    assert_eq!(get(&world, new.id).await.state, State::Waiting);
    assert!(matches!(bundles::open(b, &world.victor, new.id).await, Err(Error::NotFound)));
    world.invoice("NH-3", 30_000, 30).await;
    world.db.settle_down().await;
    let made = get(&world, new.id).await;
    assert_eq!((made.state, made.done, made.documents, made.refused), (State::Ready, 2, 2, 0));
    let mut file = unpacked(&world, new.id).await;
    assert_eq!(names(&file), ["invoice-NH-2-copy-ubl.xml", "invoice-NH-1-copy-ubl.xml"]);
    let mut text = String::new();
    file.by_index(0).unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains(">200.00</cbc:PayableAmount>"), "{text}");
    assert_eq!(bundles::list(b, &world.victor, None, 10).await.unwrap().len(), 1, "asked once");
}

#[tokio::test]
async fn what_a_format_refuses_is_a_pdf_with_what_is_missing() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 10_000, 10).await;
    let new = these(&[invoice], Format::Peppol);
    bundles::ask(world.backend(), &world.victor, &new).await.unwrap();
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
        which: Which::Issued(from, to),
        format: Format::Ubl,
    };
    let nothing = bundles::ask(b, &world.victor, &of(today.succ_opt().unwrap(), today)).await;
    assert!(matches!(nothing, Err(Error::Refused(Refusal::Field { field: "to", .. }))));
    let long_ago = today - chrono::Days::new(4_000);
    let nothing = bundles::ask(b, &world.victor, &of(long_ago, long_ago)).await;
    assert!(matches!(nothing, Err(Error::Refused(Refusal::Field { field: "which", .. }))));
    let all = of(long_ago, today);
    bundles::ask(b, &world.victor, &all).await.unwrap();
    assert!(get(&world, all.id).await.what.starts_with("1 invoice, issued"));
}

#[tokio::test]
async fn strangers_get_nothing_and_staff_who_look_ask_for_nothing() {
    let world = World::new().await;
    let b = world.backend();
    let ours = world.invoice("NH-1", 10_000, 10).await;
    let new = these(&[ours], Format::Ubl);
    bundles::ask(b, &world.victor, &new).await.unwrap();
    world.db.settle_down().await;
    let stranger = &world.ruud;
    assert!(matches!(bundles::get(b, stranger, new.id).await, Err(Error::NotFound)));
    assert!(matches!(bundles::open(b, stranger, new.id).await, Err(Error::NotFound)));
    assert!(bundles::list(b, stranger, None, 10).await.unwrap().is_empty());
    let theirs = bundles::ask(b, stranger, &these(&[ours], Format::Ubl)).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
    let mut looking = world.victor.clone();
    looking.seen_by_staff = Some("Lena".to_owned());
    let looked = bundles::ask(b, &looking, &these(&[ours], Format::Ubl)).await;
    assert!(matches!(looked, Err(Error::Refused(Refusal::RoleLacks { .. }))));
}

#[tokio::test]
async fn one_can_be_stopped_and_a_fourth_has_to_wait() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 10_000, 10).await;
    let first = these(&[invoice], Format::Ubl);
    bundles::ask(b, &world.victor, &first).await.unwrap();
    for _ in 0..2 {
        bundles::ask(b, &world.victor, &these(&[invoice], Format::Ubl)).await.unwrap();
    }
    let fourth = these(&[invoice], Format::Ubl);
    assert!(bundles::ask(b, &world.victor, &fourth).await.is_err(), "three at a time");
    bundles::stop(b, &world.victor, first.id).await.unwrap();
    bundles::ask(b, &world.victor, &fourth).await.unwrap();
    world.db.settle_down().await;
    assert_eq!(get(&world, first.id).await.state, State::Stopped);
    assert_eq!(get(&world, fourth.id).await.state, State::Ready);
    bundles::stop(b, &world.victor, fourth.id).await.unwrap();
    assert_eq!(get(&world, fourth.id).await.state, State::Ready, "too late to stop");
}

#[tokio::test]
async fn it_is_kept_for_a_week_and_swept_away_with_nothing_left() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 10_000, 10).await;
    let new = these(&[invoice], Format::Ubl);
    bundles::ask(b, &world.victor, &new).await.unwrap();
    world.db.settle_down().await;
    world.db.pass_days(6).await;
    assert_eq!(get(&world, new.id).await.state, State::Ready);
    world.db.pass_days(2).await;
    assert_eq!(get(&world, new.id).await.state, State::Gone);
    assert!(matches!(bundles::open(b, &world.victor, new.id).await, Err(Error::NotFound)));
    assert!(b.files.get(new.id.0).await.is_err(), "the store has it no more");
}
