//! The columns of an invoice's lines, as a customer chooses and orders them.

use crate::refusal::Refusal;
use std::fmt;

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LineColumn {
    /// The line's number.
    No,
    /// What was sold. It is always there, and takes what room the others leave.
    Item,
    /// The article's number.
    Article,
    /// The article's number at the customer.
    CustomerArticle,
    /// The customer's order and the line of it.
    Order,
    /// Where it was delivered or done.
    Site,
    /// Where the customer books it.
    CostCentre,
    /// How much of it.
    Quantity,
    /// The price for one.
    Price,
    /// The rate of VAT.
    Tax,
    /// The line without tax. It is always there.
    Net,
}

impl LineColumn {
    /// What is there where nobody has chosen.
    pub const USUAL: [Self; 6] =
        [Self::No, Self::Item, Self::Quantity, Self::Price, Self::Tax, Self::Net];

    /// All of them, in the order of offering.
    pub const ALL: [Self; 11] = [
        Self::No,
        Self::Item,
        Self::Article,
        Self::CustomerArticle,
        Self::Order,
        Self::Site,
        Self::CostCentre,
        Self::Quantity,
        Self::Price,
        Self::Tax,
        Self::Net,
    ];

    /// The code in forms and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Item => "item",
            Self::Article => "article",
            Self::CustomerArticle => "customer-article",
            Self::Order => "order",
            Self::Site => "site",
            Self::CostCentre => "cost-centre",
            Self::Quantity => "quantity",
            Self::Price => "price",
            Self::Tax => "tax",
            Self::Net => "net",
        }
    }

    /// The column of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::No => "Line number",
            Self::Item => "Item",
            Self::Article => "Article number",
            Self::CustomerArticle => "Your article number",
            Self::Order => "Your order",
            Self::Site => "Place of delivery",
            Self::CostCentre => "Cost centre",
            Self::Quantity => "Quantity",
            Self::Price => "Price",
            Self::Tax => "VAT",
            Self::Net => "Net",
        }
    }
}

/// Bits of a column's place in the set: its place in [`LineColumn::ALL`], from one.
const BITS: u32 = 4;

/// Columns in an order, each once; or none, if nobody chose.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct LineColumns(u64);

impl LineColumns {
    /// The most columns that paper has room for.
    pub const MOST: usize = 8;

    /// Chosen columns in their order. What is named twice counts once; item and net amount are added
    /// where they lack, because a line without them is none. None if there are too many.
    pub fn chosen(columns: &[LineColumn]) -> Option<Self> {
        let mut all: Vec<LineColumn> = Vec::with_capacity(Self::MOST);
        for &column in columns.iter().chain(&[LineColumn::Item, LineColumn::Net]) {
            if !all.contains(&column) {
                all.push(column);
            }
        }
        if all.len() > Self::MOST {
            return None;
        }
        Some(Self(all.iter().rev().fold(0, |set, &column| set << BITS | place(column))))
    }

    /// The same of what somebody has ticked.
    pub fn ticked(columns: &[LineColumn]) -> Result<Self, Refusal> {
        Self::chosen(columns).ok_or_else(|| {
            let words = format!(
                "Paper has room for {} columns, item and net amount among them. Leave some out.",
                Self::MOST
            );
            Refusal::field("columns", words)
        })
    }

    /// Whether somebody chose.
    pub fn is_chosen(self) -> bool {
        self.0 != 0
    }

    /// The columns, in their order.
    pub fn iter(self) -> impl Iterator<Item = LineColumn> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let place = left & ((1 << BITS) - 1);
            left >>= BITS;
            usize::try_from(place)
                .ok()?
                .checked_sub(1)
                .and_then(|n| LineColumn::ALL.get(n).copied())
        })
    }

    /// The code in forms and in the database: `item,quantity,net`; empty if nobody chose.
    pub fn code(self) -> String {
        self.iter().map(LineColumn::code).collect::<Vec<_>>().join(",")
    }

    /// The columns of a code. None if it names what there is not, or too many.
    pub fn of(code: &str) -> Option<Self> {
        if code.is_empty() {
            return Some(Self::default());
        }
        let columns: Option<Vec<_>> = code.split(',').map(LineColumn::of).collect();
        Self::chosen(&columns?)
    }
}

impl fmt::Debug for LineColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LineColumns({})", self.code())
    }
}

fn place(column: LineColumn) -> u64 {
    let found = LineColumn::ALL.iter().zip(1..).find(|(one, _)| **one == column);
    found.map_or(0, |(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_their_order_and_read_back() {
        let chosen = LineColumns::of("net,cost-centre,item,net").expect("columns");
        assert_eq!(chosen.code(), "net,cost-centre,item");
        assert_eq!(LineColumns::of(&chosen.code()), Some(chosen));
        assert_eq!(LineColumns::of(""), Some(LineColumns::default()));
        assert!(!LineColumns::default().is_chosen() && chosen.is_chosen());
        for column in LineColumn::ALL {
            assert_eq!(LineColumn::of(column.code()), Some(column));
        }
    }

    #[test]
    fn a_line_has_its_item_and_amount_whatever_is_chosen() {
        assert_eq!(
            LineColumns::of("quantity").map(LineColumns::code).as_deref(),
            Some("quantity,item,net")
        );
        assert_eq!(LineColumns::of("price,nonsense"), None);
        assert_eq!(LineColumns::chosen(&LineColumn::ALL), None, "more than paper has room for");
        assert!(LineColumns::ticked(&LineColumn::ALL).is_err());
        let eight =
            LineColumns::of("no,article,order,site,quantity,price").expect("eight with the two");
        assert_eq!(eight.iter().count(), LineColumns::MOST);
    }
}
