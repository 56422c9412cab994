//! Every brick on the pages that it was made for, with the people, the day and the amounts of the
//! design's screens. The tests hold what every page must hold. To look at them:
//! `QUITTANCE_SAMPLES=/some/folder cargo test -p app --features ssr samples`.

use super::{Head, Page, Place, Tab, door, portal, staff};
use crate::{
    components::{
        agenda::{agenda, appointment},
        bars::{bar, bars},
        blank::blank,
        choice::{option, tick},
        date,
        error_summary::error_summary,
        facts::{fact, facts},
        field::field,
        figures::{figure, figures},
        head::{head, reference},
        icon::{Icon, icon},
        links::{chips, link, tabs},
        money,
        notice::{Tone, notice},
        pager::pager,
        panel::{panel, stub},
        select::select,
        selection::{pick, selection_bar},
        state::{State, of_item, of_payment, of_promise},
        strip::{part, strip},
        sum::{grand, less, line, sum, total},
        table::{Cell, amount, cell, column, dense_table, empty, lead, row, table},
        text_area::text_area,
        timeline::{moment, timeline},
    },
    done::Done,
    error::Failure,
    forms::Problems,
    islands::Chosen,
    pages::public::errors,
    testing::{after, buyer_visit, lena, mirjam, staff_visit, today, visit},
};
use backend::{Actor, Buyer};
use chrono::{DateTime, NaiveDate};
use domain::{Currency, Money, Refusal, access::StaffRole, open_item, payment, promise};
use leptos::prelude::*;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn day(days_from_today: i64) -> NaiveDate {
    today() + chrono::Duration::days(days_from_today)
}

fn invoice() -> Page {
    let visit = buyer_visit();
    let overdue = of_item(open_item::State::Overdue { days: 12 }, today());
    let disputed = State::new(Tone::Held, Icon::Disputed, "1,210.00 disputed");
    let page_head = || {
        head(view! { "Invoice " {reference("NH-26-0894")} })
            .crumb("Invoices", "/invoices")
            .here("NH-26-0894")
            .pill(overdue.pill())
            .pill(disputed.pill())
            .lede("Issued 7 October 2026 to Ferrow Cycles B.V. · your order PO 4488")
            .actions(view! { <a class="button" href="#">{icon(Icon::Download)} "PDF"</a> })
    };
    let lines = [
        (
            "6205-2RS ball bearing, box of 50",
            "Line 1 · art. 10 6205 50",
            250_000,
        ),
        (
            "Bottom bracket spindle, 68/118 mm",
            "Line 2 · art. 22 0118",
            200_000,
        ),
    ];
    let line_row = |(item, note, minor): (&'static str, &'static str, i64)| {
        row([
            lead(view! { {item}<span class="note">{note}</span> }),
            cell("40 boxes").num().label("Quantity"),
            cell("62.50").num().label("Price"),
            amount(eur(minor)).key(),
        ])
    };
    let columns = || {
        [
            column("Item"),
            column("Quantity").num(),
            column("Price").num(),
            column("Amount").num(),
        ]
    };
    portal(&visit, Tab::Invoices, "Invoice NH-26-0894", || {
        view! {
            {page_head()}
            <div class="split first">
                <div class="stack pin">{to_pay()}</div>
                <div class="stack loose">
                    {panel("lines", "Lines")
                        .aside(view! { <small>"Amounts in EUR, without VAT"</small> })
                        .table(table(columns(), lines.map(line_row), None))
                        .body(sum([
                            line("Net", eur(560_000)),
                            line("VAT 21%", eur(117_600)),
                            grand("Total", eur(677_600)),
                        ]))}
                    {panel("terms", "Terms")
                        .body(facts([
                            fact("Payment", "30 days net, due 6 Nov 2026"),
                            fact("Reference", reference("NH-26-0894")),
                        ]))}
                    {panel("history", "What happened").body(history())}
                </div>
            </div>
        }
    })
}

