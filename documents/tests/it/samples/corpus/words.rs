//! Words of all scripts, and words that mean something to a machine.

use super::{
    Case,
    build::{ONE, PIECE, bill, goods, sold},
    case,
    parties::{ferrow, nordhaven},
};
use documents::{invoice::Invoice, party::Party};

pub fn cases() -> Vec<Case> {
    vec![
        case("arabic", called("شركة الخليج للتجارة", "محامل كروية مقاس ٦٢٠٥، علبة من ٥٠")),
        case("hebrew", called("חברת הנמל בע״מ", "מסבים כדוריים 6205, קופסה של 50")),
        case("chinese", called("上海轴承有限公司", "深沟球轴承 6205，每盒 50 个")),
        case(
            "many-scripts",
            called("Żółta Łódź Sp. z o.o. 自転車 Ελλάδα Київ", "Ångström naïve ﬁnish ½ №"),
        ),
        case("emoji", called("Ferrow 🚲 Cycles", "Gift box 🎁 with 👩‍🔧 and 🇳🇱")),
        case(
            "signs-of-xml",
            called("<Ferrow> & \"Sons\" 'Ltd'", "a < b && c > d; ]]> <!-- no --> &amp; <?pi?>"),
        ),
        case("signs-of-a-spreadsheet", spreadsheet()),
        case(
            "signs-of-edi",
            called("Ferrow*Cycles~B.V.", "Plus+Colon:Apostrophe'Question?Star*Tilde~"),
        ),
        case(
            "signs-of-typesetting",
            called("#strong[Ferrow] $x^2$", "#let x = 1 *bold* _it_ @ref <label> \\ `raw`"),
        ),
        case("very-long-words", called(&"Donaudampfschifffahrt".repeat(8), &"Q".repeat(400))),
        case(
            "a-long-text",
            called(
                "Ferrow Cycles B.V.",
                &"Deep groove ball bearing, sealed on both sides. ".repeat(40),
            ),
        ),
        case("control-characters", called("Ferrow\u{1}Cycles", "Ball\u{b}bearing\u{fffe}\u{7f}")),
        case(
            "blanks-and-tabs",
            called("  Ferrow   Cycles ", "Ball\tbearing \u{a0} with\u{2028}breaks\nand lines"),
        ),
    ]
}

fn called(name: &str, item: &str) -> Invoice {
    let mut lines = goods("S", 2_100);
    lines[0].description = item.to_owned();
    lines[0].note = Some(item.chars().take(60).collect());
    let customer = Party { name: name.to_owned(), ..ferrow() };
    Invoice { note: Some(format!("{name}: {item}")), ..bill(nordhaven(), customer, lines) }
}

/// What a spreadsheet would compute if it believed it.
fn spreadsheet() -> Invoice {
    let names = [
        "=SUM(A1:A9)",
        "+31 10",
        "-1",
        "@cmd",
        "\"quoted\", with comma; semicolon",
        "=HYPERLINK(\"x\")",
    ];
    let lines = names.map(|name| sold(name, PIECE, "=unit", 10 * ONE)).to_vec();
    let customer = Party { name: "=cmd|' /C calc'!A0".to_owned(), ..ferrow() };
    let po_number = Some("+PO 4488".to_owned());
    Invoice { po_number, note: Some("-note".to_owned()), ..bill(nordhaven(), customer, lines) }
}
