//! Routes, and what every page can rely on.

use yew::prelude::*;

use crate::{
    api::ApiProvider,
    frame::Frame,
    hooks::NowProvider,
    pages,
    router::{Redirect, Router, segment, segment_name, use_route},
    ui::ToastsProvider,
};

/// Every address of the console. Names of checks and agents stand in their own segment, so that none can be mistaken for
/// a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// What is broken, since when, what changed.
    Overview,
    /// The fleet.
    Agents,
    /// One agent.
    Agent {
        /// Id or name.
        agent: String,
    },
    /// Join tokens that were made.
    JoinTokens,
    /// The way to a new agent.
    NewAgent,
    /// What is measured.
    Checks,
    /// One check.
    Check {
        /// Id or name.
        check: String,
    },
    /// Its definition, to be changed.
    EditCheck {
        /// Id or name.
        check: String,
    },
    /// A check to be.
    NewCheck,
    /// Coming in.
    Login,
    /// An address without a page.
    NotFound,
}

impl Route {
    /// The path of its address.
    pub(crate) fn to_path(&self) -> String {
        let path = match self {
            Self::Overview => "/",
            Self::Agents => "/agents",
            Self::Agent { agent } => return format!("/agents/{}", segment(agent)),
            Self::JoinTokens => "/join-tokens",
            Self::NewAgent => "/new/agent",
            Self::Checks => "/checks",
            Self::Check { check } => return format!("/checks/{}", segment(check)),
            Self::EditCheck { check } => return format!("/checks/{}/edit", segment(check)),
            Self::NewCheck => "/new/check",
            Self::Login => "/login",
            Self::NotFound => "/not-found",
        };
        path.to_owned()
    }

    /// The page at a path.
    pub(crate) fn recognize(path: &str) -> Self {
        let segments: Option<Vec<String>> = path.trim_matches('/').split('/').map(segment_name).collect();
        let segments = segments.unwrap_or_default();
        let names: Vec<&str> = segments.iter().map(String::as_str).collect();
        match *names {
            [""] => Self::Overview,
            ["agents"] => Self::Agents,
            ["agents", agent] => Self::Agent { agent: agent.to_owned() },
            ["join-tokens"] => Self::JoinTokens,
            ["new", "agent"] => Self::NewAgent,
            ["new", "check"] => Self::NewCheck,
            ["checks"] => Self::Checks,
            ["checks", check] => Self::Check { check: check.to_owned() },
            ["checks", check, "edit"] => Self::EditCheck { check: check.to_owned() },
            ["login"] => Self::Login,
            _ => Self::NotFound,
        }
    }
}

/// Draws the console into the page.
pub(crate) fn start() {
    console_error_panic_hook::set_once();
    if let Some(root) = root() {
        yew::Renderer::<App>::with_root(root).render();
    }
}

/// Where the console goes, without the splash that stood there.
fn root() -> Option<web_sys::Element> {
    let root = web_sys::window()?.document()?.get_element_by_id("app")?;
    root.set_text_content(None);
    Some(root)
}

#[component]
fn App() -> Html {
    html! {
        <Router>
            <NowProvider>
                <ToastsProvider>
                    <ApiProvider>
                        <Frame>
                            <Page />
                        </Frame>
                    </ApiProvider>
                </ToastsProvider>
            </NowProvider>
        </Router>
    }
}

#[component]
fn Page() -> Html {
    match use_route().unwrap_or(Route::NotFound) {
        Route::Overview => html! { <pages::Overview /> },
        Route::Agents => html! { <pages::Agents /> },
        Route::Agent { agent } => html! { <pages::Agent key={agent.as_str()} agent={agent.clone()} /> },
        Route::JoinTokens => html! { <pages::JoinTokens /> },
        Route::NewAgent => html! { <pages::NewAgent /> },
        Route::Checks => html! { <pages::Checks /> },
        Route::Check { check } => html! { <pages::Check key={check.as_str()} check={check.clone()} /> },
        Route::EditCheck { check } => {
            html! { <pages::EditCheck key={check.as_str()} check={check.clone()} /> }
        }
        Route::NewCheck => html! { <pages::NewCheck /> },
        Route::Login => html! { <Redirect to={Route::Overview} /> },
        Route::NotFound => html! { <pages::NotFound /> },
    }
}
