//! Who may call what: one table, and everything that is not in it is refused.
//!
//! The transport asks [`decide`] before it reads a body. [`coverage`] compares the table with the methods that exist;
//! the coordinator does not start when they differ. [`permissions_markdown`] is the table for people.

use std::{collections::BTreeSet, fmt::Write as _};

pub use self::permissions::{Permissions, UnknownPermission};

mod permissions;

macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The text in the API, the database and the documentation.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Reads a text; `None` for one that is not known.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use texts;

texts! {
    /// The roles that every organization has, as sets of permissions. Ordered: each has everything the one before has.
    /// Roles that people make are rows.
    Role {
        /// Looks.
        Viewer = "viewer";
        /// Runs the place.
        Operator = "operator";
        /// Also decides who belongs to it.
        Admin = "admin";
    }
}

texts! {
    /// One thing that may be permitted.
    Permission {
        /// See agents.
        AgentsRead = "agents.read";
        /// Revoke agents.
        AgentsManage = "agents.manage";
        /// Make, see and end join tokens.
        JoinTokensManage = "join_tokens.manage";
        /// Make, see and end API tokens that may do at most what one may do oneself.
        ApiTokensManage = "api_tokens.manage";
        /// See checks.
        ChecksRead = "checks.read";
        /// Define, change and delete checks.
        ChecksWrite = "checks.write";
        /// See measurements, statuses and gaps.
        TelemetryRead = "telemetry.read";
        /// See how the coordinator is.
        SystemRead = "system.read";
        /// See the settings of the installation, as a member of its first organization.
        SettingsRead = "settings.read";
        /// Change them.
        SettingsManage = "settings.manage";
        /// See who changed what, and verify that nobody changed the record of it.
        AuditRead = "audit.read";
        /// See users and roles.
        UsersRead = "users.read";
        /// Make, change, disable and remove users who may do at most what one may do oneself.
        UsersManage = "users.manage";
        /// Make, change and delete roles of at most one's own permissions.
        RolesManage = "roles.manage";
    }
}

impl Permission {
    /// What it permits, for people.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::AgentsRead => "See agents.",
            Self::AgentsManage => "Revoke agents.",
            Self::JoinTokensManage => "Make, see and end join tokens.",
            Self::ApiTokensManage => {
                "Make, see and end API tokens that may do at most what one may do oneself."
            }
            Self::ChecksRead => "See checks.",
            Self::ChecksWrite => "Define, change and delete checks.",
            Self::TelemetryRead => "See measurements, statuses and gaps.",
            Self::SystemRead => "See how the coordinator is.",
            Self::SettingsRead => {
                "See the settings of the installation, as a member of its first organization."
            }
            Self::SettingsManage => "Change the settings of the installation.",
            Self::AuditRead => "See who changed what, and verify that nobody changed the record of it.",
            Self::UsersRead => "See users and roles.",
            Self::UsersManage => {
                "Make, change, disable and remove users who may do at most what one may do oneself."
            }
            Self::RolesManage => "Make, change and delete roles of at most one's own permissions.",
        }
    }

    /// The least role that has it.
    #[must_use]
    pub const fn least_role(self) -> Role {
        match self {
            Self::AgentsRead | Self::ChecksRead | Self::TelemetryRead | Self::SystemRead => Role::Viewer,
            Self::ApiTokensManage
            | Self::JoinTokensManage
            | Self::ChecksWrite
            | Self::UsersRead
            | Self::SettingsRead => Role::Operator,
            Self::AgentsManage
            | Self::SettingsManage
            | Self::AuditRead
            | Self::UsersManage
            | Self::RolesManage => Role::Admin,
        }
    }
}

impl Role {
    /// What it may do.
    #[must_use]
    pub fn permissions(self) -> Permissions {
        Permission::ALL.iter().copied().filter(|permission| self.has(*permission)).collect()
    }

    /// True when the role contains the permission.
    #[must_use]
    pub fn has(self, permission: Permission) -> bool {
        permission.least_role() <= self
    }
}

/// What a method asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anybody: the credential, if any, is in the message.
    Public,
    /// Anybody who said who they are.
    Authenticated,
    /// Somebody who has the permission.
    Needs(Permission),
}

/// What to do with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Let it through.
    Allowed,
    /// The caller must say who they are.
    LoginRequired,
    /// The caller lacks this.
    Forbidden(Permission),
    /// There is no such method in the table.
    Unlisted,
}

