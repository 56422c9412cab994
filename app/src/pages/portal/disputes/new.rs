//! The form in which invoices are disputed: lines to tick, what they should have been, and what goes
//! on hold.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        error_summary::error_summary,
        files,
        head::{head, reference},
        icon::{Icon, icon},
        panel::{panel, stub},
        state::Tone,
        sum::{grand, less, line, sum, total},
        table::{self, cell, column, lead, row},
        text_area::text_area,
    },
    forms::{
        self, Problems,
        disputes::{Fields, Key, Measured, Row, WHOLE},
        pay::Pairs,
    },
    islands::Preview,
    page::{self, Page, Tab},
};
use axum::extract::{Path, Query, State};
use backend::disputes::{self, Offer, Offered};
use domain::{Money, decimals, ids::InvoiceId};
use rust_decimal::Decimal;

/// The ids of the panels, which have to differ.
const PANELS: [&str; 20] = [
    "lines", "lines-2", "lines-3", "lines-4", "lines-5", "lines-6", "lines-7", "lines-8",
    "lines-9", "lines-10", "lines-11", "lines-12", "lines-13", "lines-14", "lines-15", "lines-16",
    "lines-17", "lines-18", "lines-19", "lines-20",
];

/// GET /invoices/{id}/dispute
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
) -> PageResult {
    first(&visit, &app, &[id]).await
}

/// GET /disputes/new
pub async fn several(
    visit: Visit,
    State(app): State<AppState>,
    Query(pairs): Query<Pairs>,
) -> PageResult {
    first(&visit, &app, &forms::disputes::invoices_in(&pairs)?).await
}

async fn first(visit: &Visit, app: &AppState, ids: &[InvoiceId]) -> PageResult {
    let offers = disputes::offer(&app.backend, visit.buyer()?, ids).await?;
    let fields = Fields::empty();
    let mut problems = Problems::default();
    let measured = fields.measure(&offers, &mut problems);
    Ok(show(visit, &offers, &fields, &measured, &problems))
}

/// The page with a form as it was typed.
pub fn show(
    visit: &Visit,
    offers: &[Offer],
    fields: &Fields,
    measured: &Measured,
    problems: &Problems,
) -> Page {
    let one = offers.first().filter(|_| offers.len() == 1);
    let name =
        one.map_or_else(|| format!("{} invoices", offers.len()), |offer| offer.number.clone());
    page::portal(visit, Tab::Invoices, format!("Dispute {name}"), || {
        let mut head = head(view! { "What is wrong on " {reference(name)} "?" })
            .crumb("Invoices", "/invoices");
        if let Some(offer) = one {
            head = head.crumb(offer.number.clone(), format!("/invoices/{}", offer.invoice_id));
        }
        let head = head.here("Dispute").lede(
            "Tick only what is wrong. That amount goes on hold at once; the rest stays payable.",
        );
        let carried = offers.iter().map(|offer| {
            view! { <input type="hidden" name="invoice" value=offer.invoice_id.to_string() /> }
        });
        let tables =
            (0..).zip(offers).map(|(at, offer)| lines(at, offer, offers, fields, measured));
        view! {
            {head}
            {error_summary("Not opened", problems)}
            <form class="split" method="post" enctype="multipart/form-data">
                <input type="hidden" name="id" value=fields.id.to_string() />
                {carried.collect::<Vec<_>>()}
                <div class="stack loose">
                    {tables.collect::<Vec<_>>()}
                    {panel("say", "Tell us more").body(view! {
                        <div class="form">
                            {text_area("text", "What happened")
                                .value(fields.text.clone())
                                .longest(4_000)
                                .error(problems.of("text"))}
                            {files::chooser(&fields.files, "/files".to_owned(), problems)}
                        </div>
                    })}
                </div>
                <div class="pin">{effect(offers, measured)}</div>
                <Preview ask="/ask/disputes".to_owned() />
            </form>
        }
    })
}

