//! What is known of an agent, in words, and what can be done about it.

mod capability;
mod certificate;
mod clock;
mod desired;
mod gap;
mod revocation;
mod site;
mod work;

pub use self::{
    capability::{Capability, capabilities},
    certificate::{CertificateLife, certificate_life},
    clock::{CLOCK_TOLERANCE, ClockOffset, clock_offset},
    desired::{DesiredState, desired_state},
    gap::{GapRow, gap_rows},
    revocation::{revocation_consequences, revocation_word},
    site::{similar_site, sites, sites_like},
    work::{WorkSummary, states_of, work_summary},
};
