//! A receipt of a payment, loaded: what its PDF is made from.

use crate::{check::Check, party::Party};
use chrono::NaiveDate;
use domain::{Money, Refusal, fee::Method, language::Language};

/// A receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// Who got the money.
    pub seller: Party,
    /// Who paid.
    pub customer: Party,
    /// The customer's number.
    pub account_number: String,
    /// Its number.
    pub number: String,
    /// The payment's reference.
    pub payment: String,
    /// The day on which the money was there.
    pub received_on: NaiveDate,
    /// How it was paid, in the document's language: bank transfer, card.
    pub way: String,
    /// From where: the end of an account's or a card's number.
    pub instrument: Option<String>,
    /// What it paid for.
    pub paid: Vec<Paid>,
    /// What of it is kept as credit.
    pub kept: Money,
    /// What this way of paying cost the customer on top.
    pub fee: Money,
    /// If the bank took it back: when.
    pub came_back_on: Option<NaiveDate>,
    /// How its paper is proved to be genuine.
    pub check: Option<Check>,
    /// The day on which this document is made.
    pub made_on: NaiveDate,
}

/// What was paid of an invoice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paid {
    /// The invoice's number.
    pub invoice: String,
    /// Its day of issue.
    pub issued_on: NaiveDate,
    /// What was paid of it.
    pub amount: Money,
    /// What was granted for paying early.
    pub discount: Money,
    /// What stayed open of it.
    pub left: Money,
}

/// A way of paying, in a language.
pub fn way(method: Method, language: Language) -> &'static str {
    let all = match method {
        Method::Card => ["Card", "Karte", "Kaart", "Carte", "Tarjeta", "Carta"],
        Method::BankDebit => [
            "Direct debit",
            "Lastschrift",
            "Automatische incasso",
            "Prélèvement",
            "Adeudo domiciliado",
            "Addebito diretto",
        ],
        Method::BankTransfer => {
            ["Bank transfer", "Überweisung", "Overboeking", "Virement", "Transferencia", "Bonifico"]
        }
    };
    let [english, german, dutch, french, spanish, italian] = all;
    match language {
        Language::English => english,
        Language::German => german,
        Language::Dutch => dutch,
        Language::French => french,
        Language::Spanish => spanish,
        Language::Italian => italian,
    }
}

impl Receipt {
    /// What went to invoices.
    pub fn applied(&self) -> Result<Money, Refusal> {
        Money::sum(self.paid.iter().map(|one| one.amount), self.kept.currency)
    }

    /// What was received: to invoices, kept as credit, and the fee.
    pub fn received(&self) -> Result<Money, Refusal> {
        self.applied()?.plus(self.kept)?.plus(self.fee)
    }

    /// The name of its files, without their ending.
    pub fn file_name(&self) -> String {
        format!("receipt-{}", self.number)
    }
}
