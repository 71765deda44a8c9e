//! From an agent's batch to committed rows: the one place where "acknowledged means committed" is made true.
//!
//! ```text
//!  Data stream ─ decode ─ resolve series ─ stage ─┐
//!  Data stream ─ …                                ├─▶ writer: collect ≤ 20 ms or 30 k samples ─▶ one transaction ─▶ replies
//!  Data stream ─ …                                ┘      (cursors locked, decided by core, rows saved, cursors moved)
//! ```
//!
//! An agent always goes to the same writer, so its batches commit in the order in which they came.

pub mod decode;
mod live;
mod plan;
pub mod resolve;
pub mod stage;
mod writer;

pub use writer::{Ingest, IngestOptions, QUEUE_FULL_WAIT};
