//! Writing off: it is no longer asked for. No document goes to the customer, and the loss is ours.

use super::{Moment, Settled, Standing};
use crate::{
    allocations::{self, Application, Source},
    error::Result,
    open_items,
};
use domain::{Refusal, dispute::Outcome, money::Money};
use sqlx::PgConnection;

/// Writes off what was decided so, from what is open and on nobody's way, the oldest first.
pub(super) async fn write_off(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    settled: &[Settled],
) -> Result<()> {
    for line in settled.iter().filter(|line| line.judged.outcome == Outcome::WriteOff) {
        let items = open_items::of_invoices(tx, standing.account_id, &[line.invoice_id]).await?;
        let mut left = line.off.gross()?.minor;
        let free = |open: i64, moving: i64| (open - moving).max(0);
        let most: i64 = items
            .iter()
            .map(|item| free(item.item.facts.open_minor, item.item.facts.in_flight_minor))
            .sum();
        if left > most {
            let most = Money::new(most, standing.currency);
            let words = format!("Only {most} of it is still open; what was paid is credited.");
            return Err(Refusal::field("credit", words).into());
        }
        for item in items.iter().map(|item| &item.item) {
            let amount = left.min(free(item.facts.open_minor, item.facts.in_flight_minor));
            if amount <= 0 {
                continue;
            }
            left -= amount;
            let application = Application {
                entity_id: standing.entity_id,
                account_id: standing.account_id,
                open_item_id: item.id,
                source: Source::WriteOff(line.judged.line_id),
                amount_minor: amount,
                discount_minor: 0,
                currency: standing.currency,
                rule: "write_off",
                reference: standing.number.clone(),
                on: moment.on,
                at: moment.at,
            };
            allocations::apply(tx, &application).await?;
        }
    }
    Ok(())
}
