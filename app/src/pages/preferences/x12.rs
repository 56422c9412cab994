//! What is agreed with who reads X12, as it is typed.

use super::asked::Rest;
use crate::markup::*;
use crate::{
    components::{field::field, select::select},
    forms::Problems,
    pages::query::Address,
};
use domain::x12_partner::{Identity, QUALIFIERS, SEGMENT_ENDS, X12Partner, sign};

/// The fields, in the order of [`Typed`].
const NAMES: [&str; 8] = [
    "x12-sender-kind",
    "x12-sender",
    "x12-receiver-kind",
    "x12-receiver",
    "x12-element",
    "x12-component",
    "x12-segment",
    "x12-usage",
];
/// What a line end is called in a form.
const LINE_END: &str = "line-end";
const PRODUCTION: &str = "production";

/// What was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Typed([String; 8]);

impl Typed {
    /// As it holds.
    pub fn of(holds: &X12Partner) -> Self {
        let kind = |side: &Option<Identity>| {
            side.as_ref().map_or_else(|| QUALIFIERS[0].0.to_owned(), |one| one.qualifier.clone())
        };
        let id =
            |side: &Option<Identity>| side.as_ref().map(|one| one.id.clone()).unwrap_or_default();
        Self([
            kind(&holds.sender),
            id(&holds.sender),
            kind(&holds.receiver),
            id(&holds.receiver),
            holds.element.to_string(),
            holds.component.to_string(),
            code(holds.segment),
            if holds.is_production { PRODUCTION } else { "test" }.to_owned(),
        ])
    }

    /// As it was typed; what was not sent is what holds.
    pub fn read(rest: &Rest, holds: &X12Partner) -> Self {
        let mut typed = Self::of(holds);
        for (name, value) in NAMES.iter().zip(&mut typed.0) {
            if let Some(sent) = rest.get(*name) {
                value.clone_from(sent);
            }
        }
        typed
    }

    /// What is agreed, or notes of what cannot be.
    pub fn partner(&self, problems: &mut Problems) -> Option<X12Partner> {
        let [sender_kind, sender, receiver_kind, receiver, element, component, segment, usage] =
            &self.0;
        let element = problems.read("x12-element", sign("x12-element", element));
        let component = problems.read("x12-component", sign("x12-component", component));
        let segment = if segment == LINE_END { "\n" } else { segment };
        let segment = problems.read("x12-segment", sign("x12-segment", segment));
        let partner = X12Partner {
            sender: Identity::read(sender_kind, sender),
            receiver: Identity::read(receiver_kind, receiver),
            element: element?,
            component: component?,
            segment: segment?,
            is_production: usage == PRODUCTION,
        };
        match partner.check() {
            Ok(()) => Some(partner),
            Err(refusal) => {
                problems.add(refusal);
                None
            }
        }
    }

    /// The address with all of it.
    pub fn seen_at(&self, address: Address) -> Address {
        NAMES.iter().zip(&self.0).fold(address, |address, (name, value)| address.with(name, value))
    }

    /// The fields.
    pub fn fields(&self, problems: &Problems) -> Markup {
        let value = |at: usize| self.0[at].clone();
        let kinds = |at: usize, label: &str| {
            let known = QUALIFIERS.iter().any(|(code, _)| *code == self.0[at]);
            let other = (!known).then(|| (value(at), value(at)));
            let all =
                QUALIFIERS.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned()));
            select(NAMES[at], label, all.chain(other))
                .value(value(at))
                .error(problems.of(NAMES[at]))
        };
        let typed = |at: usize, label: &str, longest: u32| {
            field(NAMES[at], label).value(value(at)).longest(longest).error(problems.of(NAMES[at]))
        };
        let ends = SEGMENT_ENDS.map(|(end, label)| (code(end), label));
        let usages = [("test", "Tests"), (PRODUCTION, "Invoices that count")];
        view! {
            <div class="contain">
                <div class="form two">
                    {kinds(0, "The seller’s number is")}
                    {typed(1, "The seller’s number", 15).optional().hint("Without one, one that the invoice has.")}
                    {kinds(2, "Your number is")}
                    {typed(3, "Your number", 15).optional().hint("Or that of who reads for you.")}
                    {typed(4, "Between elements", 1)}
                    {typed(5, "Between parts of an element", 1)}
                    {select(NAMES[6], "After a segment", ends).value(value(6)).error(problems.of(NAMES[6]))}
                    {select(NAMES[7], "They are", usages).value(value(7))}
                </div>
            </div>
        }
        .into_markup()
    }
}

/// A sign, as a form has it.
fn code(sign: char) -> String {
    if sign == '\n' { LINE_END.to_owned() } else { sign.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(query: &str) -> Rest {
        serde_urlencoded::from_str(query).expect("a query")
    }

    #[test]
    fn what_was_typed_is_read_and_what_was_not_holds() {
        let form = "x12-receiver-kind=01&x12-receiver=123456789&x12-element=|&x12-segment=line-end&x12-usage=production";
        let typed = Typed::read(&rest(form), &X12Partner::default());
        let mut problems = Problems::default();
        let partner = typed.partner(&mut problems).expect("a partner");
        assert!(problems.is_empty() && partner.is_production && partner.sender.is_none());
        assert_eq!(partner.separators(), ['|', '>', '\n']);
        let again = String::from(typed.seen_at(Address::new("")));
        let again = Typed::read(&rest(again.trim_start_matches('?')), &X12Partner::default());
        assert_eq!((&again, &Typed::of(&partner)), (&typed, &typed));
    }

    #[test]
    fn what_cannot_be_is_told_beside_its_field() {
        for (form, field) in [
            ("x12-element=", "x12-element"),
            ("x12-component=*", "x12-element"),
            ("x12-receiver=A*B", "x12-receiver"),
            ("x12-sender=A", "x12-sender"),
            ("x12-segment=ab", "x12-segment"),
        ] {
            let mut problems = Problems::default();
            let typed = Typed::read(&rest(form), &X12Partner::default());
            assert_eq!(typed.partner(&mut problems), None, "{form}");
            assert!(problems.of(field).is_some(), "{form}: {problems:?}");
        }
    }
}
