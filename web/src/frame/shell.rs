//! The frame: which of login, shell or failure is drawn.

use yew::prelude::*;

use super::{
    banner::ConnectionBanner, help::Help, mark::Mark, navigation::Navigation, palette::Palette,
    scroll::use_scroll_memory, top_bar::TopBar,
};
use crate::{
    api::{SessionView, use_session},
    app::Route,
    hooks::{Shortcut, use_global_shortcut},
    pages::Login,
    router::{Navigator, use_navigator, use_route},
    ui::ErrorState,
};

/// Props.
#[derive(Properties, PartialEq)]
pub(crate) struct FrameProps {
    /// The page.
    pub children: Html,
}

/// Draws the page inside the shell, or what must come first. The address stays as it is, so that a login leads to where
/// a link pointed.
#[component]
pub(crate) fn Frame(props: &FrameProps) -> Html {
    let (session, set_session) = use_session();
    match session {
        SessionView::Starting => html! {
            <div class="splash" role="status"><Mark size={40} /><span class="visually-hidden">{"Starting"}</span></div>
        },
        SessionView::Unreachable(failure) => html! {
            <main class="alone">
                <ErrorState {failure} on_retry={set_session.reform(|()| SessionView::Starting)} />
            </main>
        },
        SessionView::Out(end) => html! { <Login {end} /> },
        SessionView::In(_) => html! { <Shell>{ props.children.clone() }</Shell> },
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Overlay {
    None,
    Palette,
    Help,
}

#[component]
fn Shell(props: &FrameProps) -> Html {
    let overlay = use_state_eq(|| Overlay::None);
    let navigation_open = use_state_eq(|| false);
    let route = use_route();
    use_effect_with(route, {
        let navigation_open = navigation_open.setter();
        move |_| navigation_open.set(false)
    });
    use_shell_keys(overlay.setter());
    use_scroll_memory();

    let show = |which: Overlay| {
        let overlay = overlay.setter();
        Callback::from(move |()| overlay.set(which))
    };
    let toggle = {
        let navigation_open = navigation_open.clone();
        Callback::from(move |()| navigation_open.set(!*navigation_open))
    };
    html! {
        <div class={classes!("shell", navigation_open.then_some("shell--navigation-open"))}>
            <a class="skip-link" href="#main">{"Skip to the content"}</a>
            <Navigation open={*navigation_open} on_close={toggle.clone()} />
            <div class="shell__body">
                <TopBar on_search={show(Overlay::Palette)} on_help={show(Overlay::Help)} on_navigation={toggle} />
                <ConnectionBanner />
                <main id="main" class="shell__main" tabindex="-1">{ props.children.clone() }</main>
            </div>
            if *overlay == Overlay::Palette {
                <Palette on_close={show(Overlay::None)} on_help={show(Overlay::Help)} />
            }
            if *overlay == Overlay::Help { <Help on_close={show(Overlay::None)} /> }
        </div>
    }
}

/// `Ctrl-K`, `?`, and `g` followed by the letter of a page.
#[hook]
fn use_shell_keys(overlay: UseStateSetter<Overlay>) {
    let navigator = use_navigator();
    let prefix = use_mut_ref(|| false);
    use_global_shortcut(Callback::from(move |shortcut: Shortcut| {
        let after_g = prefix.replace(false);
        match (shortcut.key.as_str(), shortcut.command) {
            ("k" | "K", true) => overlay.set(Overlay::Palette),
            (_, true) => return false,
            ("?", _) => overlay.set(Overlay::Help),
            ("g", _) => *prefix.borrow_mut() = true,
            (key, _) if after_g => return go(key, navigator.as_ref()),
            ("c", _) => return push(&Route::NewCheck, navigator.as_ref()),
            _ => return false,
        }
        true
    }));
}

fn go(key: &str, navigator: Option<&Navigator>) -> bool {
    let route = match key {
        "o" => Route::Overview,
        "a" => Route::Agents,
        "c" => Route::Checks,
        "j" => Route::JoinTokens,
        _ => return false,
    };
    push(&route, navigator)
}

fn push(route: &Route, navigator: Option<&Navigator>) -> bool {
    if let Some(navigator) = navigator {
        navigator.push(route);
    }
    true
}
