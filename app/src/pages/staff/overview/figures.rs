//! The row of figures, and how they are computed.

use super::items;
use crate::markup::*;
use crate::{
    components::{
        figures::{Figure, figure, figures as row_of},
        state::Tone,
    },
    pages::staff::{
        parts::{count, tenths},
        query::Address,
    },
    visit::Visit,
};
use backend::receivables::overview::{Overview, SALES_DAYS};
use chrono::NaiveDate;
use domain::{Money, ageing::Bucket, calendar};

/// The figures, each a way to its rows.
pub fn figures(visit: &Visit, seen: &Overview) -> Markup {
    let invoices = |show: &str| {
        Address::new("/staff/invoices").with("show", show).with("currency", seen.currency)
    };
    let accounts =
        |by: &str| Address::new("/staff/accounts").with("by", by).with("currency", seen.currency);
    let open = seen.sum_of(|aged| aged.open);
    let overdue = seen.overdue();
    let owing = count(seen.accounts, "account", "accounts");
    let owed = vec![
        figure("Receivables", open.bare())
            .note(format!("{}, {owing}", items(seen.items())))
            .opens(invoices("open")),
        figure("Collectable and overdue", overdue.bare())
            .tone(Tone::Danger)
            .note(format!("{} of receivables", share(overdue, open)))
            .opens(invoices("overdue")),
        figure("On its way", seen.sum_of(|aged| aged.moving).bare())
            .tone(Tone::Moving)
            .note("sent, not settled")
            .opens(invoices("moving")),
        figure("On hold", seen.sum_of(|aged| aged.held).bare())
            .tone(Tone::Held)
            .note("disputed, promised, on plans")
            .opens(invoices("held")),
        figure("of that disputed", seen.sum_of(|aged| aged.disputed).bare())
            .tone(Tone::Held)
            .note("not asked for until it is decided")
            .opens(invoices("disputed")),
    ];
    let mut came = vec![
        received(visit, seen, "Received in 7 days", seen.cash_week),
        received(visit, seen, "Received in 30 days", seen.cash_month),
        figure("Unapplied credit", seen.credit.bare())
            .note("credit notes and money that pay no invoice yet")
            .opens(accounts("credit")),
    ];
    came.extend(days(seen));
    view! { <div class="stack tight">{row_of(owed)} {row_of(came)}</div> }.into_markup()
}

fn received(
    visit: &Visit,
    seen: &Overview,
    label: &'static str,
    (cash, since): (Money, NaiveDate),
) -> Figure {
    let address = Address::new("/staff/payments")
        .with("show", "received")
        .with("currency", seen.currency)
        .with("since", since)
        .with("until", visit.today);
    figure(label, cash.bare())
        .tone(Tone::Settled)
        .note(format!("since {}", calendar::short(since, visit.today)))
        .opens(address)
}

/// Days sales outstanding and average days delinquent; nothing where nothing was billed.
fn days(seen: &Overview) -> Vec<Figure> {
    let Some(dso) = seen.dso else { return Vec::new() };
    vec![
        figure("Days sales outstanding", format!("{} days", tenths(dso.tenths)))
            .note(format!("best possible {}", tenths(dso.best_tenths)))
            .opens("#computed"),
        figure("Average days delinquent", format!("{} days", tenths(dso.delinquent_tenths())))
            .note("the difference of the two")
            .opens("#computed"),
    ]
}

/// `17.8%`, rounded half up to a tenth.
fn share(part: Money, whole: Money) -> String {
    if whole.minor <= 0 {
        return "0%".to_owned();
    }
    let (part, whole) = (i128::from(part.minor), i128::from(whole.minor));
    let tenths_of_percent = (part * 2_000 + whole) / (whole * 2);
    format!("{}%", tenths(i64::try_from(tenths_of_percent).unwrap_or(0)))
}

/// The formulas with their own figures.
pub fn formulas(seen: &Overview) -> Option<Markup> {
    let dso = seen.dso?;
    let open = seen.sum_of(|aged| aged.open).bare();
    let not_due = seen.aged.iter().find(|aged| aged.bucket == Bucket::Current)?.open.bare();
    let sales = dso.sales.bare();
    let billed = Address::new("/staff/invoices")
        .with("show", "all")
        .with("currency", seen.currency)
        .with("since", dso.since);
    let words = format!(
        " of the last {SALES_DAYS} days × {SALES_DAYS} = {open} ÷ {sales} × {SALES_DAYS} = {} days. \
         Best possible DSO takes only what is not yet due: {not_due} ÷ {sales} × {SALES_DAYS} = {} \
         days. Average days delinquent is the difference, {} days. Rounded half up, at the end only.",
        tenths(dso.tenths),
        tenths(dso.best_tenths),
        tenths(dso.delinquent_tenths()),
    );
    Some(
        view! {
            <details class="more">
                <summary>"How these are computed"</summary>
                <p class="s ink-2" id="computed">
                    "DSO = receivables ÷ " <a href=String::from(billed)>"what was billed"</a> {words}
                </p>
                <p class="s ink-2">
                    "Collectable is what may be asked for: open, less what is disputed, on its way, \
                     promised or on a plan. Credit that is not applied to an invoice is not subtracted here."
                </p>
            </details>
        }
        .into_markup(),
    )
}

#[cfg(test)]
mod tests {
    use super::share;
    use domain::{Currency, Money};

    #[test]
    fn a_share_is_rounded_once() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        assert_eq!(share(eur(32_201_625), eur(180_833_800)), "17.8%");
        assert_eq!(share(eur(0), eur(0)), "0%");
        assert_eq!(share(eur(1), eur(1)), "100.0%");
    }
}
