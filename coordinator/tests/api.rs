//! The API as callers see it: real services and layers over a real store, without a socket.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "api/access.rs"]
mod access;
#[path = "api/audit.rs"]
mod audit;
#[path = "api/auth.rs"]
mod auth;
#[path = "api/bad_input.rs"]
mod bad_input;
#[path = "api/check.rs"]
mod check;
#[path = "api/cookie.rs"]
mod cookie;
#[path = "api/fixture.rs"]
mod fixture;
#[path = "api/fleet.rs"]
mod fleet;
#[path = "api/idempotency.rs"]
mod idempotency;
#[path = "api/jwt.rs"]
mod jwt;
#[path = "api/limit.rs"]
mod limit;
#[path = "api/live.rs"]
mod live;
#[path = "api/own_account.rs"]
mod own_account;
#[path = "api/preview.rs"]
mod preview;
#[path = "api/setting.rs"]
mod setting;
#[path = "api/surface.rs"]
mod surface;
#[path = "api/sweep.rs"]
mod sweep;
#[path = "api/telemetry.rs"]
mod telemetry;
#[path = "api/token.rs"]
mod token;
#[path = "api/user.rs"]
mod user;
#[path = "api/verdict.rs"]
mod verdict;
#[path = "api/web.rs"]
mod web;
#[path = "api/whoami.rs"]
mod whoami;
