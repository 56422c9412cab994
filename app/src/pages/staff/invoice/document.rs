//! The document itself: its lines, sums and terms.

use crate::markup::*;
use crate::{
    components::{
        date,
        facts::{fact, facts},
        files::size,
        panel::panel,
        sum::sum,
        table::{amount, cell, column, dense_table, lead, row},
    },
    pages::billed::{self, Billed},
    visit::Visit,
};
use backend::{originals::Original, receivables::invoice::Invoice};
use domain::{Money, rates::percent_text};

/// Its lines.
pub fn lines(invoice: &Invoice) -> Option<Markup> {
    let lines = &invoice.says.lines;
    if lines.is_empty() {
        return None;
    }
    let rows = lines.iter().map(|one| {
        row([
            lead(billed::item(one)),
            cell(billed::quantity(one)).num().label("Quantity"),
            cell(billed::price(one)).num().label("Price"),
            cell(percent_text(one.tax_bp)).num().label("Tax"),
            amount(one.amount).key().strong(),
        ])
    });
    let columns = [
        column("Item"),
        column("Quantity").num(),
        column("Price").num(),
        column("Tax").num(),
        column(format!("Net, {}", invoice.row.total.currency)).num(),
    ];
    Some(panel("lines", "Lines").table(dense_table(columns, rows, None)).view())
}

/// Its sums.
pub fn totals(invoice: &Invoice) -> Markup {
    panel("totals", "Billed").body(sum(Billed::from(&invoice.says).sums())).view()
}

/// Its terms, delivery and note.
pub fn facts_of(visit: &Visit, invoice: &Invoice, original: Option<&Original>) -> Markup {
    let row = &invoice.row;
    let mut told = vec![
        fact(
            "Customer",
            view! { <a href=format!("/staff/accounts/{}", row.account_id)>{row.account_name.clone()}</a> },
        ),
        fact("Issued", date::medium(row.issued_on)),
        fact("Terms", format!("{} days", invoice.terms_days)),
    ];
    if let Some((bp, until)) = invoice.discount.filter(|(bp, _)| *bp > 0) {
        let saved = Money::new(row.total.minor, row.total.currency);
        let words = format!("{} of {} until ", percent_text(bp), saved.bare());
        told.push(fact("Discount", view! { {words} {date::short(until, visit.today)} }));
    }
    told.extend(invoice.delivered_on.map(|day| fact("Delivered", date::medium(day))));
    told.extend(invoice.site.clone().map(|site| fact("Site", site)));
    let says = &invoice.says;
    told.extend(billed::particulars(
        says.buyer_reference.as_ref(),
        says.contract.as_ref(),
        says.period,
        says.deliver_to.as_ref(),
    ));
    told.extend(invoice.delivery_note.clone().map(|note| fact("Delivery note", note)));
    told.extend(
        invoice.note.clone().filter(|note| !note.is_empty()).map(|note| fact("Note", note)),
    );
    told.extend(original.map(|original| {
        let address = format!("/staff/originals/{}", original.id);
        let link = view! { <a href=address download="">{original.name.clone()}</a> };
        fact("Came as", view! { {link} {format!(", {}", size(original.bytes))} })
    }));
    panel("terms", "Terms").body(facts(told)).view()
}
