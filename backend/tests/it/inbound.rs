//! Answers by mail: they land where the letter was about, once, from whom it went to, and only what is
//! new of them.

use crate::notices::{ask, letters, word};
use backend::{
    Actor,
    conversations::{self, NewWord},
    disputes, inbound as post_room,
    receivables::{
        inbound::{self, Row, Wanted},
        paging::From,
    },
    testing::World,
    timeline,
    users::admin,
};
use domain::{
    conversation::{About, Saying, Turn},
    dispute::State as DisputeState,
    ids::DisputeId,
    inbound::{Reason, State},
};
use uuid::Uuid;

const JOOST: &str = "j.hartman@ferrow.example";

/// A mail as Gmail writes it.
fn mail(from: &str, to: &str, said: &str) -> String {
    format!(
        "From: Joost Hartman <{from}>\r\nTo: Nordhaven <{to}>\r\nMessage-ID: <{}@ferrow.example>\r\n\
         Subject: Re: Dispute\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{said}\r\n\r\n\
         On Wed, 18 Nov 2026 at 09:12, Nordhaven <{to}> wrote:\r\n\r\n> How many arrived?\r\n",
        Uuid::now_v7()
    )
}

async fn deliver(world: &World, raw: &str) -> Row {
    post_room::receive(world.backend(), raw.as_bytes()).await.unwrap();
    world.db.settle_down().await;
    world.ada_runs_all().await;
    let mut all = Vec::new();
    for wanted in [Wanted::All, Wanted::Nobodys] {
        let page = inbound::list(world.backend(), &world.ada, wanted, &From::Start).await.unwrap();
        all.extend(page.rows);
    }
    all.into_iter().max_by_key(|row| row.id).unwrap()
}

async fn refused(world: &World, raw: &str) -> Reason {
    let row = deliver(world, raw).await;
    let reason = row.reason.expect("not posted");
    assert_eq!(row.state, reason.state());
    reason
}

/// The reply address of the last notice to somebody.
async fn address(world: &World, recipient: &str) -> String {
    let all = letters(world).await;
    let last = all.into_iter().rev().find(|letter| letter.recipient == recipient);
    last.unwrap().reply_to.unwrap()
}

/// A dispute about which Lena has asked Joost, and where he answers.
async fn asked(world: &World) -> (DisputeId, String) {
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let dispute = crate::disputes::open(world, invoice, 20_000).await.unwrap();
    let question = word(Saying::Question, "How many arrived?");
    disputes::write(world.backend(), &world.lena, dispute, &question).await.unwrap();
    (dispute, address(world, JOOST).await)
}

async fn said(world: &World, id: DisputeId) -> Vec<(String, Option<String>)> {
    let detail = disputes::get(world.backend(), &world.joost, id).await.unwrap();
    detail.messages.into_iter().map(|message| (message.text, message.quoted)).collect()
}

#[tokio::test]
async fn a_reply_by_mail_is_the_buyers_answer_and_it_is_our_turn_again() {
    let world = World::new().await;
    let b = world.backend();
    let (dispute, to) = asked(&world).await;
    disputes::claim(b, &world.lena, dispute).await.unwrap();
    let state = async || disputes::get(b, &world.joost, dispute).await.unwrap().summary.state;
    assert_eq!(state().await, DisputeState::Asked);
    let raw = mail(JOOST, &to.to_uppercase(), "There were 42.\r\n-- \r\nJoost");
    let row = deliver(&world, &raw).await;
    assert_eq!((row.state, row.reason), (State::Posted, None));
    assert_eq!(row.place.unwrap().about, About::Dispute(dispute));
    assert_eq!(state().await, DisputeState::Open);
    let thread = said(&world, dispute).await;
    let (text, quoted) = thread.last().unwrap();
    assert_eq!(text, "There were 42.");
    let quoted = quoted.as_ref().expect("by mail");
    assert!(quoted.contains("How many arrived?") && quoted.contains("Joost"), "{quoted}");
    assert_eq!(thread[1].1, None, "what was typed here did not come by mail");
    let told = timeline::of_account(b, &world.joost).await.unwrap();
    assert!(told.iter().any(|event| event.name == "dispute.answered"), "{told:#?}");
    let lenas = letters(&world).await.into_iter().rev().find(|l| l.recipient.starts_with("lena"));
    assert!(lenas.unwrap().body_text.contains("There were 42."), "she is told of it");

    for _ in 0..3 {
        assert_eq!(deliver(&world, &raw).await.state, State::Posted);
    }
    assert_eq!(said(&world, dispute).await.len(), thread.len(), "replayed, it is written once");
    let page = inbound::list(b, &world.ada, Wanted::Of(State::Posted), &From::Start).await.unwrap();
    assert_eq!((page.rows.len(), page.rows[0].deliveries), (1, 4));
    world.db.assert_books().await;
}

