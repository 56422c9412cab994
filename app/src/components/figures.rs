//! Figures in a row. Each can open the rows that it was counted from.

use super::state::Tone;
use crate::markup::*;

/// One figure.
pub struct Figure {
    label: String,
    value: String,
    tone: Option<Tone>,
    note: Option<String>,
    address: Option<String>,
}

/// A figure: what it is, and how much.
pub fn figure(label: impl Into<String>, value: impl Into<String>) -> Figure {
    Figure { label: label.into(), value: value.into(), tone: None, note: None, address: None }
}

impl Figure {
    /// What the amount is doing.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// A second line.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Where its rows are.
    pub fn opens(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    fn view(self) -> Markup {
        let class = self.tone.and_then(|tone| match tone {
            Tone::Idle => None,
            Tone::Soon => Some("text-soon"),
            Tone::Danger => Some("text-danger"),
            Tone::Moving => Some("text-moving"),
            Tone::Held => Some("text-held"),
            Tone::Settled => Some("text-settled"),
        });
        let label = match self.address {
            Some(address) => view! { <a href=address>{self.label}</a> }.into_markup(),
            None => self.label.into_markup(),
        };
        let note = self.note.map(|note| view! { <dd class="note">{note}</dd> });
        view! { <div><dt>{label}</dt><dd class=class>{self.value}</dd>{note}</div> }.into_markup()
    }
}

/// A row of figures.
pub fn figures(figures: impl IntoIterator<Item = Figure>) -> Markup {
    let figures: Vec<_> = figures.into_iter().map(Figure::view).collect();
    view! { <dl class="figures">{figures}</dl> }.into_markup()
}
