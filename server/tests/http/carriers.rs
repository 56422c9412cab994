//! Carriers that speak HTTP, before a real listener on this machine: what a customer's system gets and can
//! check, and what becomes of what it answers; and the Peppol network behind the fake access point.

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use backend::gateways::{
    carriers::{Carrier, File, Parcel, Peppol, Point, Webhook},
    clock::Clock,
    web::Web,
};
use domain::{
    channel::Channel,
    dispatch::Answer,
    document::Kind,
    format::Format,
    ids::{AccountId, EntityId},
};
use server::access_point;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use uuid::Uuid;

fn parcel(channel: Channel, target: &str) -> Parcel {
    Parcel {
        id: Uuid::now_v7(),
        entity_id: EntityId(Uuid::now_v7()),
        seller: "Nordhaven Bearings B.V.".to_owned(),
        sender: Some("0106:24318902".to_owned()),
        account_id: AccountId(Uuid::from_u128(7)),
        account_number: "10482".to_owned(),
        kind: Kind::Invoice,
        number: "NH-1".to_owned(),
        file: Some(File {
            document_id: Uuid::now_v7(),
            format: Format::Peppol,
            name: "invoice-NH-1-peppol.xml".to_owned(),
            sha256: "00".repeat(32),
            bytes: b"<?xml version=\"1.0\"?><Invoice/>".to_vec(),
        }),
        channel,
        target: Some(target.to_owned()),
        subject: String::new(),
        text: String::new(),
        html: String::new(),
    }
}

type Heard = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A system that answers with a status and a word.
async fn system(status: StatusCode) -> (String, Heard) {
    let heard = Heard::default();
    let hears = heard.clone();
    let router = Router::new().route(
        "/in",
        post(move |headers: HeaderMap, body: Bytes| async move {
            hears.lock().unwrap().push((headers, body));
            (status, "what they say")
        }),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/in", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, heard)
}

fn webhook() -> Webhook {
    let at = "2026-11-18T08:00:00Z".parse().unwrap();
    Webhook::new(Web::open(), Clock::fixed(at), b"a secret".to_vec())
}

#[tokio::test]
async fn a_system_can_tell_that_a_document_comes_from_us_and_comes_twice() {
    let (url, heard) = system(StatusCode::OK).await;
    let (webhook, parcel) = (webhook(), parcel(Channel::Webhook, &url));
    for _ in 0..2 {
        let answer = webhook.carry(&parcel).await.unwrap();
        assert!(
            matches!(&answer, Answer::Delivered { words, .. } if words.contains("200")),
            "{answer:?}"
        );
    }
    let heard = heard.lock().unwrap();
    let header = |n: usize, name: &str| heard[n].0[name].to_str().unwrap().to_owned();
    assert_eq!(header(0, "webhook-id"), parcel.id.to_string());
    assert_eq!(header(0, "webhook-id"), header(1, "webhook-id"));
    assert_eq!(heard[0].1, parcel.file.as_ref().unwrap().bytes);
    // Checked as a customer would: HMAC-SHA256 by the account's own secret over id, time and body.
    let secret = webhook.secret_of(parcel.account_id);
    let signed = [
        header(0, "webhook-id").as_bytes(),
        b".",
        header(0, "webhook-timestamp").as_bytes(),
        b".",
        &parcel.file.as_ref().unwrap().bytes,
    ]
    .concat();
    let expected = backend::testing::hmac(secret.as_bytes(), &signed);
    assert_eq!(header(0, "webhook-signature"), format!("v1,{expected}"));
    assert_ne!(secret, webhook.secret_of(AccountId(Uuid::from_u128(8))), "one for each account");
}

#[tokio::test]
async fn a_system_that_is_busy_is_asked_again_and_one_that_refuses_is_not() {
    for (status, is_tried_again) in [
        (StatusCode::INTERNAL_SERVER_ERROR, true),
        (StatusCode::TOO_MANY_REQUESTS, true),
        (StatusCode::REQUEST_TIMEOUT, true),
        (StatusCode::NOT_FOUND, false),
        (StatusCode::GONE, false),
        (StatusCode::FOUND, false),
    ] {
        let (url, _) = system(status).await;
        let answer = webhook().carry(&parcel(Channel::Webhook, &url)).await;
        match answer {
            Err(_) => assert!(is_tried_again, "{status}"),
            Ok(Answer::Refused { words }) => {
                assert!(!is_tried_again && words.contains("what they say"), "{status} {words}");
            }
            other => panic!("{status} {other:?}"),
        }
    }
}

#[tokio::test]
async fn nothing_is_posted_to_a_machine_inside() {
    let (url, heard) = system(StatusCode::OK).await;
    let at = "2026-11-18T08:00:00Z".parse().unwrap();
    let guarded = Webhook::new(Web::guarded(), Clock::fixed(at), b"a secret".to_vec());
    for url in
        [url.clone(), url.replace("http://", "https://"), url.replace("127.0.0.1", "localhost")]
    {
        assert!(guarded.carry(&parcel(Channel::Webhook, &url)).await.is_err(), "{url}");
    }
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_document_goes_over_the_network_once_and_what_became_of_it_is_asked() {
    let addr = access_point::open("the key").await.unwrap();
    let point = |key: &str| Point { url: format!("http://{addr}"), key: key.to_owned() };
    let peppol = Peppol::new(Web::open(), Some(point("the key")));
    let parcel_to = |to: &str| parcel(Channel::Peppol, to);
    let good = parcel_to("0106:59110276");
    let mut references = Vec::new();
    for _ in 0..2 {
        match peppol.carry(&good).await.unwrap() {
            Answer::Sent { reference, .. } => references.push(reference.unwrap()),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(references[0], references[1], "the same transmission");
    assert_eq!(peppol.ask(&references[0]).await.unwrap(), None, "on its way");
    let became = peppol.ask(&references[0]).await.unwrap();
    assert!(matches!(became, Some(Answer::Delivered { .. })), "{became:?}");

    let unknown = peppol.carry(&parcel_to("0106:59110404")).await.unwrap();
    assert!(
        matches!(&unknown, Answer::Refused { words } if words.contains("not registered")),
        "{unknown:?}"
    );
    let unwilling = parcel_to("0106:59110500");
    let Answer::Sent { reference: Some(reference), .. } = peppol.carry(&unwilling).await.unwrap()
    else {
        panic!("it is taken at first");
    };
    peppol.ask(&reference).await.unwrap();
    let became = peppol.ask(&reference).await.unwrap();
    assert!(matches!(became, Some(Answer::Refused { .. })), "{became:?}");

    let file = good.file.clone().map(|file| File { format: Format::Pdf, ..file });
    let pdf = Parcel { file, ..good.clone() };
    assert!(matches!(peppol.carry(&pdf).await.unwrap(), Answer::Refused { .. }));
    let stranger = Peppol::new(Web::open(), Some(point("another key")));
    assert!(stranger.carry(&good).await.is_err(), "a wrong key is no fault of the document");
    let none = Peppol::new(Web::open(), None);
    assert!(matches!(none.carry(&good).await.unwrap(), Answer::Refused { .. }));
}
