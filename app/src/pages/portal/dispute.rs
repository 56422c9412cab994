//! One dispute: where it stands, what was decided about each line, and what was written.

use super::copy::Of;
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        date,
        error_summary::error_summary,
        files,
        head::{head, reference},
        icon::Icon,
        panel::{panel, stub},
        state::{State as Told, Tone, of_dispute},
        sum::{less, line, sum, total},
        table::{amount, cell, column, lead, row, table},
        text_area::text_area,
        thread::thread,
    },
    forms::{Problems, conversations::Reply},
    page::{self, Tab},
    pages::portal::disputes::next_step,
};
use axum::extract::{Path, State};
use backend::{
    Buyer,
    disputes::{self, Delivery, Detail, How, Line, Proposal, Summary},
};
use chrono::{Days, NaiveDate};
use domain::{
    Money,
    access::Action,
    calendar, decimals,
    delivery::State as Came,
    dispute::{Outcome, REOPEN_DAYS, State as Stands},
    ids::{DisputeId, DisputeLineId},
    rates,
};

/// GET /disputes/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<DisputeId>,
) -> PageResult {
    let dispute = disputes::get(&app.backend, visit.buyer()?, id).await?;
    show(&visit, &dispute, &Reply::default(), &Problems::default())
}

/// The page with a reply as it was typed.
pub fn show(visit: &Visit, dispute: &Detail, reply: &Reply, problems: &Problems) -> PageResult {
    let buyer = visit.buyer()?;
    let title = format!("Dispute {}", dispute.summary.number);
    Ok(page::portal(visit, Tab::Invoices, title, || {
        let summary = &dispute.summary;
        let lede = view! {
            {summary.reason.clone()} " · " {summary.invoices.join(", ")}
            " · opened " {date::long(summary.opened_on)} {format!(" by {}", dispute.opened_by)}
            {looks_after(summary)}
        };
        let number = summary.number.clone();
        let head = head(view! { "Dispute " {reference(number.clone())} })
            .crumb("Disputes", "/disputes")
            .here(number)
            .pill(of_dispute(summary.state).pill())
            .lede(lede);
        view! {
            {head}
            {error_summary("Not sent", problems)}
            <div class="split first">
                <div class="stack pin">
                    {proposed(buyer, dispute, problems)}
                    {standing(visit, buyer, dispute, reply, problems)}
                </div>
                <div class="stack loose">
                    {lines(visit, dispute)}
                    {thread(visit, &dispute.messages, answer(buyer, dispute, reply, problems))}
                </div>
            </div>
        }
    }))
}

/// Who looks after it, while there is something to look after.
fn looks_after(summary: &Summary) -> Option<String> {
    let who = match &summary.owner {
        Some(owner) => format!("{owner}, {},", summary.team),
        None => summary.team.clone(),
    };
    summary.state.is_running().then(|| format!(" · {who} looks after it"))
}

fn standing(
    visit: &Visit,
    buyer: &Buyer,
    dispute: &Detail,
    reply: &Reply,
    problems: &Problems,
) -> Markup {
    let summary = &dispute.summary;
    let zero = Money::zero(summary.disputed.currency);
    let held =
        dispute.lines.iter().filter(|line| line.verdict.is_none() && summary.state.is_running());
    let held = Money::sum(held.map(gross), zero.currency).unwrap_or(zero);
    let above = sum([
        line("Disputed", summary.disputed),
        line("Taken off", less(summary.off)).icon(Tone::Settled, Icon::Credit),
        total("Not decided yet", held),
    ]);
    let words = match (
        summary.state.is_running(),
        dispute.lines.iter().any(|line| line.verdict.is_some()),
    ) {
        (true, false) if summary.state == Stands::Asked => {
            "We go on when you have answered. Reminders leave this amount out until it is decided."
        }
        (true, false) => "We look into it. Reminders leave this amount out until it is decided.",
        (true, true) => "A part is decided. The rest stays on hold until it is, too.",
        (false, true) => "It is decided. What was not credited is to pay.",
        (false, false) if summary.state == Stands::Merged => {
            "It goes on in another dispute, with the same amount on hold."
        }
        (false, false) => "You took it back. The amount is to pay.",
    };
    let related = dispute.related.iter().map(|one| {
        let address = format!("/disputes/{}", one.id);
        let how = match one.how {
            How::GoesOnThere => "It goes on in ",
            How::CameFromThere | How::Linked => "Here goes on what began as ",
        };
        view! { <p class="s">{how} <a class="id" href=address>{reference(one.number.clone())}</a></p> }
    });
    let related: Vec<_> = related.collect();
    let withdraw = (summary.state.is_running() && buyer.can(Action::Dispute)).then(|| {
        let address = format!("/disputes/{}/withdraw", summary.id);
        view! {
            <details class="more no-print">
                <summary>"Take the dispute back"</summary>
                <form class="stack tight" method="post" action=address>
                    <p class="s ink-2">"What is not decided is then to pay again at once."</p>
                    <div class="button-row">
                        <button class="button small">"Take it back"</button>
                    </div>
                </form>
            </details>
        }
    });
    let reopen = reopen(buyer, dispute, reply, problems);
    let next = next_step(visit, summary).map(|next| view! { <p><strong>{next}</strong></p> });
    let late = summary.is_late.then_some(
        "It is late, and not forgotten: the amount stays on hold, and nobody reminds you of it.",
    );
    let late = late.map(|late| view! { <p class="s">{late}</p> });
    let below =
        view! { {next} {late} <p class="s ink-2">{words}</p> {related} {withdraw} {reopen} };
    stub("standing", "Where it stands", above, below)
}

