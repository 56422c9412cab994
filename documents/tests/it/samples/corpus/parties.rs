//! Who sells and who buys in the corpus. Their numbers have the right check digits and belong to nobody
//! that we know of.

use documents::{
    invoice::RemitTo,
    party::{Contact, Endpoint, Party},
};
use domain::Currency;

/// Who sells, what in, and where the money goes.
pub struct Seller {
    /// Who.
    pub party: Party,
    /// The bank.
    pub remit_to: RemitTo,
    /// What is billed in.
    pub currency: Currency,
}

fn party(name: &str, address: &[&str], country: &str) -> Party {
    Party {
        name: name.to_owned(),
        address: address.iter().map(|&line| line.to_owned()).collect(),
        country: country.to_owned(),
        ..Party::default()
    }
}

fn numbered(party: Party, vat_id: &str, registration: &str, endpoint: (&str, &str)) -> Party {
    let some = |number: &str| (!number.is_empty()).then(|| number.to_owned());
    Party {
        vat_id: some(vat_id),
        registration: some(registration),
        endpoint: Some(Endpoint { scheme: endpoint.0.to_owned(), id: endpoint.1.to_owned() }),
        ..party
    }
}

fn reached(party: Party, name: &str, phone: &str, email: &str) -> Party {
    let some = |words: &str| Some(words.to_owned());
    Party { contact: Contact { name: some(name), phone: some(phone), email: some(email) }, ..party }
}

fn seller(party: Party, phone: &str, account: [&str; 3], currency: Currency) -> Seller {
    let [iban, bic, bank_name] = account.map(str::to_owned);
    let party = reached(party, "Receivables", phone, "receivables@seller.example");
    Seller { party, remit_to: RemitTo { iban, bic, bank_name }, currency }
}

/// A seller in Rotterdam, with the number of the register of companies that Peppol asks for.
pub fn nordhaven() -> Seller {
    let who = party("Nordhaven Bearings B.V.", &["Waalhaven 12", "3087 JH Rotterdam"], "NL");
    seller(
        numbered(who, "NL812345678B01", "24123456", ("0106", "24123456")),
        "+31 10 555 0142",
        ["NL91ABNA0417164300", "ABNANL2A", "ABN AMRO"],
        Currency::EUR,
    )
}

/// A seller in Hamburg.
pub fn elbtal() -> Seller {
    let who = party("Elbtal Wälzlager GmbH", &["Kleiner Grasbrook 7", "20457 Hamburg"], "DE");
    seller(
        numbered(who, "DE812526315", "HRB 91234", ("9930", "DE812526315")),
        "+49 40 555 0142",
        ["DE75200400600123456700", "COBADEFFXXX", "Commerzbank"],
        Currency::EUR,
    )
}

/// A seller in Lyon.
pub fn rhone() -> Seller {
    let who =
        party("Roulements du Rhône SAS", &["12 quai Perrache", "Bâtiment C", "69002 Lyon"], "FR");
    seller(
        numbered(who, "FR19812345676", "812345676", ("0009", "81234567600013")),
        "+33 4 55 50 01 42",
        ["FR7630006000011234567890189", "AGRIFRPPXXX", "Crédit Agricole"],
        Currency::EUR,
    )
}

/// A seller in Antwerp.
pub fn schelde() -> Seller {
    let who = party("Schelde Lagers NV", &["Noorderlaan 87", "2030 Antwerpen"], "BE");
    seller(
        numbered(who, "BE0876543270", "0876543270", ("0208", "0876543270")),
        "+32 3 555 01 42",
        ["BE68539007547034", "KREDBEBB", "KBC"],
        Currency::EUR,
    )
}

/// A seller in Turin.
pub fn lingotto() -> Seller {
    let who = party("Cuscinetti Lingotto S.r.l.", &["Via Nizza 262", "10126 Torino"], "IT");
    seller(
        numbered(who, "IT01234567897", "TO-1234567", ("0211", "IT01234567897")),
        "+39 011 555 0142",
        ["IT60X0542811101000000123456", "BCITITMM", "Intesa Sanpaolo"],
        Currency::EUR,
    )
}

/// A seller in Linz.
pub fn donau() -> Seller {
    let who = party("Donau Lagertechnik GmbH", &["Industriezeile 31", "4020 Linz"], "AT");
    seller(
        numbered(who, "ATU12345675", "FN 123456 a", ("9915", "ATU12345675")),
        "+43 732 555 0142",
        ["AT611904300234573201", "BKAUATWW", "Bank Austria"],
        Currency::EUR,
    )
}

