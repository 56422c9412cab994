//! How somebody wants to see a list: its columns, how its rows are grouped, and what it begins with.
//! It is theirs alone, and what they have not said is as usual.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// The longest query that a list can begin with, in bytes. What is kept is made by us of what was
/// read, so longer ones are nobody's.
pub const LONGEST_QUERY: usize = 300;

/// A list that can be seen in more than one way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum List {
    /// A buyer's invoices.
    Invoices,
    /// The invoices of an entity, for staff.
    StaffInvoices,
}

/// A column that can be left out. Whatever a row is called by, and what it is read for, cannot.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Column {
    /// Whose it is.
    Account,
    /// When it was issued.
    Issued,
    /// When it is due.
    Due,
    /// What it is doing.
    State,
    /// What was billed.
    Total,
    /// What is open.
    Open,
    /// What is disputed.
    Disputed,
}

/// What rows are put together by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Grouping {
    /// Nothing.
    #[default]
    None,
    /// The month in which they are due.
    DueMonth,
    /// The customer's order.
    Order,
}

impl List {
    /// Every list.
    pub const ALL: [Self; 2] = [Self::Invoices, Self::StaffInvoices];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invoices => "invoices",
            Self::StaffInvoices => "staff-invoices",
        }
    }

    /// The columns that it has, in their order.
    pub fn columns(self) -> &'static [Column] {
        use Column as C;
        match self {
            Self::Invoices => &[C::Issued, C::Due, C::State, C::Total, C::Open],
            Self::StaffInvoices => {
                &[C::Account, C::Issued, C::Due, C::State, C::Total, C::Open, C::Disputed]
            }
        }
    }
}

impl Column {
    /// Every column.
    pub const ALL: [Self; 7] = [
        Self::Account,
        Self::Issued,
        Self::Due,
        Self::State,
        Self::Total,
        Self::Open,
        Self::Disputed,
    ];

    /// The code in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Issued => "issued",
            Self::Due => "due",
            Self::State => "state",
            Self::Total => "total",
            Self::Open => "open",
            Self::Disputed => "disputed",
        }
    }

    /// The column of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Issued => "Issued",
            Self::Due => "Due",
            Self::State => "State",
            Self::Total => "Total",
            Self::Open => "Open",
            Self::Disputed => "Disputed",
        }
    }
}

impl Grouping {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::None, Self::DueMonth, Self::Order];

    /// The code in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::DueMonth => "due-month",
            Self::Order => "order",
        }
    }

    /// The way of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grouping| grouping.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "Not grouped",
            Self::DueMonth => "By the month they are due in",
            Self::Order => "By order",
        }
    }

    /// The heading under which a row stands; none where nothing is grouped.
    pub fn heading(self, due_on: NaiveDate, order: Option<&str>) -> Option<String> {
        match self {
            Self::None => None,
            Self::DueMonth => Some(format!("Due in {} {}", due_on.format("%B"), due_on.year())),
            Self::Order => Some(match order {
                Some(order) => format!("Order {order}"),
                None => "Without an order".to_owned(),
            }),
        }
    }
}

/// How a list is seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListView {
    /// The columns that are shown, of those that can be left out, in their order.
    pub columns: Vec<Column>,
    /// How its rows are grouped.
    pub grouping: Grouping,
    /// What it begins with when nothing is asked: the query of an address.
    pub query: Option<String>,
}

impl ListView {
    /// As everybody sees it who has chosen nothing.
    pub fn usual(list: List) -> Self {
        Self { columns: list.columns().to_vec(), grouping: Grouping::None, query: None }
    }

    /// As somebody chose: columns that the list does not have are left out, and their order is the
    /// list's.
    pub fn chosen(list: List, columns: &[Column], grouping: Grouping) -> Self {
        let has = |column: &Column| columns.contains(column);
        let columns = list.columns().iter().copied().filter(has).collect();
        Self { columns, grouping, query: None }
    }

    /// Whether a column is shown.
    pub fn shows(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }
}

