//! Documents on their way: what is issued goes to whom it has to, as they have chosen, once; what is refused
//! goes another way or waits for a person; what was issued is kept as it was.

use backend::{
    Error,
    dispatches::{self, Again, Dispatch, Filter, Settle, Show},
    document_checks, issued_documents,
    preferences::{self, At, Place, policy},
    print_runs,
    receivables::paging::From,
    testing::World,
};
use chrono::NaiveDate;
use domain::{
    Currency, Money, Refusal,
    channel::Channel,
    data_style::DataStyle,
    dispatch::State,
    document::Kind,
    document_policy::DocumentPolicy,
    format::Format,
    ids::{ContactId, InvoiceId},
    preference::Preference,
    style::Style,
};
use sha2::{Digest, Sha256};
use std::fs;
use uuid::Uuid;

/// Sends what is issued from a day on, and says where else what is refused goes.
pub async fn sends(world: &World, from: NaiveDate, fallback: Option<Channel>) {
    let b = world.backend();
    for kind in [Kind::Invoice, Kind::CreditNote] {
        let kept = policy::get(b, &world.ada, kind).await.unwrap();
        let wanted = DocumentPolicy { sends_from: Some(from), fallback, ..kept.policy };
        policy::set(b, &world.ada, &wanted, kept.version).await.unwrap();
    }
}

/// Ferrow chooses for its invoices.
pub async fn chooses(world: &World, format: Format, channel: Channel, target: Option<&str>) {
    chooses_for(world, None, format, channel, target).await;
}

async fn chooses_for(
    world: &World,
    recipient: Option<ContactId>,
    format: Format,
    channel: Channel,
    target: Option<&str>,
) {
    let b = world.backend();
    let at = At::Own(&world.joost);
    let place = Place { kind: Kind::Invoice, recipient };
    let version = preferences::load(b, at, place).await.unwrap().version;
    let target = target.map(str::to_owned);
    let (style, data) = (Style::default(), DataStyle::default());
    let wanted = Preference { format, style, data, channel, target };
    preferences::set(b, at, place, &wanted, version).await.unwrap();
}

async fn went(world: &World, invoice: InvoiceId) -> Vec<Dispatch> {
    let b = world.backend();
    dispatches::of_subject(b, &world.lena, world.ferrow, invoice.0).await.unwrap()
}

