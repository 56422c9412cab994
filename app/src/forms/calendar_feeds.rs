//! The address at which somebody's calendar reads by when invoices are to be paid.

use super::{Problems, done};
use crate::markup::*;
use crate::{
    AppState, FormResult, Visit,
    components::{date, panel::panel},
    done::Done,
    pages::portal::account,
};
use axum::{Form, extract::State, response::IntoResponse};
use backend::calendar_feeds;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

/// What is to be said of somebody's address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Feed {
    /// There is none.
    None,
    /// There is one, since then. It cannot be shown again.
    Since(DateTime<Utc>),
    /// It was made by this form.
    Made(String),
}

/// What was pressed.
#[derive(Clone, Deserialize)]
pub struct Fields {
    /// The id of the new address, made with the page: sent twice, it is made once.
    id: Uuid,
    #[serde(rename = "do", default)]
    act: String,
}

/// The section of the account's page.
pub fn panel_of(feed: Feed, visit: &Visit) -> Markup {
    let id = Uuid::now_v7().to_string();
    let (told, buttons) = match feed {
        Feed::None => (nothing(), make("Make an address")),
        Feed::Since(at) => {
            (since(at, visit), view! { {make("Make a new address")}{end()} }.into_markup())
        }
        Feed::Made(address) => (made(&address), end()),
    };
    panel("calendar", "Due dates in your calendar")
        .stack(view! {
            {told}
            <form class="form" method="post" action="/account/calendar">
                <input type="hidden" name="id" value=id />
                <div class="button-row">{buttons}</div>
            </form>
        })
        .view()
}

fn make(words: &'static str) -> Markup {
    view! { <button class="button" name="do" value="make">{words}</button> }.into_markup()
}

fn end() -> Markup {
    view! { <button class="button" name="do" value="end">"End the address"</button> }.into_markup()
}

fn nothing() -> Markup {
    let words = "Your calendar can show by when each invoice is to be paid. It needs an address that only you know. \
                 What is disputed is not asked for, and what is paid is cancelled.";
    view! { <p class="s ink-2">{words}</p> }.into_markup()
}

fn since(at: DateTime<Utc>, visit: &Visit) -> Markup {
    let words = "It was shown once and cannot be shown again. With a new address the old one ends.";
    view! {
        <p>"Your address is in use since "{date::instant(at, visit.time_zone())}"."</p>
        <p class="s ink-2">{words}</p>
    }
    .into_markup()
}

/// Programs for calendars open what begins with `webcal`.
fn made(address: &str) -> Markup {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let opened = format!("webcal://{rest}");
    let words = "This is shown once. Whoever has the address sees what you owe, so keep it to yourself. \
                 In your calendar, choose to subscribe by address.";
    view! {
        <p><code>{address.to_owned()}</code></p>
        <p><a href=opened>"Open it in your calendar"</a></p>
        <p class="s ink-2">{words}</p>
    }
    .into_markup()
}

/// POST /account/calendar
pub async fn of_buyer(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let buyer = visit.buyer()?;
    if fields.act == "end" {
        calendar_feeds::revoke(&app.backend, buyer).await?;
        return Ok(done("/account", Done::CalendarEnded));
    }
    match calendar_feeds::make(&app.backend, buyer, fields.id).await? {
        // In the answer itself: an address of a page would be kept by the browser.
        Some(address) => {
            let (feed, problems) = (Some(Feed::Made(address)), Problems::default());
            Ok(account::show_feed(&visit, &app, None, &problems, feed).await?.into_response())
        }
        None => Ok(done("/account", Done::CalendarMade)),
    }
}
