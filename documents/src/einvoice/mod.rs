//! E-invoices: UBL 2.1 and UN/CEFACT CII after EN 16931, as Peppol BIS Billing 3, XRechnung or plain.
//! What the format's rules refuse is not written: the rules and what is missing are told instead.
//!
//! The rules are those of the crates `en16931` and `en16931-formats`; nothing outside of this folder
//! knows them.

mod exact;
pub mod factur_x;
mod lines;
mod national;
pub mod plain;
pub mod read;
mod registers;
mod sides;
mod terms;
pub(crate) mod units;

use crate::invoice::Invoice;
use en16931::{
    En16931, PeppolBis3, XRechnung,
    validation::{
        Finding,
        profile::{ProfileMarker, Validated},
    },
};
use en16931_formats::{Syntax, write as written, write_unchecked};

/// A kind of e-invoice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// UBL 2.1, EN 16931 without national rules.
    Ubl,
    /// UN/CEFACT Cross Industry Invoice, EN 16931 without national rules.
    Cii,
    /// Peppol BIS Billing 3.
    Peppol,
    /// XRechnung 3 as UBL.
    XrechnungUbl,
    /// XRechnung 3 as CII.
    XrechnungCii,
}

/// Why there is no such e-invoice of this invoice: at least one rule.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the format's rules refuse it: {}", self.rules.iter().map(|broken| broken.rule.as_str()).collect::<Vec<_>>().join(", "))]
pub struct Refused {
    /// The rules that it breaks.
    pub rules: Vec<Broken>,
}

/// A rule that is broken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// The rule's id, as its authority writes it: `BR-CO-15`.
    pub rule: String,
    /// Where: `BG-25[2]/BT-151`.
    pub at: String,
    /// The rule in the authority's words.
    pub words: String,
}

impl Refused {
    pub(crate) fn one(rule: &str, at: &str, words: String) -> Self {
        let broken = Broken { rule: rule.to_owned(), at: at.to_owned(), words };
        Self { rules: vec![broken] }
    }
}

/// Writes it as XML, or tells which rules it breaks.
pub fn write(invoice: &Invoice, dialect: Dialect) -> Result<String, Refused> {
    let terms = terms::of(invoice, dialect)?;
    let document = match dialect {
        Dialect::Ubl => written(&proved::<En16931>(terms, Vec::new())?, Syntax::Ubl),
        Dialect::Cii => written(&proved_cii(invoice, terms)?, Syntax::Cii),
        Dialect::Peppol => {
            let of_its_country = national::broken(&terms);
            written(&proved::<PeppolBis3>(terms, of_its_country)?, Syntax::Ubl)
        }
        Dialect::XrechnungUbl => written(&proved::<XRechnung>(terms, Vec::new())?, Syntax::Ubl),
        Dialect::XrechnungCii => {
            written(&proved::<XRechnung>(terms, exact::broken(invoice))?, Syntax::Cii)
        }
    };
    Ok(document.xml)
}

/// Writes it whatever the rules say, for judges that are to find the same faults; nothing, where it has
/// no form at all in the syntax.
pub fn write_unproved(invoice: &Invoice, dialect: Dialect) -> Option<String> {
    let terms = terms::of(invoice, dialect).ok()?;
    let syntax = match dialect {
        Dialect::Ubl | Dialect::Peppol | Dialect::XrechnungUbl => Syntax::Ubl,
        Dialect::Cii | Dialect::XrechnungCii => Syntax::Cii,
    };
    write_unchecked(&terms, syntax).ok().map(|document| document.xml)
}

/// Of CII without national rules.
fn proved_cii(invoice: &Invoice, terms: en16931::Invoice) -> Result<Validated<En16931>, Refused> {
    proved(terms, exact::broken(invoice))
}

/// Proves that it breaks none of a profile's rules. Rules that the profile's crate does not know, and that
/// it breaks, come along.
fn proved<P: ProfileMarker>(
    terms: en16931::Invoice,
    others: Vec<Broken>,
) -> Result<Validated<P>, Refused> {
    let told = |finding: &Finding| Broken {
        rule: finding.rule.clone(),
        at: finding.path.to_string(),
        words: finding.message.clone(),
    };
    match Validated::new(terms) {
        Ok(proof) if others.is_empty() => Ok(proof),
        Ok(_) => Err(Refused { rules: others }),
        Err(rejected) => {
            let rules = rejected.report().fatal().map(told);
            Err(Refused { rules: rules.chain(others).collect() })
        }
    }
}
