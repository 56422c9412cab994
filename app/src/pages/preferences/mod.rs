//! How documents reach a customer: choosing it, and seeing it with an invoice of theirs. The same page for
//! the account's people and for the seller's; who may not choose may try.

pub mod asked;
mod columns;
mod form;
mod options;
pub mod preview;
mod told;
mod x12;

use crate::markup::*;
use crate::{
    AppError, AppState, Visit,
    components::{
        error_summary::error_summary,
        head::{Head, head},
        links::{link, tabs},
        select::select,
    },
    forms::Problems,
    page::{self, Framing, Page, Place as Menu, Tab},
    pages::query::Address,
};
use asked::{Choice, Fields};
use axum::{
    Extension,
    response::{IntoResponse, Response},
};
use backend::preferences::{self, At, Place, Settings};
use domain::document::Kind;

/// Whose page it is, and its path.
#[derive(Clone, Debug)]
pub struct Here<'a> {
    /// Whose settings, and who is at them.
    pub at: At<'a>,
    /// The path of the page, without a query.
    pub path: String,
}

impl<'a> Here<'a> {
    /// The page of the account's people.
    pub fn own(visit: &'a Visit) -> Result<Self, AppError> {
        Ok(Self { at: At::Own(visit.buyer()?), path: "/settings/formats".to_owned() })
    }

    /// The page of the seller's people.
    pub fn of(visit: &'a Visit, id: domain::ids::AccountId) -> Result<Self, AppError> {
        let path = format!("/staff/accounts/{id}/formats");
        Ok(Self { at: At::Of(visit.staff()?, id), path })
    }

    /// The address of a place.
    pub fn to(&self, place: Place) -> Address {
        Address::new(&self.path).with("kind", place.kind.code()).maybe("to", place.recipient)
    }

    /// The address of the preview of a choice.
    fn preview(&self, place: Place, choice: &Choice) -> Address {
        let address = Address::new(&self.preview_path(place.kind));
        choice.seen_at(address.maybe("to", place.recipient))
    }

    fn preview_path(&self, kind: Kind) -> String {
        format!("{}/preview/{}", self.path, kind.code())
    }
}

/// The place that is asked about.
pub fn place(fields: &Fields) -> Result<Place, AppError> {
    let kind = fields.kind().ok_or(backend::Error::NotFound)?;
    Ok(Place { kind, recipient: fields.recipient()? })
}

/// The page, with a choice as it stands.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    here: &Here<'_>,
    fields: &Fields,
    problems: &Problems,
) -> Result<Response, AppError> {
    let settings = preferences::load(&app.backend, here.at, place(fields)?).await?;
    let choice = fields.choice(&settings.proposed());
    let beside = match fields.pin {
        Some(_) => Some(choice.clone()),
        None => fields.beside(&settings.proposed()),
    };
    let page = render(visit, here, &settings, &choice, beside.as_ref(), problems);
    let status = match problems.is_empty() {
        true => http::StatusCode::OK,
        false => http::StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, Extension(Framing::Holds), page).into_response())
}

fn render(
    visit: &Visit,
    here: &Here<'_>,
    settings: &Settings,
    choice: &Choice,
    beside: Option<&Choice>,
    problems: &Problems,
) -> Page {
    let body = || {
        view! {
            {head_of(here, settings)}
            {kinds(here, settings)}
            {recipients(here, settings)}
            {error_summary("Not chosen", problems)}
            {told::law(settings)}
            {told::holds(visit, settings)}
            <div class="split even">
                {form::choose(here, settings, choice, beside, problems)}
                {form::seen(here, settings, choice, beside)}
            </div>
            {told::earlier(visit, settings)}
        }
    };
    match here.at {
        At::Own(_) => page::portal(visit, Tab::Account, "How documents reach you", body),
        At::Of(..) => {
            page::staff(visit, Menu::Accounts, format!("Documents to {}", settings.account), body)
        }
    }
}

fn head_of(here: &Here<'_>, settings: &Settings) -> Head {
    match here.at {
        At::Own(_) => head("How documents reach you").crumb("Account", "/account").here("Documents").lede(
            "The format that your accounting takes in, and the way it comes. Try it with your own latest invoice.",
        ),
        At::Of(_, id) => head("How documents reach them")
            .crumb("Accounts", "/staff/accounts")
            .crumb(settings.account.clone(), format!("/staff/accounts/{id}"))
            .here("Documents")
            .lede("What the customer has chosen, or what holds without a choice. They read in their history what you change here."),
    }
}

fn kinds(here: &Here<'_>, settings: &Settings) -> Markup {
    let links = Kind::ALL.map(|kind| {
        let place = Place { kind, ..settings.place };
        link(kind.label(), here.to(place)).current(kind == settings.place.kind)
    });
    tabs("Kinds of documents", links)
}

/// One list; where there is nobody but the account, there is nothing to choose.
fn recipients(here: &Here<'_>, settings: &Settings) -> Option<Markup> {
    if settings.recipients.is_empty() {
        return None;
    }
    let everybody = (String::new(), "Everybody at the account".to_owned());
    let people = settings
        .recipients
        .iter()
        .map(|one| (one.id.to_string(), format!("{}, {}", one.name, one.email)));
    let chosen = settings.place.recipient.map(|id| id.to_string()).unwrap_or_default();
    let form = view! {
        <form class="row" action=here.path.clone()>
            <input type="hidden" name="kind" value=settings.place.kind.code() />
            <div class="grow">{select("to", "For whom", std::iter::once(everybody).chain(people)).value(chosen)}</div>
            <button class="button">"Show"</button>
        </form>
    };
    Some(form.into_markup())
}
