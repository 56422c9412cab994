//! Conversations: both sides write, whose turn it is follows, and what staff write for themselves
//! stays with them.

use backend::{
    Error,
    conversations::{self, NewQuestion, NewReply, NewWord},
    disputes, home,
    receivables::{
        conversations::{self as queue, Show},
        paging::From,
    },
    testing::World,
    timeline,
};
use domain::{
    conversation::{About, Saying, Turn},
    ids::ConversationId,
};
use uuid::Uuid;

fn question(about: About, text: &str) -> NewQuestion {
    let (id, subject) = (Uuid::now_v7(), "A new address".to_owned());
    NewQuestion { id, about, subject, text: text.to_owned(), files: vec![] }
}

fn word(saying: Saying, text: &str) -> NewWord {
    NewWord { id: Uuid::now_v7(), text: text.to_owned(), saying, asks: None, files: vec![] }
}

pub fn written(text: &str) -> NewReply {
    NewReply { id: Uuid::now_v7(), text: text.to_owned(), files: vec![] }
}

async fn turn(world: &World, id: ConversationId) -> Turn {
    conversations::get(world.backend(), &world.joost, id).await.unwrap().turn
}

async fn shown(world: &World, show: Show) -> Vec<ConversationId> {
    let page = queue::list(world.backend(), &world.lena, show, &From::Start).await.unwrap();
    page.rows.iter().map(|row| row.id).collect()
}

/// What waits for Mirjam to be read.
async fn unread(world: &World) -> usize {
    let home = home::load(world.backend(), &world.mirjam).await.unwrap();
    home.waiting.iter().filter(|one| matches!(one, home::Waiting::Word { .. })).count()
}

#[tokio::test]
async fn a_question_waits_for_us_until_it_is_answered_and_the_answer_until_it_is_read() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    // The role “view” asks, too: a question changes no money.
    let asked = question(About::Invoice(invoice), "Where is the delivery note?");
    let id = conversations::ask(b, &world.victor, &asked).await.unwrap();
    assert_eq!(conversations::ask(b, &world.victor, &asked).await.unwrap(), id, "sent twice");
    assert_eq!(shown(&world, Show::Ours).await, [id]);
    assert_eq!(unread(&world).await, 0, "what a colleague wrote does not wait");

    conversations::answer(b, &world.lena, id, &word(Saying::Question, "Which one?")).await.unwrap();
    assert_eq!((turn(&world, id).await, unread(&world).await), (Turn::Buyer, 1));
    assert_eq!(shown(&world, Show::Theirs).await, [id]);
    let read = conversations::get(b, &world.mirjam, id).await.unwrap();
    assert_eq!((read.messages.len(), unread(&world).await), (2, 0));

    conversations::reply(b, &world.mirjam, id, &written("The third.")).await.unwrap();
    assert_eq!(turn(&world, id).await, Turn::Seller);
    conversations::answer(b, &world.lena, id, &word(Saying::Word, "Sent.")).await.unwrap();
    assert_eq!((turn(&world, id).await, shown(&world, Show::Ours).await), (Turn::Nobody, vec![]));
    assert_eq!(shown(&world, Show::All).await, [id]);

    // Whoever asks again about the same invoice goes on in the same place.
    let again = question(About::Invoice(invoice), "And the weight?");
    assert_eq!(conversations::ask(b, &world.joost, &again).await.unwrap(), id);
    // About the account each question is one of its own.
    let account = About::Account(world.ferrow);
    let move_ = question(account, "We move in May.");
    let first = conversations::ask(b, &world.joost, &move_).await.unwrap();
    let second = conversations::ask(b, &world.joost, &question(account, "And?")).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(conversations::ask(b, &world.joost, &move_).await.unwrap(), first, "sent twice");
    let list = conversations::list(b, &world.victor, &From::Start).await.unwrap();
    assert_eq!(list.rows.len(), 3);
    conversations::rest(b, &world.lena, first).await.unwrap();
    assert_eq!(turn(&world, first).await, Turn::Nobody);
}

