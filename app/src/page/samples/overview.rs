//! The staff's overview: figures, chart, what is next, what to do.

use super::{day, eur};
use crate::markup::*;
use crate::{
    components::{
        agenda::{agenda, appointment},
        bars::{bar, bars},
        blank::blank,
        figures::{figure, figures},
        head::{head, reference},
        icon::Icon,
        links::{link, tabs},
        notice::notice,
        panel::panel,
        state::{State, Tone, of_payment, of_promise},
        table::{amount, cell, column, dense_table, lead, row},
    },
    page::{Page, Place, staff},
    testing::{lena, visit},
    visit::{Circumstances, Visit},
};
use backend::Actor;
use domain::{access::StaffRole, payment, promise};

pub fn overview() -> Page {
    let visit = Visit::from(Circumstances {
        demo: true,
        ..visit(Some(Actor::Staff(lena(StaffRole::Admin))))
    });
    let tones = |idle, danger, moving, held| {
        [(Tone::Idle, idle), (Tone::Danger, danger), (Tone::Moving, moving), (Tone::Held, held)]
    };
    let ages = [
        bar("Not due", tones(109_310_400, 0, 12_800_000, 6_300_000)),
        bar("1–30", tones(0, 21_400_000, 6_100_000, 3_790_515)),
        bar("31–60", tones(0, 6_600_000, 1_800_000, 3_444_270)),
        bar("Over 90", tones(0, 1_300_000, 0, 2_566_150)),
    ];
    let work = [
        ("Maasland Tractors N.V.", of_promise(promise::State::Broken), 6_241_890),
        ("Ferrow Cycles B.V.", of_payment(payment::State::Returned), 840_600),
    ];
    let work = work.map(|(name, state, minor)| {
        let because = cell(state.inline()).full();
        row([lead(name), because, amount(eur(minor)).key().strong()])
    });
    let expected = State::new(Tone::Moving, Icon::OnItsWay, "Direct debit settles");
    staff(&visit, Place::Overview, "Overview", || {
        view! {
            {head("Receivables").lede("Nordhaven Bearings B.V., EUR. Every figure opens its rows.")}
            {figures([
                figure("Receivables", "1,808,338.00").note("2,214 open items").opens("/staff/invoices"),
                figure("Collectable and overdue", "322,016.25").tone(Tone::Danger),
                figure("On its way", "212,344.50").tone(Tone::Moving),
            ])}
            <div class="halves">
                {panel("age", "Age of what is open").body(bars("age-t", "Receivables by age".to_owned(), ages, 100))}
                {panel("next", "What happens next").body(agenda([
                    appointment(day(2), expected).note(reference("NH-26-0925")).amount(eur(145_200)),
                ]))}
            </div>
            {tabs("Whose work", [link("Mine", "#").count(11).current(true), link("All", "#")])}
            {panel("work", "Worklist").table(dense_table(
                [column("Account"), column("Because"), column("EUR").num()], work, None,
            ))}
            {notice(Tone::Soon, Icon::DueSoon).title("Somebody was faster").words("Joost paid it.")}
            {blank(Icon::Search, "No invoice matches “4488-B”").words("There is one for PO 4488.").way_on("Show it", "#")}
        }
    })
}
