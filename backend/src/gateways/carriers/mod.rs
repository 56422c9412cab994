//! How documents leave the house, by channel. Each carrier takes a parcel and answers what became of it;
//! an error means that it may be tried again, and that the other side may have got it already: it is known
//! by its id, which stays the same.

mod folder;
mod peppol;
mod portal;
mod post;
mod print;
mod webhook;

pub use folder::Folder;
pub use peppol::{Peppol, Point};
pub use post::Post;
pub use webhook::Webhook;

use crate::{Error, Result, db::Db, gateways::clock::Clock};
use async_trait::async_trait;
use domain::{
    channel::Channel,
    dispatch::Answer,
    document::Kind,
    format::Format,
    ids::{AccountId, EntityId},
};
use portal::Portal;
use print::Print;
use std::path::Path;
use uuid::Uuid;

/// A document, ready to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parcel {
    /// The dispatch: what the other side tells doubles by.
    pub id: Uuid,
    /// Who sends.
    pub entity_id: EntityId,
    /// Their name.
    pub seller: String,
    /// Their address on a network, as `0106:59110276`, if they have one.
    pub sender: Option<String>,
    /// To which account.
    pub account_id: AccountId,
    /// Its number.
    pub account_number: String,
    /// Of which kind.
    pub kind: Kind,
    /// What people call it.
    pub number: String,
    /// What was issued; nothing, where the letter says it all.
    pub file: Option<File>,
    /// On which way.
    pub channel: Channel,
    /// To which address on it.
    pub target: Option<String>,
    /// The subject of the letter around it.
    pub subject: String,
    /// The letter, for those who read text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// What was issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Its id.
    pub document_id: Uuid,
    /// Its format.
    pub format: Format,
    /// Its name.
    pub name: String,
    /// Its hash, in hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Parcel {
    /// What was issued, for carriers that carry nothing else.
    fn file(&self) -> Result<&File> {
        self.file.as_ref().ok_or_else(|| Error::bug("a parcel with nothing in it"))
    }
}

/// Carries documents on one channel.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Takes a parcel.
    async fn carry(&self, parcel: &Parcel) -> Result<Answer>;

    /// What became of one that had left, by what the other side calls it. Most say it at once.
    async fn ask(&self, _reference: &str) -> Result<Option<Answer>> {
        Ok(None)
    }
}

/// The carriers of all channels.
pub struct Carriers {
    post: Post,
    portal: Portal,
    print: Print,
    folder: Folder,
    edi: Folder,
    webhook: Webhook,
    peppol: Peppol,
}

impl Carriers {
    /// With the folders of customers and of EDI mailboxes below a folder.
    pub fn new(db: Db, clock: Clock, data_dir: &Path, webhook: Webhook, peppol: Peppol) -> Self {
        Self {
            post: Post::new(db, clock),
            portal: Portal,
            print: Print,
            folder: Folder::of_customers(data_dir.join("drops")),
            edi: Folder::of_mailboxes(data_dir.join("edi")),
            webhook,
            peppol,
        }
    }

    /// The one of a channel.
    pub fn of(&self, channel: Channel) -> &dyn Carrier {
        match channel {
            Channel::Email | Channel::EmailLink => &self.post,
            Channel::Portal => &self.portal,
            Channel::Folder => &self.folder,
            Channel::Webhook => &self.webhook,
            Channel::Print => &self.print,
            Channel::Peppol => &self.peppol,
            Channel::Edi => &self.edi,
        }
    }

    /// What an account checks by that something that came over the web comes from us.
    pub fn webhook_secret(&self, account_id: AccountId) -> String {
        self.webhook.secret_of(account_id)
    }
}
