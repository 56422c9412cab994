//! What is disputed, why, and what becomes of it: the disputes that were opened in a period, in one
//! currency, counted by reason, article, place and customer. Every figure comes with the filter of the
//! queue that shows the rows which it counts.
//!
//! Amounts are of disputed lines, tax included; a line that was opened again disputes the rest of another,
//! which is counted already. A dispute whose lines have several reasons is counted with
//! each of them, and its lines once. One that goes on in another is not counted: its lines are there.

mod invoiced;
mod months;
mod questions;
mod took;

pub use months::Month;
pub use questions::{Question, questions};
pub use took::Took;

use super::{
    accounts,
    disputes::{Filter, Named},
    sum,
};
use crate::{Backend, Result, Staff, db::Tx};
use chrono::NaiveDate;
use domain::{
    access::Action, analysis::share_tenths, ids::AccountId, money::Currency, money::Money,
};
use invoiced::Invoiced;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The first day.
    pub since: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// The currency; without one, the entity's own.
    pub currency: Option<Currency>,
}

/// By what disputes are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// Why.
    Reason,
    /// The article of the line.
    Product,
    /// Where it was delivered.
    Site,
    /// The customer.
    Account,
    /// Why and the article together: what keeps going wrong.
    Cause,
}

impl Table {
    /// All of them, in the order of telling.
    pub const ALL: [Self; 5] =
        [Self::Cause, Self::Reason, Self::Product, Self::Site, Self::Account];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Product => "product",
            Self::Site => "site",
            Self::Account => "account",
            Self::Cause => "cause",
        }
    }

    /// What Postgres says of a row that is grouped by nothing else: one bit for each of reason, article,
    /// site and account that was summed over.
    fn of_level(level: i32) -> Option<Self> {
        match level {
            0b0111 => Some(Self::Reason),
            0b1011 => Some(Self::Product),
            0b1101 => Some(Self::Site),
            0b1110 => Some(Self::Account),
            0b0011 => Some(Self::Cause),
            _ => None,
        }
    }
}

/// What some lines come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What they have in common: reason, article, place or name. Missing where a line names none.
    pub name: Named,
    /// What else there is to say of it: the article's text, the customer's number.
    pub note: Option<String>,
    /// Shows the disputes that they are of.
    pub filter: Filter,
    /// How many disputes they are of.
    pub count: i64,
    /// What they dispute.
    pub disputed: Money,
    /// What was credited on them: by credit notes, goodwill among them, and by corrected invoices.
    pub credited: Money,
    /// What was written off of them: it is no longer asked for, and there is no document of it.
    pub written_off: Money,
    /// What was invoiced of the same in the period, tax included; none where that has no answer.
    pub invoiced: Option<Money>,
}

impl Row {
    /// Disputed ÷ invoiced, in tenths of a per cent, rounded half up.
    pub fn rate_tenths(&self) -> Option<i64> {
        share_tenths(self.disputed.minor, self.invoiced?.minor)
    }
}

/// Everything on the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Analysis {
    /// The currency of all amounts.
    pub currency: Currency,
    /// The currencies to choose from, the entity's own first.
    pub currencies: Vec<Currency>,
    /// All disputes.
    pub all: Row,
    /// How long they took, and what was credited.
    pub took: Took,
    /// By month, in all currencies.
    pub months: Vec<Month>,
    rows: Vec<(Table, Row)>,
}

impl Analysis {
    /// The rows of a table, the largest amount first.
    pub fn table(&self, table: Table) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |(of, _)| *of == table).map(|(_, row)| row)
    }
}

/// Counts the disputes of a period.
pub async fn analysis(backend: &Backend, staff: &Staff, asked: &Asked) -> Result<Analysis> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let currencies = accounts::currencies(&mut tx, staff).await?;
    let own = currencies.first().copied().unwrap_or(Currency::EUR);
    let currency = asked.currency.unwrap_or(own);
    let period = Period { since: asked.since, until: asked.until, currency };
    let (all, rows) = count(&mut tx, staff, &period).await?;
    let analysis = Analysis {
        took: took::read(&mut tx, staff, &period).await?,
        months: months::read(&mut tx, staff, &period).await?,
        currency,
        currencies,
        all,
        rows,
    };
    tx.end();
    Ok(analysis)
}

/// The days, and the currency of amounts.
struct Period {
    since: NaiveDate,
    until: NaiveDate,
    currency: Currency,
}

impl Period {
    /// Shows every dispute that is counted.
    fn filter(&self) -> Filter {
        Filter {
            currency: Some(self.currency),
            since: Some(self.since),
            until: Some(self.until),
            without_merged: true,
            ..Filter::default()
        }
    }
}

/// One row of the database.
struct Counted {
    level: i32,
    reason_code: Option<String>,
    reason: Option<String>,
    article: Option<String>,
    text: Option<String>,
    site: Option<String>,
    account_id: Option<uuid::Uuid>,
    account_name: Option<String>,
    account_number: Option<String>,
    count: i64,
    minor: Option<i64>,
    credited: Option<i64>,
    written_off: Option<i64>,
}

