//! What a reminder says, in the customer's language: how much, by when, why this much, and how to pay. On the
//! reader's side; amounts are the ones that were decided, never computed again here.

use super::Asked;
use crate::error::Result;
use chrono::NaiveDate;
use documents::words::{Word, letters, mail};
use domain::{
    language::Language,
    money::{Currency, Money},
};
use std::fmt::Write as _;

/// A reminder to be written.
pub(super) struct Letter<'a> {
    pub contact: &'a str,
    pub account: &'a str,
    pub entity: &'a str,
    pub entity_email: &'a str,
    pub public_url: &'a str,
    pub today: NaiveDate,
    pub asked: &'a [Asked],
    pub language: Language,
}

impl Letter<'_> {
    /// What is asked for, one amount a currency.
    fn totals(&self) -> Result<Vec<Money>> {
        let mut totals: Vec<Money> = Vec::new();
        for one in self.asked {
            match totals.iter_mut().find(|t| t.currency == one.amount.currency) {
                Some(total) => *total = total.plus(one.amount)?,
                None => totals.push(one.amount),
            }
        }
        Ok(totals)
    }

    fn total_text(&self) -> Result<String> {
        let totals: Vec<String> =
            self.totals()?.into_iter().map(|one| self.language.amount(one)).collect();
        Ok(totals.join(&format!(" {} ", self.word(mail::AND))))
    }

    fn word(&self, word: Word) -> &'static str {
        word.of(self.language)
    }

    fn with(&self, word: Word, all: &[(&str, &str)]) -> String {
        word.with(self.language, all)
    }

    pub fn subject(&self) -> Result<String> {
        let total = self.total_text()?;
        Ok(match self.asked {
            [one] => self.with(
                mail::ON_ONE,
                &[("amount", &total), ("number", &one.item.item.number), ("when", &self.when(one))],
            ),
            many => self.with(
                mail::ON_MANY,
                &[("amount", &total), ("count", &many.len().to_string()), ("seller", self.entity)],
            ),
        })
    }

    fn when(&self, one: &Asked) -> String {
        let due_on = one.item.item.due_on;
        let days = (due_on - self.today).num_days();
        let word = match days {
            0 => return self.word(mail::DUE_TODAY).to_owned(),
            1.. => mail::DUE_IN,
            _ => mail::WAS_DUE,
        };
        let day = self.language.date_with_weekday(due_on);
        self.with(word, &[("day", &day), ("days", &self.days(days.abs()))])
    }

    fn days(&self, count: i64) -> String {
        match count {
            1 => self.word(mail::ONE_DAY).to_owned(),
            many => self.with(mail::DAYS, &[("count", &many.to_string())]),
        }
    }

    /// What is left out, and why, in one sentence; nothing where nothing is.
    fn left_out(&self, currency: Currency) -> Option<String> {
        let sum = |f: fn(&Asked, NaiveDate) -> i64| {
            self.asked
                .iter()
                .filter(|one| one.amount.currency == currency)
                .map(|one| f(one, self.today))
                .sum::<i64>()
        };
        let reasons = [
            (sum(|a, on| a.item.item.collectable(on).disputed_minor), mail::DISPUTED),
            (sum(|a, on| a.item.item.collectable(on).in_flight_minor), mail::ON_ITS_WAY),
            (sum(|a, on| a.item.item.collectable(on).promised_minor), mail::PROMISED),
            (sum(|a, on| a.item.item.collectable(on).deferred_minor), mail::ON_A_PLAN),
            (
                sum(|a, on| a.item.item.collectable(on).collectable_minor - a.amount.minor),
                mail::COVERED,
            ),
        ];
        let told: Vec<String> = reasons
            .into_iter()
            .filter(|(minor, _)| *minor > 0)
            .map(|(minor, why)| {
                let amount = self.language.amount(Money::new(minor, currency));
                self.with(why, &[("amount", &amount)])
            })
            .collect();
        let list = told.join(", ");
        (!told.is_empty()).then(|| self.with(mail::NOT_ASKED_FOR, &[("list", &list)]))
    }

    /// All that is left out, a sentence a currency.
    fn all_left_out(&self) -> Result<Vec<String>> {
        let totals = self.totals()?;
        Ok(totals.iter().filter_map(|total| self.left_out(total.currency)).collect())
    }

    pub fn text(&self) -> Result<String> {
        let hello = self.with(mail::HELLO, &[("name", self.contact)]);
        let has_to_pay = self.with(mail::HAS_TO_PAY, &[("account", self.account)]);
        let mut out = format!("{hello}\n\n{has_to_pay}\n\n");
        for one in self.asked {
            let (number, amount) = (&one.item.item.number, self.language.amount(one.amount));
            let _ = writeln!(out, "  {number}   {amount}   {}", self.when(one));
        }
        let _ = writeln!(out, "\n{}: {}", self.word(letters::ASKED), self.total_text()?);
        for sentence in self.all_left_out()? {
            let _ = writeln!(out, "{sentence}");
        }
        let _ = write!(
            out,
            "\n{}: {}/invoices\n\n{}\n{}\n\n{}\n",
            self.word(mail::SEE_AND_PAY),
            self.public_url,
            self.with(mail::A_QUESTION, &[("email", self.entity_email)]),
            self.word(mail::NEVER_BY_MAIL),
            self.entity
        );
        Ok(out)
    }

    pub fn html(&self) -> Result<String> {
        let mut rows = String::new();
        for one in self.asked {
            let _ = write!(
                rows,
                "<tr><td>{}</td><td>{}</td><td align=\"right\">{}</td></tr>",
                escape(&one.item.item.number),
                escape(&self.when(one)),
                escape(&self.language.amount(one.amount))
            );
        }
        let mut left_out = String::new();
        for sentence in self.all_left_out()? {
            let _ = write!(left_out, "<p>{}</p>", escape(&sentence));
        }
        Ok(format!(
            "<div lang=\"{language}\">\
             <p>{hello}</p><p>{has_to_pay}</p>\
             <table cellpadding=\"6\">{rows}<tr><td colspan=\"2\"><b>{to_pay}</b></td><td align=\"right\"><b>{total}</b></td></tr></table>\
             {left_out}<p><a href=\"{url}/invoices\">{see_and_pay}</a></p>\
             <p>{question} {never}</p><p>{entity}</p></div>",
            language = self.language.code(),
            hello = escape(&self.with(mail::HELLO, &[("name", self.contact)])),
            has_to_pay = escape(&self.with(mail::HAS_TO_PAY, &[("account", self.account)])),
            to_pay = escape(self.word(letters::ASKED)),
            total = escape(&self.total_text()?),
            url = escape(self.public_url),
            see_and_pay = escape(self.word(mail::SEE_AND_PAY)),
            question = escape(&self.with(mail::A_QUESTION, &[("email", self.entity_email)])),
            never = escape(self.word(mail::NEVER_BY_MAIL)),
            entity = escape(self.entity),
        ))
    }
}

/// For text inside HTML, elements and attributes alike.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
