//! Buyers help themselves: a payment is found wherever it is, an order number is kept, and what still
//! needs somebody is counted.

use crate::{imports, payments::pay};
use backend::{
    Error,
    conversations::{self, NewQuestion},
    disputes::{self, Claimed, NewDispute, NewLine},
    imports::Kind as File,
    invoices::{
        copy, detail,
        order::{NewOrder, give},
    },
    receivables::{
        conversations::{self as queue, Show},
        paging::From,
        search,
        self_help::{self as told, Filter},
    },
    self_help::{self, Found, Source, Telling, look, tell, that_is_it},
    testing::World,
    timeline,
};
use domain::{
    Currency, Money, Refusal,
    conversation::About,
    ids::{DisputeId, InvoiceId},
    payment::State,
    self_help::{Kind, Outcome, Remembered, Why},
};
use uuid::Uuid;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

async fn found(world: &World, invoice: InvoiceId) -> Vec<Found> {
    found_as(world, invoice, Remembered::default()).await
}

async fn found_as(world: &World, invoice: InvoiceId, remembered: Remembered) -> Vec<Found> {
    look(world.backend(), &world.mirjam, invoice, &remembered).await.unwrap().found
}

fn state(found: &Found) -> Option<State> {
    match found.source {
        Source::Payment { state, .. } => Some(state),
        Source::CreditNote { .. } => None,
    }
}

/// Money that came by transfer, as files tell of it.
async fn transfer(world: &World, number: &str, on: &str, amount: &str, invoice: &str) {
    let text = format!(
        "number,account,settled_on,amount,invoice\n{number},10482,{on},{amount},{invoice}\n"
    );
    imports::load(world, File::Payments, &text).await;
}

/// How many cases of a kind ended so.
async fn count(world: &World, kind: Kind, outcome: Outcome) -> i64 {
    let counted = told::counts(world.backend(), &world.lena).await.unwrap();
    counted.of(None, Some(kind), Some(outcome))
}

fn order(invoice_id: InvoiceId, typed: &str, version: i64) -> NewOrder {
    NewOrder { id: Uuid::now_v7(), invoice_id, typed: typed.to_owned(), version }
}

fn telling(world: &World, invoice_id: InvoiceId) -> Telling {
    let from = "NL20 INGB 5678".to_owned();
    Telling { id: Uuid::now_v7(), invoice_id, on: world.today(), amount: eur(80_000), from }
}

#[tokio::test]
async fn what_is_on_its_way_is_found_and_so_is_what_came_back() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 80_000, -3).await;
    let id = pay(&world, &[invoice], "debit_returned").await.unwrap();
    let moving = found(&world, invoice).await;
    assert_eq!(moving.len(), 1);
    assert_eq!((moving[0].why, moving[0].here), (Why::Invoice, eur(80_000)));
    let Source::Payment { id: of, state, settles_on, .. } = &moving[0].source else {
        panic!("a payment: {moving:?}");
    };
    assert_eq!((*of, *state), (id, State::Processing));
    assert!(settles_on.is_some(), "it says when it counts");

    world.db.pass_days(3).await;
    let paid = found(&world, invoice).await;
    assert_eq!((state_of(&paid), paid[0].here), (State::Settled, eur(80_000)));
    world.db.pass_days(8).await;
    let back = found(&world, invoice).await;
    assert_eq!((state_of(&back), back[0].why), (State::Returned, Why::Invoice));
    let Source::Payment { returned_on, .. } = &back[0].source else { panic!("{back:?}") };
    assert!(returned_on.is_some());
}

fn state_of(found: &[Found]) -> State {
    state(&found[0]).expect("a payment")
}

