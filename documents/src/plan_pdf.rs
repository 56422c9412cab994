//! An agreement to pay in instalments as PDF: what it covers, what is paid by when, and where both sign.

use crate::{
    payment::Payment,
    plan::Plan,
    sheet::{Column, Fact, Head, Row, Sheet, Sum, Table},
    typeset::{self, Error},
    words::{Word, letters as words, paper},
};
use domain::{Money, Refusal, language::Language, style::Style};

/// Writes it.
///
/// # Errors
/// If its instalments do not add up to what it covers, or typesetting fails.
pub fn write(plan: &Plan, style: Style) -> Result<Vec<u8>, Error> {
    typeset::pdf(&sheet(plan, style)?)
}

/// What stands on it, before it is set in type.
pub fn sheet(plan: &Plan, style: Style) -> Result<Sheet, Refusal> {
    let language = style.language;
    if !plan.adds_up() {
        return Err(Refusal::field("instalments", "The instalments do not add up to the plan."));
    }
    let title = words::PLAN.with(language, &[("number", &plan.number)]);
    let fact = |word: Word, value: String| Fact::new(word.of(language), value);
    let total = plan.total()?;
    let days = plan.grace_days.to_string();
    Ok(Sheet {
        facts: vec![
            fact(words::PLAN_NO, plan.number.clone()),
            fact(words::AGREED_ON, language.date_medium(plan.agreed_on)),
            fact(paper::CUSTOMER, plan.account_number.clone()),
            fact(paper::CURRENCY, total.currency.to_string()),
        ],
        lede: vec![agreed(plan, total, language)],
        tables: vec![covered(plan, language), instalments(plan, language)],
        sums: vec![Sum::grand(words::PLAN_TOTAL.of(language), language.amount(total))],
        terms: payment(plan, total, language).facts(),
        notes: vec![
            words::PLAN_KEPT.own(language),
            words::PLAN_BROKEN.with(language, &[("days", &days)]),
        ],
        signatures: [&plan.seller, &plan.customer]
            .map(|side| words::FOR_SELLER.with(language, &[("name", &side.name)]))
            .to_vec(),
        ident: format!("{} {}", plan.seller.name, plan.file_name()),
        foot: format!("{} · {title} · {}", plan.seller.name, plan.customer.name),
        ..Sheet::new(Head {
            title,
            seller: &plan.seller,
            customer: &plan.customer,
            check: plan.check.as_ref(),
            made_on: plan.made_on,
            style,
        })
    })
}

fn agreed(plan: &Plan, total: Money, language: Language) -> String {
    let (amount, count) = (language.amount(total), plan.instalments.len().to_string());
    words::PLAN_SAYS.with(
        language,
        &[
            ("seller", &plan.seller.name),
            ("customer", &plan.customer.name),
            ("amount", &amount),
            ("count", &count),
        ],
    )
}

/// Where the instalments go. There is no code for an app, because it would pay all at once.
fn payment(plan: &Plan, total: Money, language: Language) -> Payment<'_> {
    Payment {
        seller: &plan.seller,
        customer: &plan.customer,
        remit_to: &plan.remit_to,
        amount: total,
        reference: &plan.number,
        message: "",
        pay_at: plan.pay_at.as_deref(),
        language,
    }
}

fn covered(plan: &Plan, language: Language) -> Table {
    let amounts = plan.items.iter().map(|item| {
        let day = language.date_medium(item.due_on);
        (item.number.clone(), day, item.amount)
    });
    let fee = (words::PLAN_FEE.own(language), String::new(), plan.fee);
    let fee = Some(fee).filter(|_| !plan.fee.is_zero());
    let rows = amounts.chain(fee).collect();
    table(words::PLAN_OF, words::INVOICE, rows, language)
}

fn instalments(plan: &Plan, language: Language) -> Table {
    let of = plan.instalments.len().to_string();
    let rows = plan.instalments.iter().zip(1..).map(|(part, n): (_, u32)| {
        let name = words::PART_OF.with(language, &[("n", &n.to_string()), ("of", &of)]);
        (name, language.date_medium(part.due_on), part.amount)
    });
    table(words::PLAN_PARTS, words::PLAN_PARTS, rows.collect(), language)
}

fn table(title: Word, lead: Word, all: Vec<(String, String, Money)>, language: Language) -> Table {
    let columns = vec![
        Column::text(lead.of(language)).lead(),
        Column::text(words::DUE.of(language)),
        Column::figure(words::AMOUNT.of(language)),
    ];
    let mut so_far: Option<Money> = None;
    let rows = all.into_iter().map(|(name, day, amount)| {
        so_far = so_far.map_or(Some(amount), |sum| sum.plus(amount).ok());
        let sum = so_far.map(|sum| language.bare(sum));
        Row { so_far: sum, ..Row::item(vec![name, day, language.bare(amount)]) }
    });
    Table { title: Some(title.own(language)), rows: rows.collect(), columns }
}
