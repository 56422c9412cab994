//! The sum of the ticked invoices, as they are ticked. Without it the same sum comes with the next
//! page, which computes it anew in any case.

use domain::Money;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What is ticked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Chosen {
    /// How many.
    pub count: u32,
    /// What will be paid.
    pub pay: Money,
    /// What is open on them.
    pub open: Money,
}

impl Chosen {
    fn note(&self) -> Option<String> {
        let stays = self.open.minus(self.pay).ok().filter(|stays| stays.minor > 0)?;
        Some(format!("Open {}, of which {} is on hold and stays", self.open.bare(), stays.bare()))
    }
}

/// Count, note and total of the selection bar. The boxes of the page carry `data-pay` and
/// `data-open` in minor units; see `components/selection.rs`.
#[island]
pub fn SelectionTotal(
    /// What the server rendered as ticked.
    chosen: Chosen,
) -> impl IntoView {
    let chosen = RwSignal::new(chosen);
    #[cfg(feature = "hydrate")]
    browser::follow(chosen);
    view! {
        <div>
            <strong>{move || format!("{} selected", chosen.get().count)}</strong>
            <span class="note">{move || chosen.get().note()}</span>
        </div>
        <output class="amount">{move || chosen.get().pay.full()}</output>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::Chosen;
    use crate::islands::browser::all;
    use domain::{Money, Refusal};
    use leptos::prelude::*;
    use web_sys::HtmlInputElement;

    /// Counts now, because browsers restore ticks when one comes back, and after every change.
    pub fn follow(chosen: RwSignal<Chosen>) {
        let count_anew = move || {
            if let Ok(now) = ticked(chosen.get_untracked()) {
                chosen.set(now);
            }
        };
        // After the hydration: it must find the text that the server rendered.
        set_timeout(count_anew, std::time::Duration::ZERO);
        let _ = window_event_listener(leptos::ev::change, move |_| count_anew());
    }

    /// What is ticked now. A sum that `domain` refuses leaves what was shown.
    fn ticked(before: Chosen) -> Result<Chosen, Refusal> {
        let currency = before.pay.currency;
        let none = Money::zero(currency);
        let mut now = Chosen { count: 0, pay: none, open: none };
        for input in all::<HtmlInputElement>(".pick input[data-pay]:checked") {
            let amount = |name| {
                let minor = input.get_attribute(name).and_then(|minor| minor.parse().ok());
                Money::new(minor.unwrap_or(0), currency)
            };
            now.count += 1;
            now.pay = now.pay.plus(amount("data-pay"))?;
            now.open = now.open.plus(amount("data-open"))?;
        }
        Ok(now)
    }
}
