//! The state in large, the sum, and what can be done.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        head::reference,
        icon::{Icon, icon},
        money,
        notice::{Notice, Tone, notice},
        panel,
        state::of_payment,
        sum::{grand, line, sum},
    },
};
use backend::payments::read::Payment;
use domain::{access::Action, payment::State};

/// The stub of a payment.
pub fn stub(visit: &Visit, payment: &Payment) -> Markup {
    let (pays, charged) = match payment.state {
        State::Failed | State::Canceled => ("Meant for", "Not charged"),
        State::Returned => ("Was applied to", "Charged and sent back"),
        State::Settled => ("Applied to", "Charged"),
        _ => ("Meant for", "To be charged"),
    };
    let pays = match payment.parts.len() {
        0 => format!("{pays} invoices"),
        1 => format!("{pays} 1 invoice"),
        more => format!("{pays} {more} items"),
    };
    let above = view! {
        {money::display(payment.charged)}
        <p>{of_payment(payment.state).pill()}</p>
        {sum([
            line(pays, payment.amount),
            line("Fee for this way of paying", payment.fee),
            grand(charged, payment.charged),
        ])}
    };
    let below = view! {
        {way_on(payment)}
        <p class="hint">{words(payment)}</p>
        {rest(payment)}
        {ask(visit, payment)}
        {(visit.demo && payment.state == State::Processing).then(|| view! {
            <p class="hint">"In this demonstration, days pass when staff move the clock."</p>
        })}
    };
    panel::stub("payment", title(payment.state), above, below)
}

fn title(state: State) -> &'static str {
    match state {
        State::Settled => "Paid",
        State::Failed | State::Canceled => "Not charged",
        State::Returned => "Came back",
        _ => "Being paid",
    }
}

fn words(payment: &Payment) -> Markup {
    let about = payment.settles_on.map(|day| view! { ", about " {date::long(day)} "," });
    match payment.state {
        State::Created | State::Confirming => {
            "We are asking the bank. This takes a few seconds.".into_markup()
        }
        State::Unknown => "We look it up every few minutes, and this page shows it.".into_markup(),
        State::RequiresAction => "Your bank wants to hear it from you. Until then nothing is charged.".into_markup(),
        State::Processing => view! {
            "Until the debit settles" {about} " these invoices read “on its way”. We send no \
             reminders for them, and the receipt comes when the money is there."
        }
        .into_markup(),
        State::Settled => match payment.settled_on {
            Some(day) => view! { "The money was there on " {date::long(day)} "." }.into_markup(),
            None => "The money is there.".into_markup(),
        },
        // Credit is used before the bank is asked; see `payments::start`.
        State::Failed if payment.parts.iter().any(|part| part.credit.minor > 0) => {
            "Nothing was charged. The credit that it used stays on the invoices; the rest is open \
             as before."
                .into_markup()
        }
        State::Failed | State::Canceled if payment.rest.is_some() => {
            "Nothing was charged.".into_markup()
        }
        State::Failed | State::Canceled => {
            "Nothing was charged, and the invoices are open as before.".into_markup()
        }
        State::Returned => match payment.returned_on {
            Some(day) => view! {
                "The bank took the money back on " {date::long(day)} ". The invoices are open again; \
                 there is no fee from us."
            }
            .into_markup(),
            None => "The bank took the money back. The invoices are open again.".into_markup(),
        },
    }
}

/// What was paid short because something is wrong. It is disputed whatever became of the payment.
fn rest(payment: &Payment) -> Option<Markup> {
    let rest = payment.rest.as_ref()?;
    let address = format!("/disputes/{}", rest.id);
    let dispute = view! { <a class="id" href=address>{reference(rest.number.clone())}</a> };
    let disputed = rest.disputed.full();
    let words = match (payment.state, rest.is_running) {
        (State::Failed | State::Canceled | State::Returned, true) => view! {
            "Your dispute " {dispute} {format!(" is open all the same: {disputed} waits until it is decided. ")}
            {still_to_pay(payment)}
        }
        .into_markup(),
        (_, true) => view! { {format!("The rest, {disputed}, waits in dispute ")} {dispute} "." }.into_markup(),
        (_, false) => view! { {format!("The rest, {disputed}, was disputed in ")} {dispute} "." }.into_markup(),
    };
    Some(view! { <p class="s">{words}</p> }.into_markup())
}

