//! Paying another amount, or another order: the part of the form under the table.

use super::table;
use crate::markup::*;
use crate::{
    components::{
        choice::{Choice, option},
        field::field,
        icon::{Icon, icon},
    },
    forms::{
        Problems,
        pay::{Fields, Rule},
    },
};
use backend::payments::offer::Offer;
use domain::{Money, Refusal, ids::InvoiceId};

/// The disclosure; open where it is used.
pub fn amounts(fields: &Fields, offer: &Offer, problems: &Problems) -> Markup {
    let is_used = fields.rule != Rule::Full;
    let sign = offer.quote.currency.sign();
    let rule = |rule: Rule, label: &'static str| -> Choice {
        option("rule", rule.code(), label).checked(fields.rule == rule)
    };
    let amount = field("amount", "Amount")
        .money(sign.clone())
        .value(fields.amount.clone())
        .hint("It pays the oldest due date first.")
        .error(problems.of("amount"));
    view! {
        <details class="more grow" open=is_used>
            <summary>"Pay another amount, or change the order"</summary>
            <fieldset class="stack tight" id="rule">
                <legend class="vh">"How much?"</legend>
                {rule(Rule::Full, "All that can be paid")
                    .note("With every discount that is still to be had.")}
                {rule(Rule::Oldest, "Another amount")
                    .note("Oldest due date first, until it is used up.")}
                <div class="for-oldest contain"><div class="form two">{amount}</div></div>
                {rule(Rule::Each, "An amount for each invoice")
                    .note("As you type it. What stays empty is not paid now.")}
                <div class="for-each contain">{each(fields, offer, problems, &sign)}</div>
                <div class="button-row">
                    <button class="button" name="do" value="quote">"Compute again"</button>
                </div>
            </fieldset>
        </details>
    }
    .into_markup()
}

fn each(fields: &Fields, offer: &Offer, problems: &Problems, sign: &str) -> Markup {
    let mut invoices: Vec<(InvoiceId, String, Money)> = Vec::new();
    for (_, quoted) in table::shown(offer).filter(|(_, quoted)| quoted.payable.minor > 0) {
        let item = &quoted.item.item;
        match invoices.last_mut().filter(|(id, ..)| *id == item.invoice_id) {
            Some((.., most)) => *most = most.plus(quoted.payable).unwrap_or(*most),
            None => invoices.push((item.invoice_id, item.number.clone(), quoted.payable)),
        }
    }
    let refused = problems.of("parts");
    let wrong = |id: InvoiceId, number: &str, most: Money| {
        refused.and_then(|_| wrong(fields.part(id), number, most))
    };
    let is_of_one = invoices.iter().any(|(id, number, most)| wrong(*id, number, *most).is_some());
    let error = refused.filter(|_| !is_of_one).map(|words| {
        let words = words.to_owned();
        view! { <span class="error">{icon(Icon::Warn)} <span>{words}</span></span> }
    });
    let invoices: Vec<_> = invoices
        .into_iter()
        .map(|(id, number, most)| {
            let error = wrong(id, &number, most);
            part(fields, id, number, most, sign, error)
        })
        .collect();
    view! {
        <div class="stack tight" id="parts">
            {error}
            <div class="form two">{invoices}</div>
        </div>
    }
    .into_markup()
}

/// What is wrong with one of the amounts, so that each can be mended where it stands.
fn wrong(typed: &str, number: &str, most: Money) -> Option<String> {
    let amount = match typed.trim() {
        "" => return None,
        typed => Money::parse(typed, most.currency),
    };
    match amount {
        Ok(amount) if amount.minor <= most.minor => None,
        Ok(_) => Some(Refusal::Overpayment { number: number.to_owned(), most }.to_string()),
        Err(refusal) => Some(refusal.to_string()),
    }
}

fn part(
    fields: &Fields,
    id: InvoiceId,
    number: String,
    most: Money,
    sign: &str,
    error: Option<String>,
) -> Markup {
    let name = format!("part-{id}");
    let value = Some(fields.part(id).to_owned()).filter(|value| !value.is_empty());
    let described = error.as_ref().map(|_| format!("{name}-error"));
    let error = error.map(|words| {
        let id = format!("{name}-error");
        view! { <span class="error" id=id>{icon(Icon::Warn)} <span>{words}</span></span> }
    });
    view! {
        <div class="field">
            <label for=name.clone()>
                <span class="ref">{number}</span>
                <span class="optional">{format!(" at most {}", most.bare())}</span>
            </label>
            <div class="prefix">
                <span>{sign.trim().to_owned()}</span>
                <input
                    class="money"
                    id=name.clone()
                    name=name
                    type="text"
                    inputmode="decimal"
                    value=value
                    aria-invalid=described.is_some().then_some("true")
                    aria-describedby=described
                />
            </div>
            {error}
        </div>
    }
    .into_markup()
}
