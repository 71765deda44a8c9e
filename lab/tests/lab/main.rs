//! Whole labs over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod control;
mod dns;
mod fixture;
mod http;
mod state;
mod tcp;
mod timeline;
mod tls;
