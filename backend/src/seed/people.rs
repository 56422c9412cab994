//! The people: contacts who are written to, and users who sign in. One password for all.

use super::{
    accounts::{
        self, ACCOUNTS, Account, FERROW, FERROW_BELGIUM, FERROW_GERMANY, MAASLAND, MAASLAND_SERVICE,
    },
    random::Random,
    sellers::{CHICAGO, ROTTERDAM, Seller},
};
use crate::{
    Backend,
    actor::{Buyer, Staff},
    error::{Error, Result},
    passwords,
};
use chrono::{DateTime, Utc};
use domain::{
    access::{BuyerRole, StaffRole},
    fee::Method,
    ids::UserId,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Everyone's password in a demonstration. Documented, so never to be used for anything else.
pub const PASSWORD: &str = "nine brown bearings";

/// Somebody whom one can sign in as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Login {
    /// The address.
    pub email: &'static str,
    /// The password.
    pub password: &'static str,
    /// Who that is, in a few words.
    pub who: &'static str,
}

const fn login(email: &'static str, who: &'static str) -> Login {
    Login { email, password: PASSWORD, who }
}

/// Those whom a visitor should know of.
pub const LOGINS: &[Login] = &[
    login(
        "mirjam@ferrow.example",
        "Mirjam de Wit, pays for Ferrow Cycles and its two subsidiaries",
    ),
    login("joost@ferrow.example", "Joost Hartman, admin at Ferrow Cycles"),
    login("victor@ferrow.example", "Victor Bos, only views at Ferrow Cycles"),
    login("ruud@maasland.example", "Ruud Janssen, buyer at Maasland Tractors"),
    login("lena@nordhaven.example", "Lena Okafor, collector"),
    login("carl@nordhaven.example", "Carl Brandt, cash application"),
    login("anna@nordhaven.example", "Anna Lindqvist, approver"),
    login("ada@nordhaven.example", "Ada Veen, admin of both companies"),
    login("vera@nordhaven.example", "Vera Smit, viewer"),
];

/// Contacts with names of their own: account, name, address, job, whether reminders go to them.
const CONTACTS: &[(&str, &str, &str, &str, bool)] = &[
    (FERROW, "Mirjam de Wit", "mirjam@ferrow.example", "Accounts payable", true),
    (FERROW, "Joost Hartman", "joost@ferrow.example", "Finance director", false),
    (FERROW, "Eline Visser", "eline@ferrow.example", "Goods in", false),
    (FERROW_BELGIUM, "Mirjam de Wit", "mirjam@ferrow.example", "Accounts payable", true),
    (FERROW_GERMANY, "Mirjam de Wit", "mirjam@ferrow.example", "Accounts payable", true),
    (MAASLAND, "Ruud Janssen", "ruud@maasland.example", "Finance", true),
    (MAASLAND_SERVICE, "Ruud Janssen", "ruud@maasland.example", "Finance", true),
];

/// Who signs in to ask and to dispute, although they pay by transfer.
const ASKS_IN_PORTAL: &[&str] = &["10012", "10034", "10046", "10051", "10058", "10079", "10125"];

/// At this one nobody can be written to: their address bounced and was taken out.
const WITHOUT_CONTACT: &str = "10390";

/// Names for all others.
const FIRST_NAMES: &[&str] = &[
    "Sanne", "Pieter", "Nora", "Tomás", "Ilse", "Marek", "Julia", "Henrik", "Chloé", "Omar",
    "Keiko", "Grace", "Daniel", "Lotte", "Paolo", "Fatima", "Stefan", "Amélie", "Robert", "Hannah",
];
/// See above.
const LAST_NAMES: &[&str] = &[
    "Bakker", "Lefèvre", "Hofmann", "Nowak", "Rossi", "Peeters", "Mulder", "Walsh", "Tanaka",
    "Haddad", "Larsen", "Morgan", "Schuster", "Delgado", "Fischer", "Campbell", "Janssens",
    "Novak", "Reyes", "Vos",
];

struct Person {
    name: String,
    email: String,
    job: &'static str,
    is_reminded: bool,
}

