//! What a page costs a browser that comes for the first time: the page, and everything that it
//! links to.

use crate::http::{Asker, Connection};
use anyhow::{Result, ensure};
use std::collections::BTreeMap;

/// Bytes of bodies as they travel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bytes {
    /// Without compression.
    pub identity: usize,
    /// For a browser that understands brotli.
    pub brotli: usize,
}

/// What the parts of a page weigh.
#[derive(Clone, Debug, Default)]
pub struct Weight {
    /// How many requests it takes.
    pub requests: usize,
    /// By kind: html, css, js, wasm, font, other.
    pub kinds: BTreeMap<&'static str, Bytes>,
}

impl Weight {
    /// Some kinds together.
    pub fn of(&self, kinds: &[&str]) -> Bytes {
        let chosen = self.kinds.iter().filter(|(kind, _)| kinds.contains(kind));
        chosen.fold(Bytes::default(), |sum, (_, bytes)| Bytes {
            identity: sum.identity + bytes.identity,
            brotli: sum.brotli + bytes.brotli,
        })
    }

    /// All of it.
    pub fn total(&self) -> Bytes {
        let kinds: Vec<&str> = self.kinds.keys().copied().collect();
        self.of(&kinds)
    }
}

/// Weighs a page as somebody who is signed in.
pub async fn weigh(asker: Asker<'_>, path: &str) -> Result<Weight> {
    let mut weight = Weight::default();
    let page = fetch(asker, path, &mut weight).await?;
    let mut found = linked(&page);
    let mut next = 0;
    while let Some(address) = found.get(next).cloned() {
        next += 1;
        let text = fetch(asker, &address, &mut weight).await?;
        // A loader names its module, a style sheet its fonts.
        if kind_of(&address) == "js" || kind_of(&address) == "css" {
            let more = inner(&text, &address);
            found.extend(more.into_iter().filter(|one| !found.contains(one)).collect::<Vec<_>>());
        }
    }
    Ok(weight)
}

async fn fetch(asker: Asker<'_>, path: &str, weight: &mut Weight) -> Result<String> {
    let mut connection = Connection::open(asker.address).await?;
    let plain = Asker { brotli: false, ..asker };
    let packed = Asker { brotli: true, ..asker };
    let identity = connection.ask(&plain.get(path)).await?;
    let brotli = connection.ask(&packed.get(path)).await?;
    ensure!(
        identity.status == 200 && brotli.status == 200,
        "{path} answers {} and {}",
        identity.status,
        brotli.status
    );
    let bytes = weight.kinds.entry(kind_of(path)).or_default();
    bytes.identity += identity.body.len();
    bytes.brotli += brotli.body.len();
    weight.requests += 1;
    Ok(identity.text())
}

fn kind_of(path: &str) -> &'static str {
    let file = path.split('?').next().unwrap_or(path);
    match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "css",
        Some("js") => "js",
        Some("wasm") => "wasm",
        Some("woff2") => "font",
        Some("svg" | "png" | "ico" | "webmanifest") => "other",
        _ => "html",
    }
}

/// What a page fetches: style sheets, scripts, what is preloaded, and icons.
fn linked(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for tag in html.split('<').map(|piece| piece.split('>').next().unwrap_or(piece)) {
        let attribute = |name: &str| {
            let (_, rest) = tag.split_once(&format!("{name}=\""))?;
            rest.split('"').next().map(str::to_owned)
        };
        let address = if tag.starts_with("link ") {
            let rel = attribute(" rel").unwrap_or_default();
            let fetched = ["stylesheet", "preload", "modulepreload", "icon", "manifest"];
            attribute(" href").filter(|_| fetched.contains(&rel.as_str()))
        } else if tag.starts_with("script ") || tag.starts_with("img ") {
            attribute(" src")
        } else {
            None
        };
        found.extend(address.filter(|address| address.starts_with('/')));
    }
    // A script within the page imports the loader by its address.
    for piece in html.split(['"', '\'', '`', '(', ')']) {
        if piece.starts_with("/pkg/") && piece.ends_with(".js") {
            found.push(piece.to_owned());
        }
    }
    distinct(found)
}

/// What a script or a style sheet fetches: the module, and the font that Latin text needs.
fn inner(text: &str, address: &str) -> Vec<String> {
    let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
    let names = text.split(['"', '\'', '`', '(', ')']).filter(|piece| {
        let is_ours = piece.ends_with(".wasm") || piece.ends_with(".woff2");
        is_ours && !piece.contains("-ext") && !piece.contains(char::is_whitespace)
    });
    let absolute = names.map(|name| match name.starts_with('/') {
        true => name.to_owned(),
        false => format!("{folder}/{}", name.trim_start_matches("./")),
    });
    distinct(absolute.collect())
}

fn distinct(mut addresses: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    addresses.retain(|address| {
        let is_new = !seen.contains(address);
        seen.push(address.clone());
        is_new
    });
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_links_to_what_browsers_fetch() {
        let html = r#"<link rel="stylesheet" href="/pkg/style.1.css"><link rel="canonical" href="/x">
            <a href="/invoices">x</a><script type="module">import("/pkg/app.2.js")</script>
            <link rel="modulepreload" href="/pkg/app.2.js"><img src="https://elsewhere.example/x.png">"#;
        assert_eq!(linked(html), ["/pkg/style.1.css", "/pkg/app.2.js"]);
        assert_eq!(
            inner("new URL('app_bg.3.wasm', import.meta.url)", "/pkg/app.2.js"),
            ["/pkg/app_bg.3.wasm"]
        );
        assert_eq!(
            inner(
                "src:url(\"/fonts/inter.4.woff2\") url(/fonts/inter-ext.5.woff2)",
                "/pkg/style.1.css"
            ),
            ["/fonts/inter.4.woff2"]
        );
    }
}
