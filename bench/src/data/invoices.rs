//! The invoices, in batches.

use super::{ACCOUNTS, HEAVY, INVOICES, people};
use anyhow::Result;
use backend::{
    Actor, Backend,
    invoices::issue::{NewInvoice, NewLine, Particulars, issue_many},
};
use chrono::{Days, NaiveDate};
use domain::{
    ids::InvoiceId,
    invoice::{Instalment, TaxGroup},
    money::{Currency, Money},
};
use uuid::Uuid;

/// As many as are issued in one transaction.
const BATCH: usize = 1_000;
/// Over how many days they are spread, up to yesterday.
const DAYS: usize = 730;
const TERMS_DAYS: u64 = 30;
const GOODS: [&str; 5] = [
    "6205-2RS ball bearing, box of 50",
    "Bottom bracket spindle, 68/118 mm",
    "Headset cup set, 1⅛ inch",
    "Roller chain 08B-1, 5 m",
    "Freight, one pallet",
];

/// Issues all of them. Everything of one account comes in the order of its dates.
pub async fn issue(backend: &Backend) -> Result<()> {
    let today = backend.clock.today("Europe/Amsterdam");
    let mut all = (0..ACCOUNTS).flat_map(|account| {
        let count = count_of(account);
        (0..count).map(move |n| (account, n, count))
    });
    for batch in 0..INVOICES / BATCH {
        let invoices: Vec<NewInvoice> = all
            .by_ref()
            .take(BATCH)
            .zip(batch * BATCH..)
            .map(|((account, n, count), serial)| {
                let ago = DAYS - n * DAYS / count;
                draft(account, serial, today - Days::new(ago as u64))
            })
            .collect();
        let mut tx = backend.db.worker().await?;
        let actor = Actor::System("import");
        issue_many(&mut tx, &actor, backend.clock.now(), today, &invoices).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The first account has five thousand, the others share the rest.
fn count_of(account: usize) -> usize {
    let (others, rest) = (ACCOUNTS - 1, INVOICES - HEAVY);
    match account {
        0 => HEAVY,
        n => rest / others + usize::from(n <= rest % others),
    }
}

fn draft(account: usize, serial: usize, issued_on: NaiveDate) -> NewInvoice {
    let lines: Vec<NewLine> = (0..3).map(|n| line(serial * 3 + n)).collect();
    let net_minor: i64 = lines.iter().map(|line| line.amount_minor).sum();
    // 21 %, half up.
    let tax_minor = (net_minor * 21 + 50) / 100;
    let money = |minor| Money::new(minor, Currency::EUR);
    NewInvoice {
        id: InvoiceId(Uuid::now_v7()),
        entity_id: people::entity(),
        account_id: people::account(account),
        number: format!("NH-{serial:06}"),
        po_number: Some(format!("PO {}", 4_000 + serial)),
        issued_on,
        currency: Currency::EUR,
        lines,
        tax: vec![TaxGroup {
            category: "S".to_owned(),
            rate_bp: 2_100,
            taxable: money(net_minor),
            tax: money(tax_minor),
            exemption: None,
            exemption_code: None,
        }],
        net_minor,
        tax_minor,
        total_minor: net_minor + tax_minor,
        terms_days: 30,
        discount: None,
        delivered_on: Some(issued_on),
        delivery_note: Some(format!("DN-{serial}")),
        site: None,
        note: None,
        instalments: vec![Instalment {
            due_on: issued_on + Days::new(TERMS_DAYS),
            amount: money(net_minor + tax_minor),
        }],
        import_hash: None,
        particulars: Particulars::default(),
    }
}

/// A line that differs from its neighbours.
fn line(n: usize) -> NewLine {
    let quantity = 1 + n as i64 * 7 % 40;
    let price_minor = 450 + n as i64 * 131 % 9_000;
    NewLine {
        description: GOODS[n % GOODS.len()].to_owned(),
        article: Some(format!("10 {:04}", n % 10_000)),
        quantity_e4: quantity * 10_000,
        unit: "pcs".to_owned(),
        unit_price_e4: price_minor * 10_000,
        amount_minor: quantity * price_minor,
        tax_category: "S".to_owned(),
        tax_bp: 2_100,
        ..NewLine::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accounts_share_all_invoices() {
        let all: usize = (0..ACCOUNTS).map(count_of).sum();
        assert_eq!((all, count_of(0)), (INVOICES, HEAVY));
    }
}
