//! What is offered of each kind of documents.

use super::{Typed, noted};
use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems, pay::Pairs},
    pages::{query::Address, staff::settings::documents as page},
};
use axum::{Form, extract::State};
use backend::preferences::policy;
use domain::{
    Money, Refusal, channel::Channel, document::Kind, document_policy::DocumentPolicy,
    format::Format, money::Currency,
};

/// The path of the page.
pub const PATH: &str = "/staff/settings/documents";

/// POST /staff/settings/documents
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Form(pairs): Form<Pairs>,
) -> FormResult {
    let typed = Typed::of(pairs);
    let kind = Kind::of(typed.text("kind")).ok_or(backend::Error::NotFound)?;
    let mut problems = Problems::default();
    match done(&visit, &app, kind, &typed, &mut problems).await? {
        Some(done) => {
            Ok(forms::done(&String::from(Address::new(PATH).with("kind", kind.code())), done))
        }
        None => Ok(page::show(&visit, &app, kind, &typed, &problems).await?.refused()),
    }
}

async fn done(
    visit: &Visit,
    app: &AppState,
    kind: Kind,
    typed: &Typed,
    problems: &mut Problems,
) -> Result<Option<Done>, AppError> {
    let staff = visit.staff()?;
    let kept = policy::get(&app.backend, staff, kind).await?;
    let wanted = noted(read(kind, typed, kept.currency), problems);
    let Some(wanted) = wanted else { return Ok(None) };
    let answer = policy::set(&app.backend, staff, &wanted, typed.version()).await;
    super::told(answer, Done::Saved, problems)
}

/// The policy, as it was ticked and typed.
fn read(kind: Kind, typed: &Typed, currency: Currency) -> Result<DocumentPolicy, Refusal> {
    let ticked = |name: &str, code: &str| typed.all(name).any(|one| one == code);
    let unknown = |field| move || Refusal::field(field, "Choose from the list.");
    let mut costs = Vec::new();
    for channel in Channel::ALL {
        let cost = typed.text(&cost_name(channel));
        if !cost.is_empty() {
            let cost = Money::parse(cost, currency)
                .map_err(|refusal| Refusal::field("cost", refusal.to_string()))?;
            costs.extend((!cost.is_zero()).then_some((channel, cost)));
        }
    }
    costs.sort_by_key(|(channel, _)| *channel);
    let formats = kind.formats().iter().copied();
    let policy = DocumentPolicy {
        kind,
        formats: formats.filter(|one| ticked("format", one.code())).collect(),
        channels: Channel::ALL.into_iter().filter(|one| ticked("channel", one.code())).collect(),
        costs,
        pdf_instead: ticked("pdf-instead", "yes"),
        format: Format::of(typed.text("default-format")).ok_or_else(unknown("default-format"))?,
        channel: Channel::of(typed.text("default-channel"))
            .ok_or_else(unknown("default-channel"))?,
        fallback: match typed.text("fallback") {
            "" => None,
            code => Some(Channel::of(code).ok_or_else(unknown("fallback"))?),
        },
        sends_from: match typed.text("sends-from") {
            "" => None,
            day => Some(forms::day(day).map_err(|_| {
                Refusal::field("sends-from", "Type a day, as in 2026-11-18, or leave it empty.")
            })?),
        },
    };
    Ok(policy)
}

/// What the field with the cost of a channel is called.
pub fn cost_name(channel: Channel) -> String {
    format!("cost-{}", channel.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(query: &str) -> Typed {
        Typed::of(serde_urlencoded::from_str(query).expect("a form"))
    }

    #[test]
    fn what_is_ticked_is_offered_and_what_costs_nothing_costs_nothing() {
        let form = typed(
            "format=pdf&format=peppol&format=nothing&channel=email&channel=print&cost-print=2.50\
             &cost-email=0.00&pdf-instead=yes&default-format=pdf&default-channel=email",
        );
        let policy = read(Kind::Invoice, &form, Currency::EUR).expect("a policy");
        assert_eq!(policy.formats, [Format::Pdf, Format::Peppol]);
        assert_eq!(policy.channels, [Channel::Email, Channel::Print]);
        assert_eq!(policy.costs, [(Channel::Print, Money::new(250, Currency::EUR))]);
        assert!(policy.pdf_instead);
        assert_eq!((policy.fallback, policy.sends_from), (None, None));
        let field = |form: &Typed| match read(Kind::Statement, form, Currency::EUR) {
            Err(Refusal::Field { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(field(&typed("default-format=pdf&default-channel=fax")), "default-channel");
        assert_eq!(field(&typed("cost-print=a+lot")), "cost");
        let usual = "default-format=pdf&default-channel=email";
        assert_eq!(field(&typed(&format!("{usual}&fallback=fax"))), "fallback");
        assert_eq!(field(&typed(&format!("{usual}&sends-from=soon"))), "sends-from");
    }
}
