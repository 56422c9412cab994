//! Whether a document on paper is genuine: who holds it types its number and its code, and reads what it said
//! when it was issued, and the account to pay to.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        date,
        facts::{fact, facts},
        field::field,
        iban,
        icon::Icon,
        notice::{Tone, notice},
    },
    page,
};
use axum::extract::{Query, State};
use backend::document_checks::{self, Checked};
use domain::document::Kind;
use serde::Deserialize;

/// The query.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    number: String,
    #[serde(default)]
    code: String,
}

/// GET /check
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let is_asked = !asked.number.trim().is_empty() || !asked.code.trim().is_empty();
    let found = match is_asked {
        true => Some(document_checks::find(&app.backend, &asked.number, &asked.code).await?),
        false => None,
    };
    Ok(page::door(&visit, "Is this document genuine?", || {
        view! {
            <div class="stack tight">
                <h1>"Is this document genuine?"</h1>
                <p class="lede s">"Type the number of the document and the code at the foot of its pages. Compare what you read then with your paper, above all the account to pay to."</p>
            </div>
            {found.map(told)}
            <form class="form" method="get" action="/check">
                {field("number", "Number of the document").value(asked.number.clone()).required().longest(60).hint("On a statement or a reminder: your customer number.")}
                {field("code", "Code").value(asked.code.clone()).required().longest(20).hint("Ten letters and digits, as K7QN4-1XMZP.")}
                <div class="button-row"><button class="button primary">"Check it"</button></div>
            </form>
        }
    }))
}

fn told(found: Option<Checked>) -> Markup {
    let Some(one) = found else {
        return notice(Tone::Danger, Icon::Warn)
            .title("We know no such document")
            .words("Number and code do not belong together. If you typed both as they stand on the paper, do not pay on it: ask the seller, at an address that you know from elsewhere.")
            .alert()
            .view();
    };
    let (what, day) = match one.kind {
        Kind::Statement => ("Statement for customer", "Up to and with"),
        Kind::Reminder => ("Reminder to customer", "Day of issue"),
        kind => (kind.heading(), "Day of issue"),
    };
    let mut all = vec![
        fact("Issued by", one.seller),
        fact(what, one.number),
        fact(day, date::medium(one.issued_on)),
    ];
    all.extend(one.total.map(|total| fact("Total", total.to_string())));
    all.push(fact(
        "Account to pay to",
        view! { {iban::iban(&one.iban)} {format!(", {}", one.bank_name)} },
    ));
    notice(Tone::Settled, Icon::Good)
        .title("This document was issued by us")
        .words(view! { {facts(all)} })
        .status()
        .view()
}
