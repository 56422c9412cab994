//! Writing the letters of a notice: one to each who wants to know.

use super::{
    readers::{self, Reader},
    words::Letter,
};
use crate::{
    Backend,
    error::{Error, Result},
    outbox::{self, Kind, NewMessage, OfNotice},
};
use chrono::NaiveDate;
use domain::{
    conversation::{About, Side},
    ids::{AccountId, ConversationId, EntityId, TeamId, UserId},
    money::{Currency, Money},
    notice::Step,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What is told, with everything that its letters say.
pub(super) struct Notice {
    pub id: Uuid,
    pub entity_id: EntityId,
    pub account_id: AccountId,
    pub conversation: ConversationId,
    pub step: Step,
    pub by_id: UserId,
    pub by_name: String,
    /// Whose act brought it about, if it is not theirs who are named.
    pub caused_by: Option<Uuid>,
    pub about: About,
    /// What lists call it.
    pub subject: String,
    pub entity_name: String,
    pub account_name: String,
    /// Of a dispute: the numbers of its invoices, in order.
    pub invoices: Vec<String>,
    /// Of a dispute, at that moment.
    pub amounts: Option<Amounts>,
    /// What was written.
    pub text: Option<String>,
    pub asked_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    /// The team that looks after a dispute, and its name.
    pub team: Option<(TeamId, String)>,
    /// Whether the dispute has ended: nothing is answered any more.
    pub has_ended: bool,
    /// By when something is delivered again, if something is to come.
    pub deliver_by: Option<NaiveDate>,
}

/// What a dispute was about at a moment.
#[derive(Clone, Copy)]
pub(super) struct Amounts {
    pub disputed: Money,
    /// What was taken off what the buyer owes.
    pub off: Money,
    pub undecided: Money,
}

/// Writes its letters. Done again, it finds them written.
pub(crate) async fn write(backend: &Backend, id: Uuid) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let Some(notice) = load(&mut tx, id).await? else { return Ok(()) };
    for reader in readers::of(&mut tx, &notice).await? {
        outbox::queue(&mut tx, now, &letter(backend, &notice, &reader)).await?;
    }
    sqlx::query!("UPDATE notice SET written_at = $2 WHERE id = $1", id, now)
        .execute(&mut *tx)
        .await?;
    tx.commit().await
}

fn letter(backend: &Backend, notice: &Notice, reader: &Reader) -> NewMessage {
    let id = Uuid::now_v7();
    let mut of = OfNotice {
        id: notice.id,
        conversation: notice.conversation,
        user: reader.id,
        reply_to: None,
    };
    // What has ended is not answered any more.
    let is_over = notice.has_ended || matches!(notice.step, Step::Decided | Step::Withdrawn);
    if reader.can_answer && (reader.side == Side::Seller || !is_over) {
        of.reply_to = backend.inbound.address(&of.answer(id));
    }
    let letter = Letter {
        notice,
        reader,
        public_url: &backend.public_url,
        can_reply: of.reply_to.is_some(),
        is_over,
    };
    NewMessage {
        id,
        entity_id: notice.entity_id,
        account_id: notice.account_id,
        dedupe: format!("notice:{}:{}", notice.id, reader.id),
        recipient: reader.email.clone(),
        subject: letter.subject(),
        text: letter.text(),
        html: letter.html(),
        kind: match reader.side {
            Side::Buyer => Kind::Notice(of),
            Side::Seller => Kind::Team(of),
        },
    }
}

/// Locks it; none if its letters are written.
async fn load(tx: &mut PgConnection, id: Uuid) -> Result<Option<Notice>> {
    let row = sqlx::query!(
        r#"SELECT n.entity_id, n.account_id, n.conversation_id, n.step, n.by_id, n.by_name, n.currency, n.disputed_minor,
                  n.off_minor, n.undecided_minor, c.about, c.about_id, c.subject, e.short_name AS entity_name,
                  a.name AS account_name, m.text AS "text?", m.asked_id AS "asked_id?", d.owner_id AS "owner_id?",
                  n.caused_by, coalesce(d.ended_at IS NOT NULL, false) AS "has_ended!", t.id AS "team_id?", t.name AS "team?",
                  (SELECT min(v.promised_on) FROM dispute_delivery v
                   WHERE v.account_id = n.account_id AND v.dispute_id = d.id AND v.state = 'promised') AS deliver_by,
                  ARRAY(SELECT DISTINCT i.number FROM dispute_line l
                        JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
                        WHERE l.account_id = n.account_id AND l.dispute_id = d.id ORDER BY 1) AS "invoices!"
           FROM notice n
           JOIN conversation c ON c.account_id = n.account_id AND c.id = n.conversation_id
           JOIN account a ON a.id = n.account_id
           JOIN entity e ON e.id = n.entity_id
           LEFT JOIN message m ON m.account_id = n.account_id AND m.id = n.message_id
           LEFT JOIN dispute d ON c.about = 'dispute' AND d.account_id = c.account_id AND d.id = c.about_id
           LEFT JOIN team t ON t.entity_id = d.entity_id AND t.id = d.team_id
           WHERE n.id = $1 AND n.written_at IS NULL FOR UPDATE OF n"#,
        id,
    )
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let currency = row.currency.map(|code| code.parse::<Currency>()).transpose()?;
    let amounts = currency.map(|currency| Amounts {
        disputed: Money::new(row.disputed_minor, currency),
        off: Money::new(row.off_minor, currency),
        undecided: Money::new(row.undecided_minor, currency),
    });
    Ok(Some(Notice {
        id,
        entity_id: row.entity_id.into(),
        account_id: row.account_id.into(),
        conversation: row.conversation_id.into(),
        step: Step::of(&row.step).ok_or_else(|| Error::bug("notice.step"))?,
        by_id: row.by_id.into(),
        by_name: row.by_name,
        caused_by: row.caused_by,
        about: About::of(&row.about, row.about_id)
            .ok_or_else(|| Error::bug("conversation.about"))?,
        subject: row.subject,
        entity_name: row.entity_name,
        account_name: row.account_name,
        invoices: row.invoices,
        amounts,
        text: row.text,
        asked_id: row.asked_id,
        owner_id: row.owner_id,
        team: row.team_id.map(TeamId).zip(row.team),
        has_ended: row.has_ended,
        deliver_by: row.deliver_by,
    }))
}
