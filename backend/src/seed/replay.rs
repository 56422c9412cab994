//! Does what was told of disputes once more, through the verbs that both sides' pages call, each at its
//! moment. The letters about it are written and sent in between, as they were then.

use super::{
    claims::{Found, share_of},
    habits::banking_day_before,
    invoices::moment,
    paper, people,
    quarrels::{Act, Clerk},
};
use crate::{
    Backend,
    actor::{Buyer, Staff},
    conversations::{NewReply, NewWord},
    disputes::{self, Became, Claimed, Decision, Judged, Made, NewDispute, NewLine, Way},
    error::{Error, Result},
    files,
    gateways::clock::Clock,
    jobs,
    receivables::disputes as queue,
};
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use domain::{conversation::Saying, dispute::Outcome, ids::DisputeId, money::Money};
use uuid::Uuid;

/// Younger ones are not read by their buyers yet.
const READ_AFTER_DAYS: u64 = 8;

/// What is delivered again is promised by so many days after the decision.
const DELIVERY_DAYS: u64 = 6;

/// The same hands at another moment.
pub fn then(backend: &Backend, at: DateTime<Utc>) -> Backend {
    Backend { clock: Clock::fixed(at), ..backend.clone() }
}

/// Writes and sends what people were told by mail until a moment.
pub async fn post(backend: &Backend, at: DateTime<Utc>) -> Result<()> {
    let then = then(backend, at + Duration::minutes(2));
    while jobs::run_one(&then).await? {}
    Ok(())
}

/// Something that happens with a dispute: it is opened, or what was told comes next.
#[derive(Clone, Copy)]
struct Step {
    at: DateTime<Utc>,
    which: usize,
    act: Option<Act>,
}

/// What is told, in the order of its moments.
pub struct Replay<'a> {
    backend: &'a Backend,
    found: Vec<Found>,
    ids: Vec<DisputeId>,
    steps: std::iter::Peekable<std::vec::IntoIter<Step>>,
}

impl<'a> Replay<'a> {
    /// Puts it in order.
    pub fn of(backend: &'a Backend, found: Vec<Found>) -> Result<Self> {
        let mut steps = Vec::new();
        for (which, one) in found.iter().enumerate() {
            steps.extend(steps_of(which, one)?);
        }
        steps.sort_by_key(|step| (step.at, step.which));
        let ids = found.iter().map(|_| DisputeId(Uuid::now_v7())).collect();
        Ok(Self { backend, found, ids, steps: steps.into_iter().peekable() })
    }

    /// Does what happened before a moment, and has told who was late.
    pub async fn until(&mut self, end: DateTime<Utc>) -> Result<()> {
        while let Some(step) = self.steps.next_if(|step| step.at < end) {
            disputes::escalate::look_after(&then(self.backend, step.at)).await?;
            self.take(step).await?;
            post(self.backend, step.at).await?;
        }
        disputes::escalate::look_after(&then(self.backend, end)).await?;
        post(self.backend, end).await
    }

    async fn take(&self, step: Step) -> Result<()> {
        let (at, one) = (then(self.backend, step.at), &self.found[step.which]);
        let buyer = people::disputer_of(one.account)
            .ok_or_else(|| Error::bug(format!("nobody disputes for {}", one.account.number)))?;
        let Some(act) = step.act else { return open(&at, &buyer, one, self.ids[step.which]).await };
        let desk = Desk { at, buyer, found: one, id: self.ids[step.which] };
        match act {
            Act::Joins => desk.join(self.before(step.which)).await?,
            act => desk.act(act).await?,
        }
        if one.quarrel.ago > READ_AFTER_DAYS {
            let later = then(self.backend, step.at + Duration::hours(2));
            disputes::get(&later, &desk.buyer, desk.id).await?;
        }
        Ok(())
    }

    /// The one before it in what is told, if it is told today.
    fn before(&self, which: usize) -> Option<DisputeId> {
        let place = self.found[which].place;
        let before = self.found.iter().position(|other| other.place + 1 == place);
        before.map(|before| self.ids[before])
    }
}

/// On working days and in working hours, one after the other.
fn steps_of(which: usize, one: &Found) -> Result<Vec<Step>> {
    let spread = u32::try_from(one.place * 17 % 60).unwrap_or(0);
    let mut at = moment(one.account, one.opened_on, 9, spread)?;
    let mut steps = vec![Step { at, which, act: None }];
    for (days, act) in one.quarrel.acts {
        let day = banking_day_before(one.opened_on + Days::new(days + 1));
        at = moment(one.account, day, 11, spread)?.max(at + Duration::minutes(35));
        steps.push(Step { at, which, act: Some(*act) });
    }
    Ok(steps)
}

async fn open(at: &Backend, buyer: &Buyer, one: &Found, id: DisputeId) -> Result<()> {
    let papers = match one.quarrel.has_paper {
        true => vec![paper::damage(one.account.name, at.clock.today(&buyer.time_zone))?],
        false => Vec::new(),
    };
    let line = NewLine {
        invoice_id: one.invoice_id,
        reason: one.quarrel.reason.to_owned(),
        claimed: Claimed::Line(one.line_no, one.claim),
    };
    let new = NewDispute {
        id,
        lines: vec![line],
        text: one.quarrel.text.to_owned(),
        files: files::take_in(at, papers).await?,
    };
    disputes::open(at, buyer, &new).await.map(|_| ())
}

/// Both sides of a dispute at a moment.
struct Desk<'a> {
    at: Backend,
    buyer: Buyer,
    found: &'a Found,
    id: DisputeId,
}

