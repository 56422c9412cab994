//! A sum, ruled as in a ledger: a single rule above a total, a double one under the last. If a
//! number was subtracted, its line is on the screen.

use super::{
    icon::{Icon, toned_icon},
    renders,
    state::Tone,
};
use crate::markup::*;
use domain::Money;

/// One line of a sum.
pub struct Line {
    label: Markup,
    mark: Option<Markup>,
    amount: String,
    class: Option<&'static str>,
    slot: Option<&'static str>,
}

/// A line; zero steps back.
pub fn line(label: impl IntoView + 'static, amount: Money) -> Line {
    let class = amount.is_zero().then_some("none");
    Line { label: label.into_markup(), mark: None, amount: amount.bare(), class, slot: None }
}

/// A subtotal, under a single rule.
pub fn total(label: impl IntoView + 'static, amount: Money) -> Line {
    Line {
        label: label.into_markup(),
        mark: None,
        amount: amount.bare(),
        class: Some("total"),
        slot: None,
    }
}

/// The last total, above a double rule, with its currency.
pub fn grand(label: impl IntoView + 'static, amount: Money) -> Line {
    Line {
        label: label.into_markup(),
        mark: None,
        amount: amount.full(),
        class: Some("total grand"),
        slot: None,
    }
}

impl Line {
    /// With an icon that says what the amount is doing.
    pub fn icon(mut self, tone: Tone, icon: Icon) -> Self {
        self.mark = Some(toned_icon(icon, tone.class()));
        self
    }

    /// With a dot in the colour of a strip's part.
    pub fn dot(mut self, tone: Tone) -> Self {
        let class = format!("dot {}", tone.class());
        self.mark = Some(view! { <span class=class></span> }.into_markup());
        self
    }

    /// Its amount follows a [`Preview`](crate::islands::Preview), which knows it by this name.
    pub fn slot(mut self, name: &'static str) -> Self {
        self.slot = Some(name);
        self
    }

    /// A difference, with its sign: `−605.00`.
    fn view(self) -> Markup {
        view! { <div class=self.class><dt>{self.mark}{self.label}</dt><dd data-slot=self.slot>{self.amount}</dd></div> }
            .into_markup()
    }
}

renders!(Line);

/// A sum of lines.
pub fn sum(lines: impl IntoIterator<Item = Line>) -> Markup {
    let lines: Vec<_> = lines.into_iter().map(Line::view).collect();
    view! { <dl class="sum">{lines}</dl> }.into_markup()
}

/// An amount as it is subtracted; nothing stays nothing.
pub fn less(amount: Money) -> Money {
    Money::new(-amount.minor, amount.currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::html;
    use domain::Currency;

    #[test]
    fn a_sum_shows_what_was_subtracted_and_is_ruled_twice_at_the_end() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let html = html(sum([
            line("Open", eur(677_600)),
            line("Disputed", less(eur(121_000))).icon(Tone::Held, Icon::Disputed),
            line("Promised", less(eur(0))),
            grand("To pay", eur(556_600)),
        ]));
        assert!(html.contains("<dd>\u{2212}1,210.00</dd>"), "{html}");
        assert!(html.contains("<div class=\"none\"><dt>Promised"), "{html}");
        assert!(
            html.contains("<div class=\"total grand\"><dt>To pay</dt><dd>€5,566.00</dd>"),
            "{html}"
        );
    }
}
