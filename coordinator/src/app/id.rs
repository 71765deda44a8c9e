//! Ids of things that are made here.

use nocturne_shared::id::Id;
use uuid::Uuid;

/// A fresh id, ordered by the time it was made.
#[must_use]
pub fn fresh_id<K>() -> Id<K> {
    Id::from_uuid(Uuid::now_v7())
}
