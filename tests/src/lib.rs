//! The harness of the end-to-end suites: real processes of the built programs, a real PostgreSQL, a wire that can be cut,
//! and an oracle outside of all of them.
//!
//! ```text
//!   NumberedTarget ◀── checks ── nocturne-agent ──▶ Proxy ──▶ nocturne-coordinator ──▶ PostgreSQL
//!        │                                                                                 │
//!        └────────── what was handed out ─────▶ Tally ◀──── what is stored, and gaps ──────┘
//! ```
//!
//! Nothing here asks a program under test whether it did well: [`Tally`] compares what targets gave with the bytes in the
//! database. Everything that a [`Fleet`] starts ends with it.
#![expect(clippy::expect_used, clippy::panic, reason = "a harness fails loudly")]

pub mod agent;
pub mod api;
pub mod chaos;
pub mod coordinator;
pub mod database;
pub mod eventually;
pub mod fleet;
pub mod process;
pub mod proxy;
pub mod tally;

pub use agent::Agent;
pub use api::Api;
pub use coordinator::Coordinator;
pub use database::Database;
pub use eventually::{PATIENCE, eventually};
pub use fleet::Fleet;
pub use proxy::Proxy;
pub use tally::{Oracle, Tally};
