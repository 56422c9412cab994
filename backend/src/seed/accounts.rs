//! The customers: who they are, how much they buy and how they pay.

use super::{
    habits::Habit,
    random::Random,
    sellers::{CHICAGO, ROTTERDAM, Seller},
};
use crate::error::{Error, Result};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use domain::{fee::Method, ids::AccountId, money::Currency};
use sqlx::PgConnection;

/// What is put on the lines of an invoice to a customer: the category of EN 16931 and the rate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tax(pub &'static str, pub i32);

/// Dutch tax.
const NL: Tax = Tax("S", 2_100);
/// German tax, from the warehouse in Duisburg.
const DE: Tax = Tax("S", 1_900);
/// British tax, from the warehouse in Hull.
const GB: Tax = Tax("S", 2_000);
/// Reverse charge, to other countries of the Union.
const EU: Tax = Tax("AE", 0);
/// Goods that go to another country of the Union.
const IC: Tax = Tax("K", 0);
/// Exports.
const EXPORT: Tax = Tax("G", 0);
/// For resale in the United States.
const RESALE: Tax = Tax("E", 0);

/// A customer.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// Who bills them.
    pub seller: &'static Seller,
    /// Their number in the ERP.
    pub number: &'static str,
    /// Their name.
    pub name: &'static str,
    country: &'static str,
    currency: &'static str,
    address: &'static str,
    city: &'static str,
    vat_id: Option<&'static str>,
    /// The company that they belong to.
    parent: Option<&'static str>,
    /// The tax on what they buy.
    pub tax: Tax,
    /// Days to pay.
    pub terms_days: i32,
    /// Discount for paying early: hundredths of a per cent, days.
    pub discount: Option<(i32, u64)>,
    /// In whole units of their currency.
    credit_limit: Option<i64>,
    /// How they pay.
    pub habit: Habit,
    /// By what.
    pub method: Method,
    /// Invoices in a hundred months.
    pub rate: u32,
    /// How much larger their orders are than a small workshop's.
    pub size: u32,
    /// Of a thousand recent invoices, so many are just not paid.
    pub stuck: u32,
    /// Customer since so many days.
    pub since_days: u64,
}

