//! Thin handlers: decode, hand over to a use case, encode. No decision is taken here.

pub mod agent;
pub mod api_token;
pub mod audit;
pub mod auth;
pub(crate) mod caller;
pub mod check;
pub mod control;
pub mod data;
pub mod enrolment;
pub mod join_token;
pub mod link;
pub mod live;
pub mod refusal;
pub mod role;
pub mod setting;
pub mod system;
pub mod telemetry;
pub mod user;