pub async fn only(world: &World, invoice: InvoiceId) -> Dispatch {
    let mut all = went(world, invoice).await;
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

pub fn mails(world: &World) -> Vec<String> {
    let folder = world.backend().data_dir.join("mail");
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

pub fn today(world: &World) -> NaiveDate {
    world.today() - chrono::Days::new(30)
}

#[tokio::test]
async fn what_is_issued_goes_by_mail_with_the_file_and_is_kept_as_it_was() {
    let world = World::new().await;
    let b = world.backend();
    sends(&world, today(&world), None).await;
    let invoice = world.invoice("NH-1", 12_100, 5).await;
    assert_eq!(went(&world, invoice).await.len(), 0, "a job addresses it");
    world.db.settle_down().await;
    let one = only(&world, invoice).await;
    assert_eq!((one.state, one.channel, one.format), (State::Sent, Channel::Email, Format::Pdf));
    assert_eq!(one.target.as_deref(), Some("m.dewit@ferrow.example"));
    let sent = mails(&world);
    let letter = sent.iter().find(|mail| mail.contains("invoice-NH-1.pdf"));
    assert!(letter.expect("a letter with it").contains("application/pdf"));

    let document = one.document.expect("what was issued");
    let (issued, bytes) = issued_documents::bytes(b, &world.victor, document).await.unwrap();
    assert_eq!(hex::encode(Sha256::digest(&bytes)), issued.sha256);
    assert!(bytes.starts_with(b"%PDF") && !issued.file_name.contains("copy"));
    let stranger = issued_documents::bytes(b, &world.ruud, document).await;
    assert!(matches!(stranger, Err(Error::NotFound)));

    // The customer's name changes; what was issued does not, and it is not sent again.
    let mut tx = b.db.worker().await.unwrap();
    sqlx::query("UPDATE account SET name = 'Ferrow Bikes'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    world.db.pass_days(2).await;
    let (again, same) = issued_documents::bytes(b, &world.victor, document).await.unwrap();
    assert_eq!((again.sha256, same), (issued.sha256, bytes));
    assert_eq!(went(&world, invoice).await.len(), 1);
    let mut tx = b.db.worker().await.unwrap();
    let changed = sqlx::query("UPDATE issued_document SET sha256 = sha256").execute(&mut *tx).await;
    assert!(changed.is_err(), "what was issued only grows");
}

#[tokio::test]
async fn books_that_are_brought_along_are_not_sent() {
    let world = World::new().await;
    let old = world.invoice("NH-0", 10_000, 20).await;
    world.db.settle_down().await;
    assert!(went(&world, old).await.is_empty(), "nothing is sent before somebody says so");
    sends(&world, world.today(), None).await;
    let before = world.invoice("NH-1", 10_000, 20).await; // issued 10 days ago
    let now = world.draft("NH-2", 10_000, world.today() + chrono::Days::new(30));
    let now = world.issue(now).await;
    world.db.settle_down().await;
    assert!(went(&world, before).await.is_empty());
    assert_eq!(went(&world, now).await.len(), 1);
    world.credit("CN-1", 1_000).await;
    world.db.settle_down().await;
    let all = dispatches::list(world.backend(), &world.lena, &Filter::default()).await.unwrap();
    let kinds: Vec<Kind> = all.rows.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [Kind::CreditNote, Kind::Invoice]);
}

#[tokio::test]
async fn a_choice_holds_for_what_comes_next_and_a_person_gets_their_own() {
    let world = World::new().await;
    let b = world.backend();
    sends(&world, today(&world), None).await;
    chooses(&world, Format::Ubl, Channel::Folder, Some("ferrow-in")).await;
    let mut tx = b.db.worker().await.unwrap();
    let mirjam =
        world.db.first_id(&mut tx, "SELECT id FROM contact WHERE name = 'Mirjam de Wit'").await;
    tx.end();
    chooses_for(&world, Some(ContactId(mirjam)), Format::Pdf, Channel::Portal, None).await;
    let invoice = world.invoice("NH-1", 10_000, 5).await;
    world.db.settle_down().await;
    let mut all = went(&world, invoice).await;
    all.sort_by_key(|one| one.channel);
    let told: Vec<_> =
        all.iter().map(|one| (one.channel, one.format, one.state, one.person.as_deref())).collect();
    assert_eq!(
        told,
        [
            (Channel::Portal, Format::Pdf, State::Delivered, Some("Mirjam de Wit")),
            (Channel::Folder, Format::Ubl, State::Delivered, None),
        ]
    );
    let drops = b.data_dir.join("drops");
    let account = fs::read_dir(&drops).unwrap().next().unwrap().unwrap().path();
    let file = fs::read_to_string(account.join("ferrow-in").join("invoice-NH-1-ubl.xml")).unwrap();
    assert!(file.contains("NH-1"), "{file}");
    assert!(mails(&world).iter().all(|mail| !mail.contains("invoice-NH-1")));
}

#[tokio::test]
async fn what_a_formats_rules_refuse_goes_as_a_pdf_or_waits_for_a_person() {
    let world = World::new().await;
    let b = world.backend();
    sends(&world, today(&world), None).await;
    // Nobody has an address on the network: the rules of Peppol refuse the invoice.
    chooses(&world, Format::Peppol, Channel::Email, None).await;
    let invoice = world.invoice("NH-1", 10_000, 5).await;
    world.db.settle_down().await;
    let all = went(&world, invoice).await;
    assert_eq!(all.len(), 2, "{all:#?}");
    let (pdf, peppol) = (&all[0], &all[1]);
    assert_eq!((peppol.state, peppol.format), (State::Refused, Format::Peppol));
    assert!(peppol.answer.contains("PEPPOL-EN16931-R010"), "{}", peppol.answer);
    assert!(!peppol.waits_for_somebody());
    assert_eq!(
        (pdf.state, pdf.format, pdf.instead_of),
        (State::Sent, Format::Pdf, Some(peppol.id))
    );

    let kept = policy::get(b, &world.ada, Kind::Invoice).await.unwrap();
    let strict = DocumentPolicy { pdf_instead: false, ..kept.policy };
    policy::set(b, &world.ada, &strict, kept.version).await.unwrap();
    let invoice = world.invoice("NH-2", 10_000, 5).await;
    world.db.settle_down().await;
    let one = only(&world, invoice).await;
    assert!(one.waits_for_somebody() && one.document.is_none());
    assert_eq!(dispatches::count_waiting(b, &world.lena).await.unwrap(), 1);
    let waiting = Filter { show: Show::Waiting, ..Filter::default() };
    let listed = dispatches::list(b, &world.lena, &waiting).await.unwrap().rows;
    assert_eq!(listed.first(), Some(&one));

    let empty = Settle { id: one.id, note: "  ".to_owned() };
    let refused = dispatches::settle(b, &world.lena, &empty).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Field { field: "note", .. }))));
    let note = "Handed over at the counter.".to_owned();
    let settle = Settle { id: one.id, note };
    dispatches::settle(b, &world.lena, &settle).await.unwrap();
    assert_eq!(dispatches::count_waiting(b, &world.lena).await.unwrap(), 0);
    let twice = dispatches::settle(b, &world.lena, &settle).await;
    assert!(matches!(twice, Err(Error::Refused(Refusal::ChangedMeanwhile))));
}

