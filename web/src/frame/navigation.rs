//! The way from page to page.

use wasm_bindgen::JsCast as _;
use yew::prelude::*;

use super::mark::Mark;
use crate::{
    app::Route,
    hooks::{Shortcut, use_global_shortcut},
    router::{Link, use_route},
    ui::{Icon, IconName},
};

/// What opens it on a narrow screen.
const OPENER: &str = ".top-bar__navigation button";

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct NavigationProps {
    /// On a narrow screen: drawn over the page.
    pub open: bool,
    /// Closes it there.
    pub on_close: Callback<()>,
}

struct Entry {
    route: Route,
    icon: IconName,
    label: &'static str,
}

const SECTIONS: [(&str, &[Entry]); 2] = [
    ("Operate", &[Entry { route: Route::Overview, icon: IconName::Overview, label: "Overview" }]),
    (
        "Fleet",
        &[
            Entry { route: Route::Checks, icon: IconName::Checks, label: "Checks" },
            Entry { route: Route::Agents, icon: IconName::Agents, label: "Agents" },
            Entry { route: Route::JoinTokens, icon: IconName::Key, label: "Join tokens" },
        ],
    ),
];

/// Links to the pages, in sections.
#[component]
pub(super) fn Navigation(props: &NavigationProps) -> Html {
    let current = use_route();
    use_escape(props.open, props.on_close.clone());
    let close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <>
            <nav class={classes!("navigation", props.open.then_some("navigation--open"))} aria-label="Main">
                <Link to={Route::Overview} classes="navigation__brand">
                    <Mark size={24} /><span>{"Nocturne"}</span>
                </Link>
                { for SECTIONS.iter().map(|(title, entries)| section(title, entries, current.as_ref())) }
                <div class="navigation__foot">
                    <a class="navigation__link" href="/api/docs">
                        <Icon name={IconName::Code} /><span>{"API reference"}</span>
                    </a>
                </div>
            </nav>
            if props.open {
                <button class="navigation__veil" type="button" aria-label="Close the navigation" onclick={close}></button>
            }
        </>
    }
}

/// Closes it where it is drawn over the page; the focus goes back to what opened it.
#[hook]
fn use_escape(open: bool, close: Callback<()>) {
    let on_key = use_callback((open, close), |pressed: Shortcut, (open, close)| {
        let closes = *open && pressed.key == "Escape";
        if closes {
            close.emit(());
            let document = web_sys::window().and_then(|window| window.document());
            let opener = document.and_then(|document| document.query_selector(OPENER).ok().flatten());
            if let Some(opener) = opener.and_then(|opener| opener.dyn_into::<web_sys::HtmlElement>().ok()) {
                drop(opener.focus());
            }
        }
        closes
    });
    use_global_shortcut(on_key);
}

fn section(title: &'static str, entries: &[Entry], current: Option<&Route>) -> Html {
    html! {
        <div class="navigation__section">
            <h2 class="navigation__title">{ title }</h2>
            <ul>{ for entries.iter().map(|entry| link(entry, current)) }</ul>
        </div>
    }
}

fn link(entry: &Entry, current: Option<&Route>) -> Html {
    let here = current.is_some_and(|current| section_of(current) == entry.route);
    html! {
        <li class={classes!(here.then_some("navigation__here"))} aria-current={here.then_some("page")}>
            <Link to={entry.route.clone()} classes="navigation__link">
                <Icon name={entry.icon} /><span>{ entry.label }</span>
            </Link>
        </li>
    }
}

/// The entry under which a page stands.
fn section_of(route: &Route) -> Route {
    match route {
        Route::Agent { .. } | Route::NewAgent | Route::Agents => Route::Agents,
        Route::Check { .. } | Route::EditCheck { .. } | Route::NewCheck | Route::Checks => Route::Checks,
        Route::Overview | Route::JoinTokens | Route::Login | Route::NotFound => route.clone(),
    }
}
