//! The Nocturne agent: runs the checks of one site and delivers what they measure.
//!
//! ```text
//!                    ┌────────── desired state ───────────┐
//!   coordinator ◀──▶ link ── machine, session, uplink ──▶ assignments ──▶ runner ──▶ probes
//!                     ▲                                                      │
//!                     └─────────────────────── spool ◀───────────────────────┘
//! ```
//!
//! [`enrol`] makes an identity, [`start`] runs an agent with it. All direction comes down the agent's own connection; the
//! only listener is the optional one for health and metrics. What is measured is in the spool before it leaves and until
//! the coordinator has committed it.

pub mod address;
pub mod assignments;
pub mod cli;
pub mod config;
pub mod connect;
pub mod degraded;
pub mod enrol;
pub mod identity;
pub mod link;
pub mod refusal;
pub mod runner;
pub mod spool;
pub mod start;
pub mod state_dir;
pub mod token;
pub mod units;
