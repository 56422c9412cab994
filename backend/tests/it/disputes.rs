//! Disputes: only the disputed amount waits, everywhere and at once.

use crate::{
    conversations::written,
    payments::pay,
    proposals::judge,
    reminders::{decisions, messages},
};
use backend::{
    Error,
    conversations::NewWord,
    disputes::{self, Claimed, Decision, Judged, NewDispute, NewLine, Way},
    home,
    invoices::{
        detail,
        list::{self, Direction, Filter, Place, Show, Sort, Wanted},
    },
    proofs,
    receivables::{account, accounts, disputes as queue, overview, paging},
    statements,
    testing::World,
    timeline,
};
use documents::statement::{Body, OpenLine};
use domain::{
    Currency, Money, Refusal,
    conversation::Saying,
    dispute::{Claim, Outcome, State},
    ids::{DisputeId, InvoiceId},
};
use rust_decimal::Decimal;
use uuid::Uuid;

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn amount_of(invoice_id: InvoiceId, minor: i64) -> NewDispute {
    let claimed = Claimed::Amount(eur(minor));
    let lines = vec![NewLine { invoice_id, reason: "price".to_owned(), claimed }];
    NewDispute {
        id: DisputeId(Uuid::now_v7()),
        lines,
        text: "We agreed on less.".to_owned(),
        files: vec![],
    }
}

/// Disputes an amount of an invoice.
pub async fn open(world: &World, invoice: InvoiceId, minor: i64) -> Result<DisputeId, Error> {
    let new = amount_of(invoice, minor);
    disputes::open(world.backend(), &world.joost, &new).await?;
    Ok(new.id)
}

/// Decides every line that is left: so much is credited, the rest stays.
pub async fn decide(world: &World, id: DisputeId, credit_minor: i64) -> Result<(), Error> {
    let outcome = if credit_minor > 0 { Outcome::Credit } else { Outcome::Reject };
    let judged = (outcome, credit_minor);
    judge(world, &world.lena, id, judged, Way::Decide).await.map(|_| ())
}

pub async fn version(world: &World, id: DisputeId) -> i64 {
    let mut tx = world.backend().db.staff(&world.lena).await.unwrap();
    sqlx::query_scalar("SELECT version FROM dispute WHERE id = $1")
        .bind(id.0)
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}

/// What is open of an invoice, what is disputed of it and what is to pay, as its page says.
pub async fn standing(world: &World, id: InvoiceId) -> (i64, i64, i64) {
    let detail = detail::get(world.backend(), &world.mirjam, id).await.unwrap();
    let part = detail.standing.part;
    (part.open_minor, part.disputed_minor, part.collectable_minor)
}

/// What is open and what of it is disputed, as today's statement of open items says.
async fn on_the_statement(world: &World) -> (i64, i64) {
    let asked = statements::Asked {
        form: statements::Form::OpenItems,
        to: world.today(),
        currency: None,
        most_lines: 100,
        after: None,
    };
    let told = statements::make(world.backend(), &world.mirjam, &asked).await.unwrap().statement;
    let Body::OpenItems { items, .. } = &told.body else { panic!("{told:?}") };
    let sum = |of: fn(&OpenLine) -> Money| items.iter().map(|item| of(item).minor).sum::<i64>();
    assert_eq!(sum(|item| item.disputed), told.disputed.minor);
    (sum(|item| item.open), told.disputed.minor)
}

