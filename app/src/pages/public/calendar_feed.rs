//! What a calendar reads, without signing in.

use crate::{AppError, AppState, forms::session::ClientIp};
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use backend::calendar_feeds::{self, Answer};
use http::{HeaderMap, StatusCode, header};

/// GET /calendar/{token}.ics
pub async fn file(
    State(app): State<AppState>,
    Extension(ClientIp(ip)): Extension<ClientIp>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let token = file.strip_suffix(".ics").unwrap_or_default();
    match calendar_feeds::read(&app.backend, token, ip).await? {
        Answer::Calendar(calendar) => {
            Ok(answer(&documents::calendar_feed::write(&calendar), &headers))
        }
        Answer::Wait => {
            let wait = [(header::RETRY_AFTER, "60")];
            Ok((StatusCode::TOO_MANY_REQUESTS, wait, "Ask again in a minute.\n").into_response())
        }
    }
}

/// The calendar, or that it has not changed since it was read.
fn answer(calendar: &str, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", calendar_feeds::tag(calendar));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| {
        known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    let kept = [(header::ETAG, tag), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if is_known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
    (kept, kind, calendar.to_owned()).into_response()
}
