//! What happened, as the account's people read it.

use crate::payments::pay;
use backend::{
    Error,
    events::{self, NewEvent},
    testing::World,
    timeline,
};
use domain::ids::{InvoiceId, PaymentId};
use uuid::Uuid;

#[tokio::test]
async fn a_story_is_told_newest_first_and_only_to_its_account() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let payment = pay(&world, &[invoice], "card_pays").await.unwrap();
    let (b, mirjam) = (world.backend(), &world.mirjam);
    let names = |events: Vec<timeline::Event>| -> Vec<String> {
        events.into_iter().map(|event| event.name).collect()
    };
    let of_payment = names(timeline::of_payment(b, mirjam, payment).await.unwrap());
    assert_eq!(of_payment, ["payment.settled", "payment.started"]);
    let of_invoice = timeline::of_invoice(b, mirjam, invoice).await.unwrap();
    assert_eq!(of_invoice[0].on, Some(world.today() - chrono::Days::new(40)));
    assert_eq!(names(of_invoice), ["invoice.issued"]);
    let of_account = names(timeline::of_account(b, mirjam).await.unwrap());
    assert_eq!(of_account, ["payment.settled", "payment.started", "invoice.issued"]);

    assert!(timeline::of_account(b, &world.ruud).await.unwrap().is_empty());
    let theirs = timeline::of_invoice(b, &world.ruud, invoice).await;
    assert!(matches!(theirs, Err(Error::NotFound)));
    let nobodys = timeline::of_payment(b, mirjam, PaymentId(Uuid::now_v7())).await;
    assert!(matches!(nobodys, Err(Error::NotFound)));
}

#[tokio::test]
async fn what_is_not_written_for_buyers_is_not_read_by_them() {
    let world = World::new().await;
    let id = InvoiceId(Uuid::now_v7());
    let mut tx = world.backend().db.worker().await.unwrap();
    let event = NewEvent {
        entity_id: Some(world.entity),
        account_id: Some(world.ferrow),
        name: "import.changed",
        subject: ("invoice", id.0),
        text: "For our own eyes".to_owned(),
        data: serde_json::json!({}),
        for_buyer: false,
    };
    let (actor, now) = (backend::Actor::System("test"), world.backend().clock.now());
    events::record(&mut tx, &actor, now, event).await.unwrap();
    tx.commit().await.unwrap();
    let read = timeline::of_invoice(world.backend(), &world.mirjam, id).await;
    assert!(matches!(read, Err(Error::NotFound)), "{read:?}");
}