#[tokio::test]
async fn work_that_was_cut_off_after_posting_ends_as_posted() {
    let world = World::new().await;
    let b = world.backend();
    let (dispute, to) = asked(&world).await;
    post_room::receive(b, mail(JOOST, &to, "There were 42.").as_bytes()).await.unwrap();
    let mut tx = b.db.worker().await.unwrap();
    let id: Uuid =
        sqlx::query_scalar("SELECT id FROM inbound_mail").fetch_one(&mut *tx).await.unwrap();
    drop(tx);
    // As far as a process came that was killed then; and meanwhile the dispute has ended.
    disputes::answer(
        b,
        &world.joost,
        dispute,
        &conversations::NewReply { id, ..crate::conversations::written("There were 42.") },
    )
    .await
    .unwrap();
    disputes::withdraw(b, &world.joost, dispute).await.unwrap();
    world.db.settle_down().await;
    post_room::work(b, id).await.unwrap();
    let thread = said(&world, dispute).await;
    assert_eq!(thread.iter().filter(|(text, _)| text == "There were 42.").count(), 1);
    assert!(thread.last().unwrap().1.is_some(), "and it shows that it came by mail");
}

#[tokio::test]
async fn whoever_is_not_meant_posts_nothing_and_staff_can_see_why() {
    let world = World::new().await;
    let b = world.backend();
    let (dispute, to) = asked(&world).await;
    let before = said(&world, dispute).await;
    let wrong = "r.janssen@maasland.example";
    assert_eq!(refused(&world, &mail(wrong, &to, "Hello")).await, Reason::UnknownSender);
    let two = mail(JOOST, &to, "Hello").replace("From: ", "From: x@evil.example, ");
    assert_eq!(refused(&world, &two).await, Reason::UnknownSender);

    // Another letter's id with this one's signature, a changed signature, and none.
    let other = ask(&world, &world.joost, "x").await;
    conversations::answer(b, &world.lena, other, &word(Saying::Word, "y")).await.unwrap();
    let others = address(&world, JOOST).await;
    let mixed = format!("{}{}", &others[..6 + 32], &to[6 + 32..]);
    let flip = if to.as_bytes()[60] == b'0' { "1" } else { "0" };
    let changed = format!("{}{flip}{}", &to[..60], &to[61..]);
    let cut = format!("{}@{}", &to[..20], to.split_once('@').unwrap().1);
    for tampered in [mixed, changed, cut] {
        let raw = mail(JOOST, &tampered, "Hello");
        assert_eq!(refused(&world, &raw).await, Reason::WrongAddress, "{tampered}");
    }
    let nowhere = mail(JOOST, "receivables@nordhaven.example", "Hello");
    assert_eq!(refused(&world, &nowhere).await, Reason::NoAddress);
    assert_eq!(said(&world, dispute).await, before);

    // What could be placed is the entity's; the rest is for who runs all of them.
    let elsewhere = backend::Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let rows = async |staff, wanted| inbound::list(b, staff, wanted, &From::Start).await;
    let ours = rows(&world.lena, Wanted::All).await.unwrap().rows;
    let theirs = rows(&elsewhere, Wanted::All).await.unwrap().rows;
    let nobodys = rows(&world.ada, Wanted::Nobodys).await.unwrap().rows;
    assert_eq!((ours.len(), theirs.len(), nobodys.len()), (2, 0, 4));
    assert!(
        rows(&world.lena, Wanted::Nobodys).await.is_err(),
        "it may be meant for another entity"
    );
    assert!(inbound::get(b, &world.lena, nobodys[0].id).await.is_err());
    assert!(inbound::get(b, &world.ada, nobodys[0].id).await.is_ok());
    let placed = ours.iter().find(|row| row.place.is_some()).unwrap();
    assert!(inbound::get(b, &elsewhere, placed.id).await.is_err());
    let (_, raw) = inbound::get(b, &world.lena, placed.id).await.unwrap();
    assert!(raw.contains("Hello"), "{raw}");
    assert!(inbound::retry(b, &world.lena, placed.id).await.is_err(), "it was not given up");
}

