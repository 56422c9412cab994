//! Paid already? What of the account's money and credit may be the payment, and, where none is, a short
//! form that tells the seller what the buyer knows.

use super::words::{Said, say};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        error_summary::error_summary,
        field::field,
        head::{head, reference},
        icon::Icon,
        notice::{Tone, notice},
        panel::panel,
    },
    forms::{
        self, Problems,
        self_help::{Fields, Knows},
    },
    page::{self, Page, Tab},
    pages::query::Address,
};
use axum::extract::{Path, Query, State};
use backend::{
    Buyer,
    self_help::{self, Found, Invoice, Looked, Source},
};
use domain::{
    Money,
    access::Action,
    ids::InvoiceId,
    self_help::{LONGEST_REFERENCE, Remembered},
};
use serde::Deserialize;
use uuid::Uuid;

/// The query of the page: what is remembered, and whether what was found was none of it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    of_amount: String,
    of_date: String,
    of_reference: String,
    none: Option<String>,
}

impl Asked {
    fn is_empty(&self) -> bool {
        [&self.of_amount, &self.of_date, &self.of_reference]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    fn read(&self, invoice: &Invoice, problems: &mut Problems) -> Remembered {
        let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let currency = invoice.total.currency;
        Remembered {
            amount: typed(&self.of_amount)
                .and_then(|text| problems.read("of_amount", Money::parse(&text, currency))),
            on: typed(&self.of_date).and_then(|text| problems.read("of_date", forms::day(&text))),
            reference: typed(&self.of_reference),
        }
    }
}

/// GET /invoices/{id}/help/paid
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let buyer = visit.buyer()?;
    let invoice = self_help::invoice(&app.backend, buyer, id).await?;
    let mut problems = Problems::default();
    let remembered = asked.read(&invoice, &mut problems);
    let looked = self_help::look(&app.backend, buyer, id, &remembered).await?;
    let fields = Fields::knowing(Knows {
        amount: asked.of_amount.clone(),
        date: asked.of_date.clone(),
        reference: asked.of_reference.clone(),
    });
    Ok(show(&visit, buyer, &looked, &asked, &fields, &problems))
}

/// The page once more, after the form that tells the seller was refused.
pub async fn refused(
    visit: &Visit,
    app: &AppState,
    id: InvoiceId,
    fields: &Fields,
    problems: &Problems,
) -> PageResult {
    let buyer = visit.buyer()?;
    let looked = self_help::look(&app.backend, buyer, id, &Remembered::default()).await?;
    let asked = Asked { none: Some("1".to_owned()), ..Asked::default() };
    Ok(show(visit, buyer, &looked, &asked, fields, problems))
}

fn show(
    visit: &Visit,
    buyer: &Buyer,
    looked: &Looked,
    asked: &Asked,
    fields: &Fields,
    problems: &Problems,
) -> Page {
    let invoice = &looked.invoice;
    let number = invoice.number.clone();
    let address = format!("/invoices/{}", invoice.id);
    page::portal(visit, Tab::Invoices, format!("Is {number} paid?"), || {
        let tells = asked.none.is_some() || looked.found.is_empty();
        let head = head(view! { "Is " {reference(number.clone())} " paid already?" })
            .crumb("Invoices", "/invoices")
            .crumb(number.clone(), address.clone())
            .crumb("Help", format!("{address}/help"))
            .here("Paid already")
            .lede(lede(invoice));
        let found: Vec<Markup> = match asked.none {
            Some(_) => Vec::new(),
            None => looked
                .found
                .iter()
                .enumerate()
                .map(|(n, one)| card(buyer, n, one, invoice))
                .collect(),
        };
        let nothing = (looked.found.is_empty() && problems.is_empty()).then(|| {
            notice(Tone::Soon, Icon::Search)
                .title("We found no payment that fits")
                .words("Tell us what you know of it. Somebody looks for it and answers here.")
                .view()
        });
        view! {
            {head}
            {error_summary("Not sent", problems)}
            {nothing}
            {found}
            {(tells && buyer.can(Action::Ask)).then(|| tell(visit, invoice, fields, problems))}
            {again(visit, invoice, asked, problems, tells)}
        }
    })
}

fn lede(invoice: &Invoice) -> String {
    match invoice.open.is_zero() {
        true => format!("It is paid: nothing of {} is open.", invoice.total.full()),
        false => format!(
            "{} of it is open. We looked through your payments and your credit.",
            invoice.open.full()
        ),
    }
}

