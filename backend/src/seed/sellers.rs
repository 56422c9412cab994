//! The seller's two companies.

use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::EntityId;
use sqlx::PgConnection;
use uuid::Uuid;

/// A company that bills.
#[derive(Debug)]
pub struct Seller {
    /// Its id, the same in every demonstration.
    pub id: EntityId,
    /// Its name.
    pub name: &'static str,
    /// What people call it.
    pub short_name: &'static str,
    /// Its IANA zone.
    pub time_zone: &'static str,
    /// What its invoice numbers begin with: those of the head office, and those of its warehouse.
    pub series: [&'static str; 2],
    /// What it adds to card payments, in hundredths of a per cent.
    pub card_fee_bp: i32,
    country: &'static str,
    currency: &'static str,
    address: &'static str,
    city: &'static str,
    vat_id: Option<&'static str>,
    email: &'static str,
    iban: &'static str,
    bic: &'static str,
    bank_name: &'static str,
    bank_since: (i32, u32, u32),
    registration: Option<&'static str>,
    contact_name: &'static str,
    phone: &'static str,
    endpoint: Option<(&'static str, &'static str)>,
}

/// Nordhaven Bearings B.V., Rotterdam.
pub static ROTTERDAM: Seller = Seller {
    id: EntityId(Uuid::from_u128(0x0001_0000_0000_7000_8000_0000_0000_0001)),
    name: "Nordhaven Bearings B.V.",
    short_name: "Nordhaven",
    time_zone: "Europe/Amsterdam",
    series: ["NH", "NV"],
    card_fee_bp: 150,
    country: "NL",
    currency: "EUR",
    address: "Waalhaven Z.z. 12",
    city: "3089 JH Rotterdam",
    vat_id: Some("NL812345678B01"),
    email: "receivables@nordhaven.example",
    iban: "NL91ABNA0417164300",
    bic: "ABNANL2A",
    bank_name: "ABN AMRO",
    bank_since: (2021, 3, 2),
    registration: Some("24318902"),
    contact_name: "Receivables desk",
    phone: "+31 10 495 0120",
    endpoint: Some(("0106", "24318902")),
};

/// Nordhaven Inc., Chicago.
pub static CHICAGO: Seller = Seller {
    id: EntityId(Uuid::from_u128(0x0001_0000_0000_7000_8000_0000_0000_0002)),
    name: "Nordhaven Inc.",
    short_name: "Nordhaven US",
    time_zone: "America/Chicago",
    series: ["NI", "NW"],
    card_fee_bp: 0,
    country: "US",
    currency: "USD",
    address: "2150 S Canalport Avenue",
    city: "Chicago, IL 60608",
    vat_id: None,
    email: "receivables-us@nordhaven.example",
    iban: "071000013 44170992",
    bic: "CHASUS33",
    bank_name: "JPMorgan Chase Bank",
    bank_since: (2019, 9, 16),
    registration: None,
    contact_name: "Receivables desk",
    phone: "+1 312 555 0147",
    endpoint: None,
};

/// Writes both down.
pub async fn insert(tx: &mut PgConnection, at: DateTime<Utc>, sends_from: NaiveDate) -> Result<()> {
    for seller in [&ROTTERDAM, &CHICAGO] {
        let (year, month, day) = seller.bank_since;
        sqlx::query!(
            "INSERT INTO entity (id, name, short_name, country, currency, time_zone, address, city, vat_id, email,
                                 iban, bic, bank_name, bank_since, card_fee_bp, created_at, registration,
                                 contact_name, phone, endpoint_scheme, endpoint_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
            seller.id.0,
            seller.name,
            seller.short_name,
            seller.country,
            seller.currency,
            seller.time_zone,
            seller.address,
            seller.city,
            seller.vat_id,
            seller.email,
            seller.iban,
            seller.bic,
            seller.bank_name,
            NaiveDate::from_ymd_opt(year, month, day),
            seller.card_fee_bp,
            at,
            seller.registration,
            seller.contact_name,
            seller.phone,
            seller.endpoint.map(|(scheme, _)| scheme),
            seller.endpoint.map(|(_, id)| id),
        )
        .execute(&mut *tx)
        .await?;
    }
    send(tx, sends_from).await
}

/// What was issued of late is sent. What no way takes is in the portal at least.
async fn send(tx: &mut PgConnection, sends_from: NaiveDate) -> Result<()> {
    sqlx::query!(
        "UPDATE document_policy SET sends_from = $1, fallback = 'portal'
         WHERE entity_id = ANY ($2) AND kind IN ('invoice', 'credit-note', 'receipt')",
        sends_from,
        &[ROTTERDAM.id.0, CHICAGO.id.0],
    )
    .execute(tx)
    .await?;
    Ok(())
}
