//! A payment being put together, beside one that is under way.

use super::eur;
use crate::markup::*;
use crate::{
    components::{field::field, head::head, money, panel::panel, panel::stub},
    islands::{PaymentWatch, Preview},
    page::{Head, Page, Tab, portal},
    testing::buyer_visit,
};

pub fn pay() -> Page {
    let (id, state) = ("018f".to_owned(), "processing".to_owned());
    let head_of = Head::from("Pay").refreshed_every(5);
    portal(&buyer_visit(), Tab::Payments, head_of, || {
        view! {
            {head("Pay 4 invoices").crumb("Invoices", "/invoices").here("Pay")}
            <form class="split" method="post">
                {panel("alloc", "What your money pays")
                    .body(field("amount", "Amount").money("€").value("19731.60").view())}
                <div class="pin">
                    {stub(
                        "review",
                        "Charged to NL20 INGB ···· 5678",
                        money::display(eur(1_973_160)),
                        view! {
                            <button class="button primary big wide">
                                "Pay " <span data-slot="total">"€19,731.60"</span>
                            </button>
                            <Preview ask="/ask/quote".to_owned() />
                        },
                    )}
                </div>
            </form>
            <PaymentWatch id=id state=state />
        }
    })
}
