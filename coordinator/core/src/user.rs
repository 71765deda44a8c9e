//! What a change of users must leave behind.

use crate::access::{Permissions, Role};

/// How a user stands, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Role in the organization.
    pub role: &'a str,
    /// Whether they cannot log in.
    pub disabled: bool,
}

impl Standing<'_> {
    /// An administrator who can log in.
    #[must_use]
    pub fn is_working_admin(self) -> bool {
        self.role == Role::Admin.as_str() && !self.disabled
    }
}

/// True when a change would leave an organization without anybody who can administer it. `after` is `None` for a removal;
/// `n_others` are its other administrators who can log in.
#[must_use]
pub fn loses_last_admin(before: Standing<'_>, after: Option<Standing<'_>>, n_others: u64) -> bool {
    before.is_working_admin() && !after.is_some_and(Standing::is_working_admin) && n_others == 0
}

/// What somebody would give away without having it: `None` when there is nothing of that kind.
#[must_use]
pub fn beyond(own: Permissions, given: Permissions) -> Option<Permissions> {
    Some(given.without(own)).filter(|missing| !missing.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(role: &str, disabled: bool) -> Standing<'_> {
        Standing { role, disabled }
    }

    #[test]
    fn only_the_last_administrator_who_can_log_in_must_stay_one() {
        let admin = standing("admin", false);
        let cases = [
            (admin, None, 0, true),
            (admin, Some(standing("viewer", false)), 0, true),
            (admin, Some(standing("admin", true)), 0, true),
            (admin, Some(admin), 0, false),
            (admin, None, 1, false),
            (admin, Some(standing("viewer", true)), 1, false),
            (standing("admin", true), None, 0, false),
            (standing("operator", false), None, 0, false),
            (standing("administrator", false), None, 0, false),
        ];
        for (before, after, n_others, want) in cases {
            assert_eq!(
                loses_last_admin(before, after, n_others),
                want,
                "{before:?} to {after:?} with {n_others}"
            );
        }
    }

    #[test]
    fn what_goes_beyond_ones_own_permissions_is_named() {
        let operator = Role::Operator.permissions();

        assert_eq!(beyond(operator, Role::Viewer.permissions()), None);
        assert_eq!(beyond(operator, operator), None);
        let missing = beyond(operator, Role::Admin.permissions()).unwrap();
        assert!(missing.is_within(Role::Admin.permissions()) && missing.and(operator).is_empty());
        let odd = Permissions::parse(["users.manage"]).unwrap();
        assert!(beyond(odd, Role::Viewer.permissions()).is_some());
    }
}
