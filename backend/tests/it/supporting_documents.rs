//! Papers: who attaches them, who may fetch them, and that nothing of them is lost.

use backend::{
    Error, Staff,
    files::{self, By, Checked, Upload, sweep::sweep},
    invoices::detail,
    receivables::{account, invoice, paging::From},
    supporting_documents::{self, New, attach, remove},
    testing::World,
};
use chrono::{Duration, NaiveDate};
use domain::{
    access::StaffRole,
    ids::{FileId, InvoiceId, SupportingDocumentId},
    supporting_document::{About, Kind, has_ended},
};
use uuid::Uuid;

async fn taken(world: &World, name: &str) -> Vec<Checked> {
    let upload = Upload { name: name.to_owned(), bytes: b"Signed by the gate.".to_vec() };
    files::take_in(world.backend(), vec![upload]).await.unwrap()
}

async fn paper(world: &World, about: About, kind: Kind, name: &str) -> New {
    let id = SupportingDocumentId(Uuid::now_v7());
    New { id, about, kind, valid_until: None, files: taken(world, name).await }
}

/// The words of a refusal.
fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

fn is_missing<T>(answer: &Result<T, Error>) -> bool {
    matches!(answer, Err(Error::NotFound))
}

/// The names of the files that a buyer is offered with an invoice.
async fn offered(world: &World, id: InvoiceId) -> Vec<String> {
    let papers = detail::get(world.backend(), &world.joost, id).await.unwrap().papers;
    papers.into_iter().flat_map(|paper| paper.files).map(|file| file.name).collect()
}

#[tokio::test]
async fn a_paper_goes_with_its_invoice_and_one_of_the_account_with_each() {
    let world = World::new().await;
    let b = world.backend();
    let one = world.invoice("NH-1", 100_000, 10).await;
    let other = world.invoice("NH-2", 100_000, 10).await;
    assert_eq!(offered(&world, one).await, [""; 0]);
    let proof = paper(&world, About::Invoice(one), Kind::ProofOfDelivery, "gate.txt").await;
    attach(b, &world.lena, &proof).await.unwrap();
    attach(b, &world.lena, &proof).await.unwrap();
    let w9 = paper(&world, About::Account(world.ferrow), Kind::W9, "w9.txt").await;
    attach(b, &world.lena, &w9).await.unwrap();
    assert_eq!(offered(&world, one).await, ["gate.txt", "w9.txt"]);
    assert_eq!(offered(&world, other).await, ["w9.txt"]);

    let found = detail::get(b, &world.joost, one).await.unwrap();
    let told = "Lena Okafor attached a proof of delivery to NH-1";
    let attached = found.events.iter().filter(|event| event.text == told).count();
    assert_eq!(attached, 1, "{:?}", found.events);
    let file = files::get(b, &world.victor, found.papers[0].files[0].id).await.unwrap();
    assert_eq!(file.bytes, b"Signed by the gate.");
    let packed = supporting_documents::with_copy(b, &world.victor, one).await.unwrap();
    let names: Vec<_> = packed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["papers/01-proof-of-delivery-gate.txt", "papers/02-w9-w9.txt"]);
    let staff = invoice::get(b, &world.lena, one).await.unwrap().papers;
    assert_eq!(staff.len(), 2);
}

#[tokio::test]
async fn nobody_else_finds_it() {
    let world = World::new().await;
    let b = world.backend();
    let one = world.invoice("NH-1", 100_000, 10).await;
    let new = paper(&world, About::Invoice(one), Kind::Contract, "contract.txt").await;
    let elsewhere = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    assert!(is_missing(&attach(b, &elsewhere, &new).await));
    assert!(is_missing(&supporting_documents::may_attach(b, &elsewhere, new.about).await));
    let viewer = Staff { role: StaffRole::Viewer, ..world.lena.clone() };
    assert!(refused(attach(b, &viewer, &new).await).contains("viewer"));
    attach(b, &world.lena, &new).await.unwrap();
    assert!(refused(remove(b, &viewer, new.id).await).contains("viewer"));
    assert!(is_missing(&remove(b, &elsewhere, new.id).await));

    let file = new.files[0].id();
    assert!(is_missing(&files::get(b, &world.ruud, file).await));
    assert!(is_missing(&files::of_staff(b, &elsewhere, file).await));
    assert!(is_missing(&supporting_documents::of_invoice(b, &world.ruud, one).await));
    assert!(is_missing(&supporting_documents::with_copy(b, &world.ruud, one).await));
    // Not even where the program forgets to ask: row-level security alone.
    let mut tx = b.db.portal(&world.ruud).await.unwrap();
    for table in ["supporting_document", "file"] {
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(id) FROM {table}"));
        let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap();
        assert_eq!(count, 0, "{table}");
    }
    drop(tx);
    // And a buyer attaches nothing.
    let mut tx = b.db.portal(&world.joost).await.unwrap();
    let seen: i64 = sqlx::query_scalar("SELECT count(id) FROM supporting_document")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(seen, 1);
    let sql = "INSERT INTO file (id, entity_id, account_id, supporting_document_id, side, name, media_type, bytes, sha256,
                                 put_by, put_at)
               SELECT gen_random_uuid(), d.entity_id, d.account_id, d.id, 'buyer', 'x', 'text/plain', 1, repeat('0', 64), $1,
                      d.attached_at FROM supporting_document d";
    let put = sqlx::query(sql).bind(world.joost.user_id.0).execute(&mut *tx).await;
    assert!(put.unwrap_err().to_string().contains("row-level security"));
}

