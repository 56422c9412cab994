//! A small world: one entity, two customers that know nothing of each other, and people.

use super::TestDb;
use crate::{
    Backend,
    actor::{Actor, Buyer, Staff},
    credit_notes::{self, Credited, NewCreditNote},
    error::Result,
    invoices::{
        copy,
        issue::{NewInvoice, NewLine, Particulars, issue_many},
    },
};
use chrono::{Days, NaiveDate};
use documents::{
    einvoice::{self, Dialect},
    invoice::Invoice,
};
use domain::{
    access::{BuyerRole, StaffRole},
    ids::*,
    invoice::{Instalment, TaxGroup},
    money::{Currency, Money},
};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// Everyone's password.
pub const PASSWORD: &str = "correct horse battery";

static HASH: OnceCell<String> = OnceCell::const_new();

/// The entity, its accounts and their people.
pub struct World {
    /// The database and the hands on it.
    pub db: TestDb,
    /// Nordhaven Bearings B.V., EUR, Amsterdam.
    pub entity: EntityId,
    /// Another entity of the seller, with nothing in it.
    pub other_entity: EntityId,
    /// Ferrow Cycles B.V., 10482.
    pub ferrow: AccountId,
    /// Maasland Tractors N.V., 10117.
    pub maasland: AccountId,
    /// Mirjam views and pays at Ferrow.
    pub mirjam: Buyer,
    /// Joost runs the account at Ferrow: he pays and disputes.
    pub joost: Buyer,
    /// Victor only views at Ferrow.
    pub victor: Buyer,
    /// Ruud runs Maasland, and is a stranger at Ferrow.
    pub ruud: Buyer,
    /// Lena collects for the entity.
    pub lena: Staff,
    /// Ada is admin of the entity.
    pub ada: Staff,
}

impl World {
    /// A world on a new database, on a Wednesday morning.
    pub async fn new() -> Self {
        let db = TestDb::new().await;
        Self::on(db).await.expect("the world is made")
    }

    async fn on(db: TestDb) -> Result<Self> {
        let b = &db.backend;
        let entity = make_entity(b, "Nordhaven Bearings B.V.", "Nordhaven").await?;
        let other_entity = make_entity(b, "Nordhaven Marine Ltd", "Nordhaven Marine").await?;
        let ferrow = make_account(b, entity, "10482", "Ferrow Cycles B.V.").await?;
        let maasland = make_account(b, entity, "10117", "Maasland Tractors N.V.").await?;
        make_contact(b, ferrow, "Mirjam de Wit", "m.dewit@ferrow.example").await?;
        make_contact(b, maasland, "Ruud Janssen", "r.janssen@maasland.example").await?;
        let mirjam = make_buyer(
            b,
            entity,
            ferrow,
            "Mirjam de Wit",
            "m.dewit@ferrow.example",
            BuyerRole::Pay,
        )
        .await?;
        let joost = make_buyer(
            b,
            entity,
            ferrow,
            "Joost Hartman",
            "j.hartman@ferrow.example",
            BuyerRole::Admin,
        )
        .await?;
        let victor =
            make_buyer(b, entity, ferrow, "Victor Bos", "v.bos@ferrow.example", BuyerRole::View)
                .await?;
        let ruud = make_buyer(
            b,
            entity,
            maasland,
            "Ruud Janssen",
            "r.janssen@maasland.example",
            BuyerRole::Admin,
        )
        .await?;
        let lena =
            make_staff(b, entity, "Lena Okafor", "lena@nordhaven.example", StaffRole::Collector)
                .await?;
        let ada =
            make_staff(b, entity, "Ada Veen", "ada@nordhaven.example", StaffRole::Admin).await?;
        Ok(Self {
            entity,
            other_entity,
            ferrow,
            maasland,
            mirjam,
            joost,
            victor,
            ruud,
            lena,
            ada,
            db,
        })
    }

    /// Makes Ada admin of the seller's other entity, too: then she runs all of them.
    pub async fn ada_runs_all(&self) {
        sqlx::query!(
            "INSERT INTO staff_membership (user_id, entity_id, role, created_at) VALUES ($1, $2, 'admin', $3)
             ON CONFLICT DO NOTHING",
            self.ada.user_id.0,
            self.other_entity.0,
            self.backend().clock.now(),
        )
        .execute(self.backend().db.worker_pool())
        .await
        .expect("a membership");
    }

