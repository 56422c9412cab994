//! Files that go with messages: what is taken, who may read it, and what is swept away.

use crate::{
    conversations::written,
    disputes::{amount_of, open},
};
use backend::{
    Backend, Error, Staff,
    conversations::{self, NewQuestion, NewReply, NewWord},
    disputes,
    files::{self, By, Checked, Upload, sweep::sweep},
    gateways::{clamd::Clamd, files::Files},
    receivables::disputes as queue,
    testing::World,
};
use domain::{
    conversation::{About, Saying},
    file::MOST_FILES,
    ids::FileId,
};
use futures_util::StreamExt;
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, UnixListener},
};
use uuid::Uuid;

/// What every scanner knows, in two parts, so that none stops at this file.
const EICAR: [&str; 2] =
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];

fn text(name: &str, words: &str) -> Upload {
    Upload { name: name.to_owned(), bytes: words.as_bytes().to_vec() }
}

async fn taken(world: &World, name: &str) -> Vec<Checked> {
    files::take_in(world.backend(), vec![text(name, "It was short.")]).await.unwrap()
}

/// The words of a refusal.
fn refused<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

async fn stored(b: &Backend) -> usize {
    b.files.list().await.unwrap().count().await
}

#[tokio::test]
async fn a_file_goes_with_its_message_and_comes_back_as_it_was_kept() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let new = disputes::NewDispute {
        files: taken(&world, "../Grüße \u{202e}vom Tor.txt").await,
        ..amount_of(invoice, 20_000)
    };
    disputes::open(b, &world.joost, &new).await.unwrap();
    disputes::open(b, &world.joost, &new).await.unwrap();
    let read = disputes::get(b, &world.mirjam, new.id).await.unwrap().messages;
    let file = &read[0].files[0];
    assert_eq!((read[0].files.len(), file.name.as_str(), file.bytes), (1, "Grüße vom Tor.txt", 13));
    let got = files::get(b, &world.victor, file.id).await.unwrap();
    assert_eq!(
        (got.name.as_str(), got.bytes.as_slice()),
        ("Grüße vom Tor.txt", &b"It was short."[..])
    );
    assert_eq!(files::of_staff(b, &world.lena, file.id).await.unwrap(), got);
    let mut looks = world.victor.clone();
    looks.seen_by_staff = Some("Lena".to_owned());
    assert_eq!(files::get(b, &looks, file.id).await.unwrap(), got, "staff see what they see");

    // An answer, a question and a reply have theirs.
    let answer = NewReply { files: taken(&world, "a.txt").await, ..written("And this.") };
    disputes::answer(b, &world.joost, new.id, &answer).await.unwrap();
    let question = NewQuestion {
        id: Uuid::now_v7(),
        about: About::Invoice(invoice),
        subject: String::new(),
        text: "Is this the note?".to_owned(),
        files: taken(&world, "b.txt").await,
    };
    let id = conversations::ask(b, &world.victor, &question).await.unwrap();
    let reply = NewReply { files: taken(&world, "c.txt").await, ..written("Or this?") };
    conversations::reply(b, &world.victor, id, &reply).await.unwrap();
    let messages = conversations::get(b, &world.mirjam, id).await.unwrap().messages;
    let names: Vec<_> = messages.iter().map(|message| message.files[0].name.as_str()).collect();
    assert_eq!(names, ["b.txt", "c.txt"]);
}

#[tokio::test]
async fn who_may_not_read_the_message_finds_no_file() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let say = async |saying, name: &str| {
        let (id_of, text, files) = (Uuid::now_v7(), name.to_owned(), taken(&world, name).await);
        let word = NewWord { id: id_of, text, saying, asks: None, files };
        disputes::write(b, &world.lena, id, &word).await.unwrap();
        queue::get(b, &world.lena, id).await.unwrap().detail.messages.pop().unwrap().files[0].id
    };
    let note = say(Saying::Note, "margin.txt").await;
    let word = say(Saying::Word, "agreement.txt").await;
    assert!(files::of_staff(b, &world.ada, note).await.is_ok());
    assert!(files::get(b, &world.joost, word).await.is_ok());
    let elsewhere = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    for nothing in [
        files::get(b, &world.joost, note).await,
        files::get(b, &world.ruud, word).await,
        files::get(b, &world.joost, FileId(Uuid::now_v7())).await,
        files::of_staff(b, &elsewhere, word).await,
    ] {
        assert!(matches!(nothing, Err(Error::NotFound)), "{nothing:?}");
    }
    // Not even where the program forgets to ask: row-level security alone.
    let mut tx = b.db.portal(&world.joost).await.unwrap();
    let seen: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM file").fetch_all(&mut *tx).await.unwrap();
    assert_eq!(seen, [word.0]);
    let stolen = sqlx::query("UPDATE file SET message_id = NULL").execute(&mut *tx).await;
    assert!(stolen.map_or(true, |done| done.rows_affected() == 0), "what went stays there");
}

