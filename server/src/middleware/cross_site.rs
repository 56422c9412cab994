//! Forms are taken from our own pages only. Browsers say where a request comes from in headers that
//! no script can set; so no token has to be carried through every form. Every unsafe method is
//! checked, the log-in too: else somebody could be signed in as somebody else.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend::Backend;
use http::{HeaderMap, Method, StatusCode, header};

/// Refuses an unsafe request that another site has made a browser send.
pub async fn refuse(State(backend): State<Backend>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    if comes_from_us(request.headers(), &backend.public_url) {
        return next.run(request).await;
    }
    tracing::warn!(path = request.uri().path(), "a request from another site was refused");
    let why = "This form was sent from another site. Open the page here and send it again.\n";
    (StatusCode::FORBIDDEN, why).into_response()
}

/// What the browser says, if it is one that says it; else the origin. Without both it is no browser
/// of today, and then it must have no cookie that could act for somebody.
fn comes_from_us(headers: &HeaderMap, public_url: &str) -> bool {
    let mut sites = headers.get_all("sec-fetch-site").iter();
    match (sites.next(), sites.next()) {
        (Some(site), None) => return site == "same-origin",
        (Some(_), Some(_)) => return false,
        (None, _) => {}
    }
    match headers.get(header::ORIGIN) {
        Some(origin) => origin == public_url,
        None => !headers.contains_key(header::COOKIE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    const URL: &str = "https://pay.nordhaven.example";

    fn from_us(headers: &[(&str, &str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap())
            })
            .collect();
        comes_from_us(&headers, URL)
    }

    #[test]
    fn only_our_own_pages_send_forms() {
        let cookie = ("cookie", "sid=1");
        let from = |site| ("sec-fetch-site", site);
        assert!(from_us(&[from("same-origin"), cookie]));
        assert!(!from_us(&[from("same-site"), cookie]));
        assert!(!from_us(&[from("cross-site"), cookie]));
        assert!(!from_us(&[from("none"), cookie]));
        assert!(!from_us(&[from("cross-site"), ("origin", URL)]), "the stronger word counts");
        assert!(from_us(&[("origin", URL), cookie]));
        assert!(!from_us(&[("origin", "https://evil.example"), cookie]));
        assert!(!from_us(&[("origin", "null"), cookie]));
        assert!(!from_us(&[("origin", "null")]));
        assert!(!from_us(&[cookie]));
        assert!(from_us(&[]));
    }

    #[test]
    fn two_words_are_none() {
        let mut headers = HeaderMap::new();
        headers.append("sec-fetch-site", HeaderValue::from_static("same-origin"));
        headers.append("sec-fetch-site", HeaderValue::from_static("cross-site"));
        assert!(!comes_from_us(&headers, URL));
    }
}
