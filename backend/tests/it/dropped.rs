//! Clients that leave at the worst moment: BEGIN has reached the server, and its answer has not come
//! back. sqlx then knows of no transaction (#4385), and the connection goes back to the pool with one
//! open, under the scope of whoever left.

use backend::{
    db::{Db, PoolSizes},
    testing::World,
};
use domain::Currency;
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{net::SocketAddr, str::FromStr, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy},
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
    time::{sleep, timeout},
};
use uuid::Uuid;

/// A line to the server whose answers can be held back.
struct SlowLine {
    addr: SocketAddr,
    hold: watch::Sender<bool>,
}

impl SlowLine {
    async fn to(url: &str) -> Self {
        let server = PgConnectOptions::from_str(url).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (hold, held) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                match server.get_socket() {
                    Some(folder) => {
                        let file = folder.join(format!(".s.PGSQL.{}", server.get_port()));
                        let server = UnixStream::connect(file).await.unwrap();
                        tokio::spawn(carry(client, server.into_split(), held.clone()));
                    }
                    None => {
                        let address = (server.get_host(), server.get_port());
                        let server = TcpStream::connect(address).await.unwrap();
                        tokio::spawn(carry(client, server.into_split(), held.clone()));
                    }
                }
            }
        });
        Self { addr, hold }
    }

    fn url(&self, url: &str) -> String {
        let server = PgConnectOptions::from_str(url).unwrap();
        let (user, database) = (server.get_username(), server.get_database().unwrap());
        let password = url.split("://").nth(1).and_then(|rest| rest.split_once('@'));
        let password = password.and_then(|(who, _)| who.split_once(':')).map(|(_, word)| word);
        let who = password.map_or(user.to_owned(), |word| format!("{user}:{word}"));
        format!("postgres://{who}@{}/{database}?sslmode=disable", self.addr)
    }
}

async fn carry(
    client: TcpStream,
    (mut from_server, mut to_server): (
        impl AsyncRead + Send + Unpin,
        impl AsyncWrite + Send + Unpin + 'static,
    ),
    mut held: watch::Receiver<bool>,
) {
    let (mut from_client, mut to_client) = client.into_split();
    tokio::spawn(async move { copy(&mut from_client, &mut to_server).await });
    let mut answer = [0; 4096];
    while let Ok(read @ 1..) = from_server.read(&mut answer).await {
        let _ = held.wait_for(|held| !held).await;
        if to_client.write_all(&answer[..read]).await.is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_while_a_transaction_begins_leaves_none_open() {
    let world = World::new().await;
    world.invoice("NH-1", 100_000, -10).await;
    world.invoice_to(world.maasland, "NH-2", 7_700, -10, Currency::EUR).await;
    let line = SlowLine::to(&world.db.url).await;
    // One connection, so that the next one to come gets what was left behind.
    let sizes = PoolSizes { gate: 1, portal: 1, staff: 1, worker: 1 };
    let db = Db::connect(&line.url(&world.db.url), sizes).unwrap();
    db.portal(&world.mirjam).await.unwrap().commit().await.unwrap();
    sleep(Duration::from_millis(100)).await; // the connection is back in the pool

    line.hold.send_replace(true);
    let left = timeout(Duration::from_millis(300), db.portal(&world.mirjam)).await;
    assert!(left.is_err(), "the answer to BEGIN is held back");
    line.hold.send_replace(false);
    sleep(Duration::from_millis(300)).await;

    // As the owner: others are not told what a session is doing.
    let mut watching = PgConnection::connect(&world.db.url).await.unwrap();
    let open: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
         AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()",
    )
    .fetch_one(&mut watching)
    .await
    .unwrap();
    assert_eq!(open, 0);

    let mut next = db.portal(&world.ruud).await.unwrap();
    let seen: Vec<Uuid> = sqlx::query_scalar("SELECT DISTINCT account_id FROM invoice")
        .fetch_all(&mut *next)
        .await
        .unwrap();
    assert_eq!(seen, [world.maasland.0]);
}
