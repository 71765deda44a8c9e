//! One field that leads to every page, check, agent and action.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use nocturne_web_model::palette::{Entry, Group, rank, used};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::theme::Theme;
use crate::{
    api::{Api, MAX_LISTED, use_api, use_identity},
    app::Route,
    hooks::{Refresh, use_resource},
    router::use_navigator,
    ui::{Icon, IconName, Keys},
};

/// What stands before the name of a command in the place of an address.
const COMMAND: &str = "do:";
const KEYS: &str = "keys";
const REFERENCE: &str = "api-reference";
const LOG_OUT: &str = "log-out";

const RECENT: &str = "nocturne.palette.recent";
const MAX_RECENT: usize = 8;
const MAX_SHOWN: usize = 50;

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct PaletteProps {
    /// Closes it.
    pub on_close: Callback<()>,
    /// Opens the list of keys.
    pub on_help: Callback<()>,
}

/// The palette, open. Checks and agents are read when it opens; pages and actions are there at once.
#[component]
pub(super) fn Palette(props: &PaletteProps) -> Html {
    let dialog = use_node_ref();
    let typed = use_state(String::new);
    let active = use_state_eq(|| 0_usize);
    let objects = use_resource((), Refresh::NEVER, |api, ()| objects(api));
    let identity = use_identity();
    let entries = use_memo((objects.data.clone(), identity), |(objects, identity)| {
        let may = |permission: &str| identity.as_ref().is_some_and(|identity| identity.may(permission));
        fixed(may).chain(objects.iter().flat_map(|objects| objects.iter().cloned())).collect::<Vec<_>>()
    });
    let recent = use_memo((), |()| recent());
    let shown = use_memo(((*typed).clone(), Rc::clone(&entries)), |(typed, entries)| {
        rank(entries, typed, &recent, MAX_SHOWN)
    });
    let picked = (*active).min(shown.len().saturating_sub(1));
    use_opened(&dialog);
    use_visible(picked);

    let choose = use_choose(props.on_close.clone(), props.on_help.clone());
    let onkeydown = on_key(&active, &shown, &entries, choose.clone());
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            let field = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
            typed.set(field.map(|field| field.value()).unwrap_or_default());
            active.set(0);
        })
    };
    let oncancel = props.on_close.reform(|_: Event| ());
    let onmousedown = {
        let (dialog, on_close) = (dialog.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            let outside = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if outside.is_some() && outside == dialog.cast::<web_sys::Element>() {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog ref={dialog} class="palette-dialog" aria-label="Search" {oncancel} {onmousedown}>
            <div class="palette">
                <div class="palette__field">
                    <Icon name={IconName::Search} size={20} />
                    <input class="palette__input" type="text" placeholder="Search pages, checks, agents, actions" autocomplete="off"
                        spellcheck="false" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-label="Search"
                        aria-activedescendant={(!shown.is_empty()).then(|| option_id(picked))}
                        value={(*typed).clone()} {oninput} {onkeydown} />
                </div>
                <ul id="palette-list" class="palette__list" role="listbox" aria-label="Found">
                    { options(&entries, &shown, picked, &choose) }
                </ul>
                if shown.is_empty() {
                    <p class="palette__none" role="status">{ if objects.loading { "Reading checks and agents…" } else { "Nothing is called like that." } }</p>
                }
                <p class="palette__foot" aria-hidden="true">{ for FOOT.iter().map(foot) }</p>
            </div>
        </dialog>
    }
}

const FOOT: [(&[&str], &str); 3] = [(&["↑", "↓"], "choose"), (&["Enter"], "open"), (&["Esc"], "close")];

fn foot((keys, what): &(&[&'static str], &'static str)) -> Html {
    let keys = keys.iter().map(|key| AttrValue::from(*key)).collect::<Vec<_>>();
    html! { <span><Keys {keys} />{ *what }</span> }
}

fn options(entries: &[Entry], shown: &[usize], picked: usize, choose: &Callback<String>) -> Html {
    let mut group = None;
    let lines = shown.iter().enumerate().filter_map(|(place, index)| Some((place, entries.get(*index)?)));
    lines
        .map(|(place, entry)| {
            let heading = (group.replace(entry.group) != Some(entry.group)).then(|| entry.group.title());
            let onclick = {
                let (choose, id) = (choose.clone(), entry.id.clone());
                Callback::from(move |_: MouseEvent| choose.emit(id.clone()))
            };
            let here = place == picked;
            html! {
                <>
                    if let Some(heading) = heading { <li class="palette__group" role="presentation">{ heading }</li> }
                    <li id={option_id(place)} class={classes!("palette__entry", here.then_some("palette__entry--active"))}
                        role="option" aria-selected={here.to_string()} {onclick}>
                        <Icon name={icon(entry.group)} />
                        <span class="palette__title">{ &entry.title }</span>
                        <span class="palette__detail">{ &entry.detail }</span>
                    </li>
                </>
            }
        })
        .collect()
}

const fn icon(group: Group) -> IconName {
    match group {
        Group::Page => IconName::ArrowRight,
        Group::Action => IconName::Plus,
        Group::Command => IconName::Play,
        Group::Check => IconName::Checks,
        Group::Agent => IconName::Agents,
    }
}

fn option_id(place: usize) -> String {
    format!("palette-{place}")
}

/// Pages, actions and commands; what the caller may not do is not offered.
fn fixed(may: impl Fn(&str) -> bool) -> impl Iterator<Item = Entry> {
    let entry = |group, id: String, title: &str, detail: &str| Entry {
        id,
        group,
        title: title.to_owned(),
        detail: detail.to_owned(),
        words: String::new(),
    };
    let page = |route: Route, title, detail| entry(Group::Page, route.to_path(), title, detail);
    let action = |route: Route, title, detail| entry(Group::Action, route.to_path(), title, detail);
    let command = |name, title, detail| entry(Group::Command, format!("{COMMAND}{name}"), title, detail);
    let all = [
        Some(page(Route::Overview, "Overview", "what is broken")),
        Some(page(Route::Checks, "Checks", "what is measured")),
        Some(page(Route::Agents, "Agents", "the fleet")),
        Some(page(Route::JoinTokens, "Join tokens", "open and used")),
        may("checks.write").then(|| action(Route::NewCheck, "Create a check", "measure something")),
        may("join_tokens.manage")
            .then(|| action(Route::NewAgent, "Add an agent", "enrol a new site or host")),
        Some(command(Theme::Dark.key(), "Dark theme", "colours")),
        Some(command(Theme::Light.key(), "Light theme", "colours")),
        Some(command(Theme::System.key(), "Theme of the system", "colours")),
        Some(command(KEYS, "Keyboard shortcuts", "every key")),
        Some(command(REFERENCE, "API reference", "every call")),
        Some(command(LOG_OUT, "Log out", "in all tabs of this browser")),
    ];
    all.into_iter().flatten()
}

fn run(command: &str, on_help: &Callback<()>, api: &Api) {
    match command {
        KEYS => on_help.emit(()),
        REFERENCE => {
            if let Some(window) = web_sys::window() {
                // Only an address that is none is refused.
                drop(window.location().set_href("/api/docs"));
            }
        }
        LOG_OUT => {
            let api = api.clone();
            spawn_local(async move { api.logout().await });
        }
        _ => {
            if let Some(theme) = Theme::ALL.into_iter().find(|theme| theme.key() == command) {
                theme.apply();
            }
        }
    }
}

async fn objects(api: Api) -> Result<Vec<Entry>, nocturne_web_model::failure::Failure> {
    let (checks, agents) = futures::join!(api.checks(MAX_LISTED), api.agents(String::new(), MAX_LISTED));
    let (checks, agents) = (checks?, agents?);
    let checks = checks.items.into_iter().map(|check| {
        let targets = check.targets.join(", ");
        let (detail, words) = if check.description.is_empty() {
            (targets, String::new())
        } else {
            (check.description, targets)
        };
        let id = Route::Check { check: check.slug.clone() }.to_path();
        Entry { id, group: Group::Check, title: check.slug, detail, words }
    });
    let agents = agents.items.into_iter().map(|agent| Entry {
        id: Route::Agent { agent: agent.slug.clone() }.to_path(),
        group: Group::Agent,
        detail: format!("site {}", agent.site),
        words: agent.labels.iter().map(|(name, value)| format!("{name}={value} ")).collect(),
        title: agent.slug,
    });
    Ok(checks.chain(agents).collect())
}

#[hook]
fn use_choose(on_close: Callback<()>, on_help: Callback<()>) -> Callback<String> {
    let (navigator, api) = (use_navigator(), use_api());
    Callback::from(move |id: String| {
        remember(&id);
        on_close.emit(());
        if let Some(command) = id.strip_prefix(COMMAND) {
            run(command, &on_help, &api);
        } else if let Some(navigator) = &navigator {
            navigator.push(&Route::recognize(&id));
        }
    })
}

fn on_key(
    active: &UseStateHandle<usize>,
    shown: &Rc<Vec<usize>>,
    entries: &Rc<Vec<Entry>>,
    choose: Callback<String>,
) -> Callback<KeyboardEvent> {
    let (active, shown, entries) = (active.clone(), Rc::clone(shown), Rc::clone(entries));
    Callback::from(move |event: KeyboardEvent| {
        let last = shown.len().saturating_sub(1);
        let at = (*active).min(last);
        match event.key().as_str() {
            "ArrowDown" => active.set(if at == last { 0 } else { at + 1 }),
            "ArrowUp" => active.set(if at == 0 { last } else { at - 1 }),
            "Home" => active.set(0),
            "End" => active.set(last),
            "Enter" => {
                if let Some(entry) = shown.get(at).and_then(|index| entries.get(*index)) {
                    choose.emit(entry.id.clone());
                }
            }
            _ => return,
        }
        event.prevent_default();
    })
}

/// Opens the dialog, above everything and with the focus inside.
#[hook]
fn use_opened(dialog: &NodeRef) {
    use_effect_with(dialog.clone(), |dialog| {
        let element = dialog.cast::<web_sys::HtmlDialogElement>();
        if let Some(element) = &element {
            // It fails only when it is open already.
            drop(element.show_modal());
        }
        move || {
            if let Some(element) = element {
                element.close();
            }
        }
    });
}

#[hook]
fn use_visible(picked: usize) {
    use_effect_with(picked, |picked| {
        let id = option_id(*picked);
        // After the list is drawn.
        let scrolling = Timeout::new(0, move || {
            let document = web_sys::window().and_then(|window| window.document());
            if let Some(option) = document.and_then(|document| document.get_element_by_id(&id)) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                option.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
        move || drop(scrolling)
    });
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn recent() -> Vec<String> {
    let text = storage().and_then(|storage| storage.get_item(RECENT).ok().flatten());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn remember(id: &str) {
    let next = used(&recent(), id, MAX_RECENT);
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&next)) {
        // A browser that keeps nothing forgets what was used; that is all.
        drop(storage.set_item(RECENT, &text));
    }
}
