//! A payment's life. Money that is under way is never "paid": a receipt exists only when it is
//! settled, and a settled debit can still be returned.
//!
//! ```text
//! created → confirming → requires_action → processing → settled → returned
//!      ↘ canceled  ↘ unknown (no answer) ↗            ↘ failed
//! ```
//! States have a rank; what a provider tells late or twice never moves a payment back. Only
//! `settled → returned` leaves an end.

use crate::refusal::Refusal;

/// Where a payment stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// Ours; the provider may know it, but has not been asked to move money.
    Created,
    /// The provider is being asked to move money.
    Confirming,
    /// The provider was asked and did not answer. Never asked again: looked up.
    Unknown,
    /// The buyer has to do something, e.g. authenticate at their bank.
    RequiresAction,
    /// Under way; a bank debit stays here for days.
    Processing,
    /// The money is there.
    Settled,
    /// It did not work; nothing moved.
    Failed,
    /// Given up before money moved.
    Canceled,
    /// It settled, and the bank took it back.
    Returned,
}

impl State {
    /// Every state.
    pub const ALL: &'static [Self] = &[
        Self::Created,
        Self::Confirming,
        Self::Unknown,
        Self::RequiresAction,
        Self::Processing,
        Self::Settled,
        Self::Failed,
        Self::Canceled,
        Self::Returned,
    ];

    /// The code in the database and in events.
    pub fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Confirming => "confirming",
            Self::Unknown => "unknown",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::Settled => "settled",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Returned => "returned",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.code() == code)
    }

    /// Whether its amount counts as being under way.
    pub fn is_live(self) -> bool {
        self.rank() < State::Settled.rank()
    }

    /// How far along it is; equal ranks are alternatives.
    fn rank(self) -> u8 {
        match self {
            Self::Created => 0,
            Self::Confirming | Self::Unknown => 1,
            Self::RequiresAction => 2,
            Self::Processing => 3,
            Self::Settled | Self::Failed | Self::Canceled => 4,
            Self::Returned => 5,
        }
    }
}

/// What a provider says of a payment when it is asked: the only thing that moves a payment on
/// after it was confirmed. Answers, webhooks and polling all end here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reported {
    /// Known, and nothing was asked of it yet.
    Unconfirmed,
    /// The buyer has to act.
    RequiresAction,
    /// Under way.
    Processing,
    /// The money is there.
    Succeeded,
    /// It failed.
    Failed,
    /// It was canceled.
    Canceled,
    /// It succeeded and was taken back.
    Returned,
}

impl Reported {
    /// The code in events and in the sandbox.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Returned => "returned",
        }
    }

    /// The status of a code.
    pub fn of(code: &str) -> Option<Self> {
        [
            Self::Unconfirmed,
            Self::RequiresAction,
            Self::Processing,
            Self::Succeeded,
            Self::Failed,
            Self::Canceled,
            Self::Returned,
        ]
        .into_iter()
        .find(|status| status.code() == code)
    }
}

/// What has to happen, in this order and in the same transaction, when a payment moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Only the state changes.
    Advance,
    /// The hold becomes allocations; the ledger gets the money; there is a receipt.
    Settle,
    /// The hold is lifted; the items are open again.
    Release,
    /// Ledger and allocations are reversed; the items are open again.
    Reverse,
}

/// What a report does to a payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Nothing new: said before, or late.
    Unchanged,
    /// These steps, each ending in its state.
    Moves(Vec<(Step, State)>),
    /// The provider contradicts what it said before; a person has to look.
    Contradiction,
}

/// What a provider's report does to a payment in a state.
pub fn apply(state: State, reported: Reported) -> Outcome {
    use Reported as R;
    use State as S;
    let target = match reported {
        R::Unconfirmed => return Outcome::Unchanged,
        R::RequiresAction => S::RequiresAction,
        R::Processing => S::Processing,
        R::Succeeded => S::Settled,
        R::Failed => S::Failed,
        R::Canceled => S::Canceled,
        R::Returned => S::Returned,
    };
    if target == state || (state == S::Returned && target == S::Settled) {
        return Outcome::Unchanged;
    }
    match (state, target) {
        // A return says that it had settled, even if we never heard of it.
        (S::Settled, S::Returned) => Outcome::Moves(vec![(Step::Reverse, S::Returned)]),
        (from, S::Returned) if from.is_live() => {
            Outcome::Moves(vec![(Step::Settle, S::Settled), (Step::Reverse, S::Returned)])
        }
        (from, to) if from.is_live() && to.rank() > from.rank() => {
            let step = match to {
                S::Settled => Step::Settle,
                S::Failed | S::Canceled => Step::Release,
                _ => Step::Advance,
            };
            Outcome::Moves(vec![(step, to)])
        }
        (from, to) if to.rank() < from.rank() => Outcome::Unchanged,
        _ => Outcome::Contradiction,
    }
}

/// Our own verbs before the provider has the word.
impl State {
    /// Asks the provider to move money; only a new payment can be confirmed, and only once.
    pub fn confirm(self) -> Result<Self, Refusal> {
        self.only_from(Self::Created, Self::Confirming)
    }

    /// The provider did not answer.
    pub fn lose_track(self) -> Result<Self, Refusal> {
        self.only_from(Self::Confirming, Self::Unknown)
    }

    /// Gives up before the provider was asked.
    pub fn abandon(self) -> Result<Self, Refusal> {
        self.only_from(Self::Created, Self::Canceled)
    }

    fn only_from(self, from: Self, to: Self) -> Result<Self, Refusal> {
        if self == from { Ok(to) } else { Err(Refusal::WrongState { state: self.code() }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Reported as R;
    use State as S;

    /// Every state × report, as one table: `.` unchanged, `!` contradiction, else the end state.
    #[test]
    fn every_state_and_report() {
        let reports = [
            R::Unconfirmed,
            R::RequiresAction,
            R::Processing,
            R::Succeeded,
            R::Failed,
            R::Canceled,
            R::Returned,
        ];
        let table: Vec<String> = S::ALL
            .iter()
            .map(|&state| {
                let cells = reports.map(|reported| match apply(state, reported) {
                    Outcome::Unchanged => ".",
                    Outcome::Contradiction => "!",
                    Outcome::Moves(steps) => steps.last().expect("a step").1.code(),
                });
                format!("{}: {}", state.code(), cells.join(" "))
            })
            .collect();
        assert_eq!(
            table,
            [
                "created: . requires_action processing settled failed canceled returned",
                "confirming: . requires_action processing settled failed canceled returned",
                "unknown: . requires_action processing settled failed canceled returned",
                "requires_action: . . processing settled failed canceled returned",
                "processing: . . . settled failed canceled returned",
                "settled: . . . . ! ! returned",
                "failed: . . . ! . ! !",
                "canceled: . . . ! ! . !",
                "returned: . . . . . . .",
            ]
        );
    }

    #[test]
    fn a_return_that_overtakes_its_settlement_does_both() {
        let moves = apply(S::Processing, R::Returned);
        let both = vec![(Step::Settle, S::Settled), (Step::Reverse, S::Returned)];
        assert_eq!(moves, Outcome::Moves(both));
    }

    #[test]
    fn only_a_new_payment_is_confirmed() {
        assert_eq!(S::Created.confirm(), Ok(S::Confirming));
        for &state in S::ALL.iter().filter(|&&s| s != S::Created) {
            assert!(state.confirm().is_err());
            assert!(state.abandon().is_err());
        }
    }
}
