//! Tables that fold into lists when their own box gets narrow. The roles are written out because
//! `display` may take them away in some browsers.
//!
//! In the fold, [`lead`] and the cell marked [`key`](Cell::key) share the first line; cells with a
//! [`label`](Cell::label) become "label value"; cells marked [`wide_only`](Cell::wide_only) are
//! left out because the first line says it.

use crate::markup::*;
use domain::Money;

/// The head of a column.
pub struct Column {
    label: Markup,
    class: Classes,
    sorted: Option<&'static str>,
}

/// A column.
pub fn column(label: impl IntoView + 'static) -> Column {
    Column { label: label.into_markup(), class: Classes::default(), sorted: None }
}

impl Column {
    /// Whether the rows are sorted by it: `ascending` or `descending`.
    pub fn sorted(mut self, sorted: Option<&'static str>) -> Self {
        self.sorted = sorted;
        self
    }

    /// Figures, aligned at their end.
    pub fn num(mut self) -> Self {
        self.class.add("num");
        self
    }

    /// Steps aside when there is little room: only in [`roomy`](super::panel::Panel::roomy_table)
    /// tables.
    pub fn opt(mut self) -> Self {
        self.class.add("opt");
        self
    }

    /// The column of boxes to tick. Its label is read, not shown.
    pub fn pick(label: &'static str) -> Self {
        let mut column = column(view! { <span class="vh">{label}</span> });
        column.class.add("pick");
        column
    }

    fn view(self) -> Markup {
        view! {
            <th role="columnheader" scope="col" class=self.class.0 aria-sort=self.sorted>
                {self.label}
            </th>
        }
        .into_markup()
    }
}

/// One cell.
pub struct Cell {
    content: Option<Markup>,
    class: Classes,
    label: Option<String>,
    slot: Option<String>,
    heads_row: bool,
}

/// What the row is about; it heads the row and leads the first line of the fold.
pub fn lead(content: impl IntoView + 'static) -> Cell {
    Cell { heads_row: true, ..cell(content) }.class("lead")
}

/// Text.
pub fn cell(content: impl IntoView + 'static) -> Cell {
    Cell {
        content: Some(content.into_markup()),
        class: Classes::default(),
        label: None,
        slot: None,
        heads_row: false,
    }
}

/// An amount; zero steps back.
pub fn amount(amount: Money) -> Cell {
    let cell = cell(amount.bare()).num();
    if amount.is_zero() { cell.class("zero") } else { cell }
}

/// Nothing.
pub fn empty() -> Cell {
    Cell { content: None, class: Classes::default(), label: None, slot: None, heads_row: false }
}

impl Cell {
    /// A figure, aligned at its end.
    pub fn num(self) -> Self {
        self.class("num")
    }

    /// The figure that the row is read for: at the end of the fold's first line.
    pub fn key(self) -> Self {
        self.class("key")
    }

    /// In bold.
    pub fn strong(self) -> Self {
        self.class("strong")
    }

    /// A line of its own in the fold.
    pub fn full(self) -> Self {
        self.class("full")
    }

    /// Stands back.
    pub fn mute(self) -> Self {
        self.class("mute")
    }

    /// Never breaks.
    pub fn nowrap(self) -> Self {
        self.class("nowrap")
    }

    /// Left out in the fold.
    pub fn wide_only(self) -> Self {
        self.class("drop-col")
    }

    /// Of a column that is [`opt`](Column::opt).
    pub fn opt(self) -> Self {
        self.class("opt")
    }

    /// Holds the box to tick.
    pub fn pick(self) -> Self {
        self.class("pick")
    }

    /// A class of its own.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class.add(class);
        self
    }

    /// "label value" in the fold.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Its text follows a [`Preview`](crate::islands::Preview), which knows it by this name.
    pub fn slot(mut self, name: impl Into<String>) -> Self {
        self.slot = Some(name.into());
        self
    }

    pub(super) fn view(self) -> Markup {
        let Self { content, class, label, slot, heads_row } = self;
        if heads_row {
            view! { <th role="rowheader" scope="row" class=class.0 data-label=label>{content}</th> }
                .into_markup()
        } else {
            view! { <td role="cell" class=class.0 data-label=label data-slot=slot>{content}</td> }
                .into_markup()
        }
    }
}

/// A row.
pub fn row(cells: impl IntoIterator<Item = Cell>) -> Markup {
    let cells: Vec<_> = cells.into_iter().map(Cell::view).collect();
    view! { <tr role="row">{cells}</tr> }.into_markup()
}

/// The heading of a group of rows, across so many columns.
pub fn group(heading: String, note: String, columns: usize) -> Markup {
    view! {
        <tr role="row" class="group">
            <td role="cell" class="full" colspan=columns.to_string()>
                {heading}
                <span class="note">{note}</span>
            </td>
        </tr>
    }
    .into_markup()
}

/// A table; put it into a [`panel`](super::panel). The total is the last row, ruled above.
pub fn table(
    columns: impl IntoIterator<Item = Column>,
    rows: impl IntoIterator<Item = Markup>,
    total: Option<Markup>,
) -> Markup {
    with_class("table fold", columns, rows, total)
}

/// A table of short lines, for staff.
pub fn dense_table(
    columns: impl IntoIterator<Item = Column>,
    rows: impl IntoIterator<Item = Markup>,
    total: Option<Markup>,
) -> Markup {
    with_class("table dense fold", columns, rows, total)
}

fn with_class(
    class: &'static str,
    columns: impl IntoIterator<Item = Column>,
    rows: impl IntoIterator<Item = Markup>,
    total: Option<Markup>,
) -> Markup {
    let columns: Vec<_> = columns.into_iter().map(Column::view).collect();
    let rows: Vec<_> = rows.into_iter().collect();
    let total = total.map(|total| view! { <tfoot role="rowgroup">{total}</tfoot> });
    view! {
        <table role="table" class=class>
            <thead role="rowgroup"><tr role="row">{columns}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
            {total}
        </table>
    }
    .into_markup()
}

/// Class names, in the order in which they were added.
#[derive(Default)]
struct Classes(Option<String>);

impl Classes {
    fn add(&mut self, class: &str) {
        match &mut self.0 {
            Some(classes) => {
                classes.push(' ');
                classes.push_str(class);
            }
            none => *none = Some(class.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::html;
    use domain::Currency;

    #[test]
    fn tables_say_their_roles_and_fold() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let html = html(table(
            [column("Invoice"), column("Open, EUR").num()],
            [row([lead("<NH-1>"), amount(eur(0)).label("Open")])],
            None,
        ));
        assert!(
            html.contains("<th role=\"columnheader\" scope=\"col\" class=\"num\">Open, EUR</th>"),
            "{html}"
        );
        assert!(
            html.contains("<th role=\"rowheader\" scope=\"row\" class=\"lead\">&lt;NH-1&gt;</th>"),
            "{html}"
        );
        assert!(
            html.contains("<td role=\"cell\" data-label=\"Open\" class=\"num zero\">0.00</td>"),
            "{html}"
        );
    }
}
