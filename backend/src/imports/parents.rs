//! The tree of accounts: who stands above whom, and that nobody stands above themselves.

use super::{
    accounts::Account,
    document::{Circumstances, Read},
    problems::Findings,
};
use crate::error::Result;
use domain::ids::EntityId;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The accounts that a batch names as parents, with everything above them.
#[derive(Debug, Default)]
pub(super) struct Parents {
    by_number: HashMap<String, Uuid>,
    above: HashMap<Uuid, Uuid>,
}

impl Parents {
    pub async fn load(
        tx: &mut PgConnection,
        entity_id: EntityId,
        batch: &[Read<Account>],
    ) -> Result<Self> {
        let named: Vec<String> =
            batch.iter().filter_map(|read| read.document.parent.clone().flatten()).collect();
        if named.is_empty() {
            return Ok(Self::default());
        }
        let rows = sqlx::query!(
            r#"WITH RECURSIVE up AS (
                   SELECT id, number, parent_id FROM account WHERE entity_id = $1 AND number = ANY ($2)
                   UNION
                   SELECT a.id, a.number, a.parent_id FROM account a JOIN up ON a.id = up.parent_id
                   WHERE a.entity_id = $1)
               SELECT id AS "id!", number AS "number!", parent_id FROM up"#,
            entity_id.0,
            &named,
        )
        .fetch_all(tx)
        .await?;
        let mut parents = Self::default();
        for row in rows {
            parents.by_number.insert(row.number, row.id);
            if let Some(above) = row.parent_id {
                parents.above.insert(row.id, above);
            }
        }
        Ok(parents)
    }

    /// The parent that an account shall have: nothing said, none, or one. Refuses what would make a
    /// circle, and a parent that is not known yet.
    pub fn choose(
        &mut self,
        run: &Circumstances,
        row_no: u64,
        account: &Account,
        id: Uuid,
        findings: &mut Findings,
    ) -> Result<Option<Option<Uuid>>, ()> {
        // Rows below may name this one.
        self.by_number.insert(account.number.clone(), id);
        let Some(said) = &account.parent else {
            return Ok(None);
        };
        let Some(number) = said else {
            self.above.remove(&id);
            return Ok(Some(None));
        };
        let mut refuse = |message: &str| {
            run.refuse(findings, row_no, "parent", number, message);
            Err(())
        };
        let Some(parent) = self.by_number.get(number).copied() else {
            // A dry run makes no accounts, so those of earlier batches are only in our memory.
            if run.dry_run && run.seen.has(number) {
                return Ok(None);
            }
            return refuse("There is no account with this number yet. Its row has to come first.");
        };
        if self.is_above(id, parent) {
            return refuse("This account stands below the one that it would be put under.");
        }
        self.above.insert(id, parent);
        Ok(Some(Some(parent)))
    }

    /// Whether an account is another one, or somewhere above it.
    fn is_above(&self, account: Uuid, other: Uuid) -> bool {
        let mut met = HashSet::new();
        let mut at = Some(other);
        while let Some(id) = at {
            if id == account {
                return true;
            }
            if !met.insert(id) {
                return false;
            }
            at = self.above.get(&id).copied();
        }
        false
    }
}