/// The form in which it is opened again, while that can be done.
fn reopen(buyer: &Buyer, dispute: &Detail, reply: &Reply, problems: &Problems) -> Option<Markup> {
    let summary = &dispute.summary;
    let has_rest = dispute.lines.iter().any(|line| match &line.verdict {
        Some(verdict) => verdict.corrected_by.is_none() && verdict.off() != gross(line),
        None => true,
    });
    let is_elsewhere = summary.state == Stands::Merged;
    if summary.state.is_running() || is_elsewhere || !buyer.can(Action::Dispute) || !has_rest {
        return None;
    }
    let until = match dispute.counts_from() {
        Some(day) => format!("Until {}. ", calendar::medium(day + Days::new(REOPEN_DAYS))),
        None => format!("Until {REOPEN_DAYS} days after the delivery. "),
    };
    let address = format!("/disputes/{}/reopen", summary.id);
    let form = view! {
        <details class="more no-print" open=!problems.is_empty()>
            <summary>"Open it again"</summary>
            <form class="stack tight" method="post" action=address enctype="multipart/form-data">
                <input type="hidden" name="id" value=reply.id.to_string() />
                {text_area("message", "Why you do not agree")
                    .value(reply.message.clone())
                    .hint(format!("{until}What was not taken off goes on hold again."))
                    .longest(4_000)
                    .error(problems.of("message"))}
                {files::chooser(&reply.files, "/files".to_owned(), problems)}
                <div class="button-row"><button class="button small">"Open it again"</button></div>
            </form>
        </details>
    };
    Some(form.into_markup())
}

/// What the seller proposes, for the buyer to accept or not.
fn proposed(buyer: &Buyer, dispute: &Detail, problems: &Problems) -> Option<Markup> {
    let proposal = dispute.proposal.as_ref()?;
    let lines = proposed_lines(dispute, proposal);
    let above = view! { {sum([total("We would take off", proposal.off)])} {lines} };
    let form = buyer.can(Action::Dispute).then(|| {
        let address = format!("/disputes/{}/proposals/{}", dispute.summary.id, proposal.id);
        view! {
            <form class="stack tight" method="post" action=address>
                <button class="button primary wide" name="do" value="accept">"Accept"</button>
                {text_area("why", "Why not")
                    .optional()
                    .longest(4_000)
                    .error(problems.of("message").or(problems.of("why")))}
                <button class="button wide" name="do" value="decline">"Do not accept"</button>
            </form>
        }
    });
    let below = view! {
        <p class="s ink-2">"If you accept, it is decided at once, and the rest is to pay."</p>
        {form}
    };
    Some(stub("proposed", format!("{} proposes", proposal.made_by_name), above, below))
}

/// A proposal line by line, in words.
pub fn proposed_lines(dispute: &Detail, proposal: &Proposal) -> Markup {
    let of = |(id, outcome, off): &(DisputeLineId, Outcome, Money)| {
        let line = dispute.lines.iter().find(|line| line.id == *id);
        let name = line.map_or_else(String::new, |line| match line.line_no {
            Some(line_no) => format!("{}, line {line_no}: ", line.invoice_number),
            None => format!("{}: ", line.invoice_number),
        });
        let words = match outcome {
            Outcome::Credit => format!("credit {off}"),
            Outcome::Goodwill => format!("credit {off} as goodwill"),
            Outcome::Correct => "a corrected invoice".to_owned(),
            Outcome::WriteOff => format!("{off} no longer asked for"),
            Outcome::Replace => match proposal.deliver_by {
                Some(by) => format!("delivered again by {}, not credited", calendar::medium(by)),
                None => "delivered again, not credited".to_owned(),
            },
            Outcome::Reject => "not credited".to_owned(),
        };
        view! { <li>{name} {words}</li> }
    };
    let lines: Vec<_> = proposal.lines.iter().map(of).collect();
    view! { <ul class="stack tight s">{lines}</ul> }.into_markup()
}

fn gross(line: &Line) -> Money {
    Money::new(line.net.minor + line.tax.minor, line.net.currency)
}

