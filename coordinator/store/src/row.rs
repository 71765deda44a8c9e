//! From columns to vocabulary.

use nocturne_core::access::{Permissions, Role};
use nocturne_shared::{outcome::CheckStatus, selector::Selector};

use crate::error::{StoreError, damaged};

/// A `LIMIT`.
pub(crate) fn n_rows(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A number that is never negative.
pub(crate) fn natural(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// What a role may do: as it is listed, or as the program defines it.
pub(crate) fn permissions(role: &str, listed: Option<Vec<String>>) -> Result<Permissions, StoreError> {
    match listed {
        Some(listed) => Ok(Permissions::parse_known(listed)),
        None => Role::from_text(role)
            .map(Role::permissions)
            .ok_or_else(|| damaged("role")(format!("{role:?} lists no permissions and is not built in"))),
    }
}

/// A status's name.
pub(crate) fn status(text: &str) -> Result<CheckStatus, StoreError> {
    CheckStatus::from_text(text).ok_or_else(|| damaged("check_state")(format!("{text:?} is no status")))
}

/// A selector's text.
pub(crate) fn selector(text: &str) -> Result<Selector, StoreError> {
    text.parse().map_err(damaged("selector"))
}
