//! A receipt, a reminder, an agreement and a statement, with all that can stand on one.

use crate::samples::invoices::{day, eur, invoice};
use chrono::Days;
use documents::{
    plan::{self, Plan},
    receipt::{Paid, Receipt},
    reminder::{self, Reminder, Stage},
};
use domain::invoice::Instalment;

/// 2,420.00 for two invoices, something kept, a fee.
pub fn receipt() -> Receipt {
    let like = invoice();
    let paid = |invoice: &str, amount, discount, left| Paid {
        invoice: invoice.to_owned(),
        issued_on: day() - Days::new(40),
        amount: eur(amount),
        discount: eur(discount),
        left: eur(left),
    };
    Receipt {
        seller: like.seller,
        customer: like.customer,
        account_number: like.account_number,
        number: "RC-26-0311".to_owned(),
        payment: "PAY-7741".to_owned(),
        received_on: day(),
        way: "SEPA".to_owned(),
        instrument: Some("NL•• 4300".to_owned()),
        paid: vec![paid("NH-26-0871", 118_580, 2_420, 0), paid("NH-26-0894", 100_000, 0, 142_000)],
        kept: eur(23_000),
        fee: eur(420),
        came_back_on: None,
        check: None,
        made_on: day(),
    }
}

/// For three invoices: of one a part is disputed, of one nothing may be asked for.
pub fn reminder(stage: Stage) -> Reminder {
    let like = invoice();
    let item = |number: &str, late: u64, open, collectable| reminder::Item {
        number: number.to_owned(),
        issued_on: day() - Days::new(30 + late),
        due_on: day() - Days::new(late),
        open: eur(open),
        collectable: eur(collectable),
    };
    Reminder {
        seller: like.seller,
        remit_to: like.remit_to,
        customer: like.customer,
        account_number: like.account_number,
        stage,
        items: vec![
            item("NH-26-0871", 21, 284_000, 284_000),
            item("NH-26-0894", 12, 677_600, 556_600),
            item("NH-26-0901", 9, 217_800, 0),
        ],
        pay_by: day() + Days::new(10),
        payment_reference: None,
        pay_at: Some("https://pay.nordhaven.example/l/7f3k".to_owned()),
        check: None,
        made_on: day(),
    }
}

/// Over two invoices in three instalments.
pub fn plan() -> Plan {
    let like = invoice();
    let item = |number: &str, amount| plan::Item {
        number: number.to_owned(),
        due_on: day() - Days::new(12),
        amount: eur(amount),
    };
    let part =
        |n: u64, amount| Instalment { due_on: day() + Days::new(30 * n), amount: eur(amount) };
    Plan {
        seller: like.seller,
        remit_to: like.remit_to,
        customer: like.customer,
        account_number: like.account_number,
        number: "PP-26-0007".to_owned(),
        agreed_on: day(),
        items: vec![item("NH-26-0871", 284_000), item("NH-26-0894", 556_600)],
        fee: eur(2_500),
        instalments: vec![part(1, 281_034), part(2, 281_033), part(3, 281_033)],
        grace_days: 5,
        pay_at: None,
        check: None,
        made_on: day(),
    }
}