#[tokio::test]
async fn what_was_taken_in_waits_for_its_form_and_for_whoever_sent_it() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let joost = By::Buyer(&world.joost);
    let waits = files::keep(b, joost, taken(&world, "note.txt").await).await.unwrap();
    let ids: Vec<FileId> = waits.iter().map(Checked::id).collect();
    let nobody = files::get(b, &world.joost, ids[0]).await;
    assert!(matches!(nobody, Err(Error::NotFound)), "it is no file of a message yet: {nobody:?}");
    for other in
        [By::Buyer(&world.mirjam), By::Buyer(&world.ruud), By::Staff(&world.lena, world.ferrow)]
    {
        assert_eq!(files::kept(b, other, &ids).await.unwrap(), [], "{other:?}");
    }
    let kept = files::kept(b, joost, &ids).await.unwrap();
    assert_eq!(kept, waits);
    let answer = NewReply { files: kept, ..written("Here.") };
    disputes::answer(b, &world.joost, id, &answer).await.unwrap();
    assert!(files::get(b, &world.victor, ids[0]).await.is_ok());
    assert_eq!(files::kept(b, joost, &ids).await.unwrap(), [], "it waits no more");
    let again = NewReply { id: Uuid::now_v7(), ..answer };
    let again = refused(disputes::answer(b, &world.joost, id, &again).await);
    assert!(again.contains("“note.txt” does not wait any more"), "{again}");
    let read = disputes::get(b, &world.joost, id).await.unwrap().messages;
    assert_eq!(read.len(), 2, "a message without its file is not written either");

    let elsewhere = By::Staff(&world.lena, world.maasland);
    assert!(files::may_put(b, elsewhere).await.is_ok());
    let other = Staff { entity_id: world.other_entity, ..world.lena.clone() };
    let strange = files::may_put(b, By::Staff(&other, world.ferrow)).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let waits = files::keep(b, elsewhere, taken(&world, "theirs.txt").await).await.unwrap();
    let word = NewWord {
        id: Uuid::now_v7(),
        text: "Wrong drawer.".to_owned(),
        saying: Saying::Word,
        asks: None,
        files: waits,
    };
    let wrong = refused(disputes::write(b, &world.lena, id, &word).await);
    assert!(wrong.contains("does not wait any more"), "of another account: {wrong}");
}

#[tokio::test]
async fn a_person_cannot_let_files_pile_up() {
    let world = World::new().await;
    let b = world.backend();
    let mut waiting = 0;
    for _ in 0..5 {
        let uploads = (0..MOST_FILES).map(|n| text(&format!("{n}.txt"), "x")).collect();
        let taken = files::take_in(b, uploads).await.unwrap();
        waiting += files::keep(b, By::Buyer(&world.joost), taken).await.unwrap().len();
    }
    assert_eq!(waiting, 40);
    let others = files::keep(b, By::Buyer(&world.mirjam), taken(&world, "x.txt").await).await;
    assert_eq!(others.unwrap().len(), 1, "that is each one's own");
}

#[tokio::test]
async fn what_cannot_be_taken_is_named_and_said_what_to_do() {
    let world = World::new().await;
    let b = world.backend();
    for (name, bytes, words) in [
        ("scan.exe", b"MZ".to_vec(), "“scan.exe” is of a kind that we do not take"),
        ("logo.svg", b"<svg onload='alert(1)'/>".to_vec(), "of a kind that we do not take"),
        ("photo.png", b"<html>".to_vec(), "is not what its name says"),
        ("photo.jpg", b"\x89PNG\r\n\x1a\n".to_vec(), "is not what its name says"),
        ("photo.png", b"\x89PNG\r\n\x1a\n".to_vec(), "cannot be read as a picture"),
        ("a.pdf", b"%PDF-1.7 nothing".to_vec(), "cannot be read as a PDF"),
        ("a.txt", b"a\0b".to_vec(), "is not plain text"),
        ("a.txt", Vec::new(), "is empty"),
        ("a.txt", vec![b'a'; 10 * 1024 * 1024 + 1], "is larger than 10 MB"),
    ] {
        let upload = Upload { name: name.to_owned(), bytes };
        let told = refused(files::take_in(b, vec![upload]).await);
        assert!(told.contains(words), "{name}: {told}");
    }
    let eleven = (0..=MOST_FILES).map(|n| text(&format!("{n}.txt"), "x")).collect();
    let told = refused(files::take_in(b, eleven).await);
    assert!(told.contains("at most 10 files"), "{told}");
    assert_eq!(stored(b).await, 0, "nothing of it was kept");
}

