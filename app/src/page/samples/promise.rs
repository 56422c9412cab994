//! A form that was refused, with every kind of field.

use crate::markup::*;
use crate::{
    components::{
        choice::{option, tick},
        error_summary::error_summary,
        field::field,
        head::head,
        panel::panel,
        select::select,
        text_area::text_area,
    },
    forms::Problems,
    page::{Head, Page, Tab, portal},
    testing::{buyer_visit, today},
};
use domain::Refusal;

pub fn promise() -> Page {
    let mut problems = Problems::default();
    let most = super::eur(556_600);
    problems.add(Refusal::Overpromise { number: "NH-26-0894".to_owned(), most });
    problems.add(Refusal::DateTooEarly { earliest: today() });
    let visit = buyer_visit();
    portal(&visit, Tab::Invoices, Head::from("Promise").refreshed_every(5), || {
        view! {
            {head("Promise a date").crumb("Invoices", "/invoices").here("Promise")}
            {error_summary("Not promised", &problems)}
            {panel("promise", "When and how much")
                .body(view! {
                    <form class="form" method="post">
                        {field("amount", "Amount").money("€").value("6000.00").error(problems.of("amount"))}
                        {field("date", "Until").date(Some(today()), None).value("2026-11-17")
                            .error(problems.of("date")).hint("We do not ask for it until then.")}
                        {select("rule", "Apply to", [("oldest", "Oldest due date first")]).value("oldest")}
                        {text_area("note", "Note").value("</textarea><script>alert(1)</script>").optional()}
                        {tick("credit", "yes", "Use my credit of €605.00").note("Nothing is left of it").checked(true)}
                        {option("method", "debit", "Bank debit").note("NL20 INGB ···· 5678").end("No fee").checked(true)}
                        {option("method", "card", "Company card").note("Not for this amount").disabled(true)}
                        <button class="button primary">"Promise"</button>
                    </form>
                })}
        }
    })
}
