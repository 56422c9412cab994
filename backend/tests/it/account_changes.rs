//! What an account's people change of its own data: at once where they may, and else when staff have
//! confirmed it.

use backend::{
    Error,
    account_changes::{
        self, Change, Confirms, NewChange, Offer, Subject, ask, decide, set_confirms, waiting,
    },
    accounts,
    invoices::copy,
    receivables::{account, paging::From, self_help as told},
    testing::World,
    timeline,
};
use domain::{
    Refusal,
    account_change::{Address, Person, State, Verdict},
    ids::{AccountChangeId, ContactId},
    self_help::{Kind, Outcome},
};
use uuid::Uuid;

fn dock() -> Subject {
    Subject::Address(Address { street: "Dock 4".to_owned(), city: "3011 Rotterdam".to_owned() })
}

fn person(name: &str, email: &str) -> Person {
    let phone = Some("+31 10 123 4567".to_owned());
    Person { name: name.to_owned(), email: email.to_owned(), phone }
}

fn change(wanted: Subject, version: i64) -> NewChange {
    NewChange { id: AccountChangeId(Uuid::now_v7()), wanted, version, invoice: None }
}

async fn address(world: &World) -> (String, String) {
    let customer = accounts::get(world.backend(), &world.victor).await.unwrap().customer;
    (customer.address, customer.city)
}

async fn latest(world: &World) -> Change {
    account_changes::list(world.backend(), &world.victor).await.unwrap().remove(0)
}

async fn mirjams(world: &World) -> (ContactId, Offer) {
    let b = world.backend();
    let contacts = accounts::get(b, &world.joost).await.unwrap().contacts;
    let id = contacts.iter().find(|one| one.name == "Mirjam de Wit").unwrap().id;
    let of = Subject::Contact(Some(id), Person::default());
    (id, account_changes::offer(b, &world.joost, of).await.unwrap())
}

#[tokio::test]
async fn an_address_waits_until_staff_confirm_it() {
    let world = World::new().await;
    let b = world.backend();
    let before = world.invoice("NH-1", 10_000, 10).await;
    let new = change(dock(), 1);
    assert_eq!(ask(b, &world.joost, &new).await.unwrap(), State::Pending);
    assert_eq!(ask(b, &world.joost, &new).await.unwrap(), State::Pending, "sent twice");
    assert_eq!(address(&world).await, (String::new(), String::new()), "nothing has changed yet");
    let queue = waiting(b, &world.lena, &From::Start).await.unwrap().rows;
    assert_eq!((queue.len(), queue[0].account_id), (1, world.ferrow));
    let page = account::get(b, &world.lena, world.ferrow, &From::Start).await.unwrap();
    assert_eq!((page.changes.len(), page.changes[0].state), (1, State::Pending));

    let viewer = backend::Staff { role: domain::access::StaffRole::Viewer, ..world.lena.clone() };
    let refused = decide(b, &viewer, new.id, Verdict::Confirm).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{refused:?}");
    let elsewhere = backend::Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let strange = decide(b, &elsewhere, new.id, Verdict::Confirm).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    world.db.pass_days(1).await;
    for _ in 0..2 {
        assert_eq!(decide(b, &world.lena, new.id, Verdict::Confirm).await.unwrap(), world.ferrow);
    }
    assert_eq!(address(&world).await, ("Dock 4".to_owned(), "3011 Rotterdam".to_owned()));
    let told = latest(&world).await;
    assert_eq!((told.state, told.decided_by.as_deref()), (State::Done, Some("Lena Okafor")));
    let undone = decide(b, &world.lena, new.id, Verdict::Refuse("No.")).await;
    assert!(matches!(undone, Err(Error::Refused(Refusal::WrongState { .. }))), "{undone:?}");
    let story = timeline::of_account(b, &world.victor).await.unwrap();
    let names: Vec<_> = story.iter().map(|event| event.name.as_str()).collect();
    for name in ["account_change.asked", "account_change.confirmed"] {
        assert_eq!(names.iter().filter(|told| **told == name).count(), 1, "{name}: {names:?}");
    }
    // A copy of what was issued before still says what it said.
    assert_eq!(copy::get(b, &world.victor, before).await.unwrap().customer.address, [""; 0]);
    world.db.pass_days(32).await;
    let after = world.invoice("NH-2", 10_000, 31).await;
    let copied = copy::get(b, &world.victor, after).await.unwrap().customer.address;
    assert_eq!(copied, ["Dock 4", "3011 Rotterdam"]);
}