/// A customer as most are; the list says what is different.
const fn customer(
    number: &'static str,
    name: &'static str,
    place: (&'static str, &'static str, &'static str),
    habit: Habit,
    rate: u32,
    size: u32,
) -> Account {
    let (country, address, city) = place;
    Account {
        seller: &ROTTERDAM,
        number,
        name,
        country,
        currency: "EUR",
        address,
        city,
        vat_id: None,
        parent: None,
        tax: EU,
        terms_days: 30,
        discount: None,
        credit_limit: None,
        habit,
        method: Method::BankTransfer,
        rate,
        size,
        stuck: 10,
        since_days: 10_000,
    }
}

impl Account {
    /// Its id, the same in every demonstration.
    pub fn id(&self) -> AccountId {
        AccountId(Random::id_of(self.number))
    }

    /// Where a delivery goes: the large ones have a second hall.
    pub fn site(&self, on: NaiveDate) -> String {
        match self.size >= 3 && on.ordinal().is_multiple_of(3) {
            true => format!("{}, hall 2", self.city),
            false => self.city.to_owned(),
        }
    }

    /// Where e-invoices are sent to: by VAT number, under the scheme of its country (EAS).
    fn endpoint(&self) -> Option<(&'static str, &'static str)> {
        let scheme = match self.country {
            "NL" => "9944",
            "BE" => "9925",
            "DE" => "9930",
            "FR" => "9957",
            "AT" => "9914",
            "PL" => "9945",
            "ES" => "9920",
            "GB" => "9932",
            "IE" => "9935",
            _ => return None,
        };
        self.vat_id.map(|id| (scheme, id))
    }

    /// The large ones want to read a department of theirs; German ones have a routing number.
    fn buyer_reference(&self) -> Option<String> {
        match (self.country, self.size) {
            ("DE", 3..) => Some(format!("991-{}-07", self.number)),
            (_, 3..) => Some(format!("AP-{}", self.number)),
            _ => None,
        }
    }

    /// What it is billed in.
    pub fn currency(&self) -> Result<Currency> {
        Ok(self.currency.parse()?)
    }

    const fn dutch(self, vat_id: &'static str) -> Self {
        Self { tax: NL, vat_id: Some(vat_id), ..self }
    }

    const fn taxed(self, tax: Tax, vat_id: &'static str) -> Self {
        Self { tax, vat_id: Some(vat_id), ..self }
    }

    const fn abroad(self, currency: &'static str) -> Self {
        Self { tax: EXPORT, currency, ..self }
    }

    const fn billed_in(self, currency: &'static str) -> Self {
        Self { currency, ..self }
    }

    const fn american(self) -> Self {
        Self { seller: &CHICAGO, tax: RESALE, currency: "USD", ..self }
    }

    const fn below(self, parent: &'static str) -> Self {
        Self { parent: Some(parent), ..self }
    }

    const fn terms(self, terms_days: i32) -> Self {
        Self { terms_days, ..self }
    }

    const fn discounted(self, rate_bp: i32, days: u64) -> Self {
        Self { discount: Some((rate_bp, days)), ..self }
    }

    const fn limit(self, credit_limit: i64) -> Self {
        Self { credit_limit: Some(credit_limit), ..self }
    }

    const fn by(self, method: Method) -> Self {
        Self { method, ..self }
    }

    const fn stuck(self, stuck: u32) -> Self {
        Self { stuck, ..self }
    }

    const fn since(self, since_days: u64) -> Self {
        Self { since_days, ..self }
    }
}

/// Ferrow Cycles, whose story the demonstration tells.
pub const FERROW: &str = "10482";
/// Its companies in Belgium and Germany.
pub const FERROW_BELGIUM: &str = "10483";
/// See above.
pub const FERROW_GERMANY: &str = "10484";
/// Who breaks a large promise.
pub const MAASLAND: &str = "10117";
/// Its workshop.
pub const MAASLAND_SERVICE: &str = "10118";

/// Everyone, parents before their children.
#[rustfmt::skip]
pub static ACCOUNTS: &[Account] = &[
    customer(FERROW, "Ferrow Cycles B.V.", ("NL", "Vleutensevaart 100", "3532 AD Utrecht"), Habit::Late(8), 230, 2)
        .dutch("NL804512377B01").discounted(200, 10).limit(60_000).by(Method::BankDebit).stuck(0),
    customer(FERROW_BELGIUM, "Ferrow Cycles België BV", ("BE", "Noorderlaan 147", "2030 Antwerpen"), Habit::Late(8), 260, 1)
        .taxed(EU, "BE0455778912").below(FERROW).limit(25_000).by(Method::BankDebit),
    customer(FERROW_GERMANY, "Ferrow Cycles Deutschland GmbH", ("DE", "Hansaring 22", "48155 Münster"), Habit::Prompt, 240, 1)
        .taxed(DE, "DE284119306").below(FERROW).limit(25_000).by(Method::BankDebit),
    customer(MAASLAND, "Maasland Tractors N.V.", ("NL", "Westgaag 41", "3155 DG Maasland"), Habit::Slow, 420, 5)
        .dutch("NL006144829B01").terms(45).limit(250_000).stuck(45),
    customer(MAASLAND_SERVICE, "Maasland Service B.V.", ("NL", "Westgaag 43", "3155 DG Maasland"), Habit::Late(15), 240, 1)
        .dutch("NL006144830B01").below(MAASLAND),
    customer("10012", "De Groot Transmissies B.V.", ("NL", "Ambachtsweg 8", "2841 LZ Moordrecht"), Habit::Prompt, 520, 2)
        .dutch("NL801277346B01").limit(80_000),
    customer("10027", "Van Dijk Landbouwtechniek B.V.", ("NL", "Industrieweg 19", "8071 CT Nunspeet"), Habit::Tenth, 430, 2)
        .dutch("NL802944120B01"),
    customer("10034", "Kranenburg Liften B.V.", ("NL", "Hoofdweg 610", "2132 MK Hoofddorp"), Habit::MonthEnd, 560, 2)
        .dutch("NL805311749B01").limit(100_000),
    customer("10046", "Rijnmond Scheepsreparatie B.V.", ("NL", "Sluisjesdijk 155", "3087 AG Rotterdam"), Habit::Slow, 310, 3)
        .dutch("NL803866512B01").terms(45).stuck(30),
    customer("10051", "Verhaegen Pumps BV", ("BE", "Industriepark-West 75", "9100 Sint-Niklaas"), Habit::Prompt, 480, 3)
        .taxed(EU, "BE0411905847").limit(120_000),
    customer("10058", "Zuiderzee Windenergie B.V.", ("NL", "Kamperweg 2", "8308 RC Nagele"), Habit::Late(15), 250, 4)
        .dutch("NL807722903B01").terms(60),
    customer("10063", "Polder Pompen B.V.", ("NL", "Gemaalweg 5", "1311 RL Almere"), Habit::InParts, 300, 2)
        .dutch("NL806018234B01"),
    customer("10079", "Twente Textielmachines B.V.", ("NL", "Lonnekerspoorlaan 30", "7523 HM Enschede"), Habit::Discount, 380, 2)
        .dutch("NL808455671B01").discounted(200, 10),
    customer("10084", "Hanze Fietsenfabriek N.V.", ("NL", "Kanaaldijk 88", "8265 CB Kampen"), Habit::Early, 390, 2)
        .dutch("NL800931558B01").by(Method::BankDebit).limit(90_000),
    customer("10096", "Schelde Staalbouw N.V.", ("BE", "Scheldelaan 480", "2040 Antwerpen"), Habit::Late(12), 300, 3)
        .taxed(EU, "BE0422617330").terms(45),
    customer("10102", "Ardenne Roulements SA", ("BE", "Rue de l'Industrie 14", "6900 Marche-en-Famenne"), Habit::InParts, 220, 1)
        .taxed(EU, "BE0437288916"),
    customer("10125", "Kessler Fördertechnik GmbH", ("DE", "Robert-Bosch-Straße 31", "71691 Freiberg am Neckar"), Habit::Discount, 420, 3)
        .taxed(EU, "DE144280915").discounted(200, 10).limit(150_000),
    customer("10131", "Kessler Fördertechnik Süd GmbH", ("DE", "Am Gries 7", "84028 Landshut"), Habit::Discount, 240, 2)
        .taxed(EU, "DE311906274").discounted(200, 10).below("10125"),
    customer("10146", "Norddeutsche Aufzugbau AG", ("DE", "Billstraße 180", "20539 Hamburg"), Habit::Prompt, 460, 3)
        .taxed(DE, "DE118539002").by(Method::BankDebit).limit(140_000),
    customer("10152", "Bergmann & Söhne Getriebe KG", ("DE", "Schleifmühle 4", "58093 Hagen"), Habit::Late(6), 330, 2)
        .taxed(DE, "DE126440718").discounted(300, 14),
    customer("10167", "Rheintal Maschinenbau GmbH", ("DE", "Uferstraße 62", "56626 Andernach"), Habit::Slow, 270, 2)
        .taxed(IC, "DE201774563").stuck(25),
    customer("10171", "Ateliers Mercier SARL", ("FR", "12 rue des Forges", "59200 Tourcoing"), Habit::MonthEnd, 300, 2)
        .taxed(IC, "FR41398224517").terms(45),
    customer("10188", "Roulements du Rhône SAS", ("FR", "45 avenue Tony Garnier", "69007 Lyon"), Habit::Slow, 340, 2)
        .taxed(EU, "FR76402913885").terms(60).stuck(30),
    customer("10194", "Cycles Lavigne SA", ("FR", "8 boulevard de la Gare", "37000 Tours"), Habit::Late(10), 210, 1)
        .taxed(EU, "FR08377145926"),
    customer("10201", "Nord Convoyeurs SAS", ("FR", "Zone de l'Union, 3", "59150 Wattrelos"), Habit::Late(20), 260, 2)
        .taxed(EU, "FR53418830274").terms(45),
    customer("10215", "Caledonian Conveyors Ltd", ("GB", "17 Kelvin Avenue", "Glasgow G52 4LT"), Habit::Prompt, 330, 2)
        .taxed(GB, "GB724190663").billed_in("GBP"),
    customer("10228", "Thames Lift Services Ltd", ("GB", "Unit 6, River Road", "Barking IG11 0DS"), Habit::Late(18), 290, 1)
        .taxed(GB, "GB815336740").billed_in("GBP").by(Method::Card),
    customer("10233", "Holt & Iver Gearboxes Ltd", ("GB", "211 Savile Street East", "Sheffield S4 7UQ"), Habit::Slow, 300, 3)
        .taxed(GB, "GB602881457").billed_in("GBP").terms(60).limit(75_000).stuck(90),
    customer("10246", "Wexford Agri Machinery Ltd", ("IE", "Rosslare Road", "Wexford Y35 T2X4"), Habit::Tenth, 220, 1)
        .taxed(EU, "IE6388047V"),
    customer("10259", "Meccanica Brianza S.r.l.", ("IT", "Via dell'Artigianato 9", "20871 Vimercate"), Habit::Slow, 260, 2)
        .taxed(EU, "IT02914870965").terms(60),
    customer("10264", "Iberia Elevadores S.L.", ("ES", "Calle de la Forja 23", "28850 Torrejón de Ardoz"), Habit::InParts, 240, 2)
        .taxed(EU, "ESB84773021").terms(45),
    customer("10277", "Wiener Seilbahnbau GmbH", ("AT", "Industriestraße 70", "1220 Wien"), Habit::Early, 200, 3)
        .taxed(IC, "ATU62918305").discounted(200, 14),
    customer("10283", "Kowalski Przekładnie Sp. z o.o.", ("PL", "ul. Fabryczna 16", "53-609 Wrocław"), Habit::Late(9), 270, 1)
        .taxed(EU, "PL8971650342"),
    customer("10301", "Hayashi Seiki K.K.", ("JP", "2-14-6 Meieki Minami", "Nagoya 450-0003"), Habit::MonthEnd, 220, 3)
        .abroad("JPY").terms(60).limit(20_000_000),
    customer("10318", "Osaka Conveyor Kogyo K.K.", ("JP", "5-1-30 Nishikujo", "Osaka 554-0012"), Habit::Prompt, 160, 2)
        .abroad("JPY").terms(45),
    customer("10327", "Gulf Pump & Valve Co. W.L.L.", ("KW", "Shuwaikh Industrial 1, Street 24", "Kuwait City"), Habit::Late(25), 170, 2)
        .abroad("KWD").terms(60),
    customer("10349", "Alpina Seilbahnen AG", ("CH", "Rosenbergstrasse 44", "9000 St. Gallen"), Habit::Early, 180, 2)
        .abroad("CHF"),
    customer("10390", "Østby Maritim AS", ("NO", "Damsgårdsveien 131", "5160 Laksevåg"), Habit::Late(12), 330, 2)
        .abroad("NOK").terms(14).stuck(500).since(75),
    customer("70011", "Lakeshore Elevator Co.", ("US", "4400 W Ohio Street", "Chicago, IL 60624"), Habit::Prompt, 420, 2)
        .american().limit(120_000),
    customer("70024", "Prairie Harvester Inc.", ("US", "900 Industrial Drive", "Moline, IL 61265"), Habit::Tenth, 380, 3)
        .american().limit(200_000),
    customer("70025", "Prairie Harvester Canada Ltd.", ("CA", "77 Dufferin Avenue E", "Regina, SK S4R 1B7"), Habit::Tenth, 160, 2)
        .american().abroad("USD").below("70024"),
    customer("70037", "Redwood Cycleworks LLC", ("US", "1518 Broadway", "Eureka, CA 95501"), Habit::Prompt, 270, 1)
        .american().terms(14).by(Method::Card),
    customer("70043", "Gulf Coast Pump & Supply, Inc.", ("US", "6120 Harborside Drive", "Galveston, TX 77554"), Habit::Slow, 330, 2)
        .american().stuck(25),
    customer("70052", "Allegheny Gear Company", ("US", "310 Penn Avenue", "Pittsburgh, PA 15221"), Habit::MonthEnd, 350, 3)
        .american().terms(45),
    customer("70066", "Bluegrass Conveyor Systems LLC", ("US", "2240 Fortune Drive", "Lexington, KY 40509"), Habit::InParts, 220, 2)
        .american().by(Method::Card),
    customer("70078", "Sonora Agrícola S.A. de C.V.", ("MX", "Blvd. Luis Encinas 480", "83200 Hermosillo"), Habit::Slow, 190, 2)
        .american().abroad("USD").terms(60),
];

/// The customer of a number.
pub fn find(number: &str) -> Result<&'static Account> {
    ACCOUNTS
        .iter()
        .find(|account| account.number == number)
        .ok_or_else(|| Error::bug(format!("no account {number} in the demonstration")))
}

