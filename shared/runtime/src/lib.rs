//! What every long-running Nocturne process needs and none should write twice.
//!
//! Owning tasks and stopping them in order, telling the time, waiting before trying again,
//! files that are whole or absent, the trust between agent and coordinator, accepting
//! connections, and being seen from outside. Nothing here knows what the processes are for.

pub mod accept;
pub mod backoff;
pub mod clock;
pub mod config;
pub mod exit;
pub mod fs;
pub mod health;
pub mod signals;
pub mod supervisor;
pub mod telemetry;
pub mod tls;
pub mod version;

pub use supervisor::Supervisor;
