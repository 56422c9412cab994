//! What the demonstration tells: Ferrow Cycles' last quarter, item by item, and the promise that
//! Maasland Tractors did not keep. Days count from today.

use super::{
    accounts::{Account, FERROW, MAASLAND},
    book::{Bill, Credit},
    habits::{Arrival, banking_day_before},
    invoices::{Sold, assemble, moment},
    random::Random,
};
use crate::{
    credit_notes::{Credited, NewCreditNote},
    error::Result,
};
use chrono::{Days, Duration, NaiveDate};
use domain::{ids::CreditNoteId, invoice::Instalment, money::Money};

/// An invoice of the story.
struct Told {
    /// Its running number.
    number: u32,
    /// Billed so many days ago.
    ago: u64,
    order: &'static str,
    sold: &'static [Sold],
    /// For each instalment: due in so many days (negative: ago), and paid how many days ago, how
    /// much. Without an instalment the account's terms hold.
    instalments: &'static [i64],
    /// Paid so many days ago, so many cents, of which instalment.
    paid: &'static [(u64, i64, usize)],
}

const fn sold(
    text: &'static str,
    article: &'static str,
    unit: &'static str,
    quantity: i64,
    cents: i64,
) -> Sold {
    Sold { text, article, unit, quantity, price_e4: cents * 10_000 }
}

const fn bearings(boxes: i64) -> Sold {
    sold("6205-2RS ball bearing, box of 50", "10 6205 50", "box", boxes, 6_250)
}

const fn spindles(pieces: i64) -> Sold {
    sold("Bottom bracket spindle, 68/118 mm", "22 0118", "pcs", pieces, 2_000)
}

const fn cups(sets: i64) -> Sold {
    sold("Headset cup set, 1⅛ inch", "31 1180", "set", sets, 1_600)
}

const fn told(number: u32, ago: u64, order: &'static str, sold: &'static [Sold]) -> Told {
    Told { number, ago, order, sold, instalments: &[], paid: &[] }
}

impl Told {
    const fn paid(self, paid: &'static [(u64, i64, usize)]) -> Self {
        Self { paid, ..self }
    }

    const fn in_instalments(self, instalments: &'static [i64]) -> Self {
        Self { instalments, ..self }
    }
}

const FERROWS: &[Told] = &[
    told(812, 86, "PO 4425", &[bearings(40)]).paid(&[(58, 302_500, 0)]),
    told(826, 79, "PO 4431", &[bearings(24), cups(25)]).paid(&[(50, 229_900, 0)]),
    // Three instalments: two are paid, the last is not due.
    told(838, 75, "PO 4440", &[bearings(96)])
        .in_instalments(&[-32, -3, 27])
        .paid(&[(33, 242_000, 0), (2, 242_000, 1)]),
    told(859, 62, "PO 4462", &[bearings(40), spindles(45)]).paid(&[(33, 411_400, 0)]),
    // Overdue, and part paid.
    told(871, 51, "PO 4471", &[bearings(64)]).paid(&[(16, 200_000, 0)]),
    // Overdue, but for the spindles that did not come.
    told(
        DISPUTED,
        42,
        "PO 4488",
        &[
            bearings(40),
            spindles(100),
            cups(60),
            sold("Freight, one pallet to Utrecht", "99 0010", "pallet", 1, 14_000),
        ],
    ),
    // Promised for next week.
    told(PROMISED, 37, "PO 4490", &[cups(90), spindles(18)]),
    // Due today.
    told(917, 30, "PO 4502", &[bearings(48)]),
    // On its way.
    told(ON_ITS_WAY, 26, "PO 4507", &[cups(60), spindles(12)]),
    told(933, 20, "PO 4511", &[bearings(32), spindles(110)]),
    // 2 % can be saved for three more days.
    told(941, 7, "PO 4519", &[bearings(80), spindles(100)]),
    told(946, 2, "PO 4523", &[spindles(70)]),
];

/// The invoice that Ferrow has promised to pay.
pub const PROMISED: u32 = 902;
/// The invoice on which Ferrow counted 50 spindles instead of 100: its second line.
pub const DISPUTED: u32 = 894;
/// The invoice that Ferrow is paying by bank debit.
pub const ON_ITS_WAY: u32 = 925;
/// The large invoice that Maasland has promised to pay, and has not. Its number is found by order.
pub const BROKEN_PROMISE_ORDER: &str = "PO 77-310";

const MAASLANDS: &[Sold] = &[
    sold("Induction heater, 3.6 kVA", "70 0036 01", "pcs", 20, 149_000),
    sold("Bearing puller set, 3 jaws", "70 0003 01", "set", 60, 18_600),
];

/// What the story adds to an account.
pub fn of(
    account: &'static Account,
    today: NaiveDate,
    random: &mut Random,
) -> Result<(Vec<Bill>, Vec<Credit>)> {
    match account.number {
        FERROW => {
            let bills = FERROWS
                .iter()
                .map(|told| told.bill(account, today, random))
                .collect::<Result<_>>()?;
            Ok((bills, vec![ferrows_credit(account, today, random)?]))
        }
        MAASLAND => {
            let issued_on = today - Days::new(70);
            let mut invoice = assemble(account, issued_on, MAASLANDS, random)?;
            invoice.po_number = Some(BROKEN_PROMISE_ORDER.to_owned());
            let bill = Bill { account, invoice, pinned: None, arrivals: Vec::new(), credit: None };
            Ok((vec![bill], Vec::new()))
        }
        _ => Ok((Vec::new(), Vec::new())),
    }
}

impl Told {
    fn bill(
        &self,
        account: &'static Account,
        today: NaiveDate,
        random: &mut Random,
    ) -> Result<Bill> {
        let issued_on = today - Days::new(self.ago);
        let mut invoice = assemble(account, issued_on, self.sold, random)?;
        invoice.po_number = Some(self.order.to_owned());
        if self.number == 894 {
            invoice.delivered_on = Some(issued_on - Days::new(2));
            invoice.delivery_note = Some("DN-77120".to_owned());
        }
        if let Ok(count @ 1..) = u32::try_from(self.instalments.len()) {
            let total = Money::new(invoice.total_minor, invoice.currency);
            invoice.discount = None;
            invoice.instalments = self
                .instalments
                .iter()
                .zip(total.split(count)?)
                .map(|(days, amount)| Instalment { due_on: today + Duration::days(*days), amount })
                .collect();
        }
        let mut arrivals = vec![Vec::new(); invoice.instalments.len()];
        for &(ago, minor, instalment) in self.paid {
            arrivals[instalment].push(Arrival {
                on: banking_day_before(today - Days::new(ago) + Days::new(1)),
                minor,
                discount_minor: 0,
            });
        }
        Ok(Bill { account, invoice, pinned: Some(self.number), arrivals, credit: None })
    }
}

/// Not used yet.
fn ferrows_credit(
    account: &'static Account,
    today: NaiveDate,
    random: &mut Random,
) -> Result<Credit> {
    let issued_on = today - Days::new(9);
    let note = NewCreditNote {
        id: CreditNoteId(random.id(moment(account, issued_on, 10, 0)?)),
        entity_id: account.seller.id,
        account_id: account.id(),
        invoice_id: None,
        number: String::new(),
        issued_on,
        currency: account.currency()?,
        net_minor: 50_000,
        tax_minor: 10_500,
        reason: "Returned goods: 25 bottom bracket spindles".to_owned(),
        import_hash: None,
        credited: Credited::default(),
    };
    Ok(Credit { account, note, pinned: Some(57), applied: None })
}
