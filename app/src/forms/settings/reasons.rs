//! The reasons that customers choose from: their names, their order, which are offered.

use super::{Typed, noted, told};
use crate::{AppError, AppState, done::Done, forms::Problems};
use backend::{
    Staff,
    settings::reasons::{self, Change},
};
use domain::Refusal;

pub(super) async fn add(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let (label, asks) = (typed.text("label"), typed.text("asks"));
    let answer = reasons::add(&app.backend, staff, label, asks, typed.version()).await;
    told(answer, Done::Saved, problems)
}

pub(super) async fn change(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let Some(changes) = noted(changes(typed), problems) else { return Ok(None) };
    let answer = reasons::change(&app.backend, staff, &changes, typed.version()).await;
    told(answer, Done::Saved, problems)
}

/// In the order of the places that were typed; of equal ones as they came.
fn changes(typed: &Typed) -> Result<Vec<Change>, Refusal> {
    let wrong = || Refusal::field("labels", "Type a whole number for each place.");
    let read = |code: &str| {
        let place: u32 = typed.read(&format!("place.{code}")).ok_or_else(wrong)?;
        let change = Change {
            code: code.to_owned(),
            label: typed.text(&format!("label.{code}")).to_owned(),
            is_active: typed.get(&format!("active.{code}")).is_some(),
        };
        Ok((place, change))
    };
    let mut changes: Vec<(u32, Change)> =
        typed.all("reason").map(read).collect::<Result<_, _>>()?;
    changes.sort_by_key(|(place, _)| *place);
    Ok(changes.into_iter().map(|(_, change)| change).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_that_were_typed_are_the_order() {
        let pairs = [
            ("reason", "price"),
            ("place.price", "2"),
            ("label.price", "Wrong price "),
            ("active.price", "1"),
            ("reason", "tax"),
            ("place.tax", "1"),
            ("label.tax", "Wrong tax"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let read = changes(&Typed::of(pairs.to_vec())).expect("changes");
        let told: Vec<_> =
            read.iter().map(|c| (c.code.as_str(), c.label.as_str(), c.is_active)).collect();
        assert_eq!(told, [("tax", "Wrong tax", false), ("price", "Wrong price", true)]);
        assert!(changes(&Typed::of(pairs[..1].to_vec())).is_err());
    }
}
