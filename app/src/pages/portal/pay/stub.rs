//! The stub: what is charged and why, and the button.

use super::table;
use crate::markup::*;
use crate::{
    Visit,
    components::{
        choice::tick,
        icon::{Icon, icon},
        notice::notice,
        panel,
        state::Tone,
        sum::{Line, grand, less, line, sum},
    },
    forms::pay::{Fields, offers_credit},
};
use backend::{Buyer, payments::offer::Offer};
use domain::{calendar, fee::Method};

/// The stub. Who may not pay reads who could change that, instead of a button.
pub fn stub(visit: &Visit, fields: &Fields, offer: &Offer, may: bool) -> Markup {
    let above = view! {
        {charged(offer)}
        {sum(lines(offer))}
        {may.then(|| credit(fields, offer))}
    };
    let below = match visit.buyer() {
        Ok(buyer) if !may => cannot(buyer, &offer.ask),
        _ => act(visit, offer),
    };
    panel::stub("review", "You would pay", above, below)
}

/// Every amount of the stub that follows the form, by the name of its place.
pub fn texts(offer: &Offer) -> Vec<(&'static str, String)> {
    let quote = &offer.quote;
    let (_, whole, decimals) = quote.charged.display_parts();
    vec![
        ("charged-whole", whole),
        ("charged-decimals", decimals),
        ("sum-discount", less(quote.discount).bare()),
        ("sum-credit", less(quote.credit).bare()),
        ("sum-left", less(offer.totals.left).bare()),
        ("sum-fee", quote.fee.bare()),
        ("sum-charged", quote.charged.full()),
        ("pay", format!("Pay {}", quote.charged.full())),
    ]
}

fn charged(offer: &Offer) -> Markup {
    let (sign, whole, decimals) = offer.quote.charged.display_parts();
    view! {
        <p class="display" aria-live="polite">
            <span class="cur">{sign}</span>
            <span data-slot="charged-whole">{whole}</span>
            <span class="minor" data-slot="charged-decimals">{decimals}</span>
        </p>
    }
    .into_markup()
}

/// The subtraction, line by line. What can change with the choice has its line even when it is
/// nothing; what cannot is left out.
fn lines(offer: &Offer) -> Vec<Line> {
    let quote = &offer.quote;
    let open = format!("Open on {}", table::invoices_text(offer));
    let mut lines = vec![line(open, offer.totals.open)];
    if offer.totals.stays.minor > 0 {
        let stays = less(offer.totals.stays);
        lines.push(line("On hold or on its way, stays", stays).icon(Tone::Held, Icon::Disputed));
    }
    if quote.items.iter().any(|quoted| quoted.item.discount.is_some()) {
        let discount = less(quote.discount);
        lines.push(line("Discount", discount).icon(Tone::Settled, Icon::Tag).slot("sum-discount"));
    }
    if offers_credit(offer) {
        let credit = line("Your credit", less(quote.credit)).icon(Tone::Settled, Icon::Credit);
        lines.push(credit.slot("sum-credit"));
    }
    lines.push(line("Not paid now", less(offer.totals.left)).slot("sum-left"));
    lines.push(line("Fee for this way of paying", quote.fee).slot("sum-fee"));
    lines.push(grand("You pay", quote.charged).slot("sum-charged"));
    lines
}

fn credit(fields: &Fields, offer: &Offer) -> Option<Markup> {
    let available = offer.quote.credit_available;
    if offer.credit_would_do {
        let words = format!(
            "Your credit of {} covers all of this, and a payment of nothing cannot be made. Choose \
             more invoices to use it, or ask us to apply it.",
            available.full()
        );
        return Some(view! { <p class="hint">{words}</p> }.into_markup());
    }
    let tick = tick("credit", "yes", format!("Use my credit of {}", available.full()))
        .note("It pays first, where all is paid in full.")
        .checked(fields.use_credit);
    offers_credit(offer).then(|| tick.view())
}

fn act(visit: &Visit, offer: &Offer) -> Markup {
    let settles = calendar::banking_days_after(visit.today, 2);
    let debit = format!(
        "Until the debit settles, about {}, these invoices read “on its way”. The receipt comes \
         when the money is there. We send no reminders meanwhile.",
        calendar::long(settles)
    );
    let is_offered = |method| offer.ways.iter().any(|way| way.method == method);
    let transfer = is_offered(Method::BankTransfer).then(|| {
        view! {
            <p class="hint for-bank_transfer">
                "Start the transfer at your bank. Nothing is charged here, and these invoices read \
                 “paid” when the money is there."
            </p>
        }
    });
    view! {
        <button class="button primary big wide for-charge" name="do" value="pay">
            <span data-slot="pay">{format!("Pay {}", offer.quote.charged.full())}</span>
        </button>
        <a class="button quiet wide" href="/invoices">"Back to the list"</a>
        {help(offer)}
        {is_offered(Method::BankDebit).then(|| view! { <p class="hint for-bank_debit">{debit}</p> })}
        {transfer}
    }
    .into_markup()
}

/// Paid already, or something is missing: what can be had at once.
fn help(offer: &Offer) -> Markup {
    let mut invoices: Vec<_> =
        offer.quote.items.iter().map(|quoted| quoted.item.item.invoice_id).collect();
    invoices.dedup();
    let address = match invoices.as_slice() {
        [only] => format!("/invoices/{only}/help"),
        _ => "/help".to_owned(),
    };
    view! { <a class="iconed no-print" href=address>{icon(Icon::Chat)} "Ask about it"</a> }
        .into_markup()
}

fn cannot(buyer: &Buyer, ask: &[String]) -> Markup {
    let words = match (&buyer.seen_by_staff, ask) {
        (Some(_), _) => {
            "You are looking at the portal of a customer; only they can pay here.".to_owned()
        }
        (None, []) => format!(
            "Your role is “{}”. Whoever runs the roles of {} can change it.",
            buyer.role.label(),
            buyer.account_name
        ),
        (None, names) => {
            let names = names.join(" or ");
            format!("Your role is “{}”. {names} can change it.", buyer.role.label())
        }
    };
    view! {
        {notice(Tone::Idle, Icon::Lock).title("You can look, but not pay").words(words)}
        <a class="button quiet wide" href="/invoices">{icon(Icon::Left)} "Back to the list"</a>
    }
    .into_markup()
}
