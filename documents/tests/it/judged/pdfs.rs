//! The PDFs that the judges read: every invoice of the corpus, one look after the other, letters of all
//! kinds, and some of them in one file. Beside each stand the words that a reader has to find in it, and
//! beside a Factur-X the data that it has to carry.

use crate::samples::{corpus, correspondence, papers, statements};
use documents::{
    einvoice::{self, Dialect, factur_x},
    invoice::{Invoice, Kind},
    invoice_pdf, plan_pdf, receipt_pdf,
    reminder::Stage,
    reminder_pdf,
    sheet::Sheet,
    statement_pdf, typeset,
};
use domain::style::{Look, Paper, Style};
use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// On how many threads they are made.
const THREADS: usize = 2;
/// How many lines are many.
const MANY: usize = 500;
/// How many invoices the one file has.
const BOUND: usize = 12;

/// Writes them into `pdf` and `factur-x`.
pub fn write(folder: &Path) {
    let cases = corpus::all();
    for sort in ["pdf", "factur-x"] {
        fs::create_dir_all(folder.join(sort)).unwrap();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some((n, case)) =
            cases.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed))
        {
            for_reading(&folder.join("pdf").join(case.name), &case.invoice, look(n));
            // Hundreds of lines are set once, for the sake of time.
            if case.invoice.lines.len() < MANY {
                carrying(&folder.join("factur-x").join(case.name), &case.invoice, look(n + 1));
            }
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().for_each(|worker| worker.join().unwrap());
    });
    letters(&folder.join("pdf"));
    let some: Vec<&Invoice> = cases.iter().take(BOUND).map(|case| &case.invoice).collect();
    let sheets: Vec<Sheet> =
        some.iter().map(|one| invoice_pdf::sheet(one, style(Look::Classic))).collect();
    let all_words = some.iter().flat_map(|one| words(one)).collect();
    keep(&folder.join("pdf/bound"), typeset::bound(&sheets).unwrap(), all_words);
}

fn look(n: usize) -> Look {
    Look::ALL[n % Look::ALL.len()]
}

fn for_reading(file: &Path, invoice: &Invoice, look: Look) {
    keep(file, invoice_pdf::write(invoice, style(look)).unwrap(), words(invoice));
}

/// With data inside, where they can be written.
fn carrying(file: &Path, invoice: &Invoice, look: Look) {
    let Ok(data) = einvoice::write(invoice, Dialect::Cii) else { return };
    keep(file, factur_x::write(invoice, style(look)).unwrap(), words(invoice));
    fs::write(file.with_extension("xml"), data).unwrap();
}

/// All letters that are no invoices, and the invoices that have more on them than others, in each look.
fn letters(folder: &Path) {
    for look in Look::ALL {
        let style = style(look);
        let named = |name: &str| folder.join(format!("{name}-{}", look.code()));
        for (name, invoice) in
            [("swiss", papers::swiss()), ("american", papers::american()), ("rich", papers::rich())]
        {
            for_reading(&named(name), &invoice, look);
        }
        for stage in [Stage::Ahead, Stage::First, Stage::Second, Stage::Last] {
            let reminder = correspondence::reminder(stage);
            let words = reminder.asked().map(|item| item.number.clone()).collect();
            let pdf = reminder_pdf::write(&reminder, style).unwrap();
            keep(&named(&format!("reminder-{stage:?}").to_lowercase()), pdf, words);
        }
        let receipt = correspondence::receipt();
        let words = receipt.paid.iter().map(|paid| paid.invoice.clone()).collect();
        keep(&named("receipt"), receipt_pdf::write(&receipt, style).unwrap(), words);
        for (name, statement) in
            [("statement", statements::forward(60)), ("open-items", statements::open_items())]
        {
            let words = vec![statement.account_number.clone(), statement.closing.bare()];
            keep(&named(name), statement_pdf::write(&statement, style).unwrap(), words);
        }
        let plan = correspondence::plan();
        let words = plan.instalments.iter().map(|part| part.amount.bare()).collect();
        keep(&named("plan"), plan_pdf::write(&plan, style).unwrap(), words);
    }
}

fn keep(file: &Path, pdf: Vec<u8>, words: Vec<String>) {
    fs::write(file.with_extension("pdf"), pdf).unwrap();
    fs::write(file.with_extension("words"), words.join("\n")).unwrap();
}

/// Letters on the paper of America, all others on A4.
fn style(look: Look) -> Style {
    let paper = if look == Look::Letter { Paper::Letter } else { Paper::A4 };
    Style { look, paper, ..Style::default() }
}

/// What has to stand on it, whatever its look: numbers, names, and what each line is about. Readers give
/// what is written from right to left in an order of their own, and ligatures and pictures as what they stand
/// for, so words with such are left out.
fn words(invoice: &Invoice) -> Vec<String> {
    let total = invoice.total.bare();
    // The sign of a negative total stands before its currency.
    let total = total.trim_start_matches('\u{2212}').to_owned();
    let mut words = vec![invoice.number.clone(), invoice.seller.name.clone(), total];
    // Where nothing is to be paid there is no account to pay to.
    let to_pay = invoice.total.minor - invoice.prepaid.minor + invoice.rounding.minor;
    let asks = invoice.kind != Kind::CreditNote && to_pay > 0;
    words.extend(asks.then(|| invoice.remit_to.iban.clone()));
    words.push(invoice.customer.name.clone());
    words.extend(
        invoice.tax.iter().filter(|group| !group.tax.is_zero()).map(|group| group.tax.bare()),
    );
    for line in &invoice.lines {
        words.push(line.description.clone());
        words.push(line.amount.bare());
    }
    words.retain(|word| !word.chars().any(is_read_otherwise));
    words
}

fn is_read_otherwise(c: char) -> bool {
    let from_the_right = matches!(c, '\u{590}'..='\u{6ff}');
    let stands_for_others =
        matches!(c, '\u{bc}'..='\u{be}' | '\u{2100}'..='\u{214f}' | '\u{fb00}'..='\u{fb06}');
    let picture = c >= '\u{1f000}';
    from_the_right || stands_for_others || picture || c.is_control() || c == '\u{fffe}'
}
