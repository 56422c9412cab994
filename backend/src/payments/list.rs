//! The payments of an account, newest first, by where one is and not by number of page.

use super::read::state_of;
use crate::{
    Backend,
    actor::Buyer,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{access::Action, fee::Method, ids::PaymentId, money::Money, payment::State};
use std::collections::HashMap;
use uuid::Uuid;

/// How many payments a page shows.
const PAGE: usize = 30;

/// The most payments that one export tells.
const EXPORT: usize = 20_000;

/// How many invoices of a payment are named in a list.
const NAMED: usize = 3;

/// Which payments.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Under way, or waiting for the buyer.
    OnItsWay,
    /// Settled.
    Paid,
    /// Failed, canceled or returned.
    CameBack,
}

impl Filter {
    /// Every filter.
    pub const ALL: [Self; 4] = [Self::All, Self::OnItsWay, Self::Paid, Self::CameBack];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::OnItsWay => "on-its-way",
            Self::Paid => "paid",
            Self::CameBack => "came-back",
        }
    }

    /// The filter of a code; all payments where it is unknown.
    pub fn of(code: &str) -> Self {
        Self::ALL.into_iter().find(|filter| filter.code() == code).unwrap_or_default()
    }

    fn states(self) -> Vec<String> {
        let wanted = |state: &&State| match self {
            Self::All => true,
            Self::OnItsWay => state.is_live(),
            Self::Paid => **state == State::Settled,
            Self::CameBack => matches!(state, State::Failed | State::Canceled | State::Returned),
        };
        State::ALL.iter().filter(wanted).map(|state| state.code().to_owned()).collect()
    }
}

/// A place in the list, and which way it goes on from there. As text it is opaque.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cursor {
    newer: bool,
    at_micros: i64,
    id: Uuid,
}

impl Cursor {
    /// Reads one from an address; nothing if it is not one of ours.
    pub fn of(text: &str) -> Option<Self> {
        let (newer, rest) = match text.split_at_checked(1)? {
            ("n", rest) => (true, rest),
            ("o", rest) => (false, rest),
            _ => return None,
        };
        let (at, id) = rest.split_once('_')?;
        Some(Self { newer, at_micros: i64::from_str_radix(at, 16).ok()?, id: id.parse().ok()? })
    }

    fn at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_micros(self.at_micros)
    }

    fn text(newer: bool, row: &Listed) -> String {
        let way = if newer { 'n' } else { 'o' };
        format!("{way}{:x}_{}", row.made_at.timestamp_micros(), row.id.0.simple())
    }
}

/// A payment in the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Its id.
    pub id: PaymentId,
    /// What people call it.
    pub reference: String,
    /// Where it stands.
    pub state: State,
    /// How it is made.
    pub method: Method,
    /// The card or account, masked.
    pub instrument: String,
    /// What is applied to invoices.
    pub amount: Money,
    /// What is charged on top.
    pub fee: Money,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it settled.
    pub settled_on: Option<NaiveDate>,
    /// The numbers of the first invoices that it pays.
    pub invoices: Vec<String>,
    /// Whether it pays more than those.
    pub has_more_invoices: bool,
    /// The number of its receipt.
    pub receipt_number: Option<String>,
}

/// A part of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Newest first.
    pub payments: Vec<Listed>,
    /// Where newer ones are.
    pub newer: Option<String>,
    /// Where older ones are.
    pub older: Option<String>,
}

/// A part of the list of the buyer's account.
pub async fn list(
    backend: &Backend,
    buyer: &Buyer,
    filter: Filter,
    cursor: Option<Cursor>,
) -> Result<Page> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let mut payments = rows(&mut tx, buyer, filter, cursor, PAGE + 1).await?;
    let has_more = payments.len() > PAGE;
    payments.truncate(PAGE);
    let goes_newer = cursor.is_some_and(|cursor| cursor.newer);
    if goes_newer {
        payments.reverse();
    }
    name_invoices(&mut tx, buyer, &mut payments, NAMED).await?;
    tx.end();
    // Where one came from there is something, and where one goes to there may be.
    let is_newer = if goes_newer { has_more } else { cursor.is_some() };
    let is_older = goes_newer || has_more;
    let newer = payments.first().filter(|_| is_newer).map(|row| Cursor::text(true, row));
    let older = payments.last().filter(|_| is_older).map(|row| Cursor::text(false, row));
    Ok(Page { payments, newer, older })
}

