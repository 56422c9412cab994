//! A document on its way to somebody: to whom each goes, what becomes of it, and what is done when its
//! channel refuses it. A refused one is never dropped: it goes another way, or waits for a person.

use crate::{
    channel::{Channel, Target},
    document_policy::DocumentPolicy,
    format::Format,
    preference::Preference,
    refusal::Refusal,
};
use chrono::NaiveDate;

/// The longest note with which a person ends the matter of a refused document, in characters.
pub const LONGEST_NOTE: usize = 500;

/// Where a document stands on its way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// It has not left.
    Queued,
    /// It has left, and nobody has said yet that it arrived.
    Sent,
    /// It has arrived.
    Delivered,
    /// It did not arrive, and will not.
    Refused,
}

/// What a channel answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It waits with the channel: in the queue of mail, in the pile to be printed.
    Waiting {
        /// In words.
        words: String,
    },
    /// It has left.
    Sent {
        /// What the other side calls it.
        reference: Option<String>,
        /// In words.
        words: String,
    },
    /// It has arrived.
    Delivered {
        /// What the other side calls it.
        reference: Option<String>,
        /// In words.
        words: String,
    },
    /// It will not arrive.
    Refused {
        /// Why, in words.
        words: String,
    },
}

impl State {
    /// Every state, in the order of a way.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Sent, Self::Delivered, Self::Refused];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "Queued",
            Self::Sent => "Sent",
            Self::Delivered => "Delivered",
            Self::Refused => "Refused",
        }
    }

    /// Where an answer leads; none where it changes nothing. Channels say things twice and late: what has
    /// arrived has arrived, and what came back after it had left has been refused.
    pub fn after(self, answer: &Answer) -> Option<Self> {
        let next = match answer {
            Answer::Waiting { .. } => Self::Queued,
            Answer::Sent { .. } => Self::Sent,
            Answer::Delivered { .. } => Self::Delivered,
            Answer::Refused { .. } => Self::Refused,
        };
        match (self, next) {
            (Self::Queued, Self::Queued) => Some(Self::Queued),
            (Self::Queued, Self::Sent | Self::Delivered | Self::Refused)
            | (Self::Sent, Self::Delivered | Self::Refused) => Some(next),
            _ => None,
        }
    }

    /// Whether the way has ended.
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Delivered | Self::Refused)
    }
}

impl Answer {
    /// In words.
    pub fn words(&self) -> &str {
        match self {
            Self::Waiting { words }
            | Self::Sent { words, .. }
            | Self::Delivered { words, .. }
            | Self::Refused { words } => words,
        }
    }

    /// What the other side calls it, if it says so.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Sent { reference, .. } | Self::Delivered { reference, .. } => {
                reference.as_deref()
            }
            Self::Waiting { .. } | Self::Refused { .. } => None,
        }
    }
}

/// Whether a document goes out by itself: from the seller's day on, so that books that are brought along
/// are not sent once more.
pub fn goes_out(sends_from: Option<NaiveDate>, issued_on: NaiveDate) -> bool {
    sends_from.is_some_and(|from| issued_on >= from)
}

/// Somebody at the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person<Id> {
    /// Who.
    pub id: Id,
    /// Where to write to.
    pub email: String,
    /// Whether we write to them without being asked to.
    pub is_written_to: bool,
    /// What they have chosen for themselves.
    pub own: Option<Preference>,
}

/// One way that a document takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way<Id> {
    /// Whose choice it is, if one person's.
    pub person: Option<Id>,
    /// The choice.
    pub preference: Preference,
    /// The address that it goes to; none where the channel has no address or nobody's is known.
    pub to: Option<String>,
}

/// To whom a document goes: to everybody who has chosen for themselves as they have chosen, and once as the
/// account has. What the account has sent by mail to no address in particular goes to the first of those
/// whom we write to, and not once more to one who has chosen for themselves. People come in the order in
/// which they were added.
pub fn ways<Id: Copy>(account: &Preference, people: &[Person<Id>]) -> Vec<Way<Id>> {
    let own = people.iter().filter_map(|person| {
        let preference = person.own.clone()?;
        let to = address(&preference, Some(&person.email));
        Some(Way { person: Some(person.id), preference, to })
    });
    let mut ways: Vec<Way<Id>> = own.collect();
    let first = people.iter().find(|person| person.is_written_to);
    let is_theirs = account.channel.target() == Target::Email
        && account.target.is_none()
        && first.is_some_and(|person| person.own.is_some());
    if !is_theirs {
        let to = address(account, first.map(|person| person.email.as_str()));
        ways.push(Way { person: None, preference: account.clone(), to });
    }
    ways
}

