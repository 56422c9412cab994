//! A crash between any two steps of a payment: afterwards the janitor and the provider agree, no
//! money moved twice, and the books add up.

use crate::payments::{amounts, order, state};
use backend::{
    gateways::{
        provider::{
            Answer, Creation, PaymentProvider, ProviderError, Snapshot, WebhookEvent,
            WebhookRefusal,
        },
        sandbox::Sandbox,
    },
    payments::{quote::Spread, start::start},
    testing::World,
};
use chrono::{DateTime, Utc};
use std::sync::{Arc, Mutex};

/// Where the process dies: a panic takes the payment's task with it, as a crash would.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    BeforeCreate,
    AfterCreate,
    BeforeConfirm,
    AfterConfirm,
}

/// The sandbox, behind a wire that is cut once.
pub struct Cut {
    sandbox: Arc<Sandbox>,
    at: Mutex<Option<Place>>,
}

impl Cut {
    /// Cuts the wire of a world.
    pub fn off(world: &mut World, place: Place) {
        let sandbox = world.backend().providers.sandbox().unwrap().clone();
        let cut = Arc::new(Self { sandbox, at: Mutex::new(Some(place)) });
        world.db.backend.providers = world.db.backend.providers.clone().with(cut);
    }

    fn here(&self, place: Place) {
        let mut at = self.at.lock().unwrap();
        if *at == Some(place) {
            *at = None;
            drop(at);
            panic!("crash at {place:?}");
        }
    }
}

impl PaymentProvider for Cut {
    fn name(&self) -> &'static str {
        "sandbox"
    }
    fn create<'a>(&'a self, creation: &'a Creation) -> Answer<'a, Snapshot> {
        Box::pin(async move {
            self.here(Place::BeforeCreate);
            let answer = self.sandbox.create(creation).await;
            self.here(Place::AfterCreate);
            answer
        })
    }
    fn confirm<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot> {
        Box::pin(async move {
            self.here(Place::BeforeConfirm);
            let answer = self.sandbox.confirm(provider_ref).await;
            self.here(Place::AfterConfirm);
            answer
        })
    }
    fn get<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot> {
        self.sandbox.get(provider_ref)
    }
    fn cancel<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot> {
        self.sandbox.cancel(provider_ref)
    }
    fn verify(
        &self,
        signature: Option<&str>,
        raw: &[u8],
        at: DateTime<Utc>,
    ) -> Result<WebhookEvent, WebhookRefusal> {
        self.sandbox.verify(signature, raw, at)
    }
}

async fn crash_at(place: Place, instrument: &str) -> (World, String, (i64, i64), i64) {
    let mut world = World::new().await;
    Cut::off(&mut world, place);
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let order = order(&world, &[invoice], instrument, Spread::InFull).await.unwrap();
    let id = order.id;
    assert!(start(world.backend(), &world.mirjam, order.clone()).await.is_err(), "{place:?}");
    // Whoever asks again meanwhile finds the payment that is there.
    assert_eq!(start(world.backend(), &world.mirjam, order).await.unwrap(), id);
    world.db.assert_books().await;
    world.db.pass(3).await;
    world.db.assert_books().await;
    let mut tx = world.backend().db.worker().await.unwrap();
    let charged: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM sandbox.payment WHERE status IN ('succeeded', 'processing')",
    )
    .fetch_one(&mut *tx)
    .await
    .unwrap();
    drop(tx);
    let state = state(&world, id).await;
    let amounts = amounts(&world, invoice).await;
    (world, state, amounts, charged)
}

#[tokio::test]
async fn a_crash_before_money_was_asked_for_gives_the_payment_up() {
    for place in [Place::BeforeCreate, Place::AfterCreate, Place::BeforeConfirm] {
        let (_world, state, amounts, charged) = crash_at(place, "card_pays").await;
        assert_eq!((state.as_str(), amounts, charged), ("canceled", (100_000, 0), 0), "{place:?}");
    }
}

#[tokio::test]
async fn a_crash_after_money_was_asked_for_finds_it() {
    let (_world, state, amounts, charged) = crash_at(Place::AfterConfirm, "card_pays").await;
    assert_eq!((state.as_str(), amounts, charged), ("settled", (0, 0), 1));
}

#[tokio::test]
async fn a_crash_with_a_debit_under_way_waits_for_it() {
    let (world, state, amounts, charged) = crash_at(Place::AfterConfirm, "debit_settles").await;
    assert_eq!((state.as_str(), amounts, charged), ("processing", (100_000, 100_000), 1));
    world.db.pass_days(4).await;
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_provider_that_refuses_to_prepare_leaves_nothing_held() {
    struct Closed(Arc<Sandbox>);
    impl PaymentProvider for Closed {
        fn name(&self) -> &'static str {
            "sandbox"
        }
        fn create<'a>(&'a self, _: &'a Creation) -> Answer<'a, Snapshot> {
            Box::pin(async { Err(ProviderError::Refused("Closed today.".to_owned())) })
        }
        fn confirm<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot> {
            self.0.confirm(provider_ref)
        }
        fn get<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot> {
            self.0.get(provider_ref)
        }
        fn cancel<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot> {
            self.0.cancel(provider_ref)
        }
        fn verify(
            &self,
            signature: Option<&str>,
            raw: &[u8],
            at: DateTime<Utc>,
        ) -> Result<WebhookEvent, WebhookRefusal> {
            self.0.verify(signature, raw, at)
        }
    }
    let mut world = World::new().await;
    let sandbox = world.backend().providers.sandbox().unwrap().clone();
    world.db.backend.providers = world.db.backend.providers.clone().with(Arc::new(Closed(sandbox)));
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let order = order(&world, &[invoice], "card_pays", Spread::InFull).await.unwrap();
    let id = start(world.backend(), &world.mirjam, order).await.unwrap();
    assert_eq!(state(&world, id).await, "failed");
    assert_eq!(amounts(&world, invoice).await, (100_000, 0));
    world.db.assert_books().await;
}
