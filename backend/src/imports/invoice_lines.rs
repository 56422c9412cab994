//! The lines of an invoice and whether they add up. What a file leaves out is computed, and what it
//! says twice has to agree: a document whose sums are wrong is no document.

use super::{
    beside::{self, Beside, Sort},
    cells::{Cells, NAME_LETTERS, NUMBER_LETTERS, TEXT_LETTERS},
};
use crate::invoices::{issue::NewLine, sums};
use documents::invoice::{Adjustment, SalesTax};
use domain::{Currency, Money, invoice::TaxGroup, rates};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// The categories of EN 16931 (BT-151) that the portal knows.
const TAX_CATEGORIES: [&str; 7] = ["S", "Z", "E", "AE", "K", "G", "O"];
/// Decimals of quantities, and of prices beyond the minor unit.
const DECIMALS: u32 = 4;
/// One whole unit.
const ONE_E4: i64 = 10_000;
/// What a computed line may be off by: programs round halves in two ways.
const LINE_TOLERANCE_MINOR: i64 = 1;

/// Lines and sums that agree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sums {
    pub lines: Vec<NewLine>,
    pub adjustments: Vec<Adjustment>,
    pub sales_tax: Vec<SalesTax>,
    pub tax: Vec<TaxGroup>,
    pub net: Money,
    pub tax_total: Money,
    pub prepaid: Money,
    pub rounding: Money,
    /// What is to be paid.
    pub due: Money,
}

/// What the file says of the whole document.
#[derive(Clone, Copy, Debug)]
struct Said {
    net: Option<Money>,
    tax: Option<Money>,
    total: Option<Money>,
    prepaid: Option<Money>,
    rounding: Option<Money>,
    payable: Option<Money>,
}

/// A line, as it was read.
#[derive(Clone, Debug)]
struct Raw {
    row: usize,
    line: NewLine,
    quantity_e4: Option<i64>,
    price: Option<i64>,
    amount: Option<Money>,
    tax_bp: Option<i32>,
    category: Option<String>,
    exemption: Option<String>,
    exemption_code: Option<String>,
}

/// Reads all lines and what is beside them, and checks the sums; what is wrong is noted.
pub(super) fn read(cells: &mut Cells<'_>, currency: Currency) -> Option<Sums> {
    cells.go_to(0);
    let said = read_said(cells, currency);
    let (mut raw, mut beside) = (Vec::new(), Vec::new());
    for row in 0..cells.rows() {
        cells.go_to(row);
        if row > 0 {
            check_repeated(cells, &said, currency);
        }
        match beside::sort(cells) {
            Sort::Line => raw.push(read_line(cells, row, currency)),
            sort => beside.push(beside::read(cells, row, sort, currency, category)),
        }
    }
    if raw.is_empty() {
        cells.refuse_row("There is no line.");
    }
    if !cells.is_clean() {
        return None;
    }
    let exemptions: Vec<Raw> = raw.clone();
    let lines = finish_lines(cells, raw, &beside, &said, currency)?;
    let (adjustments, sales_tax) = finish_beside(cells, &lines, &beside, currency)?;
    if !cells.is_clean() {
        return None;
    }
    cells.go_to(0);
    let mut sums = sum(cells, lines, adjustments, sales_tax, &said, currency)?;
    explain(&mut sums.tax, &exemptions, &sums.lines);
    check(cells, &said, &sums);
    Some(sums)
}

fn read_said(cells: &mut Cells<'_>, currency: Currency) -> Said {
    Said {
        net: cells.amount("net", currency),
        tax: cells.amount("tax", currency),
        total: cells.amount("total", currency),
        prepaid: cells.amount("prepaid", currency),
        rounding: cells
            .fixed("rounding", currency.exponent(), true)
            .map(|minor| Money::new(minor, currency)),
        payable: cells.amount("payable", currency),
    }
}

/// Later rows may repeat the sums of the invoice, and not contradict them.
fn check_repeated(cells: &mut Cells<'_>, said: &Said, currency: Currency) {
    let later = read_said(cells, currency);
    let all = [
        ("net", said.net, later.net),
        ("tax", said.tax, later.tax),
        ("total", said.total, later.total),
        ("prepaid", said.prepaid, later.prepaid),
        ("rounding", said.rounding, later.rounding),
        ("payable", said.payable, later.payable),
    ];
    for (name, first, later) in all {
        if later.is_some() && later != first {
            cells.refuse(name, "The first row of the invoice says otherwise.");
        }
    }
}