#[tokio::test]
async fn what_a_channel_refuses_goes_the_other_way_once() {
    let world = World::new().await;
    sends(&world, today(&world), Some(Channel::Portal)).await;
    // No access point is set up.
    chooses(&world, Format::XrechnungUbl, Channel::Peppol, Some("0106:59110276")).await;
    let invoice = world.invoice("NH-1", 10_000, 5).await;
    world.db.settle_down().await;
    let all = went(&world, invoice).await;
    let told: Vec<_> = all.iter().map(|one| (one.channel, one.state)).collect();
    // The rules refuse it first: a PDF goes as everybody's do.
    assert_eq!(told, [(Channel::Email, State::Sent), (Channel::Peppol, State::Refused)]);

    chooses(&world, Format::Pdf, Channel::Email, Some("nobody@ferrow.example")).await;
    let invoice = world.invoice("NH-2", 10_000, 5).await;
    world.db.settle_down().await;
    let one = only(&world, invoice).await;
    // The mail comes back: a bounce is a refusal after it was sent.
    let b = world.backend();
    backend::testing::bounce(b, one.id, "550 no such user").await;
    world.db.settle_down().await;
    let all = went(&world, invoice).await;
    let told: Vec<_> = all.iter().map(|one| (one.channel, one.state)).collect();
    assert_eq!(told, [(Channel::Portal, State::Delivered), (Channel::Email, State::Refused)]);
    assert_eq!(all[0].document, one.document, "the same file is stored once");
    backend::testing::bounce(b, one.id, "550 once more").await;
    world.db.settle_down().await;
    assert_eq!(went(&world, invoice).await.len(), 2, "told twice, gone once");
}

#[tokio::test]
async fn a_person_sends_once_more_the_same_file_or_another_way() {
    let world = World::new().await;
    let b = world.backend();
    sends(&world, today(&world), None).await;
    let invoice = world.invoice("NH-1", 10_000, 5).await;
    world.db.settle_down().await;
    let first = only(&world, invoice).await;
    let again = |by, to: &str| Again { id: Uuid::now_v7(), of: first.id, by, to: to.to_owned() };
    let same = again(None, "");
    dispatches::again(b, &world.lena, &same).await.unwrap();
    dispatches::again(b, &world.lena, &same).await.unwrap(); // the form, sent twice
    dispatches::again(b, &world.lena, &again(Some(Channel::Print), "")).await.unwrap();
    let bad = dispatches::again(b, &world.lena, &again(Some(Channel::Peppol), "")).await;
    assert!(matches!(bad, Err(Error::Refused(Refusal::Field { field: "by", .. }))));
    let bad = dispatches::again(b, &world.lena, &again(None, "not an address")).await;
    assert!(matches!(bad, Err(Error::Refused(Refusal::Field { field: "to", .. }))), "{bad:?}");
    world.db.settle_down().await;
    let all = went(&world, invoice).await;
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|one| one.document == first.document));
    assert_eq!(all[1].target, first.target);
    assert_eq!(all[0].state, State::Queued, "paper waits for a print run");
    let stranger = dispatches::one(b, &world.lena, Uuid::now_v7()).await;
    assert!(matches!(stranger, Err(Error::NotFound)));
}