/// A seller in Stockholm.
pub fn malaren() -> Seller {
    let who = party("Mälaren Kullager AB", &["Sveavägen 44", "111 34 Stockholm"], "SE");
    seller(
        numbered(who, "SE556012345601", "556012-3456", ("0007", "5560123456")),
        "+46 8 555 01 42",
        ["SE4550000000058398257466", "ESSESESS", "SEB"],
        "SEK".parse().unwrap(),
    )
}

/// A seller in Oslo.
pub fn akershus() -> Seller {
    let who = party("Akershus Kulelager AS", &["Dronning Eufemias gate 8", "0191 Oslo"], "NO");
    seller(
        numbered(who, "NO987654325MVA", "987 654 325", ("0192", "987654325")),
        "+47 22 55 01 42",
        ["NO9386011117947", "DNBANOKK", "DNB"],
        "NOK".parse().unwrap(),
    )
}

/// A seller in Aarhus.
pub fn aarhus() -> Seller {
    let who = party("Aarhus Lejer A/S", &["Havnegade 21", "8000 Aarhus C"], "DK");
    seller(
        numbered(who, "DK12345674", "12345674", ("0184", "DK12345674")),
        "+45 86 55 01 42",
        ["DK5000400440116243", "NDEADKKK", "Nordea"],
        Currency::EUR,
    )
}

/// A seller in Chicago. It has no VAT number and its bank has no IBAN.
pub fn lakeshore() -> Seller {
    let who =
        party("Lakeshore Bearing Supply, Inc.", &["2100 S Ashland Ave", "Chicago, IL 60608"], "US");
    seller(
        numbered(who, "", "36-4567890", ("0060", "081466849")),
        "+1 312 555 0142",
        ["000123456789", "021000021", "JPMorgan Chase"],
        Currency::USD,
    )
}

/// A buyer in Rotterdam.
pub fn ferrow() -> Party {
    let who = party("Ferrow Cycles B.V.", &["Maasboulevard 100", "3011 TD Rotterdam"], "NL");
    let who = numbered(who, "NL856011204B01", "65432100", ("0106", "65432100"));
    reached(who, "Ada Bakker", "+31 10 555 0199", "invoices@ferrow.example")
}

/// An authority in Hamburg, which is no company.
pub fn hafenamt() -> Party {
    let who = party("Hafenamt Hamburg", &["Neuer Wandrahm 4", "20457 Hamburg"], "DE");
    let who = numbered(who, "", "", ("0204", "02-Hafen-42"));
    reached(who, "Vergabestelle", "+49 40 555 0177", "rechnung@hafenamt.example")
}

/// A buyer in Stuttgart.
pub fn neckar() -> Party {
    let who = party("Neckar Maschinenbau AG", &["Ulmer Straße 199", "70188 Stuttgart"], "DE");
    let who = numbered(who, "DE811907980", "HRB 20455", ("9930", "DE811907980"));
    reached(who, "Kreditoren", "+49 711 555 0188", "kreditoren@neckar.example")
}

/// A buyer in Paris.
pub fn seine() -> Party {
    let who = party("Ateliers de la Seine SA", &["4 rue de Bercy", "75012 Paris"], "FR");
    let who = numbered(who, "FR25834567893", "834567893", ("0009", "83456789300013"));
    reached(who, "Comptabilité", "+33 1 55 50 01 77", "factures@seine.example")
}

/// A buyer in Zürich: outside of the EU.
pub fn limmat() -> Party {
    let who = party("Limmat Präzision AG", &["Hardturmstrasse 130", "8005 Zürich"], "CH");
    let who = numbered(who, "", "CHE-123.456.788", ("0183", "CHE123456788"));
    reached(who, "Einkauf", "+41 44 555 01 77", "einkauf@limmat.example")
}

/// A buyer in Rochester: the state, its county and its city may tax what it buys.
pub fn genesee() -> Party {
    let who = party(
        "Genesee Conveyor LLC",
        &["45 Exchange Blvd", "Suite 300", "Rochester, NY 14614"],
        "US",
    );
    let who = numbered(who, "", "16-7654321", ("0060", "117495823"));
    reached(who, "Accounts Payable", "+1 585 555 0177", "ap@genesee.example")
}

/// The buyer's works in another town.
pub fn works() -> Party {
    party("Ferrow Cycles, works Eindhoven", &["Strijp-S 20", "5617 BA Eindhoven"], "NL")
}