#[tokio::test]
async fn what_was_applied_elsewhere_is_found_by_its_amount_and_what_is_left_by_its_room() {
    let world = World::new().await;
    let asked = world.invoice("NH-1", 80_000, 10).await;
    let other = world.invoice("NH-2", 80_000, 5).await;
    transfer(&world, "T1", "2026-11-12", "800.00", "NH-2").await;
    let elsewhere = found(&world, asked).await;
    assert_eq!(elsewhere.len(), 1, "{elsewhere:#?}");
    assert_eq!((elsewhere[0].why, elsewhere[0].here), (Why::Amount, eur(0)));
    let place = &elsewhere[0].elsewhere[0];
    assert_eq!(
        (place.invoice_id, place.number.as_str(), place.amount),
        (other, "NH-2", eur(80_000))
    );

    // Of money that nobody knew what it was for, and of a credit note, there is something to use.
    transfer(&world, "T2", "2026-11-13", "300.00", "4711").await;
    world.credit("CN-1", 5_000).await;
    let loose = found(&world, asked).await;
    let left: Vec<_> = loose.iter().map(|one| (one.why, one.left)).collect();
    assert_eq!(left, [(Why::Amount, eur(0)), (Why::Room, eur(5_000)), (Why::Room, eur(30_000))]);
    let credit = loose.iter().find(|one| state(one).is_none()).unwrap();
    assert!(matches!(&credit.source, Source::CreditNote { number, .. } if number == "CN-1"));

    // What is remembered narrows it down; what is remembered wrongly finds nothing.
    let by = |amount, reference: Option<&str>| Remembered {
        amount: Some(eur(amount)),
        on: None,
        reference: reference.map(str::to_owned),
    };
    assert_eq!(found_as(&world, asked, by(30_000, None)).await.len(), 1);
    assert_eq!(found_as(&world, asked, by(30_001, None)).await.len(), 0);
    let by_reference = found_as(&world, asked, by(1, Some("paid as nh-2"))).await;
    assert_eq!(by_reference.first().map(|one| one.why), None, "too short to say something");
    assert_eq!(found_as(&world, asked, by(1, Some("CN 1 T1"))).await.len(), 0);
    assert!(found(&world, other).await.iter().any(|one| one.here == eur(80_000)));

    // What is found ends the case, once; what is others' is not there.
    let Source::Payment { id: source, .. } = elsewhere[0].source else { panic!("{elsewhere:?}") };
    let b = world.backend();
    let form = Uuid::now_v7();
    for _ in 0..2 {
        that_is_it(b, &world.victor, form, asked, source.0).await.unwrap();
    }
    assert_eq!(count(&world, Kind::Paid, Outcome::Helped).await, 1);
    let story = timeline::of_invoice(b, &world.mirjam, asked).await.unwrap();
    assert_eq!(story.iter().filter(|event| event.name == "self_help.found").count(), 1);
    let strange = look(b, &world.ruud, asked, &Remembered::default()).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let strange = that_is_it(b, &world.ruud, Uuid::now_v7(), asked, source.0).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let unknown = that_is_it(b, &world.mirjam, Uuid::now_v7(), asked, Uuid::now_v7()).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
    let theirs = world.invoice_to(world.maasland, "NH-9", 80_000, 5, Currency::EUR).await;
    assert!(look(b, &world.ruud, theirs, &Remembered::default()).await.unwrap().found.is_empty());
}

#[tokio::test]
async fn a_payment_of_long_ago_is_found_by_what_it_is_called() {
    let world = World::new().await;
    let asked = world.invoice("NH-1", 80_000, 10).await;
    world.invoice("NH-2", 80_000, 5).await;
    transfer(&world, "TRF-0001", "2026-01-05", "12.34", "NH-2").await;
    assert!(found(&world, asked).await.is_empty());
    let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
    let (reference, receipt): (String, String) =
        sqlx::query_as("SELECT reference, receipt_number FROM payment")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    drop(tx);
    for typed in [reference.to_lowercase(), receipt] {
        let remembered = Remembered { reference: Some(typed.clone()), ..Remembered::default() };
        let found = found_as(&world, asked, remembered).await;
        assert_eq!(found.first().map(|one| one.why), Some(Why::Reference), "{typed}");
    }
}