/// Every surface that names what is to pay names the same.
pub async fn assert_all_agree(world: &World, invoice: InvoiceId) {
    let b = world.backend();
    let (open, disputed, to_pay) = standing(world, invoice).await;
    let all = Wanted {
        filter: Filter { show: Show::All, ..Filter::default() },
        sort: Sort::Due,
        direction: Direction::Up,
        place: Place::Start,
    };
    let page = list::page(b, &world.mirjam, &all).await.unwrap();
    let row = page.invoices.iter().find(|row| row.id == invoice).expect("the invoice is listed");
    assert_eq!((row.open().minor, row.to_pay().minor), (open, to_pay), "the list");
    let balance = page.balances.first().expect("a balance");
    assert_eq!((balance.open.minor, balance.collectable.minor), (open, to_pay), "the list's sums");
    let home = home::load(b, &world.mirjam).await.unwrap();
    let home = home.standings.first();
    let sums = home.map_or((0, 0), |home| (home.open.amount.minor, home.disputed.minor));
    assert_eq!(sums, (open, disputed), "home");
    let asked = home.map_or(0, |home| {
        home.overdue.amount.minor
            + home.today.amount.minor
            + home.soon.amount.minor
            + home.later.amount.minor
    });
    assert_eq!(asked, to_pay, "home's parts");
    let overview = overview::overview(b, &world.lena, None).await.unwrap();
    let held = overview.sum_of(|aged| aged.held).minor;
    let collectable = overview.sum_of(|aged| aged.collectable).minor;
    let open_in_books = overview.sum_of(|aged| aged.open).minor;
    assert_eq!((open_in_books, collectable), (open, to_pay), "the overview");
    assert!(held >= disputed, "the overview holds {held}, and {disputed} is disputed");
    let told = overview.sum_of(|aged| aged.disputed).minor;
    assert_eq!(told, disputed, "the overview's disputed part");
    assert_eq!(on_the_statement(world).await, (open, disputed), "the statement");
    let account = account::get(b, &world.lena, world.ferrow, &paging::From::Start).await.unwrap();
    let aged = &account.standings[0].aged;
    let sum = |of: fn(&account::Aged) -> Money| aged.iter().map(|one| of(one).minor).sum::<i64>();
    assert_eq!(
        (sum(|one| one.open), sum(|one| one.disputed)),
        (open, disputed),
        "the account's ages"
    );
    let listed = accounts::list(b, &world.lena, &accounts::Filter::default()).await.unwrap();
    let row = listed.page.rows.iter().find(|row| row.id == world.ferrow).expect("the account");
    let told = row.balances.first().map_or(0, |balance| balance.disputed.minor);
    assert_eq!(told, disputed, "the list of accounts");
    assert_eq!(proofs::mismatches(b).await.unwrap(), []);
}

#[tokio::test]
async fn only_the_disputed_amount_waits_until_it_is_credited_in_part() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (100_000, 20_000, 80_000));
    assert_all_agree(&world, invoice).await;
    pay(&world, &[invoice], "card_pays").await.unwrap();
    assert_eq!(standing(&world, invoice).await, (20_000, 20_000, 0));
    assert_all_agree(&world, invoice).await;
    decide(&world, id, 15_000).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (5_000, 0, 5_000));
    assert_all_agree(&world, invoice).await;
    pay(&world, &[invoice], "card_pays").await.unwrap();
    assert_eq!(standing(&world, invoice).await, (0, 0, 0));
    assert_all_agree(&world, invoice).await;
    let told = disputes::get(world.backend(), &world.mirjam, id).await.unwrap();
    assert_eq!(told.summary.state, State::Decided);
    assert_eq!(told.summary.off, eur(15_000));
    let words: Vec<&str> = told.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(words, ["We agreed on less.", "We looked at it."]);
    let note = told.lines[0].verdict.as_ref().and_then(|verdict| verdict.credit_note.clone());
    assert_eq!(note.map(|(_, number)| number), Some("DC-26-0001".to_owned()));
}

#[tokio::test]
async fn a_dispute_that_is_taken_back_is_asked_for_again() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    disputes::withdraw(world.backend(), &world.joost, id).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (100_000, 0, 100_000));
    assert_all_agree(&world, invoice).await;
    let again = disputes::withdraw(world.backend(), &world.joost, id).await;
    assert!(matches!(again, Err(Error::Refused(Refusal::WrongState { .. }))), "{again:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_take_it_back_at_once_one_does() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    for _ in 0..5 {
        let id = open(&world, invoice, 20_000).await.unwrap();
        let (b, buyer) = (world.backend(), &world.joost);
        let (one, other) =
            tokio::join!(disputes::withdraw(b, buyer, id), disputes::withdraw(b, buyer, id));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(standing(&world, invoice).await, (100_000, 0, 100_000));
    }
}

