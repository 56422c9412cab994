//! Mail inside the team: of what nobody has taken on, of what is handed over; and none of what somebody
//! has just done themselves.

use crate::{
    conversations::written,
    disputes::{eur, open},
    notices::{Letter, letters, word},
    routing::{self, colleague, rest, rule, seen, team},
};
use backend::{
    Actor,
    disputes::{self, Decision, HandOver, Judged, Way},
    receivables::messages::{self, Filter, Kind},
    settings::rules::NewRule,
    testing::World,
    users::notices,
};
use domain::{
    access::StaffRole,
    conversation::Saying,
    dispute::Outcome,
    ids::{DisputeId, TeamId, UserId},
    notice::Wish,
};
use uuid::Uuid;

const TOM: &str = "tom.reyes@nordhaven.example";
const LENA: &str = "lena@nordhaven.example";
const ADA: &str = "ada@nordhaven.example";

/// The letters to the seller's own people since there were so many.
async fn inside(world: &World, seen: &mut usize) -> Vec<Letter> {
    let all = letters(world).await;
    let new = all[*seen..].iter().filter(|one| one.recipient.ends_with("@nordhaven.example"));
    let new = new.cloned().collect();
    *seen = all.len();
    new
}

fn to(letters: &[Letter]) -> Vec<&str> {
    let mut to: Vec<_> = letters.iter().map(|one| one.recipient.as_str()).collect();
    to.sort_unstable();
    to
}

async fn hand_over(
    world: &World,
    id: DisputeId,
    (team_id, owner_id): (TeamId, Option<UserId>),
    note: &str,
) {
    let hands = seen(world, id).await.desk.hands;
    let note = note.to_owned();
    let to = HandOver { id: Uuid::now_v7(), dispute_id: id, hands, team_id, owner_id, note };
    disputes::hand_over(world.backend(), &world.lena, &to).await.unwrap();
    disputes::hand_over(world.backend(), &world.lena, &to).await.unwrap(); // sent twice
}

#[tokio::test]
async fn what_nobody_has_taken_on_is_told_to_its_team_once_per_message() {
    let world = World::new().await;
    let b = world.backend();
    let tom = colleague(&world, "Tom Reyes", StaffRole::Collector).await;
    let logistics = team(&world, "Logistics", &[tom.user_id, world.lena.user_id]).await;
    rule(&world, NewRule { reason: Some("price".into()), ..routing::to(logistics, 0) }).await;
    let mut seen = 0;
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    assert_eq!(to(&inside(&world, &mut seen).await), [LENA, TOM]);
    let reply = written("Well?");
    disputes::answer(b, &world.joost, id, &reply).await.unwrap();
    disputes::answer(b, &world.joost, id, &reply).await.unwrap();
    let told = inside(&world, &mut seen).await;
    assert_eq!(to(&told), [LENA, TOM], "the same form twice is told once");
    assert!(told[0].body_text.contains("Well?"), "{}", told[0].body_text);

    // Who wants nothing is left out, as long as somebody of the team wants to know.
    notices::want(b, &Actor::Staff(world.lena.clone()), Wish::None).await.unwrap();
    disputes::answer(b, &world.joost, id, &written("Anybody?")).await.unwrap();
    assert_eq!(to(&inside(&world, &mut seen).await), [TOM]);
    // Nobody of it does: then who leads it has to know.
    notices::want(b, &Actor::Staff(tom.clone()), Wish::None).await.unwrap();
    disputes::answer(b, &world.joost, id, &written("Hello?")).await.unwrap();
    assert_eq!(to(&inside(&world, &mut seen).await), [TOM]);
    // Somebody has taken it on: it is theirs, and what they want is what they get.
    disputes::claim(b, &world.lena, id).await.unwrap();
    disputes::answer(b, &world.joost, id, &written("At last.")).await.unwrap();
    assert_eq!(to(&inside(&world, &mut seen).await), Vec::<&str>::new());

    let kinds = |kind| Filter { kind: Some(kind), ..Filter::default() };
    let page = messages::list(b, &world.ada, &kinds(Kind::Team)).await.unwrap();
    assert_eq!(page.rows.len(), 6);
    assert!(page.rows.iter().all(|row| row.recipient.ends_with("@nordhaven.example")));
    let page = messages::list(b, &world.ada, &kinds(Kind::Notice)).await.unwrap();
    assert!(page.rows.iter().all(|row| row.recipient.ends_with("@ferrow.example")));
}

