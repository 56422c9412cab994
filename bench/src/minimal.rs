//! What is measured against: a server that does by hand what the pages cannot do without. It looks
//! up the session, reads the totals and fifty rows by index, and writes plain HTML. No roles, no
//! row-level security, no router worth the name, no components.

use anyhow::{Context, Result};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
    serve::ListenerExt,
};
use chrono::NaiveDate;
use domain::money::Money;
use sha2::{Digest, Sha256};
use sqlx::{PgPool, postgres::PgPoolOptions};
use std::fmt::Write;
use tokio::net::TcpListener;
use tower_sessions_core::session::Id;
use uuid::Uuid;

/// As many as the portal has.
const CONNECTIONS: u32 = 12;

/// Serves on `BENCH_ADDR` from `DATABASE_URL`.
pub async fn serve(arguments: &[String]) -> Result<()> {
    let setting = |name: &str| std::env::var(name).with_context(|| format!("{name} is missing"));
    anyhow::ensure!(arguments.is_empty(), "settings come from the environment");
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .test_before_acquire(false)
        .connect(&setting("DATABASE_URL")?)
        .await?;
    let app = Router::new()
        .route("/readyz", get(async || "ready\n"))
        .route("/invoices", get(list))
        .route("/invoices/{id}", get(invoice))
        .with_state(pool);
    let listener = TcpListener::bind(setting("BENCH_ADDR")?).await?;
    let listener = listener.tap_io(|stream| {
        // Without it small answers would wait for an acknowledgement; not worth failing for.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, app).await?;
    Ok(())
}

/// Anything that goes wrong.
struct Failure(anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, format!("{:#}\n", self.0)).into_response()
    }
}

/// Who asks: their name and account.
async fn session(pool: &PgPool, headers: &HeaderMap) -> Result<(String, Uuid)> {
    let cookie = headers
        .get(header::COOKIE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("sid="))
        .context("nobody is signed in")?;
    let id: Id = cookie.parse()?;
    let hash = Sha256::digest(id.0.to_le_bytes()).to_vec();
    let row = sqlx::query_as(
        "SELECT u.name, (s.data->>'account_id')::uuid FROM session s JOIN app_user u ON u.id = s.user_id
         WHERE s.id_hash = $1 AND s.idle_until > clock_timestamp() AND s.ends_at > clock_timestamp()",
    )
    .bind(hash)
    .fetch_one(pool)
    .await?;
    Ok(row)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: String,
    po_number: Option<String>,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    currency: String,
    total_minor: i64,
    open_minor: i64,
}

async fn list(State(pool): State<PgPool>, headers: HeaderMap) -> Result<Html<String>, Failure> {
    let (name, account) = session(&pool, &headers).await?;
    let (open, count, credit): (i64, i32, i64) = sqlx::query_as(
        "SELECT open_minor, open_count, credit_minor FROM account_balance WHERE account_id = $1",
    )
    .bind(account)
    .fetch_one(&pool)
    .await?;
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT id, number, po_number, issued_on, due_on, currency, total_minor, open_minor FROM invoice
         WHERE account_id = $1 AND open_minor > 0 ORDER BY due_on, id LIMIT 50",
    )
    .bind(account)
    .fetch_all(&pool)
    .await?;
    let mut html = String::with_capacity(16 * 1024);
    head(&mut html, "Invoices", &name)?;
    write!(html, "<p>{count} open, {open} cents, {credit} credit</p><table>")?;
    for row in rows {
        let currency = row.currency.parse().map_err(anyhow::Error::msg)?;
        write!(
            html,
            "<tr><td><a href=\"/invoices/{}\">{}</a> <small>{}</small><td>{}<td>{}<td>{}<td>{}",
            row.id,
            escaped(&row.number),
            escaped(row.po_number.as_deref().unwrap_or_default()),
            row.issued_on,
            row.due_on,
            Money::new(row.total_minor, currency).bare(),
            Money::new(row.open_minor, currency).bare(),
        )?;
    }
    html.push_str("</table>");
    Ok(Html(html))
}

#[derive(sqlx::FromRow)]
struct Line {
    line_no: i32,
    description: String,
    quantity_e4: i64,
    amount_minor: i64,
}

async fn invoice(
    State(pool): State<PgPool>,
    headers: HeaderMap,
    Path(id): Path<Uuid>,
) -> Result<Html<String>, Failure> {
    let (name, account) = session(&pool, &headers).await?;
    let invoice: Row = sqlx::query_as(
        "SELECT id, number, po_number, issued_on, due_on, currency, total_minor, open_minor FROM invoice
         WHERE account_id = $1 AND id = $2",
    )
    .bind(account)
    .bind(id)
    .fetch_one(&pool)
    .await?;
    let lines: Vec<Line> = sqlx::query_as(
        "SELECT line_no, description, quantity_e4, amount_minor FROM invoice_line
         WHERE account_id = $1 AND invoice_id = $2 ORDER BY line_no",
    )
    .bind(account)
    .bind(id)
    .fetch_all(&pool)
    .await?;
    let currency = invoice.currency.parse().map_err(anyhow::Error::msg)?;
    let mut html = String::with_capacity(4 * 1024);
    head(&mut html, &escaped(&invoice.number), &name)?;
    write!(html, "<p>Due {}</p><table>", invoice.due_on)?;
    for line in lines {
        write!(
            html,
            "<tr><td>{}<td>{}<td>{}<td>{}",
            line.line_no,
            escaped(&line.description),
            line.quantity_e4 / 10_000,
            Money::new(line.amount_minor, currency).bare(),
        )?;
    }
    write!(html, "</table><p>{}</p>", Money::new(invoice.total_minor, currency).full())?;
    Ok(Html(html))
}

fn head(html: &mut String, title: &str, name: &str) -> Result<()> {
    let name = escaped(name);
    write!(
        html,
        "<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{name}</p>"
    )?;
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
