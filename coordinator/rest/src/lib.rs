//! REST and JSON over gRPC services, from their descriptors.
//!
//! Routes come from the `google.api.http` annotations (AIP-127), messages are read and written by reflection, and the
//! description (OpenAPI 3.1) and the documentation page are made of the same descriptors, so nothing is written twice.
//! The crate knows no service: it is given a descriptor set and, for each call, something that serves gRPC.
//!
//! ```text
//!   head ─▶ Rest::route ─▶ [the caller's admission, by the gRPC method] ─▶ Rest::call ─▶ body ─▶ gRPC ─▶ JSON
//! ```
//!
//! Nothing of a body is read before [`Rest::call`]. What a client did wrong is told as a [`Problem`] (RFC 9457), all
//! findings at once, each with a JSON pointer.

mod answer;
mod assign;
mod binding;
mod condition;
mod decode;
mod document;
pub mod finding;
mod frame;
pub mod json;
pub mod options;
mod parameter;
pub mod problem;
mod query;
mod request;
mod rest;
pub mod route;
mod status;
mod stream;
mod template;

pub use finding::{Finding, Place, Pointer};
pub use options::{Access, Failure, RestOptions};
pub use problem::{Origin, Problem};
pub use rest::{Rest, RestError};
pub use route::{Allowed, Match, Route};
pub use status::StatusOf;
