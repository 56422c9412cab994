//! The static files: read once, served from memory, each at its own route. So no path that a client
//! writes ever reaches the file system.

use axum::{
    Router,
    body::Bytes,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A name with its content's hash in it never means anything else.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A name that the world knows, like the icon's.
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// The static files, by address.
#[derive(Debug, Default)]
pub struct Files(BTreeMap<String, File>);

#[derive(Debug)]
struct File {
    kind: &'static str,
    cache: &'static str,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Files {
    /// Reads a folder with everything below it. A missing one is an empty one.
    pub fn load(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        if !folder.is_dir() {
            tracing::warn!(?folder, "there are no static files: `cargo xtask build` makes them");
            return Ok(Self::default());
        }
        for path in below(folder)? {
            let Some(name) = path.strip_prefix(folder).ok().and_then(Path::to_str) else {
                continue;
            };
            if name == "manifest.json" || [".br", ".gz"].iter().any(|end| name.ends_with(end)) {
                continue;
            }
            files.insert(format!("/{name}"), File::load(&path, name)?);
        }
        Ok(Self(files))
    }
}

/// A route for each file; axum answers HEAD from GET.
pub fn router(files: Files) -> Router {
    files.0.into_iter().fold(Router::new(), |router, (address, file)| {
        let file = Arc::new(file);
        router.route(&address, get(move |headers: HeaderMap| async move { file.answer(&headers) }))
    })
}

impl File {
    fn load(path: &Path, name: &str) -> io::Result<Self> {
        Ok(Self {
            kind: kind(name),
            cache: if has_hash(name) { FOR_EVER } else { FOR_AN_HOUR },
            plain: fs::read(path)?.into(),
            brotli: beside(path, ".br")?,
            gzip: beside(path, ".gz")?,
        })
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let accepted = Accepted::of(headers);
        let (body, encoding) = match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepted.brotli => (brotli, Some("br")),
            (_, Some(gzip)) if accepted.gzip => (gzip, Some("gzip")),
            _ => (&self.plain, None),
        };
        let mut response = body.clone().into_response();
        let mut set = |name: HeaderName, value| {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        };
        set(header::CONTENT_TYPE, self.kind);
        set(header::CACHE_CONTROL, self.cache);
        if let Some(encoding) = encoding {
            set(header::CONTENT_ENCODING, encoding);
        }
        if self.brotli.is_some() || self.gzip.is_some() {
            set(header::VARY, "accept-encoding");
        }
        response
    }
}

/// The encodings that a client takes. One with `q=0` is one it does not take.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Accepted {
    brotli: bool,
    gzip: bool,
}

impl Accepted {
    fn of(headers: &HeaderMap) -> Self {
        let mut accepted = Self::default();
        let values = headers.get_all(header::ACCEPT_ENCODING).iter();
        for item in values.filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(',')) {
            let (name, quality) = item.split_once(';').unwrap_or((item, ""));
            let quality = quality.trim().strip_prefix("q=").unwrap_or("1");
            let wanted = quality.chars().any(|digit| matches!(digit, '1'..='9'));
            match name.trim() {
                "br" => accepted.brotli = wanted,
                "gzip" => accepted.gzip = wanted,
                _ => {}
            }
        }
        accepted
    }
}

/// `app.0123456789abcdef.js`: the build writes sixteen digits before the ending.
fn has_hash(name: &str) -> bool {
    let parts: Vec<&str> = name.rsplit('.').collect();
    matches!(parts[..], [_, hash, _, ..] if hash.len() == 16
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn beside(path: &Path, suffix: &str) -> io::Result<Option<Bytes>> {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    match fs::read(name) {
        Ok(content) => Ok(Some(content.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(value: &'static str) -> (bool, bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
        let Accepted { brotli, gzip } = Accepted::of(&headers);
        (brotli, gzip)
    }

    #[test]
    fn the_client_says_which_encodings_it_takes() {
        assert_eq!(accepted("gzip, deflate, br, zstd"), (true, true));
        assert_eq!(accepted("br;q=1.0, gzip;q=0.8"), (true, true));
        assert_eq!(accepted("gzip;q=0.000, br;q=0"), (false, false));
        assert_eq!(accepted("identity"), (false, false));
    }

    #[test]
    fn only_a_name_with_a_hash_is_for_ever() {
        assert!(has_hash("pkg/app.0123456789abcdef.js"));
        for not in ["favicon.ico", "robots.txt", "app.v2.js", "0123456789abcdef.js", "a.b"] {
            assert!(!has_hash(not), "{not}");
        }
    }
}
