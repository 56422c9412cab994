//! The Peppol network, through an access point. Each provider has an interface of its own; ours is the
//! smallest that they have in common, and a few lines of a proxy make one of theirs of it (docs/peppol.md):
//! a document is posted with its envelope in headers, and is known by the transmission that answers.

use super::{Carrier, Parcel};
use crate::{Error, Result, gateways::web::Web};
use async_trait::async_trait;
use domain::{dispatch::Answer, document::Kind, format::Format};
use hyper::{Method, StatusCode};
use serde::Deserialize;

/// The document types and processes of Peppol's code lists.
const INVOICE: &str =
    "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##";
const CREDIT_NOTE: &str =
    "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2::CreditNote##";
const CII: &str = "busdox-docid-qns::urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100::CrossIndustryInvoice##";
const BILLING: &str =
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1";
const XRECHNUNG: &str =
    "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0::2.1";
const XRECHNUNG_CII: &str =
    "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0::D16B";
const PROCESS: &str = "cenbii-procid-ubl::urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";

/// Hands documents to an access point.
pub struct Peppol {
    web: Web,
    point: Option<Point>,
}

/// An access point.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// Its address, without a slash at the end.
    pub url: String,
    /// What it knows us by.
    pub key: String,
}

#[derive(Deserialize)]
struct Taken {
    transmission: String,
}

#[derive(Deserialize)]
struct Became {
    state: String,
    #[serde(default)]
    answer: String,
}

impl Peppol {
    /// Through an access point; without one everything is refused.
    pub fn new(web: Web, point: Option<Point>) -> Self {
        Self { web, point }
    }
}

/// The type of a document, as it is registered.
fn document_type(kind: Kind, format: Format) -> Option<String> {
    let ubl = if kind == Kind::CreditNote { CREDIT_NOTE } else { INVOICE };
    match format {
        Format::Peppol => Some(format!("{ubl}{BILLING}")),
        Format::XrechnungUbl => Some(format!("{ubl}{XRECHNUNG}")),
        Format::XrechnungCii => Some(format!("{CII}{XRECHNUNG_CII}")),
        _ => None,
    }
}

#[async_trait]
impl Carrier for Peppol {
    async fn carry(&self, parcel: &Parcel) -> Result<Answer> {
        let refused = |words: &str| Ok(Answer::Refused { words: words.to_owned() });
        let Some(point) = &self.point else {
            return refused("No access point to the Peppol network is set up.");
        };
        let Some(receiver) = &parcel.target else { return refused("No participant is named.") };
        let Some(sender) = &parcel.sender else {
            return refused("The seller has no address on the network.");
        };
        let file = parcel.file()?;
        let Some(document_type) = document_type(parcel.kind, file.format) else {
            return refused("The network does not carry this format.");
        };
        let headers = [
            ("authorization", format!("Bearer {}", point.key)),
            ("content-type", "application/xml".to_owned()),
            ("idempotency-key", parcel.id.to_string()),
            ("peppol-sender", format!("iso6523-actorid-upis::{sender}")),
            ("peppol-receiver", format!("iso6523-actorid-upis::{receiver}")),
            ("peppol-document-type", document_type),
            ("peppol-process", PROCESS.to_owned()),
        ];
        let url = format!("{}/documents", point.url);
        let reply = self.web.ask(Method::POST, &url, &headers, file.bytes.clone()).await?;
        let words =
            format!("{} {}", reply.status, reply.body.chars().take(200).collect::<String>());
        match reply.status {
            status if status.is_success() => {
                let taken: Taken = serde_json::from_str(&reply.body)
                    .map_err(|e| Error::caused(format!("reading “{words}”"), e))?;
                let words = format!("The access point has taken it as {}.", taken.transmission);
                Ok(Answer::Sent { reference: Some(taken.transmission), words })
            }
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY => {
                Ok(Answer::Refused { words })
            }
            // A wrong key, or an access point that is busy: nothing that is wrong with the document.
            _ => Err(Error::bug(words)),
        }
    }

    async fn ask(&self, reference: &str) -> Result<Option<Answer>> {
        let Some(point) = &self.point else { return Ok(None) };
        let url = format!("{}/transmissions/{reference}", point.url);
        let key = [("authorization", format!("Bearer {}", point.key))];
        let reply = self.web.ask(Method::GET, &url, &key, Vec::new()).await?;
        if reply.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if !reply.status.is_success() {
            return Err(Error::bug(format!("the access point answers {}", reply.status)));
        }
        let became: Became = serde_json::from_str(&reply.body)
            .map_err(|e| Error::caused("reading what an access point says", e))?;
        Ok(match became.state.as_str() {
            "delivered" => Some(Answer::Delivered { reference: None, words: became.answer }),
            "refused" => Some(Answer::Refused { words: became.answer }),
            _ => None,
        })
    }
}
