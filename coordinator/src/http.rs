//! The API port: layers and routes. Handlers live in `grpc`, decisions in `app` and `nocturne-core`.

pub mod api;
pub mod console;
pub mod cors;
pub mod principal;
pub mod protection;
pub mod rate;
pub mod request_id;
pub mod rest;
mod session_cookie;
pub mod size;
pub mod surface;
