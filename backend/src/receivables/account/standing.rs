//! What an account owes in one currency, and what every part of it is doing: each amount once.

use crate::{
    Result, Staff,
    db::Tx,
    open_items::{self, Item},
    receivables::sum,
};
use chrono::NaiveDate;
use domain::{
    ageing::Bucket,
    collectable::{self, Collectable},
    ids::{AccountId, InvoiceId},
    money::{Currency, Money},
};

/// What an open amount is doing, in the order of telling.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// It may be asked for and is past due.
    Overdue,
    /// It is not late.
    NotLate,
    /// It is disputed.
    Disputed,
    /// It is promised.
    Promised,
    /// A plan defers it.
    OnAPlan,
    /// A payment will apply it.
    OnItsWay,
}

impl Why {
    const ALL: [Self; 6] = [
        Self::Overdue,
        Self::NotLate,
        Self::Disputed,
        Self::Promised,
        Self::OnAPlan,
        Self::OnItsWay,
    ];

    fn of(self, part: &Collectable, is_late: bool) -> i64 {
        match self {
            Self::Overdue if is_late => part.collectable_minor,
            Self::NotLate if !is_late => part.collectable_minor,
            Self::Overdue | Self::NotLate => 0,
            Self::Disputed => part.disputed_minor,
            Self::Promised => part.promised_minor,
            Self::OnAPlan => part.deferred_minor,
            Self::OnItsWay => part.in_flight_minor,
        }
    }
}

/// The part of what is open that is doing one thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// What it is doing.
    pub why: Why,
    /// How much.
    pub amount: Money,
    /// On how many open items.
    pub items: usize,
    /// The first of them, by due date: the invoice, its number, when it is due, and until when a
    /// promise runs.
    pub first: Vec<(InvoiceId, String, NaiveDate, Option<NaiveDate>)>,
}

/// How many documents of a reason are named.
const NAMED: usize = 3;

/// What is open of one age.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Aged {
    /// How old.
    pub bucket: Bucket,
    /// What is open.
    pub open: Money,
    /// What of it is disputed.
    pub disputed: Money,
}

/// What an account owes in a currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// The currency.
    pub currency: Currency,
    /// How many items are open.
    pub items: usize,
    /// The subtraction, before credit.
    pub sums: Collectable,
    /// Credit that is not applied to anything.
    pub credit: Money,
    /// How much of the collectable amount it covers.
    pub covered: Money,
    /// What of the collectable amount is past due, before credit.
    pub overdue: Money,
    /// When the oldest of that was due.
    pub oldest_on: Option<NaiveDate>,
    /// What every part is doing; what is nothing is left out.
    pub reasons: Vec<Reason>,
    /// What is open, by age, and what of it is disputed.
    pub aged: Vec<Aged>,
    /// Everything that was ever billed.
    pub billed: Money,
    /// When that began.
    pub billed_since: Option<NaiveDate>,
    /// Everything that was ever paid and stayed.
    pub paid: Money,
}

impl Standing {
    /// What may be asked for, after credit.
    pub fn collectable(&self) -> Money {
        self.money(self.sums.collectable_minor - self.covered.minor)
    }

