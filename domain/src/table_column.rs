//! The columns of tables of invoices: which there are, and which somebody has chosen, in their order.

use crate::refusal::Refusal;
use std::fmt;

/// What a row of a table is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Level {
    /// A document: an invoice or a credit note.
    Document,
    /// A line of a document.
    Line,
}

macro_rules! columns {
    ($($name:ident, $level:ident, $code:literal, $label:literal;)*) => {
        /// A column. What it has is said by its label.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum TableColumn {
            $(#[doc = $label] $name,)*
        }

        impl TableColumn {
            /// All of them, in the order of offering.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code in files, in forms and in the database.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What people call it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// Whose it is: a document has it once, or each of its lines has its own.
            pub fn level(self) -> Level {
                match self { $(Self::$name => Level::$level,)* }
            }
        }
    };
}

columns! {
    Kind, Document, "kind", "Kind";
    Number, Document, "number", "Number";
    IssuedOn, Document, "issued_on", "Issued";
    DueOn, Document, "due_on", "Due";
    Currency, Document, "currency", "Currency";
    AccountNumber, Document, "account_number", "Customer number";
    Customer, Document, "customer", "Customer";
    CustomerVatId, Document, "customer_vat_id", "Customer’s VAT number";
    Seller, Document, "seller", "Seller";
    SellerVatId, Document, "seller_vat_id", "Seller’s VAT number";
    PoNumber, Document, "po_number", "Your order";
    IssuedPoNumber, Document, "issued_po_number", "Your order, as issued";
    BuyerReference, Document, "buyer_reference", "Your reference";
    Contract, Document, "contract", "Contract";
    Preceding, Document, "preceding", "Invoice that it credits or corrects";
    DeliveredOn, Document, "delivered_on", "Delivered";
    DeliveredTo, Document, "delivered_to", "Delivered to";
    DeliveryNote, Document, "delivery_note", "Delivery note";
    PeriodFrom, Document, "period_from", "First day";
    PeriodTo, Document, "period_to", "Last day";
    Lines, Document, "lines", "Sum of the lines";
    Allowances, Document, "allowances", "Allowances";
    Charges, Document, "charges", "Charges";
    Net, Document, "net", "Without tax";
    Vat, Document, "vat", "VAT";
    SalesTax, Document, "sales_tax", "Sales tax";
    Total, Document, "total", "Total";
    Prepaid, Document, "prepaid", "Paid before";
    Rounding, Document, "rounding", "Rounding";
    Due, Document, "due", "To pay";
    DiscountPercent, Document, "discount_percent", "Discount, %";
    DiscountUntil, Document, "discount_until", "Discount until";
    Iban, Document, "iban", "Bank account";
    Bic, Document, "bic", "Bank code";
    Note, Document, "note", "Note";
    LineNo, Line, "line_no", "Line";
    Description, Line, "description", "What";
    LineNote, Line, "line_note", "More about it";
    Article, Line, "article", "Article";
    CustomerArticle, Line, "customer_article", "Your article";
    LinePoNumber, Line, "line_po_number", "Your order of the line";
    PoLine, Line, "po_line", "Line of your order";
    Site, Line, "site", "Place";
    CostCentre, Line, "cost_centre", "Cost centre";
    Quantity, Line, "quantity", "Quantity";
    Unit, Line, "unit", "Unit";
    UnitPrice, Line, "unit_price", "Price";
    PricePer, Line, "price_per", "Price per";
    LineAllowances, Line, "line_allowances", "Allowances on the line";
    LineCharges, Line, "line_charges", "Charges on the line";
    LineNet, Line, "line_net", "Line without tax";
    VatCategory, Line, "vat_category", "VAT category";
    VatPercent, Line, "vat_percent", "VAT, %";
    LineSalesTax, Line, "line_sales_tax", "Sales tax on the line";
}

impl TableColumn {
    /// The column of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.code() == code)
    }
}

/// Columns that somebody has chosen: at least one, each once, in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableColumns(Vec<TableColumn>);

impl TableColumns {
    /// What is there where nobody has chosen.
    pub fn usual(level: Level) -> Self {
        use TableColumn::*;
        let document = [Kind, Number, IssuedOn, DueOn, PoNumber, Currency];
        Self(match level {
            Level::Document => {
                document.into_iter().chain([Net, Vat, SalesTax, Total, Due]).collect()
            }
            Level::Line => document
                .into_iter()
                .chain([LineNo, Article, Description, Quantity, Unit, UnitPrice, PricePer])
                .chain([LineNet, VatCategory, VatPercent, LineSalesTax])
                .chain([Allowances, Charges, Net, Vat, SalesTax, Total, Due])
                .collect(),
        })
    }

