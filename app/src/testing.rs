//! Visits for tests: the people and the day of the design's mock screens.

use crate::markup::*;
use crate::{
    choices::{Keys, Theme},
    done::Done,
    page::tidy::tidy,
    site::Site,
    visit::{Circumstances, Visit},
};
use backend::{Actor, Buyer, Staff, brands::Brand};
use chrono::NaiveDate;
use domain::{
    access::{BuyerRole, StaffRole},
    list_view::ListViews,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Wednesday, 18 November 2026.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 18).expect("a date")
}

/// Mirjam de Wit, of Ferrow Cycles.
pub fn mirjam() -> Buyer {
    Buyer {
        user_id: Uuid::nil().into(),
        name: "Mirjam de Wit".to_owned(),
        account_id: Uuid::nil().into(),
        account_number: "10482".to_owned(),
        account_name: "Ferrow Cycles B.V.".to_owned(),
        entity_id: Uuid::nil().into(),
        entity_name: "Nordhaven".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        role: BuyerRole::Pay,
        seen_by_staff: None,
    }
}

/// Lena Okafor, of Nordhaven.
pub fn lena(role: StaffRole) -> Staff {
    Staff {
        user_id: Uuid::nil().into(),
        name: "Lena Okafor".to_owned(),
        entity_id: Uuid::nil().into(),
        entity_name: "Nordhaven".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        role,
    }
}

fn site() -> Site {
    let names = [("app.js", "/pkg/app.js"), ("app.wasm", "/pkg/app_bg.wasm")];
    let owned = names.map(|(name, address)| (name.to_owned(), address.to_owned()));
    Site::from(BTreeMap::from(owned))
}

/// A request of somebody, or of nobody.
pub fn visit(actor: Option<Actor>) -> Circumstances {
    Circumstances {
        actor,
        today: today(),
        path: "/invoices".to_owned(),
        query: String::new(),
        theme: Theme::System,
        keys: Keys::On,
        done: None,
        demo: false,
        nonce: Some("n0nce".to_owned()),
        views: ListViews::default(),
        brand: Brand::default(),
        site: site().into(),
    }
}

/// A request of Mirjam's.
pub fn buyer_visit() -> Visit {
    visit(Some(Actor::Buyer(mirjam()))).into()
}

/// The same, after a form.
pub fn after(done: Done) -> Visit {
    Circumstances { done: Some(done), ..visit(Some(Actor::Buyer(mirjam()))) }.into()
}

/// A request of Lena's.
pub fn staff_visit(role: StaffRole) -> Visit {
    visit(Some(Actor::Staff(lena(role)))).into()
}

/// A view's HTML as it leaves the server.
pub fn html(view: impl IntoView) -> String {
    tidy(&view.to_html())
}
