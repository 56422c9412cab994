//! What laws ask of invoices between companies, by country: as data, each with its law and its first day.
//! Where a law binds, a choice that it forbids is refused with its name; the rest is told.
//!
//! As of November 2026. Sources: the laws named below; the Belgian SPF Finances' guidelines on structured
//! e-invoices; the BMF's letter of 15 October 2024; the DGFiP's specifications of 2026; Directive (EU)
//! 2025/516. A company that a law leaves out is not known here: sellers change what they allow.

use crate::{calendar, channel::Channel, format::Format, refusal::Refusal};
use chrono::NaiveDate;

/// A law about invoices from companies of one country to companies of another or the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mandate {
    /// Between whom it holds.
    pub between: Between,
    /// Its first day.
    pub from: NaiveDate,
    /// Its name.
    pub law: &'static str,
    /// What it asks for, after "asks for".
    pub asks: &'static str,
    /// What that means for somebody who chooses here, and what is not offered.
    pub note: &'static str,
    /// What it leaves to choose from; none where it is only told.
    pub leaves: Option<Leaves>,
}

/// Between whom a law holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Between {
    /// Companies of one country (ISO 3166-1 alpha-2).
    Within(&'static str),
    /// Companies of two countries of the European Union.
    Members,
}

/// What a law leaves to choose from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaves {
    /// The formats.
    pub formats: &'static [Format],
    /// The channels.
    pub channels: &'static [Channel],
}

/// What follows EN 16931.
const EN_16931: &[Format] = &[
    Format::FacturX,
    Format::Peppol,
    Format::XrechnungUbl,
    Format::XrechnungCii,
    Format::Ubl,
    Format::Cii,
];
/// How data travels. Nothing printed.
const ELECTRONIC: &[Channel] = &[
    Channel::Email,
    Channel::EmailLink,
    Channel::Portal,
    Channel::Folder,
    Channel::Webhook,
    Channel::Peppol,
];

/// All of them, by their first day within each country.
pub const MANDATES: &[Mandate] = &[
    Mandate {
        between: Between::Within("BE"),
        from: day(2026, 1, 1),
        law: "Belgian law of 6 February 2024 on electronic invoices",
        asks: "Peppol BIS Billing over the Peppol network",
        note: "A PDF can be had in the portal beside it; it is not the invoice.",
        leaves: Some(Leaves { formats: &[Format::Peppol], channels: &[Channel::Peppol] }),
    },
    Mandate {
        between: Between::Within("FR"),
        from: day(2026, 9, 1),
        law: "French tax code (CGI), article 289 bis",
        asks: "Factur-X, UBL or CII through an approved platform",
        note: "We hand the file to your platform: into a folder, or over the web. Small companies issue from 1 September 2027 on.",
        leaves: Some(Leaves {
            formats: &[Format::FacturX, Format::Ubl, Format::Cii],
            channels: &[Channel::Folder, Channel::Webhook],
        }),
    },
    Mandate {
        between: Between::Within("DE"),
        from: day(2025, 1, 1),
        law: "German VAT act (UStG), § 14",
        asks: "companies that can receive e-invoices",
        note: "You have to be able to take them in. A PDF may still be sent if you agree to it, and choosing it here is agreeing.",
        leaves: None,
    },
    Mandate {
        between: Between::Within("DE"),
        from: day(2027, 1, 1),
        law: "German VAT act (UStG), § 27 (38)",
        asks: "e-invoices of sellers with a turnover above €800,000",
        note: "Smaller ones may send a PDF until the end of 2027.",
        leaves: None,
    },
    Mandate {
        between: Between::Within("DE"),
        from: day(2028, 1, 1),
        law: "German VAT act (UStG), § 14",
        asks: "an e-invoice after EN 16931",
        note: "XRechnung, ZUGFeRD, UBL and CII are such; a PDF alone is not.",
        leaves: Some(Leaves { formats: EN_16931, channels: ELECTRONIC }),
    },
    Mandate {
        between: Between::Within("IT"),
        from: day(2019, 1, 1),
        law: "Italian legislative decree 127/2015",
        asks: "FatturaPA through the exchange system (SdI)",
        note: "That is not offered here yet: what you choose is a copy, the invoice comes through SdI.",
        leaves: None,
    },
    Mandate {
        between: Between::Within("PL"),
        from: day(2026, 2, 1),
        law: "Polish VAT act, National e-Invoice System (KSeF)",
        asks: "FA(3) through KSeF, of all sellers from 1 April 2026 on",
        note: "That is not offered here yet: what you choose is a copy, the invoice comes through KSeF.",
        leaves: None,
    },
    Mandate {
        between: Between::Members,
        from: day(2030, 7, 1),
        law: "Directive (EU) 2025/516 (ViDA)",
        asks: "an e-invoice after EN 16931 between countries of the Union",
        note: "XRechnung, Factur-X, Peppol BIS, UBL and CII are such; a PDF alone is not.",
        leaves: Some(Leaves { formats: EN_16931, channels: ELECTRONIC }),
    },
];