    /// The hands.
    pub fn backend(&self) -> &Backend {
        &self.db.backend
    }

    /// Today in Amsterdam.
    pub fn today(&self) -> NaiveDate {
        self.backend().clock.today("Europe/Amsterdam")
    }

    /// An invoice to Ferrow in euro over a total in cents, due so many days from now.
    pub async fn invoice(&self, number: &str, total_minor: i64, due_in_days: i64) -> InvoiceId {
        self.invoice_to(self.ferrow, number, total_minor, due_in_days, Currency::EUR).await
    }

    /// An invoice to an account.
    pub async fn invoice_to(
        &self,
        account: AccountId,
        number: &str,
        total_minor: i64,
        due_in_days: i64,
        currency: Currency,
    ) -> InvoiceId {
        let due_on = self.today() + chrono::Duration::days(due_in_days);
        let invoice = NewInvoice {
            account_id: account,
            currency,
            instalments: vec![Instalment { due_on, amount: Money::new(total_minor, currency) }],
            ..self.draft(number, total_minor, due_on)
        };
        self.issue(invoice).await
    }

    /// A draft that a test may change before it issues it.
    pub fn draft(&self, number: &str, total_minor: i64, due_on: NaiveDate) -> NewInvoice {
        let currency = Currency::EUR;
        let money = |minor| Money::new(minor, currency);
        NewInvoice {
            id: InvoiceId(Uuid::now_v7()),
            entity_id: self.entity,
            account_id: self.ferrow,
            number: number.to_owned(),
            po_number: Some(format!("PO {number}")),
            issued_on: due_on - Days::new(30),
            currency,
            lines: vec![NewLine {
                description: "6205-2RS ball bearing, box of 50".to_owned(),
                article: Some("10 6205 50".to_owned()),
                quantity_e4: 10_000,
                unit: "box".to_owned(),
                unit_price_e4: total_minor * 10_000,
                amount_minor: total_minor,
                tax_category: "Z".to_owned(),
                tax_bp: 0,
                ..NewLine::default()
            }],
            tax: vec![TaxGroup {
                category: "Z".to_owned(),
                rate_bp: 0,
                taxable: money(total_minor),
                tax: money(0),
                exemption: None,
                exemption_code: None,
            }],
            net_minor: total_minor,
            tax_minor: 0,
            total_minor,
            terms_days: 30,
            discount: None,
            delivered_on: None,
            delivery_note: None,
            site: None,
            note: None,
            instalments: vec![Instalment { due_on, amount: money(total_minor) }],
            import_hash: None,
            particulars: Particulars::default(),
        }
    }

    /// Issues an invoice.
    pub async fn issue(&self, invoice: NewInvoice) -> InvoiceId {
        let id = invoice.id;
        let b = self.backend();
        let mut tx = b.db.worker().await.expect("a transaction");
        let actor = Actor::System("test");
        issue_many(&mut tx, &actor, b.clock.now(), self.today(), &[invoice])
            .await
            .expect("the invoice is issued");
        tx.commit().await.expect("committed");
        id
    }

    /// A credit note to Ferrow in euro.
    pub async fn credit(&self, number: &str, total_minor: i64) -> CreditNoteId {
        let b = self.backend();
        let note = NewCreditNote {
            id: CreditNoteId(Uuid::now_v7()),
            entity_id: self.entity,
            account_id: self.ferrow,
            invoice_id: None,
            number: number.to_owned(),
            issued_on: self.today(),
            currency: Currency::EUR,
            net_minor: total_minor,
            tax_minor: 0,
            reason: "Returned goods".to_owned(),
            import_hash: None,
            credited: Credited::default(),
        };
        let mut tx = b.db.worker().await.expect("a transaction");
        credit_notes::issue(&mut tx, &Actor::System("test"), b.clock.now(), &note)
            .await
            .expect("the credit note is issued");
        tx.commit().await.expect("committed");
        note.id
    }
}