#[tokio::test]
async fn interchanges_are_numbered_for_each_mailbox() {
    let world = World::new().await;
    sends(&world, today(&world), None).await;
    chooses(&world, Format::Edifact, Channel::Edi, Some("14:8712345000004")).await;
    for number in ["NH-1", "NH-2"] {
        world.invoice(number, 10_000, 5).await;
    }
    world.db.settle_down().await;
    let mailbox = world.backend().data_dir.join("edi").join("14_8712345000004");
    let mut heads: Vec<String> = fs::read_dir(mailbox)
        .unwrap()
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .map(|text| text.split('\'').nth(1).unwrap_or_default().to_owned())
        .collect();
    heads.sort();
    assert_eq!(heads.len(), 2, "{heads:?}");
    assert!(heads.iter().all(|head| head.contains("8712345000004:14")), "{heads:?}");
    assert!(heads[0].contains("+1++") && heads[1].contains("+2++"), "{heads:?}");
}

#[tokio::test]
async fn letters_are_printed_together_posted_once_and_stop_when_paper_is_left() {
    let world = World::new().await;
    let b = world.backend();
    sends(&world, today(&world), None).await;
    chooses(&world, Format::Pdf, Channel::Print, None).await;
    let (one, two) =
        (world.invoice("NH-1", 10_000, 5).await, world.invoice("NH-2", 20_000, 5).await);
    world.db.settle_down().await;
    assert_eq!(print_runs::waiting(b, &world.lena).await.unwrap().documents, 2);
    let run = Uuid::now_v7();
    print_runs::ask(b, &world.lena, run).await.unwrap();
    print_runs::ask(b, &world.lena, run).await.unwrap();
    let nothing = print_runs::ask(b, &world.lena, Uuid::now_v7()).await;
    assert!(matches!(nothing, Err(Error::Refused(Refusal::Field { field: "run", .. }))));
    world.db.settle_down().await;
    let set = print_runs::one(b, &world.lena, run).await.unwrap();
    assert_eq!((set.documents, set.pages), (2, Some(3)), "one envelope, two invoices");
    let pdf = print_runs::file(b, &world.lena, run).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    let manifest = print_runs::manifest(b, &world.lena, run).await.unwrap();
    assert!(
        manifest.contains("1,10482,Ferrow Cycles B.V.,NH-1,invoice-NH-1.pdf,2,1,"),
        "{manifest}"
    );
    assert_eq!(only(&world, one).await.state, State::Queued);
    print_runs::undo(b, &world.lena, run).await.unwrap();
    let late = print_runs::post(b, &world.lena, run).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::ChangedMeanwhile))));
    let run = Uuid::now_v7();
    print_runs::ask(b, &world.lena, run).await.unwrap();
    world.db.settle_down().await;
    print_runs::post(b, &world.lena, run).await.unwrap();
    print_runs::post(b, &world.lena, run).await.unwrap();
    assert_eq!(only(&world, two).await.state, State::Sent);

    let three = world.invoice("NH-3", 30_000, 5).await;
    world.db.settle_down().await;
    assert_eq!(print_runs::spared(b, &world.lena, None).await.unwrap().0, 0);
    chooses(&world, Format::Pdf, Channel::Portal, None).await;
    world.db.settle_down().await;
    assert_eq!(print_runs::waiting(b, &world.lena).await.unwrap().documents, 0, "the queue stops");
    let went_on = went(&world, three).await;
    assert_eq!(went_on[0].channel, Channel::Portal);
    assert!(!went_on[1].waits_for_somebody());
    world.invoice("NH-4", 40_000, 5).await;
    world.db.settle_down().await;
    assert_eq!(print_runs::spared(b, &world.lena, None).await.unwrap().0, 2, "paper is counted");
    let place = Place { kind: Kind::Invoice, recipient: None };
    let settings = preferences::load(b, At::Own(&world.joost), place).await.unwrap();
    assert_eq!(settings.spared, 2, "and the customer reads it");
}

