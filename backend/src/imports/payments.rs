//! Money that has arrived elsewhere: settled, applied to the invoices that it names. Money is never
//! refused because of what it is meant for: what cannot be applied stays with the account.

use super::{
    cells::{Cells, NAME_LETTERS, NUMBER_LETTERS},
    document::{Circumstances, Defaults, Document, Read, Tally, same_hash},
    items::{Items, Part},
    lookups::{self, KnownAccount, UNKNOWN_ACCOUNT, difference, differs},
    payment_rows::{self, Arrived},
    problems::Findings,
};
use crate::error::Result;
use chrono::NaiveDate;
use domain::{Currency, Money, calendar::medium, fee::Method};
use sqlx::PgConnection;
use std::collections::HashMap;

/// A payment, as a file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Payment {
    pub number: String,
    account: String,
    pub settled_on: NaiveDate,
    pub amount: Money,
    pub method: Method,
    pub reference: Option<String>,
    meant_for: Vec<MeantFor>,
}

/// An invoice that a payment names.
#[derive(Clone, PartialEq, Eq, Debug)]
struct MeantFor {
    row_no: u64,
    invoice: String,
    amount_minor: i64,
    discount_minor: i64,
}

/// What every row of a payment says.
struct Row {
    number: String,
    account: String,
    settled_on: NaiveDate,
    currency: Currency,
    amount: Money,
    discount: Option<Money>,
    total: Option<Money>,
    method: Option<Method>,
    reference: Option<String>,
    invoice: Option<String>,
}

impl Document for Payment {
    fn read(cells: &mut Cells<'_>, of: &Defaults) -> Option<Self> {
        cells.go_to(0);
        let first = read_row(cells, of);
        let mut payment = first.as_ref().map(|row| row.begin(cells.row_no()));
        for at in 1..cells.rows() {
            cells.go_to(at);
            let row = read_row(cells, of);
            if let (Some(payment), Some(first), Some(row)) = (&mut payment, &first, row) {
                if row.agrees_with(first) {
                    payment.add(cells, row);
                } else {
                    cells.refuse_row(
                        "This row does not say the same of the payment as its first row does.",
                    );
                }
            }
        }
        cells.go_to(0);
        let (mut payment, first) = (payment?, first?);
        if let Some(total) = first.total {
            if total.minor < payment.amount.minor {
                let told = format!("The rows of this payment come to {}.", payment.amount.full());
                cells.refuse("total", told);
            }
            payment.amount = total;
        }
        if payment.amount.minor <= 0 {
            cells.refuse("amount", "A payment has to be over more than zero.");
        }
        Some(payment)
    }

    fn key(&self) -> String {
        self.number.clone()
    }

    fn known_on(&self) -> Option<NaiveDate> {
        Some(self.settled_on)
    }

    async fn load(
        tx: &mut PgConnection,
        run: &Circumstances,
        batch: &[Read<Self>],
        findings: &mut Findings,
    ) -> Result<Tally> {
        let numbers = batch.iter().map(|read| read.document.account.as_str());
        let accounts = lookups::accounts(tx, run.entity_id, numbers).await?;
        let known = in_the_books(tx, run, batch).await?;
        let named = batch
            .iter()
            .flat_map(|read| &read.document.meant_for)
            .map(|meant| meant.invoice.as_str());
        let mut items = Items::load(tx, run, named).await?;
        let mut tally = Tally::default();
        let mut arrived = Vec::new();
        for read in batch {
            let payment = &read.document;
            if let Some(there) = known.get(&payment.number) {
                if payment.is(there, &read.hash) {
                    tally.unchanged += 1;
                } else {
                    let told = differs("Payment", &payment.number, &payment.differences(there));
                    run.refuse(findings, read.row_no, "number", &payment.number, told);
                    tally.refused += 1;
                }
                continue;
            }
            let Some(account) = accounts.get(&payment.account) else {
                run.refuse(findings, read.row_no, "account", &payment.account, UNKNOWN_ACCOUNT);
                tally.refused += 1;
                continue;
            };
            tally.created += 1;
            let parts = payment.spread(run, account, &mut items, findings);
            arrived.push(Arrived::of(payment, account.id, &read.hash, parts));
        }
        if !run.dry_run && !arrived.is_empty() {
            payment_rows::store(tx, run, &arrived).await?;
        }
        Ok(tally)
    }
}

fn read_row(cells: &mut Cells<'_>, of: &Defaults) -> Option<Row> {
    let number = cells.needed("number", NUMBER_LETTERS);
    let account = cells.needed("account", NUMBER_LETTERS);
    let settled_on = cells.needed_date("settled_on");
    let currency = cells.currency().unwrap_or(of.currency);
    let amount = cells.amount("amount", currency);
    if amount.is_none() {
        // An unreadable amount has been noted already; noting an empty one is what is left.
        cells.needed("amount", NUMBER_LETTERS);
    }
    let discount = cells.amount("discount", currency);
    let total = cells.amount("total", currency);
    let method = cells.read("method", |text| {
        let method = Method::of(&text.to_ascii_lowercase());
        method.ok_or_else(|| "Write bank_transfer, bank_debit or card.".to_owned())
    });
    let reference = cells.text("reference", NAME_LETTERS);
    let invoice = cells.text("invoice", NUMBER_LETTERS);
    Some(Row {
        number: number?,
        account: account?,
        settled_on: settled_on?,
        currency,
        amount: amount?,
        discount,
        total,
        method,
        reference,
        invoice,
    })
}

