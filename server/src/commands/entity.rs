//! `quittance entity`: the companies that bill. One has to be there before a user or a file can
//! belong to it.

use backend::{
    Actor, Backend, Error, Result,
    entities::{self, NewEntity},
};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::Currency;
use rust_decimal::{Decimal, prelude::ToPrimitive};

const ACTOR: Actor = Actor::System("command line");

/// What to do with companies.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a company that bills.
    Add(Box<Add>),
    /// List them all: short name and name.
    List,
}

/// The company.
#[derive(Debug, Args)]
pub struct Add {
    /// What people call it, and what --entity of other commands means.
    short_name: String,
    /// Its name on documents.
    #[arg(long)]
    name: String,
    /// Its country by two letters, like NL.
    #[arg(long)]
    country: String,
    /// The currency of its books, like EUR.
    #[arg(long)]
    currency: String,
    /// The IANA zone in which its days begin, like Europe/Amsterdam.
    #[arg(long)]
    time_zone: String,
    /// Street and number.
    #[arg(long)]
    address: String,
    /// Postcode and town.
    #[arg(long)]
    city: String,
    /// Its VAT id.
    #[arg(long)]
    vat_id: Option<String>,
    /// Where customers write to.
    #[arg(long)]
    email: String,
    /// The bank account that customers transfer to: an IBAN, or what the country has.
    #[arg(long)]
    iban: String,
    /// The bank's BIC.
    #[arg(long)]
    bic: String,
    /// The bank's name.
    #[arg(long)]
    bank: String,
    /// Since when that account is the same, as 2021-03-02; customers see it as a warning against
    /// letters that tell of another one. Today, if nothing is said.
    #[arg(long)]
    bank_since: Option<NaiveDate>,
    /// What is added to card payments, in per cent with at most two decimals: 1.5.
    #[arg(long, default_value = "0")]
    card_fee: Decimal,
}

/// Does it.
pub async fn run(backend: &Backend, command: Command) -> Result<()> {
    match command {
        Command::Add(add) => {
            let new = new_entity(backend, *add)?;
            entities::add(backend, &ACTOR, &new).await?;
        }
        Command::List => {
            for (short_name, name) in entities::list(backend).await? {
                println!("{short_name}\t{name}");
            }
        }
    }
    Ok(())
}

fn new_entity(backend: &Backend, add: Add) -> Result<NewEntity> {
    let currency: Currency = add.currency.parse()?;
    let hundredths = add.card_fee * Decimal::ONE_HUNDRED;
    let fee = Some(hundredths).filter(|fee| fee.fract().is_zero()).and_then(|fee| fee.to_i32());
    let fee = fee.ok_or_else(|| {
        Error::from(domain::Refusal::field("card fee", "Give per cent with at most two decimals."))
    })?;
    Ok(NewEntity {
        bank_since: add.bank_since.unwrap_or_else(|| backend.clock.today(&add.time_zone)),
        short_name: add.short_name,
        name: add.name,
        country: add.country,
        currency,
        time_zone: add.time_zone,
        address: add.address,
        city: add.city,
        vat_id: add.vat_id,
        email: add.email,
        iban: add.iban,
        bic: add.bic,
        bank_name: add.bank,
        card_fee_bp: fee,
    })
}
