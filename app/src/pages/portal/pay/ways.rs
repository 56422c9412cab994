//! How to pay, with the price of each way beforehand.

use super::slots;
use crate::markup::*;
use crate::{
    components::{
        choice::option,
        facts::{fact, facts},
        head::reference,
        iban::iban,
        icon::{Icon, icon},
        select::select,
    },
    forms::{Problems, pay::Fields},
};
use backend::{
    gateways::sandbox,
    payments::offer::{Offer, Transfer, Way},
};
use domain::{calendar, fee::Method, rates};

/// The ways of paying that the account is offered.
pub fn ways(fields: &Fields, offer: &Offer, problems: &Problems) -> Markup {
    let error = problems.of("method").map(|words| {
        let words = words.to_owned();
        view! { <span class="error">{icon(Icon::Warn)} <span>{words}</span></span> }
    });
    let ways: Vec<_> = offer.ways.iter().map(|way| way_of(fields, offer, way)).collect();
    view! {
        <fieldset class="stack tight" id="method">
            <legend>"How do you want to pay?"</legend>
            {error}
            {ways}
            {compute_again()}
        </fieldset>
    }
    .into_markup()
}

/// Only needed where no script follows the choice.
fn compute_again() -> Markup {
    view! {
        <noscript>
            <button class="button" name="do" value="quote">"Compute again"</button>
        </noscript>
    }
    .into_markup()
}

fn way_of(fields: &Fields, offer: &Offer, way: &Way) -> Markup {
    let code = way.method.code();
    let (fee, charged) = slots::way(code);
    let note = match way.method {
        Method::BankDebit => {
            view! { "We take it from your bank account, in about 2 banking days." }.into_markup()
        }
        Method::BankTransfer => {
            view! { "We show our bank account and one reference. You start it at your bank." }
                .into_markup()
        }
        Method::Card => view! {
            "You would pay " <span data-slot=charged>{way.charged.full()}</span>
            "; a fee is on the receipt, not on an invoice."
        }
        .into_markup(),
    };
    let chosen = option("method", code, way.method.label())
        .note(note)
        .end(view! { <span data-slot=fee>{fee_text(way)}</span> })
        .checked(offer.choice.method == way.method);
    let details = match way.method {
        Method::BankDebit => instruments("debit", "Account", fields, way.method),
        Method::Card => instruments("card", "Card", fields, way.method),
        Method::BankTransfer => transfer(&offer.transfer),
    };
    view! { {chosen}<div class=format!("for-{code}")>{details}</div> }.into_markup()
}

/// `No fee`, or `1.5%: €295.97`.
pub fn fee_text(way: &Way) -> String {
    match way.policy.rate_bp {
        0 => "No fee".to_owned(),
        rate_bp => format!("{}: {}", rates::percent_text(rate_bp), way.fee.full()),
    }
}

/// What the sandbox has instead of a provider's own form for cards and accounts.
fn instruments(name: &'static str, label: &'static str, fields: &Fields, method: Method) -> Markup {
    let of_method = sandbox::INSTRUMENTS.iter().filter(|known| known.method == method);
    let options = of_method.map(|known| (known.token, format!("{}: {}", known.label, known.story)));
    view! {
        {select(name, label, options)
            .value(fields.instrument(method))
            .hint("A test payment: no money moves. The choice decides what will happen.")}
    }
    .into_markup()
}

fn transfer(transfer: &Transfer) -> Markup {
    let to = &transfer.to;
    let since = format!(
        "This page is the source. Our account has been the same since {}.",
        calendar::long(to.bank_since)
    );
    view! {
        <div class="panel">
            <div class="body stack tight">
                {facts([
                    fact("To", to.name.clone()),
                    fact("IBAN", iban(&to.iban)),
                    fact("BIC", reference(to.bic.clone())),
                    fact("Bank", to.bank_name.clone()),
                    fact("Reference", transfer.reference.clone()),
                ])}
                <p class="iconed">{icon(Icon::Shield)}<span>{since}</span></p>
            </div>
        </div>
    }
    .into_markup()
}
