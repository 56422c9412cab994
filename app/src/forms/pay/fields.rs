//! What the form says, as text, and what it means.

use crate::{AppError, forms::Problems};
use backend::{
    gateways::sandbox,
    payments::{
        offer::{Offer, Wish},
        quote::{Choice, Selection, Spread},
        short::{Short, Why},
        start::Order,
    },
};
use chrono::NaiveDate;
use domain::{
    Currency, Money, Refusal,
    fee::Method,
    ids::{DisputeId, InvoiceId, PaymentId},
};

/// The answer to why less is paid: the rest comes later.
pub const LATER: &str = "later";

/// What the button that was pressed asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Act {
    /// The amounts of this moment.
    #[default]
    Quote,
    /// The payment.
    Pay,
}

/// How much of what was chosen is paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Rule {
    /// All of it.
    #[default]
    Full,
    /// An amount, oldest due date first.
    Oldest,
    /// An amount for each invoice.
    Each,
}

impl Rule {
    /// The code in the form.
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Oldest => "oldest",
            Self::Each => "each",
        }
    }

    /// The field that a refusal of its amounts belongs to.
    pub fn field(self) -> &'static str {
        match self {
            Self::Full => "rule",
            Self::Oldest => "amount",
            Self::Each => "parts",
        }
    }
}

/// The form, as it was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fields {
    /// The payment's id, made with the page.
    pub id: PaymentId,
    /// The button.
    pub act: Act,
    /// The invoices that were chosen.
    pub invoices: Vec<InvoiceId>,
    /// Instead of these: whatever is due today.
    pub due_today: bool,
    /// The currency in which amounts are typed.
    pub currency: String,
    /// How much.
    pub rule: Rule,
    /// The amount of [`Rule::Oldest`].
    pub amount: String,
    /// The amounts of [`Rule::Each`].
    pub parts: Vec<(InvoiceId, String)>,
    /// Why less than all of an invoice is paid: [`LATER`], or the code of a reason to dispute the rest.
    pub whys: Vec<(InvoiceId, String)>,
    /// The id of the dispute of what is paid short, made with the page.
    pub dispute_id: DisputeId,
    /// What is wrong with what is paid short.
    pub short_text: String,
    /// Whether credit is used first.
    pub use_credit: bool,
    /// How it is paid, once that is chosen.
    pub method: Option<Method>,
    /// The account that a debit comes from.
    pub debit: String,
    /// The card.
    pub card: String,
    /// What the page said would be charged.
    pub expected: String,
    /// The choice that it said it for.
    pub shown: String,
}

impl Fields {
    /// Reads a form or a query. Without an id it is the first look: everything is proposed. What
    /// cannot be an invoice of anybody's is not found.
    pub fn of(pairs: &[(String, String)]) -> Result<Self, AppError> {
        let last = |name: &str| {
            let found = pairs.iter().rev().find(|(key, _)| key == name);
            found.map(|(_, value)| value.as_str())
        };
        let text = |name: &str| last(name).unwrap_or_default().to_owned();
        let invoice = |id: &str| id.parse::<InvoiceId>().map_err(|_| backend::Error::NotFound);
        let (mut invoices, mut whys) = (Vec::new(), Vec::new());
        let mut parts = Vec::<(InvoiceId, String)>::new();
        for (name, value) in pairs {
            if matches!(name.as_str(), "invoice" | "pick") {
                invoices.push(invoice(value)?);
            } else if let Some(id) = name.strip_prefix("why-") {
                whys.push((invoice(id)?, value.clone()));
            } else if let Some(id) = name.strip_prefix("part-") {
                let id = invoice(id)?;
                parts.retain(|(known, _)| *known != id);
                parts.push((id, value.trim().to_owned()));
            }
        }
        let sent = last("id").map(str::parse::<PaymentId>);
        let rule = match last("rule") {
            Some("oldest") => Rule::Oldest,
            Some("each") => Rule::Each,
            _ => Rule::Full,
        };
        Ok(Self {
            // Without a key that can be read nothing is paid: sent twice, it would be paid twice.
            act: match (last("do"), &sent) {
                (Some("pay"), Some(Ok(_))) => Act::Pay,
                _ => Act::Quote,
            },
            use_credit: sent.is_none() || last("credit").is_some(),
            id: sent.and_then(Result::ok).unwrap_or_else(super::new_id),
            due_today: invoices.is_empty() && last("due") == Some("today"),
            invoices,
            currency: text("currency"),
            rule,
            amount: text("amount").trim().to_owned(),
            parts,
            whys,
            dispute_id: last("dispute")
                .and_then(|id| id.parse().ok())
                .unwrap_or_else(super::new_dispute_id),
            short_text: text("short-text"),
            method: last("method").and_then(Method::of),
            debit: text("debit"),
            card: text("card"),
            expected: text("expected"),
            shown: text("shown"),
        })
    }

