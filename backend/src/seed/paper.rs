//! The papers that show it: what a gate wrote down when something came.

use crate::{
    error::{Error, Result},
    files::Upload,
};
use chrono::{Days, NaiveDate};
use documents::slip_pdf;
use domain::calendar;

/// The gate's note, as it was scanned on a day.
pub fn goods_received(day: NaiveDate) -> Result<Upload> {
    let lines = [
        ("Delivery note", "DN-77120".to_owned()),
        ("From", "Nordhaven Bearings B.V.".to_owned()),
        ("Received on", calendar::long(day - Days::new(34))),
        ("6205-2RS ball bearing", "40 boxes".to_owned()),
        ("Bottom bracket spindle", "50 pieces, 100 on the note".to_owned()),
        ("Headset cup set", "60 sets".to_owned()),
        ("Counted by", "R. Smit, gate 2".to_owned()),
    ];
    let bytes = slip_pdf::write("Ferrow Cycles B.V.", "Goods received", &lines, day)
        .map_err(|e| Error::caused("writing the gate's note", e))?;
    Ok(Upload { name: "Goods received DN-77120.pdf".to_owned(), bytes })
}

/// What a gate wrote down about damage on a day.
pub fn damage(company: &str, day: NaiveDate) -> Result<Upload> {
    let lines = [
        ("Carrier", "Maasvracht, lorry 17".to_owned()),
        ("Received on", calendar::long(day - Days::new(2))),
        ("Seen", "The box was torn, and what was in it had moved.".to_owned()),
        ("Told the driver", "Yes".to_owned()),
    ];
    let bytes = slip_pdf::write(company, "Damage on arrival", &lines, day)
        .map_err(|e| Error::caused("writing the gate's note", e))?;
    Ok(Upload { name: "Damage on arrival.pdf".to_owned(), bytes })
}
