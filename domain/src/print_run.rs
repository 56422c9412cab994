//! Letters that are printed together and posted: asked for by a person, set by a job, and ended by a person
//! who has posted them, or undone, so that its letters wait for the next one.

use crate::refusal::Refusal;

/// The most documents of one run.
pub const MOST: usize = 1_000;

/// Where a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// It is not set yet.
    Waiting,
    /// It can be printed.
    Ready,
    /// It is in the post.
    Posted,
    /// It could not be set. Its letters wait for the next one.
    Failed,
    /// Somebody undid it. Its letters wait for the next one.
    Undone,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Waiting, Self::Ready, Self::Posted, Self::Failed, Self::Undone];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::Posted => "posted",
            Self::Failed => "failed",
            Self::Undone => "undone",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Its letters are in the post. Told twice, it is that already.
    pub fn post(self) -> Result<Self, Refusal> {
        match self {
            Self::Ready | Self::Posted => Ok(Self::Posted),
            Self::Waiting | Self::Failed | Self::Undone => Err(Refusal::ChangedMeanwhile),
        }
    }

    /// It is given up. What is in the post cannot be taken back.
    pub fn undo(self) -> Result<Self, Refusal> {
        match self {
            Self::Waiting | Self::Ready | Self::Undone => Ok(Self::Undone),
            Self::Posted | Self::Failed => Err(Refusal::ChangedMeanwhile),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_verb() {
        for state in State::ALL {
            assert_eq!(State::of(state.code()), Some(state));
            let can_be_posted = matches!(state, State::Ready | State::Posted);
            assert_eq!(state.post().is_ok(), can_be_posted, "{state:?}");
            let can_be_undone = matches!(state, State::Waiting | State::Ready | State::Undone);
            assert_eq!(state.undo().is_ok(), can_be_undone, "{state:?}");
        }
    }
}
