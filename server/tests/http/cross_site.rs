//! Forms are taken from our own pages only; every unsafe method, signed in or not.

use crate::{TestApp, client::urlencoded};
use http::Method;

const URL: &str = "http://127.0.0.1:3000"; // the public address of the tests' backend

#[tokio::test]
async fn the_matrix() {
    let app = TestApp::new().await;
    let client = app.buyer().await;
    let stolen = ("sec-fetch-mode", "no-cors");
    let cases: &[(&[(&str, &str)], bool)] = &[
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "none")], false),
        (&[("sec-fetch-site", "cross-site"), ("origin", URL)], false),
        (&[("origin", URL)], true),
        (&[("origin", "https://evil.example")], false),
        (&[("origin", "http://127.0.0.1:3001")], false),
        (&[("origin", "null")], false),
        (&[stolen], false), // neither header, with a cookie
    ];
    for (headers, let_in) in cases {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let is_post = method == Method::POST;
            let reply = client.copy().send(method, "/logout", headers, None).await;
            let expected = match (let_in, is_post) {
                (true, true) => 303,
                (true, false) => 405,
                (false, _) => 403,
            };
            assert_eq!(reply.status, expected, "{headers:?}");
            if !let_in {
                assert_eq!(reply.header("set-cookie"), "", "nothing has happened");
            }
        }
    }
}

#[tokio::test]
async fn a_program_without_cookies_may_post_and_is_nobody() {
    let app = TestApp::new().await;
    let reply = app.anonymous().send(Method::POST, "/logout", &[], None).await;
    assert_eq!(reply.status, 303);
}

#[tokio::test]
async fn nobody_is_signed_in_from_another_site() {
    let app = TestApp::new().await;
    let client = app.anonymous();
    let form = urlencoded(&[
        ("email", "m.dewit@ferrow.example"),
        ("password", backend::testing::PASSWORD),
    ]);
    let from = [("sec-fetch-site", "cross-site")];
    let reply = client.send(Method::POST, "/login", &from, Some(form)).await;
    assert_eq!(reply.status, 403);
    assert_eq!(client.cookie(), None);
}

#[tokio::test]
async fn links_from_anywhere_open() {
    let app = TestApp::new().await;
    let client = app.buyer().await;
    for site in ["none", "cross-site", "same-site"] {
        let reply = client.send(Method::GET, "/accounts", &[("sec-fetch-site", site)], None).await;
        assert_eq!(reply.status, 200, "{site}");
    }
}
