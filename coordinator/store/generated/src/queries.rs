// This file was generated with `cornucopia`. Do not modify.

pub mod agent;
pub mod api_token;
pub mod audit;
pub mod authority;
pub mod check;
pub mod check_event;
pub mod check_state;
pub mod desired_state;
pub mod enrolment;
pub mod gap;
pub mod idempotency;
pub mod ingest;
pub mod join_token;
pub mod organization;
pub mod presence;
pub mod refresh_token;
pub mod role;
pub mod series;
pub mod session;
pub mod setting;
pub mod signing_key;
pub mod system;
pub mod totp;
pub mod user;
