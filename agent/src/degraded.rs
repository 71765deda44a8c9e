//! Parts of the agent that are not well, for heartbeats and people.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// One line per part. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Degraded {
    parts: Arc<Mutex<BTreeMap<&'static str, String>>>,
}

impl Degraded {
    /// Says what is wrong with a part.
    pub fn set(&self, part: &'static str, line: String) {
        self.parts().insert(part, line);
    }

    /// The part is well again.
    pub fn clear(&self, part: &str) {
        self.parts().remove(part);
    }

    /// What is wrong, by name of the part; empty is healthy.
    #[must_use]
    pub fn list(&self) -> Vec<String> {
        self.parts().values().cloned().collect()
    }

    fn parts(&self) -> MutexGuard<'_, BTreeMap<&'static str, String>> {
        // Every change is one call: a panic elsewhere cannot have left it half done.
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