/// Ids of headings, one for each that can be found.
const CARDS: [&str; 6] = ["found-1", "found-2", "found-3", "found-4", "found-5", "found-6"];

fn card(buyer: &Buyer, n: usize, found: &Found, invoice: &Invoice) -> Markup {
    let Said { state, title, called, sentences, way_on } = say(found, invoice);
    let sentences: Vec<_> = sentences.into_iter().map(|words| view! { <p>{words}</p> }).collect();
    let source = match &found.source {
        Source::Payment { id, .. } => id.0,
        Source::CreditNote { id, .. } => id.0,
    };
    let action = format!("/invoices/{}/help/paid", invoice.id);
    let is_it = buyer.can(Action::Ask).then(|| {
        view! {
            <form method="post" action=action>
                <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
                <input type="hidden" name="do" value="found" />
                <input type="hidden" name="source" value=source.to_string() />
                <button class="button primary">"That is it"</button>
            </form>
        }
    });
    let way_on =
        way_on.map(|(words, address)| view! { <a class="button" href=address>{words}</a> });
    let meant = meant_for(found, invoice).map(
        |address| view! { <a class="button quiet" href=address>"It was meant for this one"</a> },
    );
    panel(CARDS.get(n).copied().unwrap_or("found"), title)
        .aside(state.inline())
        .stack(view! {
            <div class="stack tight">{sentences}<p class="s ink-2">{called}</p></div>
            <div class="button-row">{is_it}{way_on}{meant}</div>
        })
        .view()
}

/// Money that was applied to others only: the form that tells the seller, with its facts.
fn meant_for(found: &Found, invoice: &Invoice) -> Option<String> {
    let Source::Payment { reference, .. } = &found.source else { return None };
    (found.here.is_zero() && !found.elsewhere.is_empty()).then(|| {
        Address::new(&format!("/invoices/{}/help/paid", invoice.id))
            .with("none", 1)
            .with("of_amount", found.amount.canonical())
            .with("of_date", found.on)
            .with("of_reference", reference)
            .into()
    })
}

fn tell(visit: &Visit, invoice: &Invoice, fields: &Fields, problems: &Problems) -> Markup {
    let form = view! {
        <form class="form" method="post" action=format!("/invoices/{}/help/paid", invoice.id)>
            <input type="hidden" name="id" value=fields.id.to_string() />
            {field("date", "When it was paid")
                .date(None, Some(visit.today))
                .value(fields.date.clone())
                .required()
                .error(problems.of("date"))}
            {field("amount", "How much")
                .money(invoice.total.currency.sign())
                .value(fields.amount.clone())
                .required()
                .error(problems.of("amount"))}
            {field("reference", "From which account, or with which reference")
                .value(fields.reference.clone())
                .longest(LONGEST_REFERENCE as u32)
                .required()
                .error(problems.of("reference"))}
            <div class="button-row">
                <button class="button primary">"Tell the seller"</button>
                <a class="button quiet" href=format!("/invoices/{}", invoice.id)>"Back to the invoice"</a>
            </div>
        </form>
    };
    panel("tell", "What you know of the payment").body(form).view()
}

/// Looking once more, with what is remembered.
fn again(
    visit: &Visit,
    invoice: &Invoice,
    asked: &Asked,
    problems: &Problems,
    tells: bool,
) -> Markup {
    let address = format!("/invoices/{}/help/paid", invoice.id);
    let none = (!tells).then(|| {
        let address = format!("{address}?none=1");
        view! { <a class="button quiet" href=address>"None of these: tell the seller"</a> }
    });
    let form = view! {
        <form class="form" method="get" action=address>
            {field("of_amount", "How much")
                .money(invoice.total.currency.sign())
                .value(asked.of_amount.clone())
                .optional()
                .error(problems.of("of_amount"))}
            {field("of_date", "About when")
                .date(None, Some(visit.today))
                .value(asked.of_date.clone())
                .optional()
                .error(problems.of("of_date"))}
            {field("of_reference", "Reference or account")
                .value(asked.of_reference.clone())
                .longest(LONGEST_REFERENCE as u32)
                .optional()
                .error(problems.of("of_reference"))}
            <div class="button-row"><button class="button">"Look again"</button>{none}</div>
        </form>
    };
    let is_open = !tells || !asked.is_empty();
    view! {
        <details class="more" open=is_open>
            <summary>"Look again with what you remember"</summary>
            {form}
        </details>
    }
    .into_markup()
}
