//! Who looks after a dispute: the first rule that fits says so, and where none does, the team that takes
//! the rest. So nobody's case cannot be.

use crate::{
    dispute_clock::Priority,
    ids::{AccountId, TeamId, UserId},
    money::Money,
};

/// What a dispute is about, as far as rules ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Case<'a> {
    /// The code of the reason that it is about mostly.
    pub reason: &'a str,
    /// Whose it is.
    pub account_id: AccountId,
    /// What is disputed, tax included.
    pub amount: Money,
}

/// Who is to look after it: a team, and perhaps one of its people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// The team.
    pub team_id: TeamId,
    /// The person and their name.
    pub person: Option<(UserId, String)>,
}

/// A rule. What it does not name, it does not ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// The code of a reason.
    pub reason: Option<String>,
    /// An account.
    pub account_id: Option<AccountId>,
    /// From this amount on, in its currency.
    pub from: Option<Money>,
    /// Who looks after what fits.
    pub to: Target,
    /// How urgent what fits is.
    pub priority: Priority,
}

impl Rule {
    /// Whether a case is one of its. An amount in another currency never is: nothing is converted.
    pub fn fits(&self, case: &Case<'_>) -> bool {
        let from =
            |from: Money| from.currency == case.amount.currency && case.amount.minor >= from.minor;
        self.reason.as_deref().is_none_or(|reason| reason == case.reason)
            && self.account_id.is_none_or(|account| account == case.account_id)
            && self.from.is_none_or(from)
    }
}

/// Who looks after a case, and how urgent it is: as the first rule that fits says, else the team that
/// takes the rest.
pub fn route(rules: Vec<Rule>, case: &Case<'_>, rest: TeamId) -> (Target, Priority) {
    match rules.into_iter().find(|rule| rule.fits(case)) {
        Some(rule) => (rule.to, rule.priority),
        None => (Target { team_id: rest, person: None }, Priority::Normal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;
    use uuid::Uuid;

    const REST: TeamId = TeamId(Uuid::nil());

    fn team(n: u128) -> TeamId {
        TeamId(Uuid::from_u128(n))
    }

    fn account(n: u128) -> AccountId {
        AccountId(Uuid::from_u128(n))
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn to(n: u128) -> Rule {
        let to = Target { team_id: team(n), person: None };
        Rule { reason: None, account_id: None, from: None, to, priority: Priority::Normal }
    }

    fn case(reason: &str, minor: i64) -> Case<'_> {
        Case { reason, account_id: account(1), amount: eur(minor) }
    }

    #[test]
    fn the_first_rule_that_fits_wins() {
        let rules = vec![
            Rule { from: Some(eur(100_000)), priority: Priority::High, ..to(1) },
            Rule { reason: Some("quantity".to_owned()), ..to(2) },
            Rule { account_id: Some(account(1)), ..to(3) },
        ];
        let goes = |reason, minor| {
            let (target, priority) = route(rules.clone(), &case(reason, minor), REST);
            (target.team_id, priority)
        };
        assert_eq!(goes("quantity", 100_000), (team(1), Priority::High));
        assert_eq!(goes("quantity", 99_999), (team(2), Priority::Normal));
        assert_eq!(goes("price", 99_999), (team(3), Priority::Normal));
        let stranger = Case { account_id: account(2), ..case("price", 1) };
        assert_eq!(route(rules, &stranger, REST).0.team_id, REST);
    }

    #[test]
    fn all_that_a_rule_names_has_to_fit() {
        let rule = Rule {
            reason: Some("price".to_owned()),
            account_id: Some(account(1)),
            from: Some(eur(100)),
            ..to(1)
        };
        assert!(rule.fits(&case("price", 100)));
        assert!(!rule.fits(&case("price", 99)));
        assert!(!rule.fits(&case("tax", 100)));
        assert!(!rule.fits(&Case { account_id: account(2), ..case("price", 100) }));
        let dollars = Case { amount: Money::new(100, Currency::USD), ..case("price", 100) };
        assert!(!rule.fits(&dollars), "nothing is converted");
    }

    proptest! {
        #[test]
        fn every_case_has_a_team(
            of in prop::collection::vec((0..4_usize, 0..3_u128, prop::option::of(1..1_000_i64)), 0..8),
            reason in 0..3_usize, minor in 1..1_000_i64
        ) {
            const REASONS: [&str; 4] = ["price", "tax", "other", ""];
            let rules: Vec<Rule> = of.iter().zip(1..).map(|(&(reason, of, from), n)| Rule {
                reason: (reason < 3).then(|| REASONS[reason].to_owned()),
                account_id: (of > 0).then(|| account(of)),
                from: from.map(eur),
                ..to(n)
            }).collect();
            let case = case(REASONS[reason], minor);
            let (target, _) = route(rules.clone(), &case, REST);
            let first = rules.iter().find(|rule| rule.fits(&case)).map_or(REST, |rule| rule.to.team_id);
            prop_assert_eq!(target.team_id, first);
        }
    }
}
