//! Rules: adding one, putting it at another place, taking it away.

use super::{Typed, noted, told};
use crate::{AppError, AppState, done::Done, forms::Problems};
use backend::{
    Staff,
    settings::rules::{self, NewRule},
};
use domain::{
    Currency, Money, Refusal,
    ids::{RuleId, TeamId, UserId},
};

pub(super) async fn add(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let id = RuleId(typed.id()?);
    let from = noted(from(typed), problems);
    let to = noted(target(typed.text("to")), problems);
    let (Some(from), Some((team_id, person_id))) = (from, to) else { return Ok(None) };
    let some = |name| Some(typed.text(name).to_owned()).filter(|text| !text.is_empty());
    let new = NewRule {
        id,
        reason: some("rule_reason"),
        account: some("rule_account"),
        from,
        team_id,
        person_id,
        is_high: typed.get("high").is_some(),
        version: typed.version(),
    };
    told(rules::add(&app.backend, staff, &new).await, Done::Saved, problems)
}

/// The amount from which on it fits; nothing where none was typed.
fn from(typed: &Typed) -> Result<Option<Money>, Refusal> {
    let amount = typed.text("amount");
    if amount.is_empty() {
        return Ok(None);
    }
    let currency: Currency = typed.text("currency").parse()?;
    Money::parse(amount, currency).map(Some)
}

/// A team, or a team and one of its people.
fn target(to: &str) -> Result<(TeamId, Option<UserId>), Refusal> {
    let unknown = || Refusal::field("to", "Choose who looks after it.");
    let (team, person) = to.split_once('/').map_or((to, None), |(team, who)| (team, Some(who)));
    let person = person.map(|who| who.parse().map_err(|_| unknown())).transpose()?;
    Ok((team.parse().map_err(|_| unknown())?, person))
}

pub(super) async fn move_to(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let (id, version) = (RuleId(typed.id()?), typed.version());
    let place = typed.read("place").ok_or(backend::Error::NotFound)?;
    let answer = rules::move_to(&app.backend, staff, id, place, version).await;
    told(answer, Done::Saved, problems)
}

pub(super) async fn remove(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let id = RuleId(typed.id()?);
    let answer = rules::remove(&app.backend, staff, id, typed.version()).await;
    told(answer, Done::Removed, problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_rule_leads_to_a_team_or_to_somebody_of_it() {
        let (team, person) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(target(&team.to_string()), Ok((TeamId(team), None)));
        let both = target(&format!("{team}/{person}"));
        assert_eq!(both, Ok((TeamId(team), Some(UserId(person)))));
        for bad in ["", "/", "x", &format!("{team}/"), &format!("{team}/x")] {
            assert!(target(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_amount_has_a_currency() {
        let typed = |amount: &str, currency: &str| {
            Typed::of(vec![
                ("amount".to_owned(), amount.to_owned()),
                ("currency".to_owned(), currency.to_owned()),
            ])
        };
        assert_eq!(from(&typed(" ", "EUR")), Ok(None));
        let thousand = Money::new(100_000, Currency::EUR);
        assert_eq!(from(&typed("1000.00", "EUR")), Ok(Some(thousand)));
        assert!(from(&typed("1e3", "EUR")).is_err());
        assert!(from(&typed("1000", "")).is_err());
    }
}