/// Writes them down.
pub async fn insert(tx: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    for account in ACCOUNTS {
        let currency = account.currency()?;
        let parent = match account.parent {
            Some(number) => Some(find(number)?.id().0),
            None => None,
        };
        let (discount_bp, discount_days) = account.discount.unwrap_or((0, 0));
        let limit_minor = account.credit_limit.map(|limit| limit * 10_i64.pow(currency.exponent()));
        let methods: &[Method] = match account.country {
            "JP" | "KW" => &[Method::BankTransfer, Method::Card],
            _ => Method::ALL,
        };
        let methods: Vec<String> = methods.iter().map(|m| m.code().to_owned()).collect();
        // The longest that a seed looks back; older customers are from before the portal.
        let created_at = now - Days::new(account.since_days.min(760));
        sqlx::query!(
            "INSERT INTO account (id, entity_id, number, name, search_name, parent_id, country, currency, address,
                                  city, vat_id, terms_days, discount_bp, discount_days, credit_limit_minor, methods,
                                  created_at, buyer_reference, endpoint_scheme, endpoint_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
            account.id().0,
            account.seller.id.0,
            account.number,
            account.name,
            account.name.to_lowercase(),
            parent,
            account.country,
            currency.code(),
            account.address,
            account.city,
            account.vat_id,
            account.terms_days,
            discount_bp,
            i32::try_from(discount_days).unwrap_or(0),
            limit_minor,
            &methods,
            created_at,
            account.buyer_reference(),
            account.endpoint().map(|(scheme, _)| scheme),
            account.endpoint().map(|(_, id)| id),
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_parents_come_first_at_the_same_seller() {
        for (n, account) in ACCOUNTS.iter().enumerate() {
            let before = &ACCOUNTS[..n];
            assert!(before.iter().all(|other| other.number != account.number));
            assert!(account.currency().is_ok());
            if let Some(parent) = account.parent {
                let parent = before.iter().find(|other| other.number == parent).unwrap();
                assert_eq!(parent.seller.id, account.seller.id);
            }
        }
    }
}
