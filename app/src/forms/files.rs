//! Forms with files. Who sends one is asked before its body is read; then each file is looked at as it
//! arrives, so that no more than one is held at once. What was taken in with a form that is refused
//! waits for it: its boxes carry the ids, and stay ticked.

use crate::{
    AppError, AppState, Visit,
    components::files::described,
    forms::{Problems, pay::Pairs},
    islands::{Taken, TakenFile},
};
use axum::{
    Form, Json,
    extract::{
        FromRequest, Multipart, Query, Request, State,
        multipart::{Field, MultipartError},
    },
    response::IntoResponse,
};
use backend::{
    Backend,
    files::{self, By, Checked, Upload},
};
use domain::{
    Refusal,
    file::{MOST_BYTES, MOST_FILES, clean_name},
    ids::AccountId,
};
use http::{StatusCode, header};
use serde::{Deserialize, de::DeserializeOwned};
use std::convert::Infallible;

/// The largest body of a form with files: as many of the largest as may come, and what is typed.
pub const MOST_SENT: usize = MOST_FILES * MOST_BYTES + MOST_TYPED;
/// The most that is typed, in bytes; as of other forms.
const MOST_TYPED: usize = 2 * 1024 * 1024;
/// The field of a file that arrives, and that of one that waits.
const FILES: &str = "files";
const KEPT: &str = "kept";

/// A form whose body is not read yet.
pub struct Sending(Request);

impl FromRequest<AppState> for Sending {
    type Rejection = Infallible;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Infallible> {
        Ok(Self(request))
    }
}

/// A form with files, as it came.
pub struct Sent {
    /// What was typed.
    pub pairs: Pairs,
    /// The files that were taken.
    pub files: Vec<Checked>,
    /// Why others were not.
    pub problems: Problems,
}

impl Sending {
    /// Reads it. Browsers that send a form without files as such are understood, too.
    pub async fn read(self, app: &AppState) -> Result<Sent, AppError> {
        let kind = self.0.headers().get(header::CONTENT_TYPE);
        if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data")) {
            let parts = Multipart::from_request(self.0, app).await;
            let parts = parts.map_err(|rejection| AppError::Rejected(rejection.status()))?;
            return take(&app.backend, parts).await;
        }
        let form = Form::<Pairs>::from_request(self.0, app).await;
        let Form(pairs) =
            form.map_err(|other| AppError::Rejected(other.into_response().status()))?;
        Ok(Sent { pairs, files: Vec::new(), problems: Problems::default() })
    }

    /// Reads a form with one file in that field, which is not looked at yet: no more of it than one byte
    /// beyond `most`, which says that it is too large.
    pub async fn read_one(
        self,
        app: &AppState,
        field: &str,
        most: usize,
    ) -> Result<(Pairs, Option<Upload>), AppError> {
        let kind = self.0.headers().get(header::CONTENT_TYPE);
        if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data")) {
            return Ok((self.read(app).await?.pairs, None));
        }
        let parts = Multipart::from_request(self.0, app).await;
        let mut parts = parts.map_err(|rejection| AppError::Rejected(rejection.status()))?;
        let (mut pairs, mut upload, mut room) = (Pairs::new(), None, MOST_TYPED);
        while let Some(mut part) = parts.next_field().await? {
            let name = part.name().unwrap_or_default().to_owned();
            if name != field {
                pairs.push((name, text(part, &mut room).await?));
                continue;
            }
            let name = part.file_name().unwrap_or_default().to_owned();
            let mut bytes = Vec::new();
            while let Some(piece) = part.chunk().await? {
                let left = (most + 1).saturating_sub(bytes.len());
                bytes.extend_from_slice(&piece[..piece.len().min(left)]);
            }
            upload = (!name.is_empty()).then_some(Upload { name, bytes });
        }
        Ok((pairs, upload))
    }
}

impl Sent {
    /// What was typed, as a form.
    pub fn fields<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        let unreadable = |_| AppError::Rejected(StatusCode::UNPROCESSABLE_ENTITY);
        let pairs = serde_urlencoded::to_string(&self.pairs);
        let pairs = pairs.map_err(|_| AppError::Rejected(StatusCode::UNPROCESSABLE_ENTITY))?;
        serde_urlencoded::from_str(&pairs).map_err(unreadable)
    }

    /// The files that were taken now, and those that waited and are still wanted.
    pub async fn files(&mut self, backend: &Backend, by: By<'_>) -> Result<Vec<Checked>, AppError> {
        let ids = self.pairs.iter().filter(|(name, _)| name == KEPT);
        let ids: Vec<_> = ids.filter_map(|(_, id)| id.parse().ok()).collect();
        let mut all = files::kept(backend, by, &ids).await?;
        all.append(&mut self.files);
        Ok(all)
    }
}

