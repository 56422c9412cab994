//! An address of the customer's on the web: each document is posted to it and signed, so that they know that
//! it comes from us, and by an id that stays the same, so that they tell doubles. What they answer is told
//! to the seller's people, never to them: an address is theirs to choose, and may be anybody's.
//!
//! Headers after the Standard Webhooks: `webhook-id`, `webhook-timestamp`, and in `webhook-signature` `v1,` and
//! the HMAC-SHA256 in hexadecimal over `id.timestamp.body`, made anew for each attempt.

use super::{Carrier, Parcel};
use crate::{
    Result,
    gateways::{clock::Clock, signature, web::Web},
};
use async_trait::async_trait;
use domain::{dispatch::Answer, ids::AccountId};
use hyper::{Method, StatusCode};

/// How much of an answer is kept, in characters.
const KEPT: usize = 200;

/// Posts documents.
pub struct Webhook {
    web: Web,
    clock: Clock,
    secret: Vec<u8>,
}

impl Webhook {
    /// With what the secrets of accounts are made from.
    pub fn new(web: Web, clock: Clock, secret: Vec<u8>) -> Self {
        Self { web, clock, secret }
    }

    /// What an account checks signatures by.
    pub fn secret_of(&self, account_id: AccountId) -> String {
        hex::encode(signature::mac(&self.secret, &[b"webhook", account_id.0.as_bytes()]))
    }
}

#[async_trait]
impl Carrier for Webhook {
    async fn carry(&self, parcel: &Parcel) -> Result<Answer> {
        let Some(url) = &parcel.target else {
            return Ok(Answer::Refused { words: "No address is named.".to_owned() });
        };
        let file = parcel.file()?;
        let id = parcel.id.to_string();
        let timestamp = self.clock.now().timestamp().to_string();
        let secret = self.secret_of(parcel.account_id);
        let signed: [&[u8]; 5] = [id.as_bytes(), b".", timestamp.as_bytes(), b".", &file.bytes];
        let mac = hex::encode(signature::mac(secret.as_bytes(), &signed));
        let headers = [
            ("content-type", file.format.media_type().to_owned()),
            ("webhook-id", id),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", format!("v1,{mac}")),
            ("x-document-kind", parcel.kind.code().to_owned()),
            ("x-document-name", ascii(&file.name)),
            ("x-document-sha256", file.sha256.clone()),
        ];
        let reply = self.web.ask(Method::POST, url, &headers, file.bytes.clone()).await?;
        let said: String = reply.body.chars().filter(|c| !c.is_control()).take(KEPT).collect();
        let words = format!("{} {said}", reply.status).trim_end().to_owned();
        match reply.status {
            status if status.is_success() => Ok(Answer::Delivered { reference: None, words }),
            // Come again: they are busy, or broken for the moment.
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
                Err(crate::Error::bug(words))
            }
            status if status.is_server_error() => Err(crate::Error::bug(words)),
            _ => Ok(Answer::Refused { words }),
        }
    }
}

/// A name as a header carries it.
fn ascii(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '_' }).collect()
}
