//! A receipt as PDF: what was received, from whom, and what it paid for.

use crate::{
    receipt::Receipt,
    sheet::{Column, Fact, Head, Row, Sheet, Sum, Table},
    typeset::{self, Error},
    words::{Word, letters as words, paper},
};
use domain::{Money, Refusal, language::Language, style::Style};

/// Writes it.
///
/// # Errors
/// If its amounts do not add up in one currency, or typesetting fails.
pub fn write(receipt: &Receipt, style: Style) -> Result<Vec<u8>, Error> {
    typeset::pdf(&sheet(receipt, style)?)
}

/// What stands on it, before it is set in type.
pub fn sheet(receipt: &Receipt, style: Style) -> Result<Sheet, Refusal> {
    let language = style.language;
    let title = words::RECEIPT.with(language, &[("number", &receipt.number)]);
    let (amount, day) =
        (language.amount(receipt.received()?), language.date_long(receipt.received_on));
    let thanks = words::RECEIVED_FROM.with(language, &[("amount", &amount), ("day", &day)]);
    let back = receipt
        .came_back_on
        .map(|day| words::CAME_BACK.with(language, &[("day", &language.date_long(day))]));
    Ok(Sheet {
        facts: facts(receipt, language),
        lede: [thanks].into_iter().chain(back).collect(),
        tables: (!receipt.paid.is_empty()).then(|| table(receipt, language)).into_iter().collect(),
        sums: sums(receipt, language)?,
        ident: format!("{} {}", receipt.seller.name, receipt.file_name()),
        foot: format!("{} · {title} · {}", receipt.seller.name, receipt.customer.name),
        ..Sheet::new(Head {
            title,
            seller: &receipt.seller,
            customer: &receipt.customer,
            check: receipt.check.as_ref(),
            made_on: receipt.made_on,
            style,
        })
    })
}

fn facts(receipt: &Receipt, language: Language) -> Vec<Fact> {
    let fact = |word: Word, value: String| Fact::new(word.of(language), value);
    let mut facts = vec![
        fact(words::RECEIPT_NO, receipt.number.clone()),
        fact(words::PAYMENT, receipt.payment.clone()),
        fact(words::RECEIVED_ON, language.date_medium(receipt.received_on)),
        fact(paper::CUSTOMER, receipt.account_number.clone()),
        fact(words::WAY, receipt.way.clone()),
    ];
    facts.extend(receipt.instrument.clone().map(|from| fact(words::FROM_ACCOUNT, from)));
    facts
}

fn table(receipt: &Receipt, language: Language) -> Table {
    let columns = vec![
        Column::text(words::PAID_FOR.of(language)).lead(),
        Column::text(words::ISSUED.of(language)),
        Column::figure(words::DISCOUNT_TAKEN.of(language)),
        Column::figure(words::PAID.of(language)),
        Column::figure(words::LEFT_OPEN.of(language)),
    ];
    let some = |amount: Money| {
        if amount.is_zero() { String::new() } else { language.bare(amount) }
    };
    let mut so_far = Money::zero(receipt.kept.currency);
    let rows = receipt.paid.iter().map(|one| {
        so_far = so_far.plus(one.amount).unwrap_or(so_far);
        let cells = vec![
            one.invoice.clone(),
            language.date_medium(one.issued_on),
            some(one.discount),
            language.bare(one.amount),
            language.bare(one.left),
        ];
        Row { so_far: Some(language.bare(so_far)), ..Row::item(cells) }
    });
    Table { title: None, rows: rows.collect(), columns }
}

fn sums(receipt: &Receipt, language: Language) -> Result<Vec<Sum>, Refusal> {
    let on_the_way = [
        (words::APPLIED, receipt.applied()?),
        (words::KEPT, receipt.kept),
        (words::FEE, receipt.fee),
    ];
    let all = on_the_way.into_iter().filter(|(_, amount)| !amount.is_zero());
    let mut sums: Vec<_> =
        all.map(|(word, amount)| Sum::line(word.of(language), language.bare(amount))).collect();
    sums.push(Sum::grand(words::RECEIVED.of(language), language.amount(receipt.received()?)));
    Ok(sums)
}
