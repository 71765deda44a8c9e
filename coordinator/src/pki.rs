//! Keys and certificates: the key-encryption key, the authority that certifies agents, identities of peers.

pub mod authority;
pub mod identity;
pub mod kek;

pub use authority::Authority;
pub use kek::{Kek, KekError};
