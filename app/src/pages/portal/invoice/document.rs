//! The document: lines, sums and instalments.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        head::reference,
        panel::panel,
        state::of_item,
        sum::sum,
        table::{amount, cell, column, lead, row, table},
    },
    pages::billed::{self, Billed},
};
use backend::invoices::detail::{Detail, Instalment};
use documents::invoice::Line;
use domain::{Currency, Money};

/// What was sold, with tax by rate and the total.
pub fn lines(invoice: &Detail) -> Markup {
    let currency = invoice.head.total.currency;
    let columns =
        [column("Item"), column("Quantity").num(), column("Price").num(), column("Amount").num()];
    let rows = invoice.says.lines.iter().map(line_row);
    let sums = Billed::from(&invoice.says).sums();
    panel("lines", "Lines")
        .aside(view! { <small>{format!("Amounts in {currency}, without VAT")}</small> })
        .table(table(columns, rows, None))
        .body(view! { <div class="halves"><div class="s ink-2 stack tight">{about(invoice)}</div>{sum(sums)}</div> })
        .view()
}

fn line_row(line: &Line) -> Markup {
    row([
        lead(billed::item(line)),
        cell(billed::quantity(line)).num().label("Quantity"),
        cell(billed::price(line)).num().label("Price"),
        amount(line.amount).key(),
    ])
}

/// Delivery, VAT numbers and what the seller wrote.
fn about(invoice: &Detail) -> Markup {
    let head = &invoice.head;
    let delivered = match (head.delivered_on, head.delivery_note.clone()) {
        (Some(day), Some(note)) => Some(
            view! { <p>"Delivered " {date::long(day)} ", delivery note " {reference(note)} "."</p> }
                .into_markup(),
        ),
        (Some(day), None) => Some(view! { <p>"Delivered " {date::long(day)} "."</p> }.into_markup()),
        (None, Some(note)) => {
            Some(view! { <p>"Delivery note " {reference(note)} "."</p> }.into_markup())
        }
        (None, None) => None,
    };
    let ours = head.seller.vat_id.clone().map(|id| {
        view! { <p>{format!("VAT number of {}: ", head.seller.name)} {reference(id)}</p> }
    });
    let yours = head.customer_vat_id.clone().map(|id| {
        view! { <p>"Your VAT number: " {reference(id)}</p> }
    });
    let note = head.note.clone().map(|note| view! { <p>{note}</p> });
    let says = &invoice.says;
    let particulars = billed::particulars(
        says.buyer_reference.as_ref(),
        says.contract.as_ref(),
        says.period,
        says.deliver_to.as_ref(),
    );
    let particulars: Vec<_> = particulars
        .into_iter()
        .map(|(label, value)| view! { <p>{format!("{label}: ")} {value}</p> })
        .collect();
    view! { {delivered} {particulars} {note} {ours} {yours} }.into_markup()
}

/// What is to be paid by when, where that is more than one day.
pub fn instalments(visit: &Visit, invoice: &Detail) -> Option<Markup> {
    if invoice.instalments.len() < 2 {
        return None;
    }
    let currency = invoice.head.total.currency;
    let columns = [
        column("Due"),
        column("State"),
        column(format!("Amount, {currency}")).num(),
        column("Open").num(),
        column("To pay").num(),
    ];
    let rows = invoice.instalments.iter().map(|part| instalment_row(visit, part, currency));
    let title = format!("In {} parts", invoice.instalments.len());
    Some(panel("parts", title).table(table(columns, rows, None)).view())
}

fn instalment_row(visit: &Visit, part: &Instalment, currency: Currency) -> Markup {
    let money = |minor| Money::new(minor, currency);
    let standing = &part.standing;
    row([
        lead(view! {
            {date::medium(part.due_on)}
            <span class="note">{format!("Part {}", part.seq)}</span>
        }),
        cell(of_item(standing.state, visit.today).inline()).full(),
        amount(part.amount).label("Amount"),
        amount(money(standing.part.open_minor)).label("Open"),
        amount(money(standing.part.collectable_minor)).key().strong(),
    ])
}
