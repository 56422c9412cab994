//! The figures on top, how long disputes took, and how all of it is computed.

use super::tables::{invoices_of, opens};
use crate::markup::*;
use crate::{
    components::{
        figures::{figure, figures as row_of_figures},
        state::Tone,
    },
    pages::staff::parts::{count, tenths},
};
use backend::receivables::analysis::Analysis;
use domain::analysis::Spans;

/// The row of figures, each a way to its rows.
pub fn figures(seen: &Analysis) -> Markup {
    let (all, took) = (&seen.all, &seen.took);
    let share = |tenth: Option<i64>| tenth.map_or("–".to_owned(), |t| format!("{}%", tenths(t)));
    let decided = took.decided.map_or(0, |spans| spans.count);
    row_of_figures([
        figure(format!("Disputed, {}", seen.currency), all.disputed.bare())
            .tone(Tone::Held)
            .note(count(all.count, "dispute", "disputes"))
            .opens(opens(&all.filter)),
        figure("Rate", share(all.rate_tenths()))
            .note(format!("of {} invoiced", all.invoiced.map(|sum| sum.bare()).unwrap_or_default()))
            .opens(opens(&all.filter)),
        figure(format!("Credited, {}", seen.currency), took.credited.bare())
            .note(format!(
                "{} of {}, {} decided",
                share(took.credited_tenths()),
                took.disputed.bare(),
                count(decided, "dispute", "disputes"),
            ))
            .opens(opens(&took.credited_filter())),
        figure(format!("Written off, {}", seen.currency), took.written_off.bare())
            .note("of them, without a document")
            .opens(opens(&took.written_off_filter())),
        figure(format!("Released, {}", seen.currency), took.released().bare())
            .note("of them, to be paid after all")
            .opens(opens(&took.released_filter())),
        figure("Days to first answer", middle(took.answered))
            .note(average(took.answered, "answered"))
            .opens(opens(&took.answered_filter(true))),
        figure("Days to decision", middle(took.decided))
            .note(average(took.decided, "decided"))
            .opens(opens(&took.decided_filter())),
        figure("Without an answer", took.unanswered.to_string())
            .note("neither a word nor a decision yet")
            .opens(opens(&took.answered_filter(false))),
    ])
}

fn middle(spans: Option<Spans>) -> String {
    spans.map_or("–".to_owned(), |spans| tenths(spans.median_tenths))
}

fn average(spans: Option<Spans>, what: &str) -> String {
    match spans {
        Some(spans) => {
            format!("median; mean {}, of {} {what}", tenths(spans.mean_tenths), spans.count)
        }
        None => format!("nothing is {what} yet"),
    }
}

/// The formulas, with the figures of this period.
pub fn formulas(seen: &Analysis) -> Markup {
    let invoices = invoices_of(&seen.all.filter);
    let rate = match (seen.all.invoiced, seen.all.rate_tenths()) {
        (Some(invoiced), Some(rate)) => {
            format!(" = {} ÷ {} = {}%", seen.all.disputed.bare(), invoiced.bare(), tenths(rate))
        }
        _ => String::new(),
    };
    let took = &seen.took;
    let decided = format!(
        "{} + {} + {} = {}",
        took.credited.bare(),
        took.written_off.bare(),
        took.released().bare(),
        took.disputed.bare(),
    );
    view! {
        <details class="more" id="computed">
            <summary>"How these are computed"</summary>
            <p class="s ink-2">
                "Counted are disputes that were opened in these days, in this currency, whatever became of \
                 them. Amounts are of their lines, tax included. A dispute with several reasons or articles \
                 is counted with each of them, its lines once."
            </p>
            <p class="s ink-2">
                "Rate = disputed ÷ " <a href=invoices>"invoiced in these days"</a> {rate}
                ". Of an article, a place or an account it is what was invoiced of it; of a reason it is \
                 everything. An amount without an article has no rate."
            </p>
            <p class="s ink-2">
                "First answer = our first word to the customer, or our first decision on a line, less the \
                 opening; notes among us are not counted. Decision = the decision on the last line less \
                 the opening; what was taken back is not counted. Days have 24 hours. The median is the \
                 middle one, or the mean of the two in the middle; the mean is their sum ÷ their number."
            </p>
            <p class="s ink-2">
                "Credited = by credit notes, goodwill among them, and by corrected invoices; written off = no \
                 longer asked for, without a document; released = asked for again. All three are of \
                 disputes that are decided: " {decided} ". The share is credited ÷ disputed of them."
            </p>
            <p class="s ink-2">
                "Of 100 = disputes or \
                 questions ÷ invoices of the month × 100, in all currencies; a question is a message of a \
                 customer that begins a conversation about an account, an invoice or a payment. Shares, \
                 days and numbers of 100 are rounded half up to a tenth, at the end only."
            </p>
        </details>
    }
    .into_markup()
}
