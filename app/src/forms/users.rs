//! Adding users, shutting and signing them out, and giving them passwords.

use super::{Problems, done, refusal_of};
use crate::{AppState, FormResult, Visit, done::Done, pages::staff::users};
use axum::{Form, extract::State};
use backend::{
    Actor, Staff,
    users::{
        admin::{self, Membership, NewUser},
        listing,
    },
};
use domain::{
    Refusal,
    access::{BuyerRole, StaffRole},
    ids::UserId,
};
use serde::Deserialize;

/// The forms of the page, as typed.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Fields {
    /// Which of them: `add`, `disable`, `revoke`, `password`.
    #[serde(rename = "do")]
    pub act: String,
    /// Of whom, for shutting and signing out.
    pub user_id: Option<UserId>,
    /// The new user's name.
    pub name: String,
    /// The new user's e-mail.
    pub email: String,
    /// Their role: `buyer:view`, `staff:viewer`.
    pub role: String,
    /// The number of their account.
    pub account: String,
    /// Their first password.
    pub password: String,
    /// Whose password is changed.
    pub of_email: String,
    /// To which.
    pub new_password: String,
}

/// POST /staff/users
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let staff = visit.staff()?;
    let actor = Actor::Staff(staff.clone());
    let mut problems = Problems::default();
    let outcome = match fields.act.as_str() {
        "disable" => {
            let id = fields.user_id.ok_or(backend::Error::NotFound)?;
            refusal_of(admin::disable(&app.backend, &actor, id).await)?.map(|()| Done::UserDisabled)
        }
        "revoke" => {
            let id = fields.user_id.ok_or(backend::Error::NotFound)?;
            refusal_of(admin::revoke(&app.backend, &actor, id).await)?.map(|()| Done::UserRevoked)
        }
        "password" => refusal_of(change_password(&app, &actor, &fields).await)?
            .map(|()| Done::PasswordChanged),
        _ => match membership(&app, staff, &fields).await? {
            Ok(membership) => refusal_of(add(&app, &actor, &fields, membership).await)?
                .map(|()| Done::UserCreated),
            Err(refusal) => Err(refusal),
        },
    };
    match outcome {
        Ok(what) => Ok(done("/staff/users", what)),
        Err(refusal) if fields.act == "password" => {
            problems.add_at("new_password", refusal);
            Ok(users::show(&visit, &app, &fields, &problems).await?.refused())
        }
        Err(refusal) => {
            problems.add(refusal);
            Ok(users::show(&visit, &app, &fields, &problems).await?.refused())
        }
    }
}

async fn add(
    app: &AppState,
    actor: &Actor,
    fields: &Fields,
    membership: Membership,
) -> backend::Result<()> {
    let new = NewUser {
        email: fields.email.clone(),
        name: fields.name.clone(),
        password: fields.password.clone(),
        membership,
    };
    admin::create(&app.backend, actor, new).await.map(|_| ())
}

async fn change_password(app: &AppState, actor: &Actor, fields: &Fields) -> backend::Result<()> {
    let unknown = || Refusal::field("of_email", "Nobody signs in with this e-mail.").into();
    let id = match listing::by_email(&app.backend, &fields.of_email).await {
        Ok(id) => id,
        Err(backend::Error::NotFound) => return Err(unknown()),
        Err(error) => return Err(error),
    };
    admin::set_password(&app.backend, actor, id, fields.new_password.clone()).await
}

/// What the role and the account that were typed mean.
async fn membership(
    app: &AppState,
    staff: &Staff,
    fields: &Fields,
) -> Result<Result<Membership, Refusal>, crate::AppError> {
    let no_role = || Refusal::field("role", "Choose a role.");
    let Some((kind, code)) = fields.role.split_once(':') else {
        return Ok(Err(no_role()));
    };
    if kind == "staff" {
        let role = StaffRole::of(code).ok_or_else(no_role);
        return Ok(role.map(|role| Membership::Staff(staff.entity_id, role)));
    }
    let Some(role) = BuyerRole::of(code) else {
        return Ok(Err(no_role()));
    };
    let number = fields.account.trim();
    match listing::account_by_number(&app.backend, staff.entity_id, number).await {
        Ok(account) => Ok(Ok(Membership::Buyer(account, role))),
        Err(backend::Error::NotFound) => {
            Ok(Err(Refusal::field("account", "There is no account with this number.")))
        }
        Err(error) => Err(error.into()),
    }
}
