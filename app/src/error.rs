//! How a request ends when it does not end well, in words for people.
//!
//! A handler returns [`AppError`]; on its way out it becomes a response that carries the failure
//! as a mark, and [`pages_for_errors`] renders the mark into a page with the visitor's own shell.

use crate::{AppState, pages::public::errors, visit::Visit};
use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::Refusal;
use http::{HeaderValue, Method, StatusCode, header};
use std::{any::Any, error::Error as _, fmt::Write as _};
use uuid::Uuid;

/// How a handler can end without a page of its own.
#[derive(Debug)]
pub enum AppError {
    /// Nobody is signed in; afterwards they come back to this address.
    SignInFirst {
        /// A path with its query.
        next: String,
    },
    /// What the backend says.
    Backend(backend::Error),
    /// A body that cannot be read, or not to its end.
    Rejected(StatusCode),
}

impl From<backend::Error> for AppError {
    fn from(error: backend::Error) -> Self {
        Self::Backend(error)
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Backend(refusal.into())
    }
}

/// A failure that is told to people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// It is not there, or not theirs.
    NotThere,
    /// Their role does not include it.
    NotAllowed(String),
    /// The business says no, outside of a form that could say why beside a field.
    Refused(String),
    /// The request itself cannot be read.
    Unreadable,
    /// More than is taken in at once.
    TooLarge,
    /// Somebody else changed it meanwhile.
    Overtaken,
    /// Too much is going on.
    Busy,
    /// Our fault.
    Broken {
        /// What to quote when writing to us; the log has the rest under it.
        reference: String,
    },
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotThere => StatusCode::NOT_FOUND,
            Self::NotAllowed(_) => StatusCode::FORBIDDEN,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Overtaken => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The mark of a response: without the middleware it is an empty page with the right status.
    fn into_mark(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<backend::Error> for Failure {
    fn from(error: backend::Error) -> Self {
        use backend::Error as E;
        match error {
            E::NotFound => Self::NotThere,
            E::Refused(refusal @ Refusal::RoleLacks { .. }) => {
                Self::NotAllowed(refusal.to_string())
            }
            E::Refused(refusal) => Self::Refused(refusal.to_string()),
            E::Conflict => Self::Overtaken,
            E::Unavailable(reason) => {
                tracing::warn!(reason, "unavailable");
                Self::Busy
            }
            E::Bug { .. } => {
                let reference = reference();
                tracing::error!(reference, error = chain(&error), "bug");
                Self::Broken { reference }
            }
        }
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        match self {
            Self::SignInFirst { next } => {
                Redirect::to(&format!("/login?next={}", in_query(&next))).into_response()
            }
            Self::Backend(error) => Failure::from(error).into_mark(),
            Self::Rejected(status) => status.into_response(),
        }
    }
}

/// Middleware for all pages: failures become pages, and so do the bare answers of axum to
/// addresses and forms that it cannot read. Mount it inside of what finds out who asks.
pub async fn pages_for_errors(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(visit) = Visit::from_request_parts(&mut parts, &app).await;
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let failure = match response.extensions_mut().remove::<Failure>() {
        Some(failure) => failure,
        None if is_bare(&response) => match (response.status(), reads) {
            (StatusCode::NOT_FOUND, _) | (StatusCode::BAD_REQUEST, true) => Failure::NotThere,
            (StatusCode::PAYLOAD_TOO_LARGE, _) => Failure::TooLarge,
            _ => Failure::Unreadable,
        },
        None => return response,
    };
    let status = if is_bare(&response) && failure == Failure::Unreadable {
        response.status()
    } else {
        failure.status()
    };
    let mut page = (status, errors::page(&visit, &failure)).into_response();
    if failure == Failure::Busy {
        page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    page
}

/// For the layer that catches panics: what was said goes to the log, a number to the visitor.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    AppError::from(backend::Error::bug(format!("panic: {words}"))).into_response()
}

/// An answer of axum's own extractors: a client error in plain text, or without any.
fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let plain = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    // No extractor asks for patience: who does has said it to a program, in words of its own.
    let ours = response.status() == StatusCode::TOO_MANY_REQUESTS;
    response.status().is_client_error() && plain && !ours
}

/// An error and everything that caused it, on one line.
fn chain(error: &backend::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Writing to a String cannot fail.
        let _ = write!(told, ": {error}");
        cause = error.source();
    }
    told
}

/// Short enough to be read out on the phone, without letters that look like digits: `Q-8F2K-19`.
fn reference() -> String {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let random = Uuid::new_v4().into_bytes();
    let letter = |n: usize| char::from(LETTERS[usize::from(random[n] % 32)]);
    let letters: String = (0..4).map(letter).collect();
    format!("Q-{letters}-{:02}", random[4] % 100)
}

/// Text as a value in a query.
pub(crate) fn in_query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_has_its_status() {
        let status = |error: backend::Error| AppError::from(error).into_response().status();
        assert_eq!(status(backend::Error::NotFound), StatusCode::NOT_FOUND);
        assert_eq!(status(backend::Error::Conflict), StatusCode::CONFLICT);
        assert_eq!(status(Refusal::RoleLacks { role: "view" }.into()), StatusCode::FORBIDDEN);
        assert_eq!(status(Refusal::AmountZero.into()), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(status(backend::Error::Unavailable("x")), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(backend::Error::bug("x")), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn who_is_not_signed_in_comes_back_to_where_they_were() {
        let error = AppError::SignInFirst { next: "/invoices?q=a&state=open".to_owned() };
        let response = error.into_response();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let location = response.headers()[header::LOCATION].to_str().expect("ASCII");
        assert_eq!(location, "/login?next=/invoices%3Fq%3Da%26state%3Dopen");
    }

    #[test]
    fn a_reference_can_be_read_out() {
        let reference = reference();
        assert_eq!(reference.len(), "Q-8F2K-19".len());
        assert!(!reference[2..6].contains(['0', 'O', '1', 'I']), "{reference}");
    }
}
