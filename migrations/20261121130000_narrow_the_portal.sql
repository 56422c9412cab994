-- The portal starts payments and nothing more: what becomes of them is the worker's to write. So a
-- payment of its own making is new, unsettled and without a receipt, whatever a query says.
REVOKE UPDATE ON payment FROM quittance_portal;
DROP POLICY of_account ON payment;
CREATE POLICY of_account ON payment FOR SELECT TO quittance_portal
    USING (account_id = (SELECT app_account()));
CREATE POLICY new_of_account ON payment FOR INSERT TO quittance_portal
    WITH CHECK (account_id = (SELECT app_account()) AND state = 'created' AND provider <> 'import'
        AND left_minor = 0 AND settled_on IS NULL AND receipt_number IS NULL AND provider_ref IS NULL);

-- A promise is made open and ends; what was promised by when stays as it was said.
REVOKE UPDATE ON promise FROM quittance_portal;
GRANT UPDATE (state, arrived_minor, ended_at) ON promise TO quittance_portal;