fn address(preference: &Preference, email: Option<&str>) -> Option<String> {
    match preference.channel.target() {
        Target::Email => preference.target.clone().or_else(|| email.map(str::to_owned)),
        Target::None => None,
        Target::Folder | Target::Url | Target::Participant | Target::Mailbox => {
            preference.target.clone()
        }
    }
}

/// The way on which a document goes that was refused, as format and channel; none where a person has to
/// look: the seller wants that, or this was the other way already.
pub fn instead(
    policy: &DocumentPolicy,
    (format, channel): (Format, Channel),
    was_instead: bool,
) -> Option<(Format, Channel)> {
    let other = policy.fallback.filter(|_| !was_instead)?;
    let format = if other.carries(policy.kind, format).is_ok() { format } else { Format::Pdf };
    (other != channel).then_some((format, other))
}

/// What goes out where a format's rules refuse a document: a PDF, by the same channel if that carries it,
/// else by that of everybody; none where the seller wants a person to look.
pub fn as_pdf(policy: &DocumentPolicy, channel: Channel) -> Option<(Format, Channel)> {
    policy.pdf_instead.then(|| {
        let carries = channel.carries(policy.kind, Format::Pdf).is_ok();
        (Format::Pdf, if carries { channel } else { policy.channel })
    })
}

