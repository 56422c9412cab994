//! How documents reach customers: what an account, one of its recipients or a company above it has chosen
//! ([`load`], [`set`], [`clear`], [`effective`]), what the seller offers ([`policy`]), and the account's own
//! invoice to try it with ([`preview`]).
//!
//! Buyers choose for their account, staff for an account of their entity, and both are told in the history.
//! What is as wanted already is no change, so that a form that is sent twice does it once; one that was made
//! on an older page is refused.

mod choose;
mod effective;
pub mod policy;
pub mod preview;
mod read;

pub use choose::{clear, set};
pub use effective::{Effective, effective};
pub use read::{Earlier, Own, Recipient, Settings, load};

use crate::{Actor, Backend, Buyer, Error, Result, Staff, db::Tx, gateways::clock::Clock};
use chrono::NaiveDate;
use domain::{
    access::Action,
    channel::Channel,
    document::Kind,
    format::Format,
    ids::{AccountId, ContactId, EntityId},
    language::Language,
    preference::Preference,
    style::{Grouping, Look, Paper, Style},
};

/// Whose settings, and who is at them.
#[derive(Clone, Copy, Debug)]
pub enum At<'a> {
    /// A buyer at those of their account.
    Own(&'a Buyer),
    /// A member of staff at those of an account of their entity.
    Of(&'a Staff, AccountId),
}

/// Which choice: of which kind of documents, and for whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The kind.
    pub kind: Kind,
    /// One recipient, or the whole account.
    pub recipient: Option<ContactId>,
}

impl<'a> At<'a> {
    /// The account.
    pub fn account_id(self) -> AccountId {
        match self {
            Self::Own(buyer) => buyer.account_id,
            Self::Of(_, account_id) => account_id,
        }
    }

    fn entity_id(self) -> EntityId {
        match self {
            Self::Own(buyer) => buyer.entity_id,
            Self::Of(staff, _) => staff.entity_id,
        }
    }

    fn actor(self) -> Actor {
        match self {
            Self::Own(buyer) => Actor::Buyer(buyer.clone()),
            Self::Of(staff, _) => Actor::Staff(staff.clone()),
        }
    }

    fn name(self) -> &'a str {
        match self {
            Self::Own(buyer) => &buyer.name,
            Self::Of(staff, _) => &staff.name,
        }
    }

    fn today(self, clock: &Clock) -> NaiveDate {
        match self {
            Self::Own(buyer) => clock.today(&buyer.time_zone),
            Self::Of(staff, _) => clock.today(&staff.time_zone),
        }
    }

    /// Whether they may choose; others read.
    pub fn can_choose(self) -> bool {
        match self {
            Self::Own(buyer) => buyer.can(Action::ChooseDocuments),
            Self::Of(staff, _) => staff.can(Action::ChooseDocuments),
        }
    }

    fn may_read(self) -> Result<()> {
        match self {
            Self::Own(buyer) => buyer.may(Action::ViewAccount),
            Self::Of(staff, _) => staff.may(Action::ViewReceivables),
        }
    }

    fn may_choose(self) -> Result<()> {
        match self {
            Self::Own(buyer) => buyer.may(Action::ChooseDocuments),
            Self::Of(staff, _) => staff.may(Action::ChooseDocuments),
        }
    }

    async fn begin(self, backend: &Backend) -> Result<Tx> {
        match self {
            Self::Own(buyer) => backend.db.portal(buyer).await,
            Self::Of(staff, _) => backend.db.staff(staff).await,
        }
    }
}

/// A choice, as its columns have it.
struct Columns {
    format: String,
    look: String,
    paper: String,
    language: String,
    grouping: String,
    channel: String,
    target: Option<String>,
}

impl Columns {
    fn read(self) -> Result<Preference> {
        let bug = |what: &str| Error::bug(format!("document_preference.{what}"));
        Ok(Preference {
            format: Format::of(&self.format).ok_or_else(|| bug("format"))?,
            style: Style {
                look: Look::of(&self.look).ok_or_else(|| bug("look"))?,
                paper: Paper::of(&self.paper).ok_or_else(|| bug("paper"))?,
                language: Language::of(&self.language).ok_or_else(|| bug("language"))?,
                grouping: Grouping::of(&self.grouping).ok_or_else(|| bug("grouping"))?,
                ..Style::default()
            },
            channel: Channel::of(&self.channel).ok_or_else(|| bug("channel"))?,
            target: self.target,
        })
    }
}

/// A choice in a sentence: `PDF, for reading and printing; by e-mail, attached, to ap@ferrow.example`.
fn words(preference: &Preference) -> String {
    let channel = lower_first(preference.channel.label());
    let target = preference.target.as_deref();
    let to = target.map(|target| format!(", to {}", preference.channel.told(target)));
    format!("{}; {channel}{}", preference.format.label(), to.unwrap_or_default())
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
