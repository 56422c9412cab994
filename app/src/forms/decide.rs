//! Deciding a dispute, line by line.

use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{
        self, Problems,
        conversations::Word,
        files::{Sending, keep},
        pay::Pairs,
        proposals,
    },
    pages::staff::dispute as page,
};
use axum::{
    Form,
    extract::{Path, State},
    response::IntoResponse,
};
use backend::{
    disputes::{self, Decision, Judged, Way},
    files::By,
    receivables::disputes::{self as queue, Dispute},
};
use chrono::NaiveDate;
use domain::{
    Currency, Money, Refusal,
    access::Action,
    canned_answer::put_after,
    dispute::Outcome,
    ids::{DisputeId, DisputeLineId},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What was typed about a line.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Typed {
    /// The code of an outcome; nothing leaves it for later.
    pub outcome: String,
    /// How much is credited.
    pub credit: String,
}

/// The form.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fields {
    version: i64,
    lines: BTreeMap<DisputeLineId, Typed>,
    /// What the customer is told.
    pub told: String,
    /// By when what is delivered again comes.
    pub deliver_by: String,
    /// Which button it was.
    act: String,
    /// The answer that was chosen to be put in, by its id.
    canned: String,
}

impl Fields {
    /// What we propose: nothing is decided, and all of a line would be credited.
    pub fn proposing(dispute: &Dispute) -> Self {
        let lines = dispute.detail.lines.iter().map(|line| {
            let gross = Money::new(line.net.minor + line.tax.minor, line.net.currency);
            (line.id, Typed { outcome: String::new(), credit: gross.canonical() })
        });
        Self { version: dispute.version, lines: lines.collect(), ..Self::default() }
    }

    fn of_pairs(pairs: &Pairs) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            match name.split_once('-') {
                None if name == "version" => fields.version = value.parse().unwrap_or(0),
                None if name == "told" => fields.told.clone_from(value),
                None if name == "deliver_by" => fields.deliver_by.clone_from(value),
                None if name == "canned_told" => fields.canned.clone_from(value),
                None if name == "do" => fields.act.clone_from(value),
                Some(("outcome", id)) => {
                    if let Ok(id) = id.parse() {
                        fields.lines.entry(id).or_default().outcome.clone_from(value);
                    }
                }
                Some(("credit", id)) => {
                    if let Ok(id) = id.parse() {
                        fields.lines.entry(id).or_default().credit.clone_from(value);
                    }
                }
                _ => {}
            }
        }
        fields
    }

    /// What was typed about a line.
    pub fn of(&self, line: DisputeLineId) -> Typed {
        self.lines.get(&line).cloned().unwrap_or_default()
    }

    /// By when what is delivered again comes; nothing where nothing is.
    fn deliver_by(&self, lines: &[Judged], problems: &mut Problems) -> Option<NaiveDate> {
        let again = lines.iter().any(|line| line.outcome == Outcome::Replace);
        let typed = self.deliver_by.trim();
        if !again || typed.is_empty() {
            return None;
        }
        problems.read("deliver_by", forms::day(typed))
    }

    fn judged(&self, currency: Currency, problems: &mut Problems) -> Vec<Judged> {
        let mut judged = Vec::new();
        for (&line_id, typed) in &self.lines {
            let Some(outcome) = Outcome::of(&typed.outcome) else { continue };
            let off = match outcome.takes_an_amount() {
                true => problems.read("credit", Money::parse(typed.credit.trim(), currency)),
                false => Some(Money::zero(currency)),
            };
            judged.extend(off.map(|off| Judged { line_id, outcome, off }));
        }
        judged
    }
}

