//! Invoices: rows with one number are its lines. An issued invoice never changes, so one that the
//! books have is either the same or refused.

use super::{
    cells::{Cells, NAME_LETTERS, NUMBER_LETTERS, TEXT_LETTERS},
    document::{Circumstances, Defaults, Document, Read, Tally, same_hash},
    invoice_lines::{self, Sums},
    lookups::{self, UNKNOWN_ACCOUNT, difference, differs},
    problems::Findings,
    values,
};
use crate::{
    error::Result,
    invoices::issue::{NewInvoice, Particulars, Place, issue_many},
    originals::{New, Of},
};
use chrono::{Days, NaiveDate};
use domain::{
    Currency, Money,
    calendar::medium,
    ids::{AccountId, InvoiceId},
    invoice::{Instalment, check_instalments},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The longest time that an invoice may take to fall due.
const TERMS_DAYS: i32 = 3_650;
/// The longest name of a place.
const SITE_LETTERS: usize = 120;

/// An invoice, as a file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Invoice {
    head: Head,
    sums: Sums,
    instalments: Option<Vec<Instalment>>,
}

/// What an invoice says as a whole. Every row may repeat it, and none may contradict.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Head {
    number: String,
    account: String,
    issued_on: NaiveDate,
    due_on: Option<NaiveDate>,
    currency: Currency,
    po_number: Option<String>,
    terms_days: Option<i32>,
    discount_bp: Option<i32>,
    discount_days: Option<i32>,
    delivered_on: Option<NaiveDate>,
    delivery_note: Option<String>,
    site: Option<String>,
    note: Option<String>,
    buyer_reference: Option<String>,
    contract: Option<String>,
    period: (Option<NaiveDate>, Option<NaiveDate>),
    deliver_to: Place,
}

impl Document for Invoice {
    fn read(cells: &mut Cells<'_>, of: &Defaults) -> Option<Self> {
        let head = read_head(cells, of);
        let currency = head.as_ref().map_or(of.currency, |head| head.currency);
        let sums = invoice_lines::read(cells, currency);
        cells.go_to(0);
        let total = sums.as_ref().map(|sums| sums.due);
        let instalments = total.and_then(|total| read_instalments(cells, total));
        let (head, sums) = (head?, sums?);
        check_dates(cells, &head, instalments.as_deref());
        Some(Self { head, sums, instalments })
    }

    fn key(&self) -> String {
        self.head.number.clone()
    }

    fn known_on(&self) -> Option<NaiveDate> {
        Some(self.head.issued_on)
    }

    async fn load(
        tx: &mut PgConnection,
        run: &Circumstances,
        batch: &[Read<Self>],
        findings: &mut Findings,
    ) -> Result<Tally> {
        let numbers = batch.iter().map(|read| read.document.head.account.as_str());
        let accounts = lookups::accounts(tx, run.entity_id, numbers).await?;
        let known = in_the_books(tx, run, batch).await?;
        let mut tally = Tally::default();
        let (mut new, mut originals) = (Vec::new(), Vec::new());
        for read in batch {
            let head = &read.document.head;
            if let Some(there) = known.get(&head.number) {
                if read.document.is(there, &read.hash) {
                    tally.unchanged += 1;
                } else {
                    let told = read.document.differences(there);
                    let told = differs("Invoice", &head.number, &told);
                    run.refuse(findings, read.row_no, "number", &head.number, told);
                    tally.refused += 1;
                }
                continue;
            }
            let Some(account) = accounts.get(&head.account) else {
                run.refuse(findings, read.row_no, "account", &head.account, UNKNOWN_ACCOUNT);
                tally.refused += 1;
                continue;
            };
            tally.created += 1;
            let issue = read.document.to_issue(run, account.id, account.terms_days, &read.hash);
            originals.extend(read.original.clone().map(|came| New {
                account_id: account.id,
                of: Of::Invoice(issue.id),
                came,
            }));
            new.push(issue);
        }
        if !run.dry_run && !new.is_empty() {
            issue_many(tx, &run.actor, run.now, run.today, &new).await?;
            run.keep_originals(tx, originals).await?;
        }
        Ok(tally)
    }
}

fn read_head(cells: &mut Cells<'_>, of: &Defaults) -> Option<Head> {
    cells.go_to(0);
    let first = read_head_row(cells, of);
    for row in 1..cells.rows() {
        cells.go_to(row);
        let later = read_head_row(cells, of);
        if let (Some(first), Some(later)) = (&first, later)
            && !later.agrees_with(first)
        {
            cells
                .refuse_row("This row does not say the same of the invoice as its first row does.");
        }
    }
    first
}