fn lines(
    at: usize,
    offer: &Offer,
    offers: &[Offer],
    fields: &Fields,
    measured: &Measured,
) -> Markup {
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
        let key = Key { invoice: at, line: line.line_no };
        form_row(key, what.into_markup(), offer, fields, measured)
    };
    let mut rows: Vec<Markup> = offer.lines.iter().map(of_line).collect();
    let whole = view! {
        "An amount of the whole invoice"
        <span class="note">"Freight, terms, or whatever no line says; VAT included"</span>
    };
    let key = Key { invoice: at, line: WHOLE };
    rows.push(form_row(key, whole.into_markup(), offer, fields, measured));
    let title = match offers.len() {
        1 => "Lines".to_owned(),
        _ => format!("Invoice {}", offer.number),
    };
    let listed = panel(PANELS[at % PANELS.len()], title)
        .aside(view! { <small>{format!("{currency} without VAT")}</small> })
        .roomy_table(table::table(columns, rows, None));
    if at + 1 < offers.len() {
        return listed.view();
    }
    let footer = view! {
        <button class="button small" name="do" value="compute">"Compute again"</button>
        <span class="hint">"Happens by itself where scripts run."</span>
    };
    listed.footer(footer).view()
}

fn form_row(key: Key, what: Markup, offer: &Offer, fields: &Fields, measured: &Measured) -> Markup {
    let empty = Row::default();
    let typed = fields.rows.get(&key).unwrap_or(&empty);
    let name = match key.line {
        WHOLE => format!("the whole of {}", offer.number),
        line => format!("line {line} of {}", offer.number),
    };
    let tick = view! {
        <input
            type="checkbox"
            name="line"
            value=key.to_string()
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
        <select name=format!("reason-{key}") aria-label=format!("What is wrong with {name}")>
            {options}
        </select>
    };
    let answer = measured.rows.get(&key);
    let wrong = answer.and_then(|answer| answer.as_ref().err()).cloned();
    let error = wrong.clone().map(|words| {
        view! {
            <span class="error" id=format!("right-{key}-error")>
                {icon(Icon::Warn)} <span>{words}</span>
            </span>
        }
    });
    let label = match key.line {
        WHOLE => format!("Amount of {} that is wrong, with VAT", offer.number),
        _ => format!("Right price, quantity or rate of tax on {name}"),
    };
    let right = view! {
        <input
            class="money"
            name=format!("right-{key}")
            inputmode="decimal"
            aria-label=label
            aria-invalid=wrong.as_ref().map(|_| "true")
            aria-describedby=wrong.as_ref().map(|_| format!("right-{key}-error"))
            value=(!typed.right.is_empty()).then(|| typed.right.clone())
        />
        {error}
    };
    row([
        cell(tick).pick(),
        lead(what),
        cell(reason).label("What is wrong"),
        cell(right).label("Should be"),
        cell(net_of(key, offer, measured).bare()).num().key().strong().slot(slot_of(key)),
    ])
}

fn net_of(key: Key, offer: &Offer, measured: &Measured) -> Money {
    match measured.rows.get(&key) {
        Some(Ok((_, disputed))) => disputed.net,
        _ => Money::zero(offer.currency()),
    }
}

fn slot_of(key: Key) -> String {
    format!("line-{key}")
}

fn price_text(price_minor: Decimal, offer: &Offer) -> String {
    let e4 = decimals::to_e4(price_minor).unwrap_or_default();
    decimals::unit_price(e4, offer.currency())
}

/// What goes on hold of what was to pay; what was held already stays so.
fn held(now: Money, stays: Money) -> Money {
    Money::new(now.minor - stays.minor, now.currency)
}

/// What may be asked for of all invoices now, and what of it stays.
fn collectable(offers: &[Offer], measured: &Measured) -> (Money, Money) {
    let zero = Money::zero(measured.sum.net.currency);
    (0..).zip(offers).fold((zero, zero), |(now, stays), (at, offer)| {
        let (of_it, left) = offer.collectable(measured.gross_of(at));
        (
            Money::new(now.minor + of_it.minor, now.currency),
            Money::new(stays.minor + left.minor, stays.currency),
        )
    })
}

fn effect(offers: &[Offer], measured: &Measured) -> Markup {
    let (now, stays) = collectable(offers, measured);
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
pub fn slots(offers: &[Offer], measured: &Measured) -> Vec<(String, String)> {
    let (now, stays) = collectable(offers, measured);
    let mut slots = Vec::new();
    for (at, offer) in (0..).zip(offers) {
        for line in offer.lines.iter().map(|line| line.line_no).chain([WHOLE]) {
            let key = Key { invoice: at, line };
            slots.push((slot_of(key), net_of(key, offer, measured).bare()));
        }
    }
    slots.extend([
        ("net".to_owned(), measured.sum.net.bare()),
        ("tax".to_owned(), measured.sum.tax.bare()),
        ("disputed".to_owned(), measured.gross().bare()),
        ("held".to_owned(), less(held(now, stays)).bare()),
        ("stays".to_owned(), stays.full()),
    ]);
    slots
}
