//! Notices: who takes part is told by mail, once, of what is true at that moment, and only as long as
//! they want it.

use backend::{
    Actor,
    conversations::{self, NewQuestion, NewWord},
    disputes::{self, Decision, Judged, Way},
    receivables::messages,
    testing::World,
    users::{admin, notices},
};
use domain::{
    Currency, Money,
    access::BuyerRole,
    conversation::{About, Saying},
    dispute::Outcome,
    ids::{ConversationId, DisputeId},
    notice::Wish,
};
use sqlx::AssertSqlSafe;
use std::fs;
use uuid::Uuid;

/// A notice that was written.
#[derive(Clone, PartialEq, Eq, Debug, sqlx::FromRow)]
pub struct Letter {
    pub id: Uuid,
    pub recipient: String,
    pub subject: String,
    pub body_text: String,
    pub reply_to: Option<String>,
    pub follows_id: Option<Uuid>,
}

/// Lets happen what is due, and reads the notices that there are, in the order of writing.
pub async fn letters(world: &World) -> Vec<Letter> {
    world.db.settle_down().await;
    let mut tx = world.backend().db.staff(&world.ada).await.unwrap();
    sqlx::query_as(
        "SELECT id, recipient, subject, body_text, reply_to, follows_id FROM outbox WHERE kind IN ('notice', 'team')
         ORDER BY sequence",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap()
}

/// The notices since there were so many: to whom, and what they say.
async fn since(world: &World, seen: &mut usize) -> Vec<(String, String)> {
    let all = letters(world).await;
    let new = all[*seen..].iter().map(|l| (l.recipient.clone(), l.body_text.clone())).collect();
    *seen = all.len();
    new
}

/// Those that went to the customer's people.
async fn outside(world: &World) -> Vec<Letter> {
    let mut all = letters(world).await;
    all.retain(|letter| letter.recipient.ends_with("@ferrow.example"));
    all
}

fn to(letters: &[(String, String)]) -> Vec<&str> {
    let mut to: Vec<_> = letters.iter().map(|(to, _)| to.as_str()).collect();
    to.sort_unstable();
    to
}

pub fn word(saying: Saying, text: &str) -> NewWord {
    NewWord { id: Uuid::now_v7(), text: text.to_owned(), saying, asks: None, files: vec![] }
}

pub async fn ask(world: &World, by: &backend::Buyer, text: &str) -> ConversationId {
    let new = NewQuestion {
        id: Uuid::now_v7(),
        about: About::Account(world.ferrow),
        subject: "A new address".to_owned(),
        text: text.to_owned(),
        files: vec![],
    };
    conversations::ask(world.backend(), by, &new).await.unwrap()
}

async fn decide(world: &World, id: DisputeId, line: usize, credit_minor: i64, version: i64) {
    let detail = disputes::get(world.backend(), &world.mirjam, id).await.unwrap();
    let outcome = if credit_minor > 0 { Outcome::Credit } else { Outcome::Reject };
    let off = Money::new(credit_minor, Currency::EUR);
    let lines = vec![Judged { line_id: detail.lines[line].id, outcome, off }];
    let told = "The carrier has lost them.".to_owned();
    let decision = Decision { dispute_id: id, version, lines, told, deliver_by: None };
    disputes::decide(world.backend(), &world.ada, &decision, Way::Decide).await.unwrap();
}

const JOOST: &str = "j.hartman@ferrow.example";
const MIRJAM: &str = "m.dewit@ferrow.example";
const VICTOR: &str = "v.bos@ferrow.example";
const LENA: &str = "lena@nordhaven.example";
const ADA: &str = "ada@nordhaven.example";

#[tokio::test]
async fn each_step_of_a_dispute_is_told_to_the_other_side_and_never_to_who_did_it() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let mut seen = 0;
    let dispute = crate::disputes::open(&world, invoice, 20_000).await.unwrap();
    let told = since(&world, &mut seen).await;
    assert_eq!(to(&told), [ADA], "nobody has taken it on, and Joost did it");

    disputes::claim(b, &world.lena, dispute).await.unwrap();
    disputes::claim(b, &world.lena, dispute).await.unwrap();
    let told = since(&world, &mut seen).await;
    assert_eq!(to(&told), [JOOST], "once, however often she says so");
    assert!(told[0].1.contains("Lena Okafor of Nordhaven looks after dispute D-26-0001"));

    let question = word(Saying::Question, "How many\narrived?");
    disputes::write(b, &world.lena, dispute, &question).await.unwrap();
    disputes::write(b, &world.lena, dispute, &question).await.unwrap();
    let told = since(&world, &mut seen).await;
    assert_eq!(to(&told), [JOOST], "the same form twice is one notice");
    assert!(told[0].1.contains("asks you about dispute D-26-0001:\n\n  How many\n  arrived?\n"));
    let here = format!("Answer this mail, or here: http://127.0.0.1:3000/disputes/{dispute}");
    assert!(told[0].1.contains(&here), "{}", told[0].1);

    disputes::answer(b, &world.joost, dispute, &crate::conversations::written("42."))
        .await
        .unwrap();
    let told = since(&world, &mut seen).await;
    assert_eq!(to(&told), [LENA], "who looks after it");
    assert!(told[0].1.contains("Joost Hartman of Ferrow Cycles B.V. wrote about dispute"));
    let staff_page = format!("http://127.0.0.1:3000/staff/disputes/{dispute}");
    assert!(told[0].1.contains(&staff_page), "{}", told[0].1);

    let note = NewWord { asks: Some(world.ada.user_id), ..word(Saying::Note, "Is he right?") };
    disputes::write(b, &world.lena, dispute, &note).await.unwrap();
    disputes::write(b, &world.lena, dispute, &word(Saying::Note, "I think so.")).await.unwrap();
    let told = since(&world, &mut seen).await;
    assert_eq!(to(&told), [ADA], "a note is for whom it asks, and no buyer is ever told of it");

    decide(&world, dispute, 0, 15_000, 1).await;
    let told = since(&world, &mut seen).await;
    assert_eq!(to(&told), [JOOST]);
    let words = "Of the €200.00 that were disputed, €150.00 is taken off.";
    assert!(told[0].1.contains(words) && told[0].1.contains("The carrier has lost them."));
    let joosts: Vec<_> =
        letters(&world).await.into_iter().filter(|l| l.recipient == JOOST).collect();
    assert!(joosts.iter().all(|l| l.subject == "Dispute D-26-0001, NH-1"), "{joosts:#?}");
    assert_eq!(joosts[2].follows_id, Some(joosts[1].id));
    assert_eq!(joosts[2].reply_to, None, "what is decided is not answered any more");
}