#[tokio::test]
async fn what_was_changed_behind_our_back_is_given_to_nobody() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let answer = NewReply { files: taken(&world, "a.txt").await, ..written("Here.") };
    disputes::answer(b, &world.joost, id, &answer).await.unwrap();
    let file = answer.files[0].id();
    b.files.put(file.0, b"It was all there.".to_vec()).await.unwrap();
    let changed = files::get(b, &world.joost, file).await;
    assert!(matches!(changed, Err(Error::Bug { .. })), "{changed:?}");
}

#[tokio::test]
async fn what_nobody_comes_back_for_is_swept_away_and_nothing_else() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let answer = NewReply { files: taken(&world, "sent.txt").await, ..written("Here.") };
    disputes::answer(b, &world.joost, id, &answer).await.unwrap();
    let joost = By::Buyer(&world.joost);
    let waits = files::keep(b, joost, taken(&world, "waits.txt").await).await.unwrap();
    let lost = taken(&world, "lost.txt").await;
    let fresh = taken(&world, "fresh.txt").await;
    // Those of the store are as old as the store says; both of these two days, one with a row.
    for file in [&answer.files[0], &lost[0]] {
        let path = b.data_dir.join("files").join(file.id().to_string());
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        let since = file.metadata().unwrap().modified().unwrap() - Duration::from_secs(172_800);
        file.set_modified(since).unwrap();
    }
    assert_eq!(sweep(b).await.unwrap(), 1);
    assert!(b.files.get(lost[0].id().0).await.is_err());
    for kept in [&answer.files[0], &waits[0], &fresh[0]] {
        assert!(b.files.get(kept.id().0).await.is_ok(), "{}", kept.name());
    }
    world.db.pass(31).await; // the timer's own doing
    assert!(b.files.get(waits[0].id().0).await.is_err());
    assert_eq!(files::kept(b, joost, &[waits[0].id()]).await.unwrap(), []);
    assert!(files::get(b, &world.joost, answer.files[0].id()).await.is_ok());
}

/// What clamd says to INSTREAM: reads the pieces to the end and looks for EICAR.
async fn answer_as_clamd(mut socket: impl AsyncReadExt + AsyncWriteExt + Unpin) {
    let mut command = [0; 10];
    socket.read_exact(&mut command).await.unwrap();
    assert_eq!(&command, b"zINSTREAM\0");
    let mut all = Vec::new();
    loop {
        let length = socket.read_u32().await.unwrap();
        if length == 0 {
            break;
        }
        let mut piece = vec![0; usize::try_from(length).unwrap()];
        socket.read_exact(&mut piece).await.unwrap();
        all.extend(piece);
    }
    let found = all.windows(5).any(|part| part == b"EICAR");
    let answer = if found { "stream: Eicar-Test-Signature FOUND\0" } else { "stream: OK\0" };
    socket.write_all(answer.as_bytes()).await.unwrap();
}

fn scanned(world: &World, clamd: Clamd) -> Backend {
    let files = Files::folder(world.backend().data_dir.join("files")).scanned_by(Some(clamd));
    Backend { files: Arc::new(files), ..world.backend().clone() }
}

#[tokio::test]
async fn a_scanner_looks_first_and_where_it_cannot_nothing_is_taken() {
    let world = World::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let clamd = tokio::spawn(async move {
        loop {
            answer_as_clamd(listener.accept().await.unwrap().0).await;
        }
    });
    let b = scanned(&world, format!("tcp://{address}").parse().unwrap());
    let long = "Nothing to see here. ".repeat(10_000);
    assert_eq!(files::take_in(&b, vec![text("good.txt", &long)]).await.unwrap().len(), 1);
    let told = refused(files::take_in(&b, vec![text("bad.txt", &EICAR.concat())]).await);
    assert!(told.contains("“bad.txt” has a virus in it"), "{told}");
    assert_eq!(stored(&b).await, 1);

    clamd.abort();
    let _ = clamd.await;
    let told = refused(files::take_in(&b, vec![text("good.txt", &long)]).await);
    assert!(told.contains("“good.txt” cannot be checked for viruses at the moment"), "{told}");
    assert_eq!(stored(&b).await, 1);
}

#[tokio::test]
async fn a_scanner_may_listen_on_a_socket_and_hang_up_without_a_word() {
    let world = World::new().await;
    std::fs::create_dir_all(&world.backend().data_dir).unwrap();
    let path = world.backend().data_dir.join("clamd.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let clamd = tokio::spawn(async move {
        answer_as_clamd(listener.accept().await.unwrap().0).await;
        drop(listener.accept().await.unwrap());
    });
    let b = scanned(&world, format!("unix:{}", path.display()).parse().unwrap());
    assert!(files::take_in(&b, vec![text("good.txt", "Fine.")]).await.is_ok());
    let told = refused(files::take_in(&b, vec![text("good.txt", "Fine.")]).await);
    assert!(told.contains("cannot be checked"), "{told}");
    clamd.await.unwrap();
}