#[tokio::test]
async fn the_letter_of_one_account_opens_no_other() {
    let world = World::new().await;
    let b = world.backend();
    let (dispute, joosts) = asked(&world).await;
    let invoice = world.invoice_to(world.maasland, "NH-2", 50_000, 10, domain::Currency::EUR).await;
    let new = conversations::NewQuestion {
        id: Uuid::now_v7(),
        about: About::Invoice(invoice),
        subject: String::new(),
        text: "Where is it?".to_owned(),
        files: vec![],
    };
    let theirs = conversations::ask(b, &world.ruud, &new).await.unwrap();
    conversations::answer(b, &world.lena, theirs, &word(Saying::Question, "What?")).await.unwrap();
    let ruud = "r.janssen@maasland.example";
    let ruuds = address(&world, ruud).await;
    // Ruud with Joost's letter, Joost with Ruud's, and both letters crossed.
    assert_eq!(refused(&world, &mail(ruud, &joosts, "Hello")).await, Reason::UnknownSender);
    assert_eq!(refused(&world, &mail(JOOST, &ruuds, "Hello")).await, Reason::UnknownSender);
    let crossed = format!("{}{}", &joosts[..6 + 32], &ruuds[6 + 32..]);
    assert_eq!(refused(&world, &mail(ruud, &crossed, "Hello")).await, Reason::WrongAddress);
    assert_eq!(said(&world, dispute).await.len(), 2);
    let row = deliver(&world, &mail(ruud, &ruuds, "The second one.")).await;
    assert_eq!(row.state, State::Posted);
    let thread = conversations::get(b, &world.ruud, theirs).await.unwrap();
    assert_eq!((thread.messages.len(), thread.turn), (3, Turn::Seller));
}

#[tokio::test]
async fn programs_are_not_listened_to() {
    let world = World::new().await;
    let (dispute, to) = asked(&world).await;
    for header in
        ["Auto-Submitted: auto-replied", "Precedence: bulk", "X-Autoreply: yes", "Return-Path: <>"]
    {
        let raw = format!("{header}\r\n{}", mail(JOOST, &to, "I am away."));
        assert_eq!(refused(&world, &raw).await, Reason::Automatic, "{header}");
    }
    assert_eq!(said(&world, dispute).await.len(), 2);
    for n in 0..20 {
        let row = deliver(&world, &mail(JOOST, &to, &format!("Answer {n}"))).await;
        assert_eq!(row.state, State::Posted, "{n}");
    }
    assert_eq!(refused(&world, &mail(JOOST, &to, "Again")).await, Reason::Loop);
}

#[tokio::test]
async fn what_cannot_be_written_in_the_portal_cannot_be_written_by_mail() {
    let world = World::new().await;
    let b = world.backend();
    let (dispute, to) = asked(&world).await;
    assert_eq!(refused(&world, &mail(JOOST, &to, "")).await, Reason::Empty);
    assert_eq!(refused(&world, &mail(JOOST, &to, &"x".repeat(4_001))).await, Reason::TooLong);
    let role = async |role: &str| {
        let mut tx = b.db.worker().await.unwrap();
        sqlx::query("UPDATE buyer_membership SET role = $1 WHERE user_id = $2")
            .bind(role)
            .bind(world.joost.user_id.0)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    role("pay").await;
    assert_eq!(refused(&world, &mail(JOOST, &to, "Hello")).await, Reason::NotAllowed);
    role("admin").await;
    disputes::withdraw(b, &world.joost, dispute).await.unwrap();
    assert_eq!(refused(&world, &mail(JOOST, &to, "Hello")).await, Reason::Ended);
    admin::disable(b, &Actor::Staff(world.ada.clone()), world.joost.user_id).await.unwrap();
    assert_eq!(refused(&world, &mail(JOOST, &to, "Hello")).await, Reason::Gone);
    assert_eq!(said(&world, dispute).await.len(), 2);
}

#[tokio::test]
async fn a_colleague_answers_the_customer_and_a_note_stays_one() {
    let world = World::new().await;
    let b = world.backend();
    let (lena, ada) = ("lena@nordhaven.example", "ada@nordhaven.example");
    let id = ask(&world, &world.joost, "We move in May.").await;
    conversations::answer(b, &world.lena, id, &word(Saying::Word, "Noted.")).await.unwrap();
    conversations::reply(b, &world.joost, id, &crate::conversations::written("Both places?"))
        .await
        .unwrap();
    let to = address(&world, lena).await;
    assert_eq!(deliver(&world, &mail(lena, &to, "Both.")).await.state, State::Posted);
    let thread = conversations::get(b, &world.joost, id).await.unwrap();
    assert_eq!(thread.turn, Turn::Nobody);
    let last = thread.messages.last().unwrap();
    assert!(last.is_ours && last.quoted.is_some() && last.text == "Both.", "{last:?}");

    let note = NewWord { asks: Some(world.ada.user_id), ..word(Saying::Note, "Is that so?") };
    conversations::answer(b, &world.lena, id, &note).await.unwrap();
    let to = address(&world, ada).await;
    assert_eq!(deliver(&world, &mail(ada, &to, "It is not.")).await.state, State::Posted);
    let theirs = conversations::get(b, &world.joost, id).await.unwrap().messages;
    assert!(theirs.iter().all(|m| m.text != "It is not."), "the customer reads no note");
    let ours = backend::receivables::conversations::get(b, &world.ada, id).await.unwrap();
    let last = ours.conversation.messages.last().unwrap();
    assert!(last.is_internal && last.text == "It is not." && last.quoted.is_some(), "{last:?}");
}

#[tokio::test]
async fn files_that_come_with_a_mail_do_not_stop_its_text() {
    let world = World::new().await;
    let (dispute, to) = asked(&world).await;
    let raw = format!(
        "From: {JOOST}\r\nTo: {to}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>There were 42.</p>\r\n\
         --b\r\nContent-Type: application/octet-stream\r\n\
         Content-Disposition: attachment; filename=scan.exe\r\n\r\nMZ\r\n\
         --b\r\nContent-Type: text/plain; name=note.txt\r\n\
         Content-Disposition: attachment; filename=note.txt\r\n\r\nDN-77120: 42 pieces\r\n--b--\r\n"
    );
    assert_eq!(deliver(&world, &raw).await.state, State::Posted);
    let thread = said(&world, dispute).await;
    let text = &thread.last().unwrap().0;
    assert!(text.starts_with("There were 42.\n\nNot taken: “scan.exe”"), "{text}");
    let detail = disputes::get(world.backend(), &world.joost, dispute).await.unwrap();
    let files = &detail.messages.last().unwrap().files;
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["note.txt"], "what can be taken hangs on the message");
}

