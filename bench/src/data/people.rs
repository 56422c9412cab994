//! The seller, its customers, and those who sign in.

use super::ACCOUNTS;
use anyhow::Result;
use backend::Backend;
use domain::ids::{AccountId, EntityId};
use uuid::Uuid;

/// As many as the most connections that log in at once: the throttle counts tries by user.
const BUYERS: usize = 32;
const PASSWORD: &str = "seven slow lanterns";

/// Who signs in.
#[derive(Clone, Debug)]
pub struct People {
    /// Buyers of the heavy account.
    pub buyers: Vec<String>,
    /// A collector.
    pub staff: String,
    /// Everyone's password.
    pub password: &'static str,
}

/// The seller.
pub fn entity() -> EntityId {
    EntityId(id(1, 0))
}

/// A customer by number; the first is the heavy one.
pub fn account(n: usize) -> AccountId {
    AccountId(id(2, n))
}

/// A made-up id: version 7, the same in every run.
fn id(kind: u128, n: usize) -> Uuid {
    Uuid::from_u128((0x0190_0000_0000_7000_8000 << 48) | (kind << 32) | n as u128)
}

impl People {
    /// The people, whether they are in the database yet or not.
    pub fn new() -> Self {
        Self {
            buyers: (0..BUYERS).map(|n| format!("buyer{n}@bench.example")).collect(),
            staff: "collector@bench.example".to_owned(),
            password: PASSWORD,
        }
    }

    /// Writes everyone down.
    pub async fn insert(&self, backend: &Backend) -> Result<()> {
        let mut tx = backend.db.worker().await?;
        let now = backend.clock.now();
        sqlx::query(
            "INSERT INTO entity (id, name, short_name, country, currency, time_zone, address, city, vat_id, email,
                                 iban, bic, bank_name, bank_since, card_fee_bp, created_at)
             VALUES ($1, 'Nordhaven Bearings B.V.', 'Nordhaven', 'NL', 'EUR', 'Europe/Amsterdam', 'Waalhaven 12',
                     '3087 Rotterdam', 'NL812345678B01', 'receivables@nordhaven.example', 'NL91ABNA0417164300',
                     'ABNANL2A', 'ABN AMRO', '2021-03-02', 150, $2)",
        )
        .bind(entity().0)
        .bind(now)
        .execute(&mut *tx)
        .await?;
        let accounts: Vec<Uuid> = (0..ACCOUNTS).map(|n| account(n).0).collect();
        sqlx::query(
            "INSERT INTO account (id, entity_id, number, name, search_name, country, currency, terms_days, created_at)
             SELECT u.id, $2, (10000 + u.n)::text, 'Customer ' || u.n || ' B.V.', 'customer ' || u.n || ' b.v.',
                    'NL', 'EUR', 30, $3
             FROM unnest($1::uuid[]) WITH ORDINALITY AS u (id, n)",
        )
        .bind(&accounts)
        .bind(entity().0)
        .bind(now)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "INSERT INTO contact (id, account_id, name, email, created_at)
             SELECT gen_random_uuid(), u.id, 'Somebody', 'payables@customer.example', $2
             FROM unnest($1::uuid[]) AS u (id)",
        )
        .bind(&accounts)
        .bind(now)
        .execute(&mut *tx)
        .await?;
        let hash = backend.passwords.hash(PASSWORD.to_owned()).await?;
        for (n, email) in self.buyers.iter().enumerate() {
            let user = id(3, n);
            insert_user(&mut tx, user, "buyer", email, &hash, now).await?;
            sqlx::query("INSERT INTO buyer_membership (user_id, account_id, role, created_at) VALUES ($1, $2, 'pay', $3)")
                .bind(user)
                .bind(account(0).0)
                .bind(now)
                .execute(&mut *tx)
                .await?;
        }
        let user = id(4, 0);
        insert_user(&mut tx, user, "staff", &self.staff, &hash, now).await?;
        sqlx::query("INSERT INTO staff_membership (user_id, entity_id, role, created_at) VALUES ($1, $2, 'collector', $3)")
            .bind(user)
            .bind(entity().0)
            .bind(now)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn insert_user(
    tx: &mut sqlx::PgConnection,
    id: Uuid,
    kind: &str,
    email: &str,
    hash: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO app_user (id, kind, email, name, password_hash, created_at) VALUES ($1, $2, $3, 'Somebody', $4, $5)",
    )
    .bind(id)
    .bind(kind)
    .bind(email)
    .bind(hash)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}
