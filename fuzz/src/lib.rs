//! Decoders of foreign bytes under kept corpora and seeded mutations.
//!
//! A target is a plain function: it feeds bytes to one decoder, asserts what must hold whatever they are, and says
//! whether they were accepted. What must hold: no panic, no more memory than the input justifies, and what is decoded
//! means the same after it was written and read again.
//!
//! ```text
//!   corpus/<target>/good-*  accepted ─┐
//!                  /bad-*   refused  ─┼─▶ replay, then mutations of them ─▶ target ─▶ panic, hoard or hang: a finding
//!                  /odd-*   either   ─┘     (seed and number say which)
//! ```
//!
//! `cargo test -p nocturne-fuzz` is a fixed number of mutations; the program `nocturne-fuzz` goes on for as long as it is
//! told. An input that was a finding once is kept in the corpus under a name that says what it did.
#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a finding is a panic")]

pub mod campaign;
pub mod corpus;
pub mod disk;
pub mod mutate;
pub mod seeds;
pub mod text;
pub mod wire;

pub mod access_token;
pub mod agent_protocol;
pub mod api_messages;
pub mod block;
pub mod certificate;
pub mod certificate_request;
pub mod check_spec;
pub mod desired_parts;
pub mod desired_state;
pub mod dns_answer;
pub mod http_certificate;
pub mod http_redirect;
pub mod icmp_packet;
pub mod ingest_decode;
pub mod join_token;
pub mod label;
pub mod page_token;
pub mod rest_json;
pub mod rest_request;
pub mod resume_token;
pub mod selector;
pub mod spool;
pub mod target;

/// One decoder.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, also that of its corpus folder.
    pub name: &'static str,
    /// Feeds it; true when the bytes were accepted. Panics on a finding.
    pub run: fn(&[u8]) -> bool,
    /// Limits of one case.
    pub limits: Limits,
}

/// What one case may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Mutations in a test run; fewer where one case takes long.
    pub mutations: u64,
    /// Bytes that are allocated at one time, whatever the input.
    pub base_bytes: u64,
    /// Bytes that are allocated at one time for each byte of input.
    pub bytes_per_byte: u64,
}

impl Limits {
    /// A decoder that takes some microseconds and makes some structs.
    pub const USUAL: Self = Self { mutations: 20_000, base_bytes: 64 << 10, bytes_per_byte: 64 };
}

/// Calls a macro with the name of every target; each is a module here with `LIMITS` and `target`.
#[macro_export]
macro_rules! for_each_target {
    ($call:ident) => {
        $call! {
            access_token,
            agent_protocol,
            api_messages,
            block,
            certificate,
            certificate_request,
            check_spec,
            desired_parts,
            desired_state,
            dns_answer,
            http_certificate,
            http_redirect,
            icmp_packet,
            ingest_decode,
            join_token,
            label,
            page_token,
            resume_token,
            rest_json,
            rest_request,
            selector,
            spool,
            target,
        }
    };
}

macro_rules! table {
    ($($name:ident,)*) => {
        /// Every target.
        pub const TARGETS: &[Target] =
            &[$(Target { name: stringify!($name), run: $name::target, limits: $name::LIMITS },)*];
    };
}

for_each_target!(table);

impl Target {
    /// The target of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TARGETS.iter().find(|target| target.name == name).copied()
    }
}
