//! One dispute, and the form in which it is decided.

use super::{delivery, desk};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        canned::canned,
        date,
        error_summary::error_summary,
        field::field,
        head::{head, reference},
        icon::{Icon, icon},
        panel::{panel, stub},
        state::{State as Told, Tone, of_dispute},
        sum::{less, line, sum, total},
        table::{amount, cell, column, dense_table, lead, row},
        text_area::text_area,
        thread::thread,
    },
    forms::{Problems, conversations::Word, decide::Fields, delivery as delivered, hand_over},
    page::{self, Place},
    pages::{
        portal::dispute::{proposed_lines, said},
        staff::conversation,
    },
};
use axum::extract::{self, Path};
use backend::{
    Staff,
    disputes::{How, Line, Related, Summary},
    receivables::disputes::{self, Dispute},
};
use domain::{
    Money,
    access::Action,
    calendar,
    dispute::{Outcome, State},
    ids::DisputeId,
};

/// GET /staff/disputes/{id}
pub async fn page(
    visit: Visit,
    extract::State(app): extract::State<AppState>,
    Path(id): Path<DisputeId>,
) -> PageResult {
    let dispute = disputes::get(&app.backend, visit.staff()?, id).await?;
    let fields = Fields::proposing(&dispute);
    show(&visit, &dispute, &fields, &Word::question(), &Problems::default())
}

/// The forms of the page, as they were typed.
pub struct Typed {
    fields: Fields,
    word: Word,
    to: hand_over::Fields,
    delivery: Option<delivered::Fields>,
}

impl Typed {
    /// Who was to look after it; the other forms as we propose them.
    pub fn hand_over(dispute: &Dispute, to: hand_over::Fields) -> Self {
        Self { to, ..Self::proposing(dispute) }
    }

    /// What was said of a delivery; the other forms as we propose them.
    pub fn delivery(dispute: &Dispute, delivery: delivered::Fields) -> Self {
        Self { delivery: Some(delivery), ..Self::proposing(dispute) }
    }

    fn proposing(dispute: &Dispute) -> Self {
        Self {
            fields: Fields::proposing(dispute),
            word: Word::question(),
            to: hand_over::Fields::proposing(dispute),
            delivery: None,
        }
    }
}

/// The page with a decision and a word as they were typed.
pub fn show(
    visit: &Visit,
    dispute: &Dispute,
    fields: &Fields,
    word: &Word,
    problems: &Problems,
) -> PageResult {
    let (fields, word) = (fields.clone(), word.clone());
    let typed = Typed { fields, word, ..Typed::proposing(dispute) };
    show_all(visit, dispute, &typed, problems)
}

/// The page with all of its forms as they were typed.
pub fn show_all(
    visit: &Visit,
    dispute: &Dispute,
    typed: &Typed,
    problems: &Problems,
) -> PageResult {
    let Typed { fields, word, to, delivery } = typed;
    let staff = visit.staff()?;
    let summary = &dispute.detail.summary;
    let title = format!("Dispute {}", summary.number);
    Ok(page::staff(visit, Place::Disputes, title, || {
        let account = format!("/staff/accounts/{}", dispute.account_id);
        let lede = view! {
            <a href=account>{dispute.account_name.clone()}</a>
            {format!(" · {} · opened ", summary.invoices.join(", "))}
            {date::long(summary.opened_on)} {format!(" by {}", dispute.detail.opened_by)}
            {owner(summary)}
        };
        let number = summary.number.clone();
        let head = head(view! { "Dispute " {reference(number.clone())} })
            .crumb("Disputes", "/staff/disputes")
            .here(number)
            .pill(state_of(dispute).pill())
            .lede(lede)
            .actions(claim(staff, dispute));
        let head = match desk::of_clock(dispute.desk.standing, visit.time_zone()) {
            Some(told) if summary.state == State::Open => head.pill(told.pill()),
            _ => head,
        };
        view! {
            {head}
            {error_summary("Nothing has changed", problems)}
            <div class="split">
                <div class="stack loose">
                    {claims(dispute)}
                    {thread(visit, &dispute.detail.messages, reply(staff, dispute, word, problems))}
                </div>
                <div class="stack pin">
                    {proposed(staff, dispute, problems)}
                    {decide((visit, staff), dispute, fields, problems)}
                    {delivery::panel_of(visit, staff, dispute, delivery.as_ref(), problems)}
                    {desk::panel_of(visit, staff, dispute, to, problems)}
                    {related(dispute)}
                    {join(staff, dispute, problems)}
                </div>
            </div>
        }
    }))
}

