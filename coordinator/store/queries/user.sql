-- People: who they are and what they may do where. System role: users are global.

--! organization_insert
INSERT INTO organization (org_id, slug, name)
VALUES (:org_id, :slug, :name)
ON CONFLICT (slug) DO NOTHING;

--! organization_by_slug
SELECT org_id, name
FROM organization
WHERE slug = :slug;

--! user_any
SELECT EXISTS (SELECT FROM user_account) AS found;

--! user_insert
INSERT INTO user_account (user_id, username, password_hash)
VALUES (:user_id, lower(:username), :password_hash)
ON CONFLICT (username) DO NOTHING;

--! user_bind
INSERT INTO role_binding (org_id, user_id, role)
VALUES (:org_id, :user_id, :role)
ON CONFLICT (org_id, user_id) DO UPDATE
SET role = excluded.role;

--! user_login
SELECT u.user_id,
       u.username,
       u.password_hash,
       u.session_version,
       u.disabled_at IS NOT NULL AS disabled,
       b.org_id,
       b.role
FROM user_account u
JOIN role_binding b ON b.user_id = u.user_id
WHERE u.username = lower(:username)
ORDER BY b.created_at, b.org_id
LIMIT 1;

--! user_standing
SELECT u.username,
       u.session_version,
       u.disabled_at IS NOT NULL AS disabled,
       b.role
FROM user_account u
JOIN role_binding b ON b.user_id = u.user_id
WHERE u.user_id = :user_id
  AND b.org_id = :org_id;

--! user_disable
UPDATE user_account
SET disabled_at = now(),
    session_version = session_version + 1
WHERE username = lower(:username)
  AND disabled_at IS NULL;