fn read_head_row(cells: &mut Cells<'_>, of: &Defaults) -> Option<Head> {
    let number = cells.needed("number", NUMBER_LETTERS);
    let account = cells.needed("account", NUMBER_LETTERS);
    let issued_on = cells.needed_date("issued_on");
    let currency = cells.currency().unwrap_or(of.currency);
    let due_on = cells.date("due_on");
    let po_number = cells.text("po_number", NUMBER_LETTERS);
    let terms_days = cells.whole("terms_days", TERMS_DAYS);
    let discount_bp = cells.percent("discount_percent", 2_000);
    let discount_days = cells.whole("discount_days", 365);
    let delivered_on = cells.date("delivered_on");
    let delivery_note = cells.text("delivery_note", NUMBER_LETTERS);
    let site = cells.text("site", SITE_LETTERS);
    let note = cells.lines("note", TEXT_LETTERS);
    let buyer_reference = cells.text("buyer_reference", NUMBER_LETTERS);
    let contract = cells.text("contract", NUMBER_LETTERS);
    let period = (cells.date("period_from"), cells.date("period_to"));
    let deliver_to = Place {
        name: cells.text("deliver_to_name", NAME_LETTERS),
        address: cells.text("deliver_to_address", NAME_LETTERS),
        city: cells.text("deliver_to_city", NAME_LETTERS),
        country: cells.read("deliver_to_country", values::country),
    };
    Some(Head {
        number: number?,
        account: account?,
        issued_on: issued_on?,
        due_on,
        currency,
        po_number,
        terms_days,
        discount_bp,
        discount_days,
        delivered_on,
        delivery_note,
        site,
        note,
        buyer_reference,
        contract,
        period,
        deliver_to,
    })
}

/// The parts in which it is to be paid: `date:amount|date:amount`.
fn read_instalments(cells: &mut Cells<'_>, total: Money) -> Option<Vec<Instalment>> {
    let format = cells.format();
    cells.read("instalments", |text| {
        let parts: Vec<Instalment> = text
            .split('|')
            .map(|part| {
                let (day, amount) = part.trim().rsplit_once(':').ok_or(
                    "Write each instalment as its date, a colon and its amount, with | between two of them.",
                )?;
                Ok(Instalment {
                    due_on: values::date(day.trim(), &format.dates)?,
                    amount: values::amount(amount.trim(), total.currency, format)?,
                })
            })
            .collect::<std::result::Result<_, String>>()?;
        check_instalments(total, &parts).map_err(|refusal| refusal.to_string())?;
        Ok(parts)
    })
}

fn check_dates(cells: &mut Cells<'_>, head: &Head, instalments: Option<&[Instalment]>) {
    let issued = medium(head.issued_on);
    if head.due_on.is_some_and(|due| due < head.issued_on) {
        cells.refuse("due_on", format!("It is due before it is issued, on {issued}."));
    }
    let first = instalments.and_then(<[Instalment]>::first);
    if first.is_some_and(|part| part.due_on < head.issued_on) {
        cells.refuse(
            "instalments",
            format!("A part is due before the invoice is issued, on {issued}."),
        );
    }
    match head.period {
        (Some(from), Some(to)) if from > to => {
            cells.refuse("period_to", format!("The period begins later, on {}.", medium(from)));
        }
        (Some(_), None) => cells.refuse("period_to", "A period needs its last day, too."),
        (None, Some(_)) => cells.refuse("period_from", "A period needs its first day, too."),
        _ => {}
    }
    let too_late = |due: NaiveDate| (due - head.issued_on).num_days() > i64::from(TERMS_DAYS);
    if head.due_on.is_some_and(too_late) {
        cells.refuse(
            "due_on",
            format!("It is due more than ten years after its issue on {issued}."),
        );
    }
}

impl Head {
    /// Whether another row of the same invoice says the same; later rows may leave things out.
    fn agrees_with(&self, first: &Self) -> bool {
        fn same<T: PartialEq>(later: &Option<T>, first: &Option<T>) -> bool {
            later.is_none() || later == first
        }
        self.account == first.account
            && self.issued_on == first.issued_on
            && self.currency == first.currency
            && same(&self.due_on, &first.due_on)
            && same(&self.po_number, &first.po_number)
            && same(&self.terms_days, &first.terms_days)
            && same(&self.discount_bp, &first.discount_bp)
            && same(&self.discount_days, &first.discount_days)
            && same(&self.delivered_on, &first.delivered_on)
            && same(&self.delivery_note, &first.delivery_note)
            && same(&self.site, &first.site)
            && same(&self.note, &first.note)
            && same(&self.buyer_reference, &first.buyer_reference)
            && same(&self.contract, &first.contract)
            && same(&self.period.0, &first.period.0)
            && same(&self.period.1, &first.period.1)
            && same(&self.deliver_to.name, &first.deliver_to.name)
            && same(&self.deliver_to.address, &first.deliver_to.address)
            && same(&self.deliver_to.city, &first.deliver_to.city)
            && same(&self.deliver_to.country, &first.deliver_to.country)
    }
}

