//! Answering and working, until SIGTERM or Ctrl-C: say that we are leaving, accept nothing new, let
//! what is under way end within 25 seconds, then go. Whatever is cut off is picked up again by its
//! lease; there is no other clean-up that could be missed.

use crate::{
    Parts, access_point,
    config::Settings,
    listen::{self, Limits},
    router,
    routes::{files::Files, health::Health},
};
use app::{AppState, site::Site};
use backend::{Backend, Error, Result, jobs};
use std::time::Duration;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

/// How long jobs under way may take to end, after the requests have.
const LAST_JOB: Duration = Duration::from_secs(5);

/// How often somebody who only answers looks at the demonstration's clock.
const CLOCK_LOOK: Duration = Duration::from_millis(500);

/// Answers requests and, unless others do, works on jobs.
pub async fn serve(settings: &Settings, works: bool) -> Result<()> {
    let settings = &with_access_point(settings).await?;
    let backend = Backend { webhook_url: settings.webhook_url(), ..settings.backend()? };
    let health = Health::new(backend.db.clone());
    let router = router(Parts {
        app: AppState::new(backend.clone(), site(settings)?),
        files: files(settings)?,
        health: health.clone(),
        trusted_proxies: settings.trusted_proxies.clone().into(),
    });
    let listener = TcpListener::bind(settings.addr)
        .await
        .map_err(|e| Error::caused(format!("listening on {}", settings.addr), e))?;
    let told = told_to_stop()?;
    let worker = works.then(|| tokio::spawn(jobs::run(backend.clone(), told.clone())));
    if backend.demo && !works {
        tokio::spawn(follow_clock(backend.clone()));
    }
    tracing::info!(addr = %settings.addr, public_url = backend.public_url, works, "serving");

    let limits = Limits { connections: settings.connections, ..Limits::default() };
    let mut stop = told;
    let stopped = async move {
        // It never closes before it says so: its sender waits for the signal.
        let _ = stop.wait_for(|stop| *stop).await;
        tracing::info!("leaving");
        health.leave();
    };
    listen::serve(listener, router, limits, stopped).await;
    finish(worker).await;
    backend.db.close().await;
    Ok(())
}

/// Works on jobs only.
pub async fn work(settings: &Settings) -> Result<()> {
    let settings = &with_access_point(settings).await?;
    let backend = settings.backend()?;
    let mut told = told_to_stop()?;
    let worker = tokio::spawn(jobs::run(backend.clone(), told.clone()));
    tracing::info!("working");
    let _ = told.wait_for(|stop| *stop).await;
    tracing::info!("leaving");
    finish(Some(worker)).await;
    backend.db.close().await;
    Ok(())
}

/// A demonstration that has no access point to the Peppol network gets one that delivers nowhere.
async fn with_access_point(settings: &Settings) -> Result<Settings> {
    let mut settings = settings.clone();
    if settings.demo && settings.peppol_url.is_none() {
        let key = hex::encode(rand::random::<[u8; 16]>());
        let addr = access_point::open(&key)
            .await
            .map_err(|e| Error::caused("opening the demonstration's access point", e))?;
        settings.peppol_url = Some(format!("http://{addr}"));
        settings.peppol_key = Some(key);
    }
    Ok(settings)
}

/// A worker reads the demonstration's clock as it goes on; who only answers has to look, too.
async fn follow_clock(backend: Backend) {
    loop {
        if let Err(error) = jobs::advance::read_clock(&backend).await {
            tracing::warn!(%error, "the demonstration's clock cannot be read");
        }
        tokio::time::sleep(CLOCK_LOOK).await;
    }
}

async fn finish(worker: Option<JoinHandle<()>>) {
    let Some(mut worker) = worker else { return };
    if timeout(LAST_JOB, &mut worker).await.is_err() {
        tracing::warn!("a job takes too long to end and is left to its lease");
        worker.abort();
    }
}

/// Turns true with the first SIGTERM or Ctrl-C.
fn told_to_stop() -> Result<watch::Receiver<bool>> {
    let (tell, told) = watch::channel(false);
    let listening = |kind| signal(kind).map_err(|e| Error::caused("listening for signals", e));
    let mut terminate = listening(SignalKind::terminate())?;
    let mut interrupt = listening(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tell.send_replace(true);
    });
    Ok(told)
}

fn site(settings: &Settings) -> Result<Site> {
    Site::load(&settings.site_dir).map_err(|e| Error::caused("reading the site's manifest", e))
}

fn files(settings: &Settings) -> Result<Files> {
    Files::load(&settings.site_dir).map_err(|e| Error::caused("reading the static files", e))
}