    /// What the fields ask for. What cannot be read is a problem of its field, and all is paid
    /// instead: the page has to show something.
    pub fn wish(&self, today: NaiveDate, problems: &mut Problems) -> Wish {
        let spread = match self.spread() {
            Ok(spread) => spread,
            Err(refusal) => {
                problems.add_at(self.rule.field(), refusal);
                Spread::InFull
            }
        };
        let selection = match self.currency.parse() {
            Ok(currency) if self.due_today => Selection::DueBy(today, currency),
            _ => Selection::Invoices(self.invoices.clone()),
        };
        Wish { selection, spread, use_credit: self.use_credit, method: self.method }
    }

    /// The payment that the form confirms. None where it does not confirm what its page showed: the
    /// choice was changed after the amounts were computed, or something cannot be read.
    pub fn order(&self, today: NaiveDate) -> Option<Order> {
        let mut problems = Problems::default();
        let Wish { selection, spread, use_credit, method } = self.wish(today, &mut problems);
        let method = method.filter(|method| *method != Method::BankTransfer)?;
        if !problems.is_empty() || self.shown != self.choice() {
            return None;
        }
        Some(Order {
            id: self.id,
            instrument: self.instrument(method).to_owned(),
            expected: Money::parse(&self.expected, self.currency.parse().ok()?).ok()?,
            choice: Choice { selection, spread, use_credit, method },
            short: self.short(),
        })
    }

    /// What was said about what is paid short.
    fn short(&self) -> Option<Short> {
        let why = |(id, code): &(InvoiceId, String)| match code.as_str() {
            "" => None,
            LATER => Some((*id, Why::Later)),
            code => Some((*id, Why::Wrong(code.to_owned()))),
        };
        let (dispute_id, text) = (self.dispute_id, self.short_text.clone());
        (self.rule == Rule::Each).then(|| Short {
            dispute_id,
            whys: self.whys.iter().filter_map(why).collect(),
            text,
        })
    }

    fn spread(&self) -> Result<Spread, Refusal> {
        if self.rule == Rule::Full {
            return Ok(Spread::InFull);
        }
        let currency: Currency = self.currency.parse()?;
        if self.rule == Rule::Oldest {
            return Ok(Spread::OldestFirst(Money::parse(&self.amount, currency)?));
        }
        let typed = self.parts.iter().filter(|(_, text)| !text.is_empty());
        let parts = typed.map(|(id, text)| Ok((*id, Money::parse(text, currency)?)));
        Ok(Spread::PerInvoice(parts.collect::<Result<_, Refusal>>()?))
    }

    /// The same with what was proposed in its gaps: what the page's own form will send.
    pub fn proposed(&self, offer: &Offer) -> Self {
        Self {
            method: Some(offer.choice.method),
            use_credit: self.use_credit && offers_credit(offer),
            ..self.clone()
        }
    }

    /// Everything on which the amounts depend, as the page carries it along: where it differs from
    /// what the page showed, the amounts on the screen are not those of the choice.
    pub fn choice(&self) -> String {
        let method = self.method.map_or("", Method::code);
        let mut told = format!("{method}, {}", self.rule.code());
        match self.rule {
            Rule::Full if self.use_credit => told.push_str(" with credit"),
            Rule::Full => {}
            Rule::Oldest => {
                told.push(' ');
                told.push_str(&self.amount);
            }
            Rule::Each => {
                for (id, text) in self.parts.iter().filter(|(_, text)| !text.is_empty()) {
                    told.push_str(&format!(" {id} {text}"));
                }
            }
        }
        told
    }

    /// Why less than all of an invoice is paid.
    pub fn why(&self, invoice: InvoiceId) -> &str {
        let found = self.whys.iter().find(|(id, _)| *id == invoice);
        found.map(|(_, why)| why.as_str()).unwrap_or_default()
    }

    /// What was typed for an invoice.
    pub fn part(&self, invoice: InvoiceId) -> &str {
        let found = self.parts.iter().find(|(id, _)| *id == invoice);
        found.map(|(_, text)| text.as_str()).unwrap_or_default()
    }

