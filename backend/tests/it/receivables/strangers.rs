//! Who works for another entity finds nothing of this one, and who only views changes nothing.

use super::{staff, stranger};
use crate::payments::pay;
use backend::{
    Error, Result,
    receivables::{
        account, accounts, coming, decisions, invoice, invoices, messages, overview, paging::From,
        payment, payments, promises, search, webhooks,
    },
    testing::World,
};
use domain::{Refusal, access::StaffRole};

fn not_found<T: std::fmt::Debug>(answer: Result<T>) {
    assert!(matches!(answer, Err(Error::NotFound)), "{answer:?}");
}

#[tokio::test]
async fn another_entity_sees_nothing_of_this_one() {
    let world = World::new().await;
    let (b, other) = (world.backend(), &stranger(&world));
    let id = world.invoice("NH-1", 100_000, 7).await;
    let paid = world.invoice("NH-2", 50_000, -3).await;
    let paid_by = pay(&world, &[paid], "debit_settles").await.unwrap();
    world.credit("CN-1", 500).await;
    world.db.pass_days(3).await;
    let message =
        messages::list(b, &world.lena, &messages::Filter::default()).await.unwrap().rows[0].id;
    let webhook = webhooks::list(b, &world.ada, None, &From::Start).await.unwrap().rows[0].id;

    not_found(account::get(b, other, world.ferrow, &From::Start).await);
    not_found(invoice::get(b, other, id).await);
    not_found(payment::get(b, other, paid_by).await);
    not_found(messages::get(b, other, message).await);
    not_found(webhooks::get(b, other, webhook).await);
    not_found(webhooks::retry(b, other, webhook).await);
    let account = Some(world.ferrow);
    not_found(invoices::list(b, other, &invoices::Filter { account, ..Default::default() }).await);
    not_found(payments::list(b, other, &payments::Filter { account, ..Default::default() }).await);
    not_found(decisions::log(b, other, &decisions::Filter { account, ..Default::default() }).await);

    for show in invoices::Show::ALL {
        let filter = invoices::Filter { show, ..Default::default() };
        let list = invoices::list(b, other, &filter).await.unwrap();
        assert!(list.page.rows.is_empty() && list.totals.is_empty(), "{show:?}");
        assert!(invoices::export(b, other, &filter).await.unwrap().is_empty(), "{show:?}");
        let filter = invoices::Filter { q: Some("NH".to_owned()), ..filter };
        assert!(invoices::list(b, other, &filter).await.unwrap().page.rows.is_empty());
    }
    for show in payments::Show::ALL {
        let filter = payments::Filter { show, ..Default::default() };
        assert!(payments::list(b, other, &filter).await.unwrap().page.rows.is_empty());
    }
    for by in accounts::By::ALL {
        let filter = accounts::Filter { by, ..Default::default() };
        assert!(accounts::list(b, other, &filter).await.unwrap().page.rows.is_empty());
    }
    for q in ["NH-1", "10482", "Ferrow", "1000.00", &backend::payments::reference(paid_by)] {
        assert!(search::search(b, other, q).await.unwrap().is_empty(), "{q}");
    }
    let log = decisions::log(b, other, &Default::default()).await.unwrap();
    assert!(log.page.rows.is_empty());
    assert!(messages::list(b, other, &messages::Filter::default()).await.unwrap().rows.is_empty());
    assert!(webhooks::list(b, other, None, &From::Start).await.unwrap().rows.is_empty());
    let seen = overview::overview(b, other, None).await.unwrap();
    assert_eq!((seen.items(), seen.accounts, seen.credit.minor, seen.dso), (0, 0, 0, None));
    assert!(seen.latest_payments.is_empty() && seen.overdue_accounts.is_empty());
    let coming = coming::coming(b, other, &[30]).await.unwrap();
    assert_eq!((coming[0].due, coming[0].reminders, coming[0].payments), (0, 0, 0));
}

#[tokio::test]
async fn a_viewer_reads_everything_but_the_plumbing() {
    let world = World::new().await;
    let (b, viewer) = (world.backend(), &staff(&world, StaffRole::Viewer));
    let id = world.invoice("NH-1", 100_000, 7).await;
    let paid_by = pay(&world, &[id], "card_pays").await.unwrap();
    world.db.settle_down().await;
    overview::overview(b, viewer, None).await.unwrap();
    account::get(b, viewer, world.ferrow, &From::Start).await.unwrap();
    invoice::get(b, viewer, id).await.unwrap();
    payment::get(b, viewer, paid_by).await.unwrap();
    accounts::list(b, viewer, &Default::default()).await.unwrap();
    invoices::list(b, viewer, &Default::default()).await.unwrap();
    payments::list(b, viewer, &Default::default()).await.unwrap();
    decisions::log(b, viewer, &Default::default()).await.unwrap();
    messages::list(b, viewer, &messages::Filter::default()).await.unwrap();
    promises::list(b, viewer, domain::promise::State::Open, &From::Start).await.unwrap();
    search::search(b, viewer, "NH").await.unwrap();
    coming::coming(b, viewer, &[1]).await.unwrap();
    let refused = webhooks::list(b, viewer, None, &From::Start).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))));
}