#[tokio::test]
async fn a_mail_that_was_given_up_is_tried_again() {
    let world = World::new().await;
    let b = world.backend();
    let (dispute, to) = asked(&world).await;
    post_room::receive(b, mail(JOOST, &to, "There were 42.").as_bytes()).await.unwrap();
    let mut tx = b.db.worker().await.unwrap();
    sqlx::query("UPDATE job SET state = 'dead' WHERE kind = 'work_mail'")
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query("UPDATE inbound_mail SET state = 'dead', note = 'No database'")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.db.settle_down().await;
    let page = inbound::list(b, &world.lena, Wanted::Of(State::Dead), &From::Start).await.unwrap();
    inbound::retry(b, &world.lena, page.rows[0].id).await.unwrap();
    world.db.settle_down().await;
    assert_eq!(said(&world, dispute).await.last().unwrap().0, "There were 42.");
}

#[tokio::test]
async fn a_mail_is_its_entitys_before_anybody_has_worked_on_it() {
    let world = World::new().await;
    let b = world.backend();
    let (_, to) = asked(&world).await;
    post_room::receive(b, mail(JOOST, &to, "There were 42.").as_bytes()).await.unwrap();
    post_room::receive(b, mail(JOOST, "who@nowhere.example", "Hello.").as_bytes()).await.unwrap();
    let elsewhere = backend::Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let rows = async |staff: &backend::Staff, wanted| {
        let found = inbound::list(b, staff, wanted, &From::Start).await;
        found.map(|page| page.rows.into_iter().map(|row| row.state).collect::<Vec<_>>())
    };
    assert_eq!(rows(&world.lena, Wanted::All).await.unwrap(), [State::Pending]);
    assert_eq!(rows(&elsewhere, Wanted::All).await.unwrap(), []);
    // Ada runs one of two entities: what names neither may be the other's.
    assert!(!inbound::reads_nobodys(b, &world.ada).await.unwrap());
    assert!(rows(&world.ada, Wanted::Nobodys).await.is_err());
    world.ada_runs_all().await;
    assert!(inbound::reads_nobodys(b, &world.ada).await.unwrap());
    assert_eq!(rows(&world.ada, Wanted::Nobodys).await.unwrap(), [State::Pending]);
    assert!(!inbound::reads_nobodys(b, &world.lena).await.unwrap());
    // Behind it stands the database: the staff's role sees no such row, whoever asks.
    let mut tx = b.db.staff(&world.ada).await.unwrap();
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM inbound_mail WHERE entity_id IS NULL")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(seen, 0);
}

#[tokio::test]
async fn the_address_of_one_entity_alone_places_a_mail() {
    let world = World::new().await;
    let b = world.backend();
    let mut tx = b.db.worker().await.unwrap();
    sqlx::query("UPDATE entity SET email = 'AR@marine.example' WHERE id = $1")
        .bind(world.other_entity.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let raw = mail(JOOST, "ar@marine.example", "Hello.");
    post_room::receive(b, raw.as_bytes()).await.unwrap();
    world.db.settle_down().await;
    let elsewhere = backend::Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let theirs = inbound::list(b, &elsewhere, Wanted::All, &From::Start).await.unwrap().rows;
    assert_eq!((theirs.len(), theirs[0].reason), (1, Some(Reason::NoAddress)));
    assert!(inbound::get(b, &world.lena, theirs[0].id).await.is_err());
}
