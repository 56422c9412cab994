//! Two years of documents and money, drawn up before anything is written down.

use super::{
    accounts::{ACCOUNTS, Account, FERROW},
    claims::{self, Found},
    habits::{Arrival, Owed, arrivals, banking_day_before},
    invoices::{self, moment},
    numbers,
    random::Random,
    story,
};
use crate::{
    credit_notes::{Credited, NewCreditNote},
    error::Result,
    gateways::clock::Clock,
    invoices::issue::NewInvoice,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    calendar,
    fee::{FeePolicy, Method},
    ids::{CreditNoteId, InvoiceId, PaymentId},
    invoice::DiscountTerms,
    money::Money,
    rates,
};
use std::collections::BTreeMap;

/// How far the book goes back.
const DAYS: u64 = 730;
/// Before so many days every invoice was paid in the end: nobody waits for two years.
const STUCK_WITHIN_DAYS: i64 = 200;
/// Of a thousand invoices, so many are corrected by a credit note.
const CORRECTED: u32 = 25;
/// Where the last debit came back and has not been made good.
const COMES_BACK: &str = "10146";
/// Who pays more than they owe.
const OVERPAYS: &[&str] = &["10051", "10301", "70011"];

/// Everything that happened.
#[derive(Debug, Default)]
pub struct Book {
    /// Invoices, in the order of their numbers.
    pub bills: Vec<Bill>,
    /// Credit notes.
    pub credits: Vec<Credit>,
    /// Payments.
    pub payments: Vec<Payment>,
    /// What is disputed.
    pub disputed: Vec<Found>,
}

/// An invoice, and when the money for each of its instalments arrives.
#[derive(Debug)]
pub struct Bill {
    /// Whose.
    pub account: &'static Account,
    /// The document.
    pub invoice: NewInvoice,
    /// The running number that it must have in its year, if the story says so.
    pub pinned: Option<u32>,
    /// By instalment.
    pub arrivals: Vec<Vec<Arrival>>,
    /// The note that corrects it.
    pub credit: Option<Credit>,
}

/// A credit note.
#[derive(Debug)]
pub struct Credit {
    /// Whose.
    pub account: &'static Account,
    /// The document.
    pub note: NewCreditNote,
    /// Its running number, if the story says so.
    pub pinned: Option<u32>,
    /// The invoice to which it is applied, and when.
    pub applied: Option<(InvoiceId, NaiveDate)>,
}

/// Money for one instalment.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// The instalment, from 1 on.
    pub seq: i32,
    /// How much.
    pub minor: i64,
    /// The discount taken.
    pub discount_minor: i64,
}

/// How a payment ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// The money is there.
    Settled,
    /// It was, and the bank took it back on that day.
    Returned(NaiveDate),
    /// It never came.
    Failed,
}

/// A payment.
#[derive(Debug)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// Whose.
    pub account: &'static Account,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// The day on which it settled or failed.
    pub on: NaiveDate,
    /// The instant.
    pub at: DateTime<Utc>,
    /// What is applied, and what is left over.
    pub amount: Money,
    /// The fee on top.
    pub fee: Money,
    /// What it pays.
    pub parts: Vec<Part>,
    /// What is not applied to anything.
    pub left_minor: i64,
    /// How it ended.
    pub fate: Fate,
}

/// Draws it up as of now.
pub fn draw_up(clock: &Clock) -> Result<Book> {
    let mut book = Book::default();
    for account in ACCOUNTS {
        let today = clock.today(account.seller.time_zone);
        let mut random = Random::of(account.number);
        let mut bills = bill(account, today, &mut random)?;
        book.disputed.extend(claims::find(account, &mut bills, today)?);
        let (told, credits) = story::of(account, today, &mut random)?;
        bills.extend(told);
        book.payments.extend(pay(account, &mut bills, today, &mut random)?);
        book.credits.extend(credits);
        book.credits.extend(bills.iter_mut().filter_map(|bill| bill.credit.take()));
        book.bills.extend(bills);
    }
    book.disputed.sort_by_key(|found| found.place);
    numbers::assign(&mut book);
    Ok(book)
}

/// What a customer was billed until yesterday.
fn bill(account: &'static Account, today: NaiveDate, random: &mut Random) -> Result<Vec<Bill>> {
    let first = today - Days::new(DAYS.min(account.since_days));
    // Ferrow's last quarter is told by the story.
    let end = if account.number == FERROW { today - Days::new(90) } else { today };
    let mut order = random.between(2_100, 3_600);
    let mut bills = Vec::new();
    let working_days =
        first.iter_days().take_while(|day| *day < end).filter(|day| calendar::is_banking_day(*day));
    for day in working_days {
        // So many in a hundred months, each of about 21 working days.
        if !random.chance(account.rate * 10 / 21) {
            continue;
        }
        let mut invoice = invoices::draw(account, day, random)?;
        order += random.between(1, 12);
        invoice.po_number = (!random.chance(60)).then(|| format!("PO {order}"));
        bills.push(with_fate(account, invoice, today, random)?);
    }
    Ok(bills)
}