    /// The card or account that pays; the first one that there is, if none was chosen.
    pub fn instrument(&self, method: Method) -> &str {
        let chosen = match method {
            Method::Card => &self.card,
            Method::BankDebit => &self.debit,
            Method::BankTransfer => return "",
        };
        if !chosen.is_empty() {
            return chosen;
        }
        let first = sandbox::INSTRUMENTS.iter().find(|instrument| instrument.method == method);
        first.map_or("", |instrument| instrument.token)
    }
}

/// Whether there is credit that a payment can use.
pub fn offers_credit(offer: &Offer) -> bool {
    offer.quote.credit_available.minor > 0 && !offer.credit_would_do
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "0190f1d2-a3b4-7000-8000-000000000001";

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Fields::of(&pairs.iter().map(owned).collect::<Vec<_>>()).expect("fields")
    }

    fn problem(pairs: &[(&str, &str)]) -> Option<String> {
        let mut problems = Problems::default();
        let today = NaiveDate::from_ymd_opt(2026, 11, 18).expect("a date");
        let wish = fields(pairs).wish(today, &mut problems);
        let told = problems.iter().next().map(|problem| problem.words.clone());
        assert!(told.is_none() || wish.spread == Spread::InFull);
        told
    }

    #[test]
    fn the_first_look_proposes_everything_and_a_form_says_what_it_says() {
        let first = fields(&[("pick", A)]);
        assert!(first.use_credit && first.rule == Rule::Full && first.act == Act::Quote);
        let sent = fields(&[("id", A), ("invoice", A), ("do", "pay")]);
        assert!(!sent.use_credit && sent.act == Act::Pay);
        assert_eq!(sent.id.to_string(), A);
    }

    #[test]
    fn amounts_are_read_strictly_and_said_no_to_in_words() {
        let bad = ["1e3", "-5", "0.001", "1.000,00", "12345678901234567890", "١٢", "", "5 €"];
        for typed in bad {
            let oldest = [("currency", "EUR"), ("rule", "oldest"), ("amount", typed)];
            assert!(problem(&oldest).is_some(), "{typed:?}");
            let name = format!("part-{A}");
            let each = [("currency", "EUR"), ("rule", "each"), (name.as_str(), typed)];
            assert_eq!(problem(&each).is_none(), typed.is_empty(), "{typed:?}");
        }
        assert!(problem(&[("currency", "ZZZ"), ("rule", "oldest"), ("amount", "5")]).is_some());
        assert_eq!(problem(&[("currency", "EUR"), ("rule", "oldest"), ("amount", " 5.00 ")]), None);
    }

    #[test]
    fn a_form_confirms_only_what_its_page_showed() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 18).expect("a date");
        let order = |changed: &[(&str, &str)]| {
            let page = [
                ("id", A),
                ("invoice", A),
                ("currency", "EUR"),
                ("method", "card"),
                ("expected", "50.75"),
                ("shown", "card, full"),
                ("do", "pay"),
            ];
            fields(&[&page[..], changed].concat()).order(today)
        };
        let confirmed = order(&[]).expect("an order");
        assert_eq!(confirmed.expected, Money::new(5_075, Currency::EUR));
        assert_eq!(confirmed.instrument, "card_pays");
        for changed in [
            ("method", "bank_debit"),
            ("method", "bank_transfer"),
            ("credit", "yes"),
            ("rule", "oldest"),
            ("expected", "5075e-2"),
            ("currency", "¤"),
        ] {
            assert_eq!(order(&[changed]), None, "{changed:?}");
        }
        let keyless = fields(&[("id", "1"), ("invoice", A), ("do", "pay")]);
        assert_eq!(keyless.act, Act::Quote);
    }

    #[test]
    fn what_is_no_id_is_nobodys_invoice() {
        for bad in ["", "1", "../../etc", "NH-26-0894"] {
            let pairs = [("invoice".to_owned(), bad.to_owned())];
            assert!(Fields::of(&pairs).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn whatever_changes_the_amounts_changes_the_choice() {
        let base = [("id", A), ("invoice", A), ("currency", "EUR")];
        let with = |more: &[(&str, &str)]| fields(&[&base[..], more].concat()).choice();
        let name = format!("part-{A}");
        let all = [
            with(&[]),
            with(&[("credit", "1")]),
            with(&[("method", "card")]),
            with(&[("rule", "oldest"), ("amount", "5")]),
            with(&[("rule", "oldest"), ("amount", "6")]),
            with(&[("rule", "each"), (&name, "5")]),
        ];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len(), "{all:#?}");
        // An amount that is not asked for is not part of the choice.
        assert_eq!(with(&[("amount", "5")]), with(&[]));
    }
}
