//! A table of disputes of several accounts, or of one.

use super::{amount, named};
use crate::markup::*;
use crate::{
    components::{
        date,
        head::reference,
        icon::Icon,
        state::{self, Tone},
        table::{Cell, Column, cell, column, lead, row},
    },
    pages::staff::desk::of_clock,
    visit::Visit,
};
use backend::receivables::disputes::Row;
use chrono::NaiveDate;
use domain::{Currency, calendar, dispute::State, dispute_clock::Priority};

/// What the table shows.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Whether the accounts are named.
    pub accounts: bool,
    /// Whether states are told, where rows have several.
    pub states: bool,
    /// Whether something can have been credited.
    pub credited: bool,
    /// The currency, if it is one.
    pub one: Option<Currency>,
}

/// The columns; `opened` and `disputed` make theirs of a label.
pub fn columns(
    shown: Shown,
    opened: impl Fn(String) -> Column,
    disputed: impl Fn(String) -> Column,
) -> Vec<Column> {
    let mut columns = vec![column("Dispute")];
    columns.extend(shown.accounts.then(|| column("Account")));
    let opened = opened("Opened".to_owned());
    columns.extend(match shown.states {
        true => [column("State"), opened.opt()],
        false => [column("Clock"), opened],
    });
    columns.push(column("Looks after it"));
    columns.extend(shown.credited.then(|| column("Credited").num()));
    columns.push(disputed(named("Disputed", shown.one)).num());
    columns
}

/// The state of a dispute as staff read it: it waits for us.
pub fn state_of(state: State) -> state::State {
    let looks = state::of_dispute(state);
    match state {
        State::Open => state::State::new(looks.tone, looks.icon, "Waiting for us"),
        _ => looks,
    }
}

/// The row of a dispute.
pub fn row_of(visit: &Visit, dispute: &Row, shown: Shown) -> Markup {
    let address = format!("/staff/disputes/{}", dispute.id);
    let mut cells: Vec<Cell> = vec![lead(view! {
        <a class="id" href=address>{reference(dispute.number.clone())}</a>
        <span class="note">{dispute.reason.clone()}</span>
    })];
    cells.extend(shown.accounts.then(|| {
        let account = format!("/staff/accounts/{}", dispute.account_id);
        cell(view! { <a href=account>{dispute.account_name.clone()}</a> }).full()
    }));
    let state = shown.states.then(|| state_of(dispute.state).inline());
    let clock = of_clock(dispute.standing, visit.time_zone()).map(state::State::inline);
    let clock = clock.map(|clock| match shown.states {
        true => view! { <span class="note">{clock}</span> }.into_markup(),
        false => clock,
    });
    let urgent = (dispute.priority == Priority::High)
        .then(|| view! { <span class="note">"High priority"</span> });
    let comes = dispute.deliver_by.map(|by| {
        let comes = comes_by(by, visit.today).inline();
        view! { <span class="note">{comes}</span> }
    });
    let has_any =
        [state.is_some(), clock.is_some(), comes.is_some(), urgent.is_some()].contains(&true);
    let standing = has_any.then(|| view! { {state} {clock} {comes} {urgent} });
    let opened = date::short(dispute.opened_on, visit.today);
    let opened = cell(view! { <span class="in-fold">"Opened "</span> {opened} }).full();
    let owner = dispute.owner.clone().unwrap_or_else(|| "nobody yet".to_owned());
    cells.extend([
        cell(standing).full(),
        if shown.states { opened.opt() } else { opened },
        cell(view! { {dispute.team.clone()} <span class="note">{owner}</span> }).full(),
    ]);
    cells.extend(shown.credited.then(|| {
        let credited = amount(dispute.credited, shown.one);
        match dispute.credited.is_zero() {
            true => credited.wide_only(),
            false => credited.label("Credited"),
        }
    }));
    cells.push(disputed(dispute, shown));
    row(cells)
}

/// By when something is delivered again.
fn comes_by(by: NaiveDate, today: NaiveDate) -> state::State {
    let day = calendar::short(by, today);
    match by < today {
        true => {
            state::State::new(Tone::Danger, Icon::Overdue, format!("Delivery late since {day}"))
        }
        false => state::State::new(Tone::Moving, Icon::OnItsWay, format!("Delivery by {day}")),
    }
}

/// What is counted of it, and how much it is in all where that is more. What goes on in another one is
/// counted there.
fn disputed(dispute: &Row, shown: Shown) -> Cell {
    if let Some((id, number)) = &dispute.merged_into {
        let address = format!("/staff/disputes/{id}");
        let other = view! { <a class="id" href=address>{reference(number.clone())}</a> };
        return cell(view! { <span class="note">"Goes on in " {other}</span> }).num().key();
    }
    if dispute.counted == dispute.disputed {
        return amount(dispute.disputed, shown.one).key().strong();
    }
    let counted = match shown.one {
        Some(_) => dispute.counted.bare(),
        None => format!("{} {}", dispute.counted.currency, dispute.counted.bare()),
    };
    let all = format!("of {}", dispute.disputed.bare());
    cell(view! { {counted} <span class="note">{all}</span> }).num().key().strong()
}
