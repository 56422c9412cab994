//! Targets, opening hours and holidays.

use super::{Typed, noted, told};
use crate::{
    AppError, AppState,
    done::Done,
    forms::{self, Problems},
};
use backend::{
    Staff,
    settings::{
        hours,
        targets::{self, Aim},
    },
};
use chrono::NaiveTime;
use domain::{
    Refusal,
    business_hours::{Opening, Week},
    dispute_clock::{Priority, Target},
};

/// The name of the field of a target.
pub fn target_field(reason: &str, priority: Priority, what: &str) -> String {
    format!("{what}.{}.{reason}", priority.code())
}

pub(super) async fn set_targets(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let Some(aims) = noted(aims(typed), problems) else { return Ok(None) };
    let answer = targets::set(&app.backend, staff, &aims, typed.version()).await;
    told(answer, Done::Saved, problems)
}

fn aims(typed: &Typed) -> Result<Vec<Aim>, Refusal> {
    let wrong = || Refusal::field("targets", "Type whole hours.");
    let hours = |reason: &str, priority, what| {
        typed.read(&target_field(reason, priority, what)).ok_or_else(wrong)
    };
    let of_reason = |reason: &str, priority| {
        let respond_hours = hours(reason, priority, "respond")?;
        let resolve_hours = hours(reason, priority, "resolve")?;
        let target = Target { respond_hours, resolve_hours };
        Ok(Aim { reason: reason.to_owned(), priority, target })
    };
    let all =
        typed.all("target").flat_map(|reason| Priority::ALL.iter().map(move |&p| (reason, p)));
    all.map(|(reason, priority)| of_reason(reason, priority)).collect()
}

pub(super) async fn set_week(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let Some(week) = noted(week(typed), problems) else { return Ok(None) };
    let answer = hours::set_week(&app.backend, staff, &week, typed.version()).await;
    told(answer, Done::Saved, problems)
}

/// A day with both times empty is not worked.
fn week(typed: &Typed) -> Result<Week, Refusal> {
    let mut week: Week = [None; 7];
    for (day, hours) in week.iter_mut().enumerate() {
        let (opens, closes) = (format!("opens.{day}"), format!("closes.{day}"));
        *hours = match (typed.text(&opens), typed.text(&closes)) {
            ("", "") => None,
            (opens, closes) => Some(Opening { opens: time(opens)?, closes: time(closes)? }),
        };
    }
    Ok(week)
}

/// A time as browsers send it: `09:00`, some with seconds.
fn time(text: &str) -> Result<NaiveTime, Refusal> {
    let short = text.get(..5).unwrap_or(text);
    NaiveTime::parse_from_str(short, "%H:%M")
        .map_err(|_| Refusal::field("hours", "Type both times of a day, like 09:00, or neither."))
}

pub(super) async fn add_holiday(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let Some(day) = problems.read("date", forms::day(typed.text("date"))) else { return Ok(None) };
    let (name, version) = (typed.text("holiday"), typed.version());
    let answer = hours::add_holiday(&app.backend, staff, day, name, version).await;
    told(answer, Done::Saved, problems)
}

pub(super) async fn remove_holiday(
    app: &AppState,
    staff: &Staff,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let Some(day) = noted(forms::day(typed.text("day")), problems) else { return Ok(None) };
    let answer = hours::remove_holiday(&app.backend, staff, day, typed.version()).await;
    told(answer, Done::Removed, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::of(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn a_day_without_times_is_not_worked_and_one_with_half_of_them_is_refused() {
        let read = week(&typed(&[("opens.0", "08:30"), ("closes.0", "12:00:00"), ("opens.1", "")]));
        let read = read.expect("a week");
        let at = |h, m| NaiveTime::from_hms_opt(h, m, 0).expect("a time");
        assert_eq!(read[0], Some(Opening { opens: at(8, 30), closes: at(12, 0) }));
        assert_eq!(read[1..], [None; 6]);
        for bad in ["", "9", "25:00", "ø9:00"] {
            assert!(week(&typed(&[("opens.3", "09:00"), ("closes.3", bad)])).is_err(), "{bad}");
        }
    }

    #[test]
    fn all_four_hours_of_a_reason_are_read() {
        let fields = [
            ("target", "price"),
            ("respond.normal.price", "8"),
            ("resolve.normal.price", "40"),
            ("respond.high.price", "4"),
            ("resolve.high.price", "16"),
        ];
        let read = aims(&typed(&fields)).expect("targets");
        let high = Target { respond_hours: 4, resolve_hours: 16 };
        assert_eq!((read.len(), read[1].target), (2, high));
        assert!(aims(&typed(&fields[..4])).is_err());
    }
}
