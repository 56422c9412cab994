//! Where nothing can be paid: why, and one way on.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        blank::blank,
        icon::{Icon, icon},
        state,
    },
    page::{self, Page, Tab},
};
use backend::payments::{
    offer::Offer,
    quote::{QuotedItem, Selection},
};
use domain::{Refusal, open_item};

/// A selection that cannot be paid together, or at all.
pub fn cannot(visit: &Visit, refusal: &Refusal) -> Page {
    let (title, words) = match refusal {
        Refusal::NothingChosen => (
            "Nothing is chosen",
            "Tick the invoices that you want to pay, then press “Pay”.".to_owned(),
        ),
        Refusal::CurrencyMismatch { expected, got } => (
            "One payment, one currency",
            format!("You chose invoices in {expected} and in {got}. Pay them one after the other."),
        ),
        Refusal::MethodNotOffered => (
            "There is no way to pay here",
            "No way of paying is set up for your account. Write to us, and we will mend it."
                .to_owned(),
        ),
        other => ("That cannot be paid", other.to_string()),
    };
    page::portal(visit, Tab::Payments, title, || {
        blank(Icon::Pay, title).page().words(words).way_on("Choose invoices", "/invoices")
    })
}

/// Everything that was chosen is paid, on its way or on hold.
pub fn nothing_to_pay(visit: &Visit, offer: &Offer) -> Page {
    let title = "Nothing to pay";
    let items = &offer.quote.items;
    let only_moving = items.iter().any(|quoted| quoted.part.in_flight_minor > 0);
    let words = match (&offer.choice.selection, items.is_empty()) {
        (Selection::DueBy(..), true) => {
            format!("Nothing in {} is due today or overdue.", offer.quote.currency)
        }
        _ if only_moving => {
            "What is on its way must not be paid again. It counts as paid when the money is there."
                .to_owned()
        }
        _ => "What you chose is settled or on hold, so we do not ask for it.".to_owned(),
    };
    page::portal(visit, Tab::Payments, title, || {
        let told: Vec<_> = items.iter().map(|quoted| line(visit, quoted)).collect();
        let list = (!told.is_empty()).then(|| {
            view! {
                <section class="panel" aria-label="What you chose">
                    <div class="body"><ul class="links">{told}</ul></div>
                </section>
            }
        });
        view! {
            {blank(Icon::Paid, title)
                .page()
                .words(words)
                .way_on("Go to your invoices", "/invoices")
                .way_on("See your payments", "/payments")}
            {list}
        }
    })
}

fn line(visit: &Visit, quoted: &QuotedItem) -> Markup {
    let item = &quoted.item.item;
    let state = open_item::state(item.facts.open_minor, &item.facts, item.due_on, visit.today);
    let address = format!("/invoices/{}", item.invoice_id);
    view! {
        <li>
            {icon(Icon::Invoice)}
            <a class="ref" href=address>{item.number.clone()}</a>
            <span class="note">{state::of_item(state, visit.today).inline()}</span>
        </li>
    }
    .into_markup()
}
