//! Every answer carries the headers that keep browsers safe.

use crate::TestApp;
use http::Method;

const ALWAYS: [(&str, &str); 7] = [
    ("strict-transport-security", "max-age=63072000; includeSubDomains; preload"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    (
        "permissions-policy",
        "accelerometer=(), browsing-topics=(), camera=(), geolocation=(), gyroscope=(), \
         magnetometer=(), microphone=(), payment=(), usb=()",
    ),
];

#[tokio::test]
async fn every_answer_has_them() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let large = "x".repeat(3 * 1024 * 1024);
    let replies = [
        client.get("/login").await,
        client.get("/no-such-page").await,
        client.get("/accounts").await,
        client.get("/livez").await,
        client.get("/pkg/style.0123456789abcdef.css").await,
        client.post("/login", &[]).await,
        client.send(Method::POST, "/login", &[("origin", "https://evil.example")], None).await,
        client.send(Method::POST, "/webhooks/nobody", &[], None).await,
        client.post("/login", &[("email", &large)]).await,
    ];
    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses, [200, 404, 303, 200, 200, 422, 403, 404, 413]);
    for reply in &replies {
        for (name, value) in ALWAYS {
            assert_eq!(reply.header(name), value, "{name} of {}", reply.status);
        }
        assert_eq!(reply.headers.get_all("content-security-policy").iter().count(), 1);
        assert_eq!(reply.header("x-request-id").len(), 32);
    }
}

#[tokio::test]
async fn the_policy_lets_nothing_run_but_our_own_script_of_this_answer() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let reply = client.get("/login").await;
        let policy = reply.header("content-security-policy").to_owned();
        let (_, rest) = policy.split_once("'nonce-").unwrap();
        let (nonce, _) = rest.split_once('\'').unwrap();
        assert_eq!(nonce.len(), 32);
        assert_eq!(
            policy,
            format!(
                "default-src 'none'; script-src 'strict-dynamic' 'nonce-{nonce}' \
                 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; \
                 connect-src 'self'; form-action 'self'; base-uri 'none'; \
                 frame-ancestors 'none'; object-src 'none'"
            )
        );
        nonces.push(nonce.to_owned());
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn the_nonce_of_the_policy_is_that_of_the_page() {
    let app = TestApp::new().await;
    let reply = app.buyer().await.get("/accounts").await;
    assert_eq!(reply.status, 200);
    for nonce in reply.body.split("nonce=\"").skip(1) {
        let (nonce, _) = nonce.split_once('"').unwrap();
        assert!(reply.header("content-security-policy").contains(&format!("'nonce-{nonce}'")));
    }
    assert!(!reply.body.contains(" style="), "the policy would block it");
}

/// A PDF and a page in a frame, and the page around them: nothing else is in one or has one.
#[tokio::test]
async fn only_the_preview_stands_in_a_frame_and_only_in_one_of_ours() {
    let app = TestApp::new().await;
    app.world.invoice("NH-26-0001", 12_100, 10).await;
    let client = app.buyer().await;
    let around = client.get("/settings/formats").await;
    assert_eq!(around.header("x-frame-options"), "DENY");
    let policy = around.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && policy.ends_with("frame-src 'self'"));
    let page = client.get("/settings/formats/preview/invoice?format=ubl").await;
    assert_eq!(page.header("x-frame-options"), "SAMEORIGIN", "{}", page.body);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'self'"));
    let pdf = client.get("/settings/formats/preview/invoice?format=pdf").await;
    assert_eq!(pdf.header("x-frame-options"), "SAMEORIGIN");
    assert_eq!(pdf.header("content-security-policy"), "frame-ancestors 'self'");
    assert_eq!(pdf.header("content-type"), "application/pdf");
    for reply in [&around, &page, &pdf] {
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    for path in ["/account", "/settings/formats/preview/letter", "/invoices.csv"] {
        let other = client.get(path).await;
        assert_eq!(other.header("x-frame-options"), "DENY", "{path}");
        let policy = other.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'") && !policy.contains("frame-src"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn only_static_files_may_be_kept() {
    let app = TestApp::new().await;
    let client = app.buyer().await;
    for path in ["/login", "/accounts", "/no-such-page", "/livez", "/readyz"] {
        assert_eq!(client.get(path).await.header("cache-control"), "no-store", "{path}");
    }
    let kept = client.get("/pkg/style.0123456789abcdef.css").await;
    assert_eq!(kept.header("cache-control"), "public, max-age=31536000, immutable");
    let kept = client.get("/favicon.svg").await;
    assert_eq!(kept.header("cache-control"), "public, max-age=3600");
}

#[tokio::test]
async fn pages_are_compressed_for_who_can_read_it() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    for (accept, encoding) in [("br", "br"), ("gzip, br", "br"), ("gzip", "gzip"), ("zstd", "")] {
        let path = "/login";
        let raw = crate::limits::exchange(
            app.addr,
            &format!("GET {path} HTTP/1.1\r\nhost: x\r\naccept-encoding: {accept}\r\nconnection: close\r\n\r\n"),
        )
        .await;
        let head = raw.split("\r\n\r\n").next().unwrap();
        assert_eq!(head.contains("content-encoding"), !encoding.is_empty(), "{accept}: {head}");
        assert!(head.contains(&format!("content-encoding: {encoding}")) || encoding.is_empty());
    }
    assert_eq!(client.get("/login").await.header("vary"), "accept-encoding");
}