fn category(cells: &mut Cells<'_>) -> Option<String> {
    cells.read("tax_category", |text| {
        let known = TAX_CATEGORIES.iter().find(|known| text.eq_ignore_ascii_case(known));
        let known = known.ok_or_else(|| format!("Write one of {}.", TAX_CATEGORIES.join(", ")));
        known.map(|known| (*known).to_owned())
    })
}

fn read_line(cells: &mut Cells<'_>, row: usize, currency: Currency) -> Raw {
    let description = cells.text("description", TEXT_LETTERS);
    let article = cells.text("article", NUMBER_LETTERS);
    let unit = cells.text("unit", NAME_LETTERS);
    let quantity_e4 = cells.fixed("quantity", DECIMALS, true);
    // A price may have more decimals than its currency: prices per thousand do.
    let price = cells.fixed("unit_price", DECIMALS + currency.exponent(), false);
    let amount = cells.amount("line_amount", currency);
    let tax_bp = cells.percent("tax_percent", 10_000);
    let category = category(cells);
    let per = cells.fixed("price_per", DECIMALS, false);
    if per == Some(0) {
        cells.refuse("price_per", "A price is of more than none.");
    }
    let line = NewLine {
        description: description.unwrap_or_else(|| "As invoiced".to_owned()),
        article,
        unit: unit.unwrap_or_default(),
        price_per_e4: per.unwrap_or(ONE_E4),
        note: cells.lines("line_note", TEXT_LETTERS),
        customer_article: cells.text("customer_article", NUMBER_LETTERS),
        po_number: cells.text("line_order", NUMBER_LETTERS),
        po_line: cells.text("order_line", NUMBER_LETTERS),
        site: cells.text("line_site", NAME_LETTERS),
        cost_centre: cells.text("cost_centre", NUMBER_LETTERS),
        ..NewLine::default()
    };
    let exemption = cells.text("exemption", TEXT_LETTERS);
    let exemption_code = cells.text("exemption_code", NUMBER_LETTERS);
    Raw { row, line, quantity_e4, price, amount, tax_bp, category, exemption, exemption_code }
}

/// What each line comes to, with what it is made cheaper or dearer by.
fn finish_lines(
    cells: &mut Cells<'_>,
    raw: Vec<Raw>,
    beside: &[Beside],
    said: &Said,
    currency: Currency,
) -> Option<Vec<NewLine>> {
    let count = raw.len();
    let mut of_lines: Vec<Vec<&Beside>> = vec![Vec::new(); count];
    for one in beside.iter().filter(|one| one.of_line.is_some() && one.sort != Sort::SalesTax) {
        of_lines[one.line(cells, count)?].push(one);
    }
    let mut lines = Vec::with_capacity(count);
    for (raw, (index, its)) in raw.into_iter().zip(of_lines.into_iter().enumerate()) {
        let is_sales = |one: &&Beside| one.sort == Sort::SalesTax;
        let has_sales_tax = beside
            .iter()
            .filter(is_sales)
            .any(|one| one.of_line.map_or(count == 1, |n| usize::try_from(n) == Ok(index + 1)));
        lines.push(finish_line(cells, raw, &its, said, has_sales_tax, currency)?);
    }
    Some(lines)
}