/// All payments of a filter, newest first, for a file.
pub async fn export(backend: &Backend, buyer: &Buyer, filter: Filter) -> Result<Vec<Listed>> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let mut payments = rows(&mut tx, buyer, filter, None, EXPORT).await?;
    name_invoices(&mut tx, buyer, &mut payments, usize::MAX).await?;
    tx.end();
    Ok(payments)
}

struct Row {
    id: Uuid,
    method: String,
    instrument_label: String,
    currency: String,
    amount_minor: i64,
    fee_minor: i64,
    state: String,
    created_at: DateTime<Utc>,
    settled_on: Option<NaiveDate>,
    receipt_number: Option<String>,
}

impl TryFrom<Row> for Listed {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let currency = row.currency.parse()?;
        Ok(Self {
            id: row.id.into(),
            reference: super::reference(row.id.into()),
            state: state_of(&row.state)?,
            method: Method::of(&row.method).ok_or_else(|| Error::bug("payment.method"))?,
            instrument: row.instrument_label,
            amount: Money::new(row.amount_minor, currency),
            fee: Money::new(row.fee_minor, currency),
            made_at: row.created_at,
            settled_on: row.settled_on,
            invoices: Vec::new(),
            has_more_invoices: false,
            receipt_number: row.receipt_number,
        })
    }
}

/// Rows from a place on, in the order in which they are gone through.
async fn rows(
    tx: &mut Tx,
    buyer: &Buyer,
    filter: Filter,
    cursor: Option<Cursor>,
    most: usize,
) -> Result<Vec<Listed>> {
    let states = filter.states();
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let newer = cursor.is_some_and(|cursor| cursor.newer);
    let at = cursor.and_then(|cursor| cursor.at()).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let id = cursor.map_or(Uuid::max(), |cursor| cursor.id);
    let rows = if newer {
        sqlx::query_as!(
            Row,
            "SELECT id, method, instrument_label, currency, amount_minor, fee_minor, state, created_at,
                    settled_on, receipt_number
             FROM payment
             WHERE account_id = $1 AND (created_at, id) > ($2, $3) AND state = ANY ($4)
             ORDER BY created_at, id LIMIT $5",
            buyer.account_id.0,
            at,
            id,
            &states,
            most,
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        sqlx::query_as!(
            Row,
            "SELECT id, method, instrument_label, currency, amount_minor, fee_minor, state, created_at,
                    settled_on, receipt_number
             FROM payment
             WHERE account_id = $1 AND (created_at, id) < ($2, $3) AND state = ANY ($4)
             ORDER BY created_at DESC, id DESC LIMIT $5",
            buyer.account_id.0,
            at,
            id,
            &states,
            most,
        )
        .fetch_all(&mut **tx)
        .await?
    };
    rows.into_iter().map(Listed::try_from).collect()
}

/// The invoices that each payment is meant for or was applied to.
async fn name_invoices(
    tx: &mut Tx,
    buyer: &Buyer,
    payments: &mut [Listed],
    most: usize,
) -> Result<()> {
    let ids: Vec<Uuid> = payments.iter().map(|payment| payment.id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT x.payment_id AS "payment_id!", i.number
           FROM (SELECT payment_id, open_item_id FROM payment_part
                 WHERE account_id = $1 AND payment_id = ANY ($2)
                 UNION
                 SELECT payment_id, open_item_id FROM allocation
                 WHERE account_id = $1 AND payment_id = ANY ($2) AND reverses IS NULL) x
           JOIN open_item o ON o.account_id = $1 AND o.id = x.open_item_id
           JOIN invoice i ON i.account_id = $1 AND i.id = o.invoice_id
           ORDER BY i.number"#,
        buyer.account_id.0,
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut numbers: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in rows {
        let of_payment = numbers.entry(row.payment_id).or_default();
        if of_payment.last() != Some(&row.number) {
            of_payment.push(row.number);
        }
    }
    for payment in payments {
        let mut invoices = numbers.remove(&payment.id.0).unwrap_or_default();
        payment.has_more_invoices = invoices.len() > most;
        invoices.truncate(most);
        payment.invoices = invoices;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_cursors_are_read() {
        let id = "0190f1d2a3b4c5d6e7f8091a2b3c4d5e";
        let cursor = Cursor::of(&format!("o5a_{id}")).expect("a cursor");
        assert_eq!((cursor.newer, cursor.at_micros), (false, 0x5a));
        for bad in ["", "o", "é", "x5a_", "o5a", "ozz_0190", "o5a_nonsense"] {
            assert_eq!(Cursor::of(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn every_state_is_in_one_filter_beside_all() {
        let count: usize = Filter::ALL.iter().map(|filter| filter.states().len()).sum();
        assert_eq!(count, 2 * State::ALL.len());
    }
}