/// Who is at an account.
fn people_of(account: &Account) -> Vec<Person> {
    let known: Vec<Person> = CONTACTS
        .iter()
        .filter(|contact| contact.0 == account.number)
        .map(|&(_, name, email, job, is_reminded)| Person {
            name: name.to_owned(),
            email: email.to_owned(),
            job,
            is_reminded,
        })
        .collect();
    if !known.is_empty() || account.number == WITHOUT_CONTACT {
        return known;
    }
    let mut random = Random::of(&format!("people of {}", account.number));
    let (first, last) = (random.pick(FIRST_NAMES), random.pick(LAST_NAMES));
    let company: String = account
        .name
        .to_lowercase()
        .chars()
        .take_while(|c| c.is_alphabetic() || *c == ' ')
        .filter(char::is_ascii_alphabetic)
        .take(12)
        .collect();
    vec![Person {
        name: format!("{first} {last}"),
        email: format!("payables@{company}-{}.example", account.number),
        job: "Accounts payable",
        is_reminded: true,
    }]
}

/// Writes contacts, users and their memberships down.
pub async fn insert(backend: &Backend, tx: &mut PgConnection, at: DateTime<Utc>) -> Result<()> {
    insert_contacts(tx, at).await?;
    // One hash for all of them: each takes its time.
    let hash = backend.passwords.hash(PASSWORD.to_owned()).await?;
    for login in LOGINS {
        let name = login.who.split(',').next().unwrap_or(login.who);
        let kind = if login.email.ends_with("@nordhaven.example") { "staff" } else { "buyer" };
        insert_user(tx, at, kind, login.email, name, &hash).await?;
    }
    for account in ACCOUNTS {
        let role = match pays_by_portal(account) {
            true => BuyerRole::Admin,
            false if ASKS_IN_PORTAL.contains(&account.number) => BuyerRole::Dispute,
            false => continue,
        };
        for person in people_of(account) {
            insert_user(tx, at, "buyer", &person.email, &person.name, &hash).await?;
            join_account(tx, at, &person.email, account.number, role).await?;
        }
    }
    for account in [FERROW, FERROW_BELGIUM, FERROW_GERMANY] {
        join_account(tx, at, "mirjam@ferrow.example", account, BuyerRole::Pay).await?;
        join_account(tx, at, "joost@ferrow.example", account, BuyerRole::Admin).await?;
    }
    join_account(tx, at, "victor@ferrow.example", FERROW, BuyerRole::View).await?;
    for account in [MAASLAND, MAASLAND_SERVICE] {
        join_account(tx, at, "ruud@maasland.example", account, BuyerRole::Admin).await?;
    }
    for (email, role) in [
        ("lena@nordhaven.example", StaffRole::Collector),
        ("carl@nordhaven.example", StaffRole::CashApplication),
        ("anna@nordhaven.example", StaffRole::Approver),
        ("ada@nordhaven.example", StaffRole::Admin),
        ("vera@nordhaven.example", StaffRole::Viewer),
    ] {
        join_entity(tx, at, email, ROTTERDAM.id.0, role).await?;
        if matches!(role, StaffRole::Admin | StaffRole::Collector) {
            join_entity(tx, at, email, CHICAGO.id.0, role).await?;
        }
    }
    Ok(())
}

/// Customers who pay in the portal, and so have somebody who can sign in. Those with people of
/// their own in the list above are looked after there.
fn pays_by_portal(account: &Account) -> bool {
    let is_known = CONTACTS.iter().any(|contact| contact.0 == account.number);
    account.method != Method::BankTransfer && !is_known
}

/// The buyer who pays for an account in the portal, if one does.
pub fn payer_of(account: &'static Account) -> Option<Buyer> {
    let person = people_of(account).into_iter().next()?;
    let role = match account.number {
        FERROW | FERROW_BELGIUM | FERROW_GERMANY => BuyerRole::Pay,
        MAASLAND => BuyerRole::Admin,
        _ if pays_by_portal(account) => BuyerRole::Admin,
        _ => return None,
    };
    Some(buyer(account, person.name, &person.email, role))
}

