//! Papers that the seller attaches for a customer: the order, the proof of delivery, the contract,
//! certificates for the tax office. Some are of one invoice, some of the whole account.

use crate::{
    ids::{AccountId, InvoiceId},
    refusal::Refusal,
};
use chrono::NaiveDate;

/// The most papers of one invoice, or of one account, that are not removed.
pub const MOST: i64 = 50;
/// The most bytes of papers that are put into one file with their invoice.
pub const MOST_TOGETHER: i64 = 100 * 1024 * 1024;

/// What a paper is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// The customer's order.
    PurchaseOrder,
    /// That it arrived.
    ProofOfDelivery,
    /// What was agreed.
    Contract,
    /// The seller's taxpayer number, as US customers ask for it.
    W9,
    /// That the seller, or the sale, is taxed so or not at all.
    TaxCertificate,
    /// Anything else.
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::PurchaseOrder,
        Self::ProofOfDelivery,
        Self::Contract,
        Self::W9,
        Self::TaxCertificate,
        Self::Other,
    ];

    /// The code in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::PurchaseOrder => "purchase-order",
            Self::ProofOfDelivery => "proof-of-delivery",
            Self::Contract => "contract",
            Self::W9 => "w9",
            Self::TaxCertificate => "tax-certificate",
            Self::Other => "other",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::PurchaseOrder => "Purchase order",
            Self::ProofOfDelivery => "Proof of delivery",
            Self::Contract => "Contract",
            Self::W9 => "W-9",
            Self::TaxCertificate => "Tax certificate",
            Self::Other => "Other",
        }
    }

    /// The same in a sentence: “attached a contract”.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::PurchaseOrder => "a purchase order",
            Self::ProofOfDelivery => "a proof of delivery",
            Self::Contract => "a contract",
            Self::W9 => "a W-9",
            Self::TaxCertificate => "a tax certificate",
            Self::Other => "a paper",
        }
    }

    /// Whether it can be of a whole account.
    pub fn is_general(self) -> bool {
        matches!(self, Self::Contract | Self::W9 | Self::TaxCertificate)
    }

    /// Whether it holds until a day. A W-9 holds until another one is given.
    pub fn can_end(self) -> bool {
        matches!(self, Self::Contract | Self::TaxCertificate)
    }
}

/// What a paper is attached to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum About {
    /// One invoice.
    Invoice(InvoiceId),
    /// The whole account: it goes with each of its invoices.
    Account(AccountId),
}

impl About {
    /// The kinds that can be attached to it.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        let all = matches!(self, Self::Invoice(_));
        Kind::ALL.into_iter().filter(move |kind| all || kind.is_general())
    }
}

/// Whether such a paper can be attached there. Refuses what is of one invoice for a whole account, a
/// last day where there can be none, and one that is over.
pub fn check(
    kind: Kind,
    about: About,
    valid_until: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), Refusal> {
    if about.kinds().all(|possible| possible != kind) {
        let words = format!("{} belongs to one invoice. Attach it there.", kind.label());
        return Err(Refusal::field("kind", words));
    }
    match valid_until {
        Some(_) if !kind.can_end() => {
            let words = format!("{} has no last day. Leave it empty.", kind.label());
            Err(Refusal::field("valid_until", words))
        }
        Some(day) if has_ended(Some(day), today) => {
            Err(Refusal::field("valid_until", "That day is over. Attach one that still holds."))
        }
        _ => Ok(()),
    }
}

/// Whether its last day is over.
pub fn has_ended(valid_until: Option<NaiveDate>, today: NaiveDate) -> bool {
    valid_until.is_some_and(|last| last < today)
}

/// Its name in an archive, where several may be called the same; `nth` counts from 1.
pub fn name_in_archive(nth: usize, kind: Kind, name: &str) -> String {
    format!("papers/{nth:02}-{}-{name}", kind.code())
}

/// Whether papers of so many bytes go into one file.
pub fn together(bytes: i64) -> Result<(), Refusal> {
    if bytes > MOST_TOGETHER {
        let words = "These papers are too large for one file. Take them one by one.";
        return Err(Refusal::field("papers", words));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    #[test]
    fn codes_come_back() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::of(kind.code()) == Some(kind)));
        assert_eq!(Kind::of("picture"), None);
    }

    #[test]
    fn a_whole_account_has_only_what_is_of_no_single_invoice() {
        let invoice = About::Invoice(InvoiceId(Uuid::nil()));
        let account = About::Account(AccountId(Uuid::nil()));
        assert_eq!(invoice.kinds().count(), Kind::ALL.len());
        let general: Vec<_> = account.kinds().collect();
        assert_eq!(general, [Kind::Contract, Kind::W9, Kind::TaxCertificate]);
        for kind in Kind::ALL {
            assert!(check(kind, invoice, None, day(18)).is_ok(), "{kind:?}");
            assert_eq!(check(kind, account, None, day(18)).is_ok(), kind.is_general(), "{kind:?}");
        }
    }

    #[test]
    fn only_what_can_end_has_a_last_day_and_it_is_not_over() {
        let about = About::Invoice(InvoiceId(Uuid::nil()));
        for kind in Kind::ALL {
            assert_eq!(check(kind, about, Some(day(18)), day(18)).is_ok(), kind.can_end());
        }
        assert!(check(Kind::Contract, about, Some(day(17)), day(18)).is_err());
        assert!(!has_ended(Some(day(18)), day(18)), "the last day is one on which it holds");
        assert!(has_ended(Some(day(18)), day(19)) && !has_ended(None, day(19)));
    }

    #[test]
    fn papers_of_one_name_stand_beside_each_other_in_an_archive() {
        let name = |nth| name_in_archive(nth, Kind::ProofOfDelivery, "scan.pdf");
        assert_eq!(name(1), "papers/01-proof-of-delivery-scan.pdf");
        assert_ne!(name(1), name(2));
        assert!(together(MOST_TOGETHER).is_ok() && together(MOST_TOGETHER + 1).is_err());
    }
}
