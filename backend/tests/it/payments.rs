//! Paying: what moves when, what a crash or a late webhook does, and who wins a race.

use backend::{
    Error,
    gateways::sandbox::Behaviour,
    payments::{
        janitor,
        quote::{Choice, Quote, Selection, Spread, quote},
        start::{Order, start},
    },
    testing::World,
};
use domain::{
    Currency, Money, Refusal,
    fee::Method,
    ids::{InvoiceId, PaymentId},
};
use uuid::Uuid;

/// Pays invoices in full with an instrument of the sandbox.
pub async fn pay(
    world: &World,
    invoices: &[InvoiceId],
    instrument: &str,
) -> Result<PaymentId, Error> {
    let order = order(world, invoices, instrument, Spread::InFull).await?;
    start(world.backend(), &world.mirjam, order).await
}

pub async fn order(
    world: &World,
    invoices: &[InvoiceId],
    instrument: &str,
    spread: Spread,
) -> Result<Order, Error> {
    let method = if instrument.starts_with("card") { Method::Card } else { Method::BankDebit };
    let selection = Selection::Invoices(invoices.to_vec());
    let choice = Choice { selection, spread, use_credit: false, method };
    let quoted: Quote = quote(world.backend(), &world.mirjam, &choice).await?;
    Ok(Order {
        id: PaymentId(Uuid::now_v7()),
        choice,
        instrument: instrument.to_owned(),
        expected: quoted.charged,
        short: None,
    })
}

pub async fn state(world: &World, id: PaymentId) -> String {
    let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
    sqlx::query_scalar("SELECT state FROM payment WHERE id = $1")
        .bind(id.0)
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}

/// Open and in-flight amounts of an invoice, as its account's buyers see them.
pub async fn amounts(world: &World, invoice: InvoiceId) -> (i64, i64) {
    let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
    sqlx::query_as(
        "SELECT sum(open_minor)::bigint, sum(in_flight_minor)::bigint FROM open_item WHERE invoice_id = $1",
    )
    .bind(invoice.0)
    .fetch_one(&mut *tx)
    .await
    .unwrap()
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

#[tokio::test]
async fn a_card_pays_several_invoices_at_once_and_the_fee_stays_off_them() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let b = world.invoice("NH-2", 50_000, 5).await;
    let id = pay(&world, &[a, b], "card_pays").await.unwrap();
    assert_eq!(state(&world, id).await, "settled");
    assert_eq!(amounts(&world, a).await, (0, 0));
    assert_eq!(amounts(&world, b).await, (0, 0));
    let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
    let (amount, fee, receipt): (i64, i64, Option<String>) =
        sqlx::query_as("SELECT amount_minor, fee_minor, receipt_number FROM payment WHERE id = $1")
            .bind(id.0)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    assert_eq!((amount, fee), (150_000, 2_250));
    assert!(receipt.is_some());
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_declined_card_leaves_everything_as_it_was() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let id = pay(&world, &[a], "card_declined").await.unwrap();
    assert_eq!(state(&world, id).await, "failed");
    assert_eq!(amounts(&world, a).await, (100_000, 0));
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_debit_is_on_its_way_then_settles_then_comes_back() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let id = pay(&world, &[a], "debit_returned").await.unwrap();
    assert_eq!(state(&world, id).await, "processing");
    assert_eq!(amounts(&world, a).await, (100_000, 100_000));
    world.db.assert_books().await;

    world.db.pass_days(3).await;
    assert_eq!(state(&world, id).await, "settled");
    assert_eq!(amounts(&world, a).await, (0, 0));
    world.db.assert_books().await;

    world.db.pass_days(8).await;
    assert_eq!(state(&world, id).await, "returned");
    assert_eq!(amounts(&world, a).await, (100_000, 0));
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_debit_that_fails_opens_the_invoice_again() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let id = pay(&world, &[a], "debit_fails").await.unwrap();
    world.db.pass_days(3).await;
    assert_eq!(state(&world, id).await, "failed");
    assert_eq!(amounts(&world, a).await, (100_000, 0));
    world.db.assert_books().await;
}

