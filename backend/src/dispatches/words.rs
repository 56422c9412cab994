//! The letter around a document, in the customer's language.

use crate::{issued_documents::Subject, reminders::escape};
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

/// The words of a language; `{}` is the number.
struct Words {
    invoice: &'static str,
    credit_note: &'static str,
    receipt: &'static str,
    statement: &'static str,
    greeting: &'static str,
    attached: &'static str,
    linked: &'static str,
    see: &'static str,
    choose: &'static str,
}

fn words(language: Language) -> Words {
    match language {
        Language::English => Words {
            invoice: "Invoice {}",
            credit_note: "Credit note {}",
            receipt: "Receipt {}",
            statement: "Statement of account {}",
            greeting: "Good day,",
            attached: "{} is attached.",
            linked: "{} is ready for you in the portal.",
            see: "See it in the portal:",
            choose: "How you get documents is yours to choose:",
        },
        Language::German => Words {
            invoice: "Rechnung {}",
            credit_note: "Gutschrift {}",
            receipt: "Quittung {}",
            statement: "Kontoauszug {}",
            greeting: "Guten Tag,",
            attached: "{} finden Sie im Anhang.",
            linked: "{} liegt im Portal für Sie bereit.",
            see: "Im Portal ansehen:",
            choose: "Wie Sie Dokumente erhalten, bestimmen Sie selbst:",
        },
        Language::Dutch => Words {
            invoice: "Factuur {}",
            credit_note: "Creditnota {}",
            receipt: "Kwitantie {}",
            statement: "Rekeningoverzicht {}",
            greeting: "Goedendag,",
            attached: "{} vindt u in de bijlage.",
            linked: "{} staat voor u klaar in het portaal.",
            see: "Bekijken in het portaal:",
            choose: "Hoe u documenten ontvangt, bepaalt u zelf:",
        },
        Language::French => Words {
            invoice: "Facture {}",
            credit_note: "Avoir {}",
            receipt: "Reçu {}",
            statement: "Relevé de compte {}",
            greeting: "Bonjour,",
            attached: "{} est en pièce jointe.",
            linked: "{} est à votre disposition sur le portail.",
            see: "Consulter sur le portail :",
            choose: "Choisissez comment vous recevez vos documents :",
        },
        Language::Spanish => Words {
            invoice: "Factura {}",
            credit_note: "Nota de abono {}",
            receipt: "Recibo {}",
            statement: "Extracto de cuenta {}",
            greeting: "Buenos días:",
            attached: "{} va adjunta.",
            linked: "{} está disponible en el portal.",
            see: "Ver en el portal:",
            choose: "Usted elige cómo recibe los documentos:",
        },
        Language::Italian => Words {
            invoice: "Fattura {}",
            credit_note: "Nota di credito {}",
            receipt: "Ricevuta {}",
            statement: "Estratto conto {}",
            greeting: "Buongiorno,",
            attached: "{} è in allegato.",
            linked: "{} è disponibile nel portale.",
            see: "Vedere nel portale:",
            choose: "Può scegliere come ricevere i documenti:",
        },
    }
}

impl Letter<'_> {
    /// Subject, text and HTML.
    pub(super) fn write(&self, language: Language) -> (String, String, String) {
        let words = words(language);
        let name = match self.kind {
            Kind::CreditNote => words.credit_note,
            Kind::Receipt => words.receipt,
            Kind::Statement => words.statement,
            _ => words.invoice,
        };
        let name = name.replace("{}", self.number);
        let said = if self.is_attached { words.attached } else { words.linked };
        let said = said.replace("{}", &name);
        let address = format!("{}{}", self.portal, self.path);
        let choose = format!("{}/settings/formats", self.portal);
        let subject = format!("{name} · {}", self.seller);
        let text = format!(
            "{}\n\n{said}\n{}\n\n{}\n{}\n\n{}\n{choose}\n\n{}\n",
            words.greeting, self.account, words.see, address, words.choose, self.seller,
        );
        let link = |to: &str| format!("<a href=\"{0}\">{0}</a>", escape(to));
        let html = format!(
            "<p>{}</p><p>{}<br>{}</p><p>{}<br>{}</p><p>{}<br>{}</p><p>{}</p>",
            escape(words.greeting),
            escape(&said),
            escape(self.account),
            escape(words.see),
            link(&address),
            escape(words.choose),
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
