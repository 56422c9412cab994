//! What a reminder says: how much, by when, why this much, and how to pay. On the reader's side;
//! amounts are the ones that were decided, never computed again here.

use super::Asked;
use crate::error::Result;
use chrono::NaiveDate;
use domain::{
    calendar,
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
        let totals: Vec<String> = self.totals()?.iter().map(Money::full).collect();
        Ok(totals.join(" and "))
    }

    pub fn subject(&self) -> Result<String> {
        let total = self.total_text()?;
        Ok(match self.asked {
            [one] => format!("{total} on invoice {}, {}", one.item.item.number, self.when(one)),
            many => format!("{total} on {} invoices of {}", many.len(), self.entity),
        })
    }

    fn when(&self, one: &Asked) -> String {
        let due_on = one.item.item.due_on;
        match (due_on - self.today).num_days() {
            0 => "due today".to_owned(),
            days if days > 0 => {
                format!("due {} (in {})", calendar::with_weekday(due_on), calendar::days_text(days))
            }
            days => format!(
                "was due {} ({} ago)",
                calendar::with_weekday(due_on),
                calendar::days_text(-days)
            ),
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
            (sum(|a, on| a.item.item.collectable(on).disputed_minor), "you dispute"),
            (sum(|a, on| a.item.item.collectable(on).in_flight_minor), "that is on its way"),
            (sum(|a, on| a.item.item.collectable(on).promised_minor), "you promised"),
            (sum(|a, on| a.item.item.collectable(on).deferred_minor), "on a plan"),
            (
                sum(|a, on| a.item.item.collectable(on).collectable_minor - a.amount.minor),
                "that your credit covers",
            ),
        ];
        let told: Vec<String> = reasons
            .iter()
            .filter(|(minor, _)| *minor > 0)
            .map(|(minor, why)| format!("{} {why}", Money::new(*minor, currency)))
            .collect();
        (!told.is_empty()).then(|| format!("What we do not ask for: {}.", told.join(", ")))
    }

    pub fn text(&self) -> Result<String> {
        let mut out = format!("Hello {},\n\n", self.contact);
        let _ = writeln!(out, "this is what {} has to pay:\n", self.account);
        for one in self.asked {
            let number = &one.item.item.number;
            let _ = writeln!(out, "  {number}   {}   {}", one.amount, self.when(one));
        }
        let _ = writeln!(out, "\nTo pay: {}", self.total_text()?);
        for total in self.totals()? {
            if let Some(sentence) = self.left_out(total.currency) {
                let _ = writeln!(out, "{sentence}");
            }
        }
        let _ = write!(
            out,
            "\nSee and pay it: {}/invoices\n\nA question? Answer this mail or write to {}.\n\
             We never send new bank details by mail; the portal has them.\n\n{}\n",
            self.public_url, self.entity_email, self.entity
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
                escape(&one.amount.full())
            );
        }
        let mut left_out = String::new();
        for total in self.totals()? {
            if let Some(sentence) = self.left_out(total.currency) {
                let _ = write!(left_out, "<p>{}</p>", escape(&sentence));
            }
        }
        Ok(format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{subject}</title><body>\
             <p>Hello {contact},</p><p>this is what {account} has to pay:</p>\
             <table cellpadding=\"6\">{rows}<tr><td colspan=\"2\"><b>To pay</b></td><td align=\"right\"><b>{total}</b></td></tr></table>\
             {left_out}<p><a href=\"{url}/invoices\">See and pay it</a></p>\
             <p>A question? Answer this mail or write to {email}. We never send new bank details by mail; the portal has them.</p>\
             <p>{entity}</p></body></html>",
            subject = escape(&self.subject()?),
            contact = escape(self.contact),
            account = escape(self.account),
            total = escape(&self.total_text()?),
            url = escape(self.public_url),
            email = escape(self.entity_email),
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
