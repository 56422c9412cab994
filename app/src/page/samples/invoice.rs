//! One invoice: what is to pay on it, and why.

use super::{day, eur};
use crate::markup::*;
use crate::{
    components::{
        date,
        facts::{fact, facts},
        head::{head, reference},
        icon::{Icon, icon},
        money,
        panel::{panel, stub},
        state::{State, Tone, of_item},
        strip::{part, strip},
        sum::{grand, less, line, sum, total},
        table::{amount, cell, column, lead, row, table},
        timeline::{moment, timeline},
    },
    page::{Page, Tab, portal},
    testing::{buyer_visit, today},
};
use chrono::DateTime;
use domain::open_item;

pub fn invoice() -> Page {
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
        ("6205-2RS ball bearing, box of 50", "Line 1 · art. 10 6205 50", 250_000),
        ("Bottom bracket spindle, 68/118 mm", "Line 2 · art. 22 0118", 200_000),
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
        [column("Item"), column("Quantity").num(), column("Price").num(), column("Amount").num()]
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

fn to_pay() -> Markup {
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

fn history() -> Markup {
    let at = DateTime::from_timestamp(1_794_000_000, 0).expect("an instant");
    timeline([
        moment(
            Tone::Held,
            Icon::Disputed,
            view! { <strong>"Dispute opened"</strong> " by Mirjam: 50 of 100 pieces not received" },
            date::instant(at, "Europe/Amsterdam"),
        ),
        moment(Tone::Danger, Icon::Overdue, "Due date passed", date::medium(day(-12))),
    ])
}
