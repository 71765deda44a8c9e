//! Above the page: search, whether it is live, theme, and who is here.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::theme::Theme;
use crate::{
    api::{Connection, use_api, use_connection, use_identity},
    ui::{ButtonKind, Icon, IconButton, IconName, Keys, Menu, MenuItem},
};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct TopBarProps {
    /// Opens the palette.
    pub on_search: Callback<()>,
    /// Opens the list of keys.
    pub on_help: Callback<()>,
    /// Opens the navigation on a narrow screen.
    pub on_navigation: Callback<()>,
}

/// The bar.
#[component]
pub(super) fn TopBar(props: &TopBarProps) -> Html {
    let theme_changed = use_force_update();
    html! {
        <header class="top-bar">
            <span class="top-bar__navigation">
                <IconButton icon={IconName::Menu} label="Navigation" onclick={props.on_navigation.reform(|_| ())} />
            </span>
            <button type="button" class="top-bar__search" onclick={props.on_search.reform(|_: MouseEvent| ())}>
                <Icon name={IconName::Search} />
                <span>{"Search or jump to…"}</span>
                <span class="top-bar__keys"><Keys keys={vec!["Ctrl".into(), "K".into()]} /></span>
            </button>
            <span class="top-bar__space"></span>
            <LiveIndicator />
            <IconButton icon={IconName::Keyboard} label="Keys" onclick={props.on_help.reform(|_| ())} />
            { theme_menu(theme_changed) }
            <UserMenu />
        </header>
    }
}

#[component]
fn LiveIndicator() -> Html {
    let (state, text) = match use_connection() {
        Connection::Connecting => ("connecting", "Connecting"),
        Connection::Live => ("live", "Live"),
        Connection::Lost { .. } => ("lost", "Not live"),
    };
    html! {
        <span class={classes!("live", format!("live--{state}"))} role="status">
            <span class="live__dot" aria-hidden="true"></span>{ text }
        </span>
    }
}

fn theme_menu(changed: UseForceUpdateHandle) -> Html {
    let current = Theme::current();
    let icon = match current {
        Theme::Dark => IconName::Moon,
        Theme::Light => IconName::Sun,
        Theme::System => IconName::Monitor,
    };
    let items = Theme::ALL.map(|theme| MenuItem::new(theme.key(), theme.label()).checked(current == theme));
    let on_pick = Callback::from(move |key: AttrValue| {
        if let Some(theme) = Theme::ALL.into_iter().find(|theme| theme.key() == key) {
            theme.apply();
            changed.force_update();
        }
    });
    html! {
        <Menu id="theme" label="Theme" {icon} icon_only=true kind={ButtonKind::Ghost} items={items.to_vec()} {on_pick} />
    }
}

#[component]
fn UserMenu() -> Html {
    let api = use_api();
    let Some(identity) = use_identity() else { return Html::default() };
    let on_pick = Callback::from(move |_: AttrValue| {
        let api = api.clone();
        spawn_local(async move { api.logout().await });
    });
    let who = identity.0;
    let head = html! {
        <div class="user-menu">
            <strong>{ &who.name }</strong>
            <span>{ format!("{} in {}", who.role, who.organization) }</span>
        </div>
    };
    let items = vec![MenuItem::new("log-out", "Log out").icon(IconName::Logout)];
    html! {
        <Menu id="user" label={format!("User {}", who.name)} icon={IconName::User} icon_only=true
            kind={ButtonKind::Ghost} {head} {items} {on_pick} />
    }
}
