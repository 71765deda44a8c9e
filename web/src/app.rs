//! Routes, and what every page can rely on.

use yew::prelude::*;
use yew_router::prelude::*;

use crate::{api::ApiProvider, frame::Frame, hooks::NowProvider, pages, ui::ToastsProvider};

/// Every address of the console. Names of checks and agents stand in their own segment, so that none can be mistaken for
/// a page.
#[derive(Debug, Clone, PartialEq, Eq, Routable)]
pub(crate) enum Route {
    /// What is broken, since when, what changed.
    #[at("/")]
    Overview,
    /// The fleet.
    #[at("/agents")]
    Agents,
    /// One agent.
    #[at("/agents/:agent")]
    Agent {
        /// Id or name.
        agent: String,
    },
    /// Join tokens that were made.
    #[at("/join-tokens")]
    JoinTokens,
    /// The way to a new agent.
    #[at("/new/agent")]
    NewAgent,
    /// What is measured.
    #[at("/checks")]
    Checks,
    /// One check.
    #[at("/checks/:check")]
    Check {
        /// Id or name.
        check: String,
    },
    /// Its definition, to be changed.
    #[at("/checks/:check/edit")]
    EditCheck {
        /// Id or name.
        check: String,
    },
    /// A check to be.
    #[at("/new/check")]
    NewCheck,
    /// Coming in.
    #[at("/login")]
    Login,
    /// An address without a page.
    #[not_found]
    #[at("/not-found")]
    NotFound,
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
        <BrowserRouter>
            <NowProvider>
                <ToastsProvider>
                    <ApiProvider>
                        <Frame>
                            <Switch<Route> render={page} />
                        </Frame>
                    </ApiProvider>
                </ToastsProvider>
            </NowProvider>
        </BrowserRouter>
    }
}

fn page(route: Route) -> Html {
    match route {
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
        Route::Login => html! { <Redirect<Route> to={Route::Overview} /> },
        Route::NotFound => html! { <pages::NotFound /> },
    }
}
