//! Accounts: what both sides have agreed on, who may do what, and who has looked.

use crate::{
    Backend,
    actor::Buyer,
    error::{Error, Result},
};
use chrono::{DateTime, Days, Utc};
use documents::{
    invoice::RemitTo,
    party::{self, Endpoint, Party},
};
use domain::{
    access::{Action, BuyerRole},
    fee::{FeePolicy, Method},
    ids::ContactId,
    money::{Currency, Money},
};
use sqlx::PgConnection;

/// For how long a look at the portal by staff is told.
const LOOKS_DAYS: u64 = 90;

/// An account, as its own people see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Who sells.
    pub seller: Seller,
    /// Who buys.
    pub customer: Customer,
    /// What is agreed.
    pub terms: Terms,
    /// How much of the credit limit is used, if there is one.
    pub credit: Option<Credit>,
    /// Ways of paying, with the fees of today.
    pub ways: Vec<(Method, FeePolicy)>,
    /// Whom we write to.
    pub contacts: Vec<Contact>,
    /// Who has been let in.
    pub users: Vec<User>,
    /// Who of the seller's staff looked at the portal as the account sees it, newest first.
    pub looks: Vec<Look>,
}

/// The entity that an account belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seller {
    /// Its name.
    pub name: String,
    /// Street and number.
    pub address: String,
    /// Postcode and city.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Its VAT number.
    pub vat_id: Option<String>,
    /// Where to write to.
    pub email: String,
    /// Where to pay to.
    pub iban: String,
    /// The bank's code.
    pub bic: String,
    /// The bank's name.
    pub bank_name: String,
    /// Since when the bank account is unchanged.
    pub bank_since: chrono::NaiveDate,
    /// Its number in a register of companies.
    pub registration: Option<String>,
    /// Whom to ask for.
    pub contact_name: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// Where e-invoices come from.
    pub endpoint: Option<Endpoint>,
}

/// The customer behind an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Customer {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Street and number; may be empty.
    pub address: String,
    /// Postcode and city; may be empty.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Its VAT number.
    pub vat_id: Option<String>,
    /// Its number in a register of companies.
    pub registration: Option<String>,
    /// Where e-invoices are sent to.
    pub endpoint: Option<Endpoint>,
    /// What it wants to read on each invoice that has none of its own.
    pub buyer_reference: Option<String>,
    /// What it is billed in.
    pub currency: Currency,
}

/// Payment terms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
    /// Days from issue to due date.
    pub days: i32,
    /// Early-payment discount in hundredths of a per cent; 0 for none.
    pub discount_bp: i32,
    /// Days from issue in which it is granted.
    pub discount_days: i32,
}

/// A credit limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Credit {
    /// The limit.
    pub limit: Money,
    /// Open less unused credit, at least nothing.
    pub used: Money,
    /// What is left, at least nothing.
    pub left: Money,
}

/// Somebody who is written to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    /// Who.
    pub id: ContactId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their number.
    pub phone: Option<String>,
    /// What they do.
    pub job: String,
    /// Whether reminders go to them.
    pub receives_reminders: bool,
}

/// Somebody who has been let in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// What they may do.
    pub role: BuyerRole,
}

/// A look at the portal by a member of the seller's staff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
}

impl Seller {
    /// As it stands on documents.
    pub fn party(&self) -> Party {
        let party =
            on_paper(&self.name, [&self.address, &self.city], &self.country, self.vat_id.as_ref());
        Party {
            registration: self.registration.clone(),
            endpoint: self.endpoint.clone(),
            contact: party::Contact {
                name: self.contact_name.clone(),
                phone: self.phone.clone(),
                email: Some(self.email.clone()),
            },
            ..party
        }
    }

    /// Where to pay to.
    pub fn remit_to(&self) -> RemitTo {
        RemitTo {
            iban: self.iban.clone(),
            bic: self.bic.clone(),
            bank_name: self.bank_name.clone(),
        }
    }
}

impl Customer {
    /// As it stands on documents.
    pub fn party(&self) -> Party {
        let party =
            on_paper(&self.name, [&self.address, &self.city], &self.country, self.vat_id.as_ref());
        Party { registration: self.registration.clone(), endpoint: self.endpoint.clone(), ..party }
    }
}

/// An address on a network, of its two columns.
fn endpoint(scheme: Option<String>, id: Option<String>) -> Option<Endpoint> {
    scheme.zip(id).map(|(scheme, id)| Endpoint { scheme, id })
}

fn on_paper(name: &str, lines: [&String; 2], country: &str, vat_id: Option<&String>) -> Party {
    Party {
        name: name.to_owned(),
        address: lines.into_iter().filter(|line| !line.is_empty()).cloned().collect(),
        country: country.to_owned(),
        vat_id: vat_id.cloned(),
        ..Party::default()
    }
}

/// The buyer's account.
pub async fn get(backend: &Backend, buyer: &Buyer) -> Result<Account> {
    buyer.may(Action::ViewAccount)?;
    let since = backend.clock.now() - Days::new(LOOKS_DAYS);
    let mut tx = backend.db.portal(buyer).await?;
    let Agreed { seller, customer, terms, limit_minor, used_minor, ways } =
        agreed(&mut tx, buyer).await?;
    let contacts = contacts(&mut tx, buyer).await?;
    let users = users(&mut tx, buyer).await?;
    let looks = looks(&mut tx, buyer, since).await?;
    tx.end();
    let money = |minor| Money::new(minor, customer.currency);
    let credit = limit_minor.map(|limit_minor| Credit {
        limit: money(limit_minor),
        used: money(used_minor),
        left: money((limit_minor - used_minor).max(0)),
    });
    Ok(Account { seller, customer, terms, credit, ways, contacts, users, looks })
}

