//! JSON, judged by the schema that is published with it.

use super::{corpus, figures, random};
use documents::{invoice::Invoice, invoice_json::write};
use proptest::prelude::*;
use regex::Regex;
use serde_json::Value;

fn schema() -> Value {
    let text = include_str!("../../../../docs/invoice.schema.json");
    serde_json::from_str(text).unwrap()
}

/// What of JSON Schema ours uses. Any other word in it is a mistake here.
const WORDS: [&str; 14] = [
    "$defs",
    "$id",
    "$ref",
    "$schema",
    "additionalProperties",
    "const",
    "description",
    "enum",
    "items",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
];

/// Checks a value, and panics where it breaks the schema.
fn check(value: &Value, rule: &Value, whole: &Value, at: &str) {
    let words = rule.as_object().unwrap();
    assert!(words.keys().all(|word| WORDS.contains(&word.as_str())), "{at}: {words:?}");
    if let Some(name) = words.get("$ref") {
        let name = name.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
        check(value, &whole["$defs"][name], whole, at);
    }
    if let Some(only) = words.get("const") {
        assert_eq!(value, only, "{at}");
    }
    if let Some(some) = words.get("enum") {
        assert!(some.as_array().unwrap().contains(value), "{at}: {value}");
    }
    if let Some(kind) = words.get("type") {
        let is_it = match kind.as_str().unwrap() {
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("{other}"),
        };
        assert!(is_it, "{at}: {value} is no {kind}");
    }
    if let Some(pattern) = words.get("pattern") {
        let pattern = Regex::new(pattern.as_str().unwrap()).unwrap();
        assert!(pattern.is_match(value.as_str().unwrap()), "{at}: {value}");
    }
    if let Some(items) = words.get("items") {
        for (n, item) in value.as_array().unwrap().iter().enumerate() {
            check(item, items, whole, &format!("{at}[{n}]"));
        }
    }
    if let Some(known) = words.get("properties") {
        let fields = value.as_object().unwrap();
        for name in words["required"].as_array().unwrap() {
            assert!(fields.contains_key(name.as_str().unwrap()), "{at} lacks {name}");
        }
        for (name, field) in fields {
            let rule = known.get(name).unwrap_or_else(|| panic!("{at}: {name} is not known"));
            check(field, rule, whole, &format!("{at}.{name}"));
        }
    }
}

fn says_it_all(invoice: &Invoice, schema: &Value) {
    let read: Value = serde_json::from_slice(&write(invoice).unwrap()).unwrap();
    check(&read, schema, schema, "invoice");
    let amount = |found: &Value| found["amount"].as_str().unwrap().to_owned();
    for (name, expected) in figures::totals(invoice) {
        let found = match name {
            "lines" | "vat" | "sales_tax" => continue,
            name => &read[name],
        };
        assert_eq!(amount(found), expected.canonical(), "{name}");
        assert_eq!(found["currency"], expected.currency.code());
    }
    for (found, line) in read["lines"].as_array().unwrap().iter().zip(&invoice.lines) {
        assert_eq!(amount(&found["amount"]), line.amount.canonical());
        assert_eq!(found["description"], line.description);
    }
    for (found, tax) in read["tax"].as_array().unwrap().iter().zip(&invoice.tax) {
        assert_eq!(amount(&found["tax"]), tax.tax.canonical());
    }
    for (found, tax) in read["sales_tax"].as_array().unwrap().iter().zip(&invoice.sales_tax) {
        assert_eq!(amount(&found["tax"]), tax.tax.canonical());
    }
}

#[test]
fn the_whole_corpus_keeps_to_the_schema() {
    let schema = schema();
    corpus().iter().for_each(|(_, invoice)| says_it_all(invoice, &schema));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn whatever_an_invoice_is_it_keeps_to_the_schema(invoice in random::invoice()) {
        says_it_all(&invoice, &schema());
    }
}

#[test]
fn names_stand_in_the_order_of_reading_and_amounts_are_text() {
    let (_, invoice) = corpus().into_iter().next().unwrap();
    let text = String::from_utf8(write(&invoice).unwrap()).unwrap();
    assert!(text.starts_with("{\n  \"version\": 1,\n  \"kind\": \"invoice\",\n"), "{text}");
    assert!(
        text.contains("\"due\": {\n    \"amount\": \"1551.68\",\n    \"currency\": \"EUR\"\n  }")
    );
    assert!(!text.contains("null"), "{text}");
}

#[test]
fn the_schema_refuses_what_it_does_not_say() {
    let (_, invoice) = corpus().into_iter().next().unwrap();
    let read: Value = serde_json::from_slice(&write(&invoice).unwrap()).unwrap();
    let is_refused = |changed: Value| {
        let schema = schema();
        std::panic::catch_unwind(|| check(&changed, &schema, &schema, "invoice")).is_err()
    };
    for (name, value) in
        [("total", Value::from(12.5)), ("extra", Value::from("x")), ("kind", Value::from("order"))]
    {
        let mut changed = read.clone();
        changed[name] = value;
        assert!(is_refused(changed), "{name}");
    }
    let mut lacking = read;
    lacking.as_object_mut().unwrap().remove("number");
    assert!(is_refused(lacking));
}