/// Joost, who runs Ferrow's accounts and disputes what is wrong.
pub fn joost(ferrow: &'static Account) -> Buyer {
    buyer(ferrow, "Joost Hartman".to_owned(), "joost@ferrow.example", BuyerRole::Admin)
}

/// Who disputes for an account in the portal, if somebody does.
pub fn disputer_of(account: &'static Account) -> Option<Buyer> {
    let role = match account.number {
        FERROW | FERROW_BELGIUM | FERROW_GERMANY => return Some(joost(account)),
        MAASLAND_SERVICE => BuyerRole::Admin,
        number if ASKS_IN_PORTAL.contains(&number) => BuyerRole::Dispute,
        _ => return payer_of(account),
    };
    let person = people_of(account).into_iter().next()?;
    Some(buyer(account, person.name, &person.email, role))
}

fn buyer(account: &'static Account, name: String, email: &str, role: BuyerRole) -> Buyer {
    Buyer {
        user_id: user_id(email),
        name,
        account_id: account.id(),
        account_number: account.number.to_owned(),
        account_name: account.name.to_owned(),
        entity_id: account.seller.id,
        entity_name: account.seller.short_name.to_owned(),
        time_zone: account.seller.time_zone.to_owned(),
        role,
        seen_by_staff: None,
    }
}

/// Lena, who looks after most customers.
pub fn lena(seller: &Seller) -> Staff {
    clerk(seller, "Lena Okafor", "lena@nordhaven.example", StaffRole::Collector)
}

/// Anna, who looks after prices, and agrees to what is above Lena's limit. Only in Rotterdam.
pub fn anna() -> Staff {
    clerk(&ROTTERDAM, "Anna Lindqvist", "anna@nordhaven.example", StaffRole::Approver)
}

/// Ada, who runs both companies.
pub fn ada(seller: &Seller) -> Staff {
    clerk(seller, "Ada Veen", "ada@nordhaven.example", StaffRole::Admin)
}

fn clerk(seller: &Seller, name: &str, email: &str, role: StaffRole) -> Staff {
    Staff {
        user_id: user_id(email),
        name: name.to_owned(),
        entity_id: seller.id,
        entity_name: seller.short_name.to_owned(),
        time_zone: seller.time_zone.to_owned(),
        role,
    }
}

fn user_id(email: &str) -> UserId {
    UserId(Random::id_of(email))
}

async fn insert_contacts(tx: &mut PgConnection, at: DateTime<Utc>) -> Result<()> {
    for account in ACCOUNTS {
        for (n, person) in people_of(account).into_iter().enumerate() {
            let id = Random::of(&format!("{} {n}", account.number)).id(at);
            sqlx::query!(
                "INSERT INTO contact (id, account_id, name, email, job, receives_reminders, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                id,
                account.id().0,
                person.name,
                person.email,
                person.job,
                person.is_reminded,
                at,
            )
            .execute(&mut *tx)
            .await?;
        }
    }
    Ok(())
}

async fn insert_user(
    tx: &mut PgConnection,
    at: DateTime<Utc>,
    kind: &str,
    email: &str,
    name: &str,
    hash: &str,
) -> Result<()> {
    passwords::accept(PASSWORD, &[email, name])?;
    sqlx::query!(
        "INSERT INTO app_user (id, kind, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        user_id(email).0,
        kind,
        email,
        name,
        hash,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn join_account(
    tx: &mut PgConnection,
    at: DateTime<Utc>,
    email: &str,
    account: &str,
    role: BuyerRole,
) -> Result<()> {
    let joined = sqlx::query!(
        "INSERT INTO buyer_membership (user_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)",
        user_id(email).0,
        accounts::find(account)?.id().0,
        role.code(),
        at,
    )
    .execute(tx)
    .await?;
    match joined.rows_affected() {
        1 => Ok(()),
        _ => Err(Error::bug(format!("{email} did not join {account}"))),
    }
}

async fn join_entity(
    tx: &mut PgConnection,
    at: DateTime<Utc>,
    email: &str,
    entity: Uuid,
    role: StaffRole,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO staff_membership (user_id, entity_id, role, created_at) VALUES ($1, $2, $3, $4)",
        user_id(email).0,
        entity,
        role.code(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}