/// Every method there is, by its gRPC path, with what it asks.
pub const TABLE: &[(&str, Rule)] = &[
    ("/grpc.health.v1.Health/Check", Rule::Public),
    ("/grpc.health.v1.Health/Watch", Rule::Public),
    ("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", Rule::Authenticated),
    ("/nocturne.api.v1.AgentService/GetAgent", Rule::Needs(Permission::AgentsRead)),
    ("/nocturne.api.v1.AgentService/ListAgents", Rule::Needs(Permission::AgentsRead)),
    ("/nocturne.api.v1.AgentService/RevokeAgent", Rule::Needs(Permission::AgentsManage)),
    ("/nocturne.api.v1.ApiTokenService/CreateApiToken", Rule::Needs(Permission::ApiTokensManage)),
    ("/nocturne.api.v1.ApiTokenService/ListApiTokens", Rule::Needs(Permission::ApiTokensManage)),
    ("/nocturne.api.v1.ApiTokenService/RevokeApiToken", Rule::Needs(Permission::ApiTokensManage)),
    ("/nocturne.api.v1.AuditService/ExportAudit", Rule::Needs(Permission::AuditRead)),
    ("/nocturne.api.v1.AuditService/GetAuditEntry", Rule::Needs(Permission::AuditRead)),
    ("/nocturne.api.v1.AuditService/ListAuditEntries", Rule::Needs(Permission::AuditRead)),
    ("/nocturne.api.v1.AuditService/VerifyAudit", Rule::Needs(Permission::AuditRead)),
    ("/nocturne.api.v1.AuthService/BeginTotp", Rule::Authenticated),
    ("/nocturne.api.v1.AuthService/ChangePassword", Rule::Authenticated),
    ("/nocturne.api.v1.AuthService/ConfirmTotp", Rule::Authenticated),
    ("/nocturne.api.v1.AuthService/DisableTotp", Rule::Authenticated),
    ("/nocturne.api.v1.AuthService/EndSession", Rule::Authenticated),
    ("/nocturne.api.v1.AuthService/ListSessions", Rule::Authenticated),
    ("/nocturne.api.v1.AuthService/Login", Rule::Public),
    ("/nocturne.api.v1.AuthService/Logout", Rule::Public),
    ("/nocturne.api.v1.AuthService/Refresh", Rule::Public),
    ("/nocturne.api.v1.AuthService/SignUp", Rule::Public),
    ("/nocturne.api.v1.AuthService/WhoAmI", Rule::Authenticated),
    ("/nocturne.api.v1.CheckService/CreateCheck", Rule::Needs(Permission::ChecksWrite)),
    ("/nocturne.api.v1.CheckService/DeleteCheck", Rule::Needs(Permission::ChecksWrite)),
    ("/nocturne.api.v1.CheckService/GetCheck", Rule::Needs(Permission::ChecksRead)),
    ("/nocturne.api.v1.CheckService/ListCheckRevisions", Rule::Needs(Permission::ChecksRead)),
    ("/nocturne.api.v1.CheckService/ListChecks", Rule::Needs(Permission::ChecksRead)),
    ("/nocturne.api.v1.CheckService/PreviewCheck", Rule::Needs(Permission::ChecksRead)),
    ("/nocturne.api.v1.CheckService/UpdateCheck", Rule::Needs(Permission::ChecksWrite)),
    ("/nocturne.api.v1.JoinTokenService/CreateJoinToken", Rule::Needs(Permission::JoinTokensManage)),
    ("/nocturne.api.v1.JoinTokenService/ListJoinTokens", Rule::Needs(Permission::JoinTokensManage)),
    ("/nocturne.api.v1.JoinTokenService/RevokeJoinToken", Rule::Needs(Permission::JoinTokensManage)),
    // Each topic asks for the permission to list the same things; the use case looks at them.
    ("/nocturne.api.v1.LiveService/Watch", Rule::Authenticated),
    ("/nocturne.api.v1.RoleService/CreateRole", Rule::Needs(Permission::RolesManage)),
    ("/nocturne.api.v1.RoleService/DeleteRole", Rule::Needs(Permission::RolesManage)),
    ("/nocturne.api.v1.RoleService/GetRole", Rule::Needs(Permission::UsersRead)),
    ("/nocturne.api.v1.RoleService/ListPermissions", Rule::Authenticated),
    ("/nocturne.api.v1.RoleService/ListRoles", Rule::Needs(Permission::UsersRead)),
    ("/nocturne.api.v1.RoleService/UpdateRole", Rule::Needs(Permission::RolesManage)),
    // Also asks for the first organization, which the installation belongs to; the use case looks.
    ("/nocturne.api.v1.SettingService/GetSetting", Rule::Needs(Permission::SettingsRead)),
    ("/nocturne.api.v1.SettingService/ListSettings", Rule::Needs(Permission::SettingsRead)),
    ("/nocturne.api.v1.SettingService/ResetSetting", Rule::Needs(Permission::SettingsManage)),
    ("/nocturne.api.v1.SettingService/UpdateSetting", Rule::Needs(Permission::SettingsManage)),
    ("/nocturne.api.v1.SystemService/GetHealth", Rule::Public),
    ("/nocturne.api.v1.SystemService/GetStatus", Rule::Needs(Permission::SystemRead)),
    ("/nocturne.api.v1.TelemetryService/GetSeriesRange", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.TelemetryService/ListCheckEvents", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.TelemetryService/ListCheckStates", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.TelemetryService/ListCheckVerdicts", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.TelemetryService/ListGaps", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.TelemetryService/ListLatestValues", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.UserService/CreateUser", Rule::Needs(Permission::UsersManage)),
    ("/nocturne.api.v1.UserService/GetUser", Rule::Needs(Permission::UsersRead)),
    ("/nocturne.api.v1.UserService/ListUsers", Rule::Needs(Permission::UsersRead)),
    ("/nocturne.api.v1.UserService/RemoveUser", Rule::Needs(Permission::UsersManage)),
    ("/nocturne.api.v1.UserService/ResetPassword", Rule::Needs(Permission::UsersManage)),
    ("/nocturne.api.v1.UserService/UpdateUser", Rule::Needs(Permission::UsersManage)),
];

