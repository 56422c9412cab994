//! The mark of an entity's letterheads, as its admins put it there. It is loaded where a PDF is made, and
//! nowhere else.

use crate::{
    Actor, Backend, Buyer, Error, Result, Staff,
    events::{self, NewEvent},
    files::{self, Upload},
    press,
};
use chrono::{DateTime, Utc};
use documents::{
    party::{Logo, Party},
    typeset,
};
use domain::{Refusal, access::Action, file::Kind, ids::EntityId};
use image::{ImageFormat, ImageReader};
use sqlx::PgConnection;
use std::io::Cursor;

/// The largest file that is taken in, in bytes.
pub const MOST_SENT: usize = 1024 * 1024;
/// The most that is kept of it.
const MOST_KEPT: usize = 200_000;
/// Pixels to which larger pictures are made smaller: what paper shows of it at 600 dots per inch.
const MOST_PIXELS: (u32, u32) = (1_100, 340);

const PNG: &str = "image/png";
const SVG: &str = "image/svg+xml";

/// What an entity has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// How large the picture is, in bytes; none if there is none.
    pub bytes: Option<i32>,
    /// Counts its changes: a form names the one that it was made on.
    pub version: i64,
    /// Who changed it last, and when.
    pub changed: Option<(String, DateTime<Utc>)>,
}

/// A picture to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    /// PNG or SVG.
    pub media_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What the entity has.
