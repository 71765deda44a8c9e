//! What the coordinator does when it is asked: load, decide in `nocturne-core`, save, then act. Nothing here knows how a
//! call arrived.

pub mod agent;
pub mod api_token;
pub mod auth;
pub mod check;
pub mod enrolment;
pub mod id;
pub mod join_token;
pub mod page;
pub mod session;
pub mod system;
pub mod telemetry;