/// What a method asks; `None` when it is not in the table.
#[must_use]
pub fn rule(method: &str) -> Option<Rule> {
    TABLE.iter().find_map(|(path, rule)| (*path == method).then_some(*rule))
}

/// Decides about one call; `held` is `None` for a caller who did not say who they are.
#[must_use]
pub fn decide(method: &str, held: Option<Permissions>) -> Decision {
    match (rule(method), held) {
        (None, _) => Decision::Unlisted,
        (Some(Rule::Public), _) | (Some(Rule::Authenticated), Some(_)) => Decision::Allowed,
        (Some(Rule::Authenticated | Rule::Needs(_)), None) => Decision::LoginRequired,
        (Some(Rule::Needs(permission)), Some(held)) if held.contains(permission) => Decision::Allowed,
        (Some(Rule::Needs(permission)), Some(_)) => Decision::Forbidden(permission),
    }
}

/// What is left to somebody whose password was given by another person, until they choose their own. What is public is
/// left too.
#[must_use]
pub fn is_for_expired_passwords(method: &str) -> bool {
    ["/nocturne.api.v1.AuthService/ChangePassword", "/nocturne.api.v1.AuthService/WhoAmI"].contains(&method)
}

/// The table and the methods that exist differ.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the permission table differs from the methods: without an entry [{}], without a method [{}]",
    .unlisted.join(", "), .stale.join(", ")
)]
pub struct CoverageError {
    /// Methods without an entry.
    pub unlisted: Vec<String>,
    /// Entries without a method.
    pub stale: Vec<String>,
}

/// Compares the table with the paths of all methods that exist.
///
/// # Errors
///
/// Every difference, in both directions.
pub fn coverage<'m>(methods: impl IntoIterator<Item = &'m str>) -> Result<(), CoverageError> {
    let exist: BTreeSet<&str> = methods.into_iter().collect();
    let listed: BTreeSet<&str> = TABLE.iter().map(|(path, _)| *path).collect();
    let difference = |left: &BTreeSet<&str>, right: &BTreeSet<&str>| -> Vec<String> {
        left.difference(right).map(|path| (*path).to_owned()).collect()
    };
    let (unlisted, stale) = (difference(&exist, &listed), difference(&listed, &exist));
    if unlisted.is_empty() && stale.is_empty() { Ok(()) } else { Err(CoverageError { unlisted, stale }) }
}

/// The table as `docs/permissions.md`.
#[must_use]
pub fn permissions_markdown() -> String {
    let mut text = String::from(
        "# Permissions\n\n\
         Written from the table in `coordinator/core/src/access.rs`; a test keeps both equal. A method that is not\n\
         listed is refused, and the coordinator does not start while one is missing.\n\n\
         | permission | viewer | operator | admin |\n|---|:-:|:-:|:-:|\n",
    );
    let mark = |role: Role, permission: Permission| if role.has(permission) { "yes" } else { "" };
    for permission in Permission::ALL {
        let [viewer, operator, admin] =
            [Role::Viewer, Role::Operator, Role::Admin].map(|role| mark(role, *permission));
        writeln!(text, "| `{permission}` | {viewer} | {operator} | {admin} |").ok();
    }
    text.push_str("\n| method | asks |\n|---|---|\n");
    for (path, rule) in TABLE {
        let asks = match rule {
            Rule::Public => "nothing".to_owned(),
            Rule::Authenticated => "any valid credential".to_owned(),
            Rule::Needs(permission) => format!("`{permission}`"),
        };
        writeln!(text, "| `{path}` | {asks} |").ok();
    }
    text
}

#[cfg(test)]
mod tests;
