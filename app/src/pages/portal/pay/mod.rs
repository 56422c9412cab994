//! Paying several invoices at once, or part of one: what the money would do, before anything is
//! charged.

mod amounts;
mod cannot;
mod slots;
mod stub;
mod table;
mod ways;

pub use cannot::cannot;
pub use slots::slots;

use crate::markup::*;
use crate::{
    AppError, AppState, FormResult, Visit,
    components::{
        error_summary::error_summary,
        head::head,
        icon::Icon,
        notice::{Notice, Tone, notice},
    },
    forms::{
        Problems,
        pay::{self, Fields, Pairs},
    },
    islands::Preview,
    page::{self, Page, Tab},
};
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use backend::{disputes::Reason, payments::offer::Offer};
use domain::{Refusal, access::Action, ids::PaymentId};

/// Why the page is shown once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Note {
    /// The choice was changed, and the amounts on the screen were not those of the new one.
    LookAgain,
    /// The amounts have changed meanwhile.
    Overtaken,
    /// The form has made this payment already.
    SentBefore(PaymentId),
    /// A transfer is started at the buyer's bank, not here.
    NothingCharged,
}

/// GET /pay
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(pairs): Query<Pairs>,
) -> FormResult {
    let buyer = visit.buyer()?;
    let fields = Fields::of(&pairs)?;
    let mut problems = Problems::default();
    match pay::offered(&app, buyer, &visit, &fields, &mut problems).await? {
        Ok((_, offer)) => {
            let reasons = pay::reasons(&app, buyer).await?;
            Ok(render(&visit, &fields, (&offer, &reasons), &problems, None).into_response())
        }
        // The address of the page without a choice: there is nothing wrong with looking at it.
        Err(refusal @ Refusal::NothingChosen) => Ok(cannot(&visit, &refusal).into_response()),
        Err(refusal) => Ok(cannot(&visit, &refusal).refused()),
    }
}

/// The page with a form as it was sent, and the amounts of this moment.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    fields: &Fields,
    problems: &mut Problems,
    note: Option<Note>,
) -> Result<Page, AppError> {
    let buyer = visit.buyer()?;
    let offered = pay::offered(app, buyer, visit, fields, problems).await?;
    Ok(match offered {
        Ok((_, offer)) => {
            let reasons = pay::reasons(app, buyer).await?;
            render(visit, fields, (&offer, &reasons), problems, note)
        }
        Err(refusal) => cannot(visit, &refusal),
    })
}

/// The page of an offer. Where nothing can be paid, it says why.
pub fn render(
    visit: &Visit,
    fields: &Fields,
    (offer, reasons): (&Offer, &[Reason]),
    problems: &Problems,
    note: Option<Note>,
) -> Page {
    if offer.quote.items.iter().all(|quoted| quoted.payable.is_zero()) {
        return cannot::nothing_to_pay(visit, offer);
    }
    let fields = fields.proposed(offer);
    // What is wrong comes first: amounts that nobody could compute need no second look.
    let note = note.filter(|note| problems.is_empty() || *note != Note::LookAgain);
    let count = table::invoices_text(offer);
    let title = format!("Pay {count}");
    page::portal(visit, Tab::Payments, title.clone(), || {
        let may = visit.buyer().is_ok_and(|buyer| buyer.can(Action::Pay));
        let left = view! {
            <div class="stack loose">
                {table::table(visit, offer, may.then(|| amounts::amounts(&fields, offer, reasons, problems)))}
                {may.then(|| ways::ways(&fields, offer, problems))}
            </div>
        };
        let stub = view! { <div class="pin">{stub::stub(visit, &fields, offer, may)}</div> };
        let body = if may {
            view! {
                <form class="split pay" method="post" action="/pay">
                    {carried(&fields, offer)}
                    {left}
                    {stub}
                    <Preview ask="/ask/quote".to_owned() />
                </form>
            }
            .into_markup()
        } else {
            view! { <div class="split">{left}{stub}</div> }.into_markup()
        };
        view! {
            {head(title).crumb("Invoices", "/invoices").here("Pay").actions(steps())}
            {error_summary("Not paid", problems)}
            {note.map(|note| told(note).view())}
            {body}
        }
    })
}

/// What the form carries along: see [`Fields`].
fn carried(fields: &Fields, offer: &Offer) -> Markup {
    let chosen = fields.invoices.iter().map(|id| {
        view! { <input type="hidden" name="invoice" value=id.to_string() /> }
    });
    let due = fields.due_today.then(|| view! { <input type="hidden" name="due" value="today" /> });
    let expected = offer.quote.charged.canonical();
    view! {
        <input type="hidden" name="id" value=fields.id.to_string() />
        {chosen.collect::<Vec<_>>()}
        {due}
        <input type="hidden" name="currency" value=offer.quote.currency.code().to_owned() />
        <input type="hidden" name="expected" value=expected data-slot="expected" />
        <input type="hidden" name="shown" value=fields.choice() data-slot="shown" />
    }
    .into_markup()
}

fn steps() -> Markup {
    view! {
        <ol class="steps">
            <li class="done">"Choose"</li>
            <li aria-current="step">"Review"</li>
            <li>"Receipt"</li>
        </ol>
    }
    .into_markup()
}

fn told(note: Note) -> Notice {
    match note {
        Note::LookAgain => notice(Tone::Soon, Icon::Info)
            .title("Look at the amounts once more")
            .words(
                "You changed something, so they are new. Nothing has been charged; press “Pay” if \
                 they are right.",
            )
            .status(),
        Note::Overtaken => notice(Tone::Soon, Icon::Warn)
            .title("Somebody was faster")
            .words(
                "What is to pay has changed since you opened this page. It now shows the amounts \
                 of this moment; nothing has been charged.",
            )
            .alert(),
        Note::SentBefore(id) => notice(Tone::Soon, Icon::Warn)
            .title("This form was sent before, with other contents")
            .words("Nothing more has been charged. Look at what became of it before you pay again.")
            .act(view! { <a class="button small act" href=format!("/payments/{id}")>"See it"</a> })
            .alert(),
        Note::NothingCharged => notice(Tone::Soon, Icon::Info)
            .title("A transfer starts at your bank")
            .words(
                "Nothing is charged here. Take over the details under “Bank transfer” as they \
                 stand, so that the money finds its invoices.",
            )
            .status(),
    }
}