#[tokio::test]
async fn an_answer_that_is_lost_is_looked_up_and_never_asked_for_again() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let silent = Behaviour { late_seconds: 0, copies: 0, shuffled: false, silent_on_confirm: true };
    let sandbox = world.backend().providers.sandbox().unwrap().clone();
    sandbox.behave(silent).await.unwrap();
    let id = pay(&world, &[a], "card_pays").await.unwrap();
    assert_eq!(state(&world, id).await, "unknown");
    assert_eq!(amounts(&world, a).await, (100_000, 100_000), "held until it is known");
    // No webhook came (copies: 0): only the janitor finds out.
    world.db.pass(3).await;
    assert_eq!(state(&world, id).await, "settled");
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_double_click_pays_once_and_another_form_with_the_same_key_is_refused() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let order = order(&world, &[a], "card_pays", Spread::InFull).await.unwrap();
    let (one, two) = tokio::join!(
        start(world.backend(), &world.mirjam, order.clone()),
        start(world.backend(), &world.mirjam, order.clone()),
    );
    // One of them may lose the race for the row; sent again, it finds the payment.
    assert!(one.is_ok() || two.is_ok());
    assert_eq!(start(world.backend(), &world.mirjam, order.clone()).await.unwrap(), order.id);
    let other = Order { expected: eur(1), ..order };
    let refused = start(world.backend(), &world.mirjam, other).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::KeyReused))), "{refused:?}");
    assert_eq!(amounts(&world, a).await, (0, 0));
    world.db.assert_books().await;
}

#[tokio::test]
async fn two_people_cannot_pay_the_same_amount() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let one = order(&world, &[a], "debit_settles", Spread::InFull).await.unwrap();
    let two = order(&world, &[a], "card_pays", Spread::InFull).await.unwrap();
    let (one, two) = tokio::join!(
        start(world.backend(), &world.mirjam, one),
        start(world.backend(), &world.mirjam, two),
    );
    assert!(one.is_ok() != two.is_ok(), "exactly one of them: {one:?} {two:?}");
    let ((Err(refused), _) | (_, Err(refused))) = (one, two) else { unreachable!() };
    assert!(matches!(refused, Error::Refused(Refusal::Stale | Refusal::AmountZero)), "{refused:?}");
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_page_that_shows_another_amount_pays_nothing() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let stale = Order {
        expected: eur(99_999),
        ..order(&world, &[a], "card_pays", Spread::InFull).await.unwrap()
    };
    let refused = start(world.backend(), &world.mirjam, stale).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Stale))));
    assert_eq!(amounts(&world, a).await, (100_000, 0));
}

#[tokio::test]
async fn an_amount_is_spread_oldest_first_and_too_much_is_refused() {
    let world = World::new().await;
    let old = world.invoice("NH-1", 100_000, -10).await;
    let new = world.invoice("NH-2", 50_000, 5).await;
    let spread = Spread::OldestFirst(eur(120_000));
    let part = order(&world, &[new, old], "card_pays", spread).await.unwrap();
    start(world.backend(), &world.mirjam, part).await.unwrap();
    assert_eq!(amounts(&world, old).await, (0, 0));
    assert_eq!(amounts(&world, new).await, (30_000, 0));
    let refused = order(&world, &[new], "card_pays", Spread::OldestFirst(eur(30_001))).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::OverpaymentInTotal { .. }))),
        "{refused:?}"
    );
    world.db.assert_books().await;
}

#[tokio::test]
async fn what_is_due_leaves_out_what_is_promised_and_choosing_it_does_not() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let promise = backend::promises::NewPromise {
        id: domain::ids::PromiseId(Uuid::now_v7()),
        invoice_id: a,
        amount: eur(60_000),
        until: world.today() + chrono::Days::new(5),
    };
    backend::promises::make(world.backend(), &world.mirjam, &promise).await.unwrap();
    let quoted = async |selection| {
        let choice = Choice {
            selection,
            spread: Spread::InFull,
            use_credit: false,
            method: Method::BankDebit,
        };
        quote(world.backend(), &world.mirjam, &choice).await.unwrap().charged
    };
    let due = Selection::DueBy(world.today(), Currency::EUR);
    assert_eq!(quoted(due).await, eur(40_000));
    assert_eq!(quoted(Selection::Invoices(vec![a])).await, eur(100_000));
}

#[tokio::test]
async fn a_discount_is_taken_in_time_and_lapses_the_day_after() {
    let world = World::new().await;
    let until = world.today() + chrono::Days::new(2);
    let draft = world.draft("NH-1", 100_000, world.today() + chrono::Days::new(20));
    let id = world
        .issue(backend::invoices::issue::NewInvoice { discount: Some((200, until)), ..draft })
        .await;
    let quoted = order(&world, &[id], "debit_settles", Spread::InFull).await.unwrap();
    assert_eq!(quoted.expected, eur(98_000));
    start(world.backend(), &world.mirjam, quoted).await.unwrap();
    world.db.pass_days(3).await;
    assert_eq!(amounts(&world, id).await, (0, 0));
    world.db.assert_books().await;

    let draft = world.draft("NH-2", 100_000, world.today() + chrono::Days::new(20));
    let late = world
        .issue(backend::invoices::issue::NewInvoice {
            discount: Some((200, world.today() - chrono::Days::new(1))),
            ..draft
        })
        .await;
    let quoted = order(&world, &[late], "debit_settles", Spread::InFull).await.unwrap();
    assert_eq!(quoted.expected, eur(100_000));
}