/// POST /staff/disputes/{id}
pub async fn decide(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<DisputeId>,
    Form(pairs): Form<Pairs>,
) -> FormResult {
    let staff = visit.staff()?;
    let dispute = queue::get(&app.backend, staff, id).await?;
    let mut fields = Fields::of_pairs(&pairs);
    let mut problems = Problems::default();
    if fields.act == "canned" {
        staff.may(Action::Decide)?;
        put_in(&mut fields.told, &dispute, &fields.canned, ("canned_told", &mut problems));
        let word = Word::question();
        return Ok(page::show(&visit, &dispute, &fields, &word, &problems)?.into_response());
    }
    let lines = fields.judged(dispute.detail.summary.disputed.currency, &mut problems);
    let deliver_by = fields.deliver_by(&lines, &mut problems);
    if problems.is_empty() {
        let (version, told) = (fields.version, fields.told.clone());
        let decision = Decision { dispute_id: id, version, lines, told, deliver_by };
        let way = if fields.act == "offer" { Way::Offer } else { Way::Decide };
        match forms::refusal_of(disputes::decide(&app.backend, staff, &decision, way).await)? {
            Ok(became) => {
                let done = proposals::of_became(became);
                return Ok(forms::done(&format!("/staff/disputes/{id}"), done));
            }
            Err(refusal) => {
                // The page now shows how it stands; who presses again decides that.
                if refusal == Refusal::Stale {
                    fields.version = dispute.version;
                }
                problems.add_day("deliver_by", refusal);
            }
        }
    }
    Ok(page::show(&visit, &dispute, &fields, &Word::question(), &problems)?.refused())
}

/// Puts a chosen answer into a text, after what was typed. Nothing is sent.
fn put_in(
    text: &mut String,
    dispute: &Dispute,
    chosen: &str,
    (field, problems): (&'static str, &mut Problems),
) {
    match dispute.answers.iter().find(|answer| answer.id.to_string() == chosen) {
        Some(answer) => *text = put_after(text, &answer.text),
        None => problems.add(Refusal::field(field, "Choose an answer from the list first.")),
    }
}

/// POST /staff/disputes/{id}/claim
pub async fn claim(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<DisputeId>,
) -> FormResult {
    let answer = disputes::claim(&app.backend, visit.staff()?, id).await;
    // Whoever comes too late sees on the page what became of it.
    let address = format!("/staff/disputes/{id}");
    Ok(match forms::refusal_of(answer)? {
        Ok(()) => forms::done(&address, Done::Saved),
        Err(_) => forms::go_to(&address),
    })
}

/// Another dispute, and what is done with it.
#[derive(Deserialize)]
pub struct Other {
    #[serde(rename = "do")]
    act: String,
    #[serde(default)]
    number: String,
    version: i64,
}

/// POST /staff/disputes/{id}/join
pub async fn join(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<DisputeId>,
    Form(other): Form<Other>,
) -> FormResult {
    let staff = visit.staff()?;
    let done = match other.act.as_str() {
        "merge" => disputes::merge(&app.backend, staff, id, other.version, &other.number).await,
        _ => disputes::link(&app.backend, staff, id, &other.number).await.map(|()| id),
    };
    match forms::refusal_of(done)? {
        Ok(id) => Ok(forms::done(&format!("/staff/disputes/{id}"), Done::Saved)),
        Err(refusal) => {
            let dispute = queue::get(&app.backend, staff, id).await?;
            let fields = Fields::proposing(&dispute);
            let problems = Problems::from(refusal);
            Ok(page::show(&visit, &dispute, &fields, &Word::question(), &problems)?.refused())
        }
    }
}

/// POST /staff/disputes/{id}/write
pub async fn write(
    visit: Visit,
    State(app): State<AppState>,
    Path(dispute_id): Path<DisputeId>,
    sending: Sending,
) -> FormResult {
    let staff = visit.staff()?;
    staff.may(Action::Write)?;
    let dispute = queue::get(&app.backend, staff, dispute_id).await?;
    let by = By::Staff(staff, dispute.account_id);
    let mut sent = sending.read(&app).await?;
    let mut word: Word = sent.fields()?;
    word.files = sent.files(&app.backend, by).await?;
    let mut problems = sent.problems;
    if word.act == "canned" {
        let to = ("canned_message", &mut problems);
        put_in(&mut word.message, &dispute, &word.canned_message, to);
        word.files = keep(&app.backend, by, word.files, &mut problems).await?;
        let fields = Fields::proposing(&dispute);
        return Ok(page::show(&visit, &dispute, &fields, &word, &problems)?.into_response());
    }
    if problems.is_empty() {
        let answer = disputes::write(&app.backend, staff, dispute_id, &word.read()).await;
        match forms::refusal_of(answer)? {
            Ok(()) => {
                return Ok(forms::done(&format!("/staff/disputes/{dispute_id}"), Done::Written));
            }
            Err(refusal) => problems.add(refusal),
        }
    }
    word.files = keep(&app.backend, by, word.files, &mut problems).await?;
    let fields = Fields::proposing(&dispute);
    Ok(page::show(&visit, &dispute, &fields, &word, &problems)?.refused())
}
