//! What an amount is doing: word, icon and colour, always all three.

use super::icon::{Icon, icon};
use crate::markup::*;
use chrono::NaiveDate;
use domain::{calendar, dispute, open_item, payment, promise};

/// What a colour means, as a class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Nothing to do yet.
    Idle,
    /// Act soon; part done.
    Soon,
    /// Overdue, failed, refused.
    Danger,
    /// Money under way.
    Moving,
    /// On hold: not asked for.
    Held,
    /// Done, or in the buyer's favour.
    Settled,
}

impl Tone {
    /// The class that sets it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Idle => "tone-idle",
            Self::Soon => "tone-soon",
            Self::Danger => "tone-danger",
            Self::Moving => "tone-moving",
            Self::Held => "tone-held",
            Self::Settled => "tone-settled",
        }
    }

    /// The class of a bar in a chart.
    pub fn fill(self) -> &'static str {
        match self {
            Self::Idle => "fill-idle",
            Self::Soon => "fill-soon",
            Self::Danger => "fill-danger",
            Self::Moving => "fill-moving",
            Self::Held => "fill-held",
            Self::Settled => "fill-settled",
        }
    }
}

/// A state, ready to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    /// The colour.
    pub tone: Tone,
    /// The icon.
    pub icon: Icon,
    /// The word.
    pub word: String,
}

impl State {
    /// A state of words of its own.
    pub fn new(tone: Tone, icon: Icon, word: impl Into<String>) -> Self {
        Self { tone, icon, word: word.into() }
    }

    /// In a table or sentence: the icon carries the colour.
    pub fn inline(self) -> Markup {
        self.view("state")
    }

    /// Beside a heading: on a tint.
    pub fn pill(self) -> Markup {
        self.view("state pill")
    }

    fn view(self, class: &str) -> Markup {
        let class = format!("{class} {}", self.tone.class());
        view! { <span class=class>{icon(self.icon)}{self.word}</span> }.into_markup()
    }
}

/// The state of an invoice or item. `today` decides whether a date needs its year.
pub fn of_item(state: open_item::State, today: NaiveDate) -> State {
    use open_item::State as S;
    let in_days = |days: i64| format!("Due in {}", calendar::days_text(days));
    match state {
        S::Open { days } => State::new(Tone::Idle, Icon::Open, in_days(days)),
        S::DueSoon { days: 0 } => State::new(Tone::Soon, Icon::DueSoon, "Due today"),
        S::DueSoon { days } => State::new(Tone::Soon, Icon::DueSoon, in_days(days)),
        S::PartPaid => State::new(Tone::Soon, Icon::PartPaid, "Part paid"),
        S::Overdue { days } => {
            let word = format!("Overdue {}", calendar::days_text(days));
            State::new(Tone::Danger, Icon::Overdue, word)
        }
        S::OnItsWay => State::new(Tone::Moving, Icon::OnItsWay, "On its way"),
        S::Promised { until } => {
            let word = format!("Promised for {}", calendar::short(until, today));
            State::new(Tone::Held, Icon::Promised, word)
        }
        S::Disputed => State::new(Tone::Held, Icon::Disputed, "Disputed"),
        S::OnAPlan => State::new(Tone::Held, Icon::OnAPlan, "On a plan"),
        S::Paid => State::new(Tone::Settled, Icon::Paid, "Paid"),
        S::Void => State::new(Tone::Idle, Icon::Void, "Void"),
    }
}

/// The state of a payment. Money that is under way is never "paid".
pub fn of_payment(state: payment::State) -> State {
    use payment::State as S;
    match state {
        S::Created => State::new(Tone::Idle, Icon::Waiting, "Not sent yet"),
        S::Confirming | S::Processing => State::new(Tone::Moving, Icon::OnItsWay, "On its way"),
        S::Unknown => State::new(Tone::Moving, Icon::OnItsWay, "We do not know yet"),
        S::RequiresAction => State::new(Tone::Soon, Icon::DueSoon, "Waiting for you"),
        S::Settled => State::new(Tone::Settled, Icon::Paid, "Paid"),
        S::Failed => State::new(Tone::Danger, Icon::CameBack, "Did not work"),
        S::Canceled => State::new(Tone::Idle, Icon::Void, "Canceled"),
        S::Returned => State::new(Tone::Danger, Icon::CameBack, "Came back"),
    }
}

/// The state of a promise.
pub fn of_promise(state: promise::State) -> State {
    use promise::State as S;
    match state {
        S::Open => State::new(Tone::Held, Icon::Promised, "Running"),
        S::Kept => State::new(Tone::Settled, Icon::Paid, "Kept"),
        S::Broken => State::new(Tone::Danger, Icon::CameBack, "Broken"),
        S::Withdrawn => State::new(Tone::Idle, Icon::Void, "Withdrawn"),
    }
}

/// The state of a dispute.
pub fn of_dispute(state: dispute::State) -> State {
    use dispute::State as S;
    match state {
        S::Open => State::new(Tone::Held, Icon::Disputed, "We look into it"),
        S::Asked => State::new(Tone::Soon, Icon::Chat, "Waiting for an answer"),
        S::Decided => State::new(Tone::Settled, Icon::Good, "Decided"),
        S::Withdrawn => State::new(Tone::Idle, Icon::Void, "Taken back"),
        S::Merged => State::new(Tone::Idle, Icon::Flow, "Goes on in another one"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_icon_and_colour_are_always_together() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 18).expect("a date");
        let html = of_item(open_item::State::Overdue { days: 12 }, today).inline().to_html();
        assert_eq!(
            html,
            "<span class=\"state tone-danger\"><svg aria-hidden=\"true\" class=\"icon\">\
             <use href=\"#i-s-overdue\"></use></svg>Overdue 12 days</span>"
        );
        let html = of_item(open_item::State::Open { days: 1 }, today).pill().to_html();
        assert!(html.starts_with("<span class=\"state pill tone-idle\">"), "{html}");
        assert!(html.ends_with("Due in 1 day</span>"), "{html}");
    }

    #[test]
    fn only_settled_payments_read_as_paid() {
        for &state in payment::State::ALL {
            assert_eq!(of_payment(state).word == "Paid", state == payment::State::Settled);
        }
    }
}