#[tokio::test]
async fn credit_is_used_first_when_asked_for() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    world.credit("CN-1", 60_500).await;
    let mut with_credit = order(&world, &[a], "card_pays", Spread::InFull).await.unwrap();
    with_credit.choice.use_credit = true;
    with_credit.expected =
        quote(world.backend(), &world.mirjam, &with_credit.choice).await.unwrap().charged;
    assert_eq!(with_credit.expected, eur(39_500 + 593)); // 1.5 % of what the card pays, half up
    let id = start(world.backend(), &world.mirjam, with_credit).await.unwrap();
    assert_eq!(state(&world, id).await, "settled");
    assert_eq!(amounts(&world, a).await, (0, 0));
    world.db.assert_books().await;
}

#[tokio::test]
async fn webhooks_late_twice_and_in_any_order_end_in_the_same_books() {
    let world = World::new().await;
    let sandbox = world.backend().providers.sandbox().unwrap().clone();
    let rude =
        Behaviour { late_seconds: 7_200, copies: 3, shuffled: true, silent_on_confirm: false };
    sandbox.behave(rude).await.unwrap();
    for n in 0..5 {
        let invoice = world.invoice(&format!("NH-{n}"), 10_000 + n, -1).await;
        let instrument = ["debit_settles", "debit_returned", "debit_fails"][n as usize % 3];
        pay(&world, &[invoice], instrument).await.unwrap();
    }
    world.db.pass_days(14).await;
    world.db.assert_books().await;
    let mut tx = world.backend().db.staff(&world.lena).await.unwrap();
    let states: Vec<(String, i64)> =
        sqlx::query_as("SELECT state, count(*) FROM payment GROUP BY 1 ORDER BY 1")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    let told: Vec<_> = states.iter().map(|(s, n)| (s.as_str(), *n)).collect();
    assert_eq!(told, [("failed", 1), ("returned", 2), ("settled", 2)]);
    let doubled: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM webhook_inbox WHERE deliveries > 1 AND state = 'applied'",
    )
    .fetch_one(&mut *tx)
    .await
    .unwrap();
    assert!(doubled > 0, "copies came and were counted");
}

#[tokio::test]
async fn a_payment_that_was_never_sent_is_given_up() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    // A crash right after our own row: no provider was ever asked.
    let order = order(&world, &[a], "card_pays", Spread::InFull).await.unwrap();
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query(
        "INSERT INTO payment (id, entity_id, account_id, provider, method, instrument, instrument_label, currency,
                              amount_minor, fee_minor, state, request_hash, created_at, check_at)
         VALUES ($1, $2, $3, 'sandbox', 'card', 'card_pays', 'Visa', 'EUR', 100000, 1500, 'created', 'x', $4, $4)",
    )
    .bind(order.id.0)
    .bind(world.entity.0)
    .bind(world.ferrow.0)
    .bind(world.backend().clock.now())
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO payment_part (account_id, payment_id, open_item_id, amount_minor)
         SELECT account_id, $1, id, 100000 FROM open_item WHERE invoice_id = $2",
    )
    .bind(order.id.0)
    .bind(a.0)
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query("UPDATE open_item SET in_flight_minor = 100000 WHERE invoice_id = $1")
        .bind(a.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.db.assert_books().await;
    janitor::look_after(world.backend()).await.unwrap();
    assert_eq!(state(&world, order.id).await, "canceled");
    assert_eq!(amounts(&world, a).await, (100_000, 0));
    world.db.assert_books().await;
}

#[tokio::test]
async fn who_only_views_cannot_pay_and_strangers_find_nothing() {
    let world = World::new().await;
    let a = world.invoice("NH-1", 100_000, -10).await;
    let order = order(&world, &[a], "card_pays", Spread::InFull).await.unwrap();
    let refused = start(world.backend(), &world.victor, order.clone()).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))));
    let refused = start(world.backend(), &world.ruud, order).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    assert_eq!(amounts(&world, a).await, (100_000, 0));
}
