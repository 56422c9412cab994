//! What happened, newest first.

use super::{
    icon::{Icon, icon},
    state::Tone,
};
use crate::markup::*;

/// Something that happened.
pub struct Moment {
    tone: Tone,
    icon: Icon,
    what: Markup,
    when: Markup,
}

/// Something that happened, and when: `date::instant(…)` or a day.
pub fn moment(tone: Tone, icon: Icon, what: impl IntoView + 'static, when: Markup) -> Moment {
    Moment { tone, icon, what: what.into_markup(), when }
}

/// A line of moments.
pub fn timeline(moments: impl IntoIterator<Item = Moment>) -> Markup {
    let item = |moment: Moment| {
        let Moment { tone, icon: symbol, what, when } = moment;
        view! { <li class=tone.class()>{icon(symbol)}<div><p>{what}</p>{when}</div></li> }
    };
    let moments: Vec<_> = moments.into_iter().map(item).collect();
    view! { <ol class="timeline">{moments}</ol> }.into_markup()
}
