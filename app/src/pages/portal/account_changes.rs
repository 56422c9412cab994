//! Changing whom we write to and where invoices go: whose it is, the forms, and what became of them.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        date,
        error_summary::error_summary,
        field::field,
        head::head,
        icon::{Icon, icon},
        notice::{Tone, notice},
        panel::panel,
        state::State as Told,
        table::{cell, column, lead, row, table},
    },
    forms::{
        Problems,
        account_changes::{Fields, What},
    },
    page::{self, Page, Tab},
    pages::query::Address as Link,
};
use axum::extract::{Path, Query, State};
use backend::{
    account_changes::{self, Change, Offer, Subject},
    accounts,
};
use domain::{
    access::Action,
    account_change::{LONGEST, LONGEST_EMAIL, LONGEST_PHONE, Person, State as Standing},
    ids::{ContactId, InvoiceId},
};
use serde::Deserialize;

/// The query of the pages: the invoice on which something was found to be wrong.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Default)]
pub struct Asked {
    invoice: Option<String>,
}

impl Asked {
    fn invoice(&self) -> Option<InvoiceId> {
        self.invoice.as_deref()?.parse().ok()
    }
}

/// GET /account/contacts: what can be changed.
pub async fn list(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let buyer = visit.buyer()?;
    let account = accounts::get(&app.backend, buyer).await?;
    let changes = account_changes::list(&app.backend, buyer).await?;
    let to = |path: &str| String::from(Link::new(path).maybe("invoice", asked.invoice()));
    Ok(page::portal(&visit, Tab::Account, "Address and contacts", || {
        let customer = &account.customer;
        let place: Vec<&str> = [customer.address.as_str(), customer.city.as_str()]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect();
        let place = if place.is_empty() { "None on file".to_owned() } else { place.join(", ") };
        let may = buyer.can(Action::Ask);
        let change = |address: String, name: String| {
            may.then(|| view! { <a class="button small" href=address aria-label=name>"Change"</a> })
        };
        let people: Vec<_> = account
            .contacts
            .iter()
            .map(|contact| {
                let told = [contact.email.clone()].into_iter().chain(contact.phone.clone());
                let told: Vec<String> = told.collect();
                view! {
                    <li>
                        {icon(Icon::User)}
                        <div>{contact.name.clone()}<p class="ink-2">{told.join(" · ")}</p></div>
                        {change(to(&format!("/account/contacts/{}", contact.id)), format!("Change {}", contact.name))}
                    </li>
                }
            })
            .collect();
        let add = may.then(|| {
            view! { <a class="s" href=to("/account/contacts/new")>"Add somebody"</a> }
        });
        let address = view! {
            <ul class="todo">
                <li>
                    {icon(Icon::Building)}
                    <div>{customer.name.clone()}<p class="ink-2">{place}</p></div>
                    {change(to("/account/address"), "Change the address".to_owned())}
                </li>
            </ul>
        };
        view! {
            {head("Address and contacts")
                .crumb("Account", "/account")
                .here("Address and contacts")
                .lede("Where invoices go from now on, and whom we write to.")}
            {panel("address", "Address on invoices to come").flush(address)}
            {panel("contacts", "Whom we write to").aside(add).flush(view! { <ul class="todo">{people}</ul> })}
            {asked_for(&visit, &changes)}
        }
    }))
}

/// What was changed, and what waits.
pub fn asked_for(visit: &Visit, changes: &[Change]) -> Option<Markup> {
    if changes.is_empty() {
        return None;
    }
    let rows = changes.iter().map(|change| {
        let reason = change.reason.clone().map(|reason| {
            view! { <span class="note">{reason}</span> }
        });
        row([
            lead(view! { {words(change)}{reason} }),
            cell(state_of(change).inline()).full(),
            cell(change.asked_by.clone()).full().mute(),
            cell(date::instant(change.asked_at, visit.time_zone())).num().mute(),
        ])
    });
    let columns = [column("Change"), column("State"), column("Asked by"), column("When").num()];
    Some(
        panel("changes", "Changes of address and contacts")
            .table(table(columns, rows, None))
            .view(),
    )
}

