//! The lines of an invoice: its columns, and what stands under each item.

use crate::{
    invoice::{Adjustment, Invoice, Line},
    sheet::{self, Row, Table},
    words::{Word, invoice as words},
};
use domain::{
    Money,
    language::Language,
    line_column::LineColumn,
    style::{Grouping, Look, Style},
};

/// All lines, in groups if the style says so.
pub fn table(invoice: &Invoice, style: Style) -> Table {
    let press =
        Press { invoice, style, language: style.language, columns: columns(invoice, style) };
    let heads = press.columns.iter().map(|&column| press.head(column)).collect();
    Table { title: None, columns: heads, rows: press.rows() }
}

/// The chosen columns, or the usual ones. One that has nothing in it is left out.
fn columns(invoice: &Invoice, style: Style) -> Vec<LineColumn> {
    let chosen: Vec<_> = style.columns.iter().collect();
    let all = if chosen.is_empty() { LineColumn::USUAL.to_vec() } else { chosen };
    let has_vat = invoice.tax.iter().any(|group| group.category != "O");
    all.into_iter().filter(|&column| column != LineColumn::Tax || has_vat).collect()
}

/// What rows are made with.
struct Press<'a> {
    invoice: &'a Invoice,
    style: Style,
    language: Language,
    columns: Vec<LineColumn>,
}

impl<'a> Press<'a> {
    fn head(&self, column: LineColumn) -> sheet::Column {
        let word = match column {
            LineColumn::No => words::NO,
            LineColumn::Item => words::ITEM,
            LineColumn::Article => words::ARTICLE,
            LineColumn::CustomerArticle => words::YOUR_ARTICLE,
            LineColumn::Order => words::ORDER,
            LineColumn::Site => words::SITE,
            LineColumn::CostCentre => words::COST_CENTRE,
            LineColumn::Quantity => words::QUANTITY,
            LineColumn::Price => words::PRICE,
            LineColumn::Tax => words::VAT,
            LineColumn::Net if self.columns.contains(&LineColumn::Tax) => words::AMOUNT_NET,
            LineColumn::Net => words::AMOUNT,
        };
        let head = word.of(self.language);
        match column {
            LineColumn::Quantity | LineColumn::Price | LineColumn::Tax | LineColumn::Net => {
                sheet::Column::figure(head)
            }
            LineColumn::Item => sheet::Column::text(head).lead(),
            _ => sheet::Column::text(head),
        }
    }

    fn rows(&self) -> Vec<Row> {
        let mut so_far = Money::zero(self.invoice.total.currency);
        let groups = self.groups();
        let is_grouped = groups.len() > 1 || groups.iter().any(|(key, _)| key.is_some());
        let mut rows = Vec::with_capacity(self.invoice.lines.len() + 2 * groups.len());
        for (key, lines) in groups {
            let name = self.group_name(key);
            if is_grouped {
                rows.push(Row::group(name.clone()));
            }
            let before = so_far;
            for line in lines {
                // Lines that cannot be summed are not carried forward; their sum is on the document.
                so_far = so_far.plus(line.amount).unwrap_or(so_far);
                rows.push(self.row(line, so_far));
            }
            if is_grouped {
                let sum = so_far.minus(before).unwrap_or(so_far);
                rows.push(self.sum_of(&name, sum, so_far));
            }
        }
        rows
    }

    /// Lines by what they have in common, in the order in which it first appears.
    fn groups(&self) -> Vec<(Option<&'a str>, Vec<&'a Line>)> {
        let mut groups: Vec<(Option<&str>, Vec<&Line>)> = Vec::new();
        for line in &self.invoice.lines {
            let key = self.key(line);
            match groups.iter_mut().find(|(one, _)| *one == key) {
                Some((_, lines)) => lines.push(line),
                None => groups.push((key, vec![line])),
            }
        }
        groups
    }