/// What it was merged with, and what staff look at together with it.
fn related(dispute: &Dispute) -> Option<Markup> {
    let all: Vec<_> = dispute.detail.related.iter().chain(&dispute.linked).collect();
    if all.is_empty() {
        return None;
    }
    let of = |one: &&Related| {
        let address = format!("/staff/disputes/{}", one.id);
        let how = match one.how {
            How::GoesOnThere => "It goes on in ",
            How::CameFromThere => "Merged into it: ",
            How::Linked => "See also ",
        };
        view! { <li>{how} <a class="id" href=address>{reference(one.number.clone())}</a></li> }
    };
    let list: Vec<_> = all.iter().map(of).collect();
    let list = view! { <ul class="stack tight s">{list}</ul> };
    Some(panel("related", "Belongs to it").body(list).view())
}

/// The form that merges it into another one, or links the two.
fn join(staff: &Staff, dispute: &Dispute, problems: &Problems) -> Option<Markup> {
    if !staff.can(Action::Decide) {
        return None;
    }
    let summary = &dispute.detail.summary;
    let address = format!("/staff/disputes/{}/join", summary.id);
    let merge = summary.state.is_running().then(|| {
        view! { <button class="button small" name="do" value="merge">"Merge into it"</button> }
    });
    let error = problems.of("number");
    let form = view! {
        <details class="more no-print" open=error.is_some()>
            <summary>"Merge or link"</summary>
            <form class="stack tight" method="post" action=address>
                <input type="hidden" name="version" value=dispute.version.to_string() />
                {field("number", "Another dispute of this customer")
                    .hint("Its number. Merged, this one goes on there for good; linked, both go on.")
                    .error(error)}
                <div class="button-row">
                    {merge}
                    <button class="button small" name="do" value="link">"Link both"</button>
                </div>
            </form>
        </details>
    };
    Some(form.into_markup())
}

fn owner(summary: &Summary) -> String {
    match &summary.owner {
        Some(name) => format!(" · {name}, {}, looks after it", summary.team),
        None => format!(" · {} looks after it, nobody has taken it on yet", summary.team),
    }
}

/// As staff say it: whose turn it is.
fn state_of(dispute: &Dispute) -> Told {
    let told = of_dispute(dispute.detail.summary.state);
    match dispute.detail.summary.state {
        State::Open => Told { word: "Waiting for us".to_owned(), ..told },
        State::Asked => Told { word: "Waiting for the customer".to_owned(), ..told },
        State::Decided | State::Withdrawn | State::Merged => told,
    }
}

/// Taking it on, for who may and has not.
fn claim(staff: &Staff, dispute: &Dispute) -> Option<Markup> {
    let summary = &dispute.detail.summary;
    let is_mine = dispute.desk.owner_id == Some(staff.user_id);
    if !summary.state.is_running() || !staff.can(Action::Decide) || is_mine {
        return None;
    }
    let address = format!("/staff/disputes/{}/claim", summary.id);
    let form = view! {
        <form method="post" action=address><button class="button">"Take it on"</button></form>
    };
    Some(form.into_markup())
}

fn gross(line: &Line) -> Money {
    Money::new(line.net.minor + line.tax.minor, line.net.currency)
}

