//! How documents reach a customer: format, look, channel and where to, as one choice. It is made for one
//! recipient, for an account, or by a company above it for its whole group; the nearest one holds as a
//! whole, so that nobody gets the format of one and the channel of another.

use crate::{
    channel::Channel, data_style::DataStyle, document::Kind, document_policy::DocumentPolicy,
    format::Format, mandate::Mandate, refusal::Refusal, style::Style,
};

/// A choice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preference {
    /// The format.
    pub format: Format,
    /// How it looks to people.
    pub style: Style,
    /// How it looks to programs.
    pub data: DataStyle,
    /// The way on which it goes.
    pub channel: Channel,
    /// Where to, as [`Channel::address`] keeps it; of e-mail, nothing is whom we write to anyway.
    pub target: Option<String>,
}

/// Whose choice it is, the nearest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Whose {
    /// One recipient's.
    Recipient,
    /// The account's own.
    Account,
    /// That of the company so many steps above it.
    Above(u32),
    /// What the seller does for who has chosen nothing.
    Seller,
}

/// The choice that holds: the nearest, whatever order they come in.
pub fn nearest<T>(choices: impl IntoIterator<Item = (Whose, T)>) -> Option<(Whose, T)> {
    choices.into_iter().min_by_key(|(whose, _)| *whose)
}

/// What bounds a choice: the kind of documents, what the seller offers, and the law.
#[derive(Clone, Copy, Debug)]
pub struct Bounds<'a> {
    /// What is offered.
    pub policy: &'a DocumentPolicy,
    /// The law between the two countries, if there is one.
    pub mandate: Option<&'static Mandate>,
}

impl Bounds<'_> {
    fn kind(&self) -> Kind {
        self.policy.kind
    }

    /// Laws about invoices are about nothing else.
    fn law(&self) -> Option<&'static Mandate> {
        self.mandate.filter(|_| self.kind().is_invoice())
    }

    /// Why a format cannot be chosen whatever else is, if it cannot. The law is told before the offer.
    pub fn why_not_format(&self, format: Format) -> Option<String> {
        let by_law = self.law().and_then(|law| law.why_not_format(format));
        by_law.or_else(|| self.policy.why_not_format(format).map(str::to_owned))
    }

    /// Why a channel cannot be chosen whatever else is, if it cannot.
    pub fn why_not_channel(&self, channel: Channel) -> Option<String> {
        let by_law = self.law().and_then(|law| law.why_not_channel(channel));
        by_law
            .or_else(|| self.policy.why_not_channel(channel).map(str::to_owned))
            .or_else(|| channel.carries_some(self.kind()).err().map(str::to_owned))
    }

    /// Refuses what is forbidden, not offered or impossible.
    pub fn check(&self, preference: &Preference) -> Result<(), Refusal> {
        let &Preference { format, channel, .. } = preference;
        if let Some(words) = self.why_not_format(format) {
            return Err(Refusal::field("format", words));
        }
        if let Some(words) = self.why_not_channel(channel) {
            return Err(Refusal::field("channel", words));
        }
        preference.data.x12.check()?;
        channel.carries(self.kind(), format).map_err(|words| Refusal::field("channel", words))?;
        let kept = channel.address(preference.target.as_deref().unwrap_or_default())?;
        match kept == preference.target {
            true => Ok(()),
            false => Err(Refusal::field("target", "Type the address again.")),
        }
    }
}

