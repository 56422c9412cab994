//! Changing an account's own data, and confirming such a change or refusing it.

use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{Problems, done, refusal_of},
    pages::{portal::account_changes as page, staff::account_changes as staff_page},
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::account_changes::{self, Confirms, NewChange, Offer, Subject};
use domain::{
    account_change::{self, Person, State as Standing, Verdict},
    ids::{AccountChangeId, ContactId, InvoiceId},
};
use serde::Deserialize;
use uuid::Uuid;

/// What is changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Where invoices go.
    Address,
    /// Whom we write to; nobody yet, where somebody is added.
    Contact(Option<ContactId>),
}

/// The form, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Fields {
    /// The change's id, made with the page: sent twice, it is one change.
    pub id: Uuid,
    /// The version of what the page showed.
    #[serde(default)]
    pub version: i64,
    /// The invoice on which it was found to be wrong, if on one.
    #[serde(default)]
    pub invoice: String,
    /// Street and number.
    #[serde(default)]
    pub street: String,
    /// Postcode and city.
    #[serde(default)]
    pub city: String,
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// Their e-mail address.
    #[serde(default)]
    pub email: String,
    /// Their telephone number.
    #[serde(default)]
    pub phone: String,
}

impl Fields {
    /// What there is.
    pub fn of(offer: &Offer, invoice: Option<InvoiceId>) -> Self {
        let mut fields = Self {
            id: Uuid::now_v7(),
            version: offer.version,
            invoice: invoice.map(|id| id.to_string()).unwrap_or_default(),
            street: String::new(),
            city: String::new(),
            name: String::new(),
            email: String::new(),
            phone: String::new(),
        };
        match offer.subject.clone() {
            Subject::Address(address) => {
                (fields.street, fields.city) = (address.street, address.city);
            }
            Subject::Contact(_, person) => {
                (fields.name, fields.email) = (person.name, person.email);
                fields.phone = person.phone.unwrap_or_default();
            }
        }
        fields
    }

    /// What shall be, where all of it can be kept.
    fn read(&self, what: What, problems: &mut Problems) -> Option<Subject> {
        match what {
            What::Address => account_change::address(&self.street, &self.city)
                .map(Subject::Address)
                .map_err(|refusal| problems.add(refusal))
                .ok(),
            What::Contact(id) => {
                let name = problems.read("name", account_change::name(&self.name));
                let email = problems.read("email", account_change::email(&self.email));
                let phone = problems.read("phone", account_change::phone(&self.phone));
                let person = Person { name: name?, email: email?, phone: phone? };
                Some(Subject::Contact(id, person))
            }
        }
    }
}

/// POST /account/address
pub async fn address(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Fields>,
) -> FormResult {
    change(&visit, &app, What::Address, &fields).await
}

/// POST /account/contacts/new
pub async fn add(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Fields>,
) -> FormResult {
    change(&visit, &app, What::Contact(None), &fields).await
}

/// POST /account/contacts/{id}
pub async fn contact(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ContactId>,
    Form(fields): Form<Fields>,
) -> FormResult {
    change(&visit, &app, What::Contact(Some(id)), &fields).await
}

async fn change(visit: &Visit, app: &AppState, what: What, fields: &Fields) -> FormResult {
    let buyer = visit.buyer()?;
    let offer = page::offered(visit, app, what).await?;
    let mut problems = Problems::default();
    if let Some(wanted) = fields.read(what, &mut problems) {
        let new = NewChange {
            id: fields.id.into(),
            wanted,
            version: fields.version,
            invoice: fields.invoice.parse().ok(),
        };
        match refusal_of(account_changes::ask(&app.backend, buyer, &new).await)? {
            Ok(Standing::Done) => return Ok(done("/account/contacts", Done::Saved)),
            Ok(_) => return Ok(done("/account/contacts", Done::Proposed)),
            Err(refusal) => problems.add(refusal),
        }
    }
    Ok(page::show(visit, &offer, what, fields, &problems).refused())
}

/// What staff decide, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Default)]
pub struct Decision {
    /// `confirm` or `refuse`.
    #[serde(rename = "do", default)]
    pub act: String,
    /// Why it is refused.
    #[serde(default)]
    pub reason: String,
}

/// POST /staff/changes/{id}
pub async fn decide(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<AccountChangeId>,
    Form(decision): Form<Decision>,
) -> FormResult {
    let staff = visit.staff()?;
    let verdict = match decision.act.as_str() {
        "confirm" => Verdict::Confirm,
        _ => Verdict::Refuse(&decision.reason),
    };
    match refusal_of(account_changes::decide(&app.backend, staff, id, verdict).await)? {
        Ok(account) => Ok(done(&format!("/staff/accounts/{account}"), Done::Decided)),
        Err(refusal) => {
            let change = account_changes::get(&app.backend, staff, id).await?;
            let problems = Problems::from(refusal);
            Ok(staff_page::show(&visit, &change, &decision, &problems).refused())
        }
    }
}

/// What has to be confirmed: a box that is not ticked is not sent.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Default)]
pub struct Switches {
    address: Option<String>,
    contacts: Option<String>,
}

/// POST /staff/changes
pub async fn switch(
    visit: Visit,
    State(app): State<AppState>,
    Form(switches): Form<Switches>,
) -> FormResult {
    let confirms =
        Confirms { address: switches.address.is_some(), contacts: switches.contacts.is_some() };
    account_changes::set_confirms(&app.backend, visit.staff()?, confirms).await?;
    Ok(done("/staff/changes", Done::Saved))
}