fn to_pay() -> AnyView {
    let above = view! {
        {money::display(eur(556_600))}
        {strip([
            part(Tone::Danger, "to pay", eur(556_600)),
            part(Tone::Held, "disputed", eur(121_000)),
        ])}
        {sum([
            line("Total", eur(677_600)),
            line("Paid and credited", eur(0)),
            total("Open", eur(677_600)),
            line("Disputed, line 2", less(eur(121_000))).icon(Tone::Held, Icon::Disputed),
            line("On its way", eur(0)).icon(Tone::Moving, Icon::OnItsWay),
            line("Promised", eur(0)).dot(Tone::Held),
            grand("To pay", eur(556_600)),
        ])}
    };
    let below = view! {
        <a class="button primary big wide" href="#">"Pay " {eur(556_600).full()}</a>
        <div class="button-row fill"><a class="button" href="#">"Promise a date"</a></div>
    };
    stub("to-pay", "To pay on this invoice", above, below)
}

fn history() -> AnyView {
    let at = DateTime::from_timestamp(1_794_000_000, 0).expect("an instant");
    timeline([
        moment(
            Tone::Held,
            Icon::Disputed,
            view! { <strong>"Dispute opened"</strong> " by Mirjam: 50 of 100 pieces not received" },
            date::instant(at, "Europe/Amsterdam"),
        ),
        moment(
            Tone::Danger,
            Icon::Overdue,
            "Due date passed",
            date::medium(day(-12)),
        ),
    ])
}

fn invoices() -> Page {
    let visit = after(Done::PromiseWithdrawn);
    let row_of =
        |(number, state, total, open, pay): (&'static str, open_item::State, i64, i64, i64)| {
            row([
                pick(number, number, eur(pay), eur(open), pay > 300_000),
                lead(view! {
                    <a class="id" href="#">{reference(number)}</a>
                    <span class="note">"PO 4488"<span class="in-fold">", due 6 Nov"</span></span>
                }),
                cell(date::short(day(-42), today())).wide_only().opt(),
                cell(date::short(day(-12), today())).nowrap().wide_only(),
                cell(of_item(state, today()).inline()).full(),
                amount(eur(total)).wide_only(),
                amount(eur(open)).label("Open"),
                amount(eur(pay)).key().strong(),
            ])
        };
    let until = day(7);
    let rows = [
        (
            "NH-26-0871",
            open_item::State::Overdue { days: 21 },
            484_000,
            284_000,
            284_000,
        ),
        (
            "NH-26-0894",
            open_item::State::Overdue { days: 12 },
            677_600,
            677_600,
            556_600,
        ),
        (
            "NH-26-0902",
            open_item::State::Promised { until },
            217_800,
            217_800,
            0,
        ),
        (
            "NH-26-0917",
            open_item::State::DueSoon { days: 0 },
            363_000,
            363_000,
            363_000,
        ),
        (
            "NH-26-0925",
            open_item::State::OnItsWay,
            145_200,
            145_200,
            0,
        ),
        (
            "NH-26-0941",
            open_item::State::Open { days: 23 },
            847_000,
            847_000,
            847_000,
        ),
        ("NH-26-0859", open_item::State::Paid, 411_400, 0, 0),
    ];
    let columns = [
        crate::components::table::Column::pick("Select"),
        column("Invoice"),
        column("Issued").opt(),
        column("Due"),
        column("State"),
        column("Total, EUR").num(),
        column("Open").num(),
        column("To pay").num(),
    ];
    let sum_row = row([
        empty().pick(),
        lead("7 invoices"),
        empty().wide_only().opt(),
        empty().wide_only(),
        empty().wide_only(),
        amount(eur(3_146_000)).wide_only(),
        amount(eur(2_534_600)).label("Open"),
        amount(eur(2_050_600)).key(),
    ]);
    let chosen = Chosen {
        count: 3,
        pay: eur(1_766_600),
        open: eur(1_887_600),
    };
    portal(&visit, Tab::Invoices, "Invoices", || {
        view! {
            {head("Invoices").lede("9 open, €34,542.00. Of that, €22,200.00 can be paid now.")}
            <div class="stack">
                {chips("Filter by state", [
                    link("All", "/invoices").count(12).current(true),
                    link("Overdue", "/invoices?state=overdue").count(2).icon(Tone::Danger, Icon::Overdue),
                    link("Paid", "/invoices?state=paid").count(3).icon(Tone::Settled, Icon::Paid),
                ])}
                <form method="post">
                    <div class="panel table-box roomy">{table(columns, rows.map(row_of), Some(sum_row))}</div>
                    {selection_bar(chosen, view! { <button class="button primary">"Review and pay"</button> })}
                </form>
                {pager("50 invoices", None, Some("/invoices?after=x".to_owned()))}
            </div>
        }
    })
}

