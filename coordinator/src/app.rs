//! What the coordinator does when it is asked: load, decide in `nocturne-core`, save, then act. Nothing here knows how a
//! call arrived.

pub mod agent;
pub mod api_token;
pub mod audit;
pub mod auth;
pub mod call;
pub mod check;
pub mod check_event;
pub mod check_state;
pub mod enrolment;
pub mod gap;
pub mod id;
pub mod idempotency;
pub mod join_token;
pub mod live;
pub mod organization;
pub mod page;
pub mod preview;
pub mod role;
pub mod session;
pub mod setting;
pub mod system;
pub mod telemetry;
pub mod user;
pub mod verdict;
