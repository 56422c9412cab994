//! The accept loop. Our own, because `axum::serve` sets no timer: a client that sends its headers a
//! byte a minute would keep a connection for ever, and shutting down would wait for it as long.

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use std::{
    future::Future,
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{sleep, timeout},
};
use tower::ServiceExt;

/// What a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections open at once; the next one waits to be accepted.
    pub connections: usize,
    /// For the headers of a request, and between two requests.
    pub headers: Duration,
    /// For requests under way when the process is asked to end.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 1024, headers: Duration::from_secs(10), drain: Duration::from_secs(25) }
    }
}

/// Serves until `shutdown` is over, then lets requests under way end, as long as the limits say.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut open = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let (place, stream, peer) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut shutdown => break,
        };
        open.spawn(converse(
            stream,
            peer,
            router.clone(),
            limits.headers,
            graceful.watcher(),
            place,
        ));
        while open.try_join_next().is_some() {} // forgets those that are over
    }
    drop(listener);
    if timeout(limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!(open = open.len(), "requests took too long to end and are cut off");
        open.abort_all();
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (Option<OwnedSemaphorePermit>, TcpStream, SocketAddr) {
    let place = places.clone().acquire_owned().await.ok(); // the semaphore is never closed
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (place, stream, peer),
            Err(error) => {
                // Out of file descriptors, or the client has gone: neither ends the process.
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    headers: Duration,
    watcher: hyper_util::server::graceful::Watcher,
    _place: Option<OwnedSemaphorePermit>,
) {
    let asked = Arc::new(AtomicBool::new(false));
    let service = {
        let asked = asked.clone();
        service_fn(move |mut request: Request<Incoming>| {
            asked.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request.map(Body::new))
        })
    };
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(headers);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(100)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(headers);
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    let mut connection = pin!(watcher.watch(connection));
    // Until the first bytes have told HTTP/1 from HTTP/2, no timer of hyper's runs: this one does.
    let outcome = match timeout(headers, &mut connection).await {
        Err(_) if !asked.load(Ordering::Relaxed) => return,
        Err(_) => connection.await,
        Ok(outcome) => outcome,
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}
