//! A reminder as PDF, in the tone of its stage: what is due, and how it is paid.

use crate::{
    payment::Payment,
    reminder::{Item, Reminder, Stage},
    sheet::{Column, Fact, Head, Row, Sheet, Sum, Table},
    typeset::{self, Error},
    words::{Word, letters as words, paper},
};
use domain::{Money, Refusal, language::Language, money::Currency, style::Style};

/// Writes it.
///
/// # Errors
/// If its amounts do not add up, or typesetting fails.
pub fn write(reminder: &Reminder, style: Style) -> Result<Vec<u8>, Error> {
    typeset::pdf(&sheet(reminder, style)?)
}

/// What stands on it, before it is set in type.
pub fn sheet(reminder: &Reminder, style: Style) -> Result<Sheet, Refusal> {
    let language = style.language;
    let (title, tone) = words_of(reminder.stage);
    let title = title.own(language);
    let currencies = reminder.currencies();
    let totals = currencies.iter().map(|&currency| reminder.total(currency));
    let totals: Vec<Money> = totals.collect::<Result<_, _>>()?;
    let amount = totals.iter().map(|&total| language.amount(total)).collect::<Vec<_>>().join(" + ");
    let day = language.date_long(reminder.pay_by);
    let fact = |word: Word, value: String| Fact::new(word.of(language), value);
    let mut terms = vec![fact(words::PAY_BY, day.clone())];
    let (mut code, mut slip) = (None, None);
    if let Some(&total) = totals.first() {
        let payment = payment(reminder, total, language);
        terms.extend(payment.facts());
        // A code stands for one amount.
        if totals.len() == 1 {
            (code, slip) = (payment.code(), payment.slip());
        }
    }
    terms.extend(contact(reminder).map(|who| fact(words::ASK, who)));
    let mut sums = Vec::new();
    for (&currency, &total) in currencies.iter().zip(&totals) {
        sums.extend(sums_of(reminder, currency, total, language)?);
    }
    let names: Vec<String> = currencies.iter().map(Currency::to_string).collect();
    Ok(Sheet {
        facts: vec![
            fact(paper::DATE, language.date_medium(reminder.made_on)),
            fact(paper::CUSTOMER, reminder.account_number.clone()),
            fact(paper::CURRENCY, names.join(", ")),
        ],
        lede: vec![tone.with(language, &[("amount", &amount), ("day", &day)])],
        tables: currencies
            .iter()
            .map(|&currency| table(reminder, currency, currencies.len() > 1, language))
            .collect(),
        sums,
        terms,
        code,
        slip,
        ident: format!("{} {}", reminder.seller.name, reminder.file_name()),
        foot: format!("{} · {title} · {}", reminder.seller.name, reminder.customer.name),
        ..Sheet::new(Head {
            title,
            seller: &reminder.seller,
            customer: &reminder.customer,
            check: reminder.check.as_ref(),
            made_on: reminder.made_on,
            style,
        })
    })
}

fn words_of(stage: Stage) -> (Word, Word) {
    match stage {
        Stage::Ahead => (words::COMING, words::FORETELL),
        Stage::First => (words::REMINDER, words::REMIND),
        Stage::Second => (words::SECOND, words::URGE),
        Stage::Last => (words::LAST, words::DEMAND),
    }
}

fn payment(reminder: &Reminder, amount: Money, language: Language) -> Payment<'_> {
    Payment {
        seller: &reminder.seller,
        customer: &reminder.customer,
        remit_to: &reminder.remit_to,
        amount,
        reference: reminder.payment_reference.as_deref().unwrap_or(&reminder.account_number),
        message: "",
        pay_at: reminder.pay_at.as_deref(),
        language,
    }
}

/// Whom to ask: a name, and how to reach them.
fn contact(reminder: &Reminder) -> Option<String> {
    let who = &reminder.seller.contact;
    let all: Vec<_> = [&who.name, &who.phone, &who.email].into_iter().flatten().cloned().collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn table(
    reminder: &Reminder,
    currency: Currency,
    is_one_of_many: bool,
    language: Language,
) -> Table {
    let columns = vec![
        Column::text(words::INVOICE.of(language)).lead(),
        Column::text(words::ISSUED.of(language)),
        Column::text(words::DUE.of(language)),
        Column::figure(words::DAYS_LATE.of(language)),
        Column::figure(words::OPEN.of(language)),
        Column::figure(words::ASKED.of(language)),
    ];
    let mut so_far = Money::zero(currency);
    let rows = reminder.asked_in(currency).map(|item| {
        so_far = so_far.plus(item.collectable).unwrap_or(so_far);
        let cells = vec![
            item.number.clone(),
            language.date_medium(item.issued_on),
            language.date_medium(item.due_on),
            days_late(item, reminder),
            language.bare(item.open),
            language.bare(item.collectable),
        ];
        Row { so_far: Some(language.bare(so_far)), ..Row::item(cells) }
    });
    let title = is_one_of_many.then(|| currency.to_string());
    Table { title, rows: rows.collect(), columns }
}

/// Nothing of what is not late.
fn days_late(item: &Item, reminder: &Reminder) -> String {
    match (reminder.made_on - item.due_on).num_days() {
        days if days > 0 => days.to_string(),
        _ => String::new(),
    }
}

fn sums_of(
    reminder: &Reminder,
    currency: Currency,
    total: Money,
    language: Language,
) -> Result<Vec<Sum>, Refusal> {
    let held = reminder.held(currency)?;
    let mut sums = Vec::new();
    if !held.is_zero() {
        let open = total.plus(held)?;
        sums.push(Sum::line(words::OPEN.of(language), language.bare(open)));
        let less = language.bare(Money::new(-held.minor, held.currency));
        let why = vec![words::HELD_WHY.own(language)];
        sums.push(Sum { note: why, ..Sum::line(words::HELD.of(language), less) });
    }
    sums.push(Sum::grand(words::ASKED.of(language), language.amount(total)));
    Ok(sums)
}
