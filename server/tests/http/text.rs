//! Bytes that are no text are refused, wherever they are. Never a 500.

use crate::TestApp;
use http::Method;

#[tokio::test]
async fn unclean_paths_and_queries_are_not_found() {
    let app = TestApp::new().await;
    let client = app.buyer().await;
    for path in
        ["/%00", "/%ff", "/invoices/%00", "/accounts?q=%00", "/login?next=%C3%28", "/accounts?%ff"]
    {
        let reply = client.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.body.contains("There is no such page"), "{path}");
    }
    assert_eq!(client.get("/accounts?q=100%&x=%C3%A9").await.status, 200);
}

#[tokio::test]
async fn unclean_forms_are_refused() {
    let app = TestApp::new().await;
    let from = [("sec-fetch-site", "same-origin")];
    for form in ["email=%00&password=x", "email=a%FFb&password=x", "%00=1"] {
        let reply =
            app.anonymous().send(Method::POST, "/login", &from, Some(form.to_owned())).await;
        assert_eq!(reply.status, 400, "{form}");
        assert!(reply.body.contains("We could not read that"), "{form}");
    }
    let clean = "email=%C3%A9&password=x&next=".to_owned();
    let reply = app.anonymous().send(Method::POST, "/login", &from, Some(clean)).await;
    assert_eq!(reply.status, 422, "the form itself is judged");
}
