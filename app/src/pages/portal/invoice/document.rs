//! The document: lines, sums and instalments.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        head::reference,
        panel::panel,
        state::of_item,
        sum::{grand, line, sum},
        table::{amount, cell, column, lead, row, table},
    },
};
use backend::invoices::detail::{Detail, Instalment, Line};
use domain::{Currency, Money, decimals, rates};

/// What was sold, with tax by rate and the total.
pub fn lines(invoice: &Detail) -> Markup {
    let head = &invoice.head;
    let currency = head.total.currency;
    let columns =
        [column("Item"), column("Quantity").num(), column("Price").num(), column("Amount").num()];
    let rows = invoice.lines.iter().map(|line| line_row(line, currency));
    let mut sums = vec![line("Net", head.net)];
    for group in &invoice.tax {
        let label = match invoice.tax.len() {
            1 => format!("VAT {}", rates::percent_text(group.rate_bp)),
            _ => format!("VAT {} on {}", rates::percent_text(group.rate_bp), group.taxable.bare()),
        };
        sums.push(line(label, group.tax));
    }
    sums.push(grand("Total", head.total));
    panel("lines", "Lines")
        .aside(view! { <small>{format!("Amounts in {currency}, without VAT")}</small> })
        .table(table(columns, rows, None))
        .body(view! { <div class="halves"><div class="s ink-2 stack tight">{about(invoice)}</div>{sum(sums)}</div> })
        .view()
}

fn line_row(line: &Line, currency: Currency) -> Markup {
    let article = line.article.clone().map(|article| view! { " · art. " {reference(article)} });
    let unit = Some(line.unit.as_str()).filter(|unit| !unit.is_empty());
    let quantity = decimals::quantity(line.quantity_e4);
    let quantity = unit.map_or(quantity.clone(), |unit| format!("{quantity} {unit}"));
    row([
        lead(view! {
            {line.description.clone()}
            <span class="note">{format!("Line {}", line.line_no)}{article}</span>
        }),
        cell(quantity).num().label("Quantity"),
        cell(decimals::unit_price(line.unit_price_e4, currency)).num().label("Price"),
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
    view! { {delivered} {note} {ours} {yours} }.into_markup()
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
