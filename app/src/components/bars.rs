//! Columns side by side, each a stack of tones: age of what is open, money expected. Drawn with
//! attributes only: x in per cent, y in pixels, so that text never scales.

use super::{
    state::Tone,
    strip::{hundredths, percent},
};
use crate::markup::*;

/// One column of a chart.
pub struct Bar {
    label: String,
    parts: Vec<(Tone, i64)>,
}

/// A column: its label and its parts from the bottom up, in minor units.
pub fn bar(label: impl Into<String>, parts: impl IntoIterator<Item = (Tone, i64)>) -> Bar {
    Bar { label: label.into(), parts: parts.into_iter().collect() }
}

impl Bar {
    fn total(&self) -> i64 {
        self.parts.iter().map(|(_, minor)| minor.max(&0)).sum()
    }
}

/// Pixels: the axis, the height of the tallest column, and the picture.
const AXIS: i64 = 172;
const TALLEST: i64 = 146;
const HEIGHT: i64 = 196;

/// A chart of columns. `title` says the same in words and numbers, for those who do not see it.
/// `minor_per_major` is 100 for euros.
pub fn bars(
    id: &'static str,
    title: String,
    bars: impl IntoIterator<Item = Bar>,
    minor_per_major: i64,
) -> Markup {
    let bars: Vec<Bar> = bars.into_iter().collect();
    let top = bars.iter().map(Bar::total).max().unwrap_or(0).max(1);
    let slot = 10_000 / i64::try_from(bars.len().max(1)).unwrap_or(1);
    let height = |minor: i64| tenths_of_pixel(minor, top);
    let lines: Vec<_> = grid(top / minor_per_major.max(1))
        .map(|major| grid_line(major, AXIS * 10 - height(major * minor_per_major)))
        .collect();
    let columns: Vec<_> = bars
        .iter()
        .zip(0_i64..)
        .map(|(bar, n)| column(bar, n * slot, slot, minor_per_major, &height))
        .collect();
    view! {
        <svg class="chart" height=HEIGHT role="img" aria-labelledby=id>
            <title id=id>{title}</title>
            {lines}
            <line class="axis" x1="0" x2="100%" y1=AXIS y2=AXIS />
            {columns}
        </svg>
    }
    .into_markup()
}

fn column(
    bar: &Bar,
    left: i64,
    slot: i64,
    minor_per_major: i64,
    height: &impl Fn(i64) -> i64,
) -> Markup {
    let middle = percent(left + slot / 2);
    let (x, width) = (percent(left + slot * 22 / 100), percent(slot * 56 / 100));
    let mut below = 0;
    let parts: Vec<_> = bar
        .parts
        .iter()
        .filter(|(_, minor)| *minor > 0)
        .map(|(tone, minor)| {
            let from = height(below);
            below += minor;
            let to = height(below);
            let (y, tall) = (pixels(AXIS * 10 - to), pixels(to - from));
            view! { <rect class=tone.fill() x=x.clone() width=width.clone() y=y height=tall /> }
        })
        .collect();
    let value_y = pixels(AXIS * 10 - height(below) - 70);
    view! {
        {parts}
        <text class="value" x=middle.clone() y=value_y text-anchor="middle">
            {thousands(below / minor_per_major.max(1))}
        </text>
        <text x=middle y=AXIS + 18 text-anchor="middle">{bar.label.clone()}</text>
    }
    .into_markup()
}

fn grid_line(major: i64, y_tenths: i64) -> Markup {
    let y = pixels(y_tenths);
    view! {
        <line class="grid" x1="0" x2="100%" y1=y.clone() y2=y />
        <text class="dim" x="100%" y=pixels(y_tenths - 40) text-anchor="end">{thousands(major)}</text>
    }
    .into_markup()
}

/// At most three lines at round numbers: 1, 2 or 5 times a power of ten.
fn grid(top: i64) -> impl Iterator<Item = i64> {
    let mut step = 1_i64;
    let mut factors = [2, 5, 10].into_iter().cycle();
    let mut base = 1_i64;
    while top / step > 3 {
        let factor = factors.next().unwrap_or(10);
        step = base.saturating_mul(factor);
        if factor == 10 {
            base = step;
        }
    }
    (1..=3).map(move |n| n * step).take_while(move |line| *line <= top && top > 0)
}

fn tenths_of_pixel(minor: i64, top: i64) -> i64 {
    hundredths(minor, top) * TALLEST / 1_000
}

fn pixels(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// `1,284k`, and small numbers as they are.
fn thousands(major: i64) -> String {
    let (number, unit) = if major >= 10_000 { ((major + 500) / 1_000, "k") } else { (major, "") };
    let digits = number.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grid_lines_are_few_and_round() {
        let lines = |top| grid(top).collect::<Vec<_>>();
        assert_eq!(lines(1_284_310), [500_000, 1_000_000]);
        assert_eq!(lines(313_000), [100_000, 200_000, 300_000]);
        assert_eq!(lines(3), [1, 2, 3]);
        assert_eq!(lines(0), [0; 0]);
    }

    #[test]
    fn the_tallest_column_reaches_the_top() {
        assert_eq!(tenths_of_pixel(500, 500), TALLEST * 10);
        assert_eq!(thousands(1_284_310), "1,284k");
        assert_eq!(thousands(940), "940");
    }
}
