//! In whose hands a dispute is: who looks after it and by when, and the forms that change it.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        facts::{fact, facts},
        icon::Icon,
        panel::panel,
        select::select,
        state::{State as Told, Tone},
        text_area::text_area,
    },
    forms::{Problems, hand_over::Fields},
};
use backend::{
    Staff,
    receivables::{desk::Desk, disputes::Dispute},
};
use chrono::TimeDelta;
use domain::{
    access::Action,
    dispute_clock::{Next, Priority, Standing, time_text},
};

/// How a clock stands, for who has to act; nothing after the end.
pub fn of_clock(standing: Standing, time_zone: &str) -> Option<Told> {
    let by = |next: Next| {
        let local = next.by().with_timezone(&backend::gateways::clock::zone(time_zone));
        domain::calendar::with_time(local.naive_local())
    };
    Some(match standing {
        Standing::Runs { next, left } => {
            let to = match next {
                Next::Respond(_) => "to answer",
                Next::Resolve(_) => "to decide",
            };
            let tone = if left < TimeDelta::hours(2) { Tone::Soon } else { Tone::Idle };
            Told::new(tone, Icon::DueSoon, format!("{} left {to}", time_text(left)))
        }
        Standing::Late(next) => {
            Told::new(Tone::Danger, Icon::Overdue, format!("Late since {}", by(next)))
        }
        Standing::Waits => Told::new(Tone::Held, Icon::Waiting, "Waits for the customer"),
        Standing::Over => return None,
    })
}

/// Who looks after a dispute, by when, and what can be done about it.
pub fn panel_of(
    visit: &Visit,
    staff: &Staff,
    dispute: &Dispute,
    to: &Fields,
    problems: &Problems,
) -> Markup {
    let summary = &dispute.detail.summary;
    let clock = &summary.clock;
    let owner = summary.owner.clone().unwrap_or_else(|| "Nobody has taken it on yet".to_owned());
    let zone = visit.time_zone();
    let answered = match clock.responded_at {
        Some(at) => fact("Answered", date::until(at, zone)),
        None => fact("Answer by", date::until(clock.respond_by, zone)),
    };
    let all = [
        fact("Team", summary.team.clone()),
        fact("Owner", owner),
        fact("Priority", dispute.desk.priority.label()),
        answered,
        fact("Decide by", date::until(clock.resolve_by, zone)),
    ];
    let may = summary.state.is_running() && staff.can(Action::Decide);
    let forms = may.then(|| {
        let is_open = !problems.is_empty() && to.is_typed;
        view! {
            <details class="more no-print" open=is_open>
                <summary>"Hand it over"</summary>
                {hand_over(dispute, to, problems)}
            </details>
            {priority(dispute)}
        }
    });
    panel("desk", "Who looks after it").stack(view! { {facts(all)} {forms} }).view()
}

fn hand_over(dispute: &Dispute, to: &Fields, problems: &Problems) -> Markup {
    let Desk { teams, deciders, .. } = &dispute.desk;
    let address = format!("/staff/disputes/{}/hand-over", dispute.detail.summary.id);
    let teams = teams.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let nobody = [(String::new(), "Whoever takes it on".to_owned())];
    let colleagues = deciders.iter().map(|person| (person.id.to_string(), person.name.clone()));
    view! {
        <form class="stack tight" method="post" action=address>
            <input type="hidden" name="id" value=to.id.to_string() />
            <input type="hidden" name="hands" value=to.hands.to_string() />
            {select("team", "To the team", teams).value(to.team.clone()).error(problems.of("team"))}
            {select("owner", "And there to", nobody.into_iter().chain(colleagues)).value(to.owner.clone())}
            {text_area("note", "What they should know").optional().value(to.note.clone()).longest(4_000)
                .hint("For us only.").error(problems.of("note"))}
            <div class="button-row"><button class="button">"Hand over"</button></div>
        </form>
    }
    .into_markup()
}

fn priority(dispute: &Dispute) -> Markup {
    let address = format!("/staff/disputes/{}/priority", dispute.detail.summary.id);
    let (other, words) = match dispute.desk.priority {
        Priority::Normal => (Priority::High, "Make it urgent"),
        Priority::High => (Priority::Normal, "Not urgent after all"),
    };
    view! {
        <form class="no-print" method="post" action=address>
            <button class="button small" name="priority" value=other.code()>{words}</button>
        </form>
    }
    .into_markup()
}
