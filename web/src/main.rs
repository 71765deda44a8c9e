//! The console: what an operator sees of Nocturne in a browser.
//!
//! `api` talks to the coordinator, `hooks` ties what it says to components, `ui` is the set of components every
//! page is made of, `frame` is what stands around a page, `pages` are the pages. What can be decided without a
//! browser lives in `nocturne-web-model`.

// See `mount`: what the macros of Yew write finds this crate where they name Yew.
#[cfg(target_arch = "wasm32")]
extern crate self as yew;
#[cfg(target_arch = "wasm32")]
extern crate yew as yew_itself;
#[cfg(target_arch = "wasm32")]
pub use yew_itself::*;

#[cfg(target_arch = "wasm32")]
mod api;
#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod frame;
#[cfg(target_arch = "wasm32")]
mod hooks;
#[cfg(target_arch = "wasm32")]
mod mount;
#[cfg(target_arch = "wasm32")]
mod pages;
#[cfg(target_arch = "wasm32")]
mod ui;

/// Yew's, with our [`VChild`](mount::VChild).
#[cfg(target_arch = "wasm32")]
pub mod virtual_dom {
    pub use yew_itself::virtual_dom::*;

    pub use crate::mount::VChild;
}

/// Yew's, with our [`ContextProvider`](mount::ContextProvider).
#[cfg(target_arch = "wasm32")]
pub mod prelude {
    pub use yew_itself::prelude::*;

    pub use crate::mount::ContextProvider;
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    app::start();
}
