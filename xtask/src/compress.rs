//! Compression once, at the highest level, so that the server only picks a file.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Result, anyhow};

/// Fonts and most pictures are compressed already.
const COMPRESSIBLE: [&str; 9] =
    ["js", "wasm", "css", "svg", "html", "txt", "json", "xml", "webmanifest"];
const QUALITY: u32 = 11;
/// The largest window that every browser must accept.
const WINDOW: u32 = 22;

/// The size with brotli of each compressed file, by its path.
pub struct Sizes(BTreeMap<String, usize>);

impl Sizes {
    /// The size of several files together, by their names in the manifest.
    pub fn brotli(&self, manifest: &BTreeMap<String, String>, names: &[&str]) -> usize {
        let paths = names.iter().filter_map(|name| manifest.get(*name));
        paths.filter_map(|url| self.0.get(url.trim_start_matches('/'))).sum()
    }
}

/// Writes `.br` and `.gz` beside each file that gains from it.
pub fn all(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<Sizes> {
    let compressible = |path: &str| {
        path.rsplit_once('.').is_some_and(|(_, extension)| COMPRESSIBLE.contains(&extension))
    };
    thread::scope(|scope| {
        let running: Vec<_> = files
            .iter()
            .filter(|(path, _)| compressible(path))
            .map(|(path, content)| (path, scope.spawn(move || both(&folder.join(path), content))))
            .collect();
        let mut sizes = BTreeMap::new();
        for (path, thread) in running {
            let size = thread.join().map_err(|_| anyhow!("compressing {path} panicked"))??;
            sizes.insert(path.clone(), size);
        }
        Ok(Sizes(sizes))
    })
}

fn both(file: &Path, content: &[u8]) -> Result<usize> {
    let br = brotli(content)?;
    fs::write(with_suffix(file, ".br"), &br)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(content)?;
    fs::write(with_suffix(file, ".gz"), gzip.finish()?)?;
    Ok(br.len())
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 64 * 1024, QUALITY, WINDOW);
    writer.write_all(content)?;
    drop(writer);
    Ok(out)
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
