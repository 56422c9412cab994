//! A fake access point to the Peppol network, on this machine: it speaks the interface of docs/peppol.md and
//! delivers nowhere. Demonstrations and tests have it, so that what goes over Peppol can be seen to go.
//!
//! It takes what has an envelope and is XML, knows a document by its idempotency key, and delivers when it is
//! asked for the second time. A participant whose number ends in 404 is not registered; one whose number ends in
//! 500 refuses what it got.

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;
use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::net::TcpListener;

/// What it has taken.
#[derive(Default)]
struct Taken {
    /// By idempotency key: the receiver, and how often it was asked for.
    all: HashMap<String, (String, u32)>,
}

type Shared = Arc<(String, Mutex<Taken>)>;

/// Listens on a port of this machine, and lets in whoever knows the key. It ends with the program.
pub async fn open(key: &str) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let shared: Shared = Arc::new((key.to_owned(), Mutex::default()));
    let router = Router::new()
        .route("/documents", post(take))
        .route("/transmissions/{id}", get(tell))
        .with_state(shared);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn is_known(shared: &Shared, headers: &HeaderMap) -> bool {
    header(headers, "authorization") == Some(format!("Bearer {}", shared.0).as_str())
}

fn refused(status: StatusCode, words: &str) -> Response {
    (status, Json(json!({ "error": words }))).into_response()
}

async fn take(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    if !is_known(&shared, &headers) {
        return refused(StatusCode::UNAUTHORIZED, "unknown key");
    }
    let envelope = ["peppol-sender", "peppol-document-type", "peppol-process"];
    let (Some(id), Some(receiver)) =
        (header(&headers, "idempotency-key"), header(&headers, "peppol-receiver"))
    else {
        return refused(StatusCode::BAD_REQUEST, "no envelope");
    };
    if envelope.iter().any(|name| header(&headers, name).is_none()) || !body.starts_with(b"<?xml") {
        return refused(StatusCode::BAD_REQUEST, "no envelope, or no document in it");
    }
    if receiver.ends_with("404") {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "the receiver is not registered");
    }
    let mut taken = shared.1.lock().unwrap_or_else(PoisonError::into_inner);
    taken.all.entry(id.to_owned()).or_insert_with(|| (receiver.to_owned(), 0));
    (StatusCode::ACCEPTED, Json(json!({ "transmission": id }))).into_response()
}

async fn tell(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    if !is_known(&shared, &headers) {
        return refused(StatusCode::UNAUTHORIZED, "unknown key");
    }
    let mut taken = shared.1.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((receiver, asked)) = taken.all.get_mut(&id) else {
        return refused(StatusCode::NOT_FOUND, "no such transmission");
    };
    *asked += 1;
    let (state, answer) = match (*asked, receiver.ends_with("500")) {
        (1, _) => ("sent", "on its way"),
        (_, true) => ("refused", "The receiver does not accept invoices over Peppol any more."),
        (_, false) => ("delivered", "The receiver’s access point has taken it."),
    };
    Json(json!({ "state": state, "answer": answer })).into_response()
}
