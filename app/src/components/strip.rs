//! An open amount, cut into what is asked, what moves and what is held. The amounts are beside it
//! as text; the strip shows their proportion.

use super::state::Tone;
use crate::markup::*;
use domain::Money;

/// One part of a strip.
pub struct Part {
    tone: Tone,
    word: &'static str,
    amount: Money,
}

/// A part: what the amount is doing, in which tone, and how much.
pub fn part(tone: Tone, word: &'static str, amount: Money) -> Part {
    Part { tone, word, amount }
}

/// A strip. Nothing where there is nothing to cut.
pub fn strip(parts: impl IntoIterator<Item = Part>) -> Option<Markup> {
    let parts: Vec<Part> = parts.into_iter().filter(|part| part.amount.minor > 0).collect();
    let total = parts.iter().map(|part| part.amount.minor).sum::<i64>();
    if total == 0 {
        return None;
    }
    let words: Vec<_> =
        parts.iter().map(|part| format!("{} {}", part.word, part.amount.full())).collect();
    let mut before = 0;
    let bars: Vec<_> = parts
        .iter()
        .map(|part| {
            let (from, to) = (before, before + part.amount.minor);
            before = to;
            let (from, to) = (hundredths(from, total), hundredths(to, total));
            view! { <rect class=part.tone.fill() x=percent(from) width=percent(to - from) height="100%" /> }
        })
        .collect();
    Some(
        view! { <svg class="strip" role="img" aria-label=words.join(", ")>{bars}</svg> }
            .into_markup(),
    )
}

/// `part` of `whole` in hundredths of a per cent, rounded down.
pub(super) fn hundredths(part: i64, whole: i64) -> i64 {
    let share = i128::from(part) * 10_000 / i128::from(whole.max(1));
    i64::try_from(share).unwrap_or(0)
}

/// Hundredths of a per cent as SVG reads them.
pub(super) fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Currency;

    #[test]
    fn the_parts_fill_the_strip() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let parts = [
            part(Tone::Danger, "to pay", eur(556_600)),
            part(Tone::Moving, "on its way", eur(0)),
            part(Tone::Held, "disputed", eur(121_000)),
        ];
        let html = strip(parts).expect("a strip").to_html();
        assert!(html.contains("aria-label=\"to pay €5,566.00, disputed €1,210.00\""), "{html}");
        assert!(html.contains("x=\"0.00%\" width=\"82.14%\""), "{html}");
        assert!(html.contains("x=\"82.14%\" width=\"17.86%\""), "{html}");
        assert!(strip([part(Tone::Held, "disputed", eur(0))]).is_none());
    }
}
