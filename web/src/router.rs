//! Addresses: where the page is, and how it goes elsewhere.

use std::collections::BTreeMap;

use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use web_sys::{UrlSearchParams, window};
use yew::prelude::*;

use crate::app::Route;

/// What stands behind the `?` of an address.
pub(crate) type Pairs = BTreeMap<String, String>;

/// The address of the page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Location {
    /// With a slash in front.
    pub path: String,
    /// With the question mark, or empty.
    pub query: String,
}

impl Location {
    fn now() -> Self {
        let location = window().map(|window| window.location());
        let text = |of: fn(&web_sys::Location) -> Result<String, JsValue>| {
            location.as_ref().and_then(|location| of(location).ok()).unwrap_or_default()
        };
        Self { path: text(web_sys::Location::pathname), query: text(web_sys::Location::search) }
    }
}

/// Goes to other pages.
#[derive(Clone, PartialEq)]
pub(crate) struct Navigator {
    moved: Callback<()>,
}

impl Navigator {
    /// To a page, from which Back leads here.
    pub(crate) fn push(&self, to: &Route) {
        self.push_with_query(to, &Pairs::new());
    }

    /// As [`Navigator::push`], with a query.
    pub(crate) fn push_with_query(&self, to: &Route, query: &Pairs) {
        let address = address(to, query);
        if let Some(history) = window().and_then(|window| window.history().ok()) {
            drop(history.push_state_with_url(&JsValue::NULL, "", Some(&address)));
            self.moved.emit(());
        }
    }

    /// To a page in the place of this one.
    pub(crate) fn replace_with_query(&self, to: &Route, query: &Pairs) {
        let address = address(to, query);
        if let Some(history) = window().and_then(|window| window.history().ok()) {
            drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
            self.moved.emit(());
        }
    }
}

fn address(to: &Route, query: &Pairs) -> String {
    let path = to.to_path();
    let text = UrlSearchParams::new().ok().and_then(|search| {
        query.iter().for_each(|(name, value)| search.append(name, value));
        search.to_string().as_string()
    });
    match text.filter(|text| !text.is_empty()) {
        Some(text) => format!("{path}?{text}"),
        None => path,
    }
}

/// A name as a segment of a path.
pub(crate) fn segment(name: &str) -> String {
    js_sys::encode_uri_component(name).into()
}

/// The name that a segment of a path stands for.
pub(crate) fn segment_name(segment: &str) -> Option<String> {
    js_sys::decode_uri_component(segment).ok().map(Into::into)
}

#[derive(Properties, PartialEq)]
pub(crate) struct RouterProps {
    pub children: Html,
}

/// Knows the address for what is in it.
#[component]
pub(crate) fn Router(props: &RouterProps) -> Html {
    let location = use_state_eq(Location::now);
    let moved = {
        let location = location.setter();
        use_callback((), move |(), ()| location.set(Location::now()))
    };
    use_effect_with(moved.clone(), |moved| {
        let moved = moved.clone();
        let listener =
            window().map(|window| EventListener::new(&window, "popstate", move |_| moved.emit(())));
        move || drop(listener)
    });
    html! {
        <ContextProvider<Navigator> context={Navigator { moved }}>
            <ContextProvider<Location> context={(*location).clone()}>{ props.children.clone() }</ContextProvider<Location>>
        </ContextProvider<Navigator>>
    }
}

/// How to go elsewhere; `None` outside of the router.
#[hook]
pub(crate) fn use_navigator() -> Option<Navigator> {
    use_context::<Navigator>()
}

/// Where the page is; `None` outside of the router.
#[hook]
pub(crate) fn use_location() -> Option<Location> {
    use_context::<Location>()
}

/// Which page that is; `None` outside of the router.
#[hook]
pub(crate) fn use_route() -> Option<Route> {
    use_location().map(|location| Route::recognize(&location.path))
}

#[derive(Properties, PartialEq)]
pub(crate) struct LinkProps {
    pub to: Route,
    #[prop_or_default]
    pub query: Option<Pairs>,
    #[prop_or_default]
    pub classes: Classes,
    #[prop_or_default]
    pub children: Html,
}

/// A link to a page. With a key held down it is the browser's: another tab, another window, a download.
#[component]
pub(crate) fn Link(props: &LinkProps) -> Html {
    let navigator = use_navigator();
    let query = props.query.clone().unwrap_or_default();
    let href = address(&props.to, &query);
    let onclick = {
        let to = props.to.clone();
        move |event: MouseEvent| {
            if event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key() {
                return;
            }
            if let Some(navigator) = &navigator {
                event.prevent_default();
                navigator.push_with_query(&to, &query);
            }
        }
    };
    html! { <a class={props.classes.clone()} {href} {onclick}>{ props.children.clone() }</a> }
}

#[derive(Properties, PartialEq)]
pub(crate) struct RedirectProps {
    pub to: Route,
}

/// Goes to another page as soon as it is drawn.
#[component]
pub(crate) fn Redirect(props: &RedirectProps) -> Html {
    let navigator = use_navigator();
    use_effect_with(props.to.clone(), move |to| {
        if let Some(navigator) = &navigator {
            navigator.push(to);
        }
    });
    Html::default()
}
