//! What an account owes: figures, the reason of each euro, the subtraction, and how old it is.

use crate::markup::*;
use crate::{
    components::{
        figures::{figure, figures as row_of},
        head::reference,
        icon::Icon,
        panel::panel,
        state::{State, Tone},
        strip::{part, strip},
        sum::{grand, less, line, sum},
        table::{amount, cell, column, dense_table, empty, lead, row},
    },
    pages::staff::{
        parts::{count, tenths},
        query::Address,
    },
    visit::Visit,
};
use backend::receivables::account::{Account, Reason, Standing, Why};
use domain::{Money, ageing::Bucket, calendar};

/// The figures of the account's own currency, and its habits.
pub fn figures(visit: &Visit, account: &Account) -> Option<Markup> {
    let own = account.standings.first()?;
    let invoices = |show: &str| {
        Address::new("/staff/invoices")
            .with("show", show)
            .with("account", account.profile.id)
            .with("currency", own.currency)
    };
    let items = count(i64::try_from(own.items).unwrap_or(0), "item", "items");
    let limit = account.profile.limit.map(|limit| format!(", limit {}", limit.bare()));
    let overdue = figure("of that overdue", own.overdue.bare()).opens(invoices("overdue"));
    let overdue = match own.oldest_on {
        Some(oldest) => {
            let days = calendar::days_text((visit.today - oldest).num_days());
            overdue.tone(Tone::Danger).note(format!("oldest {days}, before credit"))
        }
        None => overdue.note("nothing is late"),
    };
    let habits = account.habits;
    let late = match habits.days_late {
        Some((invoices, days)) => figure("Average days late", tenths(days))
            .note(format!("last {}", count(invoices, "paid invoice", "paid invoices"))),
        None => figure("Average days late", "–").note("nothing is paid yet"),
    };
    let kept = match habits.kept + habits.broken {
        0 => "None yet".to_owned(),
        ended => format!("{} of {ended}", habits.kept),
    };
    let running = match habits.running {
        0 => "none is running".to_owned(),
        running => format!("{running} running"),
    };
    let since = own.billed_since.map(|day| format!(", since {}", calendar::medium(day)));
    Some(row_of([
        figure(format!("Open, {}", own.currency), own.money(own.sums.open_minor).bare())
            .note(format!("{items}{}", limit.unwrap_or_default()))
            .opens(invoices("open")),
        figure("Collectable", own.collectable().bare()).note(match own.credit.is_zero() {
            true => "no credit to subtract".to_owned(),
            false => format!("after credit of {}", own.covered.bare()),
        }),
        overdue,
        late,
        figure("Promises kept", kept).note(running),
        figure("Billed", own.billed.bare())
            .note(format!("{} paid{}", own.paid.bare(), since.unwrap_or_default()))
            .opens(invoices("all")),
    ]))
}

/// Each amount once, with what it is doing.
pub fn reasons(visit: &Visit, account: &Account) -> Vec<Markup> {
    let open = account.standings.iter().filter(|standing| standing.sums.open_minor > 0);
    open.enumerate().map(|(n, standing)| reasons_of(visit, account, standing, n)).collect()
}

fn reasons_of(visit: &Visit, account: &Account, standing: &Standing, n: usize) -> Markup {
    let cut = strip(standing.reasons.iter().map(|reason| {
        let (tone, _, word) = looks(reason.why);
        part(tone, word, reason.amount)
    }));
    let rows = standing.reasons.iter().map(|reason| row_of_reason(visit, account, reason));
    let open = standing.money(standing.sums.open_minor);
    let total = row([lead("Open"), empty().wide_only(), cell(open.bare()).num().key()]);
    let columns = [column("Amount is"), column("On"), column(standing.currency.to_string()).num()];
    let id = ["why", "why-2", "why-3", "why-4"].get(n).copied().unwrap_or("why-5");
    panel(id, "Why they do not pay")
        .aside(view! { <small>{format!("Each part of the open {}, once", open.full())}</small> })
        .stack(view! {
            {cut}
            <div class="table-box">{dense_table(columns, rows, Some(total))}</div>
        })
        .view()
}

fn looks(why: Why) -> (Tone, Icon, &'static str) {
    match why {
        Why::Overdue => (Tone::Danger, Icon::Overdue, "Overdue"),
        Why::NotLate => (Tone::Idle, Icon::Open, "Not late"),
        Why::Disputed => (Tone::Held, Icon::Disputed, "Disputed"),
        Why::Promised => (Tone::Held, Icon::Promised, "Promised"),
        Why::OnAPlan => (Tone::Held, Icon::OnAPlan, "On a plan"),
        Why::OnItsWay => (Tone::Moving, Icon::OnItsWay, "On its way"),
    }
}

