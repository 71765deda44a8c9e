//! The console: what an operator sees of Nocturne in a browser.
//!
//! `api` talks to the coordinator, `hooks` ties what it says to components, `ui` is the set of components every
//! page is made of, `frame` is what stands around a page, `pages` are the pages. What can be decided without a
//! browser lives in `nocturne-web-model`.

#[cfg(target_arch = "wasm32")]
mod api;
#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod frame;
#[cfg(target_arch = "wasm32")]
mod hooks;
#[cfg(target_arch = "wasm32")]
mod lean;
#[cfg(target_arch = "wasm32")]
mod pages;
#[cfg(target_arch = "wasm32")]
mod router;
#[cfg(target_arch = "wasm32")]
mod ui;

// In this crate `yew` is Yew with what `lean` has in the place of its own.
#[cfg(target_arch = "wasm32")]
extern crate self as yew;
#[cfg(target_arch = "wasm32")]
extern crate yew as yew_itself;

#[cfg(target_arch = "wasm32")]
pub use yew_itself::*;

/// As Yew's.
#[cfg(target_arch = "wasm32")]
pub mod prelude {
    pub use yew_itself::prelude::*;

    pub use crate::lean::{
        hooks::{use_callback, use_effect_with, use_memo},
        mount::ContextProvider,
        state::{UseStateHandle, UseStateSetter, use_state, use_state_eq},
    };
}

/// As Yew's.
#[cfg(target_arch = "wasm32")]
pub mod virtual_dom {
    pub use yew_itself::virtual_dom::*;

    pub use crate::lean::{markup::VTag, mount::VChild};
}

/// As Yew's.
#[cfg(target_arch = "wasm32")]
pub mod html {
    pub use yew_itself::html::*;

    pub use crate::lean::markup::{ChildrenRenderer, NodeRef};
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    app::start();
}
