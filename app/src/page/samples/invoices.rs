//! The list of invoices, with rows to tick.

use super::{day, eur};
use crate::markup::*;
use crate::{
    components::{
        date,
        head::{head, reference},
        icon::Icon,
        links::{chips, link},
        pager::pager,
        selection::{pick, selection_bar},
        state::{Tone, of_item},
        table::{Column, amount, cell, column, empty, lead, row, table},
    },
    done::Done,
    islands::Chosen,
    page::{Page, Tab, portal},
    testing::{after, today},
};
use domain::open_item;

pub fn invoices() -> Page {
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
        ("NH-26-0871", open_item::State::Overdue { days: 21 }, 484_000, 284_000, 284_000),
        ("NH-26-0894", open_item::State::Overdue { days: 12 }, 677_600, 677_600, 556_600),
        ("NH-26-0902", open_item::State::Promised { until }, 217_800, 217_800, 0),
        ("NH-26-0917", open_item::State::DueSoon { days: 0 }, 363_000, 363_000, 363_000),
        ("NH-26-0925", open_item::State::OnItsWay, 145_200, 145_200, 0),
        ("NH-26-0941", open_item::State::Open { days: 23 }, 847_000, 847_000, 847_000),
        ("NH-26-0859", open_item::State::Paid, 411_400, 0, 0),
    ];
    let columns = [
        Column::pick("Select"),
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
    let chosen = Chosen { count: 3, pay: eur(1_766_600), open: eur(1_887_600) };
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