fn claims(dispute: &Dispute) -> Markup {
    let currency = dispute.detail.summary.disputed.currency;
    let columns = [
        column("What"),
        column("They say"),
        column("Net").num(),
        column("VAT").num(),
        column(format!("Disputed, {currency}")).num(),
        column("Taken off").num(),
    ];
    let rows = dispute.detail.lines.iter().map(|line| {
        let address = format!("/staff/invoices/{}", line.invoice_id);
        let what = match line.line_no {
            Some(line_no) => format!(", line {line_no}"),
            None => ", an amount of it".to_owned(),
        };
        let description = line.description.clone().map(|text| view! { <span class="note">{text}</span> });
        let credited = match &line.verdict {
            Some(verdict) => amount(verdict.off()).label("Taken off"),
            None => cell(Told::new(Tone::Held, Icon::Disputed, "On hold").inline()).num(),
        };
        row([
            lead(view! {
                <a class="id" href=address>{reference(line.invoice_number.clone())}</a> {what} {description}
            }),
            cell(view! { {line.reason.clone()} <span class="note">{said(line)}</span> }).full(),
            amount(line.net).label("Net"),
            amount(line.tax).label("VAT"),
            amount(gross(line)).key().strong(),
            credited,
        ])
    });
    panel("claim", "The claim").roomy_table(dense_table(columns, rows, None)).view()
}

/// The form under the conversation.
fn reply(staff: &Staff, dispute: &Dispute, word: &Word, problems: &Problems) -> Option<Markup> {
    let address = format!("/staff/disputes/{}/write", dispute.detail.summary.id);
    let is_running = dispute.detail.summary.state.is_running();
    staff.can(Action::Write).then(|| {
        let to = (address.as_str(), dispute.account_id);
        let answers =
            canned("canned_message", "message", format!("{address}#message"), &dispute.answers);
        conversation::form(to, word, &dispute.colleagues, problems, answers, is_running)
    })
}

fn decide(
    (visit, staff): (&Visit, &Staff),
    dispute: &Dispute,
    fields: &Fields,
    problems: &Problems,
) -> Markup {
    let summary = &dispute.detail.summary;
    let above = sum([
        line("Disputed", summary.disputed),
        line("Taken off", less(summary.off)).icon(Tone::Settled, Icon::Credit),
        total("On hold", held(dispute)),
    ]);
    if !summary.state.is_running() {
        let words = view! { <p class="s ink-2">"It has ended. Nothing of it is on hold."</p> };
        return stub("decide", "Where it stands", above, words);
    }
    if !staff.can(Action::Decide) {
        let words = view! {
            <p class="iconed">{icon(Icon::Lock)} <span>"Your role does not include deciding disputes."</span></p>
        };
        return stub("decide", "Where it stands", above, words);
    }
    let open = dispute.detail.lines.iter().filter(|line| line.verdict.is_none());
    let lines: Vec<_> = open.map(|line| line_form(line, fields)).collect();
    let form = view! {
        <form class="stack" method="post">
            <input type="hidden" name="version" value=dispute.version.to_string() />
            {lines}
            {field("deliver_by", "Delivered by").optional().date(Some(visit.today), None)
                .hint("Needed where something is delivered again. The customer sees it.")
                .value(fields.deliver_by.clone()).error(problems.of("deliver_by"))}
            {canned("canned_told", "told", format!("/staff/disputes/{}#told", summary.id), &dispute.answers)}
            {text_area("told", "Why, for the customer")
                .value(fields.told.clone())
                .longest(4_000)
                .error(problems.of("told"))}
            <p class="s ink-2">
                "What is credited is issued and applied at once; the rest of a decided line is to pay again. \
                 A corrected invoice voids this one and is issued with the lines as the customer says."
            </p>
            <button class="button primary big wide" name="do" value="decide">"Decide"</button>
            <button class="button wide" name="do" value="offer">"Propose it to the customer first"</button>
        </form>
    };
    stub("decide", "Decide", above, form)
}

