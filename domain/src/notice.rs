//! Notices: who is told by mail of what happened in a dispute or a conversation.

use crate::conversation::{Saying, Side};

/// Of what somebody wants mail.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Wish {
    /// Of all that concerns them.
    All,
    /// Of what waits for them.
    Waiting,
    /// Of nothing.
    None,
}

impl Wish {
    /// Every wish, in the order in which it is offered.
    pub const ALL: &'static [Self] = &[Self::All, Self::Waiting, Self::None];

    /// The code in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Waiting => "waiting",
            Self::None => "none",
        }
    }

    /// The wish of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|wish| wish.code() == code)
    }

    /// What people read where they choose.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All that concerns me",
            Self::Waiting => "Only what waits for me",
            Self::None => "Nothing",
        }
    }

    /// Whether somebody who wants this is told of something that waits for them, or does not.
    pub fn includes(self, waits: bool) -> bool {
        match self {
            Self::All => true,
            Self::Waiting => waits,
            Self::None => false,
        }
    }
}

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// The buyer opened a dispute.
    Opened,
    /// The buyer opened it again.
    Reopened,
    /// Somebody of the seller looks after it.
    TakenOn,
    /// It was given into other hands of the seller; no buyer is told of the note with it.
    HandedOver,
    /// The buyer wrote.
    Answered,
    /// The seller asked the buyer.
    Asked,
    /// The seller wrote, and nobody has to answer.
    Told,
    /// Some lines are decided.
    PartDecided,
    /// The last line is decided.
    Decided,
    /// What is delivered again comes on another day.
    DeliveryMoved,
    /// What is delivered again has come.
    Delivered,
    /// The buyer took a dispute back.
    Withdrawn,
    /// One of the seller's people asked another; no buyer is ever told of it.
    Noted,
}

impl Step {
    /// Every step.
    pub const ALL: &'static [Self] = &[
        Self::Opened,
        Self::Reopened,
        Self::TakenOn,
        Self::HandedOver,
        Self::Answered,
        Self::Asked,
        Self::Told,
        Self::PartDecided,
        Self::Decided,
        Self::DeliveryMoved,
        Self::Delivered,
        Self::Withdrawn,
        Self::Noted,
    ];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Reopened => "reopened",
            Self::TakenOn => "taken_on",
            Self::HandedOver => "handed_over",
            Self::Answered => "answered",
            Self::Asked => "asked",
            Self::Told => "told",
            Self::PartDecided => "part_decided",
            Self::Decided => "decided",
            Self::DeliveryMoved => "delivery_moved",
            Self::Delivered => "delivered",
            Self::Withdrawn => "withdrawn",
            Self::Noted => "noted",
        }
    }

    /// The step of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.code() == code)
    }

    /// What it is to write something.
    pub fn of_saying(saying: Saying) -> Self {
        match saying {
            Saying::Asked => Self::Answered,
            Saying::Question => Self::Asked,
            Saying::Word => Self::Told,
            Saying::Note => Self::Noted,
        }
    }

    /// Whether the buyer's people are told of it: all but what staff write for themselves.
    pub fn is_for_buyers(self) -> bool {
        !self.is_inside()
    }

    /// Whether it is among the seller's own people.
    pub fn is_inside(self) -> bool {
        matches!(self, Self::Noted | Self::HandedOver)
    }

    /// Whether the seller's people are told of it: what the buyer does, and what a colleague
    /// asks or hands over.
    pub fn is_for_staff(self) -> bool {
        self.waits_for(Side::Seller) || self == Self::Withdrawn
    }

    /// Whether it waits for a side then.
    pub fn waits_for(self, side: Side) -> bool {
        match side {
            Side::Buyer => self == Self::Asked,
            Side::Seller => {
                matches!(self, Self::Opened | Self::Reopened | Self::Answered) || self.is_inside()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_wants_only_what_waits_is_told_of_nothing_else() {
        let told = |wish: Wish| (wish.includes(true), wish.includes(false));
        assert_eq!(told(Wish::All), (true, true));
        assert_eq!(told(Wish::Waiting), (true, false));
        assert_eq!(told(Wish::None), (false, false));
    }

    #[test]
    fn each_step_is_told_to_its_sides_and_waits_for_one_at_most() {
        let of = |step: Step| {
            let mark = |is| if is { '+' } else { '-' };
            let buyers = (step.is_for_buyers(), step.waits_for(Side::Buyer));
            let staff = (step.is_for_staff(), step.waits_for(Side::Seller));
            let marks = [buyers.0, buyers.1, staff.0, staff.1].map(mark);
            format!("{} {}", step.code(), String::from_iter(marks))
        };
        // buyers are told, and it waits for them; staff are told, and it waits for them
        assert_eq!(
            Step::ALL.iter().map(|step| of(*step)).collect::<Vec<_>>(),
            [
                "opened +-++",
                "reopened +-++",
                "taken_on +---",
                "handed_over --++",
                "answered +-++",
                "asked ++--",
                "told +---",
                "part_decided +---",
                "decided +---",
                "delivery_moved +---",
                "delivered +---",
                "withdrawn +-+-",
                "noted --++",
            ]
        );
    }

    #[test]
    fn codes_read_back() {
        assert!(Step::ALL.iter().all(|step| Step::of(step.code()) == Some(*step)));
        assert!(Wish::ALL.iter().all(|wish| Wish::of(wish.code()) == Some(*wish)));
        assert_eq!((Step::of("x"), Wish::of("x")), (None, None));
    }
}
