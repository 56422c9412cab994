//! Customers: new ones are made, known ones become what the file says. Columns that a file does not
//! have are left as they are.

use super::{
    cells::{Cells, NAME_LETTERS, NUMBER_LETTERS},
    document::{Circumstances, Defaults, Document, Read, Tally},
    lookups::difference,
    parents::Parents,
    problems::Findings,
    values,
};
use crate::{
    error::Result,
    events::{self, NewEvent},
};
use chrono::NaiveDate;
use domain::{
    Currency,
    ids::{AccountId, EntityId},
    language::Language,
};
use serde_json::json;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// How many days a new account has to pay, where nobody says.
const TERMS_DAYS: i32 = 30;

/// A customer, as a file says. What is not there stays as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Account {
    pub number: String,
    name: String,
    /// The number of the account above; the inner nothing takes it away.
    pub parent: Option<Option<String>>,
    country: Option<String>,
    currency: Option<Currency>,
    language: Option<Language>,
    address: Option<String>,
    city: Option<String>,
    vat_id: Option<Option<String>>,
    registration: Option<Option<String>>,
    buyer_reference: Option<Option<String>>,
    endpoint: Option<Option<(String, String)>>,
    terms_days: Option<i32>,
    discount_bp: Option<i32>,
    discount_days: Option<i32>,
    credit_limit_minor: Option<Option<i64>>,
    known_on: Option<NaiveDate>,
}

/// A row of the table, as it is or as it shall be.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Stored {
    id: Uuid,
    number: String,
    name: String,
    parent_id: Option<Uuid>,
    country: String,
    currency: String,
    language: String,
    address: String,
    city: String,
    vat_id: Option<String>,
    registration: Option<String>,
    buyer_reference: Option<String>,
    endpoint_scheme: Option<String>,
    endpoint_id: Option<String>,
    terms_days: i32,
    discount_bp: i32,
    discount_days: i32,
    credit_limit_minor: Option<i64>,
}

impl Document for Account {
    fn read(cells: &mut Cells<'_>, of: &Defaults) -> Option<Self> {
        let currency = cells.currency();
        let limit_in = currency.unwrap_or(of.currency);
        // Read only where the file has the column: an empty cell says “nothing”, no column says
        // nothing at all.
        macro_rules! if_there {
            ($name:literal, $read:expr) => {
                cells.has($name).then(|| $read)
            };
        }
        Some(Self {
            number: cells.needed("number", NUMBER_LETTERS)?,
            name: cells.needed("name", NAME_LETTERS)?,
            parent: if_there!("parent", cells.text("parent", NUMBER_LETTERS)),
            country: cells.read("country", values::country),
            currency,
            language: cells.read("language", values::language),
            address: if_there!("address", cells.text("address", NAME_LETTERS).unwrap_or_default()),
            city: if_there!("city", cells.text("city", NAME_LETTERS).unwrap_or_default()),
            vat_id: if_there!("vat_id", cells.text("vat_id", 32)),
            registration: if_there!("registration", cells.text("registration", NUMBER_LETTERS)),
            buyer_reference: if_there!(
                "buyer_reference",
                cells.text("buyer_reference", NUMBER_LETTERS)
            ),
            endpoint: if_there!("endpoint", cells.read("endpoint", values::endpoint)),
            terms_days: cells.whole("terms_days", 365),
            discount_bp: cells.percent("discount_percent", 2_000),
            discount_days: cells.whole("discount_days", 365),
            credit_limit_minor: if_there!(
                "credit_limit",
                cells.amount("credit_limit", limit_in).map(|limit| limit.minor)
            ),
            known_on: cells.date_aside("known_on"),
        })
    }

    fn key(&self) -> String {
        self.number.clone()
    }

    fn known_on(&self) -> Option<NaiveDate> {
        self.known_on
    }

    async fn load(
        tx: &mut PgConnection,
        run: &Circumstances,
        batch: &[Read<Self>],
        findings: &mut Findings,
    ) -> Result<Tally> {
        let mut known = stored(tx, run.entity_id, batch).await?;
        let mut parents = Parents::load(tx, run.entity_id, batch).await?;
        let mut tally = Tally::default();
        let mut created = Vec::new();
        let mut updated = Vec::new();
        for read in batch {
            let account = &read.document;
            let before = known.remove(&account.number);
            let id = before.as_ref().map_or_else(Uuid::now_v7, |stored| stored.id);
            let parent_id = match parents.choose(run, read.row_no, account, id, findings) {
                Ok(chosen) => chosen.unwrap_or(before.as_ref().and_then(|b| b.parent_id)),
                Err(()) => {
                    tally.refused += 1;
                    continue;
                }
            };
            let after = account.applied_to(before.as_ref(), id, parent_id, &run.defaults);
            match before {
                None => {
                    tally.created += 1;
                    created.push(after);
                }
                Some(before) if before == after => tally.unchanged += 1,
                Some(before) => {
                    tally.updated += 1;
                    updated.push((before, after));
                }
            }
        }
        if !run.dry_run {
            insert(tx, run, &created).await?;
            for (before, after) in &updated {
                update(tx, run, before, after).await?;
            }
        }
        Ok(tally)
    }
}