impl World {
    /// An invoice of Ferrow's once more, under another number, as the UBL that an ERP would export.
    pub async fn e_invoice(&self, like: InvoiceId, number: &str) -> String {
        let copy = copy::get(self.backend(), &self.victor, like).await.expect("a copy");
        let invoice = Invoice { number: number.to_owned(), is_copy: false, ..copy };
        einvoice::write(&invoice, Dialect::Ubl).expect("an e-invoice")
    }
}

async fn make_entity(b: &Backend, name: &str, short_name: &str) -> Result<EntityId> {
    let id = EntityId(Uuid::now_v7());
    sqlx::query!(
        "INSERT INTO entity (id, name, short_name, country, currency, time_zone, address, city, vat_id, email, iban, bic,
                             bank_name, bank_since, card_fee_bp, created_at)
         VALUES ($1, $2, $3, 'NL', 'EUR', 'Europe/Amsterdam', 'Waalhaven 12', '3087 Rotterdam', 'NL812345678B01',
                 'receivables@nordhaven.example', 'NL91ABNA0417164300', 'ABNANL2A', 'ABN AMRO', '2021-03-02', 150, $4)",
        id.0,
        name,
        short_name,
        b.clock.now(),
    )
    .execute(b.db.worker_pool())
    .await?;
    Ok(id)
}

async fn make_account(
    b: &Backend,
    entity: EntityId,
    number: &str,
    name: &str,
) -> Result<AccountId> {
    let id = AccountId(Uuid::now_v7());
    sqlx::query!(
        "INSERT INTO account (id, entity_id, number, name, search_name, country, currency, terms_days, created_at)
         VALUES ($1, $2, $3, $4, $5, 'NL', 'EUR', 30, $6)",
        id.0,
        entity.0,
        number,
        name,
        name.to_lowercase(),
        b.clock.now(),
    )
    .execute(b.db.worker_pool())
    .await?;
    Ok(id)
}

async fn make_contact(b: &Backend, account: AccountId, name: &str, email: &str) -> Result<()> {
    sqlx::query!(
        "INSERT INTO contact (id, account_id, name, email, created_at) VALUES ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        account.0,
        name,
        email,
        b.clock.now(),
    )
    .execute(b.db.worker_pool())
    .await?;
    Ok(())
}

async fn make_user(b: &Backend, kind: &str, name: &str, email: &str) -> Result<UserId> {
    let id = UserId(Uuid::now_v7());
    // They all have the same one, so it is hashed once: that takes as long as the rest of a world.
    let hash = HASH.get_or_try_init(|| b.passwords.hash(PASSWORD.to_owned())).await?;
    sqlx::query!(
        "INSERT INTO app_user (id, kind, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id.0,
        kind,
        email,
        name,
        hash,
        b.clock.now(),
    )
    .execute(b.db.worker_pool())
    .await?;
    Ok(id)
}

async fn make_buyer(
    b: &Backend,
    entity_id: EntityId,
    account_id: AccountId,
    name: &str,
    email: &str,
    role: BuyerRole,
) -> Result<Buyer> {
    let user_id = make_user(b, "buyer", name, email).await?;
    sqlx::query!(
        "INSERT INTO buyer_membership (user_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)",
        user_id.0,
        account_id.0,
        role.code(),
        b.clock.now(),
    )
    .execute(b.db.worker_pool())
    .await?;
    let account = sqlx::query!("SELECT number, name FROM account WHERE id = $1", account_id.0)
        .fetch_one(b.db.worker_pool())
        .await?;
    Ok(Buyer {
        user_id,
        name: name.to_owned(),
        account_id,
        account_number: account.number,
        account_name: account.name,
        entity_id,
        entity_name: "Nordhaven".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        role,
        seen_by_staff: None,
    })
}

async fn make_staff(
    b: &Backend,
    entity_id: EntityId,
    name: &str,
    email: &str,
    role: StaffRole,
) -> Result<Staff> {
    let user_id = make_user(b, "staff", name, email).await?;
    sqlx::query!(
        "INSERT INTO staff_membership (user_id, entity_id, role, created_at) VALUES ($1, $2, $3, $4)",
        user_id.0,
        entity_id.0,
        role.code(),
        b.clock.now(),
    )
    .execute(b.db.worker_pool())
    .await?;
    Ok(Staff {
        user_id,
        name: name.to_owned(),
        entity_id,
        entity_name: "Nordhaven".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        role,
    })
}
