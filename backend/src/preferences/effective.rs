//! The choice that holds: the nearest of recipient, account, the companies above it and the seller.

use super::{At, Place, Written};
use crate::{Error, Result};
use domain::{
    channel::Channel,
    data_style::DataStyle,
    document::Kind,
    format::Format,
    ids::{AccountId, ContactId},
    language::Language,
    preference::{Preference, Whose, nearest},
    style::{Paper, Style},
    x12_partner::X12Partner,
};
use sqlx::{PgConnection, types::Json};

/// A choice that holds, and whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effective {
    /// The choice.
    pub preference: Preference,
    /// Whose it is.
    pub whose: Whose,
    /// The name of the account or of the seller that has made it.
    pub name: String,
}

/// What holds for a kind of documents to an account, or to one of its recipients: for jobs, and for staff,
/// whose transactions see the companies above an account.
pub async fn effective(
    tx: &mut PgConnection,
    account_id: AccountId,
    kind: Kind,
    recipient: Option<ContactId>,
) -> Result<Effective> {
    let place = Place { kind, recipient };
    let mut all = chosen(tx, account_id, place).await?;
    all.push(of_seller(tx, account_id, kind).await?);
    nearest_of(all).ok_or(Error::NotFound)
}

/// All that bears on a place: the nearest is what holds.
pub(super) async fn choices(
    tx: &mut PgConnection,
    at: At<'_>,
    place: Place,
) -> Result<Vec<Effective>> {
    let mut all = match at {
        At::Own(_) => mine(tx, place).await?,
        At::Of(_, account_id) => chosen(tx, account_id, place).await?,
    };
    all.push(of_seller(tx, at.account_id(), place.kind).await?);
    Ok(all)
}

/// The nearest of them.
pub(super) fn nearest_of(all: impl IntoIterator<Item = Effective>) -> Option<Effective> {
    let all = all.into_iter().map(|one| (one.whose, one));
    nearest(all).map(|(_, one)| one)
}

async fn chosen(
    tx: &mut PgConnection,
    account_id: AccountId,
    place: Place,
) -> Result<Vec<Effective>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT c.distance AS "distance!", c.account_name AS "name!", (c.preference).contact_id AS contact_id,
                  (c.preference).format AS "format!", (c.preference).look AS "look!", (c.preference).paper AS "paper!",
                  (c.preference).language AS "language!", (c.preference).grouping AS "grouping!",
                  (c.preference).letterhead AS "letterhead!", (c.preference).line_columns AS "line_columns!",
                  (c.preference).table_columns AS "table_columns!",
                  (c.preference).x12_partner AS "x12_partner: Json<X12Partner>",
                  (c.preference).channel AS "channel!", (c.preference).target AS target
           FROM document_choices($1) c
           WHERE (c.preference).kind = $2 AND ((c.preference).contact_id IS NULL OR (c.preference).contact_id = $3)"#,
        account_id.0,
        place.kind.code(),
        place.recipient.map(|id| id.0),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// The same for the account of the portal, which sees nothing of those above it but this.
async fn mine(tx: &mut PgConnection, place: Place) -> Result<Vec<Effective>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT c.distance AS "distance!", c.account_name AS "name!", (c.preference).contact_id AS contact_id,
                  (c.preference).format AS "format!", (c.preference).look AS "look!", (c.preference).paper AS "paper!",
                  (c.preference).language AS "language!", (c.preference).grouping AS "grouping!",
                  (c.preference).letterhead AS "letterhead!", (c.preference).line_columns AS "line_columns!",
                  (c.preference).table_columns AS "table_columns!",
                  (c.preference).x12_partner AS "x12_partner: Json<X12Partner>",
                  (c.preference).channel AS "channel!", (c.preference).target AS target
           FROM my_document_choices() c
           WHERE (c.preference).kind = $1 AND ((c.preference).contact_id IS NULL OR (c.preference).contact_id = $2)"#,
        place.kind.code(),
        place.recipient.map(|id| id.0),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// What the seller does for who has chosen nothing: in the customer's language, on the paper of their country.
async fn of_seller(tx: &mut PgConnection, account_id: AccountId, kind: Kind) -> Result<Effective> {
    let row = sqlx::query!(
        "SELECT e.short_name, a.language, a.country, p.default_format, p.default_channel
         FROM account a
         JOIN entity e ON e.id = a.entity_id
         JOIN document_policy p ON p.entity_id = a.entity_id AND p.kind = $2
         WHERE a.id = $1",
        account_id.0,
        kind.code(),
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    let bug = || Error::bug("document_policy's default");
    let style = Style {
        paper: Paper::usual_in(&row.country),
        language: Language::of(&row.language).unwrap_or_default(),
        ..Style::default()
    };
    let preference = Preference {
        format: Format::of(&row.default_format).ok_or_else(bug)?,
        style,
        data: DataStyle::default(),
        channel: Channel::of(&row.default_channel).ok_or_else(bug)?,
        target: None,
    };
    Ok(Effective { preference, whose: Whose::Seller, name: row.short_name })
}

struct Row {
    distance: i32,
    name: String,
    contact_id: Option<uuid::Uuid>,
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

impl Row {
    fn read(self) -> Result<Effective> {
        let whose = match (self.distance, self.contact_id) {
            (0, Some(_)) => Whose::Recipient,
            (0, None) => Whose::Account,
            (distance, _) => Whose::Above(distance.unsigned_abs()),
        };
        let written = Written {
            format: self.format,
            look: self.look,
            paper: self.paper,
            language: self.language,
            grouping: self.grouping,
            letterhead: self.letterhead,
            line_columns: self.line_columns,
            table_columns: self.table_columns,
            x12_partner: self.x12_partner,
            channel: self.channel,
            target: self.target,
        };
        Ok(Effective { preference: written.read()?, whose, name: self.name })
    }
}