impl Desk<'_> {
    fn clerk(&self) -> Staff {
        let seller = self.found.account.seller;
        match self.found.quarrel.clerk {
            Clerk::Lena => people::lena(seller),
            Clerk::Anna => people::anna(),
            Clerk::Ada => people::ada(seller),
        }
    }

    /// Whoever agrees to what is above the clerk's limit.
    fn approver(&self) -> Staff {
        match self.found.quarrel.clerk {
            Clerk::Ada => people::anna(),
            Clerk::Lena | Clerk::Anna => people::ada(self.found.account.seller),
        }
    }

    async fn act(&self, act: Act) -> Result<()> {
        if matches!(act, Act::Asks(_) | Act::Tells(_) | Act::Decides(..) | Act::Offers(..)) {
            // Whoever does something about it looks after it.
            disputes::claim(&self.at, &self.clerk(), self.id).await?;
        }
        let message = Uuid::now_v7();
        match act {
            Act::Takes => disputes::claim(&self.at, &self.clerk(), self.id).await,
            Act::Asks(text) => self.write(Saying::Question, text).await,
            Act::Tells(text) => self.write(Saying::Word, text).await,
            Act::Notes(text) => self.write(Saying::Note, text).await,
            Act::Answers(text) => {
                let reply = NewReply { id: message, text: text.to_owned(), files: Vec::new() };
                disputes::answer(&self.at, &self.buyer, self.id, &reply).await
            }
            Act::Decides(outcome, share, told) => {
                let became = self.judge(outcome, share, told, Way::Decide).await?;
                self.agree(became).await
            }
            Act::PutsUp(outcome, share, told) => {
                self.judge(outcome, share, told, Way::Decide).await.map(|_| ())
            }
            Act::Offers(outcome, share, told) => {
                let became = self.judge(outcome, share, told, Way::Offer).await?;
                self.agree(became).await
            }
            Act::Accepts => {
                let offered = disputes::get(&self.at, &self.buyer, self.id).await?.proposal;
                let offered = offered.ok_or_else(|| Error::bug("nothing is offered"))?;
                disputes::accept(&self.at, &self.buyer, offered.id).await
            }
            Act::Reopens(why) => {
                let reply = NewReply { id: message, text: why.to_owned(), files: Vec::new() };
                disputes::reopen(&self.at, &self.buyer, self.id, &reply).await
            }
            Act::Delivers(note) => self.deliver(note).await,
            Act::Withdraws => disputes::withdraw(&self.at, &self.buyer, self.id).await,
            Act::Joins => Err(Error::bug("it joins another one")),
        }
    }

    async fn write(&self, saying: Saying, text: &str) -> Result<()> {
        let word = NewWord {
            id: Uuid::now_v7(),
            text: text.to_owned(),
            saying,
            asks: None,
            files: Vec::new(),
        };
        disputes::write(&self.at, &self.clerk(), self.id, &word).await
    }

    async fn judge(&self, outcome: Outcome, share: i64, told: &str, way: Way) -> Result<Became> {
        let clerk = self.clerk();
        let seen = queue::get(&self.at, &clerk, self.id).await?;
        let mut lines = Vec::new();
        for line in seen.detail.lines.iter().filter(|line| line.verdict.is_none()) {
            let disputed = line.net.plus(line.tax)?;
            let off = match outcome.takes_an_amount() {
                true => share_of(disputed, share),
                false => Money::zero(disputed.currency),
            };
            lines.push(Judged { line_id: line.id, outcome, off });
        }
        let again = outcome == Outcome::Replace;
        let decision = Decision {
            dispute_id: self.id,
            version: seen.version,
            lines,
            told: told.to_owned(),
            deliver_by: again.then(|| self.today() + Days::new(DELIVERY_DAYS)),
        };
        disputes::decide(&self.at, &clerk, &decision, way).await
    }

    fn today(&self) -> NaiveDate {
        self.at.clock.today(&self.buyer.time_zone)
    }

    async fn deliver(&self, note: &str) -> Result<()> {
        let clerk = self.clerk();
        let deliveries = queue::get(&self.at, &clerk, self.id).await?.detail.deliveries;
        for promised in deliveries {
            let made = Made {
                dispute_id: self.id,
                id: promised.id,
                version: promised.version,
                message: Uuid::now_v7(),
                on: self.today(),
                note: note.to_owned(),
            };
            disputes::deliver(&self.at, &clerk, &made).await?;
        }
        Ok(())
    }

    /// What is above the clerk's limit is approved an hour later.
    async fn agree(&self, became: Became) -> Result<()> {
        if became != Became::Waits {
            return Ok(());
        }
        let (later, approver) =
            (then(&self.at, self.at.clock.now() + Duration::hours(1)), self.approver());
        let waits = queue::get(&later, &approver, self.id).await?.detail.proposal;
        let waits = waits.ok_or_else(|| Error::bug("nothing waits for an approver"))?;
        disputes::approve(&later, &approver, waits.id).await.map(|_| ())
    }

    async fn join(&self, into: Option<DisputeId>) -> Result<()> {
        let Some(into) = into else { return Ok(()) };
        let clerk = self.clerk();
        let into = queue::get(&self.at, &clerk, into).await?.detail.summary.number;
        let version = queue::get(&self.at, &clerk, self.id).await?.version;
        disputes::merge(&self.at, &clerk, self.id, version, &into).await.map(|_| ())
    }
}