/// Decides when an invoice is paid, and whether it is corrected before.
fn with_fate(
    account: &'static Account,
    invoice: NewInvoice,
    today: NaiveDate,
    random: &mut Random,
) -> Result<Bill> {
    let mut by_instalment = Vec::new();
    for part in &invoice.instalments {
        let is_recent = (today - part.due_on).num_days() < STUCK_WITHIN_DAYS;
        let owed = Owed {
            issued_on: invoice.issued_on,
            due_on: part.due_on,
            amount: part.amount,
            discount: invoice.discount.map(|(rate_bp, until)| DiscountTerms { rate_bp, until }),
        };
        let paid = arrivals(account.habit, &owed, random)?;
        let is_stuck = is_recent && random.chance(account.stuck);
        by_instalment.push(if is_stuck { Vec::new() } else { paid });
    }
    let credit = if random.chance(CORRECTED) && invoice.instalments.len() == 1 {
        correct(account, &invoice, today, random)?
    } else {
        None
    };
    Ok(Bill { account, invoice, pinned: None, arrivals: by_instalment, credit })
}

/// A credit note over a share of the first line, a week or so later.
fn correct(
    account: &'static Account,
    invoice: &NewInvoice,
    today: NaiveDate,
    random: &mut Random,
) -> Result<Option<Credit>> {
    const REASONS: &[&str] =
        &["Damaged in transit", "Returned goods", "Price correction", "Short delivery"];
    let after = Days::new(u64::from(random.between(4, 12)));
    let issued_on = calendar::next_banking_day(invoice.issued_on + after);
    let Some(line) = invoice.lines.first().filter(|_| issued_on < today) else {
        return Ok(None);
    };
    let line_net = Money::new(line.amount_minor, invoice.currency);
    let share = random.between(10, 40).into();
    let net = rates::percent_of(line_net, share)?;
    let tax = rates::percent_of(net, rates::from_basis_points(line.tax_bp))?;
    if net.minor == 0 {
        return Ok(None);
    }
    let at = moment(account, issued_on, 10, 0)?;
    let note = NewCreditNote {
        id: CreditNoteId(random.id(at)),
        entity_id: account.seller.id,
        account_id: account.id(),
        invoice_id: Some(invoice.id),
        number: String::new(),
        issued_on,
        currency: invoice.currency,
        net_minor: net.minor,
        tax_minor: tax.minor,
        reason: format!("{}: {}", random.pick(REASONS), line.description),
        import_hash: None,
        credited: Credited::default(),
    };
    Ok(Some(Credit { account, note, pinned: None, applied: None }))
}

/// Gathers what arrives on a day into one payment, and lets some of them go wrong.
fn pay(
    account: &'static Account,
    bills: &mut [Bill],
    today: NaiveDate,
    random: &mut Random,
) -> Result<Vec<Payment>> {
    let mut by_day: BTreeMap<NaiveDate, Vec<Part>> = BTreeMap::new();
    for bill in bills {
        use_credit(bill, today);
        for (seq, arrivals) in (1..).zip(&bill.arrivals) {
            for arrival in arrivals.iter().filter(|arrival| arrival.on < today) {
                by_day.entry(arrival.on).or_default().push(Part {
                    invoice_id: bill.invoice.id,
                    seq,
                    minor: arrival.minor,
                    discount_minor: arrival.discount_minor,
                });
            }
        }
    }
    let count = by_day.len();
    let last_return = by_day.keys().rposition(|on| calendar::banking_days_after(*on, 5) < today);
    let mut payments = Vec::new();
    for (n, (on, parts)) in by_day.into_iter().enumerate() {
        let is_last = n + 1 == count;
        let mut payment = Payment::of(account, on, parts, random)?;
        match account.method {
            Method::BankDebit if account.number == COMES_BACK && Some(n) == last_return => {
                payment.fate = Fate::Returned(calendar::banking_days_after(on, 5));
            }
            Method::BankDebit if account.number != FERROW && random.chance(25) => {
                let again = payment.come_back(today, random)?;
                payments.extend(again);
            }
            Method::Card if is_last || random.chance(40) => {
                payments.push(payment.first_attempt(random)?);
            }
            Method::BankTransfer if is_last && OVERPAYS.contains(&account.number) => {
                payment.left_minor = 100 * i64::from(random.between(5, 60));
                payment.amount.minor += payment.left_minor;
            }
            _ => {}
        }
        payments.push(payment);
    }
    Ok(payments)
}

/// A credit note lowers the first payment that comes after it.
fn use_credit(bill: &mut Bill, today: NaiveDate) {
    let (Some(credit), Some(arrival)) =
        (bill.credit.as_mut(), bill.arrivals.first_mut().and_then(|first| first.first_mut()))
    else {
        return;
    };
    let gross = credit.note.total_minor();
    let fits = credit.note.issued_on < arrival.on
        && arrival.on < today
        && arrival.discount_minor == 0
        && gross < arrival.minor;
    if fits {
        arrival.minor -= gross;
        credit.applied = Some((bill.invoice.id, arrival.on));
    }
}

