//! The form in which an invoice is disputed: lines to tick, what they should have been, and what goes
//! on hold.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        error_summary::error_summary,
        head::{head, reference},
        icon::{Icon, icon},
        panel::{panel, stub},
        state::Tone,
        sum::{grand, less, line, sum, total},
        table::{self, cell, column, lead, row},
        text_area::text_area,
    },
    forms::{
        Problems,
        disputes::{Fields, Measured, Row, WHOLE},
    },
    islands::Preview,
    page::{self, Page, Tab},
};
use axum::extract::{Path, State};
use backend::disputes::{self, Offer, Offered};
use domain::{Money, decimals, ids::InvoiceId};
use rust_decimal::Decimal;

/// GET /invoices/{id}/dispute
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
) -> PageResult {
    let offer = disputes::offer(&app.backend, visit.buyer()?, id).await?;
    let fields = Fields::empty();
    let mut problems = Problems::default();
    let measured = fields.measure(&offer, &mut problems);
    Ok(show(&visit, &offer, &fields, &measured, &problems))
}

/// The page with a form as it was typed.
pub fn show(
    visit: &Visit,
    offer: &Offer,
    fields: &Fields,
    measured: &Measured,
    problems: &Problems,
) -> Page {
    let number = offer.number.clone();
    let address = format!("/invoices/{}", offer.invoice_id);
    page::portal(visit, Tab::Invoices, format!("Dispute {number}"), || {
        let head = head(view! { "What is wrong on " {reference(number.clone())} "?" })
            .crumb("Invoices", "/invoices")
            .crumb(number.clone(), address)
            .here("Dispute")
            .lede("Tick only what is wrong. That amount goes on hold at once; the rest stays payable.");
        view! {
            {head}
            {error_summary("Not opened", problems)}
            <form class="split" method="post">
                <input type="hidden" name="id" value=fields.id.to_string() />
                <div class="stack loose">
                    {lines(offer, fields, measured)}
                    {panel("say", "Tell us more").body(view! {
                        <div class="form">
                            {text_area("text", "What happened")
                                .value(fields.text.clone())
                                .longest(4_000)
                                .error(problems.of("text"))}
                        </div>
                    })}
                </div>
                <div class="pin">{effect(offer, measured)}</div>
                <Preview ask=format!("/ask/invoices/{}/dispute", offer.invoice_id) />
            </form>
        }
    })
}

fn lines(offer: &Offer, fields: &Fields, measured: &Measured) -> Markup {
    let currency = offer.currency();
    let columns = [
        table::Column::pick("Dispute"),
        column("Line as billed"),
        column("What is wrong"),
        column("Should be"),
        column("Disputed").num(),
    ];
    let of_line = |line: &Offered| {
        let note = format!(
            "{} × {} = {}",
            line.billed.quantity.normalize(),
            price_text(line.billed.unit_price_minor, offer),
            line.billed.net.bare()
        );
        let what = view! { {line.description.clone()} <span class="note">{note}</span> };
        if line.is_running {
            let words = "Disputed already";
            return row([
                table::empty().pick(),
                lead(what),
                cell(words).full().mute(),
                table::empty().wide_only(),
                table::empty().num().wide_only(),
            ]);
        }
        form_row(line.line_no, what.into_markup(), offer, fields, measured)
    };
    let mut rows: Vec<Markup> = offer.lines.iter().map(of_line).collect();
    let whole = view! {
        "An amount of the whole invoice"
        <span class="note">"Freight, terms, or whatever no line says; VAT included"</span>
    };
    rows.push(form_row(WHOLE, whole.into_markup(), offer, fields, measured));
    let footer = view! {
        <button class="button small" name="do" value="compute">"Compute again"</button>
        <span class="hint">"Happens by itself where scripts run."</span>
    };
    panel("lines", "Lines")
        .aside(view! { <small>{format!("{currency} without VAT")}</small> })
        .roomy_table(table::table(columns, rows, None))
        .footer(footer)
        .view()
}