fn form() -> Page {
    let mut problems = Problems::default();
    let most = eur(556_600);
    problems.add(Refusal::Overpayment {
        number: "NH-26-0894".to_owned(),
        most,
    });
    problems.add(Refusal::DateTooEarly { earliest: today() });
    let visit = buyer_visit();
    portal(
        &visit,
        Tab::Invoices,
        Head::from("Promise").refreshed_every(5),
        || {
            view! {
                {head("Promise a date").crumb("Invoices", "/invoices").here("Promise")}
                {error_summary("Not promised", &problems)}
                {panel("promise", "When and how much")
                    .body(view! {
                        <form class="form" method="post">
                            {field("amount", "Amount").money("€").value("6000.00").error(problems.of("amount"))}
                            {field("date", "Until").date(Some(today()), None).value("2026-11-17")
                                .error(problems.of("date")).hint("We do not ask for it until then.")}
                            {select("rule", "Apply to", [("oldest", "Oldest due date first")]).value("oldest")}
                            {text_area("note", "Note").value("</textarea><script>alert(1)</script>").optional()}
                            {tick("credit", "yes", "Use my credit of €605.00").note("Nothing is left of it").checked(true)}
                            {option("method", "debit", "Bank debit").note("NL20 INGB ···· 5678").end("No fee").checked(true)}
                            {option("method", "card", "Company card").note("Not for this amount").disabled(true)}
                            <button class="button primary">"Promise"</button>
                        </form>
                    })}
            }
        },
    )
}

fn overview() -> Page {
    let visit = visit(Some(Actor::Staff(lena(StaffRole::Admin))));
    let visit = crate::visit::Circumstances {
        demo: true,
        ..visit
    }
    .into();
    let tones = |idle, danger, moving, held| {
        [
            (Tone::Idle, idle),
            (Tone::Danger, danger),
            (Tone::Moving, moving),
            (Tone::Held, held),
        ]
    };
    let ages = [
        bar(
            "Not due",
            tones(109_310_40, 0, 128_000_00, 63_000_00).map(|(t, m)| (t, m * 10)),
        ),
        bar("1–30", tones(0, 214_000_00, 61_000_00, 37_905_15)),
        bar("31–60", tones(0, 66_000_00, 18_000_00, 34_442_70)),
        bar("Over 90", tones(0, 13_000_00, 0, 25_661_50)),
    ];
    let work = [
        (
            "Maasland Tractors N.V.",
            of_promise(promise::State::Broken),
            6_241_890,
        ),
        (
            "Ferrow Cycles B.V.",
            of_payment(payment::State::Returned),
            840_600,
        ),
    ];
    let work = work.map(|(name, state, minor)| {
        let because: Cell = cell(state.inline()).full();
        row([lead(name), because, amount(eur(minor)).key().strong()])
    });
    let expected = State::new(Tone::Moving, Icon::OnItsWay, "Direct debit settles");
    staff(&visit, Place::Overview, "Overview", || {
        view! {
            {head("Receivables").lede("Nordhaven Bearings B.V., EUR. Every figure opens its rows.")}
            {figures([
                figure("Receivables", "1,808,338.00").note("2,214 open items").opens("/staff/invoices"),
                figure("Collectable and overdue", "322,016.25").tone(Tone::Danger),
                figure("On its way", "212,344.50").tone(Tone::Moving),
            ])}
            <div class="halves">
                {panel("age", "Age of what is open").body(bars("age-t", "Receivables by age".to_owned(), ages, 100))}
                {panel("next", "What happens next").body(agenda([
                    appointment(day(2), expected).note(reference("NH-26-0925")).amount(eur(145_200)),
                ]))}
            </div>
            {tabs("Whose work", [link("Mine", "#").count(11).current(true), link("All", "#")])}
            {panel("work", "Worklist").table(dense_table(
                [column("Account"), column("Because"), column("EUR").num()], work, None,
            ))}
            {notice(Tone::Soon, Icon::DueSoon).title("Somebody was faster").words("Joost paid it.")}
            {blank(Icon::Search, "No invoice matches “4488-B”").words("There is one for PO 4488.").way_on("Show it", "#")}
        }
    })
}

