//! The document itself: its lines, sums and terms.

use crate::markup::*;
use crate::{
    components::{
        date,
        facts::{fact, facts},
        panel::panel,
        sum::{grand, line, sum, total},
        table::{amount, cell, column, dense_table, lead, row},
    },
    visit::Visit,
};
use backend::receivables::invoice::{Invoice, Line};
use domain::{Money, rates::percent_text};

/// Its lines.
pub fn lines(invoice: &Invoice) -> Option<Markup> {
    if invoice.lines.is_empty() {
        return None;
    }
    let rows = invoice.lines.iter().map(|one| {
        let article = one.article.clone().map(|article| {
            view! { <span class="note">{format!("{} · {article}", one.line_no)}</span> }
        });
        row([
            lead(view! { {one.description.clone()}{article} }),
            cell(quantity(one)).num().label("Quantity"),
            cell(price(one)).num().label("Price"),
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

/// Ten-thousandths, without the zeros at the end: `2.5 box`.
fn quantity(line: &Line) -> String {
    format!("{} {}", decimals(line.quantity_e4, 4, 0), line.unit).trim_end().to_owned()
}

/// Ten-thousandths of a minor unit, with at least the currency's own decimals.
fn price(line: &Line) -> String {
    let exponent = line.amount.currency.exponent() as usize;
    decimals(line.unit_price_e4, exponent + 4, exponent)
}

/// A number with so many decimals, of which zeros at the end are left out down to `least`.
fn decimals(number: i64, places: usize, least: usize) -> String {
    let sign = if number < 0 { "\u{2212}" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, rest) = digits.split_at(digits.len() - places);
    let kept = rest.trim_end_matches('0').len().max(least);
    let whole: i64 = whole.parse().unwrap_or(0);
    let point = if kept > 0 { "." } else { "" };
    format!("{sign}{}{point}{}", crate::pages::staff::parts::grouped(whole), &rest[..kept])
}

/// Its sums.
pub fn totals(invoice: &Invoice) -> Markup {
    let mut lines = vec![line("Net", invoice.net)];
    lines.extend(invoice.taxes.iter().map(|tax| {
        line(format!("Tax {} of {}", percent_text(tax.rate_bp), tax.taxable.bare()), tax.tax)
    }));
    if invoice.taxes.len() != 1 {
        lines.push(total("Tax", invoice.tax));
    }
    lines.push(grand("Total", invoice.row.total));
    panel("totals", "Billed").body(sum(lines)).view()
}

/// Its terms, delivery and note.
pub fn facts_of(visit: &Visit, invoice: &Invoice) -> Markup {
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
    told.extend(invoice.site.clone().map(|site| fact("Delivered to", site)));
    told.extend(invoice.delivery_note.clone().map(|note| fact("Delivery note", note)));
    told.extend(
        invoice.note.clone().filter(|note| !note.is_empty()).map(|note| fact("Note", note)),
    );
    panel("terms", "Terms").body(facts(told)).view()
}

#[cfg(test)]
mod tests {
    use super::decimals;

    #[test]
    fn quantities_and_prices_keep_the_decimals_that_they_have() {
        assert_eq!(decimals(10_000, 4, 0), "1");
        assert_eq!(decimals(25_000, 4, 0), "2.5");
        assert_eq!(decimals(-12_345_678, 4, 0), "\u{2212}1,234.5678");
        assert_eq!(decimals(1_240_000_000, 6, 2), "1,240.00");
        assert_eq!(decimals(1_2345, 6, 2), "0.012345");
    }
}