/// The note with which a person ends the matter of a refused document.
pub fn note(typed: &str) -> Result<String, Refusal> {
    let note = typed.trim();
    match note.chars().count() {
        0 => Err(Refusal::field("note", "Say what became of it.")),
        many if many > LONGEST_NOTE => Err(Refusal::field("note", "Use 500 characters at most.")),
        _ => Ok(note.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data_style::DataStyle, document::Kind, style::Style};
    use proptest::prelude::*;

    fn choice(format: Format, channel: Channel, target: Option<&str>) -> Preference {
        let target = target.map(str::to_owned);
        let (style, data) = (Style::default(), DataStyle::default());
        Preference { format, style, data, channel, target }
    }

    fn by_mail() -> Preference {
        choice(Format::Pdf, Channel::Email, None)
    }

    fn person(id: u8, own: Option<Preference>) -> Person<u8> {
        Person { id, email: format!("{id}@ferrow.example"), is_written_to: true, own }
    }

    fn answer(n: usize) -> Answer {
        let words = String::new();
        match n {
            0 => Answer::Waiting { words },
            1 => Answer::Sent { reference: None, words },
            2 => Answer::Delivered { reference: None, words },
            _ => Answer::Refused { words },
        }
    }

    #[test]
    fn every_state_and_answer() {
        use State::{Delivered, Queued, Refused, Sent};
        let table = [
            (Queued, [Some(Queued), Some(Sent), Some(Delivered), Some(Refused)]),
            (Sent, [None, None, Some(Delivered), Some(Refused)]),
            (Delivered, [None; 4]),
            (Refused, [None; 4]),
        ];
        for (state, expected) in table {
            for (n, expected) in expected.into_iter().enumerate() {
                assert_eq!(state.after(&answer(n)), expected, "{state:?} {n}");
            }
            assert_eq!(State::of(state.code()), Some(state));
        }
    }

    #[test]
    fn what_was_issued_before_the_day_is_not_sent() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        assert!(!goes_out(None, day(18)));
        assert!(!goes_out(Some(day(18)), day(17)));
        assert!(goes_out(Some(day(18)), day(18)));
    }

    #[test]
    fn the_account_gets_one_and_who_has_chosen_gets_theirs() {
        let paper = choice(Format::Pdf, Channel::Print, None);
        let peppol = choice(Format::Peppol, Channel::Peppol, Some("0106:59110276"));
        let told = |account: &Preference, people: &[Person<u8>]| {
            let ways = ways(account, people).into_iter();
            ways.map(|way| (way.person, way.preference.channel, way.to)).collect::<Vec<_>>()
        };
        let (one, two) = (person(1, None), person(2, Some(paper.clone())));
        assert_eq!(
            told(&by_mail(), &[one.clone(), two.clone()]),
            [
                (Some(2), Channel::Print, None),
                (None, Channel::Email, Some("1@ferrow.example".to_owned()))
            ]
        );
        // Whom we write to wants paper: no mail besides.
        assert_eq!(told(&by_mail(), &[two.clone(), one]), [(Some(2), Channel::Print, None)]);
        // A network is the account's, whatever its people want for themselves.
        assert_eq!(
            told(&peppol, &[two]),
            [
                (Some(2), Channel::Print, None),
                (None, Channel::Peppol, Some("0106:59110276".to_owned()))
            ]
        );
        // Nobody to write to: it is a way without an address, which is refused and seen.
        assert_eq!(told(&by_mail(), &[]), [(None, Channel::Email, None)]);
        let named = choice(Format::Pdf, Channel::Email, Some("ap@ferrow.example"));
        let ap = Some("ap@ferrow.example".to_owned());
        assert_eq!(told(&named, &[person(1, None)]), [(None, Channel::Email, ap)]);
    }

    fn policy(fallback: Option<Channel>, pdf_instead: bool) -> DocumentPolicy {
        DocumentPolicy {
            kind: Kind::Invoice,
            formats: Format::ALL.to_vec(),
            channels: Channel::ALL.to_vec(),
            costs: Vec::new(),
            pdf_instead,
            format: Format::Pdf,
            channel: Channel::Email,
            fallback,
            sends_from: None,
        }
    }

    #[test]
    fn what_is_refused_goes_another_way_once() {
        let policy = policy(Some(Channel::Print), true);
        let peppol = (Format::Peppol, Channel::Peppol);
        assert_eq!(instead(&policy, peppol, false), Some((Format::Pdf, Channel::Print)));
        assert_eq!(instead(&policy, peppol, true), None, "a person looks");
        assert_eq!(instead(&policy, (Format::Pdf, Channel::Print), false), None);
        assert_eq!(instead(&self::policy(None, true), peppol, false), None);
        let mail = self::policy(Some(Channel::Email), true);
        assert_eq!(instead(&mail, peppol, false), Some((Format::Peppol, Channel::Email)));
    }

    #[test]
    fn a_pdf_goes_where_the_rules_refuse_if_the_seller_wants_that() {
        let wants = policy(None, true);
        assert_eq!(as_pdf(&wants, Channel::Peppol), Some((Format::Pdf, Channel::Email)));
        assert_eq!(as_pdf(&wants, Channel::Webhook), Some((Format::Pdf, Channel::Webhook)));
        assert_eq!(as_pdf(&policy(None, false), Channel::Webhook), None);
    }

    proptest! {
        /// Whatever people choose: each who has chosen gets exactly their own, the account at most one, and
        /// nobody gets the same by mail twice.
        #[test]
        fn nobody_is_left_out_and_nobody_is_told_twice(
            chosen in proptest::collection::vec((any::<bool>(), 0..3_usize), 0..5),
            of_account in 0..3_usize,
        ) {
            let preference = |n: usize| match n {
                0 => by_mail(),
                1 => choice(Format::Pdf, Channel::Print, None),
                _ => choice(Format::Ubl, Channel::Peppol, Some("0106:59110276")),
            };
            let people: Vec<Person<u8>> = (1..)
                .zip(&chosen)
                .map(|(id, &(own, n))| person(id, own.then(|| preference(n))))
                .collect();
            let ways = ways(&preference(of_account), &people);
            for person in &people {
                let own = ways.iter().filter(|way| way.person == Some(person.id)).count();
                prop_assert_eq!(own, usize::from(person.own.is_some()));
            }
            prop_assert!(ways.iter().filter(|way| way.person.is_none()).count() <= 1);
            prop_assert!(!ways.is_empty());
            let by_mail = ways.iter().filter(|way| way.preference.channel == Channel::Email);
            let mut mailed: Vec<_> = by_mail.filter_map(|way| way.to.clone()).collect();
            mailed.sort();
            let many = mailed.len();
            mailed.dedup();
            prop_assert_eq!(mailed.len(), many);
        }

        /// No way is endless: whatever is refused ends within two steps at a person.
        #[test]
        fn refusals_end(channel in 0..8_usize, fallback in 0..9_usize) {
            let policy = policy(Channel::ALL.get(fallback).copied().filter(|c| c.suits_all()), true);
            let first = instead(&policy, (Format::Pdf, Channel::ALL[channel]), false);
            if let Some(way) = first {
                prop_assert_eq!(instead(&policy, way, true), None);
                prop_assert!(way.1.carries(policy.kind, way.0).is_ok());
            }
        }
    }
}
