//! What customers disputed in two years, and what became of it: told here, found in the book by
//! [`super::claims`], and done again by [`super::replay`].

use super::accounts::{FERROW, FERROW_BELGIUM, FERROW_GERMANY, MAASLAND, MAASLAND_SERVICE};
use domain::dispute::Outcome;

/// A dispute that is told.
#[derive(Debug)]
pub struct Quarrel {
    /// Whose.
    pub account: &'static str,
    /// Opened so many days ago.
    pub ago: u64,
    /// By the code of a reason.
    pub reason: &'static str,
    /// What is wrong with a line.
    pub wrong: Wrong,
    /// From how much to how much it is about, in whole units of its currency.
    pub about: (i64, i64),
    /// What happened, in the buyer's words.
    pub text: &'static str,
    /// Whether a paper goes with it.
    pub has_paper: bool,
    /// Who looks after it.
    pub clerk: Clerk,
    /// What was done after so many days.
    pub acts: &'static [(u64, Act)],
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug)]
pub enum Wrong {
    /// Of a hundred, so many came or were sound.
    Came(i64),
    /// The price should have been so many hundredths lower.
    Dearer(i64),
    /// All of the line.
    All,
    /// All of the freight.
    Freight,
    /// The tax.
    Taxed,
}

/// Somebody of the seller.
#[derive(Clone, Copy, Debug)]
pub enum Clerk {
    /// The collector.
    Lena,
    /// The approver.
    Anna,
    /// The admin.
    Ada,
}