#[tokio::test]
async fn what_is_decided_in_part_says_what_is_not() {
    let world = World::new().await;
    let b = world.backend();
    let (one, other) =
        (world.invoice("NH-1", 100_000, 10).await, world.invoice("NH-2", 50_000, 10).await);
    let line = |invoice_id, minor| disputes::NewLine {
        invoice_id,
        reason: "price".to_owned(),
        claimed: disputes::Claimed::Amount(Money::new(minor, Currency::EUR)),
    };
    let new = disputes::NewDispute {
        id: DisputeId(Uuid::now_v7()),
        lines: vec![line(one, 20_000), line(other, 10_000)],
        text: "We agreed on less.".to_owned(),
        files: vec![],
    };
    disputes::open(b, &world.joost, &new).await.unwrap();
    decide(&world, new.id, 0, 5_000, 1).await;
    let told = outside(&world).await;
    let words = "Of the €300.00 that were disputed, €50.00 is taken off so far; €100.00 is not decided yet.";
    assert!(told[0].body_text.contains(words), "{}", told[0].body_text);
    assert_eq!(told[0].subject, "Dispute D-26-0001, NH-1, NH-2");
    assert!(told[0].reply_to.is_some());
    disputes::claim(b, &world.lena, new.id).await.unwrap();
    disputes::withdraw(b, &world.joost, new.id).await.unwrap();
    let told = letters(&world).await;
    let last = told.last().unwrap();
    assert_eq!(last.recipient, LENA);
    assert!(last.body_text.contains("took back dispute D-26-0001. €100.00 is no longer on hold."));
}

#[tokio::test]
async fn who_takes_part_is_told_of_a_conversation_and_strangers_are_not() {
    let world = World::new().await;
    let b = world.backend();
    let mut seen = 0;
    let id = ask(&world, &world.victor, "We move in May.").await;
    let told = since(&world, &mut seen).await;
    assert_eq!(to(&told), [JOOST], "who runs the account; nobody of the seller has answered yet");
    conversations::answer(b, &world.lena, id, &word(Saying::Word, "Noted.")).await.unwrap();
    assert_eq!(to(&since(&world, &mut seen).await), [JOOST, VICTOR]);
    conversations::reply(b, &world.mirjam, id, &crate::conversations::written("Both places?"))
        .await
        .unwrap();
    assert_eq!(to(&since(&world, &mut seen).await), [JOOST, LENA, VICTOR]);
    conversations::answer(b, &world.ada, id, &word(Saying::Word, "Both.")).await.unwrap();
    assert_eq!(to(&since(&world, &mut seen).await), [JOOST, MIRJAM, VICTOR]);
}