#[tokio::test]
async fn a_hand_over_is_told_to_whom_it_went_with_its_note_and_to_no_buyer() {
    let world = World::new().await;
    let b = world.backend();
    let tom = colleague(&world, "Tom Reyes", StaffRole::Collector).await;
    let logistics = team(&world, "Logistics", &[world.lena.user_id, tom.user_id]).await;
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let mut seen = 0;
    inside(&world, &mut seen).await;
    let all = letters(&world).await.len();

    hand_over(&world, id, (logistics, Some(tom.user_id)), "See <DN-1>.").await;
    let told = inside(&world, &mut seen).await;
    assert_eq!(to(&told), [TOM]);
    let text = &told[0].body_text;
    assert!(
        text.contains("Lena Okafor handed dispute D-26-0001 of Ferrow Cycles B.V. over to you.")
    );
    assert!(
        text.contains("See <DN-1>.") && text.contains("the customer does not read it"),
        "{text}"
    );
    assert!(text.contains("An answer to this mail is a note"), "{text}");

    hand_over(&world, id, (logistics, None), "").await;
    let told = inside(&world, &mut seen).await;
    assert_eq!(to(&told), [TOM], "of the team, but not who did it");
    assert!(told[0].body_text.contains("over to Logistics; nobody there has taken it on yet."));
    hand_over(&world, id, (rest(&world).await, None), "Yours?").await;
    assert_eq!(to(&inside(&world, &mut seen).await), [ADA], "a team without people is the admins'");
    hand_over(&world, id, (rest(&world).await, None), "Only a note.").await;
    assert_eq!(to(&inside(&world, &mut seen).await), Vec::<&str>::new(), "it stays where it is");
    assert_eq!(letters(&world).await.len(), all + 3, "the buyer was told of none of it");
    let messages = disputes::get(b, &world.joost, id).await.unwrap().messages;
    assert!(messages.iter().all(|message| !message.text.contains("DN-1")));
}

#[tokio::test]
async fn who_accepts_is_not_told_what_they_have_just_decided() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    // Mirjam runs the account, too, and takes part by that.
    let mut tx = b.db.worker().await.unwrap();
    sqlx::query("UPDATE buyer_membership SET role = 'admin' WHERE user_id = $1")
        .bind(world.mirjam.user_id.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let detail = disputes::get(b, &world.joost, id).await.unwrap();
    let line_id = detail.lines[0].id;
    let lines = vec![Judged { line_id, outcome: Outcome::Credit, off: eur(15_000) }];
    let told = "Three quarters?".to_owned();
    let offer = Decision { dispute_id: id, version: 1, lines, told, deliver_by: None };
    disputes::decide(b, &world.lena, &offer, Way::Offer).await.unwrap();
    let before = letters(&world).await.len();
    let offered = disputes::get(b, &world.joost, id).await.unwrap().proposal.unwrap();
    disputes::accept(b, &world.joost, offered.id).await.unwrap();
    let told: Vec<_> = letters(&world).await.split_off(before);
    assert_eq!(to(&told), ["m.dewit@ferrow.example"], "their colleague is told");
    // What the seller decides is told to both.
    let other = open(&world, invoice, 10_000).await.unwrap();
    disputes::write(b, &world.lena, other, &word(Saying::Word, "Yes.")).await.unwrap();
    let before = letters(&world).await.len();
    crate::disputes::decide(&world, other, 10_000).await.unwrap();
    let told = letters(&world).await.split_off(before);
    assert_eq!(to(&told), ["j.hartman@ferrow.example", "m.dewit@ferrow.example"]);
}