impl Payment {
    fn of(
        account: &'static Account,
        on: NaiveDate,
        parts: Vec<Part>,
        random: &mut Random,
    ) -> Result<Self> {
        let amount = Money::new(parts.iter().map(|part| part.minor).sum(), account.currency()?);
        let booked_at = moment(account, on, 6, 10)?;
        let (created_at, at) = match account.method {
            Method::BankTransfer => (booked_at, booked_at),
            Method::BankDebit => {
                let sent_on = banking_day_before(banking_day_before(on));
                let minute = random.below(60);
                (moment(account, sent_on, 15, minute)?, booked_at)
            }
            Method::Card => {
                let (hour, minute) = (random.between(8, 17), random.below(60));
                let at = moment(account, on, hour, minute)?;
                (at, at)
            }
        };
        let fee = match account.method {
            Method::Card => FeePolicy { rate_bp: account.seller.card_fee_bp }.on(amount)?,
            _ => Money::zero(amount.currency),
        };
        Ok(Self {
            id: PaymentId(random.id(created_at)),
            account,
            created_at,
            on,
            at,
            amount,
            fee,
            parts,
            left_minor: 0,
            fate: Fate::Settled,
        })
    }

    /// The bank takes it back a week later, and a second one makes it good, if there was time.
    fn come_back(&mut self, today: NaiveDate, random: &mut Random) -> Result<Option<Self>> {
        let back_on = calendar::banking_days_after(self.on, 5);
        let again_on = calendar::banking_days_after(back_on, 4);
        if back_on >= today {
            return Ok(None);
        }
        self.fate = Fate::Returned(back_on);
        if again_on >= today {
            return Ok(None);
        }
        Self::of(self.account, again_on, self.parts.clone(), random).map(Some)
    }

    /// The attempt that the card's bank declined, shortly before the one that worked.
    fn first_attempt(&self, random: &mut Random) -> Result<Self> {
        let before = self.created_at - chrono::Duration::minutes(i64::from(random.between(2, 9)));
        Ok(Self {
            id: PaymentId(random.id(before)),
            account: self.account,
            created_at: before,
            on: self.on,
            at: before,
            amount: self.amount,
            fee: self.fee,
            parts: self.parts.clone(),
            left_minor: 0,
            fate: Fate::Failed,
        })
    }

    /// What the provider knows the card or bank account by, and what people read of it.
    pub fn instrument(&self) -> (&'static str, &'static str) {
        match (self.account.method, self.fate) {
            (Method::BankTransfer, _) => ("", "Bank transfer"),
            (Method::BankDebit, Fate::Returned(_)) => ("debit_returned", "DE12 COBA ···· 7741"),
            (Method::BankDebit, _) => ("debit_settles", "NL20 INGB ···· 5678"),
            (Method::Card, Fate::Failed) => ("card_declined", "Visa ···· 0002"),
            (Method::Card, _) => ("card_pays", "Visa ···· 4242"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeSet, HashMap};

    /// Sundays, leap days, the turn of the year, and midnight in between the two sellers.
    const MORNINGS: &[&str] = &[
        "2026-11-18T08:00:00Z",
        "2027-01-01T00:30:00Z",
        "2027-01-12T22:59:00Z",
        "2028-02-29T12:00:00Z",
        "2027-03-28T01:30:00Z",
        "2026-12-27T18:00:00Z",
    ];

    #[test]
    fn on_any_day_nobody_pays_more_than_they_owe_and_nothing_is_from_tomorrow() {
        for morning in MORNINGS {
            let now: DateTime<Utc> = morning.parse().unwrap();
            let book = draw_up(&Clock::fixed(now)).unwrap();
            let mut owed: HashMap<(InvoiceId, i32), i64> = HashMap::new();
            let mut numbers = BTreeSet::new();
            for Bill { invoice, .. } in &book.bills {
                assert!(numbers.insert((invoice.entity_id, &invoice.number)), "{}", invoice.number);
                for (seq, part) in (1..).zip(&invoice.instalments) {
                    owed.insert((invoice.id, seq), part.amount.minor);
                }
            }
            for credit in &book.credits {
                assert!(numbers.insert((credit.note.entity_id, &credit.note.number)));
                if let Some((invoice_id, _)) = credit.applied {
                    *owed.get_mut(&(invoice_id, 1)).unwrap() -= credit.note.total_minor();
                }
            }
            for payment in &book.payments {
                assert!(payment.at < now && payment.created_at <= payment.at, "{payment:?}");
                let parts: i64 = payment.parts.iter().map(|part| part.minor).sum();
                assert_eq!(parts + payment.left_minor, payment.amount.minor);
                let paid = payment.parts.iter().filter(|_| payment.fate == Fate::Settled);
                for part in paid {
                    let left = owed.get_mut(&(part.invoice_id, part.seq)).unwrap();
                    *left -= part.minor + part.discount_minor;
                    assert!(*left >= 0, "{payment:?}");
                }
            }
        }
    }
}
