-- Mail belongs to the entity that its address names, from the moment it comes. What no address names is
-- no single entity's to read: the staff's role does not see it, and only who runs all of them is shown it.
ALTER TABLE inbound_mail
    DROP CONSTRAINT inbound_mail_belongs_or_not,
    ADD CONSTRAINT inbound_mail_belongs_or_not CHECK ((account_id IS NULL) = (conversation_id IS NULL)
        AND (account_id IS NULL) = (user_id IS NULL) AND (account_id IS NULL OR entity_id IS NOT NULL)),
    ADD FOREIGN KEY (entity_id) REFERENCES entity (id);
DROP POLICY of_entity ON inbound_mail;
CREATE POLICY of_entity ON inbound_mail TO quittance_staff
    USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));

-- Lists are of one entity, or of none.
DROP INDEX inbound_mail_by_time, inbound_mail_by_state;
CREATE INDEX inbound_mail_of_entity ON inbound_mail (entity_id, received_at DESC, id DESC);
CREATE INDEX inbound_mail_of_entity_by_state ON inbound_mail (entity_id, state, received_at DESC, id DESC);