/// What one row each of entity and account says.
pub(crate) struct Agreed {
    pub seller: Seller,
    pub customer: Customer,
    pub terms: Terms,
    pub limit_minor: Option<i64>,
    pub used_minor: i64,
    pub ways: Vec<(Method, FeePolicy)>,
}

/// Both sides and their terms, in one statement.
pub(crate) async fn agreed(tx: &mut PgConnection, buyer: &Buyer) -> Result<Agreed> {
    let row = sqlx::query!(
        r#"SELECT e.name AS seller_name, e.address AS seller_address, e.city AS seller_city, e.country AS seller_country,
                  e.vat_id AS seller_vat_id, e.registration AS seller_registration, e.contact_name, e.phone,
                  e.endpoint_scheme AS seller_endpoint_scheme, e.endpoint_id AS seller_endpoint_id, e.email, e.iban, e.bic, e.bank_name, e.bank_since, e.card_fee_bp,
                  a.number, a.name, a.address, a.city, a.country, a.vat_id, a.registration, a.endpoint_scheme,
                  a.endpoint_id, a.buyer_reference, a.currency, a.terms_days, a.discount_bp,
                  a.discount_days, a.credit_limit_minor, a.methods,
                  greatest(coalesce(b.open_minor - b.credit_minor, 0), 0) AS "used_minor!"
           FROM account a
           JOIN entity e ON e.id = a.entity_id
           LEFT JOIN account_balance b ON b.account_id = a.id AND b.currency = a.currency
           WHERE a.id = $1 AND a.entity_id = $2"#,
        buyer.account_id.0,
        buyer.entity_id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Agreed {
        seller: Seller {
            name: row.seller_name,
            address: row.seller_address,
            city: row.seller_city,
            country: row.seller_country,
            vat_id: row.seller_vat_id,
            email: row.email,
            iban: row.iban,
            bic: row.bic,
            bank_name: row.bank_name,
            bank_since: row.bank_since,
            registration: row.seller_registration,
            contact_name: row.contact_name,
            phone: row.phone,
            endpoint: endpoint(row.seller_endpoint_scheme, row.seller_endpoint_id),
        },
        customer: Customer {
            number: row.number,
            name: row.name,
            address: row.address,
            city: row.city,
            country: row.country,
            vat_id: row.vat_id,
            registration: row.registration,
            endpoint: endpoint(row.endpoint_scheme, row.endpoint_id),
            buyer_reference: row.buyer_reference,
            currency: row.currency.parse()?,
        },
        terms: Terms {
            days: row.terms_days,
            discount_bp: row.discount_bp,
            discount_days: row.discount_days,
        },
        limit_minor: row.credit_limit_minor,
        used_minor: row.used_minor,
        ways: ways(&row.methods, row.card_fee_bp),
    })
}

/// The ways of paying that an account is offered, in the order of offering.
fn ways(codes: &[String], card_fee_bp: i32) -> Vec<(Method, FeePolicy)> {
    let fee = |method| match method {
        Method::Card => FeePolicy { rate_bp: card_fee_bp },
        Method::BankDebit | Method::BankTransfer => FeePolicy::default(),
    };
    Method::ALL
        .iter()
        .filter(|method| codes.iter().any(|code| code == method.code()))
        .map(|&method| (method, fee(method)))
        .collect()
}

async fn contacts(tx: &mut PgConnection, buyer: &Buyer) -> Result<Vec<Contact>> {
    let rows = sqlx::query!(
        "SELECT id, name, email, phone, job, receives_reminders FROM contact
         WHERE account_id = $1 ORDER BY name, id LIMIT 200",
        buyer.account_id.0,
    )
    .fetch_all(tx)
    .await?;
    let contact = rows.into_iter().map(|row| Contact {
        id: row.id.into(),
        name: row.name,
        email: row.email,
        phone: row.phone,
        job: row.job,
        receives_reminders: row.receives_reminders,
    });
    Ok(contact.collect())
}

async fn users(tx: &mut PgConnection, buyer: &Buyer) -> Result<Vec<User>> {
    let rows = sqlx::query!(
        "SELECT u.name, u.email, m.role FROM buyer_membership m JOIN app_user u ON u.id = m.user_id
         WHERE m.account_id = $1 ORDER BY u.name, u.id LIMIT 200",
        buyer.account_id.0,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = BuyerRole::of(&row.role).ok_or_else(|| Error::bug("membership.role"))?;
            Ok(User { name: row.name, email: row.email, role })
        })
        .collect()
}

async fn looks(tx: &mut PgConnection, buyer: &Buyer, since: DateTime<Utc>) -> Result<Vec<Look>> {
    let looks = sqlx::query_as!(
        Look,
        r#"SELECT at, actor_name AS "by" FROM event
           WHERE account_id = $1 AND at >= $2 AND name = 'portal.viewed_by_staff' AND for_buyer
           ORDER BY at DESC, id DESC LIMIT 20"#,
        buyer.account_id.0,
        since,
    )
    .fetch_all(tx)
    .await?;
    Ok(looks)
}

/// Names of those who run the account's roles: whom to ask when one's own role lacks something.
pub(crate) async fn admins(tx: &mut PgConnection, buyer: &Buyer) -> Result<Vec<String>> {
    let names = sqlx::query_scalar!(
        "SELECT u.name FROM buyer_membership m JOIN app_user u ON u.id = m.user_id
         WHERE m.account_id = $1 AND m.role = 'admin' ORDER BY u.name LIMIT 5",
        buyer.account_id.0,
    )
    .fetch_all(tx)
    .await?;
    Ok(names)
}
