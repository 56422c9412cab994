//! Taking files in: checked, scanned, and put into the store. Nothing of it is in the database yet.

use super::check::{self, Unfit};
use crate::{
    Backend,
    error::{Error, Result},
    gateways::{clamd::Found, files::Files},
};
use domain::{
    Refusal,
    file::{self, Kind, MOST_FILES},
    ids::FileId,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A file as it arrived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upload {
    /// What whoever sends it calls it.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A file that is in the store and may go with a message. Only made by looking at one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    pub(super) id: FileId,
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) bytes: i64,
    pub(super) sha256: String,
    /// Whether it has a row already, and waits.
    pub(super) waits: bool,
}

impl Checked {
    /// Its id.
    pub fn id(&self) -> FileId {
        self.id
    }

    /// Its name, cleaned.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How large it is as it is kept.
    pub fn bytes(&self) -> i64 {
        self.bytes
    }
}

/// Takes files in. The first that cannot be taken ends it, with words that name it and say what to do;
/// what was put into the store before it has no row, and is swept away.
pub async fn take_in(backend: &Backend, uploads: Vec<Upload>) -> Result<Vec<Checked>> {
    if uploads.len() > MOST_FILES {
        let words = format!("Send at most {MOST_FILES} files at once.");
        return Err(Refusal::field("files", words).into());
    }
    let mut taken = Vec::with_capacity(uploads.len());
    for upload in uploads {
        taken.push(one(&backend.files, upload).await?);
    }
    Ok(taken)
}

async fn one(files: &Files, upload: Upload) -> Result<Checked> {
    let name = file::clean_name(&upload.name);
    let unfit = |why: Unfit| Error::from(Refusal::field("files", format!("“{name}” {why}")));
    let kind = check::kind(&name, &upload.bytes).map_err(unfit)?;
    scan(files, &upload.bytes).await?.map_err(unfit)?;
    let (kept, sha256) = read(files, kind, upload.bytes).await?.map_err(unfit)?;
    let id = FileId(Uuid::now_v7());
    let bytes = i64::try_from(kept.len()).map_err(|e| Error::caused("a file's length", e))?;
    put(files, id, kept).await.map_err(unfit)?;
    Ok(Checked { id, name, kind, bytes, sha256, waits: false })
}

/// A PNG or JPEG that is kept elsewhere, by what is in it: scanned, and written anew.
pub(crate) async fn picture(
    files: &Files,
    upload: Upload,
) -> Result<Result<(Kind, Vec<u8>), Unfit>> {
    let is_picture = |kind: &Kind| matches!(kind, Kind::Png | Kind::Jpeg);
    let Some(kind) = Kind::of_bytes(&upload.bytes).filter(is_picture) else {
        return Ok(Err("is no PNG, JPEG or SVG. Save it as one of these, and send that."));
    };
    if let Err(why) = scan(files, &upload.bytes).await? {
        return Ok(Err(why));
    }
    Ok(read(files, kind, upload.bytes).await?.map(|(bytes, _)| (kind, bytes)))
}

/// Puts it into the store. Where that cannot be done, the form keeps what was typed.
async fn put(files: &Files, id: FileId, bytes: Vec<u8>) -> Result<(), Unfit> {
    files.put(id.0, bytes).await.map_err(|error| {
        tracing::error!(%error, source = ?std::error::Error::source(&error), "a file was not kept");
        "cannot be kept at the moment. Send it later, or go on without it."
    })
}

/// Where there is a scanner, what it has not looked at is not taken.
async fn scan(files: &Files, bytes: &[u8]) -> Result<Result<(), Unfit>> {
    let Some(clamd) = files.clamd() else { return Ok(Ok(())) };
    Ok(match clamd.scan(bytes).await {
        Ok(Found::Nothing) => Ok(()),
        Ok(Found::Virus(name)) => {
            tracing::warn!(virus = name, "a file was refused");
            Err("has a virus in it, says our scanner. It was not kept.")
        }
        Err(error) => {
            tracing::error!(%error, "the virus scanner did not look at a file");
            Err("cannot be checked for viruses at the moment. Send it later.")
        }
    })
}

/// Reads it on a thread of its own, a few at a time. A decoder that breaks has not read it.
async fn read(
    files: &Files,
    kind: Kind,
    bytes: Vec<u8>,
) -> Result<Result<(Vec<u8>, String), Unfit>> {
    let turn = files.decoders().acquire_owned().await;
    let turn = turn.map_err(|e| Error::caused("waiting to read a file", e))?;
    let reading = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let kept = check::contents(kind, bytes)?;
        let sha256 = hex::encode(Sha256::digest(&kept));
        Ok((kept, sha256))
    });
    Ok(reading.await.unwrap_or_else(|error| {
        tracing::error!(%error, ?kind, "a file could not be read");
        Err("cannot be read. Save it again, and send that.")
    }))
}
