//! Ticking rows of a list: the box in each row, and the bar that is there while something is
//! ticked. Both work without scripts; the island only keeps the sum up to date.

use super::table::{Cell, cell};
use crate::islands::{Chosen, SelectionTotal};
use crate::markup::*;
use domain::Money;

/// The cell with the box of an invoice. Where nothing is to pay there is nothing to tick, and the
/// box says so.
pub fn pick(id: impl ToString, number: &str, pay: Money, open: Money, checked: bool) -> Cell {
    let nothing = pay.minor <= 0;
    let label = if nothing {
        format!("{number}: nothing to pay now")
    } else {
        format!("Select {number}, {} {} to pay", pay.bare(), pay.currency)
    };
    cell(view! {
        <input
            type="checkbox"
            name="invoice"
            value=id.to_string()
            aria-label=label
            checked=checked && !nothing
            disabled=nothing
            data-pay=pay.minor
            data-open=open.minor
        />
    })
    .pick()
}

/// The bar: put it into the form, after the table. `buttons` submit the form.
pub fn selection_bar(chosen: Chosen, buttons: impl IntoView + 'static) -> Markup {
    view! {
        <div class="selection no-print" role="group" aria-label="Selected invoices">
            <SelectionTotal chosen=chosen />
            <div class="button-row">{buttons.into_markup()}</div>
        </div>
    }
    .into_markup()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Currency;

    #[test]
    fn nothing_to_pay_cannot_be_ticked() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let html = pick(7, "NH-1", eur(0), eur(500), true).view().to_html();
        assert!(html.contains("disabled") && !html.contains(" checked"), "{html}");
        assert!(html.contains("aria-label=\"NH-1: nothing to pay now\""), "{html}");
        let html = pick(7, "NH-1", eur(300), eur(500), true).view().to_html();
        assert!(html.contains(" checked") && html.contains("data-pay=\"300\""), "{html}");
    }
}
