//! What holds and from whom, what the law says, and what was before.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        facts::{fact, facts},
        icon::Icon,
        notice::{Tone, notice},
        panel::panel,
    },
};
use backend::preferences::{Effective, Settings};
use domain::{calendar, channel::Target, preference::Whose};

/// The law between both countries: what it asks for now, and what it will. It is told where it is about
/// such documents.
pub fn law(settings: &Settings) -> Option<Markup> {
    if !settings.place.kind.is_invoice() {
        return None;
    }
    let holds = &settings.holds.preference;
    let now = settings.mandate.map(|mandate| {
        let is_kept = mandate.check(holds.format, holds.channel).is_ok();
        let (tone, icon) = match is_kept {
            true => (Tone::Idle, Icon::Info),
            false => (Tone::Held, Icon::Warn),
        };
        let not_kept = (!is_kept).then_some(" What holds now is not that: choose it below.");
        let words = view! { {mandate.words()} " " {mandate.note} {not_kept} };
        notice(tone, icon).title("What the law asks for").words(words).view()
    });
    let next = settings.coming.map(|mandate| {
        let words = format!(
            "From {} on {} asks for {}. {}",
            calendar::long(mandate.from),
            mandate.law,
            mandate.asks,
            mandate.note
        );
        notice(Tone::Idle, Icon::Calendar).title("What comes").words(words).view()
    });
    Some(view! { {now}{next} }.into_markup())
}

/// What holds, and whose choice it is.
pub fn holds(visit: &Visit, settings: &Settings) -> Markup {
    let preference = &settings.holds.preference;
    let own = settings.own.as_ref();
    let by = own.map(|own| {
        view! { "Chosen by " {own.by.clone()} ", " {date::instant(own.at, visit.time_zone())} }
            .into_markup()
    });
    let by = by.unwrap_or_else(|| whose(&settings.holds).into_markup());
    let to = where_to(&settings.holds);
    let format = preference.format;
    let data = preference.data.words(format).map(|words| format!(", {words}"));
    let format = format!("{}{}", format.label(), data.unwrap_or_default());
    let mut told = vec![fact("Format", format), fact("Way", preference.channel.label())];
    told.extend(to.map(|to| fact("To", to)));
    told.push(fact("Why", by));
    let title = format!("What holds for {} now", settings.place.kind.label().to_lowercase());
    panel("holds", title).body(facts(told)).view()
}

/// Whose choice holds where there is none for this very place.
pub fn whose(choice: &Effective) -> String {
    match choice.whose {
        Whose::Recipient => "Chosen for them alone".to_owned(),
        Whose::Account => format!("As {} has chosen for everybody there", choice.name),
        Whose::Above(_) => format!("As {} has chosen for its group", choice.name),
        Whose::Seller => format!("What {} does for who has chosen nothing", choice.name),
    }
}

/// Where to: of e-mail without an address, whom we write to anyway.
fn where_to(choice: &Effective) -> Option<String> {
    let is_mail = choice.preference.channel.target() == Target::Email;
    let target = choice.preference.target.as_deref();
    let told = target.map(|target| choice.preference.channel.told(target).to_owned());
    told.or_else(|| is_mail.then(|| "Whom we write to".to_owned()))
}

/// What was chosen and taken back, newest first.
pub fn earlier(visit: &Visit, settings: &Settings) -> Option<Markup> {
    let count = settings.earlier.len();
    let rows: Vec<_> = settings
        .earlier
        .iter()
        .map(|one| {
            let when = date::instant(one.at, visit.time_zone());
            view! { <li><p>{one.text.clone()}</p><span class="mute">{when}</span></li> }
        })
        .collect();
    (count > 0).then(|| {
        view! {
            <details class="more" id="earlier">
                <summary>{format!("Earlier settings ({count})")}</summary>
                <ol class="stack s">{rows}</ol>
            </details>
        }
        .into_markup()
    })
}
