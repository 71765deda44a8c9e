//! What is written down about a change, and the chain that makes later editing visible.
//!
//! Each seal hashes the one before it and the whole entry, so whoever edits, removes or slips in an entry has to make every
//! later seal again; a seal kept elsewhere shows even that. [`Walk`] says what does not fit.

use nocturne_shared::{
    id::{AuditId, OrgId},
    time::Timestamp,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::access::texts;

mod walk;

pub use walk::{Expected, Finding, FindingKind, Link, MAX_FINDINGS, Outcome, Walk};

/// A seal.
pub type Seal = [u8; 32];

/// What stands before the first seal of an organization.
pub const SEAL_START: Seal = [0; 32];
/// Keeps these hashes apart from every other use of SHA-256; the number is that of the recipe.
const DOMAIN: &[u8] = b"nocturne.audit.1";
/// In place of the length of a field that is absent.
const ABSENT: u32 = u32::MAX;

texts! {
    /// What was done. Only ever added to: entries are kept for ever.
    Action {
        /// An agent redeemed a join token.
        AgentsEnrol = "agents.enrol";
        /// An agent was revoked.
        AgentsRevoke = "agents.revoke";
        /// An API token was made.
        ApiTokensCreate = "api_tokens.create";
        /// An API token was ended.
        ApiTokensRevoke = "api_tokens.revoke";
        /// Somebody logged in.
        AuthLogin = "auth.login";
        /// Somebody gave a wrong password, or the right one of a disabled user.
        AuthLoginFailed = "auth.login_failed";
        /// Somebody logged out.
        AuthLogout = "auth.logout";
        /// Somebody chose another password.
        AuthPasswordChange = "auth.password_change";
        /// A refresh token was presented twice; its session was ended.
        AuthRefreshReused = "auth.refresh_reused";
        /// Somebody ended a session of their own from another one.
        AuthSessionEnd = "auth.session_end";
        /// Somebody made an organization.
        AuthSignUp = "auth.sign_up";
        /// Somebody ended their second factor.
        AuthTotpDisable = "auth.totp_disable";
        /// Somebody put a second factor in force.
        AuthTotpEnable = "auth.totp_enable";
        /// A check was defined.
        ChecksCreate = "checks.create";
        /// A check was deleted.
        ChecksDelete = "checks.delete";
        /// A check was changed.
        ChecksUpdate = "checks.update";
        /// A join token was made.
        JoinTokensCreate = "join_tokens.create";
        /// A join token was ended.
        JoinTokensRevoke = "join_tokens.revoke";
        /// A role was made.
        RolesCreate = "roles.create";
        /// A role was deleted.
        RolesDelete = "roles.delete";
        /// A role was changed.
        RolesUpdate = "roles.update";
        /// The stored value of a setting was taken out.
        SettingsReset = "settings.reset";
        /// A value of a setting was stored.
        SettingsUpdate = "settings.update";
        /// A user was made.
        UsersCreate = "users.create";
        /// A user was taken out of the organization.
        UsersRemove = "users.remove";
        /// A user was given another password.
        UsersResetPassword = "users.reset_password";
        /// A user was changed.
        UsersUpdate = "users.update";
    }
}

texts! {
    /// What kind of actor did something.
    ActorKind {
        /// A person.
        User = "user";
        /// Automation.
        ApiToken = "api_token";
        /// An agent that joined by this token; it has no identity of its own yet.
        JoinToken = "join_token";
        /// The coordinator itself.
        System = "system";
        /// Somebody who did not prove who they are.
        Anonymous = "anonymous";
    }
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Kind of actor.
    pub kind: ActorKind,
    /// Id of the user or token; `None` for the coordinator and for strangers.
    pub id: Option<Uuid>,
    /// For people; what a stranger claimed to be.
    pub name: String,
}

/// One entry as it is stored. Texts of kinds stay texts: an entry of a later program is hashed all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Id.
    pub audit_id: AuditId,
    /// When, database clock at the beginning of the transaction.
    pub at: Timestamp,
    /// Kind of actor.
    pub actor_kind: String,
    /// Id of the user or token.
    pub actor_id: Option<Uuid>,
    /// For people.
    pub actor_name: String,
    /// Where the call came from.
    pub address: Option<String>,
    /// Id of the request; empty outside of one.
    pub request_id: String,
    /// What was done.
    pub action: String,
    /// Kind of thing it was done to.
    pub object_kind: String,
    /// Its id.
    pub object_id: String,
    /// Its name.
    pub object_name: String,
    /// JSON of the thing before; `None` when it was not there.
    pub before: Option<String>,
    /// JSON of the thing after; `None` when it is gone.
    pub after: Option<String>,
}

impl Entry {
    /// The time as it is hashed and exported: RFC 3339 in UTC with six digits of a second, all the database keeps.
    #[must_use]
    pub fn time_text(&self) -> String {
        format!("{:.6}", self.at)
    }
}

/// The seal of an entry over the seal before it.
///
/// SHA-256 of the domain, the seal before it, the number as 64 bits big endian, and the organization and each field of the
/// entry in the order of their declaration as UTF-8 behind their length in bytes as 32 bits big endian. An absent field is
/// the length 2^32 − 1 and nothing.
#[must_use]
pub fn seal(previous: &Seal, seq: u64, org_id: OrgId, entry: &Entry) -> Seal {
    let actor_id = entry.actor_id.map(|id| id.to_string());
    let fields = [
        Some(org_id.to_string()).as_deref(),
        Some(entry.audit_id.to_string()).as_deref(),
        Some(entry.time_text()).as_deref(),
        Some(&entry.actor_kind),
        actor_id.as_deref(),
        Some(&entry.actor_name),
        entry.address.as_deref(),
        Some(&entry.request_id),
        Some(&entry.action),
        Some(&entry.object_kind),
        Some(&entry.object_id),
        Some(&entry.object_name),
        entry.before.as_deref(),
        entry.after.as_deref(),
    ]
    .map(length_prefixed);
    let hash = Sha256::new().chain_update(DOMAIN).chain_update(previous).chain_update(seq.to_be_bytes());
    fields.iter().fold(hash, |hash, field| hash.chain_update(field)).finalize().into()
}

fn length_prefixed(field: Option<&str>) -> Vec<u8> {
    let Some(text) = field else { return ABSENT.to_be_bytes().to_vec() };
    // PostgreSQL keeps no text of 1 GiB.
    let length = u32::try_from(text.len()).unwrap_or(ABSENT - 1);
    [length.to_be_bytes().as_slice(), text.as_bytes()].concat()
}

#[cfg(test)]
mod tests;
