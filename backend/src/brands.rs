//! What makes pages, paper and mail an entity's own: its mark and its colour, as its admins chose them. A
//! request learns with who asks what there is; the mark itself is loaded where it is shown.

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
use domain::{Refusal, access::Action, colour::Colour, file::Kind, ids::EntityId};
use image::{ImageFormat, ImageReader};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use std::io::Cursor;

/// The largest file that is taken in, in bytes.
pub const MOST_SENT: usize = 1024 * 1024;
/// The most that is kept of it.
const MOST_KEPT: usize = 200_000;
/// Pixels to which larger pictures are made smaller: what paper shows of it at 600 dots per inch.
const MOST_PIXELS: (u32, u32) = (1_100, 340);

/// What pictures are kept as.
pub(crate) const PNG: &str = "image/png";
const SVG: &str = "image/svg+xml";

/// What every page of a buyer knows of the entity's brand.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Brand {
    /// The colour, as [`Colour`] writes it; none if it is the house's.
    pub colour: Option<String>,
    /// Whether there is a mark.
    pub has_logo: bool,
    /// Counts changes, so that browsers can keep what they were given.
    pub version: i64,
}

impl Brand {
    /// The colour.
    pub fn colour(&self) -> Option<Colour> {
        Colour::of(self.colour.as_deref()?)
    }
}

/// What an entity has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// How large the picture is, in bytes; none if there is none.
    pub bytes: Option<i32>,
    /// The colour; none if it is the house's.
    pub colour: Option<Colour>,
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
        "SELECT length(picture) AS bytes, colour, version, changed_at, changed_by FROM entity_brand WHERE entity_id = $1",
        staff.entity_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.end();
    Ok(row.map_or_else(Kept::default, |row| Kept {
        bytes: row.bytes,
        colour: row.colour.as_deref().and_then(Colour::of),
        version: row.version,
        changed: Some((row.changed_by, row.changed_at)),
    }))
}

/// The picture, for who chooses it.
pub async fn picture(backend: &Backend, staff: &Staff) -> Result<Picture> {
    staff.may(Action::Settings)?;
    let mut tx = backend.db.staff(staff).await?;
    let picture = picture_of(&mut tx, staff.entity_id).await?;
    tx.end();
    picture.ok_or(Error::NotFound)
}

/// The picture, for the buyer's pages.
pub async fn shown(backend: &Backend, buyer: &Buyer) -> Result<Picture> {
    let mut tx = backend.db.portal(buyer).await?;
    let picture = picture_of(&mut tx, buyer.entity_id).await?;
    tx.end();
    picture.ok_or(Error::NotFound)
}

async fn picture_of(tx: &mut PgConnection, entity_id: EntityId) -> Result<Option<Picture>> {
    let row = sqlx::query!(
        r#"SELECT picture AS "picture!", media_type FROM entity_brand WHERE entity_id = $1 AND picture IS NOT NULL"#,
        entity_id.0,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Picture { media_type: row.media_type, bytes: row.picture }))
}

/// Puts a mark on the entity's pages, paper and mail, from now on. Pictures are written anew as PNG, no larger
/// than paper shows; drawings are tried on a sheet.
pub async fn put(backend: &Backend, staff: &Staff, upload: Upload, version: i64) -> Result<()> {
    staff.may(Action::Settings)?;
    let picture = checked(backend, upload).await?;
    change(backend, staff, Change::Logo(Some(picture)), version).await
}

/// Takes it off.
pub async fn remove(backend: &Backend, staff: &Staff, version: i64) -> Result<()> {
    staff.may(Action::Settings)?;
    change(backend, staff, Change::Logo(None), version).await
}

/// Gives them a colour, or the house's own again.
pub async fn paint(
    backend: &Backend,
    staff: &Staff,
    colour: Option<Colour>,
    version: i64,
) -> Result<()> {
    staff.may(Action::Settings)?;
    change(backend, staff, Change::Colour(colour), version).await
}

/// What stands around an entity's own words, on paper and in mail.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Letterhead {
    /// The mark.
    pub picture: Option<Picture>,
    /// The colour.
    pub colour: Option<Colour>,
}

impl Letterhead {
    /// Makes a document the entity's own.
    pub fn put_on(&self, seller: &mut Party) {
        let logo =
            |picture: &Picture| Logo { bytes: picture.bytes.as_slice().into(), alt: String::new() };
        seller.logo = self.picture.as_ref().map(logo);
        seller.colour = self.colour;
    }
}

