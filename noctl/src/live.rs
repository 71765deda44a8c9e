//! Live views: what a watch tells becomes tables.
//!
//! ```text
//!            source (gRPC)                 board (pure)                screen, lines
//! Watch ───▶ opened ──────────────▶ list ─▶ what is there ─┐
//!            events ──────────────────────▶ journal ───────┴──▶ rows, changed ones marked
//!            cut, lagged, expired ─▶ link (pure): how to go on
//! ```
//!
//! The watch is opened first, the lists are read then, and what happened meanwhile is applied on top of them: nothing falls
//! between. [`board`], [`frame`] and [`link`] decide without clock and socket; [`source`] carries
//! out.

pub(crate) mod board;
pub(crate) mod event;
pub(crate) mod frame;
pub(crate) mod link;
pub(crate) mod source;
