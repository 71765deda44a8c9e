//! Who may call what: one table, and everything that is not in it is refused.
//!
//! The transport asks [`decide`] before it reads a body. [`coverage`] compares the table with the methods that exist;
//! the coordinator does not start when they differ. [`permissions_markdown`] is the table for people.

use std::{collections::BTreeSet, fmt::Write as _};

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

texts! {
    /// What somebody may do in an organization, as a set of permissions. Ordered: each role has everything the one before has.
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
        /// Make, see and end API tokens of at most one's own role.
        ApiTokensManage = "api_tokens.manage";
        /// See checks.
        ChecksRead = "checks.read";
        /// Define, change and delete checks.
        ChecksWrite = "checks.write";
        /// See measurements, statuses and gaps.
        TelemetryRead = "telemetry.read";
        /// See how the coordinator is.
        SystemRead = "system.read";
    }
}

impl Permission {
    /// The least role that has it.
    #[must_use]
    pub const fn least_role(self) -> Role {
        match self {
            Self::AgentsRead | Self::ChecksRead | Self::TelemetryRead | Self::SystemRead => Role::Viewer,
            Self::ApiTokensManage | Self::JoinTokensManage | Self::ChecksWrite => Role::Operator,
            Self::AgentsManage => Role::Admin,
        }
    }
}

impl Role {
    /// What it may do, sorted by text.
    #[must_use]
    pub fn permissions(self) -> Vec<Permission> {
        let mut held: Vec<Permission> =
            Permission::ALL.iter().copied().filter(|permission| self.has(*permission)).collect();
        held.sort_unstable_by_key(|permission| permission.as_str());
        held
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
    /// Somebody whose role has the permission.
    Needs(Permission),
}

/// What to do with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Let it through.
    Allowed,
    /// The caller must say who they are.
    LoginRequired,
    /// The caller's role lacks this.
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
    ("/nocturne.api.v1.AuthService/Login", Rule::Public),
    ("/nocturne.api.v1.AuthService/Logout", Rule::Public),
    ("/nocturne.api.v1.AuthService/Refresh", Rule::Public),
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
    ("/nocturne.api.v1.SystemService/GetHealth", Rule::Public),
    ("/nocturne.api.v1.SystemService/GetStatus", Rule::Needs(Permission::SystemRead)),
    ("/nocturne.api.v1.TelemetryService/GetSeriesRange", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.TelemetryService/ListCheckEvents", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.TelemetryService/ListCheckStates", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.TelemetryService/ListCheckVerdicts", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.TelemetryService/ListGaps", Rule::Needs(Permission::TelemetryRead)),
    ("/nocturne.api.v1.TelemetryService/ListLatestValues", Rule::Needs(Permission::TelemetryRead)),
];

/// What a method asks; `None` when it is not in the table.
#[must_use]
pub fn rule(method: &str) -> Option<Rule> {
    TABLE.iter().find_map(|(path, rule)| (*path == method).then_some(*rule))
}

/// Decides about one call; `role` is `None` for a caller who did not say who they are.
#[must_use]
pub fn decide(method: &str, role: Option<Role>) -> Decision {
    match (rule(method), role) {
        (None, _) => Decision::Unlisted,
        (Some(Rule::Public), _) | (Some(Rule::Authenticated), Some(_)) => Decision::Allowed,
        (Some(Rule::Authenticated | Rule::Needs(_)), None) => Decision::LoginRequired,
        (Some(Rule::Needs(permission)), Some(role)) if role.has(permission) => Decision::Allowed,
        (Some(Rule::Needs(permission)), Some(_)) => Decision::Forbidden(permission),
    }
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
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_refused_to_everybody() {
        for role in [None, Some(Role::Viewer), Some(Role::Admin)] {
            assert_eq!(decide("/nocturne.api.v1.AgentService/Explode", role), Decision::Unlisted);
        }
    }

    #[test]
    fn each_kind_of_rule_decides_as_it_says() {
        let write = "/nocturne.api.v1.CheckService/CreateCheck";
        let reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

        let cases = [
            ("/nocturne.api.v1.AuthService/Login", None, Decision::Allowed),
            (reflection, None, Decision::LoginRequired),
            (reflection, Some(Role::Viewer), Decision::Allowed),
            (write, None, Decision::LoginRequired),
            (write, Some(Role::Viewer), Decision::Forbidden(Permission::ChecksWrite)),
            (write, Some(Role::Operator), Decision::Allowed),
            (write, Some(Role::Admin), Decision::Allowed),
        ];
        for (method, role, want) in cases {
            assert_eq!(decide(method, role), want, "{method} as {role:?}");
        }
    }

    #[test]
    fn a_viewer_changes_nothing_and_an_admin_may_do_everything() {
        for permission in Permission::ALL {
            assert_eq!(Role::Viewer.has(*permission), permission.as_str().ends_with(".read"), "{permission}");
            assert!(Role::Admin.has(*permission), "{permission}");
        }
    }

    #[test]
    fn the_permissions_of_a_role_are_sorted_and_grow_with_it() {
        let viewer = Role::Viewer.permissions();

        assert_eq!(
            viewer.iter().map(|permission| permission.as_str()).collect::<Vec<_>>(),
            ["agents.read", "checks.read", "system.read", "telemetry.read"]
        );
        assert_eq!(Role::Admin.permissions().len(), Permission::ALL.len());
        assert!(viewer.iter().all(|permission| Role::Operator.permissions().contains(permission)));
    }

    #[test]
    fn differences_are_named_in_both_directions() {
        let all = TABLE.iter().map(|(path, _)| *path);
        assert_eq!(coverage(all.clone()), Ok(()));

        let differing = all.filter(|path| !path.ends_with("/Login")).chain(["/a.B/C"]);
        let error = coverage(differing).unwrap_err();

        assert_eq!(error.unlisted, ["/a.B/C"]);
        assert_eq!(error.stale, ["/nocturne.api.v1.AuthService/Login"]);
    }

    #[test]
    fn the_table_is_sorted_and_names_each_method_once() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn texts_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::from_text(role.as_str()), Some(*role));
        }
        assert_eq!(Role::from_text("root"), None);
    }

    #[test]
    fn the_published_table_is_this_one() {
        assert_eq!(include_str!("../../../docs/permissions.md"), permissions_markdown());
    }
}
