//! How something is paid, on paper: account, reference, the code for a bank's app, the Swiss payment part.
//! Invoices and reminders have it.

use crate::{
    epc_qr::{self, Transfer},
    iban,
    invoice::RemitTo,
    party::Party,
    qr,
    sheet::{Code, Fact, Slip},
    swiss_qr::{self, Address, Bill, Reference},
    words::{
        Word,
        paper::{self as words, slip},
    },
};
use domain::{Money, language::Language};

/// What is asked for, and where it goes.
#[derive(Clone, Copy, Debug)]
pub struct Payment<'a> {
    /// Who gets it.
    pub seller: &'a Party,
    /// Who pays.
    pub customer: &'a Party,
    /// The account.
    pub remit_to: &'a RemitTo,
    /// How much.
    pub amount: Money,
    /// What the payment names it by.
    pub reference: &'a str,
    /// Words to who gets it.
    pub message: &'a str,
    /// Where it can be paid.
    pub pay_at: Option<&'a str>,
    /// What it is told in.
    pub language: Language,
}

impl Payment<'_> {
    /// Where the money goes, in the words of the bank's country.
    pub fn facts(&self) -> Vec<Fact> {
        let RemitTo { iban, bic, bank_name } = self.remit_to;
        let fact = |word: Word, value: String| Fact::new(word.of(self.language), value);
        let (account, bank) = match iban::read(iban) {
            Some(iban) => (fact(words::IBAN, iban::in_fours(&iban)), words::BIC),
            None => (fact(words::ACCOUNT_NO, iban.clone()), words::ROUTING),
        };
        let bank = match (bic.trim(), bank_name.trim()) {
            ("", "") => None,
            ("", name) => Some(fact(words::BANK, name.to_owned())),
            (bic, "") => Some(fact(bank, bic.to_owned())),
            (bic, name) => Some(fact(bank, format!("{bic}, {name}"))),
        };
        let mut facts = vec![fact(words::PAY_TO, self.seller.name.clone())];
        facts.extend(Some(account).filter(|_| !iban.trim().is_empty()));
        facts.extend(bank);
        facts.push(fact(words::REFERENCE, self.printed_reference()));
        facts.extend(self.pay_at.map(|url| Fact::link(words::PAY_ONLINE.of(self.language), url)));
        facts
    }

    /// The code for a bank's app, where the money is euros and the account has an IBAN.
    pub fn code(&self) -> Option<Code> {
        let transfer = Transfer {
            name: &self.seller.name,
            iban: &self.remit_to.iban,
            bic: self.remit_to.bic.trim(),
            amount: self.amount,
            reference: self.reference,
        };
        let amount = self.language.amount(self.amount);
        Some(Code {
            picture: qr::bank_code(&epc_qr::payload(&transfer)?)?,
            alt: self.told(&amount),
            caption: words::SCAN.with(self.language, &[("amount", &amount)]),
        })
    }

    /// The Swiss payment part, where the money is francs and the account is there.
    pub fn slip(&self) -> Option<Slip> {
        let code = swiss_qr::code(&Bill {
            creditor: self.seller,
            iban: &self.remit_to.iban,
            amount: self.amount,
            debtor: self.customer,
            reference: self.reference,
            message: self.message,
        })?;
        let said = |word: Word| word.own(self.language);
        let mut payee = vec![iban::in_fours(&code.iban)];
        payee.extend(lines(&code.creditor));
        let mut sides = vec![(said(slip::PAYABLE_TO), payee)];
        if code.reference != Reference::None {
            sides.push((said(slip::REFERENCE), vec![self.printed_reference()]));
        }
        sides.push(match &code.debtor {
            Some(debtor) => (said(slip::PAYABLE_BY), lines(debtor)),
            None => (said(slip::PAYABLE_BY_BLANK), Vec::new()),
        });
        // The style guide writes amounts the same in all languages: a space between thousands.
        let amount = self.amount.bare().replace(',', "\u{a0}");
        Some(Slip {
            picture: qr::swiss_code(&code.payload)?,
            alt: self.told(&amount),
            receipt: said(slip::RECEIPT),
            part: said(slip::PART),
            separate: said(slip::SEPARATE),
            accepted: said(slip::ACCEPTED),
            sides,
            more: (!code.message.is_empty()).then(|| (said(slip::MORE), vec![code.message])),
            currency: (said(slip::CURRENCY), self.amount.currency.to_string()),
            amount: (said(slip::AMOUNT), amount),
        })
    }

    /// The reference as it is printed: in fours or fives if it has check digits.
    fn printed_reference(&self) -> String {
        let creditor = iban::creditor_reference(self.reference).map(|it| iban::in_fours(&it));
        let qr = || iban::qr_reference(self.reference).map(|it| iban::in_fives(&it));
        creditor.or_else(qr).unwrap_or_else(|| self.reference.to_owned())
    }

    fn told(&self, amount: &str) -> String {
        let all = [
            ("amount", amount),
            ("iban", self.remit_to.iban.as_str()),
            ("reference", self.reference),
        ];
        words::SCAN_ALT.with(self.language, &all)
    }
}

/// An address as it is printed.
fn lines(address: &Address) -> Vec<String> {
    let pair = |a: &str, b: &str| [a, b].join(" ").trim().to_owned();
    let all = [
        address.name.clone(),
        pair(&address.street, &address.house),
        pair(&address.post_code, &address.city),
    ];
    all.into_iter().filter(|line| !line.is_empty()).collect()
}
