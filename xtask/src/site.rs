//! The static site: every file that browsers fetch, under a name that changes with its content.
//!
//! So the server may let browsers keep them for ever. `manifest.json` tells it the names, from
//! what the source calls a file to its address: `"app.js": "/pkg/app.<hash>.js"`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::client::NAME;
use crate::compress::{self, Sizes};
use crate::references;
use crate::stamp::{self, Stamp, files_below};
use crate::step::{Step, step};
use crate::style;
use crate::workspace::Workspace;

/// Only these get a hashed name: pages name them through the manifest. Icons and `robots.txt`
/// are asked for by names that the world knows.
const HASHED: [&str; 7] = ["js", "wasm", "css", "woff2", "woff", "ttf", "otf"];
/// Half of a hash is enough to tell two versions apart.
const HASH_LENGTH: usize = 16;
/// What a first visit may cost in WASM and JavaScript. A widget that breaks this is too dear.
const BUDGET: usize = 120_000;

/// What will be in the folder: paths and contents, and the manifest's names for them.
#[derive(Default)]
struct Site {
    files: BTreeMap<String, Vec<u8>>,
    manifest: BTreeMap<String, String>,
}

/// Puts the client in `pkg`, `style/` and `public/` together in `target/site`.
pub fn build(workspace: &Workspace, pkg: &Path) -> Result<()> {
    let css = step("style", |step| {
        let css = style::bundle(&workspace.root.join("style"))?;
        step.note(format!("one file, {} before compression", kilobytes(css.len())));
        Ok(css)
    })?;
    step("site", |step| assemble(step, workspace, pkg, &css))
}

fn assemble(step: &mut Step, workspace: &Workspace, pkg: &Path, css: &str) -> Result<()> {
    let public = workspace.root.join("public");
    let folder = workspace.site();
    let stamp = Stamp::of(workspace, "site");
    let mut inputs = stamp::Inputs::new();
    inputs.add("style.css", css.as_bytes());
    inputs.add_folder(&public)?;
    inputs.add_folder(pkg)?;
    let hash = inputs.hash();
    if stamp.is(&hash) && folder.join("manifest.json").exists() {
        step.note("unchanged");
        return Ok(());
    }

    let mut site = Site::default();
    site.add_public(&public)?;
    site.add_client(pkg)?;
    let css = references::in_css(css, &site.manifest)?;
    site.add("style.css", "pkg/style.css", css.into_bytes());

    step.busy("compressing");
    let sizes = site.write(&folder)?;
    let client = sizes.brotli(&site.manifest, &["app.js", "app.wasm"]);
    let style = sizes.brotli(&site.manifest, &["style.css"]);
    step.note(format!(
        "{} files; with brotli: WASM and JavaScript {}, style {}",
        site.files.len(),
        kilobytes(client),
        kilobytes(style),
    ));
    if client > BUDGET {
        bail!(
            "WASM and JavaScript are {client} bytes with brotli, and {BUDGET} are allowed: what \
             did the last widget bring along? `twiggy top` on target/client/pkg tells"
        );
    }
    stamp.set(&hash)
}

impl Site {
    fn add_public(&mut self, public: &Path) -> Result<()> {
        for path in files_below(public)? {
            let name = path.to_string_lossy().into_owned();
            self.add(&name, &name, fs::read(public.join(&path))?);
        }
        Ok(())
    }

    /// The module first: its loader must know its final name.
    fn add_client(&mut self, pkg: &Path) -> Result<()> {
        let module = format!("{NAME}_bg.wasm");
        let wasm = fs::read(pkg.join(&module))?;
        let url = self.add(&format!("{NAME}.wasm"), &format!("pkg/{module}"), wasm);
        let script = fs::read_to_string(pkg.join(format!("{NAME}.js")))?;
        let script = references::in_loader(&script, &module, file_name(&url))?;
        self.add(&format!("{NAME}.js"), &format!("pkg/{NAME}.js"), script.into_bytes());
        // Pieces of JavaScript that Rust crates bring along; the loader imports them by path.
        for path in files_below(&pkg.join("snippets"))? {
            let name = format!("pkg/snippets/{}", path.display());
            self.files.insert(name, fs::read(pkg.join("snippets").join(path))?);
        }
        Ok(())
    }

    /// Adds a file and returns its address.
    fn add(&mut self, name: &str, path: &str, content: Vec<u8>) -> String {
        let path = match path.rsplit_once('.') {
            Some((stem, extension)) if HASHED.contains(&extension) => {
                let hash = stamp::hash_of(&content);
                format!("{stem}.{}.{extension}", &hash[..HASH_LENGTH])
            }
            _ => path.to_owned(),
        };
        let url = format!("/{path}");
        self.files.insert(path, content);
        self.manifest.insert(name.to_owned(), url.clone());
        url
    }

    /// Writes beside the folder and then changes places, so that nobody sees half a site.
    fn write(&self, folder: &Path) -> Result<Sizes> {
        let beside = |suffix: &str| -> Result<PathBuf> {
            let path = folder.with_extension(suffix);
            if path.exists() {
                fs::remove_dir_all(&path)?;
            }
            Ok(path)
        };
        let new = beside("new")?;
        for (path, content) in &self.files {
            let file = new.join(path);
            fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
            fs::write(file, content)?;
        }
        let sizes = compress::all(&new, &self.files)?;
        fs::write(new.join("manifest.json"), serde_json::to_string_pretty(&self.manifest)?)?;
        let old = beside("old")?;
        if folder.exists() {
            fs::rename(folder, &old)?;
        }
        fs::rename(&new, folder)?;
        beside("old").map(drop)?;
        Ok(sizes)
    }
}

fn file_name(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}

/// `12345` as `12.3 kB`.
fn kilobytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{} kB", tenths / 10, tenths % 10)
}
