//! Signing in and out, and moving between accounts and entities. Each of these ends with another
//! session than it began with; tower-sessions carries its id to the browser.

use crate::markup::*;
use crate::{
    AppError, AppState, FormResult, Visit,
    components::{
        field::field,
        icon::Icon,
        notice::{Notice, Tone, notice},
    },
    done::Done,
    forms::{done, go_to},
    pages::public::login,
    visit,
};
use axum::{
    Extension, Form,
    extract::{Path, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use backend::{
    Actor,
    sessions::{self, Place, Session},
    users::{self, LogInRefusal, places, revoke},
};
use domain::ids::{AccountId, EntityId};
use serde::Deserialize;
use std::net::IpAddr;

/// The client's address, as the server made it out: log-ins are throttled by it.
#[derive(Clone, Copy, Debug)]
pub struct ClientIp(pub IpAddr);

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// The log-in form: what was typed, but never the password.
#[derive(Clone, Default, Deserialize)]
pub struct LogIn {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

impl LogIn {
    /// The empty form, which leads to an address of ours afterwards.
    pub fn leading_to(next: &str) -> Self {
        Self { next: next.to_owned(), ..Self::default() }
    }

    /// The form. `refusal` is why the last try did not succeed.
    pub fn view(self, refusal: Option<LogInRefusal>) -> Markup {
        let mismatch = matches!(refusal, Some(LogInRefusal::Mismatch { .. }));
        let type_again = mismatch.then_some("Type your password again.");
        view! {
            {refusal.map(|refusal| view! { {told(refusal)} })}
            <form class="form" method="post" action="/login">
                <input type="hidden" name="next" value=self.next />
                {field("email", "E-mail").email("username").value(self.email).required()}
                {field("password", "Password")
                    .password("current-password")
                    .error(type_again)
                    .required()}
                <button class="button primary big wide">"Sign in"</button>
            </form>
        }
        .into_markup()
    }

    /// Where they wanted to go, if that is an address of ours; else the first page of their place.
    fn destination(&self, place: Place) -> &str {
        let home = home_of(place);
        let wanted = visit::local(&self.next).filter(|next| !matches!(*next, "/" | "/login"));
        wanted.unwrap_or(home)
    }
}

fn told(refusal: LogInRefusal) -> Notice {
    let refused = notice(Tone::Danger, Icon::Warn).alert();
    match refusal {
        LogInRefusal::Mismatch { tries_left, wait_seconds } => {
            let rest = match tries_left {
                0 => format!("Wait {} before the next try.", seconds_in_words(wait_seconds.into())),
                1 => "One try is left before a short wait.".to_owned(),
                more => format!("{more} tries are left before a short wait."),
            };
            refused
                .title("That e-mail and password do not match.")
                .words(format!("Check both. {rest}"))
        }
        LogInRefusal::Wait { seconds } => refused
            .title("Too many tries.")
            .words(format!("Wait {}, then try again.", seconds_in_words(seconds))),
        LogInRefusal::NowhereToGo => refused
            .title("There is no account here for you any more.")
            .words("Ask whoever runs the roles of your company, or your contact here."),
    }
}

/// Whole minutes from two on, rounded up: nobody is asked to come back too early.
fn seconds_in_words(seconds: i64) -> String {
    match seconds {
        ..=1 => "a second".to_owned(),
        2..=119 => format!("{seconds} seconds"),
        more => format!("{} minutes", (more + 59) / 60),
    }
}

/// POST /login
pub async fn log_in(
    State(app): State<AppState>,
    visit: Visit,
    Extension(ClientIp(ip)): Extension<ClientIp>,
    Extension(session): Extension<Session>,
    Form(form): Form<LogIn>,
) -> FormResult {
    let typed = form.password.clone();
    let refusal = match users::log_in(&app.backend, &session, &form.email, typed, ip).await? {
        Ok(place) => return Ok(go_to(form.destination(place))),
        Err(refusal) => refusal,
    };
    let mut response = login::page_of(&visit, form, Some(refusal)).refused();
    if let LogInRefusal::Wait { seconds } = refusal {
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// POST /logout
pub async fn log_out(Extension(session): Extension<Session>) -> FormResult {
    leave(&session, Done::SignedOut).await
}

/// POST /sign-out-everywhere
pub async fn sign_out_everywhere(
    State(app): State<AppState>,
    visit: Visit,
    Extension(session): Extension<Session>,
) -> FormResult {
    let sign_in = || AppError::SignInFirst { next: "/password".into() };
    let actor = visit.actor.as_ref().ok_or_else(sign_in)?;
    revoke::own(&app.backend, actor).await?;
    leave(&session, Done::SignedOutEverywhere).await
}

/// Ends the session of this browser, and has it forget what it kept of us.
async fn leave(session: &Session, what: Done) -> FormResult {
    sessions::end(session).await?;
    let clear = [(CLEAR_SITE_DATA, "\"cookies\", \"storage\"")];
    Ok((clear, done("/login", what)).into_response())
}

/// The account that somebody chose.
#[derive(Deserialize)]
pub struct ToAccount {
    account_id: AccountId,
}

/// POST /switch-account
pub async fn switch_account(
    State(app): State<AppState>,
    visit: Visit,
    Extension(session): Extension<Session>,
    Form(to): Form<ToAccount>,
) -> FormResult {
    places::switch_account(&app.backend, visit.buyer()?, &session, to.account_id).await?;
    Ok(done("/", Done::AccountChanged))
}

/// The entity that somebody chose.
#[derive(Deserialize)]
pub struct ToEntity {
    entity_id: EntityId,
}

/// POST /switch-entity
pub async fn switch_entity(
    State(app): State<AppState>,
    visit: Visit,
    Extension(session): Extension<Session>,
    Form(to): Form<ToEntity>,
) -> FormResult {
    places::switch_entity(&app.backend, visit.staff()?, &session, to.entity_id).await?;
    Ok(go_to("/staff"))
}

/// POST /staff/accounts/{id}/view-portal
pub async fn view_portal(
    State(app): State<AppState>,
    visit: Visit,
    Extension(session): Extension<Session>,
    Path(account_id): Path<AccountId>,
) -> FormResult {
    places::start_viewing(&app.backend, visit.staff()?, &session, account_id).await?;
    Ok(go_to("/"))
}

/// POST /stop-viewing
pub async fn stop_viewing(
    State(app): State<AppState>,
    visit: Visit,
    Extension(session): Extension<Session>,
) -> FormResult {
    let buyer = visit.buyer()?;
    places::stop_viewing(&app.backend, buyer, &session).await?;
    let back = format!("/staff/accounts/{}", buyer.account_id);
    Ok(done(&back, Done::ViewingStopped))
}

/// The first page of who is there.
pub fn home(actor: &Actor) -> &'static str {
    match actor {
        Actor::Staff(_) => "/staff",
        Actor::Buyer(_) | Actor::System(_) => "/",
    }
}

fn home_of(place: Place) -> &'static str {
    match place {
        Place::Entity { .. } => "/staff",
        Place::Account { .. } | Place::Viewing { .. } => "/",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn people_arrive_where_they_wanted_to_go_but_only_here() {
        let place = Place::Account { account_id: Uuid::nil().into() };
        let arrives = |next: &str| LogIn::leading_to(next).destination(place).to_owned();
        assert_eq!(arrives("/invoices?state=open"), "/invoices?state=open");
        for other in ["", "/", "/login", "//evil.example", "https://evil.example"] {
            assert_eq!(arrives(other), "/", "{other}");
        }
        let staff = Place::Entity { entity_id: Uuid::nil().into() };
        assert_eq!(LogIn::leading_to("/").destination(staff), "/staff");
    }

    #[test]
    fn waits_are_told_in_words() {
        assert_eq!(seconds_in_words(0), "a second");
        assert_eq!(seconds_in_words(30), "30 seconds");
        assert_eq!(seconds_in_words(121), "3 minutes");
        assert_eq!(seconds_in_words(900), "15 minutes");
    }

    #[test]
    fn the_password_is_not_sent_back() {
        let form = LogIn {
            email: "a@b.example".into(),
            password: "secret words".into(),
            ..LogIn::default()
        };
        let refusal = LogInRefusal::Mismatch { tries_left: 3, wait_seconds: 0 };
        let html = form.view(Some(refusal)).to_html();
        assert!(html.contains("a@b.example") && html.contains("3 tries are left"), "{html}");
        assert!(!html.contains("secret words"), "{html}");
    }
}
