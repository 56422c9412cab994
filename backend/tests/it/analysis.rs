//! The analysis of disputes, against figures that were computed by hand, and every figure against the rows
//! that its filter shows.

use backend::{
    Staff,
    conversations::{self, NewQuestion, NewWord},
    disputes::{self, Became, Claimed, Decision, Judged, NewDispute, NewLine as Wrong, Way},
    invoices::issue::{NewInvoice, NewLine},
    receivables::{
        analysis::{self, Analysis, Asked, Row, Table},
        disputes::{self as queue, Filter, Named},
        paging::From,
    },
    testing::World,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    Currency, Money,
    access::StaffRole,
    conversation::{About, Saying},
    dispute::{Claim, Outcome},
    ids::{AccountId, ConversationId, DisputeId, InvoiceId},
    invoice::{Instalment, TaxGroup},
};
use rust_decimal::Decimal;
use uuid::Uuid;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What is sold on an invoice: article, net, rate of tax.
type Sold = (Option<&'static str>, i64, i32);

/// An invoice of one piece of each article.
async fn sell(
    world: &World,
    account_id: AccountId,
    number: &str,
    on: &str,
    site: Option<&str>,
    sold: &[Sold],
) -> InvoiceId {
    let issued_on = day(on);
    let draft = world.draft(number, 1, issued_on + Duration::days(30));
    let lines = sold.iter().map(|&(article, net, tax_bp)| NewLine {
        article: article.map(str::to_owned),
        quantity_e4: 10_000,
        unit_price_e4: net * 10_000,
        amount_minor: net,
        tax_bp,
        ..draft.lines[0].clone()
    });
    let net: i64 = sold.iter().map(|(_, net, _)| net).sum();
    let rate = i64::from(sold[0].2);
    let tax = (net * rate + 5_000) / 10_000;
    world
        .issue(NewInvoice {
            account_id,
            site: site.map(str::to_owned),
            lines: lines.collect(),
            tax: vec![TaxGroup {
                category: "S".to_owned(),
                rate_bp: sold[0].2,
                taxable: eur(net),
                tax: eur(tax),
                exemption: None,
                exemption_code: None,
            }],
            net_minor: net,
            tax_minor: tax,
            total_minor: net + tax,
            instalments: vec![Instalment {
                due_on: draft.instalments[0].due_on,
                amount: eur(net + tax),
            }],
            ..draft
        })
        .await
}

fn set_clock(world: &World, at: &str) -> DateTime<Utc> {
    let at: DateTime<Utc> = at.parse().unwrap();
    world.backend().clock.set(at);
    at
}

async fn dispute(
    world: &World,
    buyer: &backend::Buyer,
    invoice_id: InvoiceId,
    wrong: &[(&str, Claimed)],
) -> DisputeId {
    let line = |(reason, claimed): &(&str, Claimed)| Wrong {
        invoice_id,
        reason: (*reason).to_owned(),
        claimed: *claimed,
    };
    let id = DisputeId(Uuid::now_v7());
    let lines = wrong.iter().map(line).collect();
    let new = NewDispute { id, lines, text: "It is wrong.".to_owned(), files: vec![] };
    disputes::open(world.backend(), buyer, &new).await.unwrap();
    id
}

/// None of a line is right.
fn nothing_of(line_no: i32) -> Claimed {
    Claimed::Line(line_no, Claim::Quantity(Decimal::ZERO))
}

async fn say(world: &World, id: DisputeId, saying: Saying) {
    let word =
        NewWord { id: Uuid::now_v7(), text: "Well.".to_owned(), saying, asks: None, files: vec![] };
    disputes::write(world.backend(), &world.lena, id, &word).await.unwrap();
}

/// Decides all lines, in order: so much is credited of each.
async fn decide(world: &World, id: DisputeId, credits: &[i64]) {
    let dispute = queue::get(world.backend(), &world.lena, id).await.unwrap();
    let judge = |(line, credit): (&disputes::Line, &i64)| Judged {
        line_id: line.id,
        outcome: if *credit > 0 { Outcome::Credit } else { Outcome::Reject },
        off: eur(*credit),
    };
    let lines = dispute.detail.lines.iter().zip(credits).map(judge).collect();
    let version = dispute.version;
    let decision =
        Decision { dispute_id: id, version, lines, told: "So be it.".to_owned(), deliver_by: None };
    let became = disputes::decide(world.backend(), &world.lena, &decision, Way::Decide).await;
    assert_eq!(became.unwrap(), Became::Done);
}

/// Ferrow asks something.
async fn ask(world: &World, about: About, at: &str) -> ConversationId {
    set_clock(world, at);
    let (subject, text) = ("Our address".to_owned(), "Hm?".to_owned());
    let new = NewQuestion { id: Uuid::now_v7(), about, subject, text, files: vec![] };
    conversations::ask(world.backend(), &world.joost, &new).await.unwrap()
}

/// Three invoices of this year and one of long ago; four disputes in euro and one in dollars:
///
/// | dispute | invoice | lines | answered | ended |
/// |---|---|---|---|---|
/// | 1 | A, Utrecht | article A 1,210.00 quantity, article B 121.00 price | 6 h | 36 h: 1,000.00 and nothing |
/// | 2 | B, nowhere | 200.00 price | 12 h | 12 h: 150.00 |
/// | 3 | C, Breda | article B 2,000.00 damaged | | |
/// | 4 | B, nowhere | 50.00 other | | taken back |
pub async fn a_year(world: &World) {
    let (ferrow, maasland) = (world.ferrow, world.maasland);
    let a: &[Sold] = &[(Some("A"), 100_000, 2_100), (Some("B"), 33_333, 2_100)];
    let a = sell(world, ferrow, "A", "2026-10-01", Some("Utrecht"), a).await;
    let b = sell(world, ferrow, "B", "2026-10-10", None, &[(Some("A"), 50_000, 0)]).await;
    let c =
        sell(world, maasland, "C", "2026-11-02", Some("Breda"), &[(Some("B"), 200_000, 0)]).await;
    sell(world, maasland, "D", "2025-06-01", Some("Breda"), &[(Some("A"), 999_900, 0)]).await;
    let dollars = world.invoice_to(ferrow, "US", 77_000, 30, Currency::USD).await;

    let joost = &world.joost;
    set_clock(world, "2026-11-02T08:00:00Z");
    let price = Claimed::Line(2, Claim::Price(Decimal::from(23_333)));
    let first = dispute(world, joost, a, &[("quantity", nothing_of(1)), ("price", price)]).await;
    set_clock(world, "2026-11-02T09:00:00Z");
    say(world, first, Saying::Note).await;
    set_clock(world, "2026-11-02T14:00:00Z");
    say(world, first, Saying::Question).await;
    set_clock(world, "2026-11-03T20:00:00Z");
    decide(world, first, &[100_000, 0]).await;
    set_clock(world, "2026-11-04T08:00:00Z");
    let second = dispute(world, joost, b, &[("price", Claimed::Amount(eur(20_000)))]).await;
    set_clock(world, "2026-11-04T20:00:00Z");
    decide(world, second, &[15_000]).await;
    dispute(world, &world.ruud, c, &[("damaged", nothing_of(1))]).await;
    let fourth = dispute(world, joost, b, &[("other", Claimed::Amount(eur(5_000)))]).await;
    disputes::withdraw(world.backend(), joost, fourth).await.unwrap();
    let amount = Claimed::Amount(Money::new(7_700, Currency::USD));
    dispute(world, joost, dollars, &[("price", amount)]).await;
    set_clock(world, "2026-11-18T08:00:00Z");
    world.db.assert_books().await;
}

async fn analysed(world: &World, staff: &Staff, since: &str, until: &str) -> Analysis {
    let asked = Asked { since: day(since), until: day(until), currency: None };
    analysis::analysis(world.backend(), staff, &asked).await.unwrap()
}

/// Name, disputes, disputed, credited and rate of each row.
fn told(seen: &Analysis, table: Table) -> Vec<(String, i64, i64, i64, Option<i64>)> {
    let name = |row: &Row| match (&row.name, &row.note) {
        (Named::Is(name), Some(note)) if table == Table::Cause => format!("{name}, {note}"),
        (Named::Is(name), _) => name.clone(),
        (Named::Missing, _) => "-".to_owned(),
    };
    let of = |row: &Row| {
        (name(row), row.count, row.disputed.minor, row.credited.minor, row.rate_tenths())
    };
    seen.table(table).map(of).collect()
}

#[tokio::test]
async fn every_figure_is_what_one_computes_by_hand() {
    let world = World::new().await;
    a_year(&world).await;
    let seen = analysed(&world, &world.lena, "2025-11-19", "2026-11-18").await;
    assert_eq!(seen.currencies, [Currency::EUR, Currency::USD]);
    // 1,331.00 + 200.00 + 2,000.00 + 50.00 of 1,613.33 + 500.00 + 2,000.00.
    assert_eq!((seen.all.count, seen.all.disputed), (4, eur(358_100)));
    assert_eq!(seen.all.invoiced, Some(eur(411_333)));
    assert_eq!(seen.all.rate_tenths(), Some(871));
    let row = |name: &str, count, disputed, credited, rate| {
        (name.to_owned(), count, disputed, credited, rate)
    };
    assert_eq!(
        told(&seen, Table::Reason),
        [
            row("Damaged", 1, 200_000, 0, Some(486)),
            row("Short delivery", 1, 121_000, 100_000, Some(294)),
            row("Wrong price", 2, 32_100, 15_000, Some(78)),
            row("Something else", 1, 5_000, 0, Some(12)),
        ]
    );
    // Of B 403.33 + 2,000.00 were invoiced, of A 1,210.00 + 500.00.
    assert_eq!(
        told(&seen, Table::Product),
        [
            row("B", 2, 212_100, 0, Some(883)),
            row("A", 1, 121_000, 100_000, Some(708)),
            row("-", 2, 25_000, 15_000, None),
        ]
    );
    assert_eq!(
        told(&seen, Table::Site),
        [
            row("Breda", 1, 200_000, 0, Some(1_000)),
            row("Utrecht", 1, 133_100, 100_000, Some(825)),
            row("-", 2, 25_000, 15_000, Some(500)),
        ]
    );
    assert_eq!(
        told(&seen, Table::Account),
        [
            row("Maasland Tractors N.V.", 1, 200_000, 0, Some(1_000)),
            row("Ferrow Cycles B.V.", 3, 158_100, 115_000, Some(748)),
        ]
    );
    let text = "6205-2RS ball bearing, box of 50";
    assert_eq!(
        told(&seen, Table::Cause),
        [
            row(&format!("Damaged, B {text}"), 1, 200_000, 0, Some(832)),
            row(&format!("Short delivery, A {text}"), 1, 121_000, 100_000, Some(708)),
            row("Wrong price", 1, 20_000, 15_000, None),
            row(&format!("Wrong price, B {text}"), 1, 12_100, 0, Some(50)),
            row("Something else", 1, 5_000, 0, None),
        ]
    );
}

#[tokio::test]
async fn an_answer_is_our_first_word_or_decision_and_notes_are_none() {
    let world = World::new().await;
    a_year(&world).await;
    let took = analysed(&world, &world.lena, "2025-11-19", "2026-11-18").await.took;
    let answered = took.answered.unwrap();
    // 6 h and 12 h: 9 h in the middle and on average, 0.375 days.
    assert_eq!((answered.count, answered.median_tenths, answered.mean_tenths), (2, 4, 4));
    let decided = took.decided.unwrap();
    assert_eq!((decided.count, decided.median_tenths, decided.mean_tenths), (2, 10, 10));
    assert_eq!(took.unanswered, 2);
    // 1,150.00 of 1,531.00.
    assert_eq!((took.credited, took.disputed), (eur(115_000), eur(153_100)));
    assert_eq!(took.credited_tenths(), Some(751));
    let count = async |filter: Filter| {
        queue::export(world.backend(), &world.lena, &filter).await.unwrap().len()
    };
    assert_eq!(count(took.answered_filter(true)).await, 2);
    assert_eq!(count(took.answered_filter(false)).await, 2);
    assert_eq!(count(took.decided_filter()).await, 2);
}

#[tokio::test]
async fn every_figure_is_the_sum_of_the_rows_that_it_opens() {
    let world = World::new().await;
    a_year(&world).await;
    for (since, until) in [("2025-11-19", "2026-11-18"), ("2026-11-03", "2026-11-04")] {
        let seen = analysed(&world, &world.lena, since, until).await;
        let rows = Table::ALL.into_iter().flat_map(|table| seen.table(table)).chain([&seen.all]);
        for row in rows {
            let shown = queue::export(world.backend(), &world.lena, &row.filter).await.unwrap();
            assert_eq!(i64::try_from(shown.len()).unwrap(), row.count, "{:?}", row.filter);
            let sum =
                |of: fn(&queue::Row) -> Money| shown.iter().map(|one| of(one).minor).sum::<i64>();
            let sums = (sum(|one| one.counted), sum(|one| one.credited));
            assert_eq!(sums, (row.disputed.minor, row.credited.minor), "{:?}", row.filter);
            let list = queue::list(world.backend(), &world.lena, &row.filter).await.unwrap();
            let [total] = list.totals.as_slice() else { panic!("{:?}", list.totals) };
            assert_eq!(
                (total.count, total.disputed, total.credited),
                (row.count, row.disputed, row.credited)
            );
            let credited = Filter { credited: true, ..row.filter.clone() };
            let shown = queue::export(world.backend(), &world.lena, &credited).await.unwrap();
            let sum: i64 = shown.iter().map(|one| one.credited.minor).sum();
            assert_eq!(sum, row.credited.minor, "{credited:?}");
        }
    }
    let quiet = analysed(&world, &world.lena, "2026-09-01", "2026-09-30").await;
    assert_eq!(
        (quiet.all.count, quiet.all.rate_tenths(), quiet.took.credited_tenths()),
        (0, None, None)
    );
}

#[tokio::test]
async fn a_question_is_what_begins_a_conversation_and_is_counted_in_its_month() {
    let world = World::new().await;
    a_year(&world).await;
    let b = world.backend();
    let (account, invoice) = (About::Account(world.ferrow), world.invoice("NH-1", 100, 60).await);
    // In Amsterdam it is November already.
    let first = ask(&world, account, "2026-10-31T23:30:00Z").await;
    // A question and what followed it.
    let second = ask(&world, About::Invoice(invoice), "2026-11-05T09:00:00Z").await;
    let word = |saying| NewWord {
        id: Uuid::now_v7(),
        text: "Well.".to_owned(),
        saying,
        asks: None,
        files: vec![],
    };
    conversations::answer(b, &world.lena, second, &word(Saying::Question)).await.unwrap();
    conversations::reply(b, &world.joost, second, &crate::conversations::written("So."))
        .await
        .unwrap();
    assert_eq!(ask(&world, About::Invoice(invoice), "2026-11-06T09:00:00Z").await, second);
    // We began.
    let ours = word(Saying::Question);
    let third = conversations::begin(b, &world.lena, account, "Address", &ours).await.unwrap();
    conversations::reply(b, &world.joost, third, &crate::conversations::written("So."))
        .await
        .unwrap();
    set_clock(&world, "2026-11-18T08:00:00Z");
    let seen = analysed(&world, &world.lena, "2026-10-15", "2026-11-18").await;
    let [october, november] = seen.months.as_slice() else { panic!("{:?}", seen.months) };
    assert_eq!((october.since, october.until), (day("2026-10-15"), day("2026-10-31")));
    assert_eq!((october.invoices, october.disputes, october.questions), (0, 0, 0));
    assert_eq!(october.disputes_tenths(), None);
    // C and the one in dollars; all five disputes.
    assert_eq!((november.since, november.until), (day("2026-11-01"), day("2026-11-18")));
    assert_eq!((november.invoices, november.disputes, november.questions), (2, 5, 2));
    assert_eq!(
        (november.disputes_tenths(), november.questions_tenths()),
        (Some(2_500), Some(1_000))
    );
    let shown = queue::export(world.backend(), &world.lena, &november.filter()).await.unwrap();
    assert_eq!(shown.len(), 5);
    let days = (november.since, november.until);
    let page = analysis::questions(world.backend(), &world.lena, days, &From::Start).await.unwrap();
    let asked: Vec<_> = page.rows.iter().map(|one| (one.id, one.answered_at.is_some())).collect();
    assert_eq!(asked, [(first, false), (second, true)]);
}

#[tokio::test]
async fn whoever_views_reads_it_and_another_entity_sees_nothing_of_it() {
    let world = World::new().await;
    a_year(&world).await;
    ask(&world, About::Account(world.ferrow), "2026-11-06T10:00:00Z").await;
    set_clock(&world, "2026-11-18T08:00:00Z");
    let viewer = Staff { role: StaffRole::Viewer, ..world.lena.clone() };
    let seen = analysed(&world, &viewer, "2026-10-15", "2026-11-18").await;
    assert_eq!(seen.all.count, 4);
    let stranger = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let seen = analysed(&world, &stranger, "2025-11-19", "2026-11-18").await;
    assert_eq!((seen.all.count, seen.all.disputed, seen.all.invoiced), (0, eur(0), Some(eur(0))));
    assert!(Table::ALL.into_iter().all(|table| seen.table(table).next().is_none()));
    assert!(
        seen.months
            .iter()
            .all(|month| (month.invoices, month.disputes, month.questions) == (0, 0, 0))
    );
    assert_eq!((seen.took.answered, seen.took.decided, seen.took.unanswered), (None, None, 0));
    let days = (day("2025-11-19"), day("2026-11-18"));
    let page = analysis::questions(world.backend(), &stranger, days, &From::Start).await.unwrap();
    assert!(page.rows.is_empty());
}