fn row_of_reason(visit: &Visit, account: &Account, reason: &Reason) -> Markup {
    let (tone, icon, word) = looks(reason.why);
    let named: Vec<_> = reason
        .first
        .iter()
        .enumerate()
        .map(|(n, (id, number, due_on, until))| {
            let comma = (n > 0).then_some(", ");
            let short = |day| calendar::short(day, visit.today);
            let day = match (reason.why, until) {
                (Why::Promised, Some(until)) => format!(" for {}", short(*until)),
                (Why::Overdue | Why::NotLate, _) => format!(" due {}", short(*due_on)),
                _ => String::new(),
            };
            let day = (!day.is_empty()).then(|| view! { <span class="mute">{day}</span> });
            let address = format!("/staff/invoices/{id}");
            view! { {comma}<a href=address>{reference(number.clone())}</a>{day} }
        })
        .collect();
    let more = reason.items.saturating_sub(reason.first.len());
    let more = (more > 0).then(|| {
        let show = match reason.why {
            Why::Overdue => "overdue",
            Why::OnItsWay => "moving",
            Why::Disputed => "disputed",
            Why::NotLate => "open",
            _ => "held",
        };
        let address = Address::new("/staff/invoices")
            .with("show", show)
            .with("account", account.profile.id)
            .with("currency", reason.amount.currency);
        view! { " and " <a href=String::from(address)>{format!("{more} more")}</a> }
    });
    let sum = cell(reason.amount.bare()).num().key();
    row([
        lead(State::new(tone, icon, word).inline()),
        cell(view! { {named}{more} }).full(),
        if reason.why == Why::Overdue { sum.strong() } else { sum },
    ])
}

/// The subtraction by which the collectable amount comes about, in each currency.
pub fn balances(account: &Account) -> Markup {
    let sums: Vec<_> = account.standings.iter().map(|one| balance(account, one)).collect();
    panel("balance", "What may be asked for").stack(sums).view()
}

fn balance(account: &Account, standing: &Standing) -> Markup {
    let sums = standing.sums;
    let held = |minor: i64| less(standing.money(minor));
    let subtraction = sum([
        line("Open", standing.money(sums.open_minor)),
        line("Disputed", held(sums.disputed_minor)).icon(Tone::Held, Icon::Disputed),
        line("On its way", held(sums.in_flight_minor)).icon(Tone::Moving, Icon::OnItsWay),
        line("Promised", held(sums.promised_minor)).icon(Tone::Held, Icon::Promised),
        line("On a plan", held(sums.deferred_minor)).icon(Tone::Held, Icon::OnAPlan),
        line("Credit", less(standing.covered)).icon(Tone::Settled, Icon::Credit),
        grand("Collectable", standing.collectable()),
    ]);
    let received = Address::new("/staff/payments")
        .with("show", "received")
        .with("account", account.profile.id)
        .with("currency", standing.currency);
    let paid = format!("{} paid", standing.paid.full());
    let billed = format!(" of {} that were ever billed.", standing.billed.full());
    view! {
        {subtraction}
        <p class="hint"><a href=String::from(received)>{paid}</a>{billed}</p>
    }
    .into_markup()
}

/// How old it is, and where each age has its rows.
pub fn age(account: &Account) -> Option<Markup> {
    let aged: Vec<_> = account
        .standings
        .iter()
        .filter(|standing| standing.sums.open_minor > 0)
        .map(|standing| age_of(account, standing))
        .collect();
    (!aged.is_empty()).then(|| panel("age", "Days past due").stack(aged).view())
}

fn age_of(account: &Account, standing: &Standing) -> Markup {
    let tone = |bucket: Bucket| match bucket {
        Bucket::Current => Tone::Idle,
        Bucket::To30 => Tone::Soon,
        _ => Tone::Danger,
    };
    let cut = strip(
        standing.aged.iter().map(|aged| part(tone(aged.bucket), aged.bucket.label(), aged.open)),
    );
    let rows = standing.aged.iter().map(|aged| {
        let opens = |show: &str, sum: Money| match sum.is_zero() {
            true => amount(sum),
            false => {
                let address = Address::new("/staff/invoices")
                    .with("show", show)
                    .with("bucket", aged.bucket.code())
                    .with("account", account.profile.id)
                    .with("currency", standing.currency);
                cell(view! { <a href=String::from(address)>{sum.bare()}</a> }).num()
            }
        };
        let class = format!("dot {}", tone(aged.bucket).class());
        row([
            lead(view! { <span class=class></span>" "{aged.bucket.label()} }),
            opens("disputed", aged.disputed).label("Of it disputed"),
            opens("open", aged.open).key(),
        ])
    });
    let disputed = standing.money(standing.sums.disputed_minor);
    let total = row([
        lead("Open"),
        amount(disputed).label("Of it disputed"),
        amount(standing.money(standing.sums.open_minor)).key(),
    ]);
    let columns = [
        column("Days past due"),
        column("Of it disputed").num(),
        column(format!("Open, {}", standing.currency)).num(),
    ];
    view! { {cut}<div class="table-box">{dense_table(columns, rows, Some(total))}</div> }
        .into_markup()
}
