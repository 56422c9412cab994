//! A mapping that is typed: column by column, or as it is written in files.

use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems},
    pages::staff::imports::mappings as page,
};
use axum::{Form, extract::State};
use backend::imports::{Kind, Mapping, mapping::Format, mapping::Origin, mappings};
use serde_json::{Value, json};

/// What was typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// Under which name it is to be kept.
    pub name: String,
    /// The kept mapping that it began with; its rules stay where the form cannot show them.
    pub base: String,
    /// What it says.
    pub mapping: Mapping,
    /// What was written, where that is no mapping.
    unreadable: Option<String>,
}

impl Typed {
    /// Nothing yet.
    pub fn blank(kind: Kind) -> Self {
        Self {
            name: String::new(),
            base: String::new(),
            mapping: Mapping::plain(kind),
            unreadable: None,
        }
    }

    /// One that is kept.
    pub fn of(name: &str, mapping: &Mapping) -> Self {
        Self {
            name: name.to_owned(),
            base: name.to_owned(),
            mapping: mapping.clone(),
            unreadable: None,
        }
    }

    /// What the file holds.
    pub fn kind(&self) -> Kind {
        self.mapping.kind
    }

    /// As it is written in files.
    pub fn json(&self) -> String {
        match &self.unreadable {
            Some(written) => written.clone(),
            None => serde_json::to_string_pretty(&self.mapping).unwrap_or_default(),
        }
    }
}

/// POST /staff/imports/mappings
pub async fn save(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Vec<(String, String)>>,
) -> FormResult {
    let staff = visit.staff()?;
    let sent = |name: &str| {
        let found = fields.iter().find(|(sent, _)| sent == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let mut problems = Problems::default();
    let typed = if sent("how") == "json" {
        written(sent("mapping_name"), sent("json"), &mut problems)
    } else {
        let kind = Kind::of(sent("kind")).ok_or(backend::Error::NotFound)?;
        let kept = match sent("base") {
            "" => None,
            base => mappings::get(&app.backend, staff, base).await.ok(),
        };
        Typed {
            name: sent("mapping_name").to_owned(),
            base: sent("base").to_owned(),
            mapping: filled_in(kind, sent, kept.as_ref()),
            unreadable: None,
        }
    };
    if problems.is_empty() {
        let saved = mappings::save(&app.backend, staff, &typed.name, &typed.mapping).await;
        match forms::refusal_of(saved)? {
            Ok(()) => return Ok(forms::done("/staff/imports/mappings", Done::Saved)),
            Err(refusal) => problems.add(refusal),
        }
    }
    Ok(page::show(&visit, &app, &typed, &problems).await?.refused())
}

fn written(name: &str, json: &str, problems: &mut Problems) -> Typed {
    match Mapping::parse(json.as_bytes()) {
        Ok(mapping) => {
            Typed { name: name.to_owned(), base: String::new(), mapping, unreadable: None }
        }
        Err(refusal) => {
            problems.add_at("json", refusal);
            Typed {
                name: name.to_owned(),
                unreadable: Some(json.to_owned()),
                ..Typed::blank(Kind::Invoices)
            }
        }
    }
}

/// The form as a mapping. Rules of a column that is still read from the same header stay.
fn filled_in<'a>(kind: Kind, sent: impl Fn(&str) -> &'a str, kept: Option<&Mapping>) -> Mapping {
    let columns = kind.columns().iter().filter_map(|ours| {
        let header = sent(&format!("column.{}", ours.name)).trim();
        let constant = sent(&format!("constant.{}", ours.name)).trim();
        let before = kept.and_then(|kept| kept.columns.get(ours.name));
        let origin = match (header, constant) {
            ("", "") => return None,
            (header, "") => match before {
                Some(before) if before.column.as_deref() == Some(header) => before.clone(),
                _ => Origin::column(header),
            },
            ("", constant) => Origin::constant(constant),
            // Both: the check says that one of them has to go.
            (header, constant) => {
                Origin { constant: Some(constant.to_owned()), ..Origin::column(header) }
            }
        };
        Some((ours.name.to_owned(), origin))
    });
    Mapping { kind, columns: columns.collect(), format: format_of(sent) }
}

/// What the lists of the form cannot send is read as the first of each.
fn format_of<'a>(sent: impl Fn(&str) -> &'a str) -> Format {
    let known = |name: &str| {
        let value: Value = json!({ name: sent(name) });
        serde_json::from_value::<Format>(value).unwrap_or_default()
    };
    Format {
        delimiter: known("delimiter").delimiter,
        encoding: known("encoding").encoding,
        decimal: known("decimal").decimal,
        dates: sent("dates").trim().to_owned(),
        thousands: sent("thousands").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(mapping: &Mapping) -> Option<String> {
        mapping.check().err().map(|refusal| refusal.to_string())
    }

    fn fill(pairs: &'static [(&'static str, &'static str)], kept: Option<&Mapping>) -> Mapping {
        let sent = |name: &str| {
            let found = pairs.iter().find(|(sent, _)| *sent == name);
            found.map(|(_, value)| *value).unwrap_or_default()
        };
        filled_in(Kind::Contacts, sent, kept)
    }

    #[test]
    fn rules_stay_while_their_header_does() {
        let mut kept = Mapping::plain(Kind::Contacts);
        let ruled = Origin { prefix: "NL-".to_owned(), ..Origin::column("Customer") };
        kept.columns.insert("account".to_owned(), ruled.clone());
        let pairs = &[
            ("column.account", "Customer"),
            ("column.email", "Mail"),
            ("column.name", " Name "),
            ("constant.receives_reminders", "no"),
            ("dates", "%d.%m.%Y"),
            ("decimal", "comma"),
            ("delimiter", ";"),
        ];
        let mapping = fill(pairs, Some(&kept));
        assert_eq!(told(&mapping), None);
        assert_eq!(mapping.columns["account"], ruled);
        assert_eq!(mapping.columns["name"], Origin::column("Name"));
        assert_eq!(mapping.columns["receives_reminders"], Origin::constant("no"));
        assert_eq!(mapping.format.decimal.mark(), ",");
        assert_eq!(fill(pairs, None).columns["account"], Origin::column("Customer"));
    }

    #[test]
    fn a_header_and_a_constant_are_one_too_many() {
        let pairs = &[
            ("column.account", "A"),
            ("constant.account", "B"),
            ("column.email", "M"),
            ("column.name", "N"),
            ("dates", "%Y-%m-%d"),
        ];
        assert!(told(&fill(pairs, None)).is_some_and(|told| told.contains("either")));
    }
}