fn finish_line(
    cells: &mut Cells<'_>,
    raw: Raw,
    beside: &[&Beside],
    said: &Said,
    has_sales_tax: bool,
    currency: Currency,
) -> Option<NewLine> {
    cells.look_at(raw.row);
    let mut line = raw.line;
    let priced = raw.quantity_e4.or(raw.price.map(|_| ONE_E4)).zip(raw.price);
    let alone = cells.rows() == 1;
    let net = match (priced, raw.amount) {
        (Some((quantity_e4, unit_price_e4)), _) => {
            (line.quantity_e4, line.unit_price_e4) = (quantity_e4, unit_price_e4);
            None
        }
        (None, Some(said)) => Some(said),
        (None, None) if alone => Some(whole_net(cells, said, raw.tax_bp)?),
        (None, None) => {
            cells.refuse("line_amount", "A line needs an amount, or a quantity and a price.");
            return None;
        }
    };
    if let Some(net) = net {
        let Some(price_e4) = net.minor.checked_mul(ONE_E4) else {
            cells.refuse("line_amount", domain::Refusal::AmountTooLarge.to_string());
            return None;
        };
        (line.unit_price_e4, line.price_per_e4) = (price_e4, ONE_E4);
    }
    line.tax_bp = match raw.tax_bp {
        Some(bp) => bp,
        None if has_sales_tax => 0,
        None => {
            let net = net.or(sums::listed(&line, currency).ok())?;
            implied_rate(cells, said, net)?
        }
    };
    let untaxed = if has_sales_tax { "O" } else { "Z" };
    let usual = if line.tax_bp > 0 { "S" } else { untaxed };
    line.tax_category = raw.category.unwrap_or_else(|| usual.to_owned());
    beside::adjust_line(cells, &mut line, currency, beside)?;
    cells.look_at(raw.row);
    let computed = match sums::line_net(&line, currency) {
        Ok(computed) => computed,
        Err(refusal) => {
            cells.refuse("unit_price", refusal.to_string());
            return None;
        }
    };
    if let Some(said) = raw.amount.filter(|_| priced.is_some()) {
        // The file's amount is positive; what is taken back has a negative quantity.
        let signed = Money::new(said.minor * computed.minor.signum(), currency);
        if (signed.minor - computed.minor).abs() > LINE_TOLERANCE_MINOR {
            let how = if beside.is_empty() { "is" } else { "with what is taken off or added is" };
            cells.refuse("line_amount", format!("Quantity times price {how} {}.", computed.full()));
            return None;
        }
        line.amount_minor = signed.minor;
    } else {
        line.amount_minor = computed.minor;
    }
    Some(line)
}

/// What the whole is made cheaper or dearer by, and sales tax.
fn finish_beside(
    cells: &mut Cells<'_>,
    lines: &[NewLine],
    beside: &[Beside],
    currency: Currency,
) -> Option<(Vec<Adjustment>, Vec<SalesTax>)> {
    let sum = lines.iter().map(|line| Money::new(line.amount_minor, currency));
    let sum = Money::sum(sum, currency).ok()?;
    let (mut adjustments, mut sales_tax) = (Vec::new(), Vec::new());
    for one in beside {
        if one.sort == Sort::SalesTax {
            let index = one.line(cells, lines.len())?;
            let line_no = i32::try_from(index + 1).ok()?;
            sales_tax.push(one.sales_tax(cells, line_no, &lines[index], currency)?);
        } else if one.of_line.is_none() {
            let (category, tax_bp) = one.tax(cells, lines)?;
            adjustments.push(one.adjustment(cells, sum, (&category, tax_bp))?);
        }
    }
    for (n, one) in sales_tax.iter().enumerate() {
        let same = |other: &SalesTax| {
            other.line_no == one.line_no && other.jurisdiction == one.jurisdiction
        };
        if sales_tax[..n].iter().any(same) {
            let told = format!("Line {} has sales tax of {} twice.", one.line_no, one.jurisdiction);
            cells.refuse_row(told);
        }
    }
    Some((adjustments, sales_tax))
}

/// The net amount of an invoice without lines.
fn whole_net(cells: &mut Cells<'_>, said: &Said, tax_bp: Option<i32>) -> Option<Money> {
    let net = match (said.net, said.tax, said.total) {
        (Some(net), ..) => Some(net),
        (None, Some(tax), Some(total)) => total.minus(tax).ok(),
        (None, None, Some(total)) if tax_bp.unwrap_or(0) == 0 => Some(total),
        _ => None,
    };
    if net.is_none() {
        cells.refuse(
            "total",
            "Without lines an invoice needs its net amount, or its total and its tax.",
        );
    }
    net
}

