//! Statements with a condition, on a real database: one case that works and one that is refused each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "nouns/agent.rs"]
mod agent;
#[path = "nouns/audit.rs"]
mod audit;
#[path = "nouns/check.rs"]
mod check;
#[path = "nouns/check_event.rs"]
mod check_event;
#[path = "nouns/fixture.rs"]
mod fixture;
#[path = "nouns/idempotency.rs"]
mod idempotency;
#[path = "nouns/join_token.rs"]
mod join_token;
#[path = "nouns/refresh_token.rs"]
mod refresh_token;
#[path = "nouns/token.rs"]
mod token;
#[path = "nouns/user.rs"]
mod user;