#[tokio::test]
async fn what_was_paid_before_is_disputed_but_not_held() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let first = open(&world, invoice, 20_000).await.unwrap();
    pay(&world, &[invoice], "card_pays").await.unwrap();
    let second = open(&world, invoice, 30_000).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (20_000, 20_000, 0));
    disputes::withdraw(world.backend(), &world.joost, first).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (20_000, 0, 20_000));
    // What is credited beyond what is open is the account's.
    decide(&world, second, 30_000).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (0, 0, 0));
    let home = home::load(world.backend(), &world.mirjam).await.unwrap();
    assert_eq!(home.standings[0].credit, eur(10_000));
    world.db.assert_books().await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_opens_one_dispute() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let new = amount_of(invoice, 20_000);
    let (b, buyer) = (world.backend(), &world.joost);
    let (first, second) =
        tokio::join!(disputes::open(b, buyer, &new), disputes::open(b, buyer, &new));
    assert_eq!((first.unwrap(), second.unwrap()), ("D-26-0001".into(), "D-26-0001".into()));
    assert_eq!(disputes::open(b, buyer, &new).await.unwrap(), "D-26-0001");
    assert_eq!(standing(&world, invoice).await, (100_000, 20_000, 80_000));
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn nothing_is_disputed_twice_or_beyond_what_was_billed() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let line = |right| NewDispute {
        lines: vec![NewLine {
            invoice_id: invoice,
            reason: "quantity".to_owned(),
            claimed: Claimed::Line(1, Claim::Price(Decimal::from(right))),
        }],
        ..amount_of(invoice, 1)
    };
    let (b, buyer) = (world.backend(), &world.joost);
    disputes::open(b, buyer, &line(90_000)).await.unwrap();
    let again = disputes::open(b, buyer, &line(80_000)).await;
    assert!(matches!(again, Err(Error::Refused(Refusal::Field { .. }))), "{again:?}");
    let beyond = open(&world, invoice, 95_000).await;
    assert!(matches!(beyond, Err(Error::Refused(Refusal::Field { .. }))), "{beyond:?}");
    open(&world, invoice, 90_000).await.unwrap();
    assert_eq!(standing(&world, invoice).await, (100_000, 100_000, 0));
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn strangers_and_colleagues_without_the_role_can_do_nothing() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let b = world.backend();
    let new = amount_of(invoice, 20_000);
    let by_role = disputes::open(b, &world.victor, &new).await;
    assert!(matches!(by_role, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{by_role:?}");
    let by_stranger = disputes::open(b, &world.ruud, &new).await;
    assert!(matches!(by_stranger, Err(Error::NotFound)), "{by_stranger:?}");
    let id = open(&world, invoice, 20_000).await.unwrap();
    for result in [
        disputes::get(b, &world.ruud, id).await.map(|_| ()),
        disputes::withdraw(b, &world.ruud, id).await,
    ] {
        assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
    }
    let elsewhere = backend::Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let line_id = disputes::get(b, &world.mirjam, id).await.unwrap().lines[0].id;
    let lines = vec![Judged { line_id, outcome: Outcome::Credit, off: eur(20_000) }];
    let decision =
        Decision { dispute_id: id, version: 1, lines, told: "No.".to_owned(), deliver_by: None };
    let by_clerk = disputes::decide(b, &elsewhere, &decision, Way::Decide).await;
    assert!(matches!(by_clerk, Err(Error::NotFound)), "{by_clerk:?}");
    assert_eq!(standing(&world, invoice).await, (100_000, 20_000, 80_000));
}

#[tokio::test]
async fn a_decision_on_an_old_page_changes_nothing() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let (first, second) = tokio::join!(decide(&world, id, 20_000), decide(&world, id, 5_000));
    assert!(first.is_ok() != second.is_ok(), "one of two decides: {first:?} {second:?}");
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn credit_leaves_to_a_payment_under_way_what_it_will_take() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    pay(&world, &[invoice], "debit_settles").await.unwrap();
    let id = open(&world, invoice, 20_000).await.unwrap();
    decide(&world, id, 20_000).await.unwrap();
    // All of it is in flight: the credit is the account's until the debit settles or fails.
    assert_eq!(standing(&world, invoice).await, (100_000, 0, 0));
    assert_all_agree(&world, invoice).await;
}

