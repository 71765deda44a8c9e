//! Text to be taken elsewhere: commands, answers, identifiers.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    button::{Button, ButtonKind},
    dialog::Drawer,
    dom,
    icon::{Icon, IconName},
    tabs::{Tab, Tabs},
};

const COPIED_MILLIS: u32 = 2_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    Not,
    Done,
    Failed,
}

#[derive(Properties, PartialEq)]
pub(crate) struct CopyButtonProps {
    pub text: AttrValue,
    /// What is copied, e.g. `command`.
    #[prop_or(AttrValue::Static("text"))]
    pub what: AttrValue,
    /// With the word beside the icon.
    #[prop_or_default]
    pub wordy: bool,
}

/// Copies a text and says so.
#[component]
pub(crate) fn CopyButton(props: &CopyButtonProps) -> Html {
    let copied = use_state_eq(|| Copied::Not);
    use_effect_with(*copied, {
        let copied = copied.setter();
        move |now| {
            let timer =
                (*now != Copied::Not).then(|| Timeout::new(COPIED_MILLIS, move || copied.set(Copied::Not)));
            move || drop(timer)
        }
    });
    let onclick = {
        let (copied, text) = (copied.setter(), props.text.to_string());
        move |event: MouseEvent| {
            event.stop_propagation();
            let (copied, text) = (copied.clone(), text.clone());
            spawn_local(async move {
                copied.set(if dom::copy(text).await { Copied::Done } else { Copied::Failed });
            });
        }
    };
    let (icon, word) = match *copied {
        Copied::Not => (IconName::Copy, "Copy"),
        Copied::Done => (IconName::Check, "Copied"),
        Copied::Failed => (IconName::Alert, "Select and copy by hand"),
    };
    html! {
        <button
            type="button"
            class={classes!(
                "copy",
                "button",
                "button--ghost",
                "button--small",
                (!props.wordy).then_some("button--icon"),
                (*copied == Copied::Done).then_some("copy--done"),
            )}
            aria-label={format!("Copy {}", props.what)}
            title={word}
            {onclick}
        >
            <Icon name={icon} size={14} />
            if props.wordy {
                <span class="button__text">{ word }</span>
            }
            <span class="visually-hidden" role="status">
                { if *copied == Copied::Not { "" } else { word } }
            </span>
        </button>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct CodeBlockProps {
    pub text: AttrValue,
    /// What it is, e.g. `Install command`.
    pub label: AttrValue,
    /// Written above it, not only read out.
    #[prop_or_default]
    pub head: bool,
    /// Breaks long lines instead of scrolling.
    #[prop_or_default]
    pub wrap: bool,
}

/// Lines of text as they are, with a way to copy them.
#[component]
pub(crate) fn CodeBlock(props: &CodeBlockProps) -> Html {
    let what = props.label.to_lowercase();
    html! {
        <figure class={classes!("code-block", props.wrap.then_some("code-block--wrap"))}>
            <figcaption class={if props.head { "code-block__head" } else { "visually-hidden" }}>
                { props.label.clone() }
            </figcaption>
            <pre class="code-block__text" tabindex="0" role="region" aria-label={props.label.clone()}>
                <code>{ props.text.clone() }</code>
            </pre>
            <div class="code-block__copy"><CopyButton text={props.text.clone()} {what} wordy=true /></div>
        </figure>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct ApiCallProps {
    pub curl: AttrValue,
    pub noctl: AttrValue,
}

/// What the page does, as it would be done from a terminal.
#[component]
pub(crate) fn ApiCall(props: &ApiCallProps) -> Html {
    let selected = use_state_eq(|| AttrValue::Static("noctl"));
    let on_select = {
        let selected = selected.setter();
        Callback::from(move |tab| selected.set(tab))
    };
    let (text, label) = if *selected == "curl" {
        (props.curl.clone(), "Command for curl")
    } else {
        (props.noctl.clone(), "Command for noctl")
    };
    html! {
        <Tabs
            id="api-call"
            label="Way to call"
            tabs={vec![Tab::new("noctl", "noctl"), Tab::new("curl", "curl")]}
            selected={(*selected).clone()}
            {on_select}
        >
            <CodeBlock {text} {label} />
        </Tabs>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct ApiCallButtonProps {
    pub curl: AttrValue,
    pub noctl: AttrValue,
    #[prop_or_default]
    pub small: bool,
}

/// A quiet button that opens [`ApiCall`] in a drawer.
#[component]
pub(crate) fn ApiCallButton(props: &ApiCallButtonProps) -> Html {
    let open = use_state_eq(|| false);
    let set = |value: bool| {
        let open = open.setter();
        move || open.set(value)
    };
    let (show, hide) = (set(true), set(false));
    html! {
        <>
            <Button kind={ButtonKind::Ghost} small={props.small} icon={IconName::Code} onclick={move |_| show()}>
                { "API call" }
            </Button>
            <Drawer open={*open} title="As API call" on_close={move |()| hide()}>
                <div class="stack">
                    <p class="prose">
                        { "The same from a terminal. noctl uses the address and session of your profile; curl wants a token in " }
                        <code>{ "NOCTURNE_TOKEN" }</code>
                        { "." }
                    </p>
                    <ApiCall curl={props.curl.clone()} noctl={props.noctl.clone()} />
                </div>
            </Drawer>
        </>
    }
}
