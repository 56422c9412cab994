//! Of what somebody wants mail.

use super::{Problems, done};
use crate::markup::*;
use crate::{AppState, FormResult, Visit, components::select::select, done::Done, pages};
use axum::{Form, extract::State};
use backend::{Actor, users::notices};
use domain::{Refusal, notice::Wish};
use serde::Deserialize;

/// What was chosen.
#[derive(Clone, Deserialize, Default)]
#[serde(default)]
pub struct Fields {
    notices: String,
}

impl Fields {
    /// What somebody wants now.
    pub fn of(wish: Wish) -> Self {
        Self { notices: wish.code().to_owned() }
    }

    fn wish(&self) -> Result<Wish, Refusal> {
        Wish::of(&self.notices).ok_or_else(|| Refusal::field("notices", "Choose one of the list."))
    }

    /// The form. It posts to the path of its page.
    pub fn view(&self, problems: &Problems) -> Markup {
        let wishes = Wish::ALL.iter().map(|wish| (wish.code(), wish.label()));
        view! {
            <form class="form" method="post">
                {select("notices", "Mail me about disputes and messages", wishes)
                    .value(self.notices.clone())
                    .hint("Reminders of what is to pay are not meant by this.")
                    .error(problems.of("notices"))}
                <div class="button-row"><button class="button">"Save"</button></div>
            </form>
        }
        .into_markup()
    }
}

/// POST /account
pub async fn of_buyer(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let actor = Actor::Buyer(visit.buyer()?.clone());
    match fields.wish() {
        Ok(wish) => {
            notices::want(&app.backend, &actor, wish).await?;
            Ok(done("/account", Done::Saved))
        }
        Err(refusal) => {
            let problems = refusal.into();
            Ok(pages::portal::account::show(&visit, &app, Some(fields), &problems).await?.refused())
        }
    }
}

/// POST /staff/me
pub async fn of_staff(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let actor = Actor::Staff(visit.staff()?.clone());
    match fields.wish() {
        Ok(wish) => {
            notices::want(&app.backend, &actor, wish).await?;
            Ok(done("/staff/me", Done::Saved))
        }
        Err(refusal) => {
            let problems = refusal.into();
            Ok(pages::staff::me::show(&visit, &app, Some(fields), &problems).await?.refused())
        }
    }
}
