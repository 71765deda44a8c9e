//! Yew in fewer bytes: what it compiles anew for every component, element and hook is compiled once.
//!
//! The macros of Yew write paths that begin with `::yew`, and in this crate `yew` is this crate: its root has everything
//! of Yew with the items of these modules in the place of Yew's own. So components, markup and hooks are written as Yew's
//! documentation has them, and weigh a quarter less.

pub(crate) mod hooks;
pub(crate) mod markup;
pub(crate) mod mount;
pub(crate) mod state;
