//! How old is what is open: a chart, and the same as a table whose every number opens its rows.

use crate::markup::*;
use crate::{
    components::{
        bars::{bar, bars},
        panel::panel,
        state::Tone,
        table::{Cell, amount, cell, column, dense_table, lead, row},
    },
    pages::staff::query::Address,
    visit::Visit,
};
use backend::receivables::overview::{Aged, Overview};
use domain::{Money, ageing::Bucket, calendar};

/// The panel.
pub fn ageing(visit: &Visit, seen: &Overview) -> Markup {
    let minor_per_major = 10_i64.pow(seen.currency.exponent());
    let columns = seen.aged.iter().map(|aged| {
        bar(
            aged.bucket.label(),
            [
                (asked(aged.bucket), aged.collectable.minor),
                (Tone::Moving, aged.moving.minor),
                (Tone::Held, aged.held.minor),
            ],
        )
    });
    let chart = bars("age-chart", in_words(visit, seen), columns, minor_per_major);
    panel("age", "Age of what is open")
        .aside(view! { <small>"days past due"</small> })
        .stack(view! {
            {chart}
            <ul class="legend">
                {legend(Tone::Idle, "Not due")}
                {legend(Tone::Danger, "Collectable, overdue")}
                {legend(Tone::Moving, "On its way")}
                {legend(Tone::Held, "On hold")}
            </ul>
            <details class="more"><summary>"As a table"</summary>{table_of(seen)}</details>
        })
        .view()
}

/// What may be asked for is late from the first day past due on.
fn asked(bucket: Bucket) -> Tone {
    if bucket == Bucket::Current { Tone::Idle } else { Tone::Danger }
}

fn legend(tone: Tone, word: &'static str) -> Markup {
    let class = format!("dot {}", tone.class());
    view! { <li><span class=class></span>{word}</li> }.into_markup()
}

fn in_words(visit: &Visit, seen: &Overview) -> String {
    let parts: Vec<String> = seen
        .aged
        .iter()
        .map(|aged| {
            let disputed = (!aged.disputed.is_zero())
                .then(|| format!(" ({} of it disputed)", aged.disputed.bare()));
            let disputed = disputed.unwrap_or_default();
            format!("{} {}{disputed}", words_of(aged.bucket), aged.open.bare())
        })
        .collect();
    let day = calendar::medium(visit.today);
    format!("Receivables by age, {day}: {} {}", parts.join("; "), seen.currency)
}

fn words_of(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Current => "not due",
        Bucket::To30 => "1 to 30 days",
        Bucket::To60 => "31 to 60 days",
        Bucket::To90 => "61 to 90 days",
        Bucket::Over90 => "over 90 days",
    }
}

fn table_of(seen: &Overview) -> Markup {
    let rows = seen.aged.iter().map(|aged| row_of(seen, aged));
    let total = |of: fn(&Aged) -> Money, label: &'static str| {
        cell(seen.sum_of(of).bare()).num().label(label)
    };
    let total = row([
        lead("Open"),
        total(|aged| aged.collectable, "Collectable"),
        total(|aged| aged.moving, "On its way"),
        total(|aged| aged.held, "On hold"),
        total(|aged| aged.disputed, "Of it disputed"),
        cell(seen.sum_of(|aged| aged.open).bare()).num().key(),
    ]);
    let columns = [
        column("Days past due"),
        column("Collectable").num(),
        column("On its way").num(),
        column("On hold").num(),
        column("Of it disputed").num(),
        column(format!("Open, {}", seen.currency)).num(),
    ];
    view! { <div class="table-box">{dense_table(columns, rows, Some(total))}</div> }.into_markup()
}

fn row_of(seen: &Overview, aged: &Aged) -> Markup {
    let opens = |show: &str, sum: Money| -> Cell {
        if sum.is_zero() {
            return amount(sum);
        }
        let address = Address::new("/staff/invoices")
            .with("show", show)
            .with("bucket", aged.bucket.code())
            .with("currency", seen.currency);
        cell(view! { <a href=String::from(address)>{sum.bare()}</a> }).num()
    };
    let collectable = match aged.bucket {
        // What is not due has no list of what may be asked for: it is open.
        Bucket::Current => amount(aged.collectable),
        _ => opens("overdue", aged.collectable),
    };
    row([
        lead(aged.bucket.label()),
        collectable.label("Collectable"),
        opens("moving", aged.moving).label("On its way"),
        opens("held", aged.held).label("On hold"),
        opens("disputed", aged.disputed).label("Of it disputed"),
        opens("open", aged.open).key().strong(),
    ])
}
