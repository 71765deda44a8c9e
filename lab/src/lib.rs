//! The emulated network: targets with real sockets that behave as the world does, well and badly.
//!
//! [`Lab`] runs a [`Scenario`]: named targets, faults that are switched while it runs, and a timeline on which things
//! fail and heal by themselves. Targets never look at what measures them. What is wrong with one is a [`Fault`]; it bites
//! at the next connection or request.
//!
//! ```text
//! scenario ─▶ Lab ─▶ Target ─▶ Gate (TCP port: open, closed, silent) ─▶ greeting or HTTP or DNS
//!              │       ▲   └─▶ Datagrams (UDP port) ─▶ DNS
//!   timeline ──┤       │
//!   control  ──┴─ set_fault
//! ```
//!
//! The TCP targets are also there one by one, each serving until it is dropped:
//!
//! | target | a TCP connect | what is said |
//! |---|---|---|
//! | [`EchoTarget`] | accepted | a greeting, then whatever is sent to it |
//! | [`NumberedTarget`] | accepted | a number that was never said before |
//! | [`SlowTarget`] | accepted | a greeting after a delay |
//! | [`MuteTarget`] | accepted | nothing |
//! | [`RefusingTarget`] | refused | |
//! | [`SilentTarget`] | no answer at all | |

mod authority;
mod closed;
mod control;
mod dns;
mod echo;
mod fault;
mod gate;
mod http;
mod lab;
mod listening;
mod live;
mod mute;
mod numbered;
mod scenario;
mod slow;
mod state;
mod target;
mod timeline;
mod typed;

pub use authority::{AuthorityError, Certificate};
pub use closed::{RefusingTarget, SilentTarget};
pub use echo::EchoTarget;
pub use fault::{Fail, Fault, Share};
pub use gate::Door;
pub use http::OK_PHRASE;
pub use lab::{AnnouncedTarget, Announcement, Lab, LabError, LabOptions, StartError};
pub use mute::MuteTarget;
pub use numbered::NumberedTarget;
pub use scenario::{BUILT_IN, Kind, Scenario, Zones};
pub use slow::SlowTarget;
pub use state::StateError;
pub use target::TargetView;
