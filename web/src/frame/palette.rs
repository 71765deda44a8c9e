//! One field that leads to every page, check, agent and action.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use nocturne_web_model::palette::{Entry, Group, rank, used};
use wasm_bindgen::JsCast as _;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{Api, MAX_LISTED},
    app::Route,
    hooks::{Refresh, use_resource},
    ui::{Icon, IconName, Keys},
};

const RECENT: &str = "nocturne.palette.recent";
const MAX_RECENT: usize = 8;
const MAX_SHOWN: usize = 50;

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct PaletteProps {
    /// Closes it.
    pub on_close: Callback<()>,
}

/// The palette, open. Checks and agents are read when it opens; pages and actions are there at once.
#[component]
pub(super) fn Palette(props: &PaletteProps) -> Html {
    let dialog = use_node_ref();
    let typed = use_state(String::new);
    let active = use_state_eq(|| 0_usize);
    let objects = use_resource((), Refresh::NEVER, |api, ()| objects(api));
    let entries = use_memo(objects.data.clone(), |objects| {
        let fixed = fixed().into_iter().map(|(entry, _)| entry);
        fixed.chain(objects.iter().flat_map(|objects| objects.iter().cloned())).collect::<Vec<_>>()
    });
    let recent = use_memo((), |()| recent());
    let shown = use_memo(((*typed).clone(), Rc::clone(&entries)), |(typed, entries)| {
        rank(entries, typed, &recent, MAX_SHOWN)
    });
    let picked = (*active).min(shown.len().saturating_sub(1));
    use_opened(&dialog);
    use_visible(picked);

    let choose = use_choose(props.on_close.clone());
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
        Group::Check => IconName::Checks,
        Group::Agent => IconName::Agents,
    }
}

fn option_id(place: usize) -> String {
    format!("palette-{place}")
}

fn fixed() -> Vec<(Entry, Route)> {
    let entry = |group, title: &str, detail: &str, route: Route| {
        let id = route.to_path();
        (Entry { id, group, title: title.to_owned(), detail: detail.to_owned() }, route)
    };
    vec![
        entry(Group::Page, "Overview", "what is broken", Route::Overview),
        entry(Group::Page, "Checks", "what is measured", Route::Checks),
        entry(Group::Page, "Agents", "the fleet", Route::Agents),
        entry(Group::Page, "Join tokens", "open and used", Route::JoinTokens),
        entry(Group::Action, "Create a check", "measure something", Route::NewCheck),
        entry(Group::Action, "Add an agent", "enrol a new site or host", Route::NewAgent),
    ]
}

async fn objects(api: Api) -> Result<Vec<Entry>, nocturne_web_model::failure::Failure> {
    let (checks, agents) = futures::join!(api.checks(MAX_LISTED), api.agents(String::new(), MAX_LISTED));
    let (checks, agents) = (checks?, agents?);
    let checks = checks.items.into_iter().map(|check| Entry {
        id: Route::Check { check: check.slug.clone() }.to_path(),
        group: Group::Check,
        detail: if check.description.is_empty() { check.targets.join(", ") } else { check.description },
        title: check.slug,
    });
    let agents = agents.items.into_iter().map(|agent| Entry {
        id: Route::Agent { agent: agent.slug.clone() }.to_path(),
        group: Group::Agent,
        detail: format!("site {}", agent.site),
        title: agent.slug,
    });
    Ok(checks.chain(agents).collect())
}

#[hook]
fn use_choose(on_close: Callback<()>) -> Callback<String> {
    let navigator = use_navigator();
    Callback::from(move |id: String| {
        remember(&id);
        on_close.emit(());
        if let (Some(navigator), Some(route)) = (&navigator, Route::recognize(&id)) {
            navigator.push(&route);
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
