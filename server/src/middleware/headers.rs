//! The headers that keep browsers from doing what our pages never need: scripts and styles of
//! others, frames, sniffing, and copies in caches.

use app::{page::Framing, visit::Nonce};
use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue, header};

/// The same for every answer.
const ALWAYS: [(HeaderName, &str); 7] = [
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains; preload"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), browsing-topics=(), camera=(), geolocation=(), gyroscope=(), \
         magnetometer=(), microphone=(), payment=(), usb=()",
    ),
];

/// What may be shown in a frame of ours, and by nobody else's.
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("SAMEORIGIN");

/// Gives the page a nonce for its scripts, and the answer its headers. Nothing but static files,
/// which say so themselves, may be kept.
pub async fn secure(mut request: Request, next: Next) -> Response {
    let nonce = hex::encode(rand::random::<[u8; 16]>());
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let mut response = next.run(request).await;
    let framing = response.extensions().get::<Framing>().copied();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if matches!(framing, Some(Framing::Held | Framing::Between)) {
        headers.insert(header::X_FRAME_OPTIONS, SAME_ORIGIN);
    }
    // What is no page of ours, a file that somebody sent, has a stricter one.
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(&nonce, framing)) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// No frames: but of ours, in the page that says that it has one, around the page that says that it is in
/// one.
fn content_security_policy(nonce: &str, framing: Option<Framing>) -> String {
    let (ancestors, frames) = match framing {
        None => ("'none'", ""),
        Some(Framing::Holds) => ("'none'", "; frame-src 'self'"),
        Some(Framing::Held) => ("'self'", ""),
        Some(Framing::Between) => ("'self'", "; frame-src 'self'"),
    };
    format!(
        "default-src 'none'; script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors {ancestors}; object-src 'none'{frames}"
    )
}