#[tokio::test]
async fn whoever_holds_the_paper_can_check_it() {
    let world = World::new().await;
    let b = world.backend();
    sends(&world, today(&world), None).await;
    world.invoice("NH-1", 12_100, 5).await;
    world.db.settle_down().await;
    let mut tx = b.db.worker().await.unwrap();
    let code: String =
        sqlx::query_scalar("SELECT code FROM document_check").fetch_one(&mut *tx).await.unwrap();
    tx.end();
    let typed = domain::document_check::written(&code).to_lowercase();
    let found = document_checks::find(b, " nh-1 ", &typed).await.unwrap().expect("genuine");
    assert_eq!(
        (found.number.as_str(), found.total),
        ("NH-1", Some(Money::new(12_100, Currency::EUR)))
    );
    assert_eq!(document_checks::find(b, "NH-2", &typed).await.unwrap(), None);
    assert_eq!(document_checks::find(b, "NH-1", "00000-00000").await.unwrap(), None);
}

#[tokio::test]
async fn the_list_turns_pages_both_ways() {
    let world = World::new().await;
    let b = world.backend();
    sends(&world, today(&world), None).await;
    chooses(&world, Format::Json, Channel::Portal, None).await;
    for n in 0..60 {
        world.invoice(&format!("NH-{n:03}"), 10_000, 20).await;
    }
    world.db.settle_down().await;
    let first = dispatches::list(b, &world.lena, &Filter::default()).await.unwrap();
    assert_eq!(first.rows.len(), 50);
    let next = Filter { from: From::After(first.after.clone().unwrap()), ..Filter::default() };
    let second = dispatches::list(b, &world.lena, &next).await.unwrap();
    assert_eq!((second.rows.len(), second.after.clone()), (10, None));
    let back = Filter { from: From::Before(second.before.unwrap()), ..Filter::default() };
    assert_eq!(dispatches::list(b, &world.lena, &back).await.unwrap().rows, first.rows);
    let delivered = Filter { show: Show::In(State::Delivered), ..Filter::default() };
    assert_eq!(dispatches::list(b, &world.lena, &delivered).await.unwrap().rows, first.rows);
    let by_mail = Filter { channel: Some(Channel::Email), ..Filter::default() };
    assert!(dispatches::list(b, &world.lena, &by_mail).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn a_receipt_goes_out_when_the_money_is_there() {
    let world = World::new().await;
    let b = world.backend();
    let kept = policy::get(b, &world.ada, Kind::Receipt).await.unwrap();
    let wanted = DocumentPolicy { sends_from: Some(world.today()), ..kept.policy };
    policy::set(b, &world.ada, &wanted, kept.version).await.unwrap();
    let invoice = world.invoice("NH-1", 10_000, 5).await;
    let payment = super::payments::pay(&world, &[invoice], "card_pays").await.unwrap();
    world.db.settle_down().await;
    let all = dispatches::of_subject(b, &world.lena, world.ferrow, payment.0).await.unwrap();
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!((all[0].kind, all[0].state), (Kind::Receipt, State::Sent));
    let document = all[0].document.expect("what was issued");
    let (issued, bytes) = issued_documents::bytes(b, &world.victor, document).await.unwrap();
    assert!(issued.file_name.starts_with("receipt-R-") && bytes.starts_with(b"%PDF"));
    assert!(mails(&world).iter().any(|mail| mail.contains(&issued.file_name)));
}
