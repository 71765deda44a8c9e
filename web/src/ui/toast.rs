//! Short answers to what was just done, in a corner, for a few seconds.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use nocturne_web_model::status::Tone;
use web_sys::Element;
use yew::prelude::*;

use super::{
    button::IconButton,
    dom,
    icon::{Icon, IconName},
};

/// Long enough to read twelve words twice.
const SHOWN_MILLIS: u32 = 6_000;
/// More would hide the page; the oldest goes.
const MAX_SHOWN: usize = 4;

/// What is said.
#[derive(Clone, PartialEq)]
pub(crate) struct Toast {
    pub tone: Tone,
    pub text: AttrValue,
    /// One thing to do about it.
    pub action: Option<(AttrValue, Callback<()>)>,
    /// Stays until it is closed.
    pub stays: bool,
}

impl Toast {
    pub(crate) fn new(tone: Tone, text: impl Into<AttrValue>) -> Self {
        Self { tone, text: text.into(), action: None, stays: false }
    }

    pub(crate) fn action(self, label: impl Into<AttrValue>, act: Callback<()>) -> Self {
        Self { action: Some((label.into(), act)), ..self }
    }

    pub(crate) fn stays(self) -> Self {
        Self { stays: true, ..self }
    }
}

#[derive(Clone, PartialEq)]
struct Shown {
    number: u64,
    toast: Toast,
}

#[derive(Clone, PartialEq, Default)]
struct Shelf {
    next: u64,
    shown: Vec<Shown>,
}

enum Change {
    Add(Toast),
    Close(u64),
}

impl Reducible for Shelf {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut shelf = (*self).clone();
        match change {
            Change::Add(toast) => {
                // The same again is the same, not twice as much.
                shelf.shown.retain(|shown| shown.toast.text != toast.text);
                if shelf.shown.len() >= MAX_SHOWN {
                    shelf.shown.remove(0);
                }
                shelf.shown.push(Shown { number: shelf.next, toast });
                shelf.next += 1;
            }
            Change::Close(number) => shelf.shown.retain(|shown| shown.number != number),
        }
        Rc::new(shelf)
    }
}

/// Where toasts are put.
#[derive(Clone, PartialEq)]
pub(crate) struct Toasts(Callback<Toast>);

impl Toasts {
    pub(crate) fn push(&self, toast: Toast) {
        self.0.emit(toast);
    }

    /// It worked.
    pub(crate) fn good(&self, text: impl Into<AttrValue>) {
        self.push(Toast::new(Tone::Good, text));
    }

    /// It did not. Stays until it is closed.
    pub(crate) fn bad(&self, text: impl Into<AttrValue>) {
        self.push(Toast::new(Tone::Bad, text).stays());
    }

    pub(crate) fn info(&self, text: impl Into<AttrValue>) {
        self.push(Toast::new(Tone::Info, text));
    }
}

/// The way to say something. Outside of a [`ToastsProvider`] nobody hears it.
#[hook]
pub(crate) fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(|| Toasts(Callback::noop()))
}

#[derive(Properties, PartialEq)]
pub(crate) struct ToastsProviderProps {
    pub children: Html,
}

/// Holds the toasts of everything below it.
#[component]
pub(crate) fn ToastsProvider(props: &ToastsProviderProps) -> Html {
    let shelf = use_reducer_eq(Shelf::default);
    let dispatch = shelf.dispatcher();
    let toasts = use_memo((), {
        let dispatch = dispatch.clone();
        move |()| Toasts(Callback::from(move |toast| dispatch.dispatch(Change::Add(toast))))
    });
    let on_close =
        use_memo((), move |()| Callback::from(move |number| dispatch.dispatch(Change::Close(number))));

    let region = use_node_ref();
    use_effect_with((region.clone(), shelf.next, shelf.shown.is_empty()), |(region, _, empty)| {
        if let Some(region) = region.cast::<Element>() {
            // Shown again, it stands above a dialog that was opened meanwhile.
            if dom::is_popover_open(&region) {
                dom::hide_popover(&region);
            }
            if !empty {
                dom::show_popover(&region);
            }
        }
    });
    html! {
        <ContextProvider<Toasts> context={(*toasts).clone()}>
            { props.children.clone() }
            <div ref={region} class="toasts" popover="manual" role="region" aria-label="Messages">
                <div class="toasts__list" role="status" aria-live="polite">
                    { for shelf.shown.iter().map(|Shown { number, toast }| html! {
                        <ToastView key={*number} number={*number} toast={toast.clone()} on_close={(*on_close).clone()} />
                    }) }
                </div>
            </div>
        </ContextProvider<Toasts>>
    }
}

#[derive(Properties, PartialEq)]
struct ToastViewProps {
    number: u64,
    toast: Toast,
    on_close: Callback<u64>,
}

#[component]
fn ToastView(props: &ToastViewProps) -> Html {
    let held = use_state_eq(|| false);
    let Toast { tone, text, action, stays } = &props.toast;
    use_effect_with((*held, props.number, *stays), {
        let on_close = props.on_close.clone();
        move |(held, number, stays)| {
            let number = *number;
            let timer = (!held && !stays).then(|| Timeout::new(SHOWN_MILLIS, move || on_close.emit(number)));
            move || drop(timer)
        }
    });
    let hold = |value: bool| {
        let held = held.setter();
        move || held.set(value)
    };
    let (enter, leave, focus, blur) = (hold(true), hold(false), hold(true), hold(false));
    let close = {
        let (on_close, number) = (props.on_close.clone(), props.number);
        Callback::from(move |_: MouseEvent| on_close.emit(number))
    };
    let icon = match tone {
        Tone::Good => IconName::Check,
        Tone::Bad | Tone::Warning => IconName::Alert,
        Tone::Info | Tone::Neutral | Tone::Muted => IconName::Info,
    };
    html! {
        <div
            class={classes!("toast", format!("toast--{}", tone.slug()))}
            onmouseenter={move |_| enter()}
            onmouseleave={move |_| leave()}
            onfocusin={move |_| focus()}
            onfocusout={move |_| blur()}
        >
            <Icon name={icon} class="toast__icon" />
            <p class="toast__text">{ text }</p>
            if let Some((label, act)) = action {
                <button type="button" class="toast__action" onclick={
                    let (act, close) = (act.clone(), close.clone());
                    move |event: MouseEvent| {
                        act.emit(());
                        close.emit(event);
                    }
                }>{ label }</button>
            }
            <IconButton icon={IconName::Close} label="Dismiss" small=true onclick={close.clone()} />
        </div>
    }
}
