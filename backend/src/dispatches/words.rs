//! The letter around a document, in the customer's language.

use crate::{issued_documents::Subject, reminders::escape};
use documents::words::{letters, mail};
use domain::{document::Kind, language::Language};

/// A letter.
pub(super) struct Letter<'a> {
    pub kind: Kind,
    pub number: &'a str,
    pub seller: &'a str,
    pub account: &'a str,
    /// Whether the document is in it; else it leads to it.
    pub is_attached: bool,
    /// The portal, without a slash at the end.
    pub portal: &'a str,
    /// Where the document is in it.
    pub path: String,
}

impl Letter<'_> {
    /// Subject, text and HTML.
    pub(super) fn write(&self, language: Language) -> (String, String, String) {
        let name = match self.kind {
            Kind::CreditNote => mail::CREDIT_NOTE,
            Kind::Receipt => letters::RECEIPT,
            Kind::Statement => mail::STATEMENT,
            Kind::Invoice | Kind::Reminder | Kind::Plan => mail::INVOICE,
        };
        let name = name.with(language, &[("number", self.number)]);
        let said = if self.is_attached { mail::ATTACHED } else { mail::LINKED };
        let said = said.with(language, &[("document", &name)]);
        let [greeting, see, more] =
            [mail::GREETING, mail::SEE, mail::CHOOSE].map(|word| word.of(language));
        let address = format!("{}{}", self.portal, self.path);
        let choose = format!("{}/settings/formats", self.portal);
        let subject = format!("{name} · {}", self.seller);
        let text = format!(
            "{greeting}\n\n{said}\n{}\n\n{see}\n{address}\n\n{more}\n{choose}\n\n{}\n",
            self.account, self.seller,
        );
        let link = |to: &str| format!("<a href=\"{0}\">{0}</a>", escape(to));
        let html = format!(
            "<div lang=\"{}\"><p>{}</p><p>{}<br>{}</p><p>{}<br>{}</p><p>{}<br>{}</p><p>{}</p></div>",
            language.code(),
            escape(greeting),
            escape(&said),
            escape(self.account),
            escape(see),
            link(&address),
            escape(more),
            link(&choose),
            escape(self.seller),
        );
        (subject, text, html)
    }
}

/// Where it is in the portal.
pub(super) fn path(subject: Subject) -> String {
    match subject.kind {
        Kind::CreditNote => format!("/credit-notes/{}/copy", subject.id),
        Kind::Receipt => format!("/payments/{}/receipt", subject.id),
        Kind::Statement => "/statement".to_owned(),
        _ => format!("/invoices/{}", subject.id),
    }
}
