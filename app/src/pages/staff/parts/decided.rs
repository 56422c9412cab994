//! The log of decisions: what was said or not said about an open item, and why.

use crate::markup::*;
use crate::{
    components::{
        date,
        head::reference,
        icon::Icon,
        state::{State, Tone},
        sum::{self, less, line, sum},
    },
    visit::Visit,
};
use backend::receivables::decisions::{Decision, Verdict};
use domain::{Money, calendar, dunning::Silence};

/// What a list of decisions shows of each.
#[derive(Clone, Copy)]
pub struct Shows {
    /// The day on which it was decided.
    pub day: bool,
    /// The invoice that it is about.
    pub documents: bool,
    /// The account that it is about.
    pub accounts: bool,
}

/// A list of decisions, newest first.
pub fn log(visit: &Visit, decisions: &[Decision], shows: Shows) -> Markup {
    let items: Vec<_> = decisions.iter().map(|one| item(visit, one, shows)).collect();
    view! { <ol class="decisions">{items}</ol> }.into_markup()
}

fn item(visit: &Visit, one: &Decision, shows: Shows) -> Markup {
    let state = match one.verdict {
        Verdict::Asked { .. } => State::new(Tone::Settled, Icon::Mail, "Asked"),
        Verdict::Silent(_) => State::new(Tone::Idle, Icon::Void, "Not sent"),
    };
    let invoice = shows.documents.then(|| {
        let address = format!("/staff/invoices/{}", one.invoice_id);
        view! { " of " <a href=address>{reference(one.number.clone())}</a> }
    });
    let account = shows.accounts.then(|| {
        let address = format!("/staff/accounts/{}", one.account_id);
        view! { ", " <a href=address>{one.account_name.clone()}</a> }
    });
    let day = shows.day.then(|| view! { {date::weekday(one.decided_on)} ": " });
    let late = (one.decided_on != one.planned_on).then(|| {
        view! { <span class="mute">" Laid down for " {date::short(one.planned_on, visit.today)} "."</span> }
    });
    view! {
        <li>
            {state.inline()}
            <strong>{day}{step(one.step_days)}{invoice}{account}</strong>
            <span class="why">{why(one)}{late}</span>
            {facts(one)}
        </li>
    }
    .into_markup()
}

fn step(days: i32) -> String {
    let count = calendar::days_text(i64::from(days.unsigned_abs()));
    match days {
        0 => "On the due date".to_owned(),
        ..0 => format!("{count} before due"),
        _ => format!("{count} after due"),
    }
}

fn why(one: &Decision) -> Markup {
    match one.verdict {
        Verdict::Asked { amount, message, dispatch } => {
            let message = message.map(|id| {
                view! { " " <a href=format!("/staff/messages/{id}")>"The message"</a> }
            });
            let way = dispatch.map(|id| {
                view! { " " <a href=format!("/staff/dispatches/{id}")>"How it went"</a> }
            });
            view! { "Asked for " {amount.full()} ", to the cent what was collectable." {message} {way} }
                .into_markup()
        }
        Verdict::Silent(silence) => {
            let reason = reason(silence);
            let mut letters = reason.chars();
            let first = letters.next().map(|letter| letter.to_uppercase().to_string());
            format!("{}{}.", first.unwrap_or_default(), letters.as_str()).into_markup()
        }
    }
}

/// The reason of a silence as staff read it.
pub fn reason(silence: Silence) -> &'static str {
    match silence {
        Silence::CreditCovers => "the customer's credit covers it",
        other => other.words(),
    }
}

/// The subtraction that it was decided from.
fn facts(one: &Decision) -> Option<Markup> {
    let facts = one.facts;
    if facts.superseded || facts.open_minor == 0 {
        return None;
    }
    let money = |minor| Money::new(minor, one.currency);
    let holds = [
        ("Disputed", facts.disputed_minor),
        ("On its way", facts.in_flight_minor),
        ("Promised", facts.promised_minor),
        ("On a plan", facts.deferred_minor),
        ("Covered by credit", facts.covered_minor),
    ];
    let holds = holds.into_iter().filter(|(_, minor)| *minor > 0);
    let mut lines = vec![line("Open", money(facts.open_minor))];
    lines.extend(holds.map(|(label, minor)| line(label, less(money(minor)))));
    lines.push(sum::total(
        "Could be asked for",
        money(facts.collectable_minor - facts.covered_minor),
    ));
    Some(
        view! { <details class="more"><summary>"Decided from"</summary>{sum(lines)}</details> }
            .into_markup(),
    )
}