/// Something that was done. Amounts are so many hundredths of what is disputed.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// The clerk takes it on.
    Takes,
    /// The clerk asks the buyer.
    Asks(&'static str),
    /// The clerk tells the buyer something.
    Tells(&'static str),
    /// The clerk notes something for colleagues.
    Notes(&'static str),
    /// The buyer writes.
    Answers(&'static str),
    /// The clerk decides it; what is above their limit is approved the same day.
    Decides(Outcome, i64, &'static str),
    /// The clerk decides it, and it waits for an approver.
    PutsUp(Outcome, i64, &'static str),
    /// The clerk proposes it.
    Offers(Outcome, i64, &'static str),
    /// The buyer accepts the proposal.
    Accepts,
    /// What was promised again comes, with a delivery note.
    Delivers(&'static str),
    /// The buyer opens it again.
    Reopens(&'static str),
    /// The buyer takes it back.
    Withdraws,
    /// It is merged into the one before it in the list.
    Joins,
}

use Act::{
    Accepts, Answers, Asks, Decides, Delivers, Joins, Notes, Offers, PutsUp, Reopens, Takes, Tells,
    Withdraws,
};
use Clerk::{Ada, Anna, Lena};
use Outcome::{Correct, Credit, Goodwill, Reject, Replace, WriteOff};
use Wrong::{All, Came, Dearer, Freight, Taxed};

const fn quarrel(
    account: &'static str,
    ago: u64,
    (reason, wrong): (&'static str, Wrong),
    text: &'static str,
    clerk: Clerk,
    acts: &'static [(u64, Act)],
) -> Quarrel {
    Quarrel { account, ago, reason, wrong, about: (20, 900), text, has_paper: false, clerk, acts }
}

impl Quarrel {
    const fn about(self, least: i64, most: i64) -> Self {
        Self { about: (least, most), ..self }
    }

    const fn with_paper(self) -> Self {
        Self { has_paper: true, ..self }
    }

    /// What of it is no longer asked for in the end, in hundredths, and whether it still runs. A
    /// corrected invoice has its own sum.
    pub fn ends(&self) -> (i64, bool) {
        let (mut off, mut offered, mut runs) = (0, 0, true);
        for (_, act) in self.acts {
            match *act {
                Decides(_, share, _) => (off, runs) = (off + share, false),
                Offers(_, share, _) => offered = share,
                Accepts => (off, runs) = (off + offered, false),
                Withdraws => runs = false,
                Reopens(_) => runs = true,
                // What was joined goes on in the other.
                Takes | Asks(_) | Tells(_) | Notes(_) | Answers(_) | Delivers(_) | PutsUp(..)
                | Joins => {}
            }
        }
        (off, runs)
    }

    /// Whether its invoice is replaced by another one.
    pub fn is_corrected(&self) -> bool {
        self.acts.iter().any(|(_, act)| matches!(act, Decides(Correct, ..)))
    }
}

/// Every one, the oldest first.
#[rustfmt::skip]
pub static QUARRELS: &[Quarrel] = &[
    quarrel("10012", 704, ("quantity", Came(80)), "A fifth of this line was not on the pallet. The driver signed for it.", Lena, &[
        (1, Takes),
        (3, Decides(Credit, 100, "The carrier found the rest in our hall. We credit what did not reach you.")),
    ]),
    quarrel(MAASLAND, 661, ("price", Dearer(8)), "Our agreement of March says 8 % less for this article.", Anna, &[
        (1, Asks("Can you tell us which page of the agreement names the article?")),
        (4, Answers("Page 3, under drive parts.")),
        (6, Decides(Credit, 100, "You are right: the agreement holds for this order. The difference is credited.")),
    ]),
    quarrel("10034", 618, ("damaged", Came(75)), "One carton was wet, and what was in it has rust.", Lena, &[
        (1, Tells("Please keep them until the carrier has had a look. New ones leave us tomorrow.")),
        (2, Decides(Replace, 0, "New ones are on their way, so the invoice stays as it is.")),
        (5, Delivers("DN-61207")),
    ]).with_paper(),
    quarrel("10146", 571, ("duplicate", All), "We find this on the invoice of the week before as well.", Lena, &[
        (4, Decides(Reject, 0, "These were two deliveries on two days; both notes are signed.")),
        (9, Reopens("The second note is not signed by anybody of ours.")),
        (12, Decides(Goodwill, 50, "We cannot tell any more who signed the second note, so we share it with you.")),
    ]),
    quarrel(FERROW, 540, ("terms", Freight), "Freight is free for orders above 1,000.", Lena, &[
        (1, Takes),
        (2, Decides(Goodwill, 100, "The order was just below it, but we are glad to meet you.")),
    ]),
    quarrel("10228", 498, ("tax", Taxed), "These went to a ship and should be free of VAT.", Lena, &[
        (2, Asks("Do you have the ship's confirmation of receipt?")),
        (9, Answers("No, the captain did not sign one.")),
        (11, Decides(Reject, 0, "Without the confirmation the law asks us to bill VAT.")),
    ]).about(20, 4_000),
    quarrel("10084", 455, ("quantity", Came(90)), "Some are missing in nearly every bag.", Lena, &[
        (1, Decides(WriteOff, 100, "It is too little to count twice. We no longer ask for it.")),
    ]).about(5, 250),
    quarrel("10051", 421, ("price", Dearer(12)), "The offer of last autumn was 12 % lower.", Anna, &[
        (1, Takes),
        (3, Offers(Credit, 50, "The offer had run out three days before your order. We would meet you half way.")),
        (5, Accepts),
    ]),
    quarrel("10058", 377, ("missing", All), "Nothing of this line has reached the site.", Lena, &[
        (1, Asks("Who took the pallet on that day?")),
        (2, Answers("Nobody. The gate was closed because of the storm.")),
        (5, Decides(Credit, 100, "The carrier took it back and did not tell us. All of the line is credited.")),
    ]).about(1_100, 4_800),
    quarrel(MAASLAND, 331, ("price", Dearer(5)), "The price of last year was 5 % lower.", Anna, &[
        (9, Decides(Reject, 0, "Prices were raised in January, and we wrote to you in November before.")),
    ]),
    quarrel("10046", 296, ("damaged", Came(50)), "Half of them have dents from the forklift.", Ada, &[
        (2, Asks("Were the dents noted when they arrived?")),
        (3, Answers("Yes, on the carrier's paper. It is in the next post.")),
        (8, Decides(Correct, 100, "A new invoice has only what arrived sound. It takes the place of this one.")),
    ]).about(50, 4_500).with_paper(),
    quarrel("10012", 252, ("po", All), "We cannot book this without our order number.", Lena, &[
        (1, Decides(Reject, 0, "Your order number is on it now. What is billed was delivered, so it stays due.")),
    ]).about(20, 4_000),
    quarrel(FERROW_BELGIUM, 220, ("quantity", Came(60)), "The delivery note says more than we unpacked.", Lena, &[
        (1, Takes),
        (2, Decides(Credit, 100, "Our own count says the same as yours. It is credited.")),
    ]),
    quarrel("10034", 187, ("other", All), "This belongs to another project of ours.", Lena, &[
        (1, Withdraws),
    ]),
    quarrel("70037", 163, ("price", Dearer(10)), "Your spring catalog has a lower price.", Ada, &[
        (2, Decides(Credit, 100, "The catalog counts. We credit the difference.")),
    ]),
    quarrel(FERROW, 139, ("damaged", Came(85)), "Some of them turn only with a wrench.", Lena, &[
        (1, Takes),
        (1, Decides(Replace, 0, "New ones leave us today. Send the others back with the same lorry.")),
        (3, Delivers("DN-70554")),
    ]),
    quarrel("10125", 118, ("paid", All), "We paid this with our run at the end of the month.", Lena, &[
        (1, Decides(Reject, 0, "That transfer paid the invoice before this one; its receipt names it.")),
    ]).about(20, 4_000),
    quarrel(MAASLAND, 96, ("missing", All), "We have a note for this line, and no goods.", Lena, &[
        (1, Takes),
        (4, Decides(Credit, 100, "It went to another customer by mistake. All of the line is credited.")),
    ]).about(1_100, 4_800),
    quarrel("10084", 74, ("price", Dearer(6)), "We agreed on 6 % less from this quarter on.", Anna, &[
        (3, Decides(Correct, 100, "The new invoice has the price that we agreed on.")),
    ]),
    quarrel("10051", 61, ("quantity", Came(70)), "We counted a third less than you billed.", Lena, &[
        (4, Decides(Reject, 0, "Our scale says that the full weight left the house.")),
        (8, Reopens("The weight is that of the pallet. Please look at the photo.")),
        (12, Decides(Credit, 60, "The photo shows two open boxes. We credit what was in them.")),
    ]),
    quarrel("10146", 45, ("damaged", Came(80)), "The seals were cut when the box was opened.", Lena, &[
        (1, Takes),
        (6, Decides(Credit, 70, "Some of them can be used, as you told us. We credit the others.")),
    ]),
    quarrel(MAASLAND_SERVICE, 38, ("terms", Freight), "Freight was never billed to us before.", Anna, &[
        (2, Decides(WriteOff, 100, "You should have been told before. We no longer ask for it.")),
    ]),
    quarrel("10012", 26, ("quantity", Came(75)), "Again a carton less than on the note.", Anna, &[
        (1, Takes),
        (2, Tells("We have asked the carrier and come back to you.")),
    ]),
    quarrel("10058", 19, ("damaged", Came(60)), "Two rings have cracks. We cannot fit them in a nacelle.", Lena, &[
        (1, Asks("Which batch is stamped on their side?")),
    ]).about(50, 4_500).with_paper(),
    quarrel("10084", 15, ("price", Dearer(9)), "The order confirmation has another price.", Anna, &[
        (1, Takes),
        (4, Offers(Credit, 60, "The confirmation was for the smaller size. We would take off a part of the difference.")),
    ]),
    quarrel(MAASLAND, 13, ("missing", All), "The lorry came, and this line was not on it.", Lena, &[
        (1, Takes),
        (3, Notes("The carrier admits it on the phone; the letter follows.")),
        (4, PutsUp(Credit, 100, "The carrier lost it. All of the line is credited.")),
    ]).about(1_100, 9_000),
    quarrel("10034", 9, ("quantity", Came(70)), "We ordered for two lifts and got enough for one.", Lena, &[]),
    quarrel("10034", 7, ("quantity", Came(70)), "The same on this invoice: it is short as well.", Lena, &[
        (1, Joins),
    ]),
    quarrel("10051", 6, ("price", Dearer(15)), "This is the price for small lots. We took a pallet.", Anna, &[
        (1, Asks("Did you order all of it at once, or in two calls?")),
        (4, Answers("In one call. The second one was only about the day.")),
    ]),
    quarrel("70066", 5, ("damaged", Came(65)), "The box was crushed on one corner.", Ada, &[
        (1, Takes),
    ]),
    quarrel(FERROW_GERMANY, 3, ("quantity", Came(90)), "One bag of ten was empty.", Lena, &[]),
    quarrel("10228", 2, ("duplicate", All), "The same article is on last week's invoice.", Lena, &[]).about(20, 4_000),
    quarrel("10079", 1, ("other", All), "Our buyer says that this was cancelled by phone.", Lena, &[]).about(20, 4_000),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_stand_in_their_order_and_every_outcome_and_ending_is_among_them() {
        assert!(QUARRELS.iter().all(|quarrel| quarrel.ago > 0));
        assert!(QUARRELS.windows(2).all(|pair| pair[0].ago >= pair[1].ago));
        let acts = || QUARRELS.iter().flat_map(|quarrel| quarrel.acts).map(|(_, act)| *act);
        for outcome in Outcome::ALL {
            let is = |act| matches!(act, Decides(is, ..) if is == *outcome);
            assert!(acts().any(is), "{outcome:?}");
        }
        assert!(acts().any(|act| matches!(act, Accepts)));
        assert!(acts().any(|act| matches!(act, Joins)));
        assert!(QUARRELS.iter().filter(|quarrel| quarrel.ends().1).count() >= 8);
    }

    #[test]
    fn nothing_is_taken_off_twice_and_nothing_is_done_tomorrow() {
        for quarrel in QUARRELS {
            let (off, _) = quarrel.ends();
            assert!((0..=100).contains(&off), "{quarrel:?}");
            let days: Vec<u64> = quarrel.acts.iter().map(|(day, _)| *day).collect();
            assert!(days.is_sorted(), "{quarrel:?}");
            assert!(days.last().is_none_or(|day| *day < quarrel.ago), "{quarrel:?}");
        }
    }
}
