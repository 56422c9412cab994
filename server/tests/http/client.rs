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

    /// A form with files of our own page, as browsers write it: fields, and files under their names.
    pub async fn post_files(
        &self,
        path: &str,
        form: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Reply {
        let body = multipart(form, files);
        self.post_body(path, "multipart/form-data; boundary=bearing", body).await
    }

    /// A body as it is.
    pub async fn post_body(&self, path: &str, kind: &str, body: Vec<u8>) -> Reply {
        let headers = [("sec-fetch-site", "same-origin")];
        self.exchange(Method::POST, path, &headers, Some((kind, body))).await
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
        let form = form.map(|form| ("application/x-www-form-urlencoded", form.into_bytes()));
        self.exchange(method, path, headers, form).await
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, Vec<u8>)>,
    ) -> Reply {
        let mut request = browser().request(method, format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = self.cookie() {
            request = request.header("cookie", cookie);
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
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

pub fn multipart(form: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in form {
        let head = "--bearing\r\ncontent-disposition: form-data; name";
        body.extend(format!("{head}=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    for (name, bytes) in files {
        let head = "--bearing\r\ncontent-disposition: form-data; name=\"files\"; filename";
        let kind = "content-type: application/octet-stream";
        body.extend(format!("{head}=\"{name}\"\r\n{kind}\r\n\r\n").into_bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--bearing--\r\n");
    body
}