fn lines(visit: &Visit, dispute: &Detail) -> Markup {
    let currency = dispute.summary.disputed.currency;
    let columns = [
        column("What"),
        column("You say"),
        column("Decision"),
        column(format!("Disputed, {currency}")).num(),
    ];
    let rows = dispute.lines.iter().map(|line| {
        let address = format!("/invoices/{}", line.invoice_id);
        let what = match line.line_no {
            Some(line_no) => format!("line {line_no}"),
            None => "an amount of it".to_owned(),
        };
        let description =
            line.description.clone().map(|text| view! { <span class="note">{text}</span> });
        row([
            lead(view! {
                <a class="id" href=address>{reference(line.invoice_number.clone())}</a>
                {format!(", {what}")} {description}
            }),
            cell(view! { {line.reason.clone()} <span class="note">{said(line)}</span> }).full(),
            cell(decision(visit, dispute, line)).full(),
            amount(gross(line)).key().strong(),
        ])
    });
    panel("lines", "What is disputed")
        .aside(view! { <small>"VAT included"</small> })
        .table(table(columns, rows, None))
        .view()
}

/// What should have been, in the buyer's view.
pub fn said(line: &Line) -> Option<String> {
    let right = line.right_e4?;
    Some(match line.claim.as_str() {
        "quantity" if right == 0 => "all of the line".to_owned(),
        "quantity" => format!("{} would be right", decimals::quantity(right)),
        "price" => format!("{} would be right", decimals::unit_price(right, line.net.currency)),
        // A rate is kept in hundredths of a per cent, and these in ten-thousandths.
        _ => {
            let basis_points = i32::try_from(right / 10_000).unwrap_or_default();
            format!("{} would be right", rates::percent_text(basis_points))
        }
    })
}

fn decision(visit: &Visit, dispute: &Detail, line: &Line) -> Markup {
    let Some(verdict) = &line.verdict else {
        return Told::new(Tone::Held, Icon::Disputed, "On hold").inline();
    };
    let delivery = dispute.delivery_of(verdict);
    let state = match verdict.outcome {
        Outcome::Credit if verdict.credited == gross(line) => {
            Told::new(Tone::Settled, Icon::Credit, "Credited")
        }
        Outcome::Credit => Told::new(Tone::Settled, Icon::Credit, "Credited in part"),
        Outcome::Goodwill => Told::new(Tone::Settled, Icon::Credit, "Credited as goodwill"),
        Outcome::Correct => Told::new(Tone::Settled, Icon::Invoice, "Invoice corrected"),
        Outcome::WriteOff => Told::new(Tone::Settled, Icon::Good, "No longer asked for"),
        Outcome::Replace => delivery.map_or_else(
            || Told::new(Tone::Idle, Icon::Good, "Delivered again"),
            |delivery| of_delivery(delivery, visit.today),
        ),
        Outcome::Reject => Told::new(Tone::Idle, Icon::Void, "Not credited"),
    };
    let corrected = verdict.corrected_by.as_ref().map(|(id, number)| {
        let address = format!("/invoices/{id}");
        view! { <span class="note">"Replaced by " <a href=address>{reference(number.clone())}</a></span> }
    });
    let note = verdict.credit_note.as_ref().map(|(id, number)| {
        let words = format!("{} by ", verdict.credited);
        let address = Of::CreditNote(*id).address();
        view! { <span class="note">{words} <a href=address>{reference(number.clone())}</a></span> }
    });
    let why = view! { <span class="note">{verdict.told.clone()}</span> };
    let came = delivery.and_then(|delivery| delivery.note.clone());
    let came =
        came.map(|number| view! { <span class="note">"Delivery note " {reference(number)}</span> });
    view! { {state.inline()} {note} {corrected} {came} {why} }.into_markup()
}

/// By when something is delivered again, or when it came.
fn of_delivery(delivery: &Delivery, today: NaiveDate) -> Told {
    let standing = delivery.standing;
    let by = calendar::medium(standing.promised_on);
    match (standing.state, standing.delivered_on) {
        (Came::Delivered, Some(on)) => {
            let words = format!("Delivered on {}", calendar::medium(on));
            Told::new(Tone::Settled, Icon::Good, words)
        }
        (Came::Overtaken, _) => {
            Told::new(Tone::Idle, Icon::Void, format!("Was to be delivered by {by}"))
        }
        _ if standing.is_late(today) => {
            Told::new(Tone::Soon, Icon::Overdue, format!("Should have been delivered by {by}"))
        }
        _ => Told::new(Tone::Moving, Icon::OnItsWay, format!("Will be delivered by {by}")),
    }
}

/// The form under the conversation, while there is something to say.
fn answer(buyer: &Buyer, dispute: &Detail, reply: &Reply, problems: &Problems) -> Option<Markup> {
    if !dispute.summary.state.is_running() || !buyer.can(Action::Dispute) {
        return None;
    }
    let form = view! {
        <form class="stack tight" method="post" enctype="multipart/form-data">
            <input type="hidden" name="id" value=reply.id.to_string() />
            {text_area("message", "Write to the seller")
                .value(reply.message.clone())
                .longest(4_000)
                .error(problems.of("message"))}
            {files::chooser(&reply.files, "/files".to_owned(), problems)}
            <div class="button-row"><button class="button">"Send"</button></div>
        </form>
    };
    Some(form.into_markup())
}
