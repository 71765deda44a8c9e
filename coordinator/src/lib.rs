//! The Nocturne coordinator.
//!
//! `grpc` and `http` translate, `app` loads, decides (in `nocturne-core`) and saves, `ingest` commits what agents send,
//! `reconcile` closes gaps between what is wanted and what is, `hub` knows the connected agents,
//! `live` tells those who watch.

pub mod api_state;
pub mod app;
pub mod cli;
pub mod config;
pub mod dev;
pub mod error;
pub mod grpc;
pub mod http;
pub mod hub;
pub mod ingest;
pub mod live;
pub mod pki;
pub mod reconcile;
pub mod settings;
pub mod start;
pub mod telemetry;