#[tokio::test]
async fn what_is_removed_is_not_offered_any_more_and_yet_not_lost() {
    let world = World::new().await;
    let b = world.backend();
    let one = world.invoice("NH-1", 100_000, 10).await;
    let new = paper(&world, About::Invoice(one), Kind::PurchaseOrder, "order.txt").await;
    attach(b, &world.lena, &new).await.unwrap();
    let file = new.files[0].id();
    assert!(files::get(b, &world.joost, file).await.is_ok());
    assert_eq!(remove(b, &world.ada, new.id).await.unwrap(), About::Invoice(one));
    assert_eq!(remove(b, &world.lena, new.id).await.unwrap(), About::Invoice(one));
    assert_eq!(offered(&world, one).await, [""; 0]);
    assert!(is_missing(&files::get(b, &world.joost, file).await));

    let seen = invoice::get(b, &world.lena, one).await.unwrap();
    let (by, _) = seen.papers[0].removed.clone().unwrap();
    assert_eq!(by, world.ada.name, "who came second has removed nothing");
    let told = seen.timeline.iter().filter(|event| event.text.contains("removed a purchase order"));
    assert_eq!(told.count(), 1);
    assert!(seen.timeline.iter().all(|event| !event.text.contains("order.txt")));
    assert!(files::of_staff(b, &world.lena, file).await.is_ok(), "staff can see what it was");
    // The same form once more brings nothing back.
    attach(b, &world.lena, &new).await.unwrap();
    assert_eq!(offered(&world, one).await, [""; 0]);
}

#[tokio::test]
async fn a_sweep_leaves_papers_alone() {
    let world = World::new().await;
    let b = world.backend();
    let one = world.invoice("NH-1", 100_000, 10).await;
    let by = By::Staff(&world.lena, world.ferrow);
    let waits = files::keep(b, by, taken(&world, "ahead.txt").await).await.unwrap();
    let ids: Vec<FileId> = waits.iter().map(Checked::id).collect();
    let mut new = paper(&world, About::Invoice(one), Kind::Other, "sent.txt").await;
    new.files.extend(files::kept(b, by, &ids).await.unwrap());
    attach(b, &world.lena, &new).await.unwrap();
    assert_eq!(files::kept(b, by, &ids).await.unwrap(), [], "it waits no more");
    let forgotten = files::keep(b, by, taken(&world, "forgotten.txt").await).await.unwrap();
    b.clock.set(b.clock.now() + Duration::days(3));
    assert_eq!(sweep(b).await.unwrap(), 1);
    for file in &new.files {
        assert!(files::get(b, &world.joost, file.id()).await.is_ok());
    }
    assert!(is_missing(&files::of_staff(b, &world.lena, forgotten[0].id()).await));
}

#[tokio::test]
async fn a_form_says_what_cannot_be_attached() {
    let world = World::new().await;
    let b = world.backend();
    let one = world.invoice("NH-1", 100_000, 10).await;
    let of_account = About::Account(world.ferrow);
    let proof = paper(&world, of_account, Kind::ProofOfDelivery, "gate.txt").await;
    assert!(refused(attach(b, &world.lena, &proof).await).contains("belongs to one invoice"));
    let empty = New { files: vec![], about: About::Invoice(one), ..proof.clone() };
    assert!(refused(attach(b, &world.lena, &empty).await).contains("Choose the file"));
    let taken_up = New { about: About::Invoice(one), ..proof };
    attach(b, &world.lena, &taken_up).await.unwrap();
    let other = New { kind: Kind::Other, ..taken_up };
    assert!(refused(attach(b, &world.lena, &other).await).contains("sent before"));
}

#[tokio::test]
async fn a_certificate_holds_until_its_last_day_and_is_still_there_afterwards() {
    let world = World::new().await;
    let b = world.backend();
    let last = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    let about = About::Account(world.ferrow);
    let new = paper(&world, about, Kind::TaxCertificate, "exempt.txt").await;
    let over = New { valid_until: NaiveDate::from_ymd_opt(2026, 11, 17), ..new.clone() };
    assert!(refused(attach(b, &world.lena, &over).await).contains("over"));
    let new = New { valid_until: Some(last), ..new };
    attach(b, &world.lena, &new).await.unwrap();
    let seen = async || {
        let seen = account::get(b, &world.lena, world.ferrow, &From::Start).await.unwrap();
        has_ended(seen.papers[0].valid_until, b.clock.today(&world.lena.time_zone))
    };
    assert!(!seen().await);
    b.clock.set(b.clock.now() + Duration::days(13));
    assert!(seen().await);
    let one = world.invoice("NH-1", 100_000, 10).await;
    assert_eq!(offered(&world, one).await, ["exempt.txt"], "whoever paid by it has to find it");
}
