//! The people at an account: who is written to, and who can sign in.

use crate::{Error, Result, db::Tx};
use domain::{
    access::BuyerRole,
    ids::{AccountId, ContactId, UserId},
};

/// Somebody who is written to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    /// Who.
    pub id: ContactId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their telephone.
    pub phone: Option<String>,
    /// What they do there.
    pub job: String,
    /// Whether reminders go to them.
    pub receives_reminders: bool,
}

/// Somebody who can sign in for the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// What they may do there.
    pub role: BuyerRole,
    /// Whether they are shut out.
    pub is_disabled: bool,
}

/// The contacts of an account, in the order in which reminders look for one.
pub(super) async fn contacts(tx: &mut Tx, id: AccountId) -> Result<Vec<Contact>> {
    let rows = sqlx::query!(
        "SELECT id, name, email, phone, job, receives_reminders FROM contact
         WHERE account_id = $1 ORDER BY receives_reminders DESC, created_at, id LIMIT 100",
        id.0,
    )
    .fetch_all(&mut **tx)
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

/// The users of an account, by name.
pub(super) async fn users(tx: &mut Tx, id: AccountId) -> Result<Vec<User>> {
    let rows = sqlx::query!(
        r#"SELECT u.id, u.name, u.email, m.role, u.disabled_at IS NOT NULL AS "is_disabled!"
           FROM buyer_membership m JOIN app_user u ON u.id = m.user_id
           WHERE m.account_id = $1 ORDER BY u.name, u.id LIMIT 100"#,
        id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(User {
                id: row.id.into(),
                name: row.name,
                email: row.email,
                role: BuyerRole::of(&row.role)
                    .ok_or_else(|| Error::bug("buyer_membership.role"))?,
                is_disabled: row.is_disabled,
            })
        })
        .collect()
}
