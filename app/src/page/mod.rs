//! A body of HTML in its document and shell: [`portal`] for buyers, [`staff`] for the seller's
//! people, [`door`] for whoever has not signed in, [`frame`] for what stands in a frame of one of them. Bodies are closures, because views of islands
//! have to be built while the document is being rendered.

mod document;
mod door;
mod frame;
mod portal;
mod shell;
mod staff;
pub(crate) mod tidy;

#[cfg(test)]
mod samples;

pub use document::Head;
pub use door::door;
pub use frame::{Framing, frame};
pub use portal::{Tab, portal};
pub use staff::{Place, staff};

use crate::AppError;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;

/// What a page's handler returns.
pub type PageResult = Result<Page, AppError>;

/// What a form's handler returns: a redirect after success, or the page again.
pub type FormResult = Result<Response, AppError>;

/// A complete page.
#[derive(Debug)]
pub struct Page {
    html: String,
}

impl Page {
    /// The page of a form that was refused: status 422.
    pub fn refused(self) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, self).into_response()
    }

    /// Its HTML.
    pub fn html(&self) -> &str {
        &self.html
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        Html(self.html).into_response()
    }
}
