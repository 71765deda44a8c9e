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
mod pages;
#[cfg(target_arch = "wasm32")]
mod ui;

fn main() {
    #[cfg(target_arch = "wasm32")]
    app::start();
}
