//! Paper: what is to be posted waits for the next print run, which a person starts.

use super::{Carrier, Parcel};
use crate::Result;
use async_trait::async_trait;
use domain::dispatch::Answer;

/// Carries nothing until there is a print run.
pub(super) struct Print;

#[async_trait]
impl Carrier for Print {
    async fn carry(&self, _: &Parcel) -> Result<Answer> {
        Ok(Answer::Waiting { words: "It waits for the next print run.".to_owned() })
    }
}
