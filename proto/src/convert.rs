//! Messages to vocabulary and back, in one place.
//!
//! `to_…` and `…_to_wire` never fail; `try_…_from_wire` may refuse what a peer sent and says which field it was.

pub mod agent;
pub mod api;
pub mod time;