    fn key(&self, line: &'a Line) -> Option<&'a str> {
        match self.style.grouping {
            Grouping::None => None,
            Grouping::Order => line.po_number.as_deref().or(self.invoice.po_number.as_deref()),
            Grouping::Site => line.site.as_deref(),
            Grouping::CostCentre => line.cost_centre.as_deref(),
        }
    }

    fn group_name(&self, key: Option<&str>) -> String {
        let filled = |word: Word, name, key: &str| word.with(self.language, &[(name, key)]);
        match (self.style.grouping, key) {
            (Grouping::Order, Some(key)) => filled(words::ORDER_OF_LINE, "order", key),
            (Grouping::Order, None) => words::WITHOUT_ORDER.own(self.language),
            (Grouping::Site, None) => words::WITHOUT_SITE.own(self.language),
            (Grouping::CostCentre, Some(key)) => filled(words::COST_CENTRE_OF_LINE, "centre", key),
            (Grouping::CostCentre, None) => words::WITHOUT_CENTRE.own(self.language),
            (_, key) => key.unwrap_or_default().to_owned(),
        }
    }

    fn sum_of(&self, group: &str, sum: Money, so_far: Money) -> Row {
        let cells = self.columns.iter().map(|column| match column {
            LineColumn::Item => words::SUM_OF.with(self.language, &[("group", group)]),
            LineColumn::Net => self.language.bare(sum),
            _ => String::new(),
        });
        Row { so_far: Some(self.language.bare(so_far)), ..Row::sum(cells.collect()) }
    }

    fn row(&self, line: &Line, so_far: Money) -> Row {
        Row {
            note: self.note(line),
            so_far: Some(self.language.bare(so_far)),
            ..Row::item(self.columns.iter().map(|&column| self.cell(column, line)).collect())
        }
    }

    fn cell(&self, column: LineColumn, line: &Line) -> String {
        let own = |text: &Option<String>| text.clone().unwrap_or_default();
        match column {
            LineColumn::No => line.line_no.to_string(),
            LineColumn::Item => line.description.clone(),
            LineColumn::Article => own(&line.article),
            LineColumn::CustomerArticle => own(&line.customer_article),
            LineColumn::Order => self.order(line).unwrap_or_default(),
            LineColumn::Site => own(&line.site),
            LineColumn::CostCentre => own(&line.cost_centre),
            LineColumn::Quantity => self.quantity(line.quantity_e4, &line.unit),
            LineColumn::Price => self.price(line),
            LineColumn::Tax => self.language.percent(line.tax_bp),
            LineColumn::Net => self.language.bare(line.amount),
        }
    }

    fn quantity(&self, quantity_e4: i64, unit: &str) -> String {
        format!("{} {unit}", self.language.quantity(quantity_e4)).trim_end().to_owned()
    }

    fn price(&self, line: &Line) -> String {
        let price = self.language.unit_price(line.unit_price_e4, line.amount.currency);
        if line.price_per_e4 == 10_000 {
            return price;
        }
        let count = self.language.quantity(line.price_per_e4);
        words::PER.with(self.language, &[("price", &price), ("count", &count)])
    }

    /// The line's own order with its line in it.
    fn order(&self, line: &Line) -> Option<String> {
        let at = line.po_line.as_ref();
        let at = at.map(|at| words::ORDER_LINE.with(self.language, &[("line", at)]));
        let parts: Vec<_> = line.po_number.iter().cloned().chain(at).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// What stands under the item: the article's number and whatever changes the amount; in detail, all
    /// that is known and has no column of its own.
    fn note(&self, line: &Line) -> Vec<String> {
        let mut notes = Vec::new();
        let is_detailed = self.style.look == Look::Detailed;
        if is_detailed {
            notes.extend(line.note.clone());
        }
        let is_free = |column| !self.columns.contains(&column);
        let said = |word: Word, name, text: &Option<String>, is_wanted: bool| {
            text.as_ref()
                .filter(|_| is_wanted)
                .map(|text| word.with(self.language, &[(name, text)]))
        };
        let site =
            is_detailed && is_free(LineColumn::Site) && self.style.grouping != Grouping::Site;
        let centre = is_detailed
            && is_free(LineColumn::CostCentre)
            && self.style.grouping != Grouping::CostCentre;
        let facts = [
            said(words::ART, "no", &line.article, is_free(LineColumn::Article)),
            said(
                words::YOUR_ART,
                "no",
                &line.customer_article,
                is_detailed && is_free(LineColumn::CustomerArticle),
            ),
            self.order_note(line).filter(|_| is_detailed && is_free(LineColumn::Order)),
            said(words::SITE_OF_LINE, "site", &line.site, site),
            said(words::COST_CENTRE_OF_LINE, "centre", &line.cost_centre, centre),
        ];
        let facts: Vec<_> = facts.into_iter().flatten().collect();
        notes.extend((!facts.is_empty()).then(|| facts.join(" · ")));
        notes.extend(line.adjustments.iter().map(|one| {
            format!("{}: {}", adjusted(one, self.language), change(one, self.language))
        }));
        if is_detailed {
            notes.extend(self.sales_tax(line));
        }
        notes
    }

    fn order_note(&self, line: &Line) -> Option<String> {
        let order = self.order(line)?;
        if line.po_number.is_none() {
            return Some(order);
        }
        Some(words::ORDER_OF_LINE.with(self.language, &[("order", &order)]))
    }

    fn sales_tax(&self, line: &Line) -> Vec<String> {
        let of_line = self.invoice.sales_tax.iter().filter(|tax| tax.line_no == line.line_no);
        let said = of_line.map(|tax| {
            let rate = self.language.percent_e6(tax.rate_e6);
            let amount = self.language.bare(tax.tax);
            let all = [("place", tax.jurisdiction.as_str()), ("rate", &rate), ("tax", &amount)];
            words::SALES_TAX_OF_LINE.with(self.language, &all)
        });
        said.collect()
    }
}

/// What something is made cheaper or dearer by, in words: `Volume, 10% of 200.00`.
pub fn adjusted(adjustment: &Adjustment, language: Language) -> String {
    let fallback = if adjustment.is_charge { words::CHARGE } else { words::ALLOWANCE };
    let reason = match adjustment.reason.trim() {
        "" => fallback.of(language),
        reason => reason,
    };
    let share = adjustment.share_bp.map(|share| language.percent(share));
    match (share, adjustment.base) {
        (Some(share), Some(base)) => {
            let base = language.bare(base);
            words::SHARE_OF
                .with(language, &[("reason", reason), ("share", &share), ("base", &base)])
        }
        (Some(share), None) => {
            words::WITH_SHARE.with(language, &[("reason", reason), ("share", &share)])
        }
        (None, _) => reason.to_owned(),
    }
}

/// By how much, with its sign.
pub fn change(adjustment: &Adjustment, language: Language) -> String {
    let Money { minor, currency } = adjustment.amount;
    let sign = if adjustment.is_charge { "+" } else { "" };
    let minor = if adjustment.is_charge { minor } else { -minor };
    format!("{sign}{}", language.bare(Money::new(minor, currency)))
}
