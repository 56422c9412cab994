//! Answers that staff write often: set up by admins, and filled in for the dispute they are put into.

use crate::{
    disputes::open,
    routing::{is_changed_meanwhile, version},
};
use backend::{
    Error, Staff,
    receivables::disputes as queue,
    settings::canned_answers::{self, CannedAnswer, Filled, NewAnswer},
    testing::World,
};
use domain::{
    Refusal,
    canned_answer::Fit,
    ids::{CannedAnswerId, DisputeId},
    language::Language,
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

fn answer(reason: Option<&str>, language: Language, title: &str, text: &str) -> CannedAnswer {
    CannedAnswer {
        id: CannedAnswerId(Uuid::now_v7()),
        reason: reason.map(str::to_owned),
        language,
        title: title.to_owned(),
        text: text.to_owned(),
    }
}

async fn add(world: &World, answer: CannedAnswer) -> Result<(), Error> {
    let new = NewAnswer { answer, version: version(world).await };
    canned_answers::add(world.backend(), &world.ada, &new).await
}

async fn offered(world: &World, id: DisputeId) -> Vec<Filled> {
    queue::get(world.backend(), &world.lena, id).await.unwrap().answers
}

fn is_of(answer: Result<(), Error>, name: &str) -> bool {
    matches!(answer, Err(Error::Refused(Refusal::Field { field, .. })) if field == name)
}

#[tokio::test]
async fn what_fits_the_reason_and_the_customers_language_comes_first_and_is_filled_in() {
    let world = World::new().await;
    let mut tx = world.backend().db.worker().await.unwrap();
    let german = format!("UPDATE account SET language = 'de' WHERE id = '{}'", world.ferrow);
    sqlx::query(AssertSqlSafe(german)).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let text = "An {customer}: {amount}, {dispute}.";
    add(&world, answer(Some("price"), Language::German, "Preis", text)).await.unwrap();
    let invoice = world.invoice("NH-1", 500_000, 10).await;
    let id = open(&world, invoice, 123_400).await.unwrap();
    let all = offered(&world, id).await;
    let seen: Vec<_> = all.iter().map(|one| (one.fit, one.title.as_str())).collect();
    assert_eq!(
        seen,
        [
            (Fit::Fits, "Preis"),
            (Fit::Fits, "Wir prüfen es"),
            (Fit::OtherLanguage, "Ask what was agreed"),
            (Fit::OtherLanguage, "We look into it"),
            (Fit::OtherReason, "Ask for a photo"),
            (Fit::OtherReason, "Ask for the delivery note"),
        ]
    );
    assert_eq!(all[0].text, "An Ferrow Cycles B.V.: 1.234,00\u{a0}€, D-26-0001.");
    let viewer = Staff { role: domain::access::StaffRole::Viewer, ..world.lena.clone() };
    let seen = queue::get(world.backend(), &viewer, id).await.unwrap();
    assert_eq!(seen.answers, [], "who writes nothing is offered nothing");
    // What is partly decided names what is still on hold.
    crate::disputes::decide(&world, id, 10_000).await.unwrap();
    let ended = offered(&world, id).await;
    assert!(ended[0].text.contains("1.234,00"), "what was disputed, once it has ended");
}

#[tokio::test]
async fn admins_add_change_and_remove_them_once() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    let new = answer(Some("price"), Language::English, " Sorry ", "Dear {customer}");
    let v = version(&world).await;
    let form = NewAnswer { answer: new.clone(), version: v };
    canned_answers::add(b, ada, &form).await.unwrap();
    canned_answers::add(b, ada, &form).await.unwrap();
    let all = canned_answers::list(b, ada).await.unwrap();
    assert_eq!(all.len(), 6, "five to begin with, and this once");
    let kept = all.iter().find(|one| one.id == new.id).unwrap();
    assert_eq!(kept.title, "Sorry");

    let same = answer(None, Language::English, "SORRY", "Again");
    assert!(is_of(add(&world, same.clone()).await, "title"));
    add(&world, CannedAnswer { language: Language::Dutch, ..same }).await.unwrap();
    let unknown = answer(Some("weather"), Language::English, "Rain", "It rains.");
    assert!(is_of(add(&world, unknown).await, "reason"));
    let brace = answer(None, Language::English, "Brace", "Dear {custmer}");
    assert!(is_of(add(&world, brace).await, "text"));

    let to = |text: &str, version| NewAnswer {
        answer: CannedAnswer { text: text.to_owned(), ..kept.clone() },
        version,
    };
    is_changed_meanwhile(canned_answers::change(b, ada, &to("Hello", v)).await);
    let now = version(&world).await;
    canned_answers::change(b, ada, &to("Hello", now)).await.unwrap();
    canned_answers::change(b, ada, &to("Hello", now)).await.unwrap();

    let elsewhere = Staff { entity_id: world.other_entity, ..ada.clone() };
    let theirs = canned_answers::change(b, &elsewhere, &to("Bye", now)).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
    let theirs = canned_answers::remove(b, &elsewhere, new.id, now).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
    let by_lena = canned_answers::add(b, &world.lena, &form).await;
    assert!(matches!(by_lena, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{by_lena:?}");

    let now = version(&world).await;
    canned_answers::remove(b, ada, new.id, now).await.unwrap();
    canned_answers::remove(b, ada, new.id, now).await.unwrap(); // gone already
    let left = canned_answers::list(b, ada).await.unwrap();
    assert!(left.iter().all(|one| one.id != new.id));
    let mut tx = b.db.staff(ada).await.unwrap();
    let told: Vec<String> =
        sqlx::query_scalar("SELECT name FROM event WHERE subject_id = $1 ORDER BY at, id")
            .bind(new.id.0)
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    assert_eq!(told, ["canned_answer.added", "canned_answer.changed", "canned_answer.removed"]);
}