#[tokio::test]
async fn who_takes_one_on_is_known_to_both_sides() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let b = world.backend();
    let owner = async || disputes::get(b, &world.mirjam, id).await.unwrap().summary.owner;
    assert_eq!(owner().await, None);
    disputes::claim(b, &world.lena, id).await.unwrap();
    assert_eq!(owner().await.as_deref(), Some("Lena Okafor"));
    disputes::claim(b, &world.ada, id).await.unwrap();
    assert_eq!(owner().await.as_deref(), Some("Ada Veen"));
    let elsewhere = backend::Staff { entity_id: world.other_entity, ..world.lena.clone() };
    let refused = disputes::claim(b, &elsewhere, id).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    disputes::withdraw(b, &world.joost, id).await.unwrap();
    let late = disputes::claim(b, &world.lena, id).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::WrongState { .. }))), "{late:?}");
}

/// The month of an invoice over 1,000 of which 200 are disputed, and what it is reminded of.
#[tokio::test]
async fn reminders_ask_for_the_rest_and_wait_with_what_is_disputed() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, 10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    world.db.pass_days(5).await;
    pay(&world, &[invoice], "card_pays").await.unwrap();
    assert_eq!(standing(&world, invoice).await, (20_000, 20_000, 0));
    world.db.pass_days(7).await;
    decide(&world, id, 15_000).await.unwrap();
    world.db.pass_days(6).await;
    let asked = |step, minor| (step, "asked".to_owned(), Some(minor));
    let told = decisions(&world, invoice).await;
    let silent = (0, "disputed".to_owned(), None);
    assert_eq!(told, [asked(-7, 80_000), silent, asked(7, 5_000)]);
    let subjects: Vec<String> = messages(&world).await.into_iter().map(|sent| sent.0).collect();
    assert!(subjects[0].contains("€800.00"), "{subjects:?}");
    assert!(subjects[1].contains("€50.00"), "{subjects:?}");
    pay(&world, &[invoice], "card_pays").await.unwrap();
    world.db.pass_days(20).await;
    assert_all_agree(&world, invoice).await;
    assert_eq!(messages(&world).await.len(), 2);
}

#[tokio::test]
async fn whose_turn_it_is_follows_from_who_wrote_and_notes_stay_inside() {
    let world = World::new().await;
    let invoice = world.invoice("NH-1", 100_000, -10).await;
    let id = open(&world, invoice, 20_000).await.unwrap();
    let b = world.backend();
    let word = |saying, text: &str| NewWord {
        id: Uuid::now_v7(),
        text: text.to_owned(),
        saying,
        asks: None,
        files: vec![],
    };
    let state = async || disputes::get(b, &world.mirjam, id).await.unwrap().summary.state;
    let note = word(Saying::Note, "They always say so.");
    disputes::write(b, &world.lena, id, &note).await.unwrap();
    assert_eq!(state().await, State::Open);
    let question = word(Saying::Question, "Which delivery note?");
    disputes::write(b, &world.lena, id, &question).await.unwrap();
    assert_eq!(state().await, State::Asked);
    let answer = written("DN-77120.");
    for _ in 0..2 {
        disputes::answer(b, &world.joost, id, &answer).await.unwrap();
    }
    assert_eq!(state().await, State::Open);
    let read = disputes::get(b, &world.joost, id).await.unwrap().messages;
    let texts: Vec<&str> = read.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["We agreed on less.", "Which delivery note?", "DN-77120."]);
    let ours = queue::get(b, &world.lena, id).await.unwrap().detail.messages;
    assert_eq!(ours.len(), 4, "staff read their own notes, too");
    let told = timeline::of_account(b, &world.joost).await.unwrap();
    assert!(told.iter().all(|event| event.name != "dispute.noted"), "{told:#?}");
    for refused in [
        disputes::answer(b, &world.victor, id, &written("Me, too.")).await,
        disputes::answer(b, &world.ruud, id, &written("Who are they?")).await,
        disputes::answer(b, &world.joost, id, &written(" ")).await,
    ] {
        assert!(refused.is_err());
    }
    disputes::withdraw(b, &world.joost, id).await.unwrap();
    let late = disputes::answer(b, &world.joost, id, &written("And another thing.")).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::WrongState { .. }))), "{late:?}");
}
