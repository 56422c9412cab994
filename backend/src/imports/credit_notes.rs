//! Credit notes: rows with one number are its lines, if it has any. Issued once, applied to the invoice
//! that they name as far as it is open. The rest is credit of the account.

use super::{
    cells::{Cells, NAME_LETTERS, NUMBER_LETTERS},
    document::{Circumstances, Defaults, Document, Read, Tally, same_hash},
    invoice_lines::{self, Sums},
    items::{Items, Part},
    lookups::{self, KnownAccount, UNKNOWN_ACCOUNT, difference, differs},
    problems::Findings,
};
use crate::{
    allocations::{self, Application, Source},
    credit_notes::{self, Credited, NewCreditNote},
    error::Result,
    originals::{New, Of},
};
use chrono::NaiveDate;
use domain::{
    Currency, Money,
    calendar::medium,
    ids::{CreditNoteId, InvoiceId},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// A credit note, as a file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct CreditNote {
    number: String,
    account: String,
    issued_on: NaiveDate,
    currency: Currency,
    net_minor: i64,
    tax_minor: i64,
    reason: String,
    invoice: Option<String>,
    credited: Credited,
}

impl Document for CreditNote {
    fn read(cells: &mut Cells<'_>, of: &Defaults) -> Option<Self> {
        let number = cells.needed("number", NUMBER_LETTERS);
        let account = cells.needed("account", NUMBER_LETTERS);
        let issued_on = cells.needed_date("issued_on");
        let currency = cells.currency().unwrap_or(of.currency);
        let has_lines = LINE_COLUMNS.iter().any(|name| cells.says(name));
        let whole = if has_lines { None } else { said(cells, currency) };
        let reason = cells.text("reason", NAME_LETTERS);
        let invoice = cells.text("invoice", NUMBER_LETTERS);
        if has_lines {
            check_repeated(cells, (&account, &issued_on, &reason, &invoice));
        } else if !cells.rows_are_the_same() {
            cells.refuse_row("The file has this before, and says otherwise there.");
        }
        let (net, tax, credited) = match has_lines {
            true => {
                let sums = invoice_lines::read(cells, currency)?;
                (sums.net, sums.tax_total, credited(sums))
            }
            false if !cells.is_clean() => return None,
            false => {
                let (net, tax, total) = whole?;
                let (net, tax) = sums(cells, net, tax, total)?;
                (net, tax, Credited::default())
            }
        };
        Some(Self {
            number: number?,
            account: account?,
            issued_on: issued_on?,
            currency,
            net_minor: net.minor,
            tax_minor: tax.minor,
            reason: reason.unwrap_or_else(|| "Credit".to_owned()),
            invoice,
            credited,
        })
    }

    fn key(&self) -> String {
        self.number.clone()
    }

    fn known_on(&self) -> Option<NaiveDate> {
        Some(self.issued_on)
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
        let invoices = batch.iter().filter_map(|read| read.document.invoice.as_deref());
        let mut items = Items::load(tx, run, invoices).await?;
        let mut tally = Tally::default();
        for read in batch {
            let note = &read.document;
            if let Some(there) = known.get(&note.number) {
                if note.is(there, &read.hash) {
                    tally.unchanged += 1;
                } else {
                    let told = differs("Credit note", &note.number, &note.differences(there));
                    run.refuse(findings, read.row_no, "number", &note.number, told);
                    tally.refused += 1;
                }
                continue;
            }
            let Some(account) = accounts.get(&note.account) else {
                run.refuse(findings, read.row_no, "account", &note.account, UNKNOWN_ACCOUNT);
                tally.refused += 1;
                continue;
            };
            tally.created += 1;
            let (corrects, parts) = note.apply_to(run, read.row_no, account, &mut items, findings);
            if !run.dry_run {
                let new = note.to_issue(run, account, corrects, &read.hash);
                credit_notes::issue(tx, &run.actor, run.now, &new).await?;
                store_parts(tx, run, &new, &parts).await?;
                let of = Of::CreditNote(new.id);
                let came = read.original.clone();
                let kept = came.map(|came| New { account_id: account.id, of, came });
                run.keep_originals(tx, kept.into_iter().collect()).await?;
            }
        }
        Ok(tally)
    }
}

/// The columns of which one at least says that there are lines.
const LINE_COLUMNS: [&str; 5] = ["description", "article", "quantity", "unit_price", "line_amount"];

/// What the file says of the whole of it.
type Said = (Option<Money>, Option<Money>, Option<Money>);

fn said(cells: &mut Cells<'_>, currency: Currency) -> Option<Said> {
    let amounts = ["net", "tax", "total"].map(|name| cells.amount(name, currency));
    Some((amounts[0], amounts[1], amounts[2]))
}

/// Later rows may repeat the head, and not contradict it.
fn check_repeated(
    cells: &mut Cells<'_>,
    first: (&Option<String>, &Option<NaiveDate>, &Option<String>, &Option<String>),
) {
    fn same<T: PartialEq>(later: Option<T>, first: &Option<T>) -> bool {
        later.is_none() || later == *first
    }
    for row in 1..cells.rows() {
        cells.go_to(row);
        let agrees = same(cells.text("account", NUMBER_LETTERS), first.0)
            & same(cells.date("issued_on"), first.1)
            & same(cells.text("reason", NAME_LETTERS), first.2)
            & same(cells.text("invoice", NUMBER_LETTERS), first.3);
        if !agrees {
            cells.refuse_row(
                "This row does not say the same of the credit note as its first row does.",
            );
        }
    }
    cells.go_to(0);
}

fn credited(sums: Sums) -> Credited {
    Credited {
        lines: sums.lines,
        tax: sums.tax,
        adjustments: sums.adjustments,
        sales_tax: sums.sales_tax,
        rounding_minor: sums.rounding.minor,
    }
}

