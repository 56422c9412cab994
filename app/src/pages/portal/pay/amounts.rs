//! Paying another amount, or another order: the part of the form under the table.

use crate::markup::*;
use crate::{
    components::{
        choice::{Choice, option},
        field::field,
        icon::{Icon, icon},
        text_area::text_area,
    },
    forms::{
        Problems,
        pay::{
            Fields, LATER, Rule,
            short::{self, Whole},
        },
    },
};
use backend::{disputes::Reason, payments::offer::Offer};
use domain::{Money, Refusal, ids::InvoiceId};

/// The disclosure; open where it is used.
pub fn amounts(fields: &Fields, offer: &Offer, reasons: &[Reason], problems: &Problems) -> Markup {
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
                <div class="for-each contain">{each(fields, offer, reasons, problems, &sign)}</div>
                <div class="button-row">
                    <button class="button" name="do" value="quote">"Compute again"</button>
                </div>
            </fieldset>
        </details>
    }
    .into_markup()
}

fn each(
    fields: &Fields,
    offer: &Offer,
    reasons: &[Reason],
    problems: &Problems,
    sign: &str,
) -> Markup {
    let invoices = short::invoices(offer);
    let refused = problems.of("parts");
    let wrong = |id: InvoiceId, number: &str, most: Money| {
        refused.and_then(|_| wrong(fields.part(id), number, most))
    };
    let is_of_one =
        invoices.iter().any(|whole| wrong(whole.id, &whole.number, whole.most).is_some());
    let error = refused.filter(|_| !is_of_one).map(|words| {
        let words = words.to_owned();
        view! { <span class="error">{icon(Icon::Warn)} <span>{words}</span></span> }
    });
    let invoices: Vec<_> = invoices
        .into_iter()
        .map(|whole| {
            let error = wrong(whole.id, &whole.number, whole.most);
            let why = why(fields, &whole, reasons);
            let part = part(fields, whole.id, whole.number, whole.most, sign, error);
            view! { {part} {why} }
        })
        .collect();
    let text = (!reasons.is_empty()).then(|| {
        text_area("short-text", "What is wrong")
            .value(fields.short_text.clone())
            .hint("If something is wrong, the rest goes on hold until it is decided.")
            .longest(4_000)
            .optional()
            .error(problems.of("short-text"))
            .view()
    });
    view! {
        <div class="stack tight" id="parts">
            <input type="hidden" name="dispute" value=fields.dispute_id.to_string() />
            {error}
            <div class="form two">{invoices}</div>
            {text}
        </div>
    }
    .into_markup()
}

/// Why less than all of an invoice is paid; whoever pays less has to say.
fn why(fields: &Fields, whole: &Whole, reasons: &[Reason]) -> Markup {
    let name = format!("why-{}", whole.id);
    let chosen = fields.why(whole.id);
    let fixed = [("", "Choose, if it is less"), (LATER, "The rest comes later")];
    let fixed = fixed.into_iter().map(|(code, label)| (code.to_owned(), label.to_owned()));
    let wrong = reasons.iter().map(|reason| (reason.code.clone(), reason.label.clone()));
    let options: Vec<_> = fixed
        .chain(wrong)
        .map(|(code, label)| {
            let selected = code == chosen;
            view! { <option value=code selected=selected>{label}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=name.clone()>{format!("Why less of {}", whole.number)}</label>
            <select id=name.clone() name=name>{options}</select>
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
