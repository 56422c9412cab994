//! Amounts. `domain` formats them, so that page, mail and PDF agree to the last no-break space:
//! `amount.bare()` in tables, whose head names the currency, `amount.full()` in sentences, buttons
//! and totals. Here is what needs more than text.

use crate::markup::*;
use domain::Money;

/// The one large amount of a page. Its sign and minor units stand back.
pub fn display(amount: Money) -> Markup {
    let (sign, whole, decimals) = amount.display_parts();
    let decimals = (!decimals.is_empty()).then(|| view! { <span class="minor">{decimals}</span> });
    view! { <p class="display"><span class="cur">{sign}</span>{whole}{decimals}</p> }.into_markup()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::html;
    use domain::Currency;

    #[test]
    fn the_large_amount_has_as_many_decimals_as_its_currency() {
        let shown = |minor, currency| html(display(Money::new(minor, currency)));
        let euros = "<p class=\"display\"><span class=\"cur\">€</span>19,731\
                     <span class=\"minor\">.60</span></p>";
        assert_eq!(shown(1_973_160, Currency::EUR), euros);
        let yen = "<p class=\"display\"><span class=\"cur\">¥</span>1,000</p>";
        assert_eq!(shown(1_000, Currency::JPY), yen);
    }
}