/// The members of the European Union.
const UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// The law that holds between two countries on a day, the youngest of several.
pub fn required(seller: &str, buyer: &str, on: NaiveDate) -> Option<&'static Mandate> {
    between(seller, buyer).filter(|mandate| mandate.from <= on).max_by_key(|mandate| mandate.from)
}

/// The next law that will.
pub fn coming(seller: &str, buyer: &str, on: NaiveDate) -> Option<&'static Mandate> {
    between(seller, buyer).filter(|mandate| mandate.from > on).min_by_key(|mandate| mandate.from)
}

fn between(seller: &str, buyer: &str) -> impl Iterator<Item = &'static Mandate> {
    MANDATES.iter().filter(move |mandate| match mandate.between {
        Between::Within(country) => seller == country && buyer == country,
        Between::Members => seller != buyer && UNION.contains(&seller) && UNION.contains(&buyer),
    })
}

impl Mandate {
    /// The law, what it asks for and since when.
    pub fn words(&self) -> String {
        format!("{} asks for {} since {}.", self.law, self.asks, calendar::long(self.from))
    }

    /// Why a format cannot be chosen, if it cannot.
    pub fn why_not_format(&self, format: Format) -> Option<String> {
        let forbids = self.leaves.is_some_and(|leaves| !leaves.formats.contains(&format));
        forbids.then(|| self.words())
    }

    /// Why a channel cannot be chosen, if it cannot.
    pub fn why_not_channel(&self, channel: Channel) -> Option<String> {
        let forbids = self.leaves.is_some_and(|leaves| !leaves.channels.contains(&channel));
        forbids.then(|| self.words())
    }

    /// Refuses what it forbids, by its name.
    pub fn check(&self, format: Format, channel: Channel) -> Result<(), Refusal> {
        if let Some(words) = self.why_not_format(format) {
            return Err(Refusal::field("format", words));
        }
        match self.why_not_channel(channel) {
            Some(words) => Err(Refusal::field("channel", words)),
            None => Ok(()),
        }
    }
}

/// A day that is one; a slip in the table would be seen by the test.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;

    fn law(seller: &str, buyer: &str, on: NaiveDate) -> Option<&'static str> {
        required(seller, buyer, on).map(|mandate| mandate.law)
    }

    #[test]
    fn a_law_holds_from_its_day_between_whom_it_names() {
        assert_eq!(law("BE", "BE", day(2025, 12, 31)), None);
        assert!(law("BE", "BE", day(2026, 1, 1)).is_some_and(|law| law.starts_with("Belgian")));
        assert_eq!(law("NL", "BE", day(2026, 11, 18)), None);
        assert!(law("NL", "BE", day(2030, 7, 1)).is_some_and(|law| law.contains("ViDA")));
        assert_eq!(law("GB", "BE", day(2031, 1, 1)), None);
        let next = coming("DE", "DE", day(2026, 11, 18)).map(|mandate| mandate.from);
        assert_eq!(next, Some(day(2027, 1, 1)));
        assert_eq!(coming("US", "US", day(2026, 11, 18)), None);
    }

    #[test]
    fn what_a_law_forbids_is_refused_with_its_name() {
        let belgian = required("BE", "BE", day(2026, 11, 18)).expect("a law");
        assert_eq!(belgian.check(Format::Peppol, Channel::Peppol), Ok(()));
        let refused = belgian.check(Format::Pdf, Channel::Email).expect_err("forbidden");
        assert!(refused.to_string().contains("law of 6 February 2024"), "{refused}");
        assert!(refused.to_string().contains("1 January 2026"), "{refused}");
        let german = required("DE", "DE", day(2026, 11, 18)).expect("a law");
        assert_eq!(german.check(Format::Pdf, Channel::Print), Ok(()), "told, not binding");
        let german = required("DE", "DE", day(2028, 1, 1)).expect("a law");
        assert!(german.check(Format::Pdf, Channel::Email).is_err());
        assert!(german.check(Format::FacturX, Channel::Print).is_err());
        assert_eq!(german.check(Format::XrechnungUbl, Channel::Email), Ok(()));
    }

    #[test]
    fn every_law_is_a_day_a_name_and_something_that_can_be_chosen() {
        for mandate in MANDATES {
            assert!(mandate.from > NaiveDate::MIN && !mandate.law.is_empty(), "{mandate:?}");
            let Some(leaves) = mandate.leaves else { continue };
            let pair = leaves.channels.iter().any(|channel| {
                leaves.formats.iter().any(|&f| channel.carries(Kind::Invoice, f).is_ok())
            });
            assert!(pair, "{mandate:?}");
        }
    }
}