impl From<MultipartError> for AppError {
    fn from(error: MultipartError) -> Self {
        Self::Rejected(error.status())
    }
}

/// Reads the parts as they arrive.
async fn take(backend: &Backend, mut parts: Multipart) -> Result<Sent, AppError> {
    let mut sent = Sent { pairs: Vec::new(), files: Vec::new(), problems: Problems::default() };
    let mut room = MOST_TYPED;
    while let Some(part) = parts.next_field().await? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != FILES {
            let value = text(part, &mut room).await?;
            sent.pairs.push((name, value));
            continue;
        }
        let kept = sent.pairs.iter().filter(|(name, _)| name == KEPT).count();
        let has_room = kept + sent.files.len() < MOST_FILES;
        match file(backend, part, has_room).await? {
            Ok(taken) => sent.files.extend(taken),
            Err(refusal) => sent.problems.add(refusal),
        }
    }
    Ok(sent)
}

/// A field that was typed: text, as everywhere.
async fn text(mut part: Field<'_>, room: &mut usize) -> Result<String, AppError> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await? {
        let too_large = AppError::Rejected(StatusCode::PAYLOAD_TOO_LARGE);
        *room = room.checked_sub(piece.len()).ok_or(too_large)?;
        bytes.extend_from_slice(&piece);
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    text.ok_or(AppError::Rejected(StatusCode::BAD_REQUEST))
}

/// A file, or why it is not taken. A field in which nothing was chosen is none. All of it is read, so
/// that those after it are found.
async fn file(
    backend: &Backend,
    mut part: Field<'_>,
    has_room: bool,
) -> Result<Result<Vec<Checked>, Refusal>, AppError> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await? {
        // One byte more than may be says that it is too large.
        let left = (MOST_BYTES + 1).saturating_sub(bytes.len());
        if has_room {
            bytes.extend_from_slice(&piece[..piece.len().min(left)]);
        }
    }
    if name.is_empty() {
        return Ok(Ok(Vec::new()));
    }
    if !has_room {
        let name = clean_name(&name);
        let words = format!("“{name}” is one too many: at most {MOST_FILES} go with one message.");
        return Ok(Err(Refusal::field(FILES, words)));
    }
    super::refusal_of(files::take_in(backend, vec![Upload { name, bytes }]).await)
}

/// Lets the files of a refused form wait for it. Those that cannot are named.
pub async fn keep(
    backend: &Backend,
    by: By<'_>,
    files: Vec<Checked>,
    problems: &mut Problems,
) -> Result<Vec<Checked>, AppError> {
    let kept = files::keep(backend, by, files.clone()).await?;
    for file in files.iter().filter(|file| kept.iter().all(|kept| kept.id() != file.id())) {
        let words = format!("“{}” cannot wait: too many do. Choose it again.", file.name());
        problems.add(Refusal::field(FILES, words));
    }
    Ok(kept)
}

/// POST /files: takes files in before their form is sent, and lets them wait for it.
pub async fn put(
    visit: Visit,
    State(app): State<AppState>,
    sending: Sending,
) -> Result<Json<Taken>, AppError> {
    put_by(&app, By::Buyer(visit.buyer()?), sending).await
}

/// The account that staff write to.
#[derive(Deserialize)]
pub struct To {
    account: AccountId,
}

/// POST /staff/files
pub async fn put_by_staff(
    visit: Visit,
    State(app): State<AppState>,
    Query(to): Query<To>,
    sending: Sending,
) -> Result<Json<Taken>, AppError> {
    put_by(&app, By::Staff(visit.staff()?, to.account), sending).await
}

async fn put_by(app: &AppState, by: By<'_>, sending: Sending) -> Result<Json<Taken>, AppError> {
    files::may_put(&app.backend, by).await?;
    let sent = sending.read(app).await?;
    let mut problems = sent.problems;
    let kept = keep(&app.backend, by, sent.files, &mut problems).await?;
    let file = |file: &Checked| TakenFile { id: file.id().to_string(), words: described(file) };
    Ok(Json(Taken {
        files: kept.iter().map(file).collect(),
        problems: problems.iter().map(|problem| problem.words.clone()).collect(),
    }))
}
