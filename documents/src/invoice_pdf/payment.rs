//! By when and to whom an invoice is paid, and that nothing is to be paid for a credit note.

use crate::{
    invoice::{Invoice, Kind},
    payment::Payment,
    sheet::{Code, Fact, Slip},
    words::{Word, invoice as words, paper},
};
use domain::{Money, language::Language};

/// What is to be paid, if anything is.
fn asked(invoice: &Invoice) -> Option<Money> {
    let due = invoice.due().ok().filter(|due| due.minor > 0);
    due.filter(|_| invoice.kind != Kind::CreditNote)
}

fn payment(invoice: &Invoice, language: Language) -> Option<Payment<'_>> {
    let reference = invoice.payment_reference.as_deref().unwrap_or(&invoice.number);
    Some(Payment {
        seller: &invoice.seller,
        customer: &invoice.customer,
        remit_to: &invoice.remit_to,
        amount: asked(invoice)?,
        reference,
        message: if reference == invoice.number { "" } else { &invoice.number },
        pay_at: invoice.pay_at.as_deref(),
        language,
    })
}

/// The code for a bank's app.
pub fn code(invoice: &Invoice, language: Language) -> Option<Code> {
    payment(invoice, language)?.code()
}

/// The Swiss payment part.
pub fn slip(invoice: &Invoice, language: Language) -> Option<Slip> {
    payment(invoice, language)?.slip()
}

/// By when and to whom it is paid, and what the seller wrote.
pub fn terms(invoice: &Invoice, language: Language) -> Vec<Fact> {
    let mut told = match payment(invoice, language) {
        Some(payment) => {
            let mut told = days(invoice, language);
            told.extend(payment.facts());
            told
        }
        None => vec![Fact::new(words::TO_PAY.of(language), nothing(invoice, language))],
    };
    let note = invoice.note.clone().filter(|note| !note.trim().is_empty());
    told.extend(note.map(|note| Fact::new(paper::NOTE.of(language), note)));
    told
}

fn nothing(invoice: &Invoice, language: Language) -> String {
    if invoice.kind != Kind::CreditNote {
        return words::ALL_PAID.own(language);
    }
    let amount = language.amount(invoice.total);
    let all = [("amount", amount.as_str()), ("account", &invoice.account_number)];
    words::NOTHING_TO_PAY.with(language, &all)
}

/// The days by which it is paid, and until when with a discount.
fn days(invoice: &Invoice, language: Language) -> Vec<Fact> {
    let fact = |word: Word, value: String| Fact::new(word.of(language), value);
    let mut told = match invoice.instalments.as_slice() {
        [only] => vec![fact(words::DUE, language.date_long(only.due_on))],
        parts => parts
            .iter()
            .enumerate()
            .map(|(n, part)| {
                let (amount, day) = (language.amount(part.amount), language.date_long(part.due_on));
                let due = words::DUE_PART.with(language, &[("amount", &amount), ("day", &day)]);
                if n == 0 { fact(words::IN_PARTS, due) } else { Fact::new("", due) }
            })
            .collect(),
    };
    told.extend(invoice.discount.map(|off| {
        let (share, day) = (language.percent(off.rate_bp), language.date_long(off.until));
        let all = [("share", share.as_str()), ("day", &day)];
        fact(words::DISCOUNT, words::DISCOUNT_UNTIL.with(language, &all))
    }));
    told
}