/// Whether a change of channel leaves paper.
pub fn leaves_paper(before: Channel, after: Channel) -> bool {
    before == Channel::Print && after != Channel::Print
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mandate;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn policy(kind: Kind) -> DocumentPolicy {
        DocumentPolicy {
            kind,
            formats: kind.formats().iter().copied().filter(|f| *f != Format::Cii).collect(),
            channels: Channel::ALL.into_iter().filter(|c| *c != Channel::Folder).collect(),
            costs: Vec::new(),
            pdf_instead: true,
            format: Format::Pdf,
            channel: Channel::Email,
            fallback: None,
            sends_from: None,
        }
    }

    fn choice(format: Format, channel: Channel, target: Option<&str>) -> Preference {
        let target = target.map(str::to_owned);
        let (style, data) = (Style::default(), DataStyle::default());
        Preference { format, style, data, channel, target }
    }

    fn refused(bounds: Bounds<'_>, choice: &Preference) -> (&'static str, String) {
        match bounds.check(choice) {
            Err(Refusal::Field { field, message }) => (field, message),
            other => panic!("{other:?}"),
        }
    }

    /// Ferrow's group takes PDFs, its Dutch company wants Peppol, and Mirjam there wants paper: each gets
    /// theirs whole.
    #[test]
    fn the_nearest_choice_holds_as_a_whole() {
        let group = choice(Format::Pdf, Channel::Email, Some("ap@group.example"));
        let own = choice(Format::Peppol, Channel::Peppol, Some("0106:59110276"));
        let mirjam = choice(Format::Pdf, Channel::Print, None);
        let seller = choice(Format::Pdf, Channel::Portal, None);
        let mut all = vec![
            (Whose::Seller, &seller),
            (Whose::Above(2), &seller),
            (Whose::Above(1), &group),
            (Whose::Account, &own),
            (Whose::Recipient, &mirjam),
        ];
        for expected in [&mirjam, &own, &group, &seller, &seller] {
            assert_eq!(nearest(all.clone()).map(|(_, one)| one), Some(expected));
            all.pop();
        }
        assert_eq!(nearest::<()>([]), None);
    }

    #[test]
    fn what_is_not_offered_or_impossible_is_refused_beside_its_field() {
        let policy = policy(Kind::Invoice);
        let bounds = Bounds { policy: &policy, mandate: None };
        let peppol = choice(Format::Peppol, Channel::Peppol, Some("0106:59110276"));
        assert_eq!(bounds.check(&peppol), Ok(()));
        assert_eq!(refused(bounds, &choice(Format::Cii, Channel::Email, None)).0, "format");
        assert_eq!(refused(bounds, &choice(Format::Pdf, Channel::Folder, Some("in"))).0, "channel");
        assert_eq!(refused(bounds, &choice(Format::Pdf, Channel::Peppol, None)).0, "channel");
        assert_eq!(refused(bounds, &choice(Format::Peppol, Channel::Peppol, None)).0, "target");
        let loose = choice(Format::Pdf, Channel::Email, Some("AP@Ferrow.example"));
        assert_eq!(refused(bounds, &loose).0, "target", "as it is kept, or not at all");
    }

    #[test]
    fn a_law_holds_for_invoices_and_for_nothing_else() {
        let on = NaiveDate::from_ymd_opt(2026, 11, 18).expect("a day");
        let mandate = mandate::required("BE", "BE", on);
        let pdf = choice(Format::Pdf, Channel::Email, None);
        let invoices = policy(Kind::Invoice);
        let (field, words) = refused(Bounds { policy: &invoices, mandate }, &pdf);
        assert_eq!(field, "format");
        assert!(words.starts_with("Belgian law"), "{words}");
        let statements = policy(Kind::Statement);
        assert_eq!(Bounds { policy: &statements, mandate }.check(&pdf), Ok(()));
    }

    fn whose() -> impl Strategy<Value = Whose> {
        prop_oneof![
            Just(Whose::Recipient),
            Just(Whose::Account),
            (1..9_u32).prop_map(Whose::Above),
            Just(Whose::Seller),
        ]
    }

    proptest! {
        #[test]
        fn no_order_matters_and_what_is_farther_changes_nothing(
            mut all in proptest::collection::vec(whose(), 1..8),
            farther in whose(),
        ) {
            all.sort();
            all.dedup();
            let found = nearest(all.iter().map(|one| (*one, *one)));
            let backwards = nearest(all.iter().rev().map(|one| (*one, *one)));
            prop_assert_eq!(found, backwards);
            let nearest_one = found.map(|(one, _)| one);
            prop_assert_eq!(nearest_one, all.first().copied());
            if Some(farther) > nearest_one {
                all.push(farther);
                prop_assert_eq!(nearest(all.iter().map(|one| (*one, *one))), found);
            }
        }

        /// Whatever passes the check is carried by its channel.
        #[test]
        fn what_is_kept_can_be_sent(format in 0..Format::ALL.len(), channel in 0..8_usize, kind in 0..6_usize) {
            let policy = policy(Kind::ALL[kind]);
            let (format, channel) = (Format::ALL[format], Channel::ALL[channel]);
            for target in [None, Some("ap@ferrow.example"), Some("0106:59110276"), Some("ZZ:FERROW")] {
                let bounds = Bounds { policy: &policy, mandate: None };
                if bounds.check(&choice(format, channel, target)).is_ok() {
                    prop_assert!(channel.carries(policy.kind, format).is_ok());
                    prop_assert!(policy.formats.contains(&format) && policy.channels.contains(&channel));
                }
            }
        }
    }
}