/// What the books say of an invoice.
struct InTheBooks {
    account: String,
    issued_on: NaiveDate,
    currency: String,
    net_minor: i64,
    tax_minor: i64,
    total_minor: i64,
    import_hash: Option<String>,
    number: String,
    due_on: Option<NaiveDate>,
    po_number: Option<String>,
}

async fn in_the_books(
    tx: &mut PgConnection,
    run: &Circumstances,
    batch: &[Read<Invoice>],
) -> Result<HashMap<String, InTheBooks>> {
    let numbers: Vec<String> = batch.iter().map(|read| read.document.head.number.clone()).collect();
    // The invoice's own due date moves on as its parts are paid; the last part's does not.
    let rows = sqlx::query_as!(
        InTheBooks,
        "SELECT a.number AS account, i.issued_on, i.currency, i.net_minor, i.tax_minor, i.total_minor, i.import_hash,
                i.number, i.po_number,
                (SELECT max(o.due_on) FROM open_item o WHERE o.account_id = i.account_id AND o.invoice_id = i.id) AS due_on
         FROM invoice i JOIN account a ON a.entity_id = i.entity_id AND a.id = i.account_id
         WHERE i.entity_id = $1 AND i.number = ANY ($2)",
        run.entity_id.0,
        &numbers,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number.clone(), row)).collect())
}

impl Invoice {
    /// Whether the books say the same. Those that came from elsewhere have no hash: there, what can
    /// be compared has to do.
    fn is(&self, there: &InTheBooks, hash: &str) -> bool {
        same_hash(there.import_hash.as_deref(), hash)
            .unwrap_or_else(|| self.differences(there).is_empty())
    }

    fn differences(&self, there: &InTheBooks) -> Vec<String> {
        let head = &self.head;
        let Ok(currency) = there.currency.parse::<Currency>() else {
            return vec!["the currency".to_owned()];
        };
        let money = |minor| Money::new(minor, currency).full();
        let last_due = match &self.instalments {
            Some(parts) => parts.last().map(|part| part.due_on),
            None => head.due_on,
        };
        let due = last_due.zip(there.due_on);
        let order = |number: &Option<String>| number.clone().unwrap_or("none".to_owned());
        let mut told: Vec<String> = [
            difference("the account", &head.account, &there.account),
            difference("the day of issue", medium(head.issued_on), medium(there.issued_on)),
            due.and_then(|(here, there)| difference("the due date", medium(here), medium(there))),
            difference("the total", self.sums.due.full(), money(there.total_minor)),
            difference("the net amount", self.sums.net.full(), money(there.net_minor)),
            difference("the tax", self.sums.tax_total.full(), money(there.tax_minor)),
            difference("the order", order(&head.po_number), order(&there.po_number)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if told.is_empty() && same_hash(there.import_hash.as_deref(), "").is_some() {
            told.push("its lines or texts are others than before".to_owned());
        }
        told
    }

    fn to_issue(
        &self,
        run: &Circumstances,
        account_id: AccountId,
        account_terms_days: i32,
        hash: &str,
    ) -> NewInvoice {
        let (head, sums) = (&self.head, &self.sums);
        let after = |days: i32| head.issued_on + Days::new(u64::from(days.unsigned_abs()));
        let due_on =
            head.due_on.unwrap_or_else(|| after(head.terms_days.unwrap_or(account_terms_days)));
        let instalments = self
            .instalments
            .clone()
            .unwrap_or_else(|| vec![Instalment { due_on, amount: sums.due }]);
        let first_due = instalments.first().map_or(due_on, |part| part.due_on);
        let terms_days =
            i32::try_from((first_due - head.issued_on).num_days()).unwrap_or(TERMS_DAYS);
        NewInvoice {
            id: InvoiceId(Uuid::now_v7()),
            entity_id: run.entity_id,
            account_id,
            number: head.number.clone(),
            po_number: head.po_number.clone(),
            issued_on: head.issued_on,
            currency: head.currency,
            lines: sums.lines.clone(),
            tax: sums.tax.clone(),
            net_minor: sums.net.minor,
            tax_minor: sums.tax_total.minor,
            total_minor: sums.due.minor,
            terms_days,
            discount: head
                .discount_bp
                .filter(|bp| *bp > 0)
                .map(|bp| (bp, after(head.discount_days.unwrap_or(0)))),
            delivered_on: head.delivered_on,
            delivery_note: head.delivery_note.clone(),
            site: head.site.clone(),
            note: head.note.clone(),
            instalments,
            import_hash: Some(hash.to_owned()),
            particulars: Particulars {
                buyer_reference: head.buyer_reference.clone(),
                contract: head.contract.clone(),
                period: head.period.0.zip(head.period.1),
                deliver_to: Some(head.deliver_to.clone()).filter(|to| *to != Place::default()),
                prepaid_minor: sums.prepaid.minor,
                rounding_minor: sums.rounding.minor,
                adjustments: sums.adjustments.clone(),
                sales_tax: sums.sales_tax.clone(),
            },
        }
    }
}
