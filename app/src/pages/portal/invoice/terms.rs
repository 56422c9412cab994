//! What was agreed, and how to pay by a transfer of one's own.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        facts::{fact, facts},
        head::reference,
        iban::iban,
        icon::{Icon, icon},
        panel::panel,
    },
};
use backend::invoices::detail::{Detail, Discount};
use domain::{calendar, rates};

/// Payment terms and the discount for paying early.
pub fn terms(visit: &Visit, invoice: &Detail) -> Markup {
    let days = calendar::days_text(i64::from(invoice.head.terms_days));
    let due = match invoice.instalments.as_slice() {
        [only] => view! { {format!("{days} net, due ")} {date::medium(only.due_on)} }.into_markup(),
        several => view! { {format!("In {} parts, see above", several.len())} }.into_markup(),
    };
    let discount = invoice.discount.as_ref().map(|d| fact("Discount", discount(visit, d)));
    let terms = std::iter::once(fact("Payment", due)).chain(discount);
    panel("terms", "Terms").body(facts(terms)).view()
}

fn discount(visit: &Visit, discount: &Discount) -> Markup {
    let rate = rates::percent_text(discount.terms.rate_bp);
    let until = discount.terms.until;
    let fate = if !discount.taken.is_zero() {
        format!("Taken: {}.", discount.taken)
    } else if !discount.saves.is_zero() {
        "Still to be had.".to_owned()
    } else if until < visit.today {
        "Not taken.".to_owned()
    } else {
        "Only if all of it is paid at once.".to_owned()
    };
    view! { {rate} " until " {date::medium(until)} {format!(": {}. {fate}", discount.amount)} }
        .into_markup()
}

/// Our bank account, as this page knows it; nothing where nothing may be paid.
pub fn transfer(invoice: &Detail) -> Option<Markup> {
    if invoice.pays.is_zero() {
        return None;
    }
    let seller = &invoice.head.seller;
    let list = facts([
        fact("To", seller.name.clone()),
        fact("IBAN", iban(&seller.iban)),
        fact("BIC", format!("{}, {}", seller.bic, seller.bank_name)),
        fact("Reference", reference(invoice.head.number.clone())),
    ]);
    let note = view! {
        <p class="iconed">
            {icon(Icon::Shield)}
            <span>
                "This page is the source. The account is unchanged since "
                {date::long(seller.bank_since)} "."
            </span>
        </p>
    };
    let panel = panel("remit", "Pay by bank transfer");
    Some(panel.body(view! { <div class="stack tight">{list}{note}</div> }).view())
}
