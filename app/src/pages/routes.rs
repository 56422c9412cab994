//! Every address of the app, by area: GETs are pages, POSTs are the forms of the same path, and
//! `/ask/…` answers questions of islands in JSON.

use crate::{
    AppState, forms,
    pages::{brand, portal, public, staff},
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

/// The table. The server puts sessions, headers and [`crate::error::pages_for_errors`] around it.
pub fn routes() -> Router<AppState> {
    Router::new()
        .merge(public())
        .merge(portal())
        .merge(staff())
        .merge(questions())
        .fallback(public::errors::missing)
}

/// For anybody.
fn public() -> Router<AppState> {
    Router::new()
        .route("/login", get(public::login::page).post(forms::session::log_in))
        .route("/logout", post(forms::session::log_out))
        .route("/sign-out-everywhere", post(forms::session::sign_out_everywhere))
        .route("/choices", post(forms::choices::choose))
        .route("/password", get(public::password::page).post(forms::password::submit))
        .route("/calendar/{file}", get(public::calendar_feed::file))
        .route("/check", get(public::check::page))
        .route("/brand.css", get(brand::style))
}

/// For buyers.
fn portal() -> Router<AppState> {
    Router::new()
        .route("/", get(portal::home::page))
        .route("/logo", get(brand::logo))
        .route("/account", get(portal::account::page).post(forms::notices::of_buyer))
        .route("/account/calendar", post(forms::calendar_feeds::of_buyer))
        .merge(account_changes())
        .route("/settings/formats", get(portal::preferences::page).post(forms::preferences::choose))
        .route("/settings/formats/preview/{kind}", get(portal::preferences::frame))
        .route("/accounts", get(portal::accounts::page))
        .route("/invoices", get(portal::invoices::page))
        .route("/invoices.csv", get(portal::invoices::csv))
        .route("/invoices/view", post(forms::list_views::of_buyer))
        .route("/invoices/{id}", get(portal::invoice::page))
        .merge(self_help())
        .route("/invoices/{id}/promise", get(portal::promises::page).post(forms::promises::make))
        .route("/invoices/{id}/promise/withdraw", post(forms::promises::withdraw))
        .route(
            "/invoices/{id}/dispute",
            get(portal::disputes::new::page).post(forms::disputes::open).layer(with_files()),
        )
        .route("/disputes", get(portal::disputes::page))
        .route("/disputes.csv", get(portal::disputes::csv))
        .route(
            "/disputes/new",
            get(portal::disputes::new::several)
                .post(forms::disputes::open_several)
                .layer(with_files()),
        )
        .route(
            "/disputes/{id}",
            get(portal::dispute::page).post(forms::disputes::answer).layer(with_files()),
        )
        .route("/disputes/{id}/withdraw", post(forms::disputes::withdraw))
        .route("/disputes/{id}/reopen", post(forms::disputes::reopen).layer(with_files()))
        .route("/disputes/{id}/proposals/{proposal}", post(forms::proposals::accept))
        .route("/bundles", get(portal::bundles::list))
        .route("/bundles/new", get(portal::bundles::new).post(forms::bundles::ask))
        .route("/bundles/{id}", get(portal::bundles::page))
        .route("/bundles/{id}/file", get(portal::bundles::file))
        .route("/bundles/{id}/stop", post(forms::bundles::stop))
        .route("/documents/{id}", get(portal::documents::one))
        .route("/conversations", get(portal::conversations::page))
        .route(
            "/conversations/new",
            get(portal::conversations::new::page)
                .post(forms::conversations::ask)
                .layer(with_files()),
        )
        .route(
            "/conversations/{id}",
            get(portal::conversation::page).post(forms::conversations::reply).layer(with_files()),
        )
        .route("/files", post(forms::files::put).layer(with_files()))
        .route("/files/{id}", get(portal::files::one))
        .route("/originals/{id}", get(portal::originals::file))
        .route("/pay", get(portal::pay::page).post(forms::pay::submit))
        .route("/payments", get(portal::payments::page))
        .route("/payments.csv", get(portal::payments::csv))
        .route("/payments/{id}", get(portal::payment::page))
        .route("/payments/{id}/receipt", get(portal::receipt::page))
        .route("/payments/{id}/receipt.pdf", get(portal::receipt::pdf))
        .route("/statement", get(portal::statement::page))
        .route("/statement.csv", get(portal::statement::csv))
        .route("/statement.pdf", get(portal::statement::pdf))
        .route(
            "/sandbox/bank/{ref}",
            get(public::sandbox_bank::page).post(forms::sandbox_bank::answer),
        )
        .route("/switch-account", post(forms::session::switch_account))
        .route("/stop-viewing", post(forms::session::stop_viewing))
}

/// How documents went, and those that go by post.
fn dispatches() -> Router<AppState> {
    Router::new()
        .route("/staff/dispatches", get(staff::dispatches::page))
        .route("/staff/dispatches.csv", get(staff::dispatches::csv))
        .route(
            "/staff/dispatches/{id}",
            get(staff::dispatches::one::page).post(forms::dispatches::submit),
        )
        .route("/staff/documents/{id}", get(staff::dispatches::document))
        .route("/staff/print-runs", get(staff::print_runs::page).post(forms::print_runs::ask))
        .route("/staff/print-runs/{id}", get(staff::print_runs::one::page))
        .route("/staff/print-runs/{id}/file", get(staff::print_runs::one::file))
        .route("/staff/print-runs/{id}/manifest.csv", get(staff::print_runs::one::manifest))
        .route("/staff/print-runs/{id}/post", post(forms::print_runs::post))
        .route("/staff/print-runs/{id}/undo", post(forms::print_runs::undo))
}

/// Files of several documents, for the seller's people.
fn bundles_of_accounts() -> Router<AppState> {
    Router::new()
        .route("/staff/accounts/{id}/bundles", get(staff::bundles::list))
        .route(
            "/staff/accounts/{id}/bundles/new",
            get(staff::bundles::new).post(forms::bundles::ask_for),
        )
        .route("/staff/accounts/{id}/bundles/{bundle}", get(staff::bundles::page))
        .route("/staff/accounts/{id}/bundles/{bundle}/file", get(staff::bundles::file))
        .route("/staff/accounts/{id}/bundles/{bundle}/stop", post(forms::bundles::stop_for))
}

/// What buyers can have without waiting for an answer.
fn self_help() -> Router<AppState> {
    Router::new()
        .route("/help", get(portal::self_help::choose))
        .route("/invoices/{id}/help", get(portal::self_help::page))
        .route(
            "/invoices/{id}/help/paid",
            get(portal::self_help::paid::page).post(forms::self_help::end),
        )
        .route(
            "/invoices/{id}/help/order",
            get(portal::self_help::order::page).post(forms::order::give),
        )
        .route("/invoices/{id}/copy", get(portal::copy::page).post(forms::copy::take))
        .route("/invoices/{id}/copy/{format}", get(portal::copy::file))
        .route(
            "/credit-notes/{id}/copy",
            get(portal::copy::page_of_credit_note).post(forms::copy::take_of_credit_note),
        )
        .route("/credit-notes/{id}/copy/{format}", get(portal::copy::file_of_credit_note))
}

/// What an account's people change of its own data.
fn account_changes() -> Router<AppState> {
    Router::new()
        .route(
            "/account/address",
            get(portal::account_changes::address).post(forms::account_changes::address),
        )
        .route("/account/contacts", get(portal::account_changes::list))
        .route(
            "/account/contacts/new",
            get(portal::account_changes::new).post(forms::account_changes::add),
        )
        .route(
            "/account/contacts/{id}",
            get(portal::account_changes::contact).post(forms::account_changes::contact),
        )
}

/// For the seller's people.
fn staff() -> Router<AppState> {
    Router::new()
        .route("/staff", get(staff::overview::page))
        .route("/staff/accounts", get(staff::accounts::page))
        .route(
            "/staff/accounts/{id}",
            get(staff::account::page)
                .post(forms::supporting_documents::attach_to_account)
                .layer(with_files()),
        )
        .route(
            "/staff/accounts/{id}/formats",
            get(staff::preferences::page).post(forms::preferences::choose_for),
        )
        .route("/staff/accounts/{id}/formats/preview/{kind}", get(staff::preferences::frame))
        .merge(bundles_of_accounts())
        .route("/staff/invoices", get(staff::invoices::page))
        .route("/staff/invoices.csv", get(staff::invoices::csv))
        .route("/staff/originals/{id}", get(staff::originals::file))
        .route("/staff/invoices/view", post(forms::list_views::of_staff))
        .route(
            "/staff/invoices/{id}",
            get(staff::invoice::page)
                .post(forms::supporting_documents::attach_to_invoice)
                .layer(with_files()),
        )
        .route("/staff/supporting-documents/{id}/remove", post(forms::supporting_documents::remove))
        .route("/staff/payments", get(staff::payments::page))
        .route("/staff/payments.csv", get(staff::payments::csv))
        .route("/staff/payments/{id}", get(staff::payment::page))
        .route("/staff/promises", get(staff::promises::page))
        .merge(dispatches())
        .route("/staff/disputes", get(staff::disputes::page))
        .route("/staff/disputes.csv", get(staff::disputes::csv))
        .route("/staff/disputes/analysis", get(staff::analysis::page))
        .route("/staff/disputes/analysis.csv", get(staff::analysis::csv))
        .route("/staff/disputes/analysis/questions", get(staff::analysis::questions::page))
        .route("/staff/disputes/{id}", get(staff::dispute::page).post(forms::decide::decide))
        .route("/staff/disputes/{id}/claim", post(forms::decide::claim))
        .route("/staff/disputes/{id}/join", post(forms::decide::join))
        .route("/staff/disputes/{id}/proposals/{proposal}", post(forms::proposals::approve))
        .route("/staff/disputes/{id}/deliveries/{delivery}", post(forms::delivery::submit))
        .route("/staff/disputes/{id}/write", post(forms::decide::write).layer(with_files()))
        .route("/staff/disputes/{id}/hand-over", post(forms::hand_over::submit))
        .route("/staff/disputes/{id}/priority", post(forms::hand_over::prioritise))
        .route(
            "/staff/changes",
            get(staff::account_changes::page).post(forms::account_changes::switch),
        )
        .route(
            "/staff/changes/{id}",
            get(staff::account_changes::one).post(forms::account_changes::decide),
        )
        .route("/staff/self-help", get(staff::self_help::page))
        .route("/staff/self-help/cases", get(staff::self_help::cases))
        .route("/staff/conversations", get(staff::conversations::page))
        .route(
            "/staff/conversations/new",
            get(staff::conversations::new::page)
                .post(forms::conversations::begin)
                .layer(with_files()),
        )
        .route(
            "/staff/conversations/{id}",
            get(staff::conversation::page).post(forms::conversations::answer).layer(with_files()),
        )
        .route("/staff/files", post(forms::files::put_by_staff).layer(with_files()))
        .route("/staff/files/{id}", get(staff::files::one))
        .route("/staff/conversations/{id}/rest", post(forms::conversations::rest))
        .route("/staff/messages", get(staff::messages::list))
        .route("/staff/messages/{id}", get(staff::messages::one))
        .route("/staff/decisions", get(staff::decisions::page))
        .route("/staff/webhooks", get(staff::webhooks::list))
        .route("/staff/webhooks/{id}", get(staff::webhooks::one).post(forms::webhooks::retry))
        .route("/staff/inbound", get(staff::inbound::list))
        .route("/staff/inbound/{id}", get(staff::inbound::one).post(forms::inbound::retry))
        .route("/staff/search", get(staff::search::page))
        .route("/staff/users", get(staff::users::page).post(forms::users::submit))
        .route("/staff/settings/disputes", get(staff::settings::page).post(forms::settings::submit))
        .route(
            "/staff/settings/disputes/answers",
            get(staff::settings::canned_answers::page)
                .post(forms::settings::canned_answers::submit),
        )
        .route(
            "/staff/settings/disputes/answers/{id}",
            get(staff::settings::canned_answers::one).post(forms::settings::canned_answers::change),
        )
        .route(
            "/staff/settings/disputes/limits",
            get(staff::settings::limits::page).post(forms::settings::limits::submit),
        )
        .route(
            "/staff/settings/disputes/teams/{id}",
            get(staff::settings::team::page).post(forms::settings::team::submit),
        )
        .route(
            "/staff/settings/documents",
            get(staff::settings::documents::page).post(forms::settings::documents::submit),
        )
        .route(
            "/staff/settings/brand",
            get(staff::settings::brand::page).post(forms::settings::brand::submit),
        )
        .route("/staff/settings/brand/logo", get(staff::settings::brand::picture))
        .route("/staff/me", get(staff::me::page).post(forms::notices::of_staff))
        .merge(imports())
        .route("/staff/clock", get(staff::clock::page).post(forms::clock::submit))
        .route("/staff/sandbox", get(staff::sandbox::page).post(forms::sandbox::submit))
        .route("/staff/accounts/{id}/view-portal", post(forms::session::view_portal))
        .route("/switch-entity", post(forms::session::switch_entity))
}

/// The limit of forms that take files along.
fn with_files() -> DefaultBodyLimit {
    DefaultBodyLimit::max(forms::files::MOST_SENT)
}

/// Imports. An upload is larger than other forms; the server's own limit is the one that counts.
fn imports() -> Router<AppState> {
    Router::new()
        .route("/staff/imports", get(staff::imports::page))
        .route(
            "/staff/imports/new",
            get(staff::imports::new::page)
                .post(forms::imports::upload)
                .layer(DefaultBodyLimit::disable()),
        )
        .route(
            "/staff/imports/mappings",
            get(staff::imports::mappings::page).post(forms::imports::mapping::save),
        )
        .route("/staff/imports/{id}", get(staff::imports::run::page).post(forms::imports::load_it))
        .route("/staff/imports/{id}/problems.csv", get(staff::imports::run::csv))
}

/// Asked by islands; they change nothing.
fn questions() -> Router<AppState> {
    Router::new()
        .route("/ask/quote", get(forms::pay::ask))
        .route("/ask/disputes", get(forms::disputes::ask))
        .route("/ask/payments/{id}/state", get(portal::payment::ask))
}