/// All lines of the period are read once and summed in every way. Each dispute's are looked up (OFFSET 0
/// says so): joined freely, those of all years are read for a month.
async fn count(tx: &mut Tx, staff: &Staff, period: &Period) -> Result<(Row, Vec<(Table, Row)>)> {
    let found = sqlx::query_as!(
        Counted,
        r#"SELECT g.level AS "level!", g.reason_code AS "reason_code?", r.label AS "reason?", g.article AS "article?",
                  g.text AS "text?", g.site AS "site?", g.account_id AS "account_id?",
                  a.name AS "account_name?", a.number AS "account_number?", g.count AS "count!", g.minor AS "minor?",
                  g.credited AS "credited?", g.written_off AS "written_off?"
           FROM (SELECT grouping(l.reason_code, l.article, l.site, d.account_id) AS level, l.reason_code, l.article,
                        max(b.description) AS text, l.site, d.account_id, count(DISTINCT d.id) AS count,
                        (sum(l.net_minor + l.tax_minor) FILTER (WHERE l.reopens IS NULL))::bigint AS minor,
                        sum(l.credited_minor)::bigint AS credited, sum(l.written_off_minor)::bigint AS written_off
                 FROM dispute d
                 CROSS JOIN LATERAL (
                     SELECT account_id, invoice_id, line_no, reason_code, article, site, net_minor, tax_minor, credited_minor,
                            written_off_minor, reopens
                     FROM dispute_line WHERE entity_id = $1 AND account_id = d.account_id AND dispute_id = d.id OFFSET 0) l
                 LEFT JOIN invoice_line b ON b.account_id = l.account_id AND b.invoice_id = l.invoice_id AND b.line_no = l.line_no
                 WHERE d.entity_id = $1 AND d.currency = $2 AND d.opened_on BETWEEN $3 AND $4
                 GROUP BY GROUPING SETS ((), (l.reason_code), (l.article), (l.site), (d.account_id),
                                         (l.reason_code, l.article))) g
           LEFT JOIN dispute_reason r ON r.entity_id = $1 AND r.code = g.reason_code
           LEFT JOIN account a ON a.id = g.account_id
           ORDER BY g.minor DESC NULLS LAST, g.reason_code, g.article, g.site, a.number"#,
        staff.entity_id.0,
        period.currency.code(),
        period.since,
        period.until,
    )
    .fetch_all(&mut **tx)
    .await?;
    let accounts: Vec<_> = found.iter().filter_map(|row| row.account_id).collect();
    let invoiced = invoiced::read(tx, staff, period, &accounts).await?;
    let mut rows = Vec::with_capacity(found.len());
    let mut all = None;
    for counted in found {
        match Table::of_level(counted.level) {
            Some(table) => rows.push((table, counted.row(table, period, &invoiced)?)),
            None => all = Some(counted.all(period, &invoiced)?),
        }
    }
    // A sum over nothing is a row, too.
    let all = all.ok_or_else(|| crate::Error::bug("a sum without a row"))?;
    Ok((all, rows))
}

impl Counted {
    fn all(self, period: &Period, invoiced: &Invoiced) -> Result<Row> {
        self.told(Named::Missing, None, period.filter(), Some(invoiced.all), period)
    }

    fn row(mut self, table: Table, period: &Period, invoiced: &Invoiced) -> Result<Row> {
        let mut filter = period.filter();
        match table {
            Table::Reason => {
                filter.reason = self.reason_code.take();
                let name = Named::of(self.reason.take());
                self.told(name, None, filter, Some(invoiced.all), period)
            }
            Table::Product => {
                let sold = self.article.as_ref().map(|article| invoiced.of_article(article));
                let (name, text) = (Named::of(self.article.take()), self.text.take());
                filter.product = Some(name.clone());
                // An amount of a whole invoice is of all its articles: there is no rate of that.
                let text = text.filter(|_| name != Named::Missing);
                self.told(name, text, filter, sold, period)
            }
            Table::Site => {
                let sold = invoiced.of_site(self.site.as_deref());
                let name = Named::of(self.site.take());
                filter.site = Some(name.clone());
                self.told(name, None, filter, Some(sold), period)
            }
            Table::Account => {
                filter.account = self.account_id.map(AccountId);
                let sold = self.account_id.map_or(0, |id| invoiced.of_account(id));
                let (name, number) =
                    (Named::of(self.account_name.take()), self.account_number.take());
                self.told(name, number, filter, Some(sold), period)
            }
            Table::Cause => {
                let sold = self.article.as_ref().map(|article| invoiced.of_article(article));
                let product = Named::of(self.article.take());
                let text = match (&product, self.text.take()) {
                    (Named::Is(article), Some(text)) => Some(format!("{article} {text}")),
                    (Named::Is(article), None) => Some(article.clone()),
                    (Named::Missing, _) => None,
                };
                filter.reason = self.reason_code.take();
                filter.product = Some(product);
                let name = Named::of(self.reason.take());
                self.told(name, text, filter, sold, period)
            }
        }
    }

    fn told(
        self,
        name: Named,
        note: Option<String>,
        filter: Filter,
        invoiced: Option<i64>,
        period: &Period,
    ) -> Result<Row> {
        let amount = |minor| Money::new(minor, period.currency);
        Ok(Row {
            name,
            note,
            filter,
            count: self.count,
            disputed: amount(sum(self.minor)),
            credited: amount(sum(self.credited)),
            written_off: amount(sum(self.written_off)),
            invoiced: invoiced.map(amount),
        })
    }
}
