//! Mail that comes in as an answer: what becomes of it, and why something is not posted.

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
            Self::Automatic | Self::Loop => State::Dropped,
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
    fn codes_read_back() {
        assert!(State::ALL.iter().all(|state| State::of(state.code()) == Some(*state)));
        assert!(Reason::ALL.iter().all(|reason| Reason::of(reason.code()) == Some(*reason)));
        assert_eq!((State::of("x"), Reason::of("x")), (None, None));
    }
}
