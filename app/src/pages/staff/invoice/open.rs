//! What is open of an invoice, with all that holds it, and what was applied to it.

use super::rule;
use crate::markup::*;
use crate::{
    components::{
        date,
        head::reference,
        icon::{Icon, toned_icon},
        panel::panel,
        state::{self, Tone},
        sum::{grand, less, line, sum},
        table::{amount, cell, column, dense_table, empty, lead, row},
    },
    visit::Visit,
};
use backend::receivables::invoice::{Invoice, Item, Origin};
use domain::{Money, calendar};

/// The subtraction of the whole invoice.
pub fn balance(invoice: &Invoice) -> Markup {
    let sums = invoice.row.sums;
    let money = |minor| invoice.row.money(minor);
    let settled = money(invoice.row.total.minor - sums.open_minor);
    panel("balance", "What may be asked for")
        .body(sum([
            line("Billed", invoice.row.total),
            line("Paid, credited or discounted", less(settled)).icon(Tone::Settled, Icon::Paid),
            line("Disputed", less(money(sums.disputed_minor))).icon(Tone::Held, Icon::Disputed),
            line("On its way", less(money(sums.in_flight_minor)))
                .icon(Tone::Moving, Icon::OnItsWay),
            line("Promised", less(money(sums.promised_minor))).icon(Tone::Held, Icon::Promised),
            line("On a plan", less(money(sums.deferred_minor))).icon(Tone::Held, Icon::OnAPlan),
            grand("Collectable", money(sums.collectable_minor)),
        ]))
        .view()
}

/// Its open items: one, or one for each instalment.
pub fn items(visit: &Visit, invoice: &Invoice) -> Markup {
    let rows = invoice.items.iter().map(|item| item_of(visit, invoice, item));
    let columns = [
        column("Due"),
        column("State"),
        column("Amount").num(),
        column("Open").num(),
        column(format!("Collectable, {}", invoice.row.total.currency)).num(),
    ];
    let title = if invoice.items.len() > 1 { "Its instalments" } else { "What is open" };
    panel("items", title).table(dense_table(columns, rows, None)).view()
}

fn item_of(visit: &Visit, invoice: &Invoice, item: &Item) -> Markup {
    let money = |minor| invoice.row.money(minor);
    let several = invoice.items.len();
    let instalment = (several > 1)
        .then(|| view! { <span class="note">{format!("{} of {several}", item.seq)}</span> });
    let open = amount(money(item.part.open_minor));
    row([
        lead(view! { {date::medium(item.due_on)}{instalment} }),
        cell(view! { {state::of_item(item.state, visit.today).inline()}{holds(visit, invoice, item)} })
            .full(),
        amount(item.amount).label("Amount"),
        if item.part.open_minor == 0 { open.wide_only() } else { open.label("Open") },
        amount(money(item.part.collectable_minor)).key().strong(),
    ])
}

/// Everything that holds a part of it, each with its amount.
fn holds(visit: &Visit, invoice: &Invoice, item: &Item) -> Vec<Markup> {
    let part = item.part;
    let until =
        item.promised_until.map(|day| format!(" until {}", calendar::short(day, visit.today)));
    let holds = [
        (part.disputed_minor, Tone::Held, Icon::Disputed, "disputed", None),
        (part.in_flight_minor, Tone::Moving, Icon::OnItsWay, "on its way", None),
        (part.promised_minor, Tone::Held, Icon::Promised, "promised", until),
        (part.deferred_minor, Tone::Held, Icon::OnAPlan, "on a plan", None),
    ];
    holds
        .into_iter()
        .filter(|(minor, ..)| *minor > 0)
        .map(|(minor, tone, icon, word, until)| {
            let sum = invoice.row.money(minor).bare();
            let words = format!(" {sum} {word}{}", until.unwrap_or_default());
            view! { <span class="note">{toned_icon(icon, tone.class())}{words}</span> }
                .into_markup()
        })
        .collect()
}

/// What was applied, and taken back.
pub fn allocations(visit: &Visit, invoice: &Invoice) -> Option<Markup> {
    if invoice.allocations.is_empty() {
        return None;
    }
    let several = invoice.items.len() > 1;
    let rows = invoice.allocations.iter().map(|allocation| {
        let origin = match &allocation.origin {
            Origin::Payment(id, number) => {
                let address = format!("/staff/payments/{id}");
                view! { <a class="id" href=address>{reference(number.clone())}</a> }.into_markup()
            }
            Origin::CreditNote(number) => {
                view! { "Credit note " {reference(number.clone())} }.into_markup()
            }
            Origin::WriteOff => "Written off".into_markup(),
        };
        let to = several.then(
            || view! { <span class="note">{format!("to instalment {}", allocation.seq)}</span> },
        );
        let discount = amount(allocation.discount);
        row([
            lead(view! { {origin}{to} }),
            cell(date::short(allocation.on, visit.today)).full().nowrap(),
            cell(rule(&allocation.rule)).full().mute(),
            if allocation.discount.is_zero() {
                discount.wide_only()
            } else {
                discount.label("Discount")
            },
            amount(allocation.amount).key().strong(),
        ])
    });
    let sum_of = |of: fn(&backend::receivables::invoice::Allocation) -> i64| {
        Money::new(invoice.allocations.iter().map(of).sum(), invoice.row.total.currency)
    };
    let total = row([
        lead("Applied"),
        empty().wide_only(),
        empty().wide_only(),
        amount(sum_of(|one| one.discount.minor)).label("Discount"),
        amount(sum_of(|one| one.amount.minor)).key(),
    ]);
    let columns = [
        column("From"),
        column("On"),
        column("By"),
        column("Discount").num(),
        column(format!("Amount, {}", invoice.row.total.currency)).num(),
    ];
    let table = dense_table(columns, rows, Some(total));
    Some(panel("applied", "What was applied").table(table).view())
}
