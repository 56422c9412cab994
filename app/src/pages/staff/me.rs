//! Who is signed in, and the entities that they may go to.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        head::head,
        icon::{Icon, icon},
        panel::panel,
    },
    forms::{Problems, notices::Fields},
    page::{self, Place},
};
use axum::extract::State;
use backend::{
    Actor,
    users::{
        notices,
        places::{self, EntityPlace},
    },
};
use domain::ids::EntityId;

/// GET /staff/me
pub async fn page(State(app): State<AppState>, visit: Visit) -> PageResult {
    show(&visit, &app, None, &Problems::default()).await
}

/// The page with its form as it was typed.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    fields: Option<Fields>,
    problems: &Problems,
) -> PageResult {
    let staff = visit.staff()?;
    let fields = match fields {
        Some(fields) => fields,
        None => Fields::of(notices::wish(&app.backend, &Actor::Staff(staff.clone())).await?),
    };
    let here = staff.entity_id;
    let entities = places::entities_of(&app.backend, staff).await?;
    let name = staff.name.clone();
    Ok(page::staff(visit, Place::Elsewhere, name.clone(), || {
        let rows: Vec<_> = entities.into_iter().map(|entity| row(entity, here)).collect();
        view! {
            {head(name).lede("The entities that you work for.")}
            <form class="stack" method="post" action="/switch-entity">{rows}</form>
            {panel("notices", "Mail to you").stack(fields.view(problems))}
        }
    }))
}

fn row(entity: EntityPlace, here: EntityId) -> Markup {
    let EntityPlace { entity_id, name, role } = entity;
    let role = format!("Your role: {}", role.label());
    let act = if entity_id == here {
        view! { <span class="tag">{icon(Icon::Good)} "You are here"</span> }.into_markup()
    } else {
        let label = format!("Go there: {name}");
        view! {
            <button class="button small" name="entity_id" value=entity_id.to_string() aria-label=label>
                "Go there"
            </button>
        }
        .into_markup()
    };
    view! {
        <div class="panel">
            <div class="body row between">
                <span class="stack tight">
                    <strong>{name}</strong>
                    <span class="s mute">{role}</span>
                </span>
                {act}
            </div>
        </div>
    }
    .into_markup()
}
