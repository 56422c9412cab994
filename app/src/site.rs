//! The names of the static files. They change with their content, so that browsers may keep them
//! for ever; `manifest.json` beside them tells which is which.

use std::{collections::BTreeMap, fs, io, path::Path};

/// The addresses of the static files.
#[derive(Debug, Default)]
pub struct Site {
    addresses: BTreeMap<String, String>,
}

/// The two files that make islands work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Client<'a> {
    /// The loader, a JavaScript module.
    pub script: &'a str,
    /// What it loads.
    pub wasm: &'a str,
}

impl From<BTreeMap<String, String>> for Site {
    /// From what the source calls a file to its address.
    fn from(addresses: BTreeMap<String, String>) -> Self {
        Self { addresses }
    }
}

impl Site {
    /// Reads the manifest in a folder. Without one the names are those of the source and no
    /// script is offered: pages work, they are only less quick.
    pub fn load(folder: &Path) -> io::Result<Self> {
        match fs::read(folder.join("manifest.json")) {
            Ok(json) => Ok(Self { addresses: serde_json::from_slice(&json)? }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// The stylesheet.
    pub fn style(&self) -> &str {
        self.named("style.css").unwrap_or("/pkg/style.css")
    }

    /// The font that text is set in.
    pub fn font(&self) -> &str {
        self.named("fonts/inter-latin.woff2").unwrap_or("/fonts/inter-latin.woff2")
    }

    /// What the browser runs, if it was built.
    pub fn client(&self) -> Option<Client<'_>> {
        Some(Client { script: self.named("app.js")?, wasm: self.named("app.wasm")? })
    }

    fn named(&self, name: &str) -> Option<&str> {
        self.addresses.get(name).map(String::as_str)
    }
}