fn still_to_pay(payment: &Payment) -> String {
    match payment.payable.is_zero() {
        true => "Nothing else is to pay.".to_owned(),
        false => format!("{} stays to pay.", payment.payable.full()),
    }
}

/// One way on: the bank, the receipt, or another try.
fn way_on(payment: &Payment) -> Option<Markup> {
    if let Some(address) = payment.action_address.clone() {
        let link = view! { <a class="button primary big wide" href=address>"Go to your bank"</a> };
        return Some(link.into_markup());
    }
    match payment.state {
        State::Settled => {
            let address = format!("/payments/{}/receipt", payment.id);
            let link = view! {
                <a class="button big wide" href=address>{icon(Icon::Statement)} "Receipt"</a>
            };
            Some(link.into_markup())
        }
        State::Failed | State::Canceled | State::Returned if payment.payable.minor > 0 => Some(
            view! { <a class="button primary big wide" href=again(payment)>"Pay another way"</a> }
                .into_markup(),
        ),
        _ => None,
    }
}

fn ask(visit: &Visit, payment: &Payment) -> Option<Markup> {
    visit.buyer().ok().filter(|buyer| buyer.can(Action::Ask))?;
    let address = format!("/help?payment={}", payment.id);
    let link =
        view! { <a class="iconed no-print" href=address>{icon(Icon::Chat)} "Ask about it"</a> };
    Some(link.into_markup())
}

/// The page that pays the same invoices.
fn again(payment: &Payment) -> String {
    let mut ids: Vec<String> = Vec::new();
    for part in &payment.parts {
        let id = format!("invoice={}", part.invoice_id);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    format!("/pay?{}", ids.join("&"))
}

/// That the dispute of what was paid short is open, though the payment did not work.
fn disputed(payment: &Payment) -> String {
    let running = payment.rest.as_ref().filter(|rest| rest.is_running);
    running.map_or_else(String::new, |rest| {
        let number = &rest.number;
        format!(" Your dispute {number} is open all the same. {}", still_to_pay(payment))
    })
}

/// A fact that changes what one should do, above everything else.
pub fn notice_of(visit: &Visit, payment: &Payment) -> Option<Notice> {
    let reason = payment.reason.as_ref().map(|reason| format!("Reason: {reason} "));
    let reason = reason.unwrap_or_default();
    let told = match payment.state {
        State::Unknown => notice(Tone::Moving, Icon::OnItsWay)
            .title("We do not know yet whether it worked")
            .words(
                "The bank has not answered. Do not pay again: we look every few minutes, and this \
                 page shows what we find.",
            )
            .status(),
        State::RequiresAction => notice(Tone::Soon, Icon::DueSoon)
            .title("Your bank needs you")
            .words("Confirm the payment there within 24 hours. After that we let it go.")
            .status(),
        State::Failed => notice(Tone::Danger, Icon::CameBack)
            .title("The payment did not work")
            .words(format!("{reason}Nothing was charged.{}", disputed(payment)))
            .alert(),
        State::Canceled if payment.rest.is_some() => notice(Tone::Danger, Icon::CameBack)
            .title("The payment was given up")
            .words(format!("Nothing was charged.{}", disputed(payment)))
            .alert(),
        State::Returned => {
            let day = payment.returned_on.unwrap_or(visit.today);
            notice(Tone::Danger, Icon::CameBack)
                .title(view! { "The bank sent the money back on " {date::long(day)} })
                .words(format!("{reason}The invoices are open again. No fee from us."))
                .alert()
        }
        _ => return None,
    };
    Some(told)
}
