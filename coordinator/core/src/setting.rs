//! What can be set, and which of several layers decides.
//!
//! ```text
//! default ─▶ file ─▶ database ─▶ environment        the later wins
//! ```
//!
//! [`REGISTRY`] is the one list: the configuration file, its documentation, the API and the checks of values all come
//! from it. What must be known before the database is open cannot be in the database.

mod document;
mod kind;
mod registry;

pub use self::{
    document::{defaults_yaml, settings_markdown},
    kind::{Kind, Value, origin_check},
    registry::REGISTRY,
};

/// When a change is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Needed before the database is open: in the file or the environment only, read at the start.
    Startup,
    /// Can be stored in the database; coordinators look at it when they start.
    Restart,
    /// Can be stored in the database, and is in force within seconds.
    Live,
}

impl Change {
    /// Whether the database may hold it.
    #[must_use]
    pub const fn is_stored(self) -> bool {
        matches!(self, Self::Restart | Self::Live)
    }

    /// Whether a coordinator must be started again to heed a change.
    #[must_use]
    pub const fn needs_restart(self) -> bool {
        matches!(self, Self::Startup | Self::Restart)
    }
}

/// One thing that can be set.
#[derive(Debug)]
pub struct Definition {
    /// Section and key, with a dot.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// What holds when nobody says anything, as text.
    pub default: &'static str,
    /// For people; also the comment in the documented file.
    pub description: &'static str,
    /// When a change is in force.
    pub change: Change,
    /// Never shown to anybody.
    pub secret: bool,
}

/// Where a value comes from. Ordered: the greater wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The program.
    Default,
    /// The configuration file.
    File,
    /// An administrator.
    Database,
    /// A variable of the coordinator's environment.
    Environment,
}

/// What one layer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which layer.
    pub source: Source,
    /// What it says.
    pub value: Value,
    /// The variable, or the path of the file; empty for the others.
    pub place: String,
}

/// The definition of this name.
#[must_use]
pub fn definition(name: &str) -> Option<&'static Definition> {
    REGISTRY.iter().find(|definition| definition.name == name)
}

/// Which layer decides; `None` when none says anything.
#[must_use]
pub fn in_force(layers: &[Said]) -> Option<&Said> {
    layers.iter().max_by_key(|said| said.source)
}

#[cfg(test)]
mod tests;
