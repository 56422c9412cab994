//! How a document looks on paper.

use crate::{language::Language, line_column::LineColumns};

/// How a document looks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Style {
    /// How it is laid out.
    pub look: Look,
    /// The size of its paper.
    pub paper: Paper,
    /// What it is written in.
    pub language: Language,
    /// What its lines are put together by.
    pub grouping: Grouping,
    /// The columns of an invoice's lines, if they were chosen; otherwise those of its look.
    pub columns: LineColumns,
    /// What stands beside the seller's name at its head.
    pub letterhead: Letterhead,
}

impl Style {
    /// All of it as one code: two documents of the same code look the same.
    pub fn code(self) -> String {
        let Self { look, paper, language, grouping, columns, letterhead } = self;
        let parts = [look.code(), paper.code(), language.code(), grouping.code()];
        let head = match letterhead {
            Letterhead::Logo => "",
            Letterhead::Name => letterhead.code(),
        };
        let code = format!("{} {} {head}", parts.join(" "), columns.code());
        code.trim_end().to_owned()
    }
}

/// How a document is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Look {
    /// Room around everything.
    #[default]
    Classic,
    /// More on a page.
    Compact,
    /// With all that is known of each line and its delivery.
    Detailed,
    /// The address where an envelope has its window, DIN 5008 form B.
    Letter,
}

/// The size of paper.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Paper {
    /// 210 by 297 mm, ISO 216.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

/// What stands beside the seller's name at the head of a document.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Letterhead {
    /// Its logo, if it has one.
    #[default]
    Logo,
    /// Nothing.
    Name,
}

/// What the lines of a document are put together by, each group with its sum.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Grouping {
    /// As they were issued.
    #[default]
    None,
    /// By the customer's order.
    Order,
    /// By the place of delivery.
    Site,
    /// By where the customer books them.
    CostCentre,
}

impl Look {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 4] = [Self::Classic, Self::Compact, Self::Detailed, Self::Letter];

    /// The code in forms and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Compact => "compact",
            Self::Detailed => "detailed",
            Self::Letter => "letter",
        }
    }

    /// The look of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|look| look.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Classic => "Classic",
            Self::Compact => "Compact, more on a page",
            Self::Detailed => "Detailed, with what was delivered",
            Self::Letter => "Letter, for an envelope with a window",
        }
    }
}

impl Paper {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 2] = [Self::A4, Self::Letter];

    /// The code in forms and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
    }

    /// The paper of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::Letter => "US Letter",
        }
    }

    /// What is used in a country: Letter in North America and where its trade went.
    pub fn usual_in(country: &str) -> Self {
        const LETTER: [&str; 9] = ["US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "PR"];
        if LETTER.contains(&country) { Self::Letter } else { Self::A4 }
    }
}

impl Grouping {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 4] = [Self::None, Self::Order, Self::Site, Self::CostCentre];

    /// The code in forms and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Order => "order",
            Self::Site => "site",
            Self::CostCentre => "cost-centre",
        }
    }

    /// The grouping of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grouping| grouping.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "As issued",
            Self::Order => "By your order",
            Self::Site => "By place of delivery",
            Self::CostCentre => "By cost centre",
        }
    }
}

impl Letterhead {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 2] = [Self::Logo, Self::Name];

    /// The code in forms and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Logo => "logo",
            Self::Name => "name",
        }
    }

    /// The letterhead of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|letterhead| letterhead.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Logo => "With the seller’s logo",
            Self::Name => "With its name alone",
        }
    }
}
