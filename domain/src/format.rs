//! The forms in which an invoice or a credit note can be had. `documents` writes them.

/// A form of an invoice.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// For people.
    Pdf,
    /// For people, with the data inside.
    FacturX,
    /// Data, as the Peppol network carries it.
    Peppol,
    /// Data, as German authorities ask for it, as UBL.
    XrechnungUbl,
    /// The same as CII.
    XrechnungCii,
    /// Data after EN 16931, as UBL.
    Ubl,
    /// The same as CII.
    Cii,
    /// Data for machines in North America: ANSI X12, 810 of release 004010.
    X12,
    /// Data for machines elsewhere: UN/EDIFACT, INVOIC of directory D.96A.
    Edifact,
    /// A table of its lines.
    Csv,
    /// The same as a spreadsheet.
    Xlsx,
    /// All of it as data.
    Json,
}

impl Format {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 12] = [
        Self::Pdf,
        Self::FacturX,
        Self::Peppol,
        Self::XrechnungUbl,
        Self::XrechnungCii,
        Self::Ubl,
        Self::Cii,
        Self::X12,
        Self::Edifact,
        Self::Csv,
        Self::Xlsx,
        Self::Json,
    ];

    /// The code in addresses and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::FacturX => "factur-x",
            Self::Peppol => "peppol",
            Self::XrechnungUbl => "xrechnung-ubl",
            Self::XrechnungCii => "xrechnung-cii",
            Self::Ubl => "ubl",
            Self::Cii => "cii",
            Self::X12 => "x12-810",
            Self::Edifact => "edifact-invoic",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    /// The format of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF, for reading and printing",
            Self::FacturX => "Factur-X / ZUGFeRD, a PDF with its data inside",
            Self::Peppol => "Peppol BIS Billing 3",
            Self::XrechnungUbl => "XRechnung (UBL)",
            Self::XrechnungCii => "XRechnung (CII)",
            Self::Ubl => "UBL 2.1",
            Self::Cii => "UN/CEFACT CII",
            Self::X12 => "ANSI X12 810 (004010)",
            Self::Edifact => "EDIFACT INVOIC (D.96A)",
            Self::Csv => "CSV, a row for each line",
            Self::Xlsx => "Excel, a row for each line",
            Self::Json => "JSON",
        }
    }

    /// The media type of its files.
    pub fn media_type(self) -> &'static str {
        match self.ending() {
            "pdf" => "application/pdf",
            "x12" => "application/EDI-X12",
            "edi" => "application/EDIFACT",
            "csv" => "text/csv; charset=utf-8",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "json" => "application/json",
            _ => "application/xml",
        }
    }

    /// The same in a word or two, without what it is for.
    pub fn short(self) -> &'static str {
        self.label().split(',').next().unwrap_or_default()
    }

    /// Whether people read it, so that it looks like something.
    pub fn has_looks(self) -> bool {
        matches!(self, Self::Pdf | Self::FacturX)
    }

    /// Whether there are rules that refuse a document: a table and a picture take everything.
    pub fn has_rules(self) -> bool {
        !matches!(self, Self::Pdf | Self::Csv | Self::Xlsx | Self::Json)
    }

    /// What the names of its files end with.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf | Self::FacturX => "pdf",
            Self::X12 => "x12",
            Self::Edifact => "edi",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            _ => "xml",
        }
    }
}