/// A view as it is kept, by codes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// Of which list.
    pub list: String,
    /// The columns that are shown.
    pub columns: Vec<String>,
    /// How rows are grouped.
    pub grouping: String,
    /// What it begins with.
    pub query: Option<String>,
}

/// How somebody sees their lists.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ListViews(Vec<Kept>);

impl ListViews {
    /// What was kept.
    pub fn of_kept(kept: Vec<Kept>) -> Self {
        Self(kept)
    }

    /// How a list is seen. Codes that are not known any more are left out.
    pub fn of(&self, list: List) -> ListView {
        let Some(kept) = self.0.iter().find(|kept| kept.list == list.code()) else {
            return ListView::usual(list);
        };
        let columns: Vec<_> = kept.columns.iter().filter_map(|code| Column::of(code)).collect();
        let grouping = Grouping::of(&kept.grouping).unwrap_or_default();
        ListView { query: kept.query.clone(), ..ListView::chosen(list, &columns, grouping) }
    }

    /// Whether somebody has chosen how to see a list.
    pub fn has(&self, list: List) -> bool {
        self.0.iter().any(|kept| kept.list == list.code())
    }
}

/// Puts rows together under their headings, in the order in which they come.
pub fn grouped<T>(
    rows: &[T],
    heading: impl Fn(&T) -> Option<String>,
) -> Vec<(Option<String>, Vec<&T>)> {
    let mut groups: Vec<(Option<String>, Vec<&T>)> = Vec::new();
    for row in rows {
        let heading = heading(row);
        match groups.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((heading, vec![row])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(list: &str, columns: &[&str], grouping: &str) -> ListViews {
        let columns = columns.iter().map(|code| (*code).to_owned()).collect();
        let (list, grouping) = (list.to_owned(), grouping.to_owned());
        let query = Some("show=overdue".to_owned());
        ListViews::of_kept(vec![Kept { list, columns, grouping, query }])
    }

    #[test]
    fn codes_come_back() {
        assert!(Column::ALL.into_iter().all(|column| Column::of(column.code()) == Some(column)));
        assert!(Grouping::ALL.into_iter().all(|way| Grouping::of(way.code()) == Some(way)));
    }

    #[test]
    fn who_has_chosen_nothing_sees_all_of_a_list() {
        let views = ListViews::default();
        for list in List::ALL {
            assert_eq!(views.of(list), ListView::usual(list));
            assert!(list.columns().iter().all(|column| views.of(list).shows(*column)));
            assert!(!views.has(list));
        }
    }

    #[test]
    fn what_is_chosen_is_the_lists_own_and_in_its_order() {
        let views = kept("invoices", &["open", "account", "colour", "due"], "sideways");
        let seen = views.of(List::Invoices);
        assert_eq!(seen.columns, [Column::Due, Column::Open]);
        assert_eq!((seen.grouping, seen.query.as_deref()), (Grouping::None, Some("show=overdue")));
        assert_eq!(views.of(List::StaffInvoices), ListView::usual(List::StaffInvoices));
        assert_eq!(kept("invoices", &[], "order").of(List::Invoices).columns, []);
    }

    #[test]
    fn rows_stand_under_their_month_or_order() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let heading = |way: Grouping, order| way.heading(day, order);
        assert_eq!(heading(Grouping::None, Some("PO-1")), None);
        assert_eq!(heading(Grouping::DueMonth, None).as_deref(), Some("Due in December 2026"));
        assert_eq!(heading(Grouping::Order, Some("PO-1")).as_deref(), Some("Order PO-1"));
        assert_eq!(heading(Grouping::Order, None).as_deref(), Some("Without an order"));
    }

    #[test]
    fn groups_come_as_their_first_row_does_and_lose_none() {
        let rows = [3, 1, 4, 2];
        let groups = grouped(&rows, |row| Some(if row % 2 == 0 { "even" } else { "odd" }.into()));
        assert_eq!(
            groups,
            [(Some("odd".into()), vec![&3, &1]), (Some("even".into()), vec![&4, &2])]
        );
        assert_eq!(grouped(&rows, |_| None), [(None, rows.iter().collect())]);
    }
}
