//! The only crate that knows SQL.
//!
//! Statements stand in `queries/`, are checked against a real database and turned into typed functions by
//! `cargo xtask sql` (crate `nocturne-store-queries`); one file per noun here wraps them where a typed id, a check of the
//! row count or a domain type is needed. `nocturne-database` gives the two ways in: requests of one organization, and
//! the system.

pub mod agent;
pub mod api_token;
pub mod audit;
pub mod authority;
pub mod check;
pub mod check_event;
pub mod check_revision;
pub mod check_state;
pub mod desired_state;
pub mod enrolment;
pub mod gap;
pub mod idempotency;
pub mod ingest;
pub mod join_token;
mod labels;
pub mod organization;
pub mod presence;
pub mod refresh_token;
pub mod role;
mod row;
pub mod series;
pub mod session;
pub mod setting;
pub mod signing_key;
pub mod system;
pub mod totp;
pub mod user;

#[cfg(feature = "testing")]
pub use nocturne_database::testing;
pub use nocturne_database::{
    OrgStore, OrgTx, StoreError, SystemStore, SystemTx, bootstrap, cluster, endpoint, error, migrate,
    partitions, pool,
};
