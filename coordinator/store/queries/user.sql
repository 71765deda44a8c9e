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
INSERT INTO user_account (user_id, username, display_name, password_hash, must_change_password)
VALUES (:user_id, lower(:username), :display_name, :password_hash, :must_change_password)
ON CONFLICT (username) DO NOTHING;

--! user_bind
INSERT INTO role_binding (org_id, user_id, role)
VALUES (:org_id, :user_id, :role);

--! user_login : (permissions?)
SELECT u.user_id,
       u.username,
       u.password_hash,
       u.session_version,
       u.disabled_at IS NOT NULL AS disabled,
       u.must_change_password,
       b.org_id,
       b.role,
       r.permissions
FROM user_account u
JOIN role_binding b ON b.user_id = u.user_id
JOIN role r ON r.org_id = b.org_id AND r.name = b.role
WHERE u.username = lower(:username)
ORDER BY b.created_at, b.org_id
LIMIT 1;

-- No row when the password was changed or the user disabled since they were read.
--! user_logged_in
UPDATE user_account
SET last_login_at = now()
WHERE user_id = :user_id
  AND session_version = :session_version;

--! user_standing : (permissions?)
SELECT u.username,
       u.session_version,
       u.disabled_at IS NOT NULL AS disabled,
       u.must_change_password,
       b.role,
       r.permissions
FROM user_account u
JOIN role_binding b ON b.user_id = u.user_id
JOIN role r ON r.org_id = b.org_id AND r.name = b.role
WHERE u.user_id = :user_id
  AND b.org_id = :org_id;

--! user_page (after?) : (last_login_at?, permissions?)
SELECT u.user_id,
       u.username,
       u.display_name,
       u.disabled_at IS NOT NULL AS disabled,
       u.must_change_password,
       u.last_login_at,
       u.created_at,
       u.version,
       b.role,
       r.permissions,
       t.confirmed_at IS NOT NULL AS second_factor
FROM role_binding b
JOIN user_account u ON u.user_id = b.user_id
JOIN role r ON r.org_id = b.org_id AND r.name = b.role
LEFT JOIN user_totp t ON t.user_id = u.user_id
WHERE b.org_id = :org_id
  AND (:after::text IS NULL OR u.username > :after)
ORDER BY u.username
LIMIT :n_rows;

--! user_find : (last_login_at?, permissions?)
SELECT u.user_id,
       u.username,
       u.display_name,
       u.disabled_at IS NOT NULL AS disabled,
       u.must_change_password,
       u.last_login_at,
       u.created_at,
       u.version,
       b.role,
       r.permissions,
       t.confirmed_at IS NOT NULL AS second_factor
FROM role_binding b
JOIN user_account u ON u.user_id = b.user_id
JOIN role r ON r.org_id = b.org_id AND r.name = b.role
LEFT JOIN user_totp t ON t.user_id = u.user_id
WHERE b.org_id = :org_id
  AND (u.user_id::text = lower(:user) OR u.username = lower(:user))
ORDER BY u.username = lower(:user) DESC
LIMIT 1;

-- Whoever changes the users of an organization does it one after the other: the last administrator is decided by all of
-- them. Rows are read afterwards, in statements of their own.
--! user_administration_lock
SELECT name
FROM role
WHERE org_id = :org_id
  AND name = 'admin'
FOR NO KEY UPDATE;

--! user_other_admins
SELECT count(*) AS n_others
FROM role_binding b
JOIN user_account u ON u.user_id = b.user_id
WHERE b.org_id = :org_id
  AND b.role = 'admin'
  AND b.user_id <> :user_id
  AND u.disabled_at IS NULL;

--! user_other_organizations
SELECT count(*) AS n_others
FROM role_binding
WHERE user_id = :user_id
  AND org_id <> :org_id;

--! user_update
UPDATE user_account
SET display_name = :display_name,
    disabled_at = CASE WHEN :disabled THEN coalesce(disabled_at, now()) END,
    session_version = session_version + CASE WHEN :disabled AND disabled_at IS NULL THEN 1 ELSE 0 END,
    version = version + 1
WHERE user_id = :user_id;

--! user_role_set
UPDATE role_binding
SET role = :role
WHERE org_id = :org_id
  AND user_id = :user_id;

--! user_password_reset
UPDATE user_account
SET password_hash = :password_hash,
    must_change_password = true,
    session_version = session_version + 1,
    version = version + 1
WHERE user_id = :user_id;

--! user_password_hash
SELECT username, password_hash
FROM user_account
WHERE user_id = :user_id;

--! user_password_change
UPDATE user_account
SET password_hash = :password_hash,
    must_change_password = false,
    session_version = session_version + 1,
    version = version + 1
WHERE user_id = :user_id
  AND password_hash = :former_hash
RETURNING session_version;

--! user_sessions_end
UPDATE user_account
SET session_version = session_version + 1
WHERE user_id = :user_id;

--! user_unbind
DELETE FROM role_binding
WHERE org_id = :org_id
  AND user_id = :user_id;

--! user_delete_unbound
DELETE FROM user_account u
WHERE u.user_id = :user_id
  AND NOT EXISTS (SELECT FROM role_binding b WHERE b.user_id = u.user_id);
