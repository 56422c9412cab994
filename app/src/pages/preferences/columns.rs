//! Choosing columns, of lines on paper and of tables: a box for each, and beside it the place where it
//! stands. What is ticked comes first, in its order.

use super::asked::Rest;
use crate::components::choice::tick;
use crate::markup::*;
use domain::{
    Refusal,
    line_column::{LineColumn, LineColumns},
    table_column::{Level, TableColumn, TableColumns},
};

/// The columns of an invoice's lines on paper, as they were ticked: more, perhaps, than it has room for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lines(Vec<LineColumn>);

impl Lines {
    /// Those that were ticked, or that an address names; else those that hold.
    pub fn read(rest: &Rest, holds: LineColumns) -> Self {
        if rest.contains_key("columns") {
            let all = LineColumn::ALL.into_iter().map(|column| (column, column.code()));
            return Self(ticked("line", all, rest));
        }
        if let Some(codes) = rest.get("lines") {
            return Self(codes.split(',').filter_map(LineColumn::of).collect());
        }
        match holds.is_chosen() {
            true => Self(holds.iter().collect()),
            false => Self(LineColumn::USUAL.to_vec()),
        }
    }

    /// The choice. The usual ones in their order are none.
    pub fn columns(&self) -> Result<LineColumns, Refusal> {
        match self.0 == LineColumn::USUAL {
            true => Ok(LineColumns::default()),
            false => LineColumns::ticked(&self.0),
        }
    }

    /// For an address.
    pub fn codes(&self) -> String {
        self.0.iter().map(|column| column.code()).collect::<Vec<_>>().join(",")
    }

    /// A box for each.
    pub fn boxes(&self) -> Markup {
        let chosen = self.0.iter().map(|column| (column.code(), column.label()));
        let others = LineColumn::ALL.into_iter().filter(|column| !self.0.contains(column));
        let others = others.map(|column| (column.code(), column.label()));
        view! {
            <input type="hidden" name="columns" value="ticked" />
            {boxes("line", chosen, true)}
            {boxes("line", others, false)}
        }
        .into_markup()
    }
}

/// The columns of tables: those that were ticked, or that an address names; else those that hold.
pub fn table(rest: &Rest, holds: &TableColumns) -> TableColumns {
    if let Some(rows) = rest.get("rows") {
        let level = if rows == "document" { Level::Document } else { Level::Line };
        let all = TableColumn::ALL.iter().map(|&column| (column, column.code()));
        return TableColumns::at(level, ticked("table", all, rest));
    }
    let named = rest.get("table").and_then(|codes| TableColumns::parse(codes).ok());
    named.unwrap_or_else(|| holds.clone())
}

/// A box for each: those that are there, and folded what else there is.
pub fn boxes_of_table(chosen: &TableColumns) -> Markup {
    let has = |column: &TableColumn| chosen.iter().any(|one| one == *column);
    let named = |column: TableColumn| (column.code(), column.label());
    let rest = |level: Level| {
        let others = TableColumn::ALL.iter().copied();
        let others = others.filter(|column| column.level() == level && !has(column));
        boxes("table", others.map(named), false)
    };
    view! {
        {boxes("table", chosen.iter().map(named), true)}
        <details class="more">
            <summary>"More columns of the document"</summary>
            {rest(Level::Document)}
        </details>
        <details class="more">
            <summary>"More columns of its lines"</summary>
            {rest(Level::Line)}
        </details>
    }
    .into_markup()
}

/// What is ticked, by the places beside it; what has none comes last.
fn ticked<C>(kind: &str, all: impl Iterator<Item = (C, &'static str)>, rest: &Rest) -> Vec<C> {
    let mut ticked: Vec<(u32, C)> = all
        .filter(|(_, code)| rest.contains_key(&format!("{kind}-{code}")))
        .map(|(column, code)| {
            let typed = rest.get(&format!("{kind}-at-{code}"));
            let place = typed.and_then(|place| place.trim().parse().ok());
            (place.unwrap_or(u32::MAX), column)
        })
        .collect();
    ticked.sort_by_key(|(place, _)| *place);
    ticked.into_iter().map(|(_, column)| column).collect()
}

fn boxes(
    kind: &'static str,
    columns: impl Iterator<Item = (&'static str, &'static str)>,
    is_ticked: bool,
) -> Vec<Markup> {
    let boxes = columns.zip(1_u32..).map(|((code, label), place)| {
        let place = is_ticked.then(|| place.to_string());
        let (name, words) = (format!("{kind}-at-{code}"), format!("Place of {label}"));
        view! {
            <div class="row between">
                {tick(format!("{kind}-{code}"), "yes", label).checked(is_ticked)}
                <input class="place" name=name value=place inputmode="numeric" maxlength="2" aria-label=words />
            </div>
        }
        .into_markup()
    });
    boxes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(query: &str) -> Rest {
        serde_urlencoded::from_str(query).expect("a query")
    }

    #[test]
    fn boxes_stand_where_their_places_say() {
        let lines = Lines::read(
            &rest(
                "columns=ticked&line-net=yes&line-at-net=1&line-item=yes&line-at-item=x&line-site=yes&line-at-site=2&line-at-tax=3",
            ),
            LineColumns::default(),
        );
        assert_eq!(lines.codes(), "net,site,item");
        assert_eq!(lines.columns().map(LineColumns::code).as_deref(), Ok("net,site,item"));
        let many: Vec<_> =
            LineColumn::ALL.iter().map(|one| format!("line-{}=yes", one.code())).collect();
        let many = Lines::read(
            &rest(&format!("columns=ticked&{}", many.join("&"))),
            LineColumns::default(),
        );
        assert!(many.columns().is_err());
        assert_eq!(many.codes().split(',').count(), 11, "what was ticked is kept");
    }

    #[test]
    fn what_is_usual_is_no_choice_and_what_is_not_sent_is_what_holds() {
        let usual = Lines::read(&rest(""), LineColumns::default());
        assert_eq!(usual.columns(), Ok(LineColumns::default()));
        let holds = LineColumns::of("net,item").expect("columns");
        assert_eq!(Lines::read(&rest(""), holds).columns(), Ok(holds));
        let named = Lines::read(&rest("lines=item,order,net"), holds);
        assert_eq!(named.codes(), "item,order,net");
        let nothing = Lines::read(&rest("columns=ticked"), holds);
        assert_eq!(nothing.columns().map(LineColumns::code).as_deref(), Ok("item,net"));
    }

    #[test]
    fn a_table_has_rows_of_its_level() {
        let holds = TableColumns::usual(Level::Line);
        let read = |query: &str| table(&rest(query), &holds).to_string();
        let form = "table-total=yes&table-at-total=1&table-number=yes&table-at-number=1&table-quantity=yes&table-at-quantity=0";
        assert_eq!(read(&format!("rows=line&{form}")), "quantity,number,total");
        assert_eq!(read(&format!("rows=document&{form}")), "number,total");
        assert_eq!(read("table=total,number"), "total,number");
        assert_eq!(read("table=nonsense"), holds.to_string());
        assert_eq!(read("rows=document"), TableColumns::usual(Level::Document).to_string());
    }
}
