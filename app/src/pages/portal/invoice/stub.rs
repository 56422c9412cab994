//! What is to pay on an invoice: the subtraction, and what can be done about it.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        icon::{Icon, icon},
        money, panel,
        state::Tone,
        strip::{part, strip},
        sum::{Line, grand, less, line, sum, total},
    },
};
use backend::{
    Buyer,
    invoices::detail::{Detail, Promised},
};
use domain::{Money, access::Action, calendar, open_item};

/// The perforated card of an invoice.
pub fn stub(visit: &Visit, buyer: &Buyer, invoice: &Detail) -> Markup {
    let part_of = &invoice.standing.part;
    let amount = |minor| Money::new(minor, invoice.head.total.currency);
    let is_late = matches!(invoice.standing.state, open_item::State::Overdue { .. });
    let tone = if is_late { Tone::Danger } else { Tone::Idle };
    let above = view! {
        {money::display(invoice.to_pay())}
        {strip([
            part(tone, "to pay", invoice.to_pay()),
            part(Tone::Moving, "on its way", amount(part_of.in_flight_minor)),
            part(Tone::Held, "promised", amount(part_of.promised_minor)),
            part(Tone::Held, "disputed", amount(part_of.disputed_minor)),
            part(Tone::Held, "on a plan", amount(part_of.deferred_minor)),
        ])}
        {sum(subtraction(visit, invoice))}
        {discount(invoice)}
        {why()}
    };
    panel::stub("to-pay", "To pay on this invoice", above, acts(buyer, invoice))
}

fn subtraction(visit: &Visit, invoice: &Detail) -> Vec<Line> {
    let part = &invoice.standing.part;
    let minus = |minor| less(Money::new(minor, invoice.head.total.currency));
    let promised = match invoice.standing.promised_until {
        Some(until) => format!("Promised for {}", calendar::short(until, visit.today)),
        None => "Promised".to_owned(),
    };
    let mut lines = vec![
        line("Total", invoice.head.total),
        line("Paid and credited", less(invoice.settled())),
        total("Open", invoice.open()),
    ];
    if part.disputed_minor > 0 {
        let disputed = line("Disputed", minus(part.disputed_minor));
        lines.push(disputed.icon(Tone::Held, Icon::Disputed));
    }
    lines.push(line("On its way", minus(part.in_flight_minor)).icon(Tone::Moving, Icon::OnItsWay));
    lines.push(line(promised, minus(part.promised_minor)).icon(Tone::Held, Icon::Promised));
    if part.deferred_minor > 0 {
        let deferred = line("On a plan", minus(part.deferred_minor));
        lines.push(deferred.icon(Tone::Held, Icon::OnAPlan));
    }
    lines.push(grand("To pay", invoice.to_pay()));
    lines
}

/// The price of paying in time, where there still is one.
fn discount(invoice: &Detail) -> Option<Markup> {
    let discount = invoice.discount.as_ref().filter(|discount| !discount.saves.is_zero())?;
    let words = format!(
        "{} if it is paid by {}. You save {}.",
        invoice.pays,
        calendar::with_weekday(discount.terms.until),
        discount.saves
    );
    Some(
        view! { <p class="iconed text-settled">{icon(Icon::Tag)} <span>{words}</span></p> }
            .into_markup(),
    )
}

fn why() -> Markup {
    view! {
        <details class="more">
            <summary>"Why this amount?"</summary>
            <p class="s ink-2">
                "We ask for what is open, less everything there is a reason not to ask for. The \
                 same figure is used in reminders, on your statement and by our staff. Credit \
                 belongs to the account; you can use it when you pay."
            </p>
        </details>
    }
    .into_markup()
}

/// What can be done: pay, promise, or take the promise back. Who may not is told why.
fn acts(buyer: &Buyer, invoice: &Detail) -> Markup {
    if invoice.open().is_zero() {
        return view! {
            <a class="button wide" href="/invoices">"See what is open"</a>
            {dispute(buyer, invoice)}
            {ask(buyer, invoice)}
        }
        .into_markup();
    }
    let promise = invoice.running_promise();
    let pay = buyer.can(Action::Pay).then(|| pay(invoice));
    let make = (buyer.can(Action::Promise) && promise.is_none() && invoice.promisable.minor > 0)
        .then(|| {
            let address = format!("/invoices/{}/promise", invoice.id);
            view! {
                <div class="button-row fill"><a class="button" href=address>"Promise a date"</a></div>
            }
        });
    let withdraw = promise.map(|promise| running(buyer, invoice, promise));
    let lacks = (!buyer.can(Action::Pay)).then(|| {
        let words = format!(
            "Your role is “{}”, which does not include paying and promising.",
            buyer.role.label()
        );
        view! { <p class="iconed no-print">{icon(Icon::Lock)} <span>{words}</span></p> }
    });
    let moving = (invoice.pays.is_zero() && promise.is_none()).then(|| {
        view! { <p class="s ink-2">"Nothing can be paid now: all of it is on its way or on hold."</p> }
    });
    let dispute = dispute(buyer, invoice);
    view! { {pay} {make} {dispute} {withdraw} {lacks} {moving} {ask(buyer, invoice)} }.into_markup()
}

/// What was paid can be wrong, too: what is credited is then the account's.
fn dispute(buyer: &Buyer, invoice: &Detail) -> Option<Markup> {
    let address = format!("/invoices/{}/dispute", invoice.id);
    let link = view! {
        <div class="button-row fill"><a class="button" href=address>"Something is wrong"</a></div>
    };
    buyer.can(Action::Dispute).then(|| link.into_markup())
}

/// What people ask they can mostly have at once, so that comes first.
fn ask(buyer: &Buyer, invoice: &Detail) -> Option<Markup> {
    let address = format!("/invoices/{}/help", invoice.id);
    let link =
        view! { <a class="iconed no-print" href=address>{icon(Icon::Chat)} "Ask about it"</a> };
    buyer.can(Action::ViewAccount).then(|| link.into_markup())
}

/// A promise may be kept early, so what is promised can be paid, too.
fn pay(invoice: &Detail) -> Option<Markup> {
    if invoice.pays.is_zero() {
        return None;
    }
    let has_promised = invoice.standing.part.promised_minor > 0;
    let (class, words) = match (invoice.to_pay().is_zero(), has_promised) {
        (true, _) => ("button wide", format!("Pay {} early", invoice.pays)),
        (false, true) => {
            ("button primary big wide", format!("Pay {}, with what is promised", invoice.pays))
        }
        (false, false) => ("button primary big wide", format!("Pay {}", invoice.pays)),
    };
    let address = format!("/pay?invoice={}", invoice.id);
    Some(view! { <a class=class href=address>{words}</a> }.into_markup())
}

fn running(buyer: &Buyer, invoice: &Detail, promise: &Promised) -> Markup {
    let address = format!("/invoices/{}/promise/withdraw", invoice.id);
    let words = view! {
        {promise.amount.full()} " is promised for " {date::weekday(promise.until)}
        ". We do not ask for it until then."
    };
    let withdraw = buyer.can(Action::Promise).then(|| {
        view! {
            <details class="more no-print">
                <summary>"Withdraw the promise"</summary>
                <form class="stack tight" method="post" action=address>
                    <p class="s ink-2">
                        {format!("{} is then to pay again at once.", promise.amount)}
                    </p>
                    <div class="button-row">
                        <button class="button small">"Withdraw the promise"</button>
                    </div>
                </form>
            </details>
        }
    });
    view! {
        <p class="iconed">{icon(Icon::Promised)} <span>{words}</span></p>
        {withdraw}
    }
    .into_markup()
}
