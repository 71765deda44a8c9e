//! The API port: layers and routes. Handlers live in `grpc`, decisions in `app` and `nocturne-core`.

pub mod api;
pub mod principal;
pub mod request_id;
pub mod rest;
pub mod size;
pub mod surface;