/// The letterhead of an entity, where its name is set.
pub async fn of(tx: &mut PgConnection, entity_id: EntityId) -> Result<Letterhead> {
    let row = sqlx::query!(
        "SELECT picture, media_type, colour FROM entity_brand WHERE entity_id = $1",
        entity_id.0,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map_or_else(Letterhead::default, |row| Letterhead {
        picture: row.picture.map(|bytes| Picture { media_type: row.media_type, bytes }),
        colour: row.colour.as_deref().and_then(Colour::of),
    }))
}

/// Makes a PDF the buyer's seller's own.
pub async fn mark(backend: &Backend, buyer: &Buyer, seller: &mut Party) -> Result<()> {
    let mut tx = backend.db.portal(buyer).await?;
    of(&mut tx, buyer.entity_id).await?.put_on(seller);
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

/// What one form changes.
enum Change {
    Logo(Option<Picture>),
    Colour(Option<Colour>),
}

impl Change {
    /// Whether it is so already.
    fn is_done(&self, now: &Letterhead) -> bool {
        match self {
            Self::Logo(to) => *to == now.picture,
            Self::Colour(to) => *to == now.colour,
        }
    }

    fn done(self, now: Letterhead) -> Letterhead {
        match self {
            Self::Logo(picture) => Letterhead { picture, ..now },
            Self::Colour(colour) => Letterhead { colour, ..now },
        }
    }

    /// What is told of it.
    fn told(&self, staff: &Staff) -> NewEvent {
        let by = &staff.name;
        let (name, text, data) = match self {
            Self::Logo(Some(picture)) => (
                "brand.logo_put",
                format!("{by} put a logo on pages, paper and mail"),
                json!({ "bytes": picture.bytes.len(), "media_type": picture.media_type }),
            ),
            Self::Logo(None) => {
                ("brand.logo_removed", format!("{by} took the logo off"), json!({}))
            }
            Self::Colour(Some(colour)) => (
                "brand.painted",
                format!("{by} made {colour} the colour of pages, paper and mail"),
                json!({ "colour": colour.to_string() }),
            ),
            Self::Colour(None) => {
                ("brand.painted", format!("{by} took the colour off"), json!({ "colour": null }))
            }
        };
        NewEvent {
            entity_id: Some(staff.entity_id),
            account_id: None,
            name,
            subject: ("entity", staff.entity_id.0),
            text,
            data,
            for_buyer: false,
        }
    }
}

/// Writes it and tells of it. What is so already is no change, so that a form that is sent twice does it once.
async fn change(backend: &Backend, staff: &Staff, to: Change, version: i64) -> Result<()> {
    let mut tx = backend.db.staff(staff).await?;
    let there = sqlx::query_scalar!(
        "SELECT version FROM entity_brand WHERE entity_id = $1 FOR UPDATE",
        staff.entity_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let now = of(&mut tx, staff.entity_id).await?;
    if to.is_done(&now) {
        return Ok(());
    }
    if there.unwrap_or(0) != version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let at = backend.clock.now();
    events::record(&mut tx, &Actor::Staff(staff.clone()), at, to.told(staff)).await?;
    let becomes = to.done(now);
    let written = sqlx::query!(
        "INSERT INTO entity_brand (entity_id, picture, media_type, colour, changed_at, changed_by)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (entity_id) DO UPDATE
         SET picture = $2, media_type = $3, colour = $4, changed_at = $5, changed_by = $6,
             version = entity_brand.version + 1
         WHERE entity_brand.version = $7",
        staff.entity_id.0,
        becomes.picture.as_ref().map(|picture| picture.bytes.as_slice()),
        becomes.picture.as_ref().map_or(PNG, |picture| picture.media_type.as_str()),
        becomes.colour.map(|colour| colour.to_string()),
        at,
        staff.name,
        version,
    )
    .execute(&mut *tx)
    .await?;
    if written.rows_affected() > 0 {
        return tx.commit().await;
    }
    tx.end();
    // Of a double click the slower one finds what the faster one has put there.
    let mut tx = backend.db.staff(staff).await?;
    let there = of(&mut tx, staff.entity_id).await?;
    tx.end();
    if there == becomes { Ok(()) } else { Err(Refusal::ChangedMeanwhile.into()) }
}