/// Net and tax, whichever two of the three amounts are there; checks the third.
fn sums(
    cells: &mut Cells<'_>,
    net: Option<Money>,
    tax: Option<Money>,
    total: Option<Money>,
) -> Option<(Money, Money)> {
    let (net, tax) = match (net, tax, total) {
        (Some(net), Some(tax), _) => (net, tax),
        (Some(net), None, Some(total)) => (net, total.minus(net).ok()?),
        (None, Some(tax), Some(total)) => (total.minus(tax).ok()?, tax),
        (None, None, Some(whole)) | (Some(whole), None, None) => {
            (whole, Money::zero(whole.currency))
        }
        (None, _, None) => {
            cells.refuse("total", "A credit note needs its total.");
            return None;
        }
    };
    let computed = net.plus(tax).ok()?;
    if total.is_some_and(|total| total != computed) || net.minor < 0 || tax.minor < 0 {
        cells.refuse("total", format!("Net and tax come to {}.", computed.full()));
    }
    if computed.is_zero() {
        cells.refuse("total", "A credit note has to be over more than zero.");
    }
    Some((net, tax))
}

/// What the books say of a credit note.
struct InTheBooks {
    number: String,
    account: String,
    issued_on: NaiveDate,
    currency: String,
    total_minor: i64,
    tax_minor: i64,
    import_hash: Option<String>,
}

async fn in_the_books(
    tx: &mut PgConnection,
    run: &Circumstances,
    batch: &[Read<CreditNote>],
) -> Result<HashMap<String, InTheBooks>> {
    let numbers: Vec<String> = batch.iter().map(|read| read.document.number.clone()).collect();
    let rows = sqlx::query_as!(
        InTheBooks,
        "SELECT c.number, a.number AS account, c.issued_on, c.currency, c.total_minor, c.tax_minor, c.import_hash
         FROM credit_note c JOIN account a ON a.entity_id = c.entity_id AND a.id = c.account_id
         WHERE c.entity_id = $1 AND c.number = ANY ($2)",
        run.entity_id.0,
        &numbers,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number.clone(), row)).collect())
}

impl CreditNote {
    fn is(&self, there: &InTheBooks, hash: &str) -> bool {
        same_hash(there.import_hash.as_deref(), hash)
            .unwrap_or_else(|| self.differences(there).is_empty())
    }

    fn differences(&self, there: &InTheBooks) -> Vec<String> {
        let Ok(currency) = there.currency.parse::<Currency>() else {
            return vec!["the currency".to_owned()];
        };
        let total = Money::new(self.total_minor(), self.currency);
        [
            difference("the account", &self.account, &there.account),
            difference("the day of issue", medium(self.issued_on), medium(there.issued_on)),
            difference("the total", total, Money::new(there.total_minor, currency)),
            difference(
                "the tax",
                Money::new(self.tax_minor, self.currency),
                Money::new(there.tax_minor, currency),
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The invoice that it corrects, and what of it goes there. Credit whose invoice is unknown
    /// stays credit, with a note.
    fn apply_to(
        &self,
        run: &Circumstances,
        row_no: u64,
        account: &KnownAccount,
        items: &mut Items,
        findings: &mut Findings,
    ) -> (Option<InvoiceId>, Vec<Part>) {
        let Some(number) = &self.invoice else {
            return (None, Vec::new());
        };
        let named = items.get(number);
        let Some(invoice) = named.filter(|named| named.account_id == account.id) else {
            let told = "This account has no invoice with this number. The credit note stays as credit of the account.";
            run.note(findings, row_no, "invoice", number, told);
            return (None, Vec::new());
        };
        let invoice_id = invoice.invoice_id;
        if invoice.currency != self.currency {
            let told = format!(
                "The invoice is in {}. The credit note stays as credit of the account.",
                invoice.currency
            );
            run.note(findings, row_no, "invoice", number, told);
            return (Some(invoice_id), Vec::new());
        }
        let parts = items.give(number, self.total_minor(), 0);
        (Some(invoice_id), parts)
    }

    fn to_issue(
        &self,
        run: &Circumstances,
        account: &KnownAccount,
        corrects: Option<InvoiceId>,
        hash: &str,
    ) -> NewCreditNote {
        NewCreditNote {
            id: CreditNoteId(Uuid::now_v7()),
            entity_id: run.entity_id,
            account_id: account.id,
            invoice_id: corrects,
            number: self.number.clone(),
            issued_on: self.issued_on,
            currency: self.currency,
            net_minor: self.net_minor,
            tax_minor: self.tax_minor,
            reason: self.reason.clone(),
            import_hash: Some(hash.to_owned()),
            credited: self.credited.clone(),
        }
    }

    fn total_minor(&self) -> i64 {
        self.net_minor + self.tax_minor + self.credited.rounding_minor
    }
}

/// Applies the parts and lowers what is left of the note. The items are locked.
async fn store_parts(
    tx: &mut PgConnection,
    run: &Circumstances,
    note: &NewCreditNote,
    parts: &[Part],
) -> Result<()> {
    let applied: i64 = parts.iter().map(|part| part.amount_minor).sum();
    if applied == 0 {
        return Ok(());
    }
    for part in parts {
        let application = Application {
            entity_id: run.entity_id,
            account_id: note.account_id,
            open_item_id: part.open_item_id,
            source: Source::CreditNote(note.id),
            amount_minor: part.amount_minor,
            discount_minor: 0,
            currency: note.currency,
            rule: "credit",
            reference: note.number.clone(),
            on: note.issued_on,
            at: run.now,
        };
        allocations::apply(tx, &application).await?;
    }
    credit_notes::take(tx, note.account_id, note.id, applied).await
}