/// A change, as a line of a list.
pub fn words(change: &Change) -> String {
    let words = change.wanted.words();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Where a change stands.
pub fn state_of(change: &Change) -> Told {
    match change.state {
        Standing::Pending => Told::new(Tone::Soon, Icon::Waiting, "Waiting for the seller"),
        Standing::Done => Told::new(Tone::Settled, Icon::Good, "Changed"),
        Standing::Refused => Told::new(Tone::Danger, Icon::Void, "Refused"),
    }
}

/// GET /account/address
pub async fn address(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    form_of(&visit, &app, What::Address, asked.invoice()).await
}

/// GET /account/contacts/new
pub async fn new(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    form_of(&visit, &app, What::Contact(None), asked.invoice()).await
}

/// GET /account/contacts/{id}
pub async fn contact(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ContactId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    form_of(&visit, &app, What::Contact(Some(id)), asked.invoice()).await
}

async fn form_of(
    visit: &Visit,
    app: &AppState,
    what: What,
    invoice: Option<InvoiceId>,
) -> PageResult {
    let offer = offered(visit, app, what).await?;
    Ok(show(visit, &offer, what, &Fields::of(&offer, invoice), &Problems::default()))
}

/// What is on file.
pub async fn offered(visit: &Visit, app: &AppState, what: What) -> Result<Offer, crate::AppError> {
    let of = match what {
        What::Address => Subject::Address(domain::account_change::Address::default()),
        What::Contact(id) => Subject::Contact(id, Person::default()),
    };
    Ok(account_changes::offer(&app.backend, visit.buyer()?, of).await?)
}

/// The page with a form as it was typed.
pub fn show(
    visit: &Visit,
    offer: &Offer,
    what: What,
    fields: &Fields,
    problems: &Problems,
) -> Page {
    let title = match what {
        What::Address => "Another address",
        What::Contact(None) => "Somebody else to write to",
        What::Contact(Some(_)) => "Another contact",
    };
    page::portal(visit, Tab::Account, title, || {
        let waits = (!offer.at_once).then(|| {
            notice(Tone::Soon, Icon::Waiting)
                .title("The seller confirms it first")
                .words("Until then what is on file holds. You see here what became of it.")
                .view()
        });
        let inputs = match what {
            What::Address => address_inputs(fields, problems),
            What::Contact(_) => person_inputs(fields, problems),
        };
        let button = if offer.at_once { "Change it" } else { "Ask for it" };
        let form = view! {
            <form class="form" id="wanted" method="post">
                <input type="hidden" name="id" value=fields.id.to_string() />
                <input type="hidden" name="version" value=offer.version.to_string() />
                <input type="hidden" name="invoice" value=fields.invoice.clone() />
                {inputs}
                <div class="button-row">
                    <button class="button primary">{button}</button>
                    <a class="button quiet" href="/account/contacts">"Back"</a>
                </div>
            </form>
        };
        view! {
            {head(title)
                .crumb("Account", "/account")
                .crumb("Address and contacts", "/account/contacts")
                .here(title)
                .lede("It holds for what comes. Invoices that were issued stay as they are.")}
            {error_summary("Not changed", problems)}
            {waits}
            {panel("form", title).body(form)}
        }
    })
}

fn address_inputs(fields: &Fields, problems: &Problems) -> Markup {
    view! {
        {field("street", "Street and number")
            .value(fields.street.clone())
            .longest(LONGEST as u32)
            .required()
            .error(problems.of("street"))}
        {field("city", "Postcode and city")
            .value(fields.city.clone())
            .longest(LONGEST as u32)
            .required()
            .error(problems.of("city"))}
    }
    .into_markup()
}

fn person_inputs(fields: &Fields, problems: &Problems) -> Markup {
    view! {
        {field("name", "Name")
            .value(fields.name.clone())
            .longest(LONGEST as u32)
            .required()
            .error(problems.of("name"))}
        {field("email", "E-mail")
            .email("off")
            .value(fields.email.clone())
            .longest(LONGEST_EMAIL as u32)
            .required()
            .error(problems.of("email"))}
        {field("phone", "Telephone")
            .value(fields.phone.clone())
            .longest(LONGEST_PHONE as u32)
            .optional()
            .error(problems.of("phone"))}
    }
    .into_markup()
}
