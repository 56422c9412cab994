//! Folders: a customer's own, which they collect from by SFTP, and those of EDI mailboxes, which the
//! program of the EDI provider empties. A file is there as a whole or not at all.

use super::{Carrier, Parcel};
use crate::{Error, Result};
use async_trait::async_trait;
use documents::archive::file_name;
use domain::dispatch::Answer;
use std::path::PathBuf;
use tokio::{fs, io::AsyncWriteExt};

/// Puts files into folders below one.
pub struct Folder {
    root: PathBuf,
    is_of_mailboxes: bool,
}

impl Folder {
    /// A folder for each customer, with those that they have named in it.
    pub fn of_customers(root: PathBuf) -> Self {
        Self { root, is_of_mailboxes: false }
    }

    /// A folder for each mailbox.
    pub fn of_mailboxes(root: PathBuf) -> Self {
        Self { root, is_of_mailboxes: true }
    }

    /// Where a parcel goes. Customers name folders of their own only: their number and id come first.
    fn place(&self, parcel: &Parcel, target: &str) -> PathBuf {
        if self.is_of_mailboxes {
            return self.root.join(plain(target));
        }
        let account = parcel.account_id.0.simple().to_string();
        let account = format!("{}-{}", plain(&parcel.account_number), &account[24..]);
        self.root.join(account).join(plain(target))
    }
}

/// A name without anything that leads elsewhere.
fn plain(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    name.chars().map(letter).collect()
}

#[async_trait]
impl Carrier for Folder {
    async fn carry(&self, parcel: &Parcel) -> Result<Answer> {
        let Some(target) = &parcel.target else {
            return Ok(Answer::Refused { words: "No folder is named.".to_owned() });
        };
        let failed = |e| Error::caused("putting a document into a folder", e);
        let issued = parcel.file()?;
        let place = self.place(parcel, target);
        fs::create_dir_all(&place).await.map_err(failed)?;
        // In a mailbox each interchange is a file of its own.
        let file_name = file_name(&issued.name);
        let name = match self.is_of_mailboxes {
            true => format!("{}-{file_name}", issued.document_id.simple()),
            false => file_name,
        };
        let half = place.join(format!(".{}", parcel.id));
        let mut file = fs::File::create(&half).await.map_err(failed)?;
        file.write_all(&issued.bytes).await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        drop(file);
        fs::rename(&half, place.join(&name)).await.map_err(failed)?;
        let words = match self.is_of_mailboxes {
            true => format!("In the mailbox as {name}."),
            false => format!("In the folder as {name}."),
        };
        Ok(match self.is_of_mailboxes {
            true => Answer::Sent { reference: Some(name), words },
            false => Answer::Delivered { reference: Some(name), words },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_names_folders_of_their_own_only() {
        assert_eq!(plain("../etc"), "___etc");
    }
}
