//! Files that people keep: named, and never shown inside of a page.

use axum::response::{IntoResponse, Response};
use http::header;

/// A file. The name is made of our own words, numbers and dates.
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "-_.".contains(*c);
    let name: String = name.chars().filter(is_plain).collect();
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}
