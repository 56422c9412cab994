//! The bank of the sandbox: where a test card asks its holder. A real provider has a page of its
//! own for this; ours needs the log-in, because it shows an account's payment.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        facts::{fact, facts},
        head::head,
        icon::Icon,
        money,
        notice::{Tone, notice},
        panel,
    },
    page::{self, Tab},
};
use axum::extract::{Path, State};
use backend::{Buyer, payments::read};
use domain::payment::State as Standing;

/// GET /sandbox/bank/{ref}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(provider_ref): Path<String>,
) -> PageResult {
    let buyer = visit.buyer()?;
    if app.backend.providers.sandbox().is_none() {
        return Err(backend::Error::NotFound.into());
    }
    let payment = read::at_bank(&app.backend, buyer, "sandbox", &provider_ref).await?;
    let title = "Test bank";
    let back = format!("/payments/{}", payment.id);
    Ok(page::portal(&visit, Tab::Payments, title, || {
        if payment.state != Standing::RequiresAction {
            return blank(Icon::Shield, "There is nothing to confirm")
                .page()
                .words("You have answered already, or the payment has ended.")
                .way_on("Back to the payment", back)
                .view();
        }
        let asked = view! {
            {money::display(payment.charged)}
            {facts([
                fact("To", buyer.entity_name.clone()),
                fact("From", payment.instrument),
            ])}
        };
        view! {
            {head(title).lede("This stands in for your bank. It is part of the sandbox: no money moves.")}
            <div class="split even">
                {panel::stub("asked", "Do you want to pay this?", asked, answers(buyer, back))}
            </div>
        }
        .into_markup()
    }))
}

fn answers(buyer: &Buyer, back: String) -> Markup {
    if !buyer.can(domain::access::Action::Pay) {
        let words = format!("Your role is “{}”. Who pays has to answer.", buyer.role.label());
        return view! {
            {notice(Tone::Idle, Icon::Lock).title("You can look, but not answer").words(words)}
            <a class="button quiet wide" href=back>"Back to the payment"</a>
        }
        .into_markup();
    }
    view! {
        <form class="stack tight" method="post">
            <button class="button primary big wide" name="do" value="approve">"Approve"</button>
            <button class="button wide" name="do" value="refuse">"Refuse"</button>
        </form>
        <a class="button quiet wide" href=back>"Decide later"</a>
    }
    .into_markup()
}
