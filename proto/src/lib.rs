//! The two contracts of Nocturne.
//!
//! [`agent`] is what agents and the coordinator say to each other, [`api`] is everything the coordinator can be asked by
//! people and programs. The code under `generated/` comes from `proto/proto` by `cargo xtask proto`; [`convert`] turns
//! messages into the vocabulary of `nocturne-shared` and back. Nothing further in knows a generated type.

pub mod convert;
pub mod descriptor;

/// Agents and the coordinator.
pub mod agent {
    /// Version 1.
    #[allow(clippy::all, clippy::doc_markdown, clippy::too_long_first_doc_paragraph, reason = "generated")]
    pub mod v1 {
        include!("generated/nocturne.agent.v1.rs");
    }
}

/// People and programs.
pub mod api {
    /// Version 1.
    #[allow(clippy::all, clippy::doc_markdown, clippy::too_long_first_doc_paragraph, reason = "generated")]
    pub mod v1 {
        include!("generated/nocturne.api.v1.rs");
    }
}
