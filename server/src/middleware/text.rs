//! Text that is no text: bytes that are not UTF-8, and NUL, which Postgres cannot keep. Nobody types
//! them, so they are refused before a page or a query could stumble over them.

use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};

/// Refuses unclean paths, queries and forms.
pub async fn refuse_unclean(request: Request, next: Next) -> Response {
    let uri = request.uri();
    if !is_clean(uri.path().as_bytes()) || !is_clean(uri.query().unwrap_or_default().as_bytes()) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    if !is_form(&request) {
        return next.run(request).await;
    }
    // Refused before it is read, where the client says how long it is.
    if announced(&request) > crate::FORM_BYTES {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, crate::FORM_BYTES).await {
        Ok(form) if is_clean(&form) => next.run(with_body(parts, form)).await,
        Ok(_) => StatusCode::BAD_REQUEST.into_response(),
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}

fn with_body(parts: http::request::Parts, form: Bytes) -> Request {
    Request::from_parts(parts, Body::from(form))
}

fn announced(request: &Request) -> usize {
    request.body().size_hint().lower().try_into().unwrap_or(usize::MAX)
}

fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"))
}

/// Whether bytes are UTF-8 without NUL once their `%41` are decoded.
fn is_clean(encoded: &[u8]) -> bool {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = match (byte, after) {
            (b'%', [high, low, ..]) => hex_digit(*high).zip(hex_digit(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                decoded.push(high << 4 | low);
                rest = &after[2..];
            }
            None => {
                decoded.push(byte);
                rest = after;
            }
        }
    }
    !decoded.contains(&0) && std::str::from_utf8(&decoded).is_ok()
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::is_clean;

    #[test]
    fn text_is_utf_8_without_nul() {
        for clean in ["", "/invoices", "q=100%", "q=%", "q=%zz", "q=%C3%A9", "q=é", "a=1&b=%0A"] {
            assert!(is_clean(clean.as_bytes()), "{clean}");
        }
        for unclean in [&b"%00"[..], b"q=a%00b", b"\0", b"%FF", b"%C3", b"q=%c3%28", b"\xff"] {
            assert!(!is_clean(unclean), "{unclean:?}");
        }
    }
}