#[tokio::test]
async fn who_runs_the_account_changes_contacts_at_once_and_others_propose() {
    let world = World::new().await;
    let b = world.backend();
    let (id, offer) = mirjams(&world).await;
    assert!(offer.at_once && offer.version == 1);
    let renamed = person("Mirjam Bos", "m.bos@ferrow.example");
    let new = change(Subject::Contact(Some(id), renamed.clone()), 1);
    assert_eq!(ask(b, &world.joost, &new).await.unwrap(), State::Done);
    assert_eq!(ask(b, &world.joost, &new).await.unwrap(), State::Done, "sent twice");
    let stale = change(Subject::Contact(Some(id), person("M. Bos", "m.bos@ferrow.example")), 1);
    let stale = ask(b, &world.joost, &stale).await;
    assert!(matches!(stale, Err(Error::Refused(Refusal::Field { .. }))), "{stale:?}");

    let added = change(Subject::Contact(None, person("Tess Kok", "t.kok@ferrow.example")), 0);
    let proposed = NewChange { id: AccountChangeId(Uuid::now_v7()), ..added.clone() };
    assert_eq!(ask(b, &world.victor, &proposed).await.unwrap(), State::Pending, "he may only view");
    assert_eq!(ask(b, &world.joost, &added).await.unwrap(), State::Done);
    let contacts = accounts::get(b, &world.victor).await.unwrap().contacts;
    let names: Vec<_> = contacts.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Mirjam Bos", "Tess Kok"]);

    // There is one with this e-mail by now, so what he proposed can only be refused.
    let twice = decide(b, &world.lena, proposed.id, Verdict::Confirm).await;
    assert!(
        matches!(twice, Err(Error::Refused(Refusal::Field { field: "email", .. }))),
        "{twice:?}"
    );
    let silent = decide(b, &world.lena, proposed.id, Verdict::Refuse(" ")).await;
    assert!(matches!(silent, Err(Error::Refused(Refusal::Field { field: "reason", .. }))));
    decide(b, &world.lena, proposed.id, Verdict::Refuse("She is there already.")).await.unwrap();
    let list = account_changes::list(b, &world.victor).await.unwrap();
    let refused = list.iter().find(|one| one.id == proposed.id).unwrap();
    assert_eq!(refused.reason.as_deref(), Some("She is there already."));

    let counted = told::counts(b, &world.lena).await.unwrap();
    assert_eq!(counted.of(None, Some(Kind::Contact), Some(Outcome::Helped)), 2);
    assert_eq!(counted.of(None, Some(Kind::Contact), Some(Outcome::Asked)), 1);

    let strange = ask(b, &world.ruud, &change(Subject::Contact(Some(id), renamed), 2)).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let theirs = decide(b, &world.lena, AccountChangeId(Uuid::now_v7()), Verdict::Confirm).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
}

#[tokio::test]
async fn an_entity_says_what_it_confirms() {
    let world = World::new().await;
    let b = world.backend();
    let turned = Confirms { address: false, contacts: true };
    let refused = set_confirms(b, &world.lena, turned).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{refused:?}");
    set_confirms(b, &world.ada, turned).await.unwrap();
    set_confirms(b, &world.ada, turned).await.unwrap();
    assert_eq!(account_changes::confirms(b, &world.lena).await.unwrap(), turned);
    assert_eq!(ask(b, &world.joost, &change(dock(), 1)).await.unwrap(), State::Done);
    assert_eq!(address(&world).await.0, "Dock 4");
    let same = ask(b, &world.joost, &change(dock(), 2)).await;
    assert!(matches!(same, Err(Error::Refused(Refusal::Field { .. }))), "{same:?}");
    let (id, offer) = mirjams(&world).await;
    assert!(!offer.at_once);
    let new = change(Subject::Contact(Some(id), person("Mirjam Bos", "m.bos@ferrow.example")), 1);
    assert_eq!(ask(b, &world.joost, &new).await.unwrap(), State::Pending);
}

#[tokio::test]
async fn the_portal_cannot_write_what_has_to_be_confirmed() {
    let world = World::new().await;
    let b = world.backend();
    let mut tx = b.db.portal(&world.joost).await.unwrap();
    let written = sqlx::query("UPDATE account SET address = 'Dock 4', version = version + 1")
        .execute(&mut *tx)
        .await
        .unwrap();
    assert_eq!(written.rows_affected(), 0, "the address is confirmed");
    let written = sqlx::query("UPDATE contact SET name = 'Somebody'").execute(&mut *tx).await;
    assert_eq!(written.unwrap().rows_affected(), 1, "contacts are not, and others' are not seen");
    let forged = sqlx::query(
        "UPDATE account_change SET state = 'done', decided_at = asked_at WHERE state = 'pending'",
    );
    assert!(forged.execute(&mut *tx).await.is_err(), "nobody confirms their own");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_makes_one_change() {
    let world = World::new().await;
    let b = world.backend();
    let new = change(Subject::Contact(None, person("Tess Kok", "t.kok@ferrow.example")), 0);
    let (one, other) = tokio::join!(ask(b, &world.joost, &new), ask(b, &world.joost, &new));
    assert_eq!((one.unwrap(), other.unwrap()), (State::Done, State::Done));
    assert_eq!(account_changes::list(b, &world.joost).await.unwrap().len(), 1);
}
