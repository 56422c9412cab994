//! Whatever happens to a disputed invoice, in whatever order and two at a time, every surface names the
//! same amounts and the books balance.

use crate::{
    conversations::written,
    disputes::{assert_all_agree, decide, eur, open},
    payments::pay,
    proposals::{judge, proposal},
};
use backend::{
    Error,
    disputes::{self, Way},
    promises::{self, NewPromise},
    testing::World,
};
use domain::{
    dispute::Outcome,
    ids::{InvoiceId, PromiseId},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use uuid::Uuid;

/// What somebody does, in whatever order.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Open(i64),
    Withdraw(usize),
    Decide(usize, i64),
    WriteOff(usize, i64),
    Offer(usize, i64),
    Answer(usize, bool),
    Reopen(usize),
    Pay(&'static str),
    Promise(i64),
    WithdrawPromise,
    PassDays(i64),
}

fn deeds() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (1_i64..60_000).prop_map(Deed::Open),
        1 => (0_usize..4).prop_map(Deed::Withdraw),
        4 => (0_usize..4, prop_oneof![Just(0_i64), 1_i64..40_000]).prop_map(|(n, credit)| Deed::Decide(n, credit)),
        1 => (0_usize..4, 1_i64..20_000).prop_map(|(n, off)| Deed::WriteOff(n, off)),
        2 => (0_usize..4, 1_i64..40_000).prop_map(|(n, off)| Deed::Offer(n, off)),
        2 => (0_usize..4, any::<bool>()).prop_map(|(n, accepts)| Deed::Answer(n, accepts)),
        2 => (0_usize..4).prop_map(Deed::Reopen),
        3 => prop_oneof![Just("card_pays"), Just("card_declined"), Just("debit_settles"), Just("debit_returned")]
            .prop_map(Deed::Pay),
        1 => (1_i64..50_000).prop_map(Deed::Promise),
        1 => Just(Deed::WithdrawPromise),
        1 => (1_i64..6).prop_map(Deed::PassDays),
    ]
}

/// Does it; being refused is an answer like any other.
async fn act(world: &World, invoice: InvoiceId, deed: Deed) {
    let b = world.backend();
    let nth = async |n: usize| {
        let all = disputes::export(b, &world.mirjam, None).await.unwrap();
        all.get(n).map(|dispute| dispute.id)
    };
    let answer = match deed {
        Deed::Open(minor) => open(world, invoice, minor).await.map(|_| ()),
        Deed::Withdraw(n) => match nth(n).await {
            Some(id) => disputes::withdraw(b, &world.joost, id).await,
            None => Ok(()),
        },
        Deed::Decide(n, credit) => match nth(n).await {
            Some(id) => decide(world, id, credit).await,
            None => Ok(()),
        },
        Deed::WriteOff(n, off) => match nth(n).await {
            Some(id) => {
                let judged = (Outcome::WriteOff, off);
                judge(world, &world.lena, id, judged, Way::Decide).await.map(|_| ())
            }
            None => Ok(()),
        },
        Deed::Offer(n, off) => match nth(n).await {
            Some(id) => {
                let judged = (Outcome::Credit, off);
                judge(world, &world.lena, id, judged, Way::Offer).await.map(|_| ())
            }
            None => Ok(()),
        },
        Deed::Answer(n, accepts) => match nth(n).await {
            Some(id) => match (proposal(world, id).await, accepts) {
                (Some(id), true) => disputes::accept(b, &world.joost, id).await,
                (Some(id), false) => disputes::decline(b, &world.joost, id, "No.").await,
                (None, _) => Ok(()),
            },
            None => Ok(()),
        },
        Deed::Reopen(n) => match nth(n).await {
            Some(id) => disputes::reopen(b, &world.joost, id, &written("Again.")).await,
            None => Ok(()),
        },
        Deed::Pay(instrument) => pay(world, &[invoice], instrument).await.map(|_| ()),
        Deed::Promise(minor) => {
            let until = world.today() + chrono::Days::new(3);
            let id = PromiseId(Uuid::now_v7());
            let new = NewPromise { id, invoice_id: invoice, amount: eur(minor), until };
            promises::make(b, &world.mirjam, &new).await
        }
        Deed::WithdrawPromise => promises::withdraw(b, &world.mirjam, invoice).await,
        Deed::PassDays(days) => {
            world.db.pass_days(days).await;
            Ok(())
        }
    };
    let is_an_answer =
        matches!(answer, Ok(()) | Err(Error::Refused(_) | Error::NotFound | Error::Conflict));
    assert!(is_an_answer, "{deed:?}: {answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_in_whatever_order_and_two_at_a_time_all_surfaces_agree() {
    let mut runner = TestRunner::deterministic();
    let mut drawn = || deeds().new_tree(&mut runner).expect("a deed").current();
    for _ in 0..8 {
        let world = World::new().await;
        let invoice = world.invoice("NH-1", 100_000, -10).await;
        for _ in 0..16 {
            let (one, other) = (drawn(), drawn());
            // Time passes for nobody alone.
            if matches!((one, other), (Deed::PassDays(_), _) | (_, Deed::PassDays(_))) {
                act(&world, invoice, one).await;
                act(&world, invoice, other).await;
            } else {
                tokio::join!(act(&world, invoice, one), act(&world, invoice, other));
            }
            assert_all_agree(&world, invoice).await;
        }
    }
}
