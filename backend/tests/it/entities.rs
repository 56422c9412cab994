//! The companies that bill, as the command line makes them.

use backend::{
    Actor, Error,
    entities::{self, NewEntity},
    testing::World,
};
use domain::{Currency, Refusal};

const ACTOR: Actor = Actor::System("command line");

fn ibm() -> NewEntity {
    NewEntity {
        short_name: "IBM".into(),
        name: "IBM sample".into(),
        country: "US".into(),
        currency: Currency::USD,
        time_zone: "America/New_York".into(),
        address: "1 New Orchard Road".into(),
        city: "Armonk, NY 10504".into(),
        vat_id: None,
        email: "receivables@ibm.example".into(),
        iban: "000123456789".into(),
        bic: "CHASUS33".into(),
        bank_name: "A bank".into(),
        bank_since: "2013-01-01".parse().unwrap(),
        card_fee_bp: 0,
    }
}

fn field(refused: Result<impl std::fmt::Debug, Error>) -> &'static str {
    match refused {
        Err(Error::Refused(Refusal::Field { field, .. })) => field,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_company_is_made_once_and_found_by_what_people_call_it() {
    let world = World::new().await;
    let b = world.backend();
    let id = entities::add(b, &ACTOR, &ibm()).await.unwrap();
    assert_eq!(entities::by_name(b, "ibm").await.unwrap(), id);
    assert!(entities::list(b).await.unwrap().contains(&("IBM".into(), "IBM sample".into())));
    let again = NewEntity { short_name: "ibm".into(), ..ibm() };
    assert_eq!(field(entities::add(b, &ACTOR, &again).await), "short name");
    assert_eq!(field(entities::by_name(b, "nobody").await), "entity");
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_its_name() {
    let world = World::new().await;
    let b = world.backend();
    let bad = [
        ("name", NewEntity { name: " ".into(), ..ibm() }),
        ("country", NewEntity { country: "usa".into(), ..ibm() }),
        ("time zone", NewEntity { time_zone: "New York".into(), ..ibm() }),
        ("card fee", NewEntity { card_fee_bp: 501, ..ibm() }),
    ];
    for (expected, new) in bad {
        assert_eq!(field(entities::add(b, &ACTOR, &new).await), expected);
    }
    let staff = Actor::Staff(world.ada.clone());
    assert!(matches!(entities::add(b, &staff, &ibm()).await, Err(Error::NotFound)));
}
