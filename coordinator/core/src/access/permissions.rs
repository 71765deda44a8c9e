//! Sets of permissions: what a role is made of, and what somebody may do at this moment.

use std::fmt;

use super::Permission;

/// A set of permissions.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions {
    /// One bit each, by place of declaration.
    bits: u64,
}

const _: () = assert!(Permission::ALL.len() < 64, "a set is one word");

/// A text that names no permission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no permission")]
pub struct UnknownPermission {
    /// As it was given.
    pub text: String,
    /// Its place in the list.
    pub index: usize,
}

impl Permissions {
    /// Nothing.
    pub const NONE: Self = Self { bits: 0 };
    /// Everything there is.
    pub const ALL: Self = Self { bits: (1 << Permission::ALL.len()) - 1 };

    /// Reads texts; one that is given twice counts once.
    ///
    /// # Errors
    ///
    /// Every text that names no permission.
    pub fn parse<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<Self, Vec<UnknownPermission>> {
        let mut read = Self::NONE;
        let mut unknown = Vec::new();
        for (index, text) in texts.into_iter().enumerate() {
            match Permission::from_text(text.as_ref()) {
                Some(permission) => read.bits |= bit(permission),
                None => unknown.push(UnknownPermission { text: text.as_ref().to_owned(), index }),
            }
        }
        if unknown.is_empty() { Ok(read) } else { Err(unknown) }
    }

    /// Reads stored texts. One that is not known is left out: a later version of the program knew it, and less is safe.
    pub fn parse_known<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        texts.into_iter().filter_map(|text| Permission::from_text(text.as_ref())).collect()
    }

    /// True when the permission is in it.
    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.bits & bit(permission) != 0
    }

    /// True when every one of it is in `other`.
    #[must_use]
    pub const fn is_within(self, other: Self) -> bool {
        self.bits & !other.bits == 0
    }

    /// Those that are in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { bits: self.bits & other.bits }
    }

    /// Those that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self { bits: self.bits & !other.bits }
    }

    /// True when there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// Each of them, by place of declaration.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.contains(*permission))
    }

    /// Their texts, sorted.
    #[must_use]
    pub fn texts(self) -> Vec<&'static str> {
        let mut texts: Vec<&str> = self.iter().map(Permission::as_str).collect();
        texts.sort_unstable();
        texts
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self { bits: permissions.into_iter().fold(0, |bits, permission| bits | bit(permission)) }
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.texts().join(", "))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{self}}}")
    }
}

const fn bit(permission: Permission) -> u64 {
    1 << permission as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_permission_is_a_set_of_its_own_and_all_of_them_are_everything() {
        for permission in Permission::ALL.iter().copied() {
            let alone = Permissions::from_iter([permission]);
            assert_eq!(alone.texts(), [permission.as_str()]);
            assert!(alone.is_within(Permissions::ALL) && !Permissions::ALL.is_within(alone));
            assert!(!Permissions::ALL.without(alone).contains(permission));
        }
        assert_eq!(Permission::ALL.iter().copied().collect::<Permissions>(), Permissions::ALL);
        assert!(Permissions::NONE.is_empty() && Permissions::NONE.is_within(Permissions::NONE));
    }

    #[test]
    fn texts_are_read_once_each_and_every_unknown_one_is_named_with_its_place() {
        let read = Permissions::parse(["checks.read", "agents.read", "checks.read"]).unwrap();
        assert_eq!(read.to_string(), "agents.read, checks.read");

        let unknown = Permissions::parse(["checks.read", "root", "*"]).unwrap_err();
        assert_eq!(
            unknown.iter().map(|one| (one.index, one.text.as_str())).collect::<Vec<_>>(),
            [(1, "root"), (2, "*")]
        );
        assert_eq!(Permissions::parse_known(["checks.read", "root"]).texts(), ["checks.read"]);
    }

    #[test]
    fn a_role_narrowed_by_scopes_has_what_is_in_both() {
        let role = Permissions::parse(["checks.read", "checks.write"]).unwrap();
        let scopes = Permissions::parse(["checks.write", "agents.read"]).unwrap();

        assert_eq!(role.and(scopes).texts(), ["checks.write"]);
        assert_eq!(scopes.without(role).texts(), ["agents.read"]);
    }
}
