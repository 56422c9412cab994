//! Mail that comes in as an answer: what becomes of it, and why something is not posted.

/// The most characters of what a mail server says.
const LONGEST_WORDS: usize = 300;

/// Where a mail that came in stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// A job will work on it.
    Pending,
    /// It is in its conversation.
    Posted,
    /// It could not be posted; a person may want to read it.
    Refused,
    /// Nobody wrote it: a program did.
    Dropped,
    /// It was tried too often; a person has to look.
    Dead,
}

impl State {
    /// Every state, in the order in which it is offered.
    pub const ALL: &'static [Self] =
        &[Self::Posted, Self::Refused, Self::Dropped, Self::Pending, Self::Dead];

    /// The code in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Posted => "posted",
            Self::Refused => "refused",
            Self::Dropped => "dropped",
            Self::Dead => "dead",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.code() == code)
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $words:literal;)*) => {
        /// Why a mail is not posted.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Reason { $($(#[$doc])* $variant),* }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The code in the database.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
            /// What staff read.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),* }
            }
            /// The reason of a code.
            pub fn of(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

reasons! {
    /// It is no mail.
    Unreadable = "unreadable", "It cannot be read as a mail.";
    /// None of its recipients is a reply address.
    NoAddress = "no_address", "It went to no reply address of ours.";
    /// Its reply address is not one that we have signed.
    WrongAddress = "wrong_address", "Its reply address is not one of ours, or was changed.";
    /// It is not from whom the letter went to.
    UnknownSender = "unknown_sender", "Unknown sender: it is not from the address that our letter went to.";
    /// A program answered.
    Automatic = "automatic", "An automatic reply.";
    /// A letter of ours came back.
    Returned = "returned", "A letter of ours came back: it could not be delivered.";
    /// Too many within an hour.
    Loop = "loop", "Too many within an hour from one sender: perhaps two programs answer each other.";
    /// Who wrote it may no longer sign in there.
    Gone = "gone", "Who wrote it has no access there any more.";
    /// Their role does not include it.
    NotAllowed = "not_allowed", "The role of who wrote it does not include to write there.";
    /// What it is about has ended.
    Ended = "ended", "What it is about has ended; nothing can be written there any more.";
    /// Nothing in it is new.
    Empty = "empty", "It says nothing new.";
    /// More than a message can have.
    TooLong = "too_long", "It is longer than a message can be.";
}

impl Reason {
    /// What the mail is then.
    pub fn state(self) -> State {
        match self {
            Self::Automatic | Self::Returned | Self::Loop => State::Dropped,
            _ => State::Refused,
        }
    }
}

/// Whether a program wrote it, by its headers: what `header` says of a name in lower case. RFC 3834 and
/// the habits of before.
pub fn is_automatic(header: impl Fn(&str) -> Option<String>) -> bool {
    let said = |name: &str| header(name).map(|value| value.trim().to_lowercase());
    let submitted = said("auto-submitted").is_some_and(|how| !how.is_empty() && how != "no");
    let bulk = said("precedence")
        .is_some_and(|how| matches!(how.as_str(), "bulk" | "junk" | "list" | "auto_reply"));
    let names = ["x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder"];
    let replied = names.iter().any(|name| said(name).is_some_and(|how| how != "no"));
    let nobody = said("return-path").is_some_and(|path| path == "<>");
    submitted || bulk || replied || nobody
}

/// Why a letter was not delivered for good, by the part of a report that programs read (RFC 3464); none
/// where it says nothing of the kind: it is late only, or has arrived.
pub fn undelivered(report: &str) -> Option<String> {
    // A field goes on in lines that begin with a space.
    let unfolded = report.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    let of = |name: &str| {
        let fields = unfolded.lines().filter_map(|line| line.split_once(':'));
        let mut named = fields.filter(|(field, _)| field.trim().eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.trim().to_owned())
    };
    if !of("action").is_some_and(|action| action.eq_ignore_ascii_case("failed")) {
        return None;
    }
    let said = of("diagnostic-code").map(|said| match said.split_once(';') {
        Some((_, words)) => words.trim().to_owned(),
        None => said,
    });
    let words = said.or_else(|| of("status")).unwrap_or_else(|| "without a reason".to_owned());
    let words: String = words.chars().filter(|c| !c.is_control()).take(LONGEST_WORDS).collect();
    Some(format!("It came back: {words}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_wrote_is_told_from_what_somebody_wrote() {
        let automatic = |headers: &[(&str, &str)]| {
            let of = |name: &str| {
                headers.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
            };
            is_automatic(of)
        };
        for headers in [
            [("auto-submitted", " Auto-Replied")],
            [("auto-submitted", "auto-generated; owner=x")],
            [("precedence", "Bulk")],
            [("precedence", "auto_reply")],
            [("x-autoreply", "yes")],
            [("x-autorespond", "")],
            [("return-path", " <> ")],
        ] {
            assert!(automatic(&headers), "{headers:?}");
        }
        for headers in [
            [("auto-submitted", "no")],
            [("precedence", "first-class")],
            [("return-path", "<j.hartman@ferrow.example>")],
        ] {
            assert!(!automatic(&headers), "{headers:?}");
        }
        assert!(!automatic(&[]));
    }

    #[test]
    fn a_report_says_why_a_letter_came_back_for_good() {
        let report = "Reporting-MTA: dns; mx.ferrow.example\r\n\r\nFinal-Recipient: rfc822; m@ferrow.example\r\n\
                      Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no\r\n such user\r\n";
        assert_eq!(undelivered(report).as_deref(), Some("It came back: 550 5.1.1 no such user"));
        let bare = "Action: FAILED\nStatus: 5.2.2\n";
        assert_eq!(undelivered(bare).as_deref(), Some("It came back: 5.2.2"));
        assert_eq!(undelivered("Action: delayed\nStatus: 4.4.1\n"), None, "it is tried again");
        assert_eq!(undelivered("Action: delivered\nStatus: 2.0.0\n"), None);
        assert_eq!(undelivered("Hello"), None);
        let long = format!("Action: failed\nDiagnostic-Code: smtp; {}", "x".repeat(9_000));
        assert!(undelivered(&long).is_some_and(|words| words.len() < 400));
    }

    #[test]
    fn codes_read_back() {
        assert!(State::ALL.iter().all(|state| State::of(state.code()) == Some(*state)));
        assert!(Reason::ALL.iter().all(|reason| Reason::of(reason.code()) == Some(*reason)));
        assert_eq!((State::of("x"), Reason::of("x")), (None, None));
    }
}