impl Account {
    fn applied_to(
        &self,
        before: Option<&Stored>,
        id: Uuid,
        parent_id: Option<Uuid>,
        of: &Defaults,
    ) -> Stored {
        let fresh = Stored {
            id,
            number: self.number.clone(),
            name: String::new(),
            parent_id,
            country: of.country.clone(),
            currency: of.currency.to_string(),
            language: Language::default().code().to_owned(),
            address: String::new(),
            city: String::new(),
            vat_id: None,
            registration: None,
            buyer_reference: None,
            endpoint_scheme: None,
            endpoint_id: None,
            terms_days: TERMS_DAYS,
            discount_bp: 0,
            discount_days: 0,
            credit_limit_minor: None,
        };
        let base = before.cloned().unwrap_or(fresh);
        let (endpoint_scheme, endpoint_id) = match &self.endpoint {
            None => (base.endpoint_scheme.clone(), base.endpoint_id.clone()),
            Some(said) => said.clone().unzip(),
        };
        Stored {
            name: self.name.clone(),
            parent_id,
            country: self.country.clone().unwrap_or(base.country),
            currency: self.currency.map_or(base.currency, |currency| currency.to_string()),
            language: self.language.map_or(base.language, |language| language.code().to_owned()),
            address: self.address.clone().unwrap_or(base.address),
            city: self.city.clone().unwrap_or(base.city),
            vat_id: self.vat_id.clone().unwrap_or(base.vat_id),
            registration: self.registration.clone().unwrap_or(base.registration),
            buyer_reference: self.buyer_reference.clone().unwrap_or(base.buyer_reference),
            endpoint_scheme,
            endpoint_id,
            terms_days: self.terms_days.unwrap_or(base.terms_days),
            discount_bp: self.discount_bp.unwrap_or(base.discount_bp),
            discount_days: self.discount_days.unwrap_or(base.discount_days),
            credit_limit_minor: self.credit_limit_minor.unwrap_or(base.credit_limit_minor),
            ..base
        }
    }
}

async fn stored(
    tx: &mut PgConnection,
    entity_id: EntityId,
    batch: &[Read<Account>],
) -> Result<HashMap<String, Stored>> {
    let numbers: Vec<String> = batch.iter().map(|read| read.document.number.clone()).collect();
    let rows = sqlx::query_as!(
        Stored,
        "SELECT id, number, name, parent_id, country, currency, language, address, city, vat_id, registration,
                buyer_reference, endpoint_scheme, endpoint_id, terms_days, discount_bp, discount_days, credit_limit_minor
         FROM account WHERE entity_id = $1 AND number = ANY ($2)",
        entity_id.0,
        &numbers,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number.clone(), row)).collect())
}

async fn insert(tx: &mut PgConnection, run: &Circumstances, accounts: &[Stored]) -> Result<()> {
    macro_rules! column {
        ($f:expr) => {
            &accounts.iter().map($f).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "INSERT INTO account (id, entity_id, number, name, search_name, parent_id, country, currency, address, city,
                              vat_id, terms_days, discount_bp, discount_days, credit_limit_minor, created_at, language,
                              registration, buyer_reference, endpoint_scheme, endpoint_id)
         SELECT u.id, $15, u.number, u.name, u.search_name, u.parent_id, u.country, u.currency, u.address, u.city,
                u.vat_id, u.terms_days, u.discount_bp, u.discount_days, u.credit_limit, $16, u.language,
                u.registration, u.buyer_reference, u.endpoint_scheme, u.endpoint_id
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                     $9::text[], $10::text[], $11::int4[], $12::int4[], $13::int4[], $14::int8[], $17::text[], $18::text[],
                     $19::text[], $20::text[], $21::text[])
              AS u (id, number, name, search_name, parent_id, country, currency, address, city, vat_id, terms_days,
                    discount_bp, discount_days, credit_limit, language, registration, buyer_reference, endpoint_scheme,
                    endpoint_id)",
        column!(|a| a.id),
        column!(|a| a.number.clone()),
        column!(|a| a.name.clone()),
        column!(|a| a.name.to_lowercase()),
        column!(|a| a.parent_id) as &[Option<Uuid>],
        column!(|a| a.country.clone()),
        column!(|a| a.currency.clone()),
        column!(|a| a.address.clone()),
        column!(|a| a.city.clone()),
        column!(|a| a.vat_id.clone()) as &[Option<String>],
        column!(|a| a.terms_days),
        column!(|a| a.discount_bp),
        column!(|a| a.discount_days),
        column!(|a| a.credit_limit_minor) as &[Option<i64>],
        run.entity_id.0,
        run.now,
        column!(|a| a.language.clone()),
        column!(|a| a.registration.clone()) as &[Option<String>],
        column!(|a| a.buyer_reference.clone()) as &[Option<String>],
        column!(|a| a.endpoint_scheme.clone()) as &[Option<String>],
        column!(|a| a.endpoint_id.clone()) as &[Option<String>],
    )
    .execute(&mut *tx)
    .await?;
    for account in accounts {
        let text = format!("Account {} of {} created", account.number, account.name);
        record(tx, run, account, "account.created", text, json!({})).await?;
    }
    Ok(())
}

