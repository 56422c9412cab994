//! Where files are kept: a folder by default, S3 and its like by configuration. Keys are ids; what
//! they mean is in the database.

mod https;

use crate::{
    error::{Error, Result},
    gateways::clamd::Clamd,
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream::BoxStream};
use object_store::{
    BackoffConfig, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, WriteMultipart,
    aws::AmazonS3Builder, local::LocalFileSystem, path::Path,
};
use sha2::{Digest, Sha256};
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio::{
    io::AsyncReadExt,
    sync::{OnceCell, Semaphore},
};
use uuid::Uuid;

/// How many files are decoded at once. One needs up to a quarter of a gigabyte, for a moment.
const DECODED_AT_ONCE: usize = 2;
/// How often a bucket that does not answer, or is busy, is asked again; somebody waits for it.
const TRIES: usize = 3;
/// How much of a large file is read at once, in bytes.
const PIECE: usize = 256 * 1024;
/// How many parts of a large file are on their way at once.
const PIECES_AT_ONCE: usize = 4;
/// No more tries after so long.
const TRYING: Duration = Duration::from_secs(6);

/// Where files are kept, and how they are looked at before.
pub struct Files {
    place: Place,
    open: OnceCell<Arc<dyn ObjectStore>>,
    clamd: Option<Clamd>,
    decoders: Arc<Semaphore>,
}

/// Where.
enum Place {
    /// A folder, which is made with the first file.
    Folder(PathBuf),
    /// A bucket, what its keys begin with, and who asks, where and how.
    Bucket { name: String, prefix: String, settings: Vec<(String, String)> },
}

/// Something in the store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// Its key.
    pub id: Uuid,
    /// Since when, by the store's own clock.
    pub since: DateTime<Utc>,
}

impl Files {
    /// In a folder.
    pub fn folder(path: PathBuf) -> Self {
        Self::at_place(Place::Folder(path))
    }

    /// In a bucket of S3 or its like, as `s3://bucket/prefix`. Who asks, where and how is said by the
    /// environment: `AWS_ACCESS_KEY_ID`, `AWS_REGION`, `AWS_ENDPOINT` and their like.
    pub fn bucket(url: &str) -> Result<Self> {
        Self::bucket_with(
            url,
            std::env::vars_os().filter_map(|(name, value)| {
                Some((name.into_string().ok()?, value.into_string().ok()?))
            }),
        )
    }

    /// The same, with the environment's part said here.
    pub fn bucket_with(
        url: &str,
        settings: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let rest = url.strip_prefix("s3://").map(|rest| rest.trim_end_matches('/'));
        let rest = rest.filter(|rest| !rest.is_empty());
        let rest =
            rest.ok_or_else(|| Error::bug("QUITTANCE_FILES: write it as s3://bucket/prefix"))?;
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let settings = settings.into_iter().filter(|(name, _)| name.starts_with("AWS_")).collect();
        let (name, prefix) = (name.to_owned(), prefix.to_owned());
        Ok(Self::at_place(Place::Bucket { name, prefix, settings }))
    }

    fn at_place(place: Place) -> Self {
        let decoders = Arc::new(Semaphore::new(DECODED_AT_ONCE));
        Self { place, open: OnceCell::new(), clamd: None, decoders }
    }

    /// Lets a virus scanner look at every file first.
    pub fn scanned_by(mut self, clamd: Option<Clamd>) -> Self {
        self.clamd = clamd;
        self
    }

    /// The scanner, where there is one.
    pub(crate) fn clamd(&self) -> Option<&Clamd> {
        self.clamd.as_ref()
    }

    /// Whoever decodes holds one of its permits.
    pub(crate) fn decoders(&self) -> Arc<Semaphore> {
        self.decoders.clone()
    }

    /// Puts a file there. It is there for good when this returns.
    pub async fn put(&self, id: Uuid, bytes: Vec<u8>) -> Result<()> {
        let put = self.store().await?.put(&self.key(id), PutPayload::from(bytes)).await;
        put.map(|_| ()).map_err(|e| Error::caused(format!("keeping file {id}"), e))
    }