#[tokio::test]
async fn what_nobody_finds_is_told_to_the_seller_in_a_conversation() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 80_000, 10).await;
    assert!(found(&world, invoice).await.is_empty());
    let new = telling(&world, invoice);
    let id = tell(b, &world.victor, &new).await.unwrap();
    assert_eq!(tell(b, &world.victor, &new).await.unwrap(), id, "sent twice");
    let conversation = conversations::get(b, &world.mirjam, id).await.unwrap();
    assert_eq!((conversation.about, conversation.messages.len()), (About::Invoice(invoice), 1));
    let text = &conversation.messages[0].text;
    for fact in ["€800.00", "18 November 2026", "NL20 INGB 5678"] {
        assert!(text.contains(fact), "{fact}: {text}");
    }
    let waits = queue::list(b, &world.lena, Show::Ours, &From::Start).await.unwrap();
    assert_eq!(waits.rows.len(), 1, "and nothing else: {waits:#?}");
    assert_eq!(count(&world, Kind::Paid, Outcome::Asked).await, 1);

    let late = Telling { on: world.today().succ_opt().unwrap(), ..telling(&world, invoice) };
    let late = tell(b, &world.victor, &late).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::DateTooLate { .. }))), "{late:?}");
    let nameless = Telling { from: " ".to_owned(), ..telling(&world, invoice) };
    assert!(matches!(tell(b, &world.victor, &nameless).await, Err(Error::Refused(_))));
    let strange = tell(b, &world.ruud, &telling(&world, invoice)).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
}

#[tokio::test]
async fn an_order_number_is_kept_beside_the_one_that_was_issued() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 80_000, 10).await;
    let first = order(invoice, " 4500-B ", 1);
    give(b, &world.victor, &first).await.unwrap();
    give(b, &world.victor, &first).await.unwrap();
    let head = detail::get(b, &world.mirjam, invoice).await.unwrap().head;
    assert_eq!(head.po_number.as_deref(), Some("PO NH-1"), "what was issued stays");
    assert_eq!(head.customer_po.as_deref(), Some("4500-B"));
    for typed in ["4500-b", "4500", "PO NH-1"] {
        let found = search::search(b, &world.lena, typed).await.unwrap();
        assert_eq!(found.invoices.len(), 1, "staff find it by {typed}");
    }
    assert_eq!(self_help::called(b, &world.mirjam, "4500-b").await.unwrap(), Some(invoice));
    assert_eq!(self_help::called(b, &world.ruud, "4500-b").await.unwrap(), None);
    assert!(searched(&world, "%4500-b%").await && searched(&world, "%nh-1%").await);

    // Whoever looks at an old page changes nothing.
    let stale = give(b, &world.joost, &order(invoice, "4501", 1)).await;
    assert!(
        matches!(stale, Err(Error::Refused(Refusal::Field { field: "order", .. }))),
        "{stale:?}"
    );
    give(b, &world.joost, &order(invoice, "4501", 2)).await.unwrap();
    assert!(!searched(&world, "%4500-b%").await && searched(&world, "%4501%").await);
    give(b, &world.joost, &order(invoice, "", 3)).await.unwrap();
    assert!(!searched(&world, "%4501%").await && searched(&world, "%po nh-1%").await);
    assert_eq!(count(&world, Kind::Order, Outcome::Helped).await, 2);
    let story = timeline::of_invoice(b, &world.mirjam, invoice).await.unwrap();
    assert_eq!(story.iter().filter(|event| event.name == "invoice.order_given").count(), 3);

    let strange = give(b, &world.ruud, &order(invoice, "1", 4)).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let looks = backend::Buyer { seen_by_staff: Some("Lena".to_owned()), ..world.joost.clone() };
    let refused = give(b, &looks, &order(invoice, "1", 4)).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{refused:?}");
    pay(&world, &[invoice], "card_pays").await.unwrap();
    let paid = give(b, &world.joost, &order(invoice, "4502", 4)).await;
    assert!(matches!(paid, Err(Error::Refused(Refusal::WrongState { state: "paid" }))), "{paid:?}");
}

