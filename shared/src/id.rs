//! Typed identifiers.
//!
//! An id is a `UUIDv7` plus the kind of thing it names, so that two kinds cannot be confused in Rust. On the wire and in
//! the database it is the bare UUID.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The id of one `K`.
pub struct Id<K> {
    raw: Uuid,
    kind: PhantomData<fn() -> K>,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $marker:ident => $alias:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $marker {}
        /// Id of one such thing.
        pub type $alias = Id<$marker>;
    )*};
}

ids! {
    /// Marker: an organization, the tenant.
    Org => OrgId;
    /// Marker: a site.
    Site => SiteId;
    /// Marker: an enrolled agent.
    Agent => AgentId;
    /// Marker: a join token.
    JoinToken => JoinTokenId;
    /// Marker: a check definition.
    Check => CheckId;
    /// Marker: a user.
    User => UserId;
    /// Marker: an API token.
    ApiToken => ApiTokenId;
    /// Marker: a refresh token.
    RefreshToken => RefreshTokenId;
    /// Marker: an event.
    Event => EventId;
    /// Marker: a gap.
    Gap => GapId;
    /// Marker: an audit entry.
    Audit => AuditId;
}

impl<K> Id<K> {
    /// Wraps a UUID that is known to name a `K`.
    #[must_use]
    pub const fn from_uuid(raw: Uuid) -> Self {
        Self { raw, kind: PhantomData }
    }

    /// Makes a fresh id, ordered by `unix_ms` and then by the 74 random bits taken from `random`.
    ///
    /// Source: RFC 9562 §5.7.
    #[must_use]
    pub const fn from_parts(unix_ms: u64, random: &[u8; 10]) -> Self {
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(unix_ms, random).into_uuid())
    }

    /// The bare UUID.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.raw
    }

    /// Reads the 16 bytes of a UUID; `None` when there are not 16.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Uuid::from_slice(bytes).ok().map(Self::from_uuid)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.raw.cmp(&other.raw)
    }
}
impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<K> FromStr for Id<K> {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        Uuid::try_parse(text).map(Self::from_uuid).map_err(ParseIdError)
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

/// The text is not a UUID.
#[derive(Debug, thiserror::Error)]
#[error("not an id (a UUID such as 0198f3a2-7c1e-7d33-9b61-2f0c5e8a4d10)")]
pub struct ParseIdError(#[source] uuid::Error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_later_sort_later() {
        let early = AgentId::from_parts(1_000, &[255; 10]);
        let late = AgentId::from_parts(1_001, &[0; 10]);

        assert!(early < late);
        assert_eq!(early.uuid().get_version_num(), 7);
    }

    #[test]
    fn text_round_trips_and_other_text_is_refused() {
        let id = CheckId::from_parts(7, &[3; 10]);

        assert_eq!(id.to_string().parse::<CheckId>().unwrap(), id);
        assert!("agent-1".parse::<CheckId>().is_err());
    }
}
