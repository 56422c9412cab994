//! Proofs: what must hold after every fault, asked of the database itself. A job asks nightly, tests
//! ask after every story, and each mismatch is told with its account.

use crate::{Backend, error::Result};

/// Something that does not add up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mismatch {
    /// Which proof failed.
    pub proof: &'static str,
    /// Where: an id and the two figures.
    pub detail: String,
}

/// Asks all proofs.
pub async fn mismatches(backend: &Backend) -> Result<Vec<Mismatch>> {
    let mut found = Vec::new();
    let mut tx = backend.db.worker().await?;
    // Each proof reads whole tables. After a large import, before their statistics are renewed, a
    // plan for small ones would go through them once for every row.
    sqlx::query!("SET LOCAL enable_nestloop = off").execute(&mut *tx).await?;
    let mut add = |proof: &'static str, details: Vec<String>| {
        found.extend(details.into_iter().map(|detail| Mismatch { proof, detail }));
    };
    add(
        "debits equal credits, by entry",
        sqlx::query_scalar!(
            r#"SELECT format('entry %s is off by %s', entry_id, sum(CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END)) AS "told!"
               FROM ledger_line GROUP BY entry_id, currency
               HAVING sum(CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END) <> 0 LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "the ledger's receivables equal the open items, by account and currency",
        sqlx::query_scalar!(
            r#"WITH books AS (
                   SELECT account_id, currency, sum(CASE direction WHEN 'D' THEN amount_minor ELSE -amount_minor END) AS minor
                   FROM ledger_line WHERE ledger = 'receivable' GROUP BY 1, 2),
               items AS (SELECT account_id, currency, sum(open_minor) AS minor FROM open_item GROUP BY 1, 2)
               SELECT format('account %s has %s in the books and %s open in %s', coalesce(b.account_id, i.account_id), b.minor, i.minor, coalesce(b.currency, i.currency)) AS "told!"
               FROM books b FULL JOIN items i USING (account_id, currency)
               WHERE coalesce(b.minor, 0) <> coalesce(i.minor, 0) LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "the ledger's unapplied credit equals credit notes and payments that are left",
        sqlx::query_scalar!(
            r#"WITH books AS (
                   SELECT account_id, currency, sum(CASE direction WHEN 'C' THEN amount_minor ELSE -amount_minor END) AS minor
                   FROM ledger_line WHERE ledger = 'unapplied' GROUP BY 1, 2),
               kept AS (
                   SELECT account_id, currency, sum(minor) AS minor FROM (
                       SELECT account_id, currency, left_minor AS minor FROM credit_note
                       UNION ALL SELECT account_id, currency, left_minor FROM payment) x GROUP BY 1, 2)
               SELECT format('account %s has %s in the books and %s left in %s', coalesce(b.account_id, k.account_id), b.minor, k.minor, coalesce(b.currency, k.currency)) AS "told!"
               FROM books b FULL JOIN kept k USING (account_id, currency)
               WHERE coalesce(b.minor, 0) <> coalesce(k.minor, 0) LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "each open item is its amount less what was applied",
        sqlx::query_scalar!(
            r#"SELECT format('open item %s has %s open and should have %s', o.id, o.open_minor, o.amount_minor - coalesce(a.minor, 0)) AS "told!"
               FROM open_item o
               LEFT JOIN (SELECT open_item_id, sum(amount_minor + discount_minor) AS minor FROM allocation GROUP BY 1) a ON a.open_item_id = o.id
               WHERE o.open_minor <> o.amount_minor - coalesce(a.minor, 0) LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "each invoice's open amount is that of its items",
        sqlx::query_scalar!(
            r#"SELECT format('invoice %s has %s open and its items %s', i.number, i.open_minor, o.minor) AS "told!"
               FROM invoice i JOIN (SELECT invoice_id, sum(open_minor) AS minor, sum(amount_minor) AS total FROM open_item GROUP BY 1) o ON o.invoice_id = i.id
               WHERE i.open_minor <> o.minor OR i.total_minor <> o.total LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "what items hold as in flight is what live payments are meant for",
        sqlx::query_scalar!(
            r#"SELECT format('open item %s holds %s and should hold %s', o.id, o.in_flight_minor, coalesce(p.minor, 0)) AS "told!"
               FROM open_item o
               LEFT JOIN (
                   SELECT pp.open_item_id, sum(pp.amount_minor + pp.discount_minor + CASE p.state WHEN 'created' THEN pp.credit_minor ELSE 0 END) AS minor
                   FROM payment_part pp JOIN payment p ON p.account_id = pp.account_id AND p.id = pp.payment_id
                   WHERE p.state IN ('created', 'confirming', 'unknown', 'requires_action', 'processing') GROUP BY 1) p ON p.open_item_id = o.id
               WHERE o.in_flight_minor <> coalesce(p.minor, 0) LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "what was billed of an article on a day is what its lines say",
        sqlx::query_scalar!(
            r#"WITH lines AS (
                   SELECT i.entity_id, i.currency, i.issued_on AS sold_on, l.article,
                          sum(l.amount_minor + round(l.amount_minor::numeric * l.tax_bp / 10000)) AS minor
                   FROM invoice_line l JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
                   WHERE l.article IS NOT NULL GROUP BY 1, 2, 3, 4)
               SELECT format('article %s of entity %s has %s kept on %s and lines of %s', article, entity_id, s.gross_minor, sold_on, l.minor) AS "told!"
               FROM article_sale s FULL JOIN lines l USING (entity_id, currency, sold_on, article)
               WHERE coalesce(s.gross_minor, 0) <> coalesce(l.minor, 0) LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "what items hold as disputed is what lines hold that nobody has decided",
        sqlx::query_scalar!(
            r#"SELECT format('open item %s holds %s and should hold %s', o.id, o.disputed_minor, coalesce(h.minor, 0)) AS "told!"
               FROM open_item o
               LEFT JOIN (
                   SELECT h.open_item_id, sum(h.amount_minor) AS minor FROM dispute_hold h
                   JOIN dispute_line l ON l.account_id = h.account_id AND l.id = h.dispute_line_id
                   JOIN dispute d ON d.account_id = l.account_id AND d.id = l.dispute_id
                   WHERE h.ended_at IS NULL AND l.outcome IS NULL AND d.state IN ('open', 'asked') GROUP BY 1) h ON h.open_item_id = o.id
               WHERE o.disputed_minor <> coalesce(h.minor, 0)
               UNION ALL
               SELECT format('line %s of a dispute is decided and holds %s', l.id, h.amount_minor)
               FROM dispute_hold h JOIN dispute_line l ON l.account_id = h.account_id AND l.id = h.dispute_line_id
               WHERE h.ended_at IS NULL AND l.outcome IS NOT NULL LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "account balances are those of their items, credit notes and payments",
        sqlx::query_scalar!(
            r#"SELECT format('account %s keeps open %s, in flight %s in %s and should keep %s, %s', b.account_id, b.open_minor, b.in_flight_minor, b.currency, o.open, o.moving) AS "told!"
               FROM account_balance b
               LEFT JOIN (SELECT account_id, currency, sum(open_minor) AS open, sum(in_flight_minor) AS moving, count(*) FILTER (WHERE open_minor > 0) AS n FROM open_item GROUP BY 1, 2) o USING (account_id, currency)
               WHERE b.open_minor <> coalesce(o.open, 0) OR b.in_flight_minor <> coalesce(o.moving, 0) OR b.open_count <> coalesce(o.n, 0) LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "account balances count the invoices that are open",
        sqlx::query_scalar!(
            r#"SELECT format('account %s counts %s open invoices in %s and has %s', b.account_id, b.open_invoices, b.currency, coalesce(i.n, 0)) AS "told!"
               FROM account_balance b
               LEFT JOIN (SELECT account_id, currency, count(*) AS n FROM invoice WHERE open_minor > 0 GROUP BY 1, 2) i USING (account_id, currency)
               WHERE b.open_invoices <> coalesce(i.n, 0) LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "what is kept by day is what open items, invoices and payments say",
        sqlx::query_scalar!(
            r#"WITH kept AS (
                   SELECT entity_id, currency, day, sort, sum(items) AS items, sum(minor) AS minor FROM day_sum GROUP BY 1, 2, 3, 4),
               rows AS (
                   SELECT entity_id, currency, due_on AS day, 'open' AS sort, count(*) AS items, sum(open_minor) AS minor
                   FROM open_item WHERE open_minor > 0 GROUP BY 1, 2, 3
                   UNION ALL SELECT entity_id, currency, issued_on, 'billed', count(*), sum(total_minor) FROM invoice GROUP BY 1, 2, 3
                   UNION ALL SELECT entity_id, currency, settled_on, 'received', count(*), sum(amount_minor)
                   FROM payment WHERE state = 'settled' AND settled_on IS NOT NULL GROUP BY 1, 2, 3)
               SELECT format('entity %s keeps %s %s of %s on %s and has %s of %s', entity_id, k.items, sort, k.minor, day, r.items, r.minor) AS "told!"
               FROM kept k FULL JOIN rows r USING (entity_id, currency, day, sort)
               WHERE coalesce(k.items, 0) <> coalesce(r.items, 0) OR coalesce(k.minor, 0) <> coalesce(r.minor, 0) LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    add(
        "settled payments and receipts go together, and have one entry each",
        sqlx::query_scalar!(
            r#"SELECT format('payment %s is %s, receipt %s, entries %s', p.id, p.state, coalesce(p.receipt_number, 'none'), count(e.id)) AS "told!"
               FROM payment p LEFT JOIN ledger_entry e ON e.source_type = 'payment' AND e.source_id = p.id AND e.kind = 'money_received'
               GROUP BY p.id
               HAVING (p.state IN ('settled', 'returned')) <> (p.receipt_number IS NOT NULL) OR (p.state IN ('settled', 'returned')) <> (count(e.id) = 1) LIMIT 20"#
        )
        .fetch_all(&mut *tx)
        .await?,
    );
    tx.commit().await?;
    Ok(found)
}

/// Asks, and tells the log of every mismatch. Says how many there are.
pub async fn prove(backend: &Backend) -> Result<usize> {
    let found = mismatches(backend).await?;
    for mismatch in &found {
        tracing::error!(
            proof = mismatch.proof,
            detail = mismatch.detail,
            "the books do not add up"
        );
    }
    // Nothing to do is the good answer, and must not keep the worker turning.
    Ok(0)
}
