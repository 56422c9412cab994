//! What is to pay now, and everything open, by currency.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        blank::blank,
        date,
        icon::Icon,
        money,
        panel::{panel, stub},
        state::Tone,
        strip::{part, strip},
        sum::{Line, grand, less, line, sum, total},
    },
};
use backend::home::{Counted, Home, Standing};
use domain::{access::Action, calendar};

/// How the account stands.
pub struct Standings {
    /// What is to pay now. One perforated card per page: the account's own currency has it.
    pub now: Markup,
    /// Everything open in that currency.
    pub open: Option<Markup>,
    /// Both once more for each other currency, as panels.
    pub others: Vec<Markup>,
}

/// By currency, the account's own first.
pub fn standings(visit: &Visit, home: &Home) -> Standings {
    let owes = home.standings.iter().any(|s| s.open.count > 0 || !s.credit.is_zero());
    let Some((own, others)) = home.standings.split_first().filter(|_| owes) else {
        let now = blank(Icon::Paid, "Nothing to pay")
            .words("All your invoices are settled.")
            .way_on("See paid invoices", "/invoices?show=paid")
            .view();
        return Standings { now, open: None, others: Vec::new() };
    };
    let several = !others.is_empty();
    let pair = |(n, standing): (usize, &Standing)| {
        let now = to_pay(visit, standing, false);
        let open = everything(visit, standing, n + 1, several);
        view! { <div class="split lead">{now}{open}</div> }.into_markup()
    };
    Standings {
        now: to_pay(visit, own, true),
        open: Some(everything(visit, own, 0, several)),
        others: others.iter().enumerate().map(pair).collect(),
    }
}

fn to_pay(visit: &Visit, standing: &Standing, first: bool) -> Markup {
    let can_pay = visit.buyer().is_ok_and(|buyer| buyer.can(Action::Pay));
    let code = standing.currency.code().to_owned();
    let amount = standing.to_pay;
    let words = if amount.is_zero() {
        view! { "Nothing is due. Disputed, promised and travelling amounts are left out." }
            .into_markup()
    } else {
        view! {
            "As of today, " {date::long(visit.today)}
            ". Disputed, promised and travelling amounts are left out."
        }
        .into_markup()
    };
    let subtraction = sum(subtraction(standing));
    let pay = format!("/pay?due=today&currency={code}");
    let button = (amount.minor > 0 && can_pay).then(
        || view! { <a class="button primary big wide" href=pay>{format!("Pay {amount}")}</a> },
    );
    let choose = view! {
        {button}
        <div class="button-row fill">
            <a class="button" href=format!("/invoices?show=open&currency={code}")>"Choose invoices"</a>
            <a class="button" href=format!("/statement?kind=open&currency={code}")>"Statement"</a>
        </div>
    };
    let above = view! {
        {money::display(amount)}
        <p class="s ink-2">{words}</p>
        {subtraction}
    };
    if first {
        stub("now", "To pay now", above, choose)
    } else {
        panel("other", format!("To pay now in {code}")).stack(above).footer(choose).view()
    }
}

fn subtraction(standing: &Standing) -> Vec<Line> {
    let code = standing.currency.code();
    let mut lines = Vec::new();
    if standing.overdue.count > 0 {
        let address = format!("/invoices?show=overdue&currency={code}");
        let label = link(address, "Overdue", standing.overdue);
        lines.push(line(label, standing.overdue.amount).icon(Tone::Danger, Icon::Overdue));
    }
    if standing.today.count > 0 {
        let address = format!("/invoices?show=open&currency={code}");
        let label = link(address, "Due today", standing.today);
        lines.push(line(label, standing.today.amount).icon(Tone::Soon, Icon::DueSoon));
    }
    if !standing.credit_used.is_zero() {
        let used = less(standing.credit_used);
        lines.push(line("Your credit", used).icon(Tone::Settled, Icon::Credit));
    }
    lines.push(grand("To pay now", standing.to_pay));
    lines
}

fn link(address: String, word: &'static str, counted: Counted) -> Markup {
    view! { <a href=address>{format!("{word}, {}", items(counted.count))}</a> }.into_markup()
}

fn items(count: i64) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}

/// What is disputed has a line of its own, which leads there.
const DISPUTED: &str = "On hold: disputed";

fn everything(visit: &Visit, standing: &Standing, n: usize, several: bool) -> Markup {
    let s = standing;
    let held = s.promised.minor + s.deferred.minor;
    let cut = strip([
        part(Tone::Danger, "overdue", s.overdue.amount),
        part(Tone::Soon, "due today", s.today.amount),
        part(
            Tone::Idle,
            "due later",
            domain::Money::new(s.soon.amount.minor + s.later.amount.minor, s.currency),
        ),
        part(Tone::Moving, "on its way", s.moving),
        part(Tone::Held, "disputed", s.disputed),
        part(Tone::Held, "on hold", domain::Money::new(held, s.currency)),
    ]);
    let promised = match s.promised_until {
        Some(until) => format!("On hold: promised for {}", calendar::short(until, visit.today)),
        None => "On hold: promised".to_owned(),
    };
    let rows = [
        ("Overdue".to_owned(), Tone::Danger, s.overdue.amount),
        ("Due today".to_owned(), Tone::Soon, s.today.amount),
        ("Due within 7 days".to_owned(), Tone::Soon, s.soon.amount),
        ("Due later".to_owned(), Tone::Idle, s.later.amount),
        ("On its way".to_owned(), Tone::Moving, s.moving),
        (promised, Tone::Held, s.promised),
        (DISPUTED.to_owned(), Tone::Held, s.disputed),
        ("On hold: on a plan".to_owned(), Tone::Held, s.deferred),
    ];
    let mut lines: Vec<Line> = rows
        .into_iter()
        .filter(|(_, _, amount)| !amount.is_zero())
        .map(|(label, tone, amount)| match label.as_str() {
            DISPUTED => {
                let label = view! { <a href="/disputes">{DISPUTED}</a> };
                line(label, amount).dot(tone)
            }
            _ => line(label, amount).dot(tone),
        })
        .collect();
    lines.push(total(format!("Open, {}", items(s.open.count)), s.open.amount));
    let credit = (!s.credit.is_zero()).then(|| {
        view! {
            <p class="s ink-2">
                {format!("Your unused credit: {}. You can use it when you pay.", s.credit)}
            </p>
        }
    });
    let title = if several {
        format!("Everything open in {}", s.currency)
    } else {
        "Everything open".to_owned()
    };
    // Ids of headings are the page's own: one for each currency.
    const IDS: [&str; 6] = ["open-1", "open-2", "open-3", "open-4", "open-5", "open-6"];
    panel(IDS[n % IDS.len()], title)
        .aside(view! { <span class="b">{s.open.amount.full()}</span> })
        .stack(view! { {cut}{sum(lines)}{credit} })
        .footer(view! { <a class="button small" href="/invoices">"All open invoices"</a> })
        .view()
}