#[tokio::test]
async fn what_staff_write_for_themselves_is_read_by_no_buyer() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let asked = question(About::Invoice(invoice), "Where is it?");
    let id = conversations::ask(b, &world.joost, &asked).await.unwrap();
    let note = NewWord { asks: Some(world.ada.user_id), ..word(Saying::Note, "Do we know?") };
    conversations::answer(b, &world.lena, id, &note).await.unwrap();
    assert_eq!(turn(&world, id).await, Turn::Seller, "a note answers nothing");
    let read = conversations::get(b, &world.joost, id).await.unwrap();
    assert_eq!(read.messages.len(), 1);
    let told = timeline::of_account(b, &world.joost).await.unwrap();
    assert!(told.iter().all(|event| event.name != "conversation.noted"), "{told:#?}");
    let ours = queue::get(b, &world.ada, id).await.unwrap().conversation.messages;
    assert_eq!(ours.last().and_then(|note| note.asks.clone()), Some(world.ada.name.clone()));

    // Whom it asks finds it, until they have written.
    let of_ada = async || {
        queue::list(b, &world.ada, Show::AskedOfMe, &From::Start).await.unwrap().rows.len()
    };
    assert_eq!((of_ada().await, shown(&world, Show::AskedOfMe).await.len()), (1, 0));
    conversations::answer(b, &world.ada, id, &word(Saying::Note, "It is in the yard."))
        .await
        .unwrap();
    assert_eq!(of_ada().await, 0);
    let stranger = NewWord { asks: Some(world.joost.user_id), ..word(Saying::Note, "Psst.") };
    let refused = conversations::answer(b, &world.lena, id, &stranger).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
}

#[tokio::test]
async fn others_and_those_who_only_look_write_nothing() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let asked = question(About::Invoice(invoice), "Where is it?");
    let strange = conversations::ask(b, &world.ruud, &asked).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let account = question(About::Account(world.ferrow), "Hello?");
    let strange = conversations::ask(b, &world.ruud, &account).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let id = conversations::ask(b, &world.joost, &asked).await.unwrap();
    assert!(matches!(conversations::get(b, &world.ruud, id).await, Err(Error::NotFound)));
    let reply = conversations::reply(b, &world.ruud, id, &written("Hello")).await;
    assert!(matches!(reply, Err(Error::NotFound)), "{reply:?}");
    let mut looks = world.joost.clone();
    looks.seen_by_staff = Some("Lena".to_owned());
    let reply = conversations::reply(b, &looks, id, &written("As them")).await;
    assert!(matches!(reply, Err(Error::Refused(_))), "{reply:?}");
    let empty = conversations::reply(b, &world.joost, id, &written(" ")).await;
    assert!(matches!(empty, Err(Error::Refused(_))), "{empty:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_ask_at_once_about_one_invoice_meet_in_one_conversation() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let (one, other) = (
        question(About::Invoice(invoice), "Where is it?"),
        question(About::Invoice(invoice), "When does it come?"),
    );
    let (one, other) = tokio::join!(
        conversations::ask(b, &world.joost, &one),
        conversations::ask(b, &world.victor, &other)
    );
    assert_eq!(one.unwrap(), other.unwrap());
}

#[tokio::test]
async fn a_dispute_is_talked_about_in_its_own_place() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let dispute = crate::disputes::open(&world, invoice, 20_000).await.unwrap();
    let id = disputes::get(b, &world.joost, dispute).await.unwrap().conversation.unwrap();
    assert_eq!(turn(&world, id).await, Turn::Seller);
    assert_eq!(shown(&world, Show::Ours).await, [], "disputes have their own queue");
    for aside in [
        conversations::reply(b, &world.joost, id, &written("Well?")).await,
        conversations::answer(b, &world.lena, id, &word(Saying::Word, "Well.")).await,
    ] {
        assert!(matches!(aside, Err(Error::NotFound)), "{aside:?}");
    }
    disputes::write(b, &world.lena, dispute, &word(Saying::Question, "How many?")).await.unwrap();
    assert_eq!((turn(&world, id).await, unread(&world).await), (Turn::Buyer, 1));
    disputes::get(b, &world.mirjam, dispute).await.unwrap();
    assert_eq!(unread(&world).await, 0);
    disputes::withdraw(b, &world.joost, dispute).await.unwrap();
    assert_eq!(turn(&world, id).await, Turn::Nobody);
}