#[tokio::test]
async fn what_somebody_wants_counts_from_the_moment_they_say_so() {
    let world = World::new().await;
    let b = world.backend();
    let mut seen = 0;
    let id = ask(&world, &world.victor, "We move in May.").await;
    since(&world, &mut seen).await;
    let joost = Actor::Buyer(world.joost.clone());
    assert_eq!(notices::wish(b, &joost).await.unwrap(), Wish::All);
    // Said before the letter is written, though after what it tells of.
    conversations::answer(b, &world.lena, id, &word(Saying::Word, "Noted.")).await.unwrap();
    notices::want(b, &joost, Wish::Waiting).await.unwrap();
    assert_eq!(to(&since(&world, &mut seen).await), [VICTOR]);
    conversations::answer(b, &world.lena, id, &word(Saying::Question, "When?")).await.unwrap();
    assert_eq!(to(&since(&world, &mut seen).await), [JOOST, VICTOR], "this waits for him");
    notices::want(b, &joost, Wish::None).await.unwrap();
    notices::want(b, &Actor::Staff(world.lena.clone()), Wish::None).await.unwrap();
    conversations::reply(b, &world.victor, id, &crate::conversations::written("On the 4th."))
        .await
        .unwrap();
    assert_eq!(since(&world, &mut seen).await, []);
    let mut looks = world.joost.clone();
    looks.seen_by_staff = Some("Lena".to_owned());
    assert!(notices::want(b, &Actor::Buyer(looks), Wish::All).await.is_err());
    // Who was disabled, or lost the account, is told nothing.
    admin::disable(b, &Actor::Staff(world.ada.clone()), world.victor.user_id).await.unwrap();
    conversations::answer(b, &world.ada, id, &word(Saying::Question, "Of May?")).await.unwrap();
    assert_eq!(since(&world, &mut seen).await, []);
}

#[tokio::test]
async fn who_may_not_answer_is_not_asked_to() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let dispute = crate::disputes::open(&world, invoice, 20_000).await.unwrap();
    let mut tx = b.db.worker().await.unwrap();
    let role = format!(
        "UPDATE buyer_membership SET role = '{}' WHERE user_id = '{}'",
        BuyerRole::Pay.code(),
        world.joost.user_id
    );
    sqlx::query(AssertSqlSafe(role)).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    disputes::write(b, &world.lena, dispute, &word(Saying::Question, "Well?")).await.unwrap();
    let told = outside(&world).await;
    assert_eq!((told.len(), &told[0].reply_to), (1, &None));
    assert!(told[0].body_text.contains("See it: http"), "{}", told[0].body_text);
}

#[tokio::test]
async fn letters_go_out_with_what_mail_programs_need_and_staff_can_read_them() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let dispute = crate::disputes::open(&world, invoice, 20_000).await.unwrap();
    let text = "How many <b>arrived</b>?";
    for _ in 0..2 {
        disputes::write(b, &world.lena, dispute, &word(Saying::Question, text)).await.unwrap();
    }
    let told = outside(&world).await;
    let page = messages::list(b, &world.ada, &messages::Filter::default()).await.unwrap();
    let row = page.rows.iter().find(|row| row.id == told[1].id).unwrap();
    assert_eq!(row.kind, messages::Kind::Notice);
    assert_eq!((row.account_id, row.recipient.as_str()), (world.ferrow, JOOST));
    let letter = messages::get(b, &world.ada, told[1].id).await.unwrap();
    assert!(letter.html.contains("How many &lt;b&gt;arrived"), "{}", letter.html);
    let file = fs::read_to_string(letter.file.unwrap()).unwrap();
    let conversation = disputes::get(b, &world.joost, dispute).await.unwrap().conversation.unwrap();
    let unfolded = file.replace("\r\n ", " ");
    for header in [
        format!("Message-ID: <{}@nordhaven.example>", told[1].id),
        format!("In-Reply-To: <{}@nordhaven.example>", told[0].id),
        format!(
            "References: <{conversation}@nordhaven.example> <{}@nordhaven.example>",
            told[0].id
        ),
        format!("Reply-To: {}", told[1].reply_to.as_ref().unwrap()),
        "Auto-Submitted: auto-generated".to_owned(),
        format!("To: {JOOST}"),
    ] {
        assert!(unfolded.contains(&header), "{header}: {file}");
    }
}
