//! What Nordhaven sells: bearings and what goes with them.

use super::random::Random;

/// An article of the price list.
#[derive(Clone, Copy, Debug)]
pub struct Article {
    /// What it is.
    pub text: &'static str,
    /// The article number.
    pub number: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// The list price in ten-thousandths of a euro cent.
    pub price_e4: i64,
    /// The fewest that are ordered, which is also the step between quantities.
    pub step: u32,
    /// How many steps are ordered at most by a small customer.
    pub steps: u32,
}

const fn article(
    text: &'static str,
    number: &'static str,
    unit: &'static str,
    price_e4: i64,
    step: u32,
    steps: u32,
) -> Article {
    Article { text, number, unit, price_e4, step, steps }
}

/// The price list.
#[rustfmt::skip]
pub const ARTICLES: &[Article] = &[
    article("6205-2RS ball bearing, box of 50", "10 6205 50", "box", 62_500_000, 1, 12),
    article("6004-ZZ ball bearing, box of 50", "10 6004 50", "box", 48_900_000, 1, 12),
    article("6308-C3 ball bearing", "10 6308 01", "pcs", 14_200_000, 10, 12),
    article("608-2RS ball bearing, box of 100", "10 0608 99", "box", 57_400_000, 1, 8),
    article("7206-B angular contact bearing", "11 7206 01", "pcs", 18_650_000, 4, 10),
    article("NU 210 cylindrical roller bearing", "12 0210 01", "pcs", 46_800_000, 2, 8),
    article("22216-E spherical roller bearing", "12 2216 01", "pcs", 118_500_000, 1, 6),
    article("32008-X tapered roller bearing", "13 2008 01", "pcs", 16_900_000, 4, 12),
    article("HK 2020 needle bearing", "14 2020 01", "pcs", 4_350_000, 20, 10),
    article("51108 thrust ball bearing", "15 1108 01", "pcs", 9_700_000, 5, 8),
    article("UCP 205 pillow block unit", "16 0205 01", "pcs", 12_400_000, 4, 10),
    article("UCF 207 flange unit", "16 0207 01", "pcs", 16_800_000, 4, 8),
    article("LM 20 UU linear bearing", "17 0020 01", "pcs", 8_200_000, 8, 8),
    article("Linear rail HGR20, 1,000 mm", "17 1020 10", "pcs", 41_500_000, 1, 8),
    article("Bottom bracket spindle, 68/118 mm", "22 0118", "pcs", 20_000_000, 10, 10),
    article("Bottom bracket cartridge, BSA 113 mm", "22 0113", "pcs", 13_750_000, 10, 8),
    article("Headset cup set, 1⅛ inch", "31 1180", "set", 16_000_000, 10, 8),
    article("Hub bearing set, front and rear", "31 2040", "set", 9_450_000, 10, 12),
    article("Roller chain 08B-1, 5 m", "40 0801 05", "box", 38_600_000, 2, 10),
    article("Roller chain 12B-2, 5 m", "40 1202 05", "box", 96_200_000, 1, 8),
    article("Connecting link 08B-1", "40 0801 90", "pcs", 385_000, 100, 6),
    article("Sprocket 08B, 19 teeth", "41 0819 01", "pcs", 7_150_000, 5, 10),
    article("Timing belt HTD 5M-1270", "42 1270 01", "pcs", 11_900_000, 5, 8),
    article("V-belt SPA 1500", "42 1500 01", "pcs", 8_640_000, 5, 10),
    article("Shaft seal 35 × 52 × 7 NBR", "50 3552 01", "pcs", 1_240_000, 50, 8),
    article("Shaft seal 60 × 80 × 8 FKM", "50 6080 01", "pcs", 7_980_000, 10, 8),
    article("O-ring 20 × 2 NBR 70", "51 2020 01", "pcs", 38_500, 500, 10),
    article("Circlip 47 × 1.75, DIN 472", "52 4700 01", "pcs", 112_500, 200, 8),
    article("Lithium grease EP2, 18 kg", "60 0002 18", "pail", 112_000_000, 1, 5),
    article("High-temperature grease, 400 g", "60 0400 24", "pcs", 14_850_000, 12, 5),
    article("Bearing puller set, 3 jaws", "70 0003 01", "set", 186_000_000, 1, 3),
    article("Induction heater, 3.6 kVA", "70 0036 01", "pcs", 1_490_000_000, 1, 1),
    article("Shaft alignment on site", "90 0001", "hour", 96_000_000, 2, 6),
];

/// What moving it costs: by parcel, by pallet, in a container.
#[rustfmt::skip]
pub const FREIGHT: &[Article] = &[
    article("Freight, parcels", "99 0001", "pcs", 18_500_000, 1, 3),
    article("Freight, one pallet", "99 0010", "pallet", 140_000_000, 1, 1),
    article("Freight, express", "99 0005", "pcs", 64_000_000, 1, 1),
];

/// So many different articles.
pub fn choose(count: u32, random: &mut Random) -> Vec<&'static Article> {
    let mut chosen: Vec<&Article> = Vec::new();
    while chosen.len() < count as usize {
        let article = random.pick(ARTICLES);
        if chosen.iter().all(|other| other.number != article.number) {
            chosen.push(article);
        }
    }
    chosen
}
