//! What a page knows of its request.

use crate::{
    AppError, AppState,
    choices::{Keys, Theme},
    done::Done,
    site::Site,
};
use axum::extract::FromRequestParts;
use backend::{Actor, Buyer, Staff, brands::Brand};
use chrono::NaiveDate;
use domain::list_view::ListViews;
use http::request::Parts;
use std::{convert::Infallible, ops::Deref, sync::Arc};

/// The number used once that the Content-Security-Policy of this response names. The server's
/// middleware puts it into the request's extensions; without one no script is offered.
#[derive(Clone, Debug)]
pub struct Nonce(pub String);

/// One request, as pages see it. Cheap to clone.
#[derive(Clone)]
pub struct Visit(Arc<Circumstances>);

/// What a [`Visit`] holds.
pub struct Circumstances {
    /// Who asks; nobody, if they have not signed in.
    pub actor: Option<Actor>,
    /// The business date where they are.
    pub today: NaiveDate,
    /// The path, without the query.
    pub path: String,
    /// The query, without its question mark.
    pub query: String,
    /// Light or dark.
    pub theme: Theme,
    /// Whether single keys do something.
    pub keys: Keys,
    /// What the form before this page did.
    pub done: Option<Done>,
    /// Whether this is a demonstration, whose clock can be moved.
    pub demo: bool,
    /// See [`Nonce`].
    pub nonce: Option<String>,
    /// How they see their lists.
    pub views: ListViews,
    /// What is the seller's own on a buyer's pages.
    pub brand: Brand,
    /// The static files.
    pub site: Arc<Site>,
}

impl Deref for Visit {
    type Target = Circumstances;
    fn deref(&self) -> &Circumstances {
        &self.0
    }
}

impl From<Circumstances> for Visit {
    fn from(circumstances: Circumstances) -> Self {
        Self(Arc::new(circumstances))
    }
}

impl Visit {
    /// The buyer who asks. Others are sent to the log-in, or told that there is no such page.
    pub fn buyer(&self) -> Result<&Buyer, AppError> {
        match &self.actor {
            Some(Actor::Buyer(buyer)) => Ok(buyer),
            Some(_) => Err(backend::Error::NotFound.into()),
            None => Err(self.sign_in_first()),
        }
    }

    /// The member of staff who asks. Others are sent to the log-in, or told that there is no such
    /// page.
    pub fn staff(&self) -> Result<&Staff, AppError> {
        match &self.actor {
            Some(Actor::Staff(staff)) => Ok(staff),
            Some(_) => Err(backend::Error::NotFound.into()),
            None => Err(self.sign_in_first()),
        }
    }

    /// The zone in which their business days begin.
    pub fn time_zone(&self) -> &str {
        time_zone(self.actor.as_ref())
    }

    /// The path with its query: where a form leads back to.
    pub fn address(&self) -> String {
        match self.query.as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }

    fn sign_in_first(&self) -> AppError {
        AppError::SignInFirst { next: self.address() }
    }
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        let actor = parts.extensions.get::<Actor>().cloned();
        let query = parts.uri.query().unwrap_or_default().to_owned();
        Ok(Self::from(Circumstances {
            today: app.backend.clock.today(time_zone(actor.as_ref())),
            actor,
            path: parts.uri.path().to_owned(),
            theme: Theme::of(&parts.headers),
            keys: Keys::of(&parts.headers),
            done: Done::of_query(&query),
            query,
            demo: app.backend.demo,
            nonce: parts.extensions.get::<Nonce>().map(|nonce| nonce.0.clone()),
            views: parts.extensions.get::<ListViews>().cloned().unwrap_or_default(),
            brand: parts.extensions.get::<Brand>().cloned().unwrap_or_default(),
            site: app.site.clone(),
        }))
    }
}

fn time_zone(actor: Option<&Actor>) -> &str {
    match actor {
        Some(Actor::Buyer(buyer)) => &buyer.time_zone,
        Some(Actor::Staff(staff)) => &staff.time_zone,
        Some(Actor::System(_)) | None => "UTC",
    }
}

/// An address of ours, as something to go to: a path, and nothing that a browser would read as
/// another host.
pub fn local(address: &str) -> Option<&str> {
    let ours = address.starts_with('/') && !address.starts_with("//");
    let plain = !address.contains('\\') && !address.contains(|c: char| c.is_control());
    (ours && plain).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_our_own_addresses_are_gone_to() {
        assert_eq!(local("/invoices?state=open"), Some("/invoices?state=open"));
        for bad in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/\t/evil"]
        {
            assert_eq!(local(bad), None, "{bad:?}");
        }
    }
}