/// What waits for an approver, or for the customer.
fn proposed(staff: &Staff, dispute: &Dispute, problems: &Problems) -> Option<Markup> {
    let proposal = dispute.detail.proposal.as_ref()?;
    let lines = proposed_lines(&dispute.detail, proposal);
    let told = view! { <p class="said">{proposal.told.clone()}</p> };
    let above = view! { {sum([total("Takes off", proposal.off)])} {lines} {told} };
    let who =
        format!("{}, {}.", proposal.made_by_name, calendar::medium(proposal.made_at.date_naive()));
    if proposal.is_offered {
        let below = view! {
            <p class="s ink-2">{who} " The customer is asked. A decision of yours takes its place."</p>
        };
        return Some(stub("proposed", "Proposed to the customer", above, below));
    }
    let next = match proposal.is_offer {
        true => "Once approved, the customer is asked.",
        false => "Once approved, it is done.",
    };
    let may = staff.can(Action::Approve) && staff.user_id != proposal.made_by;
    let form = may.then(|| {
        let id = dispute.detail.summary.id;
        let address = format!("/staff/disputes/{id}/proposals/{}", proposal.id);
        view! {
            <form class="stack tight" method="post" action=address>
                <button class="button primary wide" name="do" value="approve">"Approve"</button>
                {text_area("why", "Why not, for your colleague")
                    .optional()
                    .longest(4_000)
                    .error(problems.of("message"))}
                <button class="button wide" name="do" value="refuse">"Do not approve"</button>
            </form>
        }
    });
    let below = view! {
        <p class="s ink-2">{who} " It is above what they decide alone. " {next}</p>
        {form}
    };
    Some(stub("proposed", "Waits for an approver", above, below))
}

fn held(dispute: &Dispute) -> Money {
    let zero = Money::zero(dispute.detail.summary.disputed.currency);
    let is_running = dispute.detail.summary.state.is_running();
    let open = dispute.detail.lines.iter().filter(|line| is_running && line.verdict.is_none());
    Money::sum(open.map(gross), zero.currency).unwrap_or(zero)
}

fn line_form(line: &Line, fields: &Fields) -> Markup {
    let typed = fields.of(line.id);
    let what = match line.line_no {
        Some(line_no) => format!("{}, line {line_no}", line.invoice_number),
        None => line.invoice_number.clone(),
    };
    let options: Vec<_> = [
        (None, "Leave it for later"),
        (Some(Outcome::Credit), "Credit"),
        (Some(Outcome::Goodwill), "Credit as goodwill"),
        (Some(Outcome::Correct), "Correct the invoice"),
        (Some(Outcome::WriteOff), "Write off"),
        (Some(Outcome::Replace), "Deliver again, do not credit"),
        (Some(Outcome::Reject), "Do not credit"),
    ]
    .into_iter()
    // An amount of the whole invoice has no line that could be corrected.
    .filter(|(outcome, _)| *outcome != Some(Outcome::Correct) || line.right_e4.is_some())
    .map(|(outcome, words)| {
        let value = outcome.map_or("", Outcome::code);
        view! { <option value=value selected=value == typed.outcome>{words}</option> }
    })
    .collect();
    let id = line.id.to_string();
    view! {
        <fieldset class="stack tight">
            <legend>{what}</legend>
            <div class="field">
                <label for=format!("outcome-{id}")>"Decision"</label>
                <select id=format!("outcome-{id}") name=format!("outcome-{id}")>{options}</select>
            </div>
            <div class="field">
                <label for=format!("credit-{id}")>{format!("Amount, of {}", gross(line).bare())}</label>
                <input
                    class="money"
                    id=format!("credit-{id}")
                    name=format!("credit-{id}")
                    inputmode="decimal"
                    value=typed.credit.clone()
                />
            </div>
        </fieldset>
    }
    .into_markup()
}