    /// Puts there what a file of this machine holds, piece by piece. Says how much it was and its
    /// SHA-256 in hexadecimal. It is there for good when this returns, and not at all before.
    pub async fn put_file(&self, id: Uuid, from: &std::path::Path) -> Result<(u64, String)> {
        let failed = |e| Error::caused(format!("keeping file {id}"), e);
        let unread = |e| Error::caused(format!("reading what is to be kept as {id}"), e);
        let mut file = tokio::fs::File::open(from).await.map_err(unread)?;
        let upload = self.store().await?.put_multipart(&self.key(id)).await.map_err(failed)?;
        let mut upload = WriteMultipart::new(upload);
        let (mut hash, mut length, mut piece) = (Sha256::new(), 0_u64, vec![0; PIECE]);
        loop {
            let read = file.read(&mut piece).await.map_err(unread)?;
            if read == 0 {
                break;
            }
            length += u64::try_from(read).unwrap_or(0);
            hash.update(&piece[..read]);
            upload.wait_for_capacity(PIECES_AT_ONCE).await.map_err(failed)?;
            upload.write(&piece[..read]);
        }
        upload.finish().await.map_err(failed)?;
        Ok((length, hex::encode(hash.finalize())))
    }

    /// Reads it piece by piece.
    pub async fn stream(
        &self,
        id: Uuid,
    ) -> Result<BoxStream<'static, object_store::Result<Bytes>>> {
        let found = self.store().await?.get(&self.key(id)).await;
        Ok(found.map_err(|e| Error::caused(format!("reading file {id}"), e))?.into_stream())
    }

    /// Reads it.
    pub async fn get(&self, id: Uuid) -> Result<Vec<u8>> {
        let failed = |e| Error::caused(format!("reading file {id}"), e);
        let found = self.store().await?.get(&self.key(id)).await.map_err(failed)?;
        Ok(found.bytes().await.map_err(failed)?.to_vec())
    }

    /// Removes it. One that is not there is removed already.
    pub async fn remove(&self, id: Uuid) -> Result<()> {
        match self.store().await?.delete(&self.key(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Error::caused("removing a file", error)),
        }
    }

    /// Everything that is there. What has another name than ours is somebody else's.
    pub async fn list(&self) -> Result<BoxStream<'static, Result<Stored>>> {
        if let Place::Folder(path) = &self.place
            && !path.exists()
        {
            return Ok(futures_util::stream::empty().boxed());
        }
        let store = self.store().await?.clone();
        let listed = store.list(self.prefix().as_ref()).filter_map(async |found| match found {
            Ok(found) => {
                let id = found.location.filename().and_then(|name| name.parse().ok())?;
                Some(Ok(Stored { id, since: found.last_modified }))
            }
            Err(error) => Some(Err(Error::caused("listing the files", error))),
        });
        Ok(listed.boxed())
    }

    fn prefix(&self) -> Option<Path> {
        match &self.place {
            Place::Folder(_) => None,
            Place::Bucket { prefix, .. } => Some(Path::from(prefix.as_str())),
        }
    }

    fn key(&self, id: Uuid) -> Path {
        let name = id.to_string();
        self.prefix().map_or_else(|| Path::from(name.as_str()), |prefix| prefix.join(name.as_str()))
    }

    async fn store(&self) -> Result<&Arc<dyn ObjectStore>> {
        self.open
            .get_or_try_init(async || {
                let store: Arc<dyn ObjectStore> = match &self.place {
                    Place::Folder(path) => {
                        tokio::fs::create_dir_all(path)
                            .await
                            .map_err(|e| Error::caused("making the folder of files", e))?;
                        let folder = LocalFileSystem::new_with_prefix(path);
                        Arc::new(folder.map_err(failed)?.with_fsync(true))
                    }
                    Place::Bucket { name, settings, .. } => {
                        let bucket = settings.iter().fold(
                            AmazonS3Builder::new(),
                            |bucket, (name, value)| match name.to_ascii_lowercase().parse() {
                                Ok(key) => bucket.with_config(key, value),
                                Err(_) => bucket,
                            },
                        );
                        let bucket = bucket
                            .with_bucket_name(name)
                            .with_retry(patience())
                            .with_http_connector(https::Https);
                        Arc::new(bucket.build().map_err(failed)?)
                    }
                };
                Ok(store)
            })
            .await
    }
}

/// How a bucket is asked again.
fn patience() -> RetryConfig {
    let backoff = BackoffConfig { max_backoff: Duration::from_secs(2), ..BackoffConfig::default() };
    RetryConfig { backoff, max_retries: TRIES, retry_timeout: TRYING }
}

fn failed(error: object_store::Error) -> Error {
    Error::caused("opening the store of files", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_named_by_its_address() {
        let id = Uuid::nil();
        for (url, key) in [
            ("s3://ar-files", format!("{id}")),
            ("s3://ar-files/", format!("{id}")),
            ("s3://ar-files/quittance/live/", format!("quittance/live/{id}")),
        ] {
            assert_eq!(Files::bucket(url).unwrap().key(id).as_ref(), key, "{url}");
        }
        for bad in ["", "s3://", "ar-files", "https://ar-files.example"] {
            assert!(Files::bucket(bad).is_err(), "{bad}");
        }
    }
}