/// Whether the list of the account finds an invoice by a pattern.
async fn searched(world: &World, pattern: &str) -> bool {
    let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM invoice WHERE search_text LIKE $1)")
        .bind(pattern)
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}

#[tokio::test]
async fn every_case_is_counted_once_and_opens_its_row() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 80_000, 10).await;
    let form = Uuid::now_v7();
    for _ in 0..2 {
        copy::take(b, &world.mirjam, form, invoice).await.unwrap();
    }
    let looks = backend::Buyer { seen_by_staff: Some("Lena".to_owned()), ..world.joost.clone() };
    copy::take(b, &looks, Uuid::now_v7(), invoice).await.unwrap();
    let strange = copy::take(b, &world.ruud, Uuid::now_v7(), invoice).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
    let question = NewQuestion {
        id: Uuid::now_v7(),
        about: About::Invoice(invoice),
        subject: String::new(),
        text: "Where is the delivery note?".to_owned(),
        files: vec![],
    };
    let conversation = conversations::ask(b, &world.mirjam, &question).await.unwrap();
    conversations::ask(b, &world.mirjam, &question).await.unwrap();
    let dispute = NewDispute {
        id: DisputeId(Uuid::now_v7()),
        lines: vec![NewLine {
            invoice_id: invoice,
            reason: "other".to_owned(),
            claimed: Claimed::Amount(eur(1_000)),
        }],
        text: "The freight was included.".to_owned(),
        files: vec![],
    };
    disputes::open(b, &world.joost, &dispute).await.unwrap();
    disputes::open(b, &world.joost, &dispute).await.unwrap();

    let counted = told::counts(b, &world.lena).await.unwrap();
    let this = counted.months[0];
    assert_eq!(counted.of(Some(this), None, None), 3, "{counted:#?}");
    assert_eq!(counted.of(Some(counted.months[1]), None, None), 0);
    for (kind, outcome) in [
        (Kind::Copy, Outcome::Helped),
        (Kind::Other, Outcome::Asked),
        (Kind::Wrong, Outcome::Disputed),
    ] {
        assert_eq!(counted.of(None, Some(kind), Some(outcome)), 1, "{kind:?}");
        let filter = Filter { month: Some(this), kind: Some(kind), outcome: Some(outcome) };
        let rows = told::list(b, &world.lena, &filter, &From::Start).await.unwrap().rows;
        assert_eq!(rows.len(), 1, "{kind:?}");
        assert_eq!(rows[0].invoice.as_ref().map(|(id, _)| *id), Some(invoice));
        let asked = (kind == Kind::Other).then_some(conversation);
        assert_eq!(rows[0].conversation, asked);
    }
    let all = told::list(b, &world.lena, &Filter::default(), &From::Start).await.unwrap();
    assert_eq!(all.rows.len(), 3);
    let elsewhere = backend::Staff { entity_id: world.other_entity, ..world.ada.clone() };
    assert_eq!(told::counts(b, &elsewhere).await.unwrap().of(None, None, None), 0);
}

#[tokio::test]
async fn a_copy_says_what_was_billed_to_whom() {
    let world = World::new().await;
    let b = world.backend();
    let invoice = world.invoice("NH-1", 80_000, 10).await;
    let copied = copy::get(b, &world.victor, invoice).await.unwrap();
    assert_eq!(
        (copied.number.as_str(), copied.total, copied.lines.len()),
        ("NH-1", eur(80_000), 1)
    );
    assert_eq!((copied.net, copied.tax.len(), copied.instalments.len()), (eur(80_000), 1, 1));
    assert_eq!(copied.remit_to.iban, "NL91ABNA0417164300");
    assert_eq!(copied.customer.name, "Ferrow Cycles B.V.");
    let strange = copy::get(b, &world.ruud, invoice).await;
    assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
}