    /// Those columns. Refuses none, and one that is there twice.
    pub fn new(columns: Vec<TableColumn>) -> Result<Self, Refusal> {
        if columns.is_empty() {
            return Err(Refusal::field("columns", "Choose one column at least."));
        }
        let is_twice = |(n, column)| columns[..n].contains(column);
        if columns.iter().enumerate().any(is_twice) {
            return Err(Refusal::field("columns", "Choose each column once."));
        }
        Ok(Self(columns))
    }

    /// What somebody has ticked, with rows of that level: each column once; of documents without the columns
    /// that only lines have, of lines with some of theirs. Where nothing is left it is what is usual.
    pub fn at(level: Level, ticked: impl IntoIterator<Item = TableColumn>) -> Self {
        let mut columns: Vec<TableColumn> = Vec::new();
        for column in ticked {
            if column.level() <= level && !columns.contains(&column) {
                columns.push(column);
            }
        }
        if columns.is_empty() {
            return Self::usual(level);
        }
        if level == Level::Line && columns.iter().all(|column| column.level() < level) {
            columns.extend(Self::usual(level).iter().filter(|column| column.level() == level));
        }
        Self(columns)
    }

    /// Reads what [`fmt::Display`] writes: `number,issued_on,total`. Blanks around commas do not matter.
    pub fn parse(codes: &str) -> Result<Self, Refusal> {
        let known = |code: &str| {
            TableColumn::of(code.trim()).ok_or_else(|| {
                let code: String = code.chars().filter(|c| !c.is_control()).take(24).collect();
                Refusal::field("columns", format!("There is no column “{}”.", code.trim()))
            })
        };
        let codes = codes.split(',').filter(|code| !code.trim().is_empty());
        Self::new(codes.map(known).collect::<Result<_, _>>()?)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = TableColumn> {
        self.0.iter().copied()
    }

    /// What a row is: a line as soon as one column is of lines, else a document.
    pub fn level(&self) -> Level {
        self.iter().map(TableColumn::level).max().unwrap_or(Level::Document)
    }
}

impl fmt::Display for TableColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<&str> = self.iter().map(TableColumn::code).collect();
        f.write_str(&codes.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_no_two_are_the_same() {
        for column in TableColumn::ALL {
            assert_eq!(TableColumn::of(column.code()), Some(*column));
        }
        assert_eq!(TableColumn::of("nothing"), None);
    }

    #[test]
    fn a_chosen_list_reads_back_in_its_order() {
        let chosen = TableColumns::parse("total, number ,issued_on,").unwrap();
        assert_eq!(chosen.to_string(), "total,number,issued_on");
        assert_eq!(TableColumns::parse(&chosen.to_string()), Ok(chosen.clone()));
        assert_eq!(chosen.level(), Level::Document);
        assert_eq!(TableColumns::parse("number,quantity").unwrap().level(), Level::Line);
        for level in [Level::Document, Level::Line] {
            let usual = TableColumns::usual(level);
            assert_eq!((usual.level(), TableColumns::new(usual.0.clone())), (level, Ok(usual)));
        }
    }

    #[test]
    fn what_is_ticked_fits_its_level() {
        let ticked = [TableColumn::Total, TableColumn::Quantity, TableColumn::Total];
        assert_eq!(TableColumns::at(Level::Document, ticked).to_string(), "total");
        assert_eq!(TableColumns::at(Level::Line, ticked).to_string(), "total,quantity");
        let of_lines = TableColumns::at(Level::Line, [TableColumn::Total]).to_string();
        assert!(of_lines.starts_with("total,line_no,article,"), "{of_lines}");
        assert_eq!(TableColumns::at(Level::Line, []), TableColumns::usual(Level::Line));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_ticked_reads_back_at_its_level(
            ticked in proptest::collection::vec(0..TableColumn::ALL.len(), 0..80),
            is_line in proptest::bool::ANY,
        ) {
            let level = if is_line { Level::Line } else { Level::Document };
            let ticked: Vec<_> = ticked.into_iter().map(|n| TableColumn::ALL[n]).collect();
            let columns = TableColumns::at(level, ticked.iter().copied());
            proptest::prop_assert_eq!(columns.level(), level);
            proptest::prop_assert_eq!(TableColumns::parse(&columns.to_string()), Ok(columns));
        }
    }

    #[test]
    fn what_is_no_choice_is_refused() {
        for bad in ["", " , ", "number,number", "number,totla", "NUMBER"] {
            assert!(TableColumns::parse(bad).is_err(), "{bad}");
        }
    }
}
