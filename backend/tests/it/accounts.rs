//! What the account's own people read about it, and about their payments.

use crate::payments::pay;
use backend::{
    Error, accounts,
    payments::{
        list::{self, Cursor, Filter},
        read,
    },
    testing::{self, PASSWORD, World},
    users::{self, places},
};
use domain::{Currency, Money, access::BuyerRole, fee::Method, ids::PaymentId, payment::State};
use uuid::Uuid;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

#[tokio::test]
async fn an_account_shows_terms_limit_people_and_who_looked() {
    let world = World::new().await;
    let b = world.backend();
    world.invoice("NH-1", 100_000, -10).await;
    world.credit("CN-1", 10_000).await;
    let mut tx = b.db.worker().await.unwrap();
    sqlx::query("UPDATE account SET credit_limit_minor = 250000 WHERE id = $1")
        .bind(world.ferrow.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let ip = "127.0.0.1".parse().unwrap();
    let session = testing::session(b, None);
    let lena = "lena@nordhaven.example";
    users::log_in(b, &session, lena, PASSWORD.to_owned(), ip).await.unwrap().unwrap();
    let session = testing::session(b, session.id());
    places::start_viewing(b, &world.lena, &session, world.ferrow).await.unwrap();

    let account = accounts::get(b, &world.victor).await.unwrap();
    assert_eq!(account.seller.iban, "NL91ABNA0417164300");
    assert_eq!(account.customer.number, "10482");
    assert_eq!(account.terms.days, 30);
    let credit = account.credit.unwrap();
    assert_eq!((credit.used, credit.left), (eur(90_000), eur(160_000)));
    let ways: Vec<_> = account.ways.iter().map(|(method, fee)| (*method, fee.rate_bp)).collect();
    assert_eq!(ways, [(Method::BankDebit, 0), (Method::Card, 150), (Method::BankTransfer, 0)]);
    let contacts: Vec<_> = account.contacts.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(contacts, ["Mirjam de Wit"]);
    let users: Vec<_> = account.users.iter().map(|u| (u.name.as_str(), u.role)).collect();
    let known = [
        ("Joost Hartman", BuyerRole::Admin),
        ("Mirjam de Wit", BuyerRole::Pay),
        ("Victor Bos", BuyerRole::View),
    ];
    assert_eq!(users, known);
    let looks: Vec<_> = account.looks.iter().map(|look| look.by.as_str()).collect();
    assert_eq!(looks, ["Lena Okafor"]);
    assert_eq!(accounts::get(b, &world.ruud).await.unwrap().looks, []);
}

#[tokio::test]
async fn a_payment_is_read_with_what_it_pays_and_how_it_got_there() {
    let world = World::new().await;
    let b = world.backend();
    let a = world.invoice("NH-1", 100_000, -10).await;
    let id = pay(&world, &[a], "debit_returned").await.unwrap();
    let payment = read::get(b, &world.victor, id).await.unwrap();
    assert_eq!(payment.state, State::Processing);
    assert_eq!(payment.made_by.as_deref(), Some("Mirjam de Wit"));
    assert_eq!(payment.parts[0].number, "NH-1");
    assert_eq!(payment.parts[0].amount, eur(100_000));
    let early = read::receipt(b, &world.mirjam, id).await;
    assert!(matches!(early, Err(Error::NotFound)), "no receipt yet");

    world.db.pass_days(3).await;
    let receipt = read::receipt(b, &world.mirjam, id).await.unwrap();
    assert_eq!(receipt.payment.state, State::Settled);
    assert!(receipt.number.starts_with("R-26-"), "{}", receipt.number);

    world.db.pass_days(10).await;
    let receipt = read::receipt(b, &world.mirjam, id).await.unwrap();
    assert_eq!(receipt.payment.state, State::Returned, "the receipt says so");
    assert_eq!(receipt.payment.parts.len(), 1, "what it had paid is still told");
    let states: Vec<_> = receipt.payment.steps.iter().map(|step| step.to).collect();
    assert_eq!(
        states,
        [State::Created, State::Confirming, State::Processing, State::Settled, State::Returned]
    );
}

#[tokio::test]
async fn only_who_has_to_act_is_sent_to_the_bank() {
    let world = World::new().await;
    let b = world.backend();
    let a = world.invoice("NH-1", 100_000, -10).await;
    let id = pay(&world, &[a], "card_authenticates").await.unwrap();
    let payment = read::get(b, &world.mirjam, id).await.unwrap();
    let address = payment.action_address.unwrap();
    let provider_ref = address.strip_prefix("/sandbox/bank/").unwrap();
    let at_bank = read::at_bank(b, &world.mirjam, "sandbox", provider_ref).await.unwrap();
    assert_eq!((at_bank.id, at_bank.charged), (id, eur(101_500)));
    let theirs = read::at_bank(b, &world.ruud, "sandbox", provider_ref).await;
    assert!(matches!(theirs, Err(Error::NotFound)));

    let sandbox = b.providers.sandbox().unwrap().clone();
    sandbox.act(provider_ref, true).await.unwrap();
    backend::payments::janitor::look_at(b, id).await.unwrap();
    let payment = read::get(b, &world.mirjam, id).await.unwrap();
    assert_eq!((payment.state, payment.action_address), (State::Settled, None));
}

#[tokio::test]
async fn payments_of_others_are_not_there() {
    let world = World::new().await;
    let b = world.backend();
    let a = world.invoice("NH-1", 100_000, -10).await;
    let id = pay(&world, &[a], "card_pays").await.unwrap();
    for not_there in [id, PaymentId(Uuid::now_v7())] {
        assert!(matches!(read::get(b, &world.ruud, not_there).await, Err(Error::NotFound)));
        assert!(matches!(read::state(b, &world.ruud, not_there).await, Err(Error::NotFound)));
        assert!(matches!(read::receipt(b, &world.ruud, not_there).await, Err(Error::NotFound)));
    }
    let page = list::list(b, &world.ruud, Filter::All, None).await.unwrap();
    assert_eq!(page.payments, []);
}

#[tokio::test]
async fn the_list_goes_back_and_forth_without_gaps() {
    let world = World::new().await;
    let b = world.backend();
    let a = world.invoice("NH-1", 100_000, -10).await;
    // Declined ones hold nothing, so the same invoice can be tried again and again.
    for _ in 0..33 {
        pay(&world, &[a], "card_declined").await.unwrap();
    }
    let settled = pay(&world, &[a], "card_pays").await.unwrap();
    let go = async |cursor: Option<String>| {
        let cursor = cursor.as_deref().and_then(Cursor::of);
        list::list(b, &world.mirjam, Filter::All, cursor).await.unwrap()
    };
    let first = go(None).await;
    assert_eq!(first.payments.len(), 30);
    assert_eq!(first.payments[0].id, settled, "newest first");
    assert_eq!(first.payments[0].invoices, ["NH-1"]);
    assert_eq!(first.newer, None);
    let second = go(first.older.clone()).await;
    assert_eq!((second.payments.len(), second.older.clone()), (4, None));
    let back = go(second.newer.clone()).await;
    assert_eq!(back.payments, first.payments);
    assert_eq!(back.newer, None);
    let all = list::export(b, &world.mirjam, Filter::All).await.unwrap();
    assert_eq!(all.len(), 34);
    let paid = list::list(b, &world.mirjam, Filter::Paid, None).await.unwrap();
    assert_eq!(paid.payments.len(), 1);
    let failed = list::list(b, &world.mirjam, Filter::CameBack, None).await.unwrap();
    assert_eq!(failed.payments.len(), 30);
}
