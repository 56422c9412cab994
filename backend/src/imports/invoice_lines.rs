//! The lines of an invoice and whether they add up. What a file leaves out is computed, and what it
//! says twice has to agree: a document whose sums are wrong is no document.

use super::cells::{Cells, NAME_LETTERS, NUMBER_LETTERS, TEXT_LETTERS};
use crate::invoices::issue::NewLine;
use domain::{
    Currency, Money,
    invoice::{TaxGroup, Totals},
    rates,
};
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
    pub totals: Totals,
}

/// What the file says of the whole invoice.
#[derive(Clone, Copy, Debug)]
struct Said {
    net: Option<Money>,
    tax: Option<Money>,
    total: Option<Money>,
}

/// Reads all lines and checks the sums; what is wrong is noted.
pub(super) fn read(cells: &mut Cells<'_>, currency: Currency) -> Option<Sums> {
    cells.go_to(0);
    let said = Said {
        net: cells.amount("net", currency),
        tax: cells.amount("tax", currency),
        total: cells.amount("total", currency),
    };
    let mut lines = Vec::new();
    for row in 0..cells.rows() {
        cells.go_to(row);
        if row > 0 {
            check_repeated(cells, &said, currency);
        }
        lines.push(read_line(cells, currency, &said));
    }
    let lines: Vec<NewLine> = lines.into_iter().collect::<Option<_>>()?;
    if !cells.is_clean() {
        return None;
    }
    cells.go_to(0);
    let totals =
        sum(&lines, currency).map_err(|refusal| cells.refuse_row(refusal.to_string())).ok()?;
    check(cells, &said, &totals);
    Some(Sums { lines, totals })
}

/// Later rows may repeat the sums of the invoice, and not contradict them.
fn check_repeated(cells: &mut Cells<'_>, said: &Said, currency: Currency) {
    for (name, first) in [("net", said.net), ("tax", said.tax), ("total", said.total)] {
        let later = cells.amount(name, currency);
        if later.is_some() && later != first {
            cells.refuse(name, "The first row of the invoice says otherwise.");
        }
    }
}

fn read_line(cells: &mut Cells<'_>, currency: Currency, said: &Said) -> Option<NewLine> {
    let description = cells.text("description", TEXT_LETTERS);
    let article = cells.text("article", NUMBER_LETTERS);
    let unit = cells.text("unit", NAME_LETTERS);
    let quantity_e4 = cells.fixed("quantity", DECIMALS, true);
    // A price may have more decimals than its currency: prices per thousand do.
    let price = cells.fixed("unit_price", DECIMALS + currency.exponent(), false);
    let line_amount = cells.amount("line_amount", currency);
    let tax_bp = cells.percent("tax_percent", 10_000);
    let category = cells.read("tax_category", |text| {
        let known = TAX_CATEGORIES.iter().find(|known| text.eq_ignore_ascii_case(known));
        let known = known.ok_or_else(|| format!("Write one of {}.", TAX_CATEGORIES.join(", ")));
        known.map(|known| (*known).to_owned())
    });
    if !cells.is_clean() {
        return None;
    }
    let priced = quantity_e4.or(price.map(|_| ONE_E4)).zip(price);
    let computed = match priced.map(|(quantity, price)| line_net(quantity, price, currency)) {
        Some(Ok(net)) => Some(net),
        Some(Err(refusal)) => {
            cells.refuse("unit_price", refusal.to_string());
            return None;
        }
        None => None,
    };
    let net = match (line_amount, computed) {
        (Some(said), Some(computed)) => {
            // The file's amount is positive; what is taken back has a negative quantity.
            let signed = Money::new(said.minor * computed.minor.signum(), currency);
            if (signed.minor - computed.minor).abs() > LINE_TOLERANCE_MINOR {
                let told = format!("Quantity times price is {}.", computed.full());
                cells.refuse("line_amount", told);
                return None;
            }
            signed
        }
        (Some(said), None) => said,
        (None, Some(computed)) => computed,
        (None, None) if cells.rows() == 1 => whole_net(cells, said, tax_bp)?,
        (None, None) => {
            cells.refuse("line_amount", "A line needs an amount, or a quantity and a price.");
            return None;
        }
    };
    let tax_bp = match tax_bp {
        Some(bp) => bp,
        None => implied_rate(cells, said, net)?,
    };
    let category = category.unwrap_or(if tax_bp > 0 { "S" } else { "Z" }.to_owned());
    let Some(whole_price_e4) = net.minor.checked_mul(ONE_E4) else {
        cells.refuse("line_amount", domain::Refusal::AmountTooLarge.to_string());
        return None;
    };
    let (quantity_e4, unit_price_e4) = priced.unwrap_or((ONE_E4, whole_price_e4));
    Some(NewLine {
        description: description.unwrap_or_else(|| "As invoiced".to_owned()),
        article,
        quantity_e4,
        unit: unit.unwrap_or_default(),
        unit_price_e4,
        amount_minor: net.minor,
        tax_category: category,
        tax_bp,
    })
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

fn line_net(
    quantity_e4: i64,
    price_steps: i64,
    currency: Currency,
) -> Result<Money, domain::Refusal> {
    rates::line_amount(
        Decimal::new(quantity_e4, DECIMALS),
        Decimal::new(price_steps, DECIMALS),
        Money::zero(currency),
    )
}

/// Sums as EN 16931 does, from the net amounts of the lines.
fn sum(lines: &[NewLine], currency: Currency) -> Result<Totals, domain::Refusal> {
    let mut groups: Vec<TaxGroup> = Vec::new();
    let amounts: Vec<Money> =
        lines.iter().map(|line| Money::new(line.amount_minor, currency)).collect();
    for (line, net) in lines.iter().zip(&amounts) {
        let same = |g: &&mut TaxGroup| g.category == line.tax_category && g.rate_bp == line.tax_bp;
        match groups.iter_mut().find(same) {
            Some(group) => group.taxable = group.taxable.plus(*net)?,
            None => groups.push(TaxGroup {
                category: line.tax_category.clone(),
                rate_bp: line.tax_bp,
                taxable: *net,
                tax: Money::zero(currency),
            }),
        }
    }
    for group in &mut groups {
        group.tax = rates::percent_of(group.taxable, rates::from_basis_points(group.rate_bp))?;
    }
    let net = Money::sum(amounts.iter().copied(), currency)?;
    let tax_total = Money::sum(groups.iter().map(|group| group.tax), currency)?;
    Ok(Totals { lines: amounts, tax: groups, net, tax_total, gross: net.plus(tax_total)? })
}

/// What the file says of the whole has to be what its lines come to.
fn check(cells: &mut Cells<'_>, said: &Said, totals: &Totals) {
    let compared = [
        ("net", said.net, totals.net, "The lines come to"),
        ("tax", said.tax, totals.tax_total, "The tax of the lines comes to"),
        ("total", said.total, totals.gross, "The lines with their tax come to"),
    ];
    for (name, said, computed, words) in compared {
        if said.is_some_and(|said| said != computed) {
            cells.refuse(name, format!("{words} {}.", computed.full()));
        }
    }
    if totals.gross.minor <= 0 {
        cells.refuse(
            "total",
            "An invoice has to be over more than zero. What you owe the customer is a credit note.",
        );
    } else if totals.net.minor < 0 || totals.tax_total.minor < 0 {
        cells.refuse(
            "net",
            "Neither the net amount nor the tax of an invoice can be less than zero.",
        );
    }
}
