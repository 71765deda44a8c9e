//! Seeds that no hand writes: valid messages and spools, and what differs from them in one place.
//!
//! `nocturne-fuzz TARGET --make-seeds` writes them into the corpus. Seeds of text, and those that were findings, are
//! files only.

mod agent;
mod api;
mod spool;

use crate::page_token;

/// Name and content.
pub type Made = (&'static str, Vec<u8>);

/// The made seeds of a target; empty when all of its seeds are files only.
#[must_use]
pub fn made(target: &str) -> Vec<Made> {
    match target {
        "agent_protocol" => agent::messages(),
        "ingest_decode" => agent::records(),
        "desired_state" => agent::desired_states(),
        "desired_parts" => agent::parts(),
        "api_messages" => api::messages(),
        "page_token" => vec![("good-second-page", page_token::token("ping").into_bytes())],
        "spool" => spool::folders(),
        _ => Vec::new(),
    }
}
