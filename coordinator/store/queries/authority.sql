-- The authority that certifies agents. System role.

--! authority_active
SELECT ca_id, trust_domain, certificate_der, key_wrapped, kek_id, expires_at
FROM certificate_authority
WHERE state = 'active';

--! authority_insert
INSERT INTO certificate_authority (ca_id, trust_domain, certificate_der, key_wrapped, kek_id, state, expires_at)
VALUES (:ca_id, :trust_domain, :certificate_der, :key_wrapped, :kek_id, 'active', :expires_at)
ON CONFLICT DO NOTHING;
