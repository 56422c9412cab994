//! The log-in page.

use crate::markup::*;
use crate::{
    Visit,
    forms::{go_to, session},
    page::{self, Page},
};
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use backend::users::LogInRefusal;
use serde::Deserialize;

/// The query of the page.
#[derive(Deserialize)]
pub struct Asked {
    /// Where to go afterwards.
    #[serde(default)]
    next: String,
}

/// GET /login
pub async fn page(visit: Visit, Query(asked): Query<Asked>) -> Response {
    match &visit.actor {
        Some(actor) => go_to(session::home(actor)),
        None => page_of(&visit, session::LogIn::leading_to(&asked.next), None).into_response(),
    }
}

/// The page with a form as it was typed.
pub fn page_of(visit: &Visit, form: session::LogIn, refusal: Option<LogInRefusal>) -> Page {
    let title = if refusal.is_some() { "Not signed in" } else { "Sign in" };
    page::door(visit, title, || {
        view! {
            <div class="stack tight">
                <h1>"Sign in to your invoices"</h1>
                <p class="lede s">"View and pay what has been billed to your company."</p>
            </div>
            {form.view(refusal)}
        }
    })
}