async fn update(
    tx: &mut PgConnection,
    run: &Circumstances,
    before: &Stored,
    after: &Stored,
) -> Result<()> {
    sqlx::query!(
        "UPDATE account SET name = $3, search_name = $4, parent_id = $5, country = $6, currency = $7, address = $8,
                city = $9, vat_id = $10, terms_days = $11, discount_bp = $12, discount_days = $13,
                credit_limit_minor = $14, language = $15, registration = $16, buyer_reference = $17,
                endpoint_scheme = $18, endpoint_id = $19, version = version + 1
         WHERE entity_id = $1 AND id = $2",
        run.entity_id.0,
        after.id,
        after.name,
        after.name.to_lowercase(),
        after.parent_id,
        after.country,
        after.currency,
        after.address,
        after.city,
        after.vat_id,
        after.terms_days,
        after.discount_bp,
        after.discount_days,
        after.credit_limit_minor,
        after.language,
        after.registration,
        after.buyer_reference,
        after.endpoint_scheme,
        after.endpoint_id,
    )
    .execute(&mut *tx)
    .await?;
    let changes = changes(before, after);
    let text = format!("Account {} changed: {}", after.number, changes.join("; "));
    record(tx, run, after, "account.updated", text, json!({ "changes": changes })).await
}

/// What changed, in words.
fn changes(before: &Stored, after: &Stored) -> Vec<String> {
    let shown = |limit: Option<i64>| limit.map_or("none".to_owned(), |minor| minor.to_string());
    let none = || "none".to_owned();
    let told = |text: &Option<String>| text.clone().unwrap_or_else(none);
    let endpoint = |of: &Stored| {
        let parts = of.endpoint_scheme.as_ref().zip(of.endpoint_id.as_ref());
        parts.map_or_else(none, |(scheme, id)| format!("{scheme}:{id}"))
    };
    let changed = |what: &str, was: String, is: String| {
        difference(what, &is, &was).map(|_| format!("{what} from {was} to {is}"))
    };
    [
        changed("name", before.name.clone(), after.name.clone()),
        (before.parent_id != after.parent_id).then(|| "the account above it".to_owned()),
        changed("country", before.country.clone(), after.country.clone()),
        changed("currency", before.currency.clone(), after.currency.clone()),
        changed("language", before.language.clone(), after.language.clone()),
        (before.address != after.address || before.city != after.city)
            .then(|| "the address".to_owned()),
        changed("VAT number", told(&before.vat_id), told(&after.vat_id)),
        changed("registration", told(&before.registration), told(&after.registration)),
        changed("buyer reference", told(&before.buyer_reference), told(&after.buyer_reference)),
        changed("e-invoice address", endpoint(before), endpoint(after)),
        changed("terms", days(before.terms_days), days(after.terms_days)),
        changed(
            "discount",
            discount(before.discount_bp, before.discount_days),
            discount(after.discount_bp, after.discount_days),
        ),
        changed(
            "credit limit, in minor units,",
            shown(before.credit_limit_minor),
            shown(after.credit_limit_minor),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn days(count: i32) -> String {
    domain::calendar::days_text(i64::from(count))
}

fn discount(bp: i32, within_days: i32) -> String {
    format!("{} within {}", domain::rates::percent_text(bp), days(within_days))
}

async fn record(
    tx: &mut PgConnection,
    run: &Circumstances,
    account: &Stored,
    name: &'static str,
    text: String,
    data: serde_json::Value,
) -> Result<()> {
    let event = NewEvent {
        entity_id: Some(run.entity_id),
        account_id: Some(AccountId(account.id)),
        name,
        subject: ("account", account.id),
        text,
        data,
        for_buyer: false,
    };
    events::record(tx, &run.actor, run.now, event).await
}
