//! Who the client is, for throttling. A proxy's word counts only if the proxy is one of ours:
//! anybody can write X-Forwarded-For.

use app::forms::session::ClientIp;
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use http::HeaderMap;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

/// Addresses that begin with the same bits: `10.0.0.0/8`, or a single one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unreadable = || format!("“{text}” is neither an address nor a network like 10.0.0.0/8");
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| unreadable())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.parse().ok().filter(|bits| *bits <= most).ok_or_else(unreadable)?,
            None => most,
        };
        Ok(Self { address, bits })
    }
}

impl Network {
    fn contains(self, ip: IpAddr) -> bool {
        let differ = match (self.address, ip) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros(),
            (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros(),
            _ => return false,
        };
        differ >= self.bits
    }
}

/// Notes the client's address for those who ask.
pub async fn find(
    State(trusted): State<Arc<[Network]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip().to_canonical());
    let ip = client(peer, request.headers(), &trusted);
    request.extensions_mut().insert(ClientIp(ip));
    next.run(request).await
}

/// Back along the chain of proxies, as far as they are ours.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_ours = |ip: IpAddr| trusted.iter().any(|network| network.contains(ip));
    let told: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut client = peer;
    for told in told.into_iter().rev() {
        if !is_ours(client) {
            break;
        }
        match told.trim().parse::<IpAddr>() {
            Ok(ip) => client = ip.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn client_of(peer: &str, told: &[&'static str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in told {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_writes_their_own_address() {
        assert_eq!(client_of("192.0.2.7", &["198.51.100.1"], &[]), "192.0.2.7");
        assert_eq!(client_of("192.0.2.7", &["198.51.100.1"], &["10.0.0.0/8"]), "192.0.2.7");
        // What the client wrote itself stands left of what our proxy added.
        let told = ["203.0.113.9, 198.51.100.1"];
        assert_eq!(client_of("10.1.2.3", &told, &["10.0.0.0/8"]), "198.51.100.1");
    }

    #[test]
    fn the_chain_is_followed_through_our_own_proxies() {
        let ours = ["10.0.0.0/8", "2001:db8::/32"];
        assert_eq!(client_of("10.0.0.1", &["198.51.100.1, 10.9.9.9"], &ours), "198.51.100.1");
        assert_eq!(client_of("2001:db8::1", &["198.51.100.1", "10.9.9.9"], &ours), "198.51.100.1");
        assert_eq!(client_of("10.0.0.1", &[], &ours), "10.0.0.1");
        assert_eq!(client_of("10.0.0.1", &["rubbish"], &ours), "10.0.0.1");
    }

    #[test]
    fn a_network_is_an_address_with_a_length() {
        for bad in ["", "10.0.0.0/33", "10.0.0/8", "proxy", "::/129", "10.0.0.0/-1"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
        let everyone: Network = "0.0.0.0/0".parse().unwrap();
        assert!(everyone.contains("192.0.2.1".parse().unwrap()));
        assert!(!everyone.contains("::1".parse().unwrap()));
    }
}
