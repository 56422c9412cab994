//! What became of documents that are on a network: whatever the network says of one, the others are asked for.

use crate::dispatches::{only, sends, today};
use backend::{
    Backend, dispatches,
    gateways::{
        carriers::{Carriers, Peppol, Point, Webhook},
        web::Web,
    },
    testing::{WEBHOOK_SECRET, World},
};
use domain::{dispatch::State, ids::InvoiceId};
use sqlx::{Connection, Executor, PgConnection};
use std::sync::Arc;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// An access point that fails at what it calls `bad`, knows nothing of `unknown` and has delivered the rest.
async fn access_point() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(answer(socket));
        }
    });
    url
}

async fn answer(socket: TcpStream) -> Option<()> {
    let mut lines = BufReader::new(socket).lines();
    let asked = lines.next_line().await.ok()??;
    while lines.next_line().await.ok()?.is_some_and(|line| !line.is_empty()) {}
    let (status, body) = match asked.split(['/', ' ']).nth(3)? {
        "bad" => ("500 Internal Server Error", "no"),
        "unknown" => ("404 Not Found", "never heard of it"),
        _ => ("200 OK", r#"{"state": "delivered", "answer": "It is there."}"#),
    };
    let length = body.len();
    let reply =
        format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    lines.into_inner().write_all(reply.as_bytes()).await.ok()
}

/// The world's backend, with that access point.
async fn on_the_network(world: &World) -> Backend {
    let b = world.backend();
    let point = Point { url: access_point().await, key: "the key".to_owned() };
    let webhook = Webhook::new(Web::guarded(), b.clock.clone(), WEBHOOK_SECRET.to_vec());
    let peppol = Peppol::new(Web::open(), Some(point));
    let carriers = Carriers::new(b.db.clone(), b.clock.clone(), &b.data_dir, webhook, peppol);
    Backend { carriers: Arc::new(carriers), ..b.clone() }
}

/// Invoices that have left over the network, in this order, where they are called so.
async fn under_way(world: &World, called: &[&str]) -> Vec<InvoiceId> {
    let mut owner = PgConnection::connect(&world.db.url).await.unwrap();
    sends(world, today(world), None).await;
    let mut invoices = Vec::new();
    for reference in called {
        let invoice = world.invoice(&format!("NH-{reference}"), 12_100, 25).await;
        world.db.settle_down().await;
        let moved = format!(
            "UPDATE dispatch SET channel = 'peppol', reference = '{reference}' WHERE subject_id = '{}'",
            invoice.0
        );
        owner.execute(sqlx::AssertSqlSafe(moved)).await.unwrap();
        invoices.push(invoice);
    }
    invoices
}

#[tokio::test]
async fn one_that_the_network_fails_at_hides_none() {
    let world = World::new().await;
    let invoices = under_way(&world, &["bad", "good", "well"]).await;
    let b = on_the_network(&world).await;
    assert_eq!(dispatches::poll(&b).await.unwrap(), 0, "whoever fails may be busy");
    assert_eq!(dispatches::poll(&b).await.unwrap(), 2);
    for (invoice, state) in invoices.iter().zip([State::Sent, State::Delivered, State::Delivered]) {
        assert_eq!(only(&world, *invoice).await.state, state);
    }
}

#[tokio::test]
async fn one_that_the_network_does_not_know_is_asked_for_again_and_given_up_after_a_week() {
    let world = World::new().await;
    let invoices = under_way(&world, &["unknown", "good"]).await;
    let b = on_the_network(&world).await;
    assert_eq!(dispatches::poll(&b).await.unwrap(), 1);
    assert_eq!(only(&world, invoices[0]).await.state, State::Sent);
    world.backend().clock.set(b.clock.now() + chrono::Duration::days(8));
    assert_eq!(dispatches::poll(&b).await.unwrap(), 1);
    let given_up = only(&world, invoices[0]).await;
    assert_eq!(given_up.state, State::Refused);
    assert_eq!(given_up.answer, "Nobody has said in 7 days that it arrived.");
}
