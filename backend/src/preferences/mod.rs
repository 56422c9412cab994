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
pub mod sample;

pub use choose::{clear, set};
pub use effective::{Effective, effective};
pub use read::{Earlier, Own, Recipient, Settings, load};

use crate::{Actor, Backend, Buyer, Error, Result, Staff, db::Tx, gateways::clock::Clock};
use chrono::NaiveDate;
use domain::{
    access::Action,
    channel::Channel,
    data_style::DataStyle,
    document::Kind,
    format::Format,
    ids::{AccountId, ContactId, EntityId},
    language::Language,
    line_column::LineColumns,
    preference::Preference,
    style::{Grouping, Letterhead, Look, Paper, Style},
    table_column::TableColumns,
    x12_partner::X12Partner,
};
use sqlx::types::Json;

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

/// A choice, as its row has it.
struct Written {
    format: String,
    look: String,
    paper: String,
    language: String,
    grouping: String,
    letterhead: String,
    line_columns: String,
    table_columns: String,
    x12_partner: Option<Json<X12Partner>>,
    channel: String,
    target: Option<String>,
}

impl Written {
    fn of(preference: &Preference) -> Self {
        let Preference { format, style, data, channel, target } = preference;
        let usual = DataStyle::default();
        Self {
            format: format.code().to_owned(),
            look: style.look.code().to_owned(),
            paper: style.paper.code().to_owned(),
            language: style.language.code().to_owned(),
            grouping: style.grouping.code().to_owned(),
            letterhead: style.letterhead.code().to_owned(),
            line_columns: style.columns.code(),
            // What is usual may become better, and is had by who has not chosen.
            table_columns: match data.table == usual.table {
                true => String::new(),
                false => data.table.to_string(),
            },
            x12_partner: (data.x12 != usual.x12).then(|| Json(data.x12.clone())),
            channel: channel.code().to_owned(),
            target: target.clone(),
        }
    }

    fn read(self) -> Result<Preference> {
        let bug = |what: &str| Error::bug(format!("document_preference.{what}"));
        let usual = DataStyle::default();
        let table = match self.table_columns.is_empty() {
            true => usual.table,
            false => TableColumns::parse(&self.table_columns).map_err(|_| bug("table_columns"))?,
        };
        Ok(Preference {
            format: Format::of(&self.format).ok_or_else(|| bug("format"))?,
            style: Style {
                look: Look::of(&self.look).ok_or_else(|| bug("look"))?,
                paper: Paper::of(&self.paper).ok_or_else(|| bug("paper"))?,
                language: Language::of(&self.language).ok_or_else(|| bug("language"))?,
                grouping: Grouping::of(&self.grouping).ok_or_else(|| bug("grouping"))?,
                columns: LineColumns::of(&self.line_columns).ok_or_else(|| bug("line_columns"))?,
                letterhead: Letterhead::of(&self.letterhead).ok_or_else(|| bug("letterhead"))?,
            },
            data: DataStyle { table, x12: self.x12_partner.map_or(usual.x12, |Json(one)| one) },
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
    let format = preference.format;
    let data = preference.data.words(format).map(|words| format!(", {words}"));
    format!("{}{}; {channel}{}", format.label(), data.unwrap_or_default(), to.unwrap_or_default())
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
