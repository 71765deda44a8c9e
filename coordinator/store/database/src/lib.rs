//! The database itself: roles, migrations, connections and transactions, and private clusters to work on.
//!
//! No table is named here but the migrations' own; statements stand in `nocturne-store`, which is above. They are apart
//! because the code of statements is generated with the help of this crate.

pub mod bootstrap;
pub mod cluster;
pub mod endpoint;
pub mod error;
pub mod migrate;
pub mod partitions;
pub mod pool;
#[cfg(feature = "testing")]
#[expect(clippy::expect_used, clippy::panic, reason = "a harness fails loudly")]
pub mod testing;

pub use error::StoreError;
pub use pool::{OrgStore, OrgTx, SystemStore, SystemTx};
