//! Reminders and statements on their way: as their customer has chosen, once, and never where nobody is.

use crate::reminders::{decisions, messages};
use backend::{
    dispatches::{self, Dispatch},
    document_checks::{self, Checked},
    issued_documents,
    preferences::{self, At, Place, policy},
    testing::World,
};
use chrono::{Days, NaiveDate};
use domain::{
    Currency, Money, channel::Channel, data_style::DataStyle, dispatch::State, document::Kind,
    document_policy::DocumentPolicy, format::Format, language::Language, preference::Preference,
    style::Style,
};

async fn chooses(world: &World, kind: Kind, channel: Channel) {
    chooses_in(world, kind, channel, Language::English).await;
}

async fn chooses_in(world: &World, kind: Kind, channel: Channel, language: Language) {
    let b = world.backend();
    let (at, place) = (At::Own(&world.joost), Place { kind, recipient: None });
    let version = preferences::load(b, at, place).await.unwrap().version;
    let (style, data) = (Style { language, ..Style::default() }, DataStyle::default());
    let wanted = Preference { format: Format::Pdf, style, data, channel, target: None };
    preferences::set(b, at, place, &wanted, version).await.unwrap();
}

async fn letters(world: &World) -> Vec<Dispatch> {
    dispatches::letters(world.backend(), &world.victor).await.unwrap()
}

async fn text_of(world: &World, letter: &Dispatch) -> Vec<u8> {
    let id = letter.document.expect("what was issued");
    issued_documents::bytes(world.backend(), &world.victor, id).await.unwrap().1
}

#[tokio::test]
async fn a_reminder_goes_as_a_mail_that_says_everything_where_nothing_is_chosen() {
    let world = World::new().await;
    world.invoice("NH-1", 100_000, 0).await;
    world.db.settle_down().await;
    let sent = letters(&world).await;
    assert_eq!(sent.len(), 1, "{sent:#?}");
    let one = &sent[0];
    assert_eq!(
        (one.kind, one.channel, one.state),
        (Kind::Reminder, Channel::EmailLink, State::Sent)
    );
    assert_eq!(one.target.as_deref(), Some("m.dewit@ferrow.example"));
    assert_eq!(one.called(), format!("Reminder {}", world.today()));
    assert!(one.document.is_none(), "nothing has to be issued");
    let told = messages(&world).await;
    assert!(told.len() == 1 && told[0].1.contains("€1,000.00"), "{told:?}");
}

