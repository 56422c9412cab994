//! What an invoice or a credit note says of lines, tax and sums: in the same words on its page, on its
//! copy and at the seller's.

use crate::components::{
    date,
    facts::fact,
    head::reference,
    sum::{self, grand, less, line, total},
};
use crate::markup::*;
use backend::invoices::says::Says;
use chrono::NaiveDate;
use documents::{
    invoice::{Adjustment, Invoice, Line, SalesTax, Tax},
    party::Party,
};
use domain::{
    Money, decimals,
    rates::{millionths_text, percent_text},
};

/// Lines and sums, of whatever they are read from.
pub struct Billed<'a> {
    lines: &'a [Line],
    adjustments: &'a [Adjustment],
    tax: &'a [Tax],
    sales_tax: &'a [SalesTax],
    net: Money,
    total: Money,
    prepaid: Money,
    rounding: Money,
}

impl<'a> From<&'a Says> for Billed<'a> {
    fn from(says: &'a Says) -> Self {
        Self {
            lines: &says.lines,
            adjustments: &says.adjustments,
            tax: &says.tax,
            sales_tax: &says.sales_tax,
            net: says.net,
            total: says.total,
            prepaid: says.prepaid,
            rounding: says.rounding,
        }
    }
}

impl<'a> From<&'a Invoice> for Billed<'a> {
    fn from(invoice: &'a Invoice) -> Self {
        Self {
            lines: &invoice.lines,
            adjustments: &invoice.adjustments,
            tax: &invoice.tax,
            sales_tax: &invoice.sales_tax,
            net: invoice.net,
            total: invoice.total,
            prepaid: invoice.prepaid,
            rounding: invoice.rounding,
        }
    }
}

impl Billed<'_> {
    /// From the lines to what is to be paid.
    pub fn sums(&self) -> Vec<sum::Line> {
        let mut sums = Vec::new();
        if !self.adjustments.is_empty() {
            let lines = self.lines.iter().map(|line| line.amount.minor).sum();
            sums.push(line("Lines", Money::new(lines, self.net.currency)));
            sums.extend(self.adjustments.iter().map(|one| line(label(one), signed(one))));
        }
        sums.push(line("Net", self.net));
        // Where there is sales tax there is no VAT to tell of.
        let told = self.tax.iter().filter(|group| {
            self.sales_tax.is_empty() || !group.tax.is_zero() || group.exemption.is_some()
        });
        sums.extend(told.map(|group| line(self.vat(group), group.tax)));
        sums.extend(self.jurisdictions());
        if self.prepaid.is_zero() && self.rounding.is_zero() {
            sums.push(grand("Total", self.total));
            return sums;
        }
        sums.push(total("Total", self.total));
        let due = self.total.minor - self.prepaid.minor + self.rounding.minor;
        if !self.prepaid.is_zero() {
            sums.push(line("Paid before", less(self.prepaid)));
        }
        if !self.rounding.is_zero() {
            sums.push(line("Rounded", self.rounding));
        }
        sums.push(grand("Left to pay when issued", Money::new(due, self.total.currency)));
        sums
    }

    fn vat(&self, group: &Tax) -> Markup {
        let percent = percent_text(group.rate_bp);
        let label = match self.tax.len() {
            1 => format!("VAT {percent}"),
            _ => format!("VAT {percent} on {}", group.taxable.bare()),
        };
        let why = group.exemption.clone().or(group.exemption_code.clone());
        let why = why.map(|why| view! { <span class="note">{why}</span> });
        view! { {label} {why} }.into_markup()
    }

    /// Sales tax by jurisdiction, in the order of the lines.
    fn jurisdictions(&self) -> Vec<sum::Line> {
        let mut whose: Vec<(&str, i32, Money)> = Vec::new();
        for one in self.sales_tax {
            let same = |other: &&mut (&str, i32, Money)| {
                other.0 == one.jurisdiction && other.1 == one.rate_e6
            };
            match whose.iter_mut().find(same) {
                Some(other) => other.2.minor += one.tax.minor,
                None => whose.push((&one.jurisdiction, one.rate_e6, one.tax)),
            }
        }
        let told = whose.into_iter().map(|(jurisdiction, rate, tax)| {
            line(format!("Sales tax {jurisdiction} {}", millionths_text(rate)), tax)
        });
        told.collect()
    }
}

/// `Discount 5%: Bulk order`.
fn label(one: &Adjustment) -> String {
    let kind = if one.is_charge { "Surcharge" } else { "Discount" };
    let share = one.share_bp.map(|bp| format!(" {}", percent_text(bp))).unwrap_or_default();
    format!("{kind}{share}: {}", one.reason)
}

fn signed(one: &Adjustment) -> Money {
    if one.is_charge { one.amount } else { less(one.amount) }
}

/// What was sold, and all that is known of it.
pub fn item(line: &Line) -> Markup {
    let article = line.article.clone().map(|article| view! { " · art. " {reference(article)} });
    let order = match (&line.po_number, &line.po_line) {
        (Some(order), Some(at)) => Some(format!("order {order}, line {at}")),
        (Some(order), None) => Some(format!("order {order}")),
        (None, Some(at)) => Some(format!("line {at} of the order")),
        (None, None) => None,
    };
    let more: Vec<String> = [
        line.customer_article.as_ref().map(|article| format!("your art. {article}")),
        order,
        line.site.clone(),
        line.cost_centre.as_ref().map(|centre| format!("cost centre {centre}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let more = (!more.is_empty()).then(|| view! { <span class="note">{more.join(" · ")}</span> });
    let note = line.note.clone().map(|note| view! { <span class="note">{note}</span> });
    let adjustments: Vec<_> = line
        .adjustments
        .iter()
        .map(|one| {
            let told = format!("{}, {}", label(one), signed(one).bare());
            view! { <span class="note">{told}</span> }
        })
        .collect();
    view! {
        {line.description.clone()}
        <span class="note">{format!("Line {}", line.line_no)}{article}</span>
        {more}{note}{adjustments}
    }
    .into_markup()
}

/// `40 box`.
pub fn quantity(line: &Line) -> String {
    format!("{} {}", decimals::quantity(line.quantity_e4), line.unit).trim_end().to_owned()
}

/// `62.50`, or of how many it is: `12.50 per 100`.
pub fn price(line: &Line) -> String {
    let price = decimals::unit_price(line.unit_price_e4, line.amount.currency);
    match line.price_per_e4 {
        10_000 => price,
        per => format!("{price} per {}", decimals::quantity(per)),
    }
}

/// What few documents say of themselves.
pub fn particulars(
    buyer_reference: Option<&String>,
    contract: Option<&String>,
    period: Option<(NaiveDate, NaiveDate)>,
    deliver_to: Option<&Party>,
) -> Vec<(String, Markup)> {
    let mut told = Vec::new();
    told.extend(buyer_reference.map(|text| fact("Your reference", reference(text.clone()))));
    told.extend(contract.map(|text| fact("Contract", reference(text.clone()))));
    told.extend(period.map(|(from, to)| {
        fact("Period", view! { {date::medium(from)} " to " {date::medium(to)} })
    }));
    told.extend(deliver_to.map(|to| fact("Delivered to", place(to))));
    told
}

/// A place in one line.
fn place(to: &Party) -> String {
    let name = std::iter::once(&to.name);
    let parts = name.chain(&to.address).chain(std::iter::once(&to.country));
    parts.filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}
