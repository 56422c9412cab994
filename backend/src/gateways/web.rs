//! Asking others over HTTP(S): those whom the operator named, and, guarded, those whom customers named. Of
//! the latter a name is resolved once, and nothing but addresses of the open internet is connected to, so
//! that nobody makes us knock at the doors inside our own house.

use crate::{Error, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, StatusCode, Uri, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{
            HttpConnector,
            dns::{GaiResolver, Name},
        },
    },
    rt::TokioExecutor,
};
use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::timeout;
use tower_service::Service;

/// How long others may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of an answer is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Asks. It follows no redirects: an answer that leads elsewhere is an answer.
#[derive(Clone, Debug)]
pub struct Web {
    client: Client<HttpsConnector<HttpConnector<Outside>>, Full<Bytes>>,
    is_guarded: bool,
}

/// What somebody answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The body, if it is text, up to 64 KiB.
    pub body: String,
}

impl Web {
    /// For addresses that the operator named: on this machine, too, and without TLS if they say so.
    pub fn open() -> Self {
        Self::with(false)
    }

    /// For addresses that customers named: https only, and outside only.
    pub fn guarded() -> Self {
        Self::with(true)
    }

    fn with(is_guarded: bool) -> Self {
        let mut http =
            HttpConnector::new_with_resolver(Outside { resolver: GaiResolver::new(), is_guarded });
        http.enforce_http(false);
        http.set_connect_timeout(Some(PATIENCE));
        let connector = HttpsConnectorBuilder::new().with_webpki_roots();
        let connector = match is_guarded {
            true => connector.https_only().enable_http1().wrap_connector(http),
            false => connector.https_or_http().enable_http1().wrap_connector(http),
        };
        Self { client: Client::builder(TokioExecutor::new()).build(connector), is_guarded }
    }

    /// Asks, within ten seconds.
    pub async fn ask(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, String)],
        body: Vec<u8>,
    ) -> Result<Reply> {
        let uri: Uri = url.parse().map_err(|e| Error::caused("reading an address", e))?;
        if self.is_guarded {
            check(&uri).map_err(|e| Error::caused("an address that is not asked", e))?;
        }
        let mut request = Request::builder().method(method).uri(uri);
        request = request.header(header::USER_AGENT, "quittance");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request
            .body(Full::new(Bytes::from(body)))
            .map_err(|e| Error::caused("writing a request", e))?;
        let asked = async {
            let answer = self.client.request(request).await;
            let answer = answer.map_err(|e| Error::caused("asking over the web", e))?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), LONGEST_ANSWER).collect().await;
            // What was done is said by the status; a body that is too long or breaks off says nothing more.
            let body = body.map(|body| body.to_bytes()).unwrap_or_default();
            Ok(Reply { status, body: String::from_utf8_lossy(&body).into_owned() })
        };
        timeout(PATIENCE, asked).await.map_err(|e| Error::caused("asking over the web", e))?
    }
}

/// Addresses that are written as numbers are not resolved, so they are looked at here.
fn check(uri: &Uri) -> Result<(), Inside> {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    match host.parse::<IpAddr>() {
        Ok(ip) if !is_outside(ip) => Err(Inside),
        _ => Ok(()),
    }
}

/// An address that customers do not send us to.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("this is no address on the open internet")]
struct Inside;

/// Resolves names, and lets nothing through that is inside.
#[derive(Clone, Debug)]
struct Outside {
    resolver: GaiResolver,
    is_guarded: bool,
}

impl Service<Name> for Outside {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.resolver.poll_ready(context)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let resolved = self.resolver.call(name);
        let is_guarded = self.is_guarded;
        Box::pin(async move {
            let all: Vec<SocketAddr> = resolved.await?.collect();
            // One address inside is enough to trust none of the others: the name is not what it seems.
            if is_guarded && all.iter().any(|one| !is_outside(one.ip())) {
                return Err(io::Error::other(Inside));
            }
            Ok(all.into_iter())
        })
    }
}

/// Whether an address is on the open internet (the IANA special-purpose registries).
fn is_outside(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_outside_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(mapped) => is_outside_v4(mapped),
            None => is_outside_v6(ip),
        },
    }
}

fn is_outside_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // shared by providers (RFC 6598)
        || (a == 192 && b == 0 && c == 0) // assignments of protocols
        || (a == 198 && (b == 18 || b == 19))) // measurements
}

fn is_outside_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let is_global = (0x2000..0x4000).contains(&a);
    let carries_v4 = a == 0x2002 || (a == 0x2001 && b == 0); // 6to4, Teredo
    let is_documentation = (a == 0x2001 && b == 0x0db8) || a == 0x3fff;
    is_global && !carries_v4 && !is_documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_inside_is_outside() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "240.0.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.7",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:0:7f00:1::",
            "2001:db8::1",
        ] {
            assert!(!is_outside(inside.parse().expect("an address")), "{inside}");
        }
        for outside in ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111"] {
            assert!(is_outside(outside.parse().expect("an address")), "{outside}");
        }
    }

    #[tokio::test]
    async fn whom_customers_name_is_asked_outside_and_with_tls_only() {
        let web = Web::guarded();
        for url in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://localhost/", // by name
            "http://example.com/",
        ] {
            let asked = web.ask(Method::POST, url, &[], Vec::new()).await;
            assert!(asked.is_err(), "{url}");
        }
    }
}