    /// An amount in its currency.
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

struct Books {
    currency: String,
    credit_minor: i64,
    billed_minor: i64,
    billed_since: Option<NaiveDate>,
    paid_minor: i64,
}

/// Reads what an account owes in each currency that it was ever billed in.
pub(super) async fn read(
    tx: &mut Tx,
    staff: &Staff,
    id: AccountId,
    own: Currency,
    today: NaiveDate,
) -> Result<Vec<Standing>> {
    let books = books(tx, staff, id).await?;
    let items = open_items::open_of_account(tx, id).await?;
    let mut standings = Vec::new();
    for book in books {
        standings.push(standing(&book, &items, today)?);
    }
    if standings.is_empty() {
        let nothing = Books {
            currency: own.to_string(),
            credit_minor: 0,
            billed_minor: 0,
            billed_since: None,
            paid_minor: 0,
        };
        standings.push(standing(&nothing, &items, today)?);
    }
    standings.sort_by_key(|standing| (standing.currency != own, standing.currency.to_string()));
    Ok(standings)
}

async fn books(tx: &mut Tx, staff: &Staff, id: AccountId) -> Result<Vec<Books>> {
    let rows = sqlx::query!(
        r#"SELECT coalesce(b.currency, i.currency) AS "currency!", b.credit_minor AS "credit_minor?",
                  i.billed_minor AS "billed_minor?", i.billed_since AS "billed_since?", p.paid_minor AS "paid_minor?"
           FROM (SELECT currency, sum(credit_minor)::bigint AS credit_minor FROM account_balance
                  WHERE account_id = $1 AND entity_id = $2 GROUP BY currency) b
           FULL JOIN (SELECT currency, sum(total_minor)::bigint AS billed_minor, min(issued_on) AS billed_since
                        FROM invoice WHERE account_id = $1 AND entity_id = $2 GROUP BY currency) i USING (currency)
           LEFT JOIN (SELECT currency, sum(amount_minor)::bigint AS paid_minor
                        FROM payment WHERE account_id = $1 AND entity_id = $2 AND state = 'settled'
                       GROUP BY currency) p USING (currency)"#,
        id.0,
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let books = rows.into_iter().map(|row| Books {
        currency: row.currency,
        credit_minor: sum(row.credit_minor),
        billed_minor: sum(row.billed_minor),
        billed_since: row.billed_since,
        paid_minor: sum(row.paid_minor),
    });
    Ok(books.collect())
}

fn standing(book: &Books, items: &[Item], today: NaiveDate) -> Result<Standing> {
    let currency: Currency = book.currency.parse()?;
    let money = |minor| Money::new(minor, currency);
    let parts: Vec<(&Item, Collectable)> = items
        .iter()
        .filter(|item| item.item.currency == currency)
        .map(|item| (item, item.item.collectable(today)))
        .collect();
    let asked = parts.iter().map(|(_, part)| part.collectable_minor);
    let covered: i64 = collectable::cover_with_credits(asked, book.credit_minor).iter().sum();
    let late: Vec<_> = parts
        .iter()
        .filter(|(item, part)| item.item.due_on < today && part.collectable_minor > 0)
        .collect();
    Ok(Standing {
        currency,
        items: parts.len(),
        sums: Collectable::sum(parts.iter().map(|(_, part)| *part)),
        credit: money(book.credit_minor),
        covered: money(covered),
        overdue: money(late.iter().map(|(_, part)| part.collectable_minor).sum()),
        oldest_on: late.iter().map(|(item, _)| item.item.due_on).min(),
        reasons: Why::ALL
            .into_iter()
            .filter_map(|why| reason(why, &parts, currency, today))
            .collect(),
        aged: Bucket::ALL.map(|bucket| aged(bucket, &parts, currency, today)).to_vec(),
        billed: money(book.billed_minor),
        billed_since: book.billed_since,
        paid: money(book.paid_minor),
    })
}

fn reason(
    why: Why,
    parts: &[(&Item, Collectable)],
    currency: Currency,
    today: NaiveDate,
) -> Option<Reason> {
    let of_it: Vec<(&Item, i64)> = parts
        .iter()
        .map(|(item, part)| (*item, why.of(part, item.item.due_on < today)))
        .filter(|(_, minor)| *minor > 0)
        .collect();
    let first = of_it.iter().take(NAMED).map(|(item, _)| {
        let item = &item.item;
        (item.invoice_id, item.number.clone(), item.due_on, item.facts.promised_until)
    });
    (!of_it.is_empty()).then(|| Reason {
        why,
        amount: Money::new(of_it.iter().map(|(_, minor)| minor).sum(), currency),
        items: of_it.len(),
        first: first.collect(),
    })
}

fn aged(
    bucket: Bucket,
    parts: &[(&Item, Collectable)],
    currency: Currency,
    today: NaiveDate,
) -> Aged {
    let of_it =
        parts.iter().filter(|(item, _)| Bucket::of(item.item.days_past_due(today)) == bucket);
    let sums = Collectable::sum(of_it.map(|(_, part)| *part));
    Aged {
        bucket,
        open: Money::new(sums.open_minor, currency),
        disputed: Money::new(sums.disputed_minor, currency),
    }
}