fn samples() -> Vec<(&'static str, Page)> {
    let looked_at = Buyer {
        seen_by_staff: Some("Lena Okafor".to_owned()),
        ..mirjam()
    };
    let looked_at = visit(Some(Actor::Buyer(looked_at))).into();
    let anonymous = visit(None).into();
    let broken = Failure::Broken {
        reference: "Q-8F2K-19".to_owned(),
    };
    vec![
        ("invoice", invoice()),
        ("invoices", invoices()),
        ("form", form()),
        ("overview", overview()),
        (
            "not-allowed",
            errors::page(&looked_at, &Failure::NotAllowed("No.".to_owned())),
        ),
        ("not-there", errors::page(&anonymous, &Failure::NotThere)),
        (
            "broken",
            errors::page(&staff_visit(StaffRole::Viewer), &broken),
        ),
        (
            "door",
            door(&anonymous, "Sign in", || view! { <h1>"Sign in"</h1> }),
        ),
    ]
}

#[test]
fn every_page_has_one_heading_one_title_and_no_inline_style() {
    let folder = std::env::var_os("QUITTANCE_SAMPLES").map(std::path::PathBuf::from);
    for (name, page) in samples() {
        let html = page.html();
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<title>").count(), 1, "{name}");
        assert_eq!(html.matches("<main id=\"main\">").count(), 1, "{name}");
        assert!(!html.contains(" style="), "{name}");
        assert!(!html.contains("<script>alert"), "{name}");
        for icon in html
            .match_indices("href=\"#i-")
            .map(|(at, found)| &html[at + found.len()..])
        {
            let id = icon.split('"').next().expect("an id");
            assert!(
                html.contains(&format!("<symbol id=\"i-{id}\"")),
                "{name} lacks {id}"
            );
        }
        if let Some(folder) = &folder {
            std::fs::write(folder.join(name).with_extension("html"), html).expect("written");
        }
    }
}

#[test]
fn titles_say_page_account_and_entity() {
    let invoice = invoice();
    let title = "<title>Invoice NH-26-0894 · Ferrow Cycles B.V. · Nordhaven</title>";
    assert!(invoice.html().contains(title), "{}", invoice.html());
    assert!(
        overview()
            .html()
            .contains("<title>Overview · Nordhaven receivables</title>")
    );
}

#[test]
fn pages_are_only_for_those_whose_shell_they_have() {
    let visit = staff_visit(StaffRole::Viewer);
    assert!(visit.buyer().is_err() && visit.staff().is_ok());
    let html = staff(&visit, Place::Overview, "Overview", || "")
        .html()
        .to_owned();
    assert!(
        html.contains("/staff/accounts") && !html.contains("/staff/users"),
        "{html}"
    );
}
