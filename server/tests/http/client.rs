//! Somebody with a browser: keeps one cookie, follows nothing, and says where its forms are from.

use backend::testing::PASSWORD;
use http::{HeaderMap, Method};
use std::{fmt::Write, net::SocketAddr, sync::Mutex};

/// A client. Its cookie is that of the last answer that set one.
pub struct Client {
    base: String,
    cookie: Mutex<Option<String>>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Client {
    pub fn new(addr: SocketAddr) -> Self {
        Self { base: format!("http://{addr}"), cookie: Mutex::default() }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], None).await
    }

    /// A form of our own page.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let form = urlencoded(form);
        self.send(Method::POST, path, &[("sec-fetch-site", "same-origin")], Some(form)).await
    }

    pub async fn sign_in(&self, email: &str) -> Reply {
        self.post("/login", &[("email", email), ("password", PASSWORD)]).await
    }

    /// Anything, with headers as given.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<String>,
    ) -> Reply {
        let mut request = browser().request(method, format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = self.cookie() {
            request = request.header("cookie", cookie);
        }
        if let Some(form) = form {
            request =
                request.header("content-type", "application/x-www-form-urlencoded").body(form);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let reply = Reply { status, headers, body: response.text().await.unwrap() };
        for cookie in reply.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let value = if pair.ends_with('=') { None } else { Some(pair.to_owned()) };
            *self.cookie.lock().unwrap() = value;
        }
        reply
    }

    /// The cookie that it would send.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    /// Somebody else with the same cookie.
    pub fn copy(&self) -> Self {
        Self { base: self.base.clone(), cookie: Mutex::new(self.cookie()) }
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A client of this test's runtime: one that is shared would keep connections of runtimes that
/// have ended.
fn browser() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .build()
        .unwrap()
}

pub fn urlencoded(form: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in form {
        let _ = write!(out, "{}{name}=", if out.is_empty() { "" } else { "&" });
        for byte in value.bytes() {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