fn form_row(
    line: i32,
    what: Markup,
    offer: &Offer,
    fields: &Fields,
    measured: &Measured,
) -> Markup {
    let empty = Row::default();
    let typed = fields.rows.get(&line).unwrap_or(&empty);
    let name = if line == WHOLE { "the whole invoice".to_owned() } else { format!("line {line}") };
    let tick = view! {
        <input
            type="checkbox"
            name="line"
            value=line.to_string()
            aria-label=format!("Dispute {name}")
            checked=typed.ticked
        />
    };
    let options: Vec<_> = offer
        .reasons
        .iter()
        .map(|reason| {
            let selected = reason.code == typed.reason;
            let value = reason.code.clone();
            view! { <option value=value selected=selected>{reason.label.clone()}</option> }
        })
        .collect();
    let reason = view! {
        <select name=format!("reason-{line}") aria-label=format!("What is wrong with {name}")>
            {options}
        </select>
    };
    let answer = measured.rows.get(&line);
    let wrong = answer.and_then(|answer| answer.as_ref().err()).cloned();
    let error = wrong.clone().map(|words| {
        view! {
            <span class="error" id=format!("right-{line}-error")>
                {icon(Icon::Warn)} <span>{words}</span>
            </span>
        }
    });
    let label = match line {
        WHOLE => "Amount that is wrong, with VAT".to_owned(),
        line => format!("Right price, quantity or rate of tax on line {line}"),
    };
    let right = view! {
        <input
            class="money"
            name=format!("right-{line}")
            inputmode="decimal"
            aria-label=label
            aria-invalid=wrong.as_ref().map(|_| "true")
            aria-describedby=wrong.as_ref().map(|_| format!("right-{line}-error"))
            value=(!typed.right.is_empty()).then(|| typed.right.clone())
        />
        {error}
    };
    row([
        cell(tick).pick(),
        lead(what),
        cell(reason).label("What is wrong"),
        cell(right).label("Should be"),
        cell(net_of(line, offer, measured).bare()).num().key().strong().slot(slot_of(line)),
    ])
}

fn net_of(line: i32, offer: &Offer, measured: &Measured) -> Money {
    match measured.rows.get(&line) {
        Some(Ok((_, disputed))) => disputed.net,
        _ => Money::zero(offer.currency()),
    }
}

fn slot_of(line: i32) -> String {
    format!("line-{line}")
}

fn price_text(price_minor: Decimal, offer: &Offer) -> String {
    let e4 = decimals::to_e4(price_minor).unwrap_or_default();
    decimals::unit_price(e4, offer.currency())
}

/// What goes on hold of what was to pay; what was held already stays so.
fn held(now: Money, stays: Money) -> Money {
    Money::new(now.minor - stays.minor, now.currency)
}

fn effect(offer: &Offer, measured: &Measured) -> Markup {
    let (now, stays) = offer.collectable(measured.gross());
    let above = view! {
        {sum([
            line("Disputed, without VAT", measured.sum.net).slot("net"),
            line("VAT", measured.sum.tax).slot("tax"),
            total("Disputed", measured.gross()).slot("disputed"),
        ])}
        {sum([
            line("To pay until now", now),
            line("Goes on hold", less(held(now, stays))).icon(Tone::Held, Icon::Disputed).slot("held"),
            grand("Still to pay", stays).slot("stays"),
        ])}
    };
    let below = view! {
        <button class="button primary big wide" name="do" value="open">"Open the dispute"</button>
        <button class="button wide" name="do" value="pay">"Open it and pay the rest"</button>
        <ul class="stack tight s ink-2">
            <li>"Reminders leave out what is disputed from now on."</li>
            <li>"You can take it back until it is decided."</li>
        </ul>
    };
    stub("then", "What happens then", above, below)
}

/// The same amounts, for a form that is being filled in.
pub fn slots(offer: &Offer, measured: &Measured) -> Vec<(String, String)> {
    let (now, stays) = offer.collectable(measured.gross());
    let rows = offer.lines.iter().map(|line| line.line_no).chain([WHOLE]);
    let mut slots: Vec<(String, String)> =
        rows.map(|line| (slot_of(line), net_of(line, offer, measured).bare())).collect();
    slots.extend([
        ("net".to_owned(), measured.sum.net.bare()),
        ("tax".to_owned(), measured.sum.tax.bare()),
        ("disputed".to_owned(), measured.gross().bare()),
        ("held".to_owned(), less(held(now, stays)).bare()),
        ("stays".to_owned(), stays.full()),
    ]);
    slots
}
