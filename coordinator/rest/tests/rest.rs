//! Transcoding as callers see it: the real contract over a canned service, without a socket.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

#[path = "rest/annotation.rs"]
mod annotation;
#[path = "rest/body.rs"]
mod body;
#[path = "rest/condition.rs"]
mod condition;
#[path = "rest/contract.rs"]
mod contract;
#[path = "rest/document.rs"]
mod document;
#[path = "rest/error.rs"]
mod error;
#[path = "rest/fixture.rs"]
mod fixture;
#[path = "rest/hostile.rs"]
mod hostile;
#[path = "rest/json.rs"]
mod json;
#[path = "rest/kinds.rs"]
mod kinds;
#[path = "rest/query.rs"]
mod query;
#[path = "rest/route.rs"]
mod route;
#[path = "rest/stream.rs"]
mod stream;
