//! What a seller offers of a kind of documents: the formats and channels to choose from, what a channel
//! costs, what holds for who has chosen nothing, and whether a PDF goes out where a format's rules refuse
//! a document.

use crate::{channel::Channel, document::Kind, format::Format, money::Money, refusal::Refusal};
use chrono::NaiveDate;

/// The most that one document may cost on a channel, in minor units.
pub const MOST_COST_MINOR: i64 = 10_000;

/// What is offered of a kind of documents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentPolicy {
    /// Of which kind.
    pub kind: Kind,
    /// The formats to choose from.
    pub formats: Vec<Format>,
    /// The channels to choose from.
    pub channels: Vec<Channel>,
    /// What a document costs the customer on a channel, where it costs something.
    pub costs: Vec<(Channel, Money)>,
    /// Whether a PDF goes out by the default channel when a format's rules refuse a document; else it waits
    /// for somebody.
    pub pdf_instead: bool,
    /// The format of who has chosen nothing.
    pub format: Format,
    /// And the channel.
    pub channel: Channel,
    /// Where a document goes that its channel refused; none: it waits for a person.
    pub fallback: Option<Channel>,
    /// From which day of issue on documents are sent by themselves; none: nothing is.
    pub sends_from: Option<NaiveDate>,
}

impl DocumentPolicy {
    /// What a document costs on a channel, if something.
    pub fn cost(&self, channel: Channel) -> Option<Money> {
        self.costs.iter().find(|(of, _)| *of == channel).map(|(_, cost)| *cost)
    }

    /// Whether it can be as it is: something is offered, and what holds for everybody is offered, fits
    /// together and needs nothing of a customer's own.
    pub fn check(&self) -> Result<(), Refusal> {
        let known = self.kind.formats();
        if self.formats.is_empty() || !self.formats.iter().all(|format| known.contains(format)) {
            return Err(Refusal::field("format", "Offer at least one format."));
        }
        if self.channels.is_empty() {
            return Err(Refusal::field("channel", "Offer at least one channel."));
        }
        if !self.formats.contains(&self.format) {
            let words = "What holds for who has chosen nothing has to be offered.";
            return Err(Refusal::field("default-format", words));
        }
        if !self.channels.contains(&self.channel) || !self.channel.suits_all() {
            let words = "Choose a channel that is offered and asks customers for nothing.";
            return Err(Refusal::field("default-channel", words));
        }
        self.channel
            .carries(self.kind, self.format)
            .map_err(|words| Refusal::field("default-channel", words))?;
        if self.sends_from.is_some() && !self.kind.goes_out() {
            let words = "Documents of this kind are not sent by themselves.";
            return Err(Refusal::field("sends-from", words));
        }
        if let Some(fallback) = self.fallback
            && (!self.channels.contains(&fallback) || !fallback.suits_all())
        {
            let words = "Choose a channel that is offered and asks customers for nothing.";
            return Err(Refusal::field("fallback", words));
        }
        match self.costs.iter().all(|(_, cost)| (1..=MOST_COST_MINOR).contains(&cost.minor)) {
            true => Ok(()),
            false => Err(Refusal::field("cost", "Type what one document costs, at most 100.00.")),
        }
    }

    /// Why a format cannot be chosen, if it is not offered.
    pub fn why_not_format(&self, format: Format) -> Option<&'static str> {
        (!self.formats.contains(&format)).then_some("The seller does not offer this.")
    }

    /// Why a channel cannot be chosen, if it is not offered.
    pub fn why_not_channel(&self, channel: Channel) -> Option<&'static str> {
        (!self.channels.contains(&channel)).then_some("The seller does not offer this.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn policy() -> DocumentPolicy {
        DocumentPolicy {
            kind: Kind::Invoice,
            formats: vec![Format::Pdf, Format::Peppol],
            channels: vec![Channel::Email, Channel::Peppol, Channel::Print],
            costs: vec![(Channel::Print, Money::new(250, Currency::EUR))],
            pdf_instead: true,
            format: Format::Pdf,
            channel: Channel::Email,
            fallback: None,
            sends_from: None,
        }
    }

    #[test]
    fn a_policy_holds_for_everybody_or_is_refused() {
        assert_eq!(policy().check(), Ok(()));
        let field = |policy: DocumentPolicy| match policy.check() {
            Err(Refusal::Field { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(field(DocumentPolicy { formats: vec![], ..policy() }), "format");
        assert_eq!(field(DocumentPolicy { channels: vec![], ..policy() }), "channel");
        assert_eq!(field(DocumentPolicy { format: Format::Cii, ..policy() }), "default-format");
        assert_eq!(
            field(DocumentPolicy { channel: Channel::Portal, ..policy() }),
            "default-channel"
        );
        // Nobody's address is known for everybody.
        let peppol =
            DocumentPolicy { format: Format::Peppol, channel: Channel::Peppol, ..policy() };
        assert_eq!(field(peppol), "default-channel");
        let statement = DocumentPolicy { kind: Kind::Statement, ..policy() };
        assert_eq!(field(statement), "format");
        for fallback in [Channel::Portal, Channel::Peppol] {
            let other = DocumentPolicy { fallback: Some(fallback), ..policy() };
            assert_eq!(field(other), "fallback", "not offered, or not for everybody");
        }
        let paper = DocumentPolicy { fallback: Some(Channel::Print), ..policy() };
        assert_eq!(paper.check(), Ok(()));
        let sends_from = chrono::NaiveDate::from_ymd_opt(2026, 11, 18);
        assert_eq!(DocumentPolicy { sends_from, ..policy() }.check(), Ok(()));
        let formats = vec![Format::Pdf];
        let plan = DocumentPolicy { kind: Kind::Plan, formats, sends_from, ..policy() };
        assert_eq!(field(plan), "sends-from", "nobody sends these");
        let dear = vec![(Channel::Print, Money::new(MOST_COST_MINOR + 1, Currency::EUR))];
        assert_eq!(field(DocumentPolicy { costs: dear, ..policy() }), "cost");
    }

    #[test]
    fn what_costs_nothing_says_nothing() {
        assert_eq!(policy().cost(Channel::Print), Some(Money::new(250, Currency::EUR)));
        assert_eq!(policy().cost(Channel::Email), None);
        assert!(policy().why_not_format(Format::Cii).is_some());
        assert!(policy().why_not_channel(Channel::Email).is_none());
    }
}