/// The tax rate of an invoice that only says its tax: the one that leads to it.
fn implied_rate(cells: &mut Cells<'_>, said: &Said, net: Money) -> Option<i32> {
    let tax = match (said.tax, said.net, said.total) {
        (Some(tax), ..) => tax.minor,
        (None, Some(net), Some(total)) => total.minor - net.minor,
        _ => 0,
    };
    if tax == 0 {
        return Some(0);
    }
    // Rates have few decimals: the exact quotient of rounded amounts lies close to one.
    let rate = (cells.rows() == 1 && net.minor > 0)
        .then(|| Decimal::from(tax) * Decimal::ONE_HUNDRED / Decimal::from(net.minor))
        .and_then(|percent| (0..=2).find_map(|decimals| rate_near(percent, decimals, net, tax)));
    if rate.is_none() {
        cells.refuse("tax_percent", "Which tax rate is it? It cannot be told from the amounts.");
    }
    rate
}

/// The rate with so many decimals that is nearest, in hundredths of a per cent, if it leads to the
/// tax.
fn rate_near(percent: Decimal, decimals: u32, net: Money, tax_minor: i64) -> Option<i32> {
    let rounded = percent.round_dp_with_strategy(decimals, rates::HALF_UP);
    let bp = (rounded * Decimal::ONE_HUNDRED).to_i32()?;
    let tax = rates::percent_of(net, rates::from_basis_points(bp)).ok()?;
    ((0..=10_000).contains(&bp) && tax.minor == tax_minor).then_some(bp)
}

/// Sums as EN 16931 does, from the net amounts of the lines.
fn sum(
    cells: &mut Cells<'_>,
    lines: Vec<NewLine>,
    adjustments: Vec<Adjustment>,
    sales_tax: Vec<SalesTax>,
    said: &Said,
    currency: Currency,
) -> Option<Sums> {
    let zero = Money::zero(currency);
    let (prepaid, rounding) = (said.prepaid.unwrap_or(zero), said.rounding.unwrap_or(zero));
    let summed = sums::sums(&lines, &adjustments, &sales_tax, currency)
        .and_then(|sums| Ok((sums.total.minus(prepaid)?.plus(rounding)?, sums)));
    let (due, sums) = summed.map_err(|refusal| cells.refuse_row(refusal.to_string())).ok()?;
    Some(Sums {
        lines,
        adjustments,
        sales_tax,
        tax: sums.tax,
        net: sums.net,
        tax_total: sums.tax_total,
        prepaid,
        rounding,
        due,
    })
}

/// Why there is no tax is what the first line of its category says.
fn explain(tax: &mut [TaxGroup], raw: &[Raw], lines: &[NewLine]) {
    for group in tax.iter_mut().filter(|group| group.tax.is_zero()) {
        let its = |line: &NewLine| line.tax_category == group.category;
        let mut raw = raw.iter().zip(lines).filter(|(_, line)| its(line)).map(|(raw, _)| raw);
        if let Some(raw) = raw.find(|raw| raw.exemption.is_some() || raw.exemption_code.is_some()) {
            group.exemption = raw.exemption.clone();
            group.exemption_code = raw.exemption_code.clone();
        }
    }
}

/// What the file says of the whole has to be what its lines come to.
fn check(cells: &mut Cells<'_>, said: &Said, sums: &Sums) {
    let total = Money::new(sums.net.minor + sums.tax_total.minor, sums.net.currency);
    let lines = match sums.adjustments.is_empty() {
        true => "The lines come to",
        false => "The lines, with what is taken off or added to the whole, come to",
    };
    let compared = [
        ("net", said.net, sums.net, lines),
        ("tax", said.tax, sums.tax_total, "The tax of the lines comes to"),
        ("total", said.total, total, "The lines with their tax come to"),
        ("payable", said.payable, sums.due, "What is to be paid comes to"),
    ];
    for (name, said, computed, words) in compared {
        if said.is_some_and(|said| said != computed) {
            cells.refuse(name, format!("{words} {}.", computed.full()));
        }
    }
    if total.minor <= 0 {
        cells.refuse(
            "total",
            "An invoice has to be over more than zero. What you owe the customer is a credit note.",
        );
    } else if sums.due.minor <= 0 {
        cells.refuse("prepaid", "Nothing would be left to pay. Such an invoice is not loaded.");
    } else if sums.net.minor < 0 || sums.tax_total.minor < 0 {
        cells.refuse(
            "net",
            "Neither the net amount nor the tax of an invoice can be less than zero.",
        );
    }
}