pub async fn get(backend: &Backend, staff: &Staff) -> Result<Kept> {
    staff.may(Action::Settings)?;
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query!(
        "SELECT length(picture) AS bytes, version, changed_at, changed_by FROM entity_logo WHERE entity_id = $1",
        staff.entity_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.end();
    Ok(row.map_or_else(Kept::default, |row| Kept {
        bytes: row.bytes,
        version: row.version,
        changed: Some((row.changed_by, row.changed_at)),
    }))
}

/// The picture itself.
pub async fn picture(backend: &Backend, staff: &Staff) -> Result<Picture> {
    staff.may(Action::Settings)?;
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query!(
        r#"SELECT picture AS "picture!", media_type FROM entity_logo WHERE entity_id = $1 AND picture IS NOT NULL"#,
        staff.entity_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.end();
    let row = row.ok_or(Error::NotFound)?;
    Ok(Picture { media_type: row.media_type, bytes: row.picture })
}

/// Puts a mark on the entity's letterheads, from the next document on. Pictures are written anew as PNG, no
/// larger than paper shows; drawings are tried on a sheet.
pub async fn put(backend: &Backend, staff: &Staff, upload: Upload, version: i64) -> Result<()> {
    staff.may(Action::Settings)?;
    let picture = checked(backend, upload).await?;
    change(backend, staff, Some(picture), version).await
}

/// Takes it off.
pub async fn remove(backend: &Backend, staff: &Staff, version: i64) -> Result<()> {
    staff.may(Action::Settings)?;
    change(backend, staff, None, version).await
}

/// The mark of an entity's letterheads, where its name is set.
pub async fn of(tx: &mut PgConnection, entity_id: EntityId) -> Result<Option<Logo>> {
    let picture = sqlx::query_scalar!(
        r#"SELECT picture AS "picture!" FROM entity_logo WHERE entity_id = $1 AND picture IS NOT NULL"#,
        entity_id.0,
    )
    .fetch_optional(tx)
    .await?;
    Ok(picture.map(|picture| Logo { bytes: picture.into(), alt: String::new() }))
}

/// Gives the buyer's seller its mark, for a PDF.
pub async fn mark(backend: &Backend, buyer: &Buyer, seller: &mut Party) -> Result<()> {
    let mut tx = backend.db.portal(buyer).await?;
    seller.logo = of(&mut tx, buyer.entity_id).await?;
    tx.end();
    Ok(())
}

fn refused(words: &str) -> Refusal {
    Refusal::field("logo", words.to_owned())
}

/// The picture as it is kept.
async fn checked(backend: &Backend, upload: Upload) -> Result<Picture> {
    if upload.bytes.len() > MOST_SENT {
        return Err(refused("It is larger than 1 MB. Make it smaller.").into());
    }
    let is_svg = upload.name.to_lowercase().ends_with(".svg");
    let picture = match is_svg {
        true => Picture { media_type: SVG.to_owned(), bytes: upload.bytes },
        false => pixels(backend, upload).await?,
    };
    if picture.bytes.len() > MOST_KEPT {
        return Err(refused("It has too much in it: 200 kB at most. Make it simpler.").into());
    }
    let logo = Logo { bytes: picture.bytes.as_slice().into(), alt: String::new() };
    if is_svg && has_entities(&logo.bytes) {
        return Err(refused("It has entities in it. Save it as plain SVG.").into());
    }
    if press::make(move || typeset::check_logo(&logo)).await?.is_err() {
        let words = "It cannot be printed. Save it as PNG, or as plain SVG without links.";
        return Err(refused(words).into());
    }
    Ok(picture)
}

/// What a drawing makes of itself again and again.
fn has_entities(bytes: &[u8]) -> bool {
    bytes.windows(8).any(|eight| eight.eq_ignore_ascii_case(b"<!ENTITY"))
}

async fn pixels(backend: &Backend, upload: Upload) -> Result<Picture> {
    let read = files::picture(&backend.files, upload).await?;
    let (kind, bytes) = read.map_err(|why| refused(&format!("It {why}")))?;
    let small = press::make(move || smaller(kind, &bytes)).await?;
    let bytes = small.map_err(|e| Error::caused("making a logo smaller", e))?;
    Ok(Picture { media_type: PNG.to_owned(), bytes })
}

/// As PNG, no larger than paper shows.
fn smaller(kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, image::ImageError> {
    let format = if kind == Kind::Png { ImageFormat::Png } else { ImageFormat::Jpeg };
    let picture = ImageReader::with_format(Cursor::new(bytes), format).decode()?;
    let (width, height) = MOST_PIXELS;
    let picture = match picture.width() > width || picture.height() > height {
        true => picture.thumbnail(width, height),
        false => picture,
    };
    let mut written = Cursor::new(Vec::new());
    picture.write_to(&mut written, ImageFormat::Png)?;
    Ok(written.into_inner())
}

/// Writes it and tells of it. What is so already is no change, so that a form that is sent twice does it once.
async fn change(backend: &Backend, staff: &Staff, to: Option<Picture>, version: i64) -> Result<()> {
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query!(
        "SELECT picture, media_type, version FROM entity_logo WHERE entity_id = $1 FOR UPDATE",
        staff.entity_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let was = row.as_ref().and_then(|row| row.picture.as_deref());
    if was == to.as_ref().map(|picture| picture.bytes.as_slice()) {
        return Ok(());
    }
    if row.as_ref().map_or(0, |row| row.version) != version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let now = backend.clock.now();
    let kept = to.as_ref().map_or(PNG, |picture| picture.media_type.as_str());
    let written = sqlx::query!(
        "INSERT INTO entity_logo (entity_id, picture, media_type, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (entity_id) DO UPDATE
         SET picture = $2, media_type = $3, changed_at = $4, changed_by = $5, version = entity_logo.version + 1
         WHERE entity_logo.version = $6",
        staff.entity_id.0,
        to.as_ref().map(|picture| picture.bytes.as_slice()),
        kept,
        now,
        staff.name,
        version,
    )
    .execute(&mut *tx)
    .await?;
    if written.rows_affected() == 0 {
        tx.end();
        // Of a double click the slower one finds what the faster one has put there.
        return match picture(backend, staff).await {
            Ok(there) if Some(&there) == to.as_ref() => Ok(()),
            _ => Err(Refusal::ChangedMeanwhile.into()),
        };
    }
    events::record(&mut tx, &Actor::Staff(staff.clone()), now, told(staff, to.as_ref())).await?;
    tx.commit().await
}

/// What is told of a change.
fn told(staff: &Staff, to: Option<&Picture>) -> NewEvent {
    let (name, does) = match to {
        Some(_) => ("logo.put", "put a logo on"),
        None => ("logo.removed", "took the logo off"),
    };
    NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: None,
        name,
        subject: ("entity", staff.entity_id.0),
        text: format!("{} {does} the letterhead", staff.name),
        data: serde_json::json!({
            "bytes": to.map(|picture| picture.bytes.len()),
            "media_type": to.map(|picture| picture.media_type.as_str()),
        }),
        for_buyer: false,
    }
}
