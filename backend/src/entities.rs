//! The seller's companies: whoever bills under a name, in a currency, from a bank account. They are
//! made from the command line, before there is anybody who could sign in.

use crate::{
    Actor, Backend, Error, Result,
    events::{self, NewEvent},
};
use chrono::NaiveDate;
use domain::{Currency, Refusal, ids::EntityId};
use serde_json::json;
use uuid::Uuid;

/// A company to be made.
#[derive(Clone, Debug)]
pub struct NewEntity {
    /// What people call it; no two have the same.
    pub short_name: String,
    /// Its name on documents.
    pub name: String,
    /// Its country, ISO 3166-1 alpha-2.
    pub country: String,
    /// The currency of its own books.
    pub currency: Currency,
    /// The IANA zone in which its business days begin.
    pub time_zone: String,
    /// Street and number.
    pub address: String,
    /// Postcode and town.
    pub city: String,
    /// Its VAT id, if it has one.
    pub vat_id: Option<String>,
    /// Where customers write to.
    pub email: String,
    /// The bank account that customers transfer to: an IBAN, or what the country has.
    pub iban: String,
    /// The bank's BIC.
    pub bic: String,
    /// The bank's name.
    pub bank_name: String,
    /// Since when that account is unchanged.
    pub bank_since: NaiveDate,
    /// What is added to card payments, in hundredths of a per cent.
    pub card_fee_bp: i32,
}

/// The most that may be added to a card payment, in hundredths of a per cent.
const HIGHEST_FEE_BP: i32 = 500;

impl NewEntity {
    fn check(&self) -> Result<(), Refusal> {
        let filled = [
            ("short name", &self.short_name),
            ("name", &self.name),
            ("address", &self.address),
            ("city", &self.city),
            ("email", &self.email),
            ("iban", &self.iban),
            ("bic", &self.bic),
            ("bank", &self.bank_name),
        ];
        if let Some((field, _)) = filled.iter().find(|(_, text)| text.trim().is_empty()) {
            return Err(Refusal::field(field, format!("The {field} is missing.")));
        }
        let letters = self.country.bytes().all(|letter| letter.is_ascii_uppercase());
        if self.country.len() != 2 || !letters {
            return Err(Refusal::field("country", "Give the country by its two letters, like NL."));
        }
        if self.time_zone.parse::<chrono_tz::Tz>().is_err() {
            let words = "Give the time zone by its IANA name, like Europe/Amsterdam.";
            return Err(Refusal::field("time zone", words));
        }
        if !(0..=HIGHEST_FEE_BP).contains(&self.card_fee_bp) {
            return Err(Refusal::field("card fee", "The fee on cards is between 0 and 5 %."));
        }
        Ok(())
    }
}

/// Makes a company.
pub async fn add(backend: &Backend, actor: &Actor, new: &NewEntity) -> Result<EntityId> {
    if !matches!(actor, Actor::System(_)) {
        return Err(Error::NotFound);
    }
    new.check()?;
    let id = EntityId(Uuid::now_v7());
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    sqlx::query!(
        "INSERT INTO entity (id, name, short_name, country, currency, time_zone, address, city, vat_id, email,
                             iban, bic, bank_name, bank_since, card_fee_bp, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        id.0,
        new.name.trim(),
        new.short_name.trim(),
        new.country,
        new.currency.code(),
        new.time_zone,
        new.address.trim(),
        new.city.trim(),
        new.vat_id,
        new.email.trim(),
        new.iban.trim(),
        new.bic.trim(),
        new.bank_name.trim(),
        new.bank_since,
        new.card_fee_bp,
        now,
    )
    .execute(&mut *tx)
    .await?;
    let event = NewEvent {
        entity_id: Some(id),
        account_id: None,
        name: "entity.created",
        subject: ("entity", id.0),
        text: format!("{} was added.", new.name.trim()),
        data: json!({ "iban": new.iban, "bic": new.bic }),
        for_buyer: false,
    };
    events::record(&mut tx, actor, now, event).await?;
    tx.commit().await?;
    Ok(id)
}

/// The one that people call so.
pub async fn by_name(backend: &Backend, short_name: &str) -> Result<EntityId> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM entity WHERE lower(short_name) = lower($1)",
        short_name
    )
    .fetch_optional(backend.db.worker_pool())
    .await?;
    let unknown = || Refusal::field("entity", format!("There is no entity “{short_name}”."));
    Ok(id.ok_or_else(unknown)?.into())
}

/// All of them, by short name: that and the full name.
pub async fn list(backend: &Backend) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!("SELECT short_name, name FROM entity ORDER BY short_name, id")
        .fetch_all(backend.db.worker_pool())
        .await?;
    Ok(rows.into_iter().map(|row| (row.short_name, row.name)).collect())
}