impl Row {
    fn begin(&self, row_no: u64) -> Payment {
        Payment {
            number: self.number.clone(),
            account: self.account.clone(),
            settled_on: self.settled_on,
            amount: self.amount,
            method: self.method.unwrap_or(Method::BankTransfer),
            reference: self.reference.clone(),
            meant_for: self.meant_for(row_no).into_iter().collect(),
        }
    }

    fn meant_for(&self, row_no: u64) -> Option<MeantFor> {
        self.invoice.clone().map(|invoice| MeantFor {
            row_no,
            invoice,
            amount_minor: self.amount.minor,
            discount_minor: self.discount.map_or(0, |discount| discount.minor),
        })
    }

    fn agrees_with(&self, first: &Self) -> bool {
        self.account == first.account
            && self.settled_on == first.settled_on
            && self.currency == first.currency
            && (self.total.is_none() || self.total == first.total)
            && (self.method.is_none() || self.method == first.method)
    }
}

/// What the books say of a payment.
struct InTheBooks {
    number: String,
    provider: String,
    account: String,
    settled_on: Option<NaiveDate>,
    currency: String,
    amount_minor: i64,
    import_hash: Option<String>,
}

async fn in_the_books(
    tx: &mut PgConnection,
    run: &Circumstances,
    batch: &[Read<Payment>],
) -> Result<HashMap<String, InTheBooks>> {
    let numbers: Vec<String> = batch.iter().map(|read| read.document.number.clone()).collect();
    let rows = sqlx::query_as!(
        InTheBooks,
        r#"SELECT p.receipt_number AS "number!", p.provider, a.number AS account, p.settled_on, p.currency,
                  p.amount_minor, p.import_hash
           FROM payment p JOIN account a ON a.entity_id = p.entity_id AND a.id = p.account_id
           WHERE p.entity_id = $1 AND p.receipt_number = ANY ($2)"#,
        run.entity_id.0,
        &numbers,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number.clone(), row)).collect())
}

impl Payment {
    fn add(&mut self, cells: &mut Cells<'_>, row: Row) {
        match self.amount.plus(row.amount) {
            Ok(sum) => self.amount = sum,
            Err(refusal) => cells.refuse("amount", refusal.to_string()),
        }
        self.meant_for.extend(row.meant_for(cells.row_no()));
    }

    fn is(&self, there: &InTheBooks, hash: &str) -> bool {
        same_hash(there.import_hash.as_deref(), hash)
            .unwrap_or_else(|| self.differences(there).is_empty())
    }

    fn differences(&self, there: &InTheBooks) -> Vec<String> {
        let Ok(currency) = there.currency.parse::<Currency>() else {
            return vec!["the currency".to_owned()];
        };
        let came_from_elsewhere = (there.provider != payment_rows::PROVIDER)
            .then(|| "it was paid in the portal, and this is its receipt's number".to_owned());
        let settled_on = there.settled_on.map_or("not yet".to_owned(), medium);
        [
            came_from_elsewhere,
            difference("the account", &self.account, &there.account),
            difference("the day", medium(self.settled_on), settled_on),
            difference("the amount", self.amount, Money::new(there.amount_minor, currency)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Lays the money out over what it names. What is over stays with the account, with a note.
    fn spread(
        &self,
        run: &Circumstances,
        account: &KnownAccount,
        items: &mut Items,
        findings: &mut Findings,
    ) -> Vec<Part> {
        let mut parts = Vec::new();
        for meant in &self.meant_for {
            let mut note = |told: String| {
                run.note(findings, meant.row_no, "invoice", &meant.invoice, told);
            };
            let named = items.get(&meant.invoice);
            match named.filter(|named| named.account_id == account.id) {
                None => {
                    note("This account has no invoice with this number. The money stays as credit of the account.".to_owned());
                    continue;
                }
                Some(named) if named.currency != self.amount.currency => {
                    note(format!(
                        "The invoice is in {}. The money stays as credit of the account.",
                        named.currency
                    ));
                    continue;
                }
                Some(_) => {}
            }
            let given = items.give(&meant.invoice, meant.amount_minor, meant.discount_minor);
            let applied: i64 = given.iter().map(|part| part.amount_minor).sum();
            if applied < meant.amount_minor {
                let money = |minor| Money::new(minor, self.amount.currency).full();
                note(format!(
                    "Only {} of {} could be applied, because no more is open. The rest stays as credit of the account.",
                    money(applied),
                    money(meant.amount_minor)
                ));
            }
            parts.extend(given);
        }
        parts
    }
}