#[tokio::test]
async fn a_reminder_speaks_the_language_that_is_chosen() {
    let world = World::new().await;
    chooses_in(&world, Kind::Reminder, Channel::EmailLink, Language::German).await;
    world.invoice("NH-1", 100_000, 1).await;
    world.db.pass_days(8).await;
    let told: Vec<(String, String)> = messages(&world).await;
    let subjects: Vec<String> =
        told.iter().map(|(subject, _)| subject.replace('\u{a0}', " ")).collect();
    assert_eq!(
        subjects,
        [
            "1.000,00 € aus Rechnung NH-1, heute fällig",
            "1.000,00 € aus Rechnung NH-1, war fällig Do., 19. Nov. (vor 7 Tagen)"
        ]
    );
    let text = told[1].1.replace('\u{a0}', " ");
    for expected in ["Guten Tag Mirjam de Wit,", "Zu zahlen: 1.000,00 €", "Eine Frage?"] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[tokio::test]
async fn a_reminder_is_attached_where_that_is_chosen_and_is_issued_once() {
    let world = World::new().await;
    chooses(&world, Kind::Reminder, Channel::Email).await;
    world.invoice("NH-1", 100_000, 0).await;
    world.db.settle_down().await;
    let sent = letters(&world).await;
    assert_eq!((sent.len(), sent[0].state), (1, State::Sent));
    assert!(text_of(&world, &sent[0]).await.starts_with(b"%PDF"));
    let folder = std::fs::read_dir(world.backend().data_dir.join("mail")).unwrap();
    let mail = folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let mail = mail.collect::<String>();
    assert!(mail.contains(&format!("reminder-10482-{}.pdf", world.today())), "{mail}");
    world.db.settle_down().await;
    assert_eq!(letters(&world).await.len(), 1);
    // Whoever holds it can ask whether we have written it, and where the money goes.
    let found = checked(&world).await.expect("genuine");
    assert_eq!((found.kind, found.issued_on), (Kind::Reminder, world.today()));
    assert_eq!(found.total, Some(Money::new(100_000, Currency::EUR)));
}

/// What the only code on paper proves.
async fn checked(world: &World) -> Option<Checked> {
    let mut tx = world.backend().db.worker().await.unwrap();
    let code: String =
        sqlx::query_scalar("SELECT code FROM document_check").fetch_one(&mut *tx).await.unwrap();
    tx.end();
    assert_eq!(document_checks::find(world.backend(), "10483", &code).await.unwrap(), None);
    document_checks::find(world.backend(), "10482", &code).await.unwrap()
}

#[tokio::test]
async fn who_gets_paper_needs_nobody_to_write_to_and_who_has_neither_is_left_in_peace() {
    let world = World::new().await;
    let b = world.backend();
    let mut tx = b.db.worker().await.unwrap();
    sqlx::query("UPDATE contact SET receives_reminders = false").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let silent = world.invoice("NH-1", 100_000, 0).await;
    world.db.settle_down().await;
    let told = decisions(&world, silent).await;
    assert_eq!(told.last(), Some(&(0, "no_contact".to_owned(), None)), "{told:?}");
    assert!(letters(&world).await.is_empty());

    chooses(&world, Kind::Reminder, Channel::Print).await;
    world.db.pass_days(7).await;
    let told = decisions(&world, silent).await;
    assert_eq!(told.last(), Some(&(7, "asked".to_owned(), Some(100_000))), "{told:?}");
    let sent = letters(&world).await;
    assert_eq!((sent.len(), sent[0].channel, sent[0].state), (1, Channel::Print, State::Queued));
    assert!(messages(&world).await.is_empty(), "paper and no mail");
}

#[tokio::test]
async fn a_reminder_in_the_portal_asks_for_exactly_what_was_decided() {
    let world = World::new().await;
    chooses(&world, Kind::Reminder, Channel::Portal).await;
    world.credit("CN-1", 20_000).await;
    world.invoice("NH-1", 100_000, 0).await;
    world.invoice("NH-2", 50_000, 7).await;
    world.db.settle_down().await;
    let sent = letters(&world).await;
    assert_eq!((sent.len(), sent[0].state), (1, State::Delivered));
    let text = pdf_text(&text_of(&world, &sent[0]).await);
    for expected in ["NH-1", "800.00", "NH-2", "500.00", "€1,300.00"] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

/// What a PDF says, without spaces: readers take kerning for spaces.
fn pdf_text(bytes: &[u8]) -> String {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let text = document.extract_text(&pages).unwrap();
    String::from_iter(text.split_whitespace()).replace('\u{200b}', "")
}

async fn sends_statements(world: &World, from: NaiveDate) {
    let kept = policy::get(world.backend(), &world.ada, Kind::Statement).await.unwrap();
    let wanted = DocumentPolicy { sends_from: Some(from), ..kept.policy };
    policy::set(world.backend(), &world.ada, &wanted, kept.version).await.unwrap();
}

#[tokio::test]
async fn statements_go_out_after_the_end_of_a_month_once_to_who_has_something_to_read() {
    let world = World::new().await;
    sends_statements(&world, world.today()).await;
    world.invoice("NH-1", 100_000, 25).await;
    // Issued in December: it is no matter of November.
    world.invoice_to(world.maasland, "NH-2", 50_000, 50, Currency::EUR).await;
    world.db.settle_down().await;
    let statements = || async {
        let all = letters(&world).await.into_iter();
        all.filter(|one| one.kind == Kind::Statement).collect::<Vec<_>>()
    };
    assert!(statements().await.is_empty(), "the month has not ended");
    world.db.pass_days(20).await;
    let sent = statements().await;
    assert_eq!(sent.len(), 1, "{sent:#?}");
    assert_eq!((sent[0].state, sent[0].channel), (State::Sent, Channel::Email));
    let text = pdf_text(&text_of(&world, &sent[0]).await);
    for expected in ["NH-1", "1,000.00", "30Nov2026"] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let found = checked(&world).await.expect("genuine");
    assert_eq!((found.kind, found.total), (Kind::Statement, None));
    let mut tx = world.backend().db.worker().await.unwrap();
    let of_others: i64 =
        sqlx::query_scalar("SELECT count(*) FROM issued_statement WHERE account_id <> $1")
            .bind(world.ferrow.0)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    assert_eq!(of_others, 0, "nobody else has anything to read");
}

#[tokio::test]
async fn statements_of_months_before_the_day_are_not_sent() {
    let world = World::new().await;
    sends_statements(&world, world.today() + Days::new(40)).await;
    world.invoice("NH-1", 100_000, 25).await;
    world.db.pass_days(20).await;
    assert!(letters(&world).await.iter().all(|one| one.kind != Kind::Statement));
}

/// What a mail server sends back, to the address that the letter left from.
fn report(to: &str, action: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.ferrow.example\r\nTo: <{to}>\r\nReturn-Path: <>\r\nMessage-ID: <{}@mx.ferrow.example>\r\n\
         Auto-Submitted: auto-replied\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.ferrow.example\r\n\r\n\
         Final-Recipient: rfc822; m.dewit@ferrow.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Reminder\r\n\r\nx\r\n--b--\r\n",
        uuid::Uuid::now_v7()
    )
}

#[tokio::test]
async fn a_letter_that_comes_back_goes_the_other_way_and_a_forged_return_changes_nothing() {
    let world = World::new().await;
    let b = world.backend();
    let kept = policy::get(b, &world.ada, Kind::Reminder).await.unwrap();
    let wanted = DocumentPolicy { fallback: Some(Channel::Portal), ..kept.policy };
    policy::set(b, &world.ada, &wanted, kept.version).await.unwrap();
    world.invoice("NH-1", 100_000, 0).await;
    world.db.settle_down().await;
    let sent = letters(&world).await.remove(0);
    let back = b.inbound.bounce_address(sent.id).expect("mail comes in");
    let receive = async |raw: String| {
        backend::inbound::receive(b, raw.as_bytes()).await.unwrap();
        world.db.settle_down().await;
        letters(&world).await
    };
    for unbelieved in [
        report(&back.replacen("bounce+0", "bounce+1", 1), "failed"),
        report("bounce+00@reply.nordhaven.example", "failed"),
        report(&back, "delayed"),
    ] {
        let now = receive(unbelieved).await;
        assert_eq!((now.len(), now[0].state), (1, State::Sent));
    }
    let now = receive(report(&back, "failed")).await;
    assert_eq!((now[1].id, now[1].state), (sent.id, State::Refused), "{now:#?}");
    assert_eq!((now[0].channel, now[0].state), (Channel::Portal, State::Delivered));
    let (one, _) = dispatches::one(b, &world.lena, sent.id).await.unwrap();
    assert_eq!(one.answer, "It came back: 550 5.1.1 no such user");
    assert_eq!(receive(report(&back, "failed")).await.len(), 2, "it came back once");
}
