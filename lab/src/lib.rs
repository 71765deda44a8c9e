//! The emulated network: targets with real sockets that behave as the world does, well and badly.
//!
//! Every target binds the address it is given (port 0 is a free one), serves until it is dropped and never looks at
//! what measures it. [`Lab`] starts one of each; tests start the ones they need.
//!
//! | target | a TCP connect | what is said |
//! |---|---|---|
//! | [`EchoTarget`] | accepted | a greeting, then whatever is sent to it |
//! | [`NumberedTarget`] | accepted | a number that was never said before |
//! | [`SlowTarget`] | accepted | a greeting after a delay |
//! | [`MuteTarget`] | accepted | nothing |
//! | [`FlappingTarget`] | accepted and refused in turns | a greeting |
//! | [`RefusingTarget`] | refused | |
//! | [`SilentTarget`] | no answer at all | |

mod closed;
mod echo;
mod flapping;
mod lab;
mod listening;
mod mute;
mod numbered;
mod slow;

pub use closed::{RefusingTarget, SilentTarget};
pub use echo::EchoTarget;
pub use flapping::FlappingTarget;
pub use lab::{Addresses, Lab, LabOptions};
pub use mute::MuteTarget;
pub use numbered::NumberedTarget;
pub use slow::SlowTarget;
