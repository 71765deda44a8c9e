//! Coming in.

use jiff::Timestamp;
use nocturne_web_model::{
    failure::{Failure, FailureKind},
    login::{Halt, Halts},
    status::Tone,
};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api::{End, SessionView, use_api, use_session},
    frame::Mark,
    hooks::{use_now, use_title},
    ui::{Button, ButtonKind, ButtonType, Notice, TextField, TextKind},
};

/// Props.
#[derive(Properties, PartialEq)]
pub(crate) struct LoginProps {
    /// Why nobody is logged in.
    pub end: End,
}

#[derive(Clone, Default, PartialEq)]
struct Typed {
    username: String,
    password: String,
    /// What is wrong is said once it was tried, and goes when it is right.
    tried: bool,
}

impl Typed {
    /// As the coordinator compares it.
    fn user(&self) -> String {
        self.username.trim().to_lowercase()
    }

    fn username_error(&self) -> Option<AttrValue> {
        (self.tried && self.user().is_empty()).then(|| "Enter your user name".into())
    }

    fn password_error(&self) -> Option<AttrValue> {
        (self.tried && self.password.is_empty()).then(|| "Enter your password".into())
    }
}

/// The form, in the place of the page that was asked for.
#[component]
pub(crate) fn Login(props: &LoginProps) -> Html {
    use_title("Log in".into());
    let typed = use_state(Typed::default);
    let busy = use_state_eq(|| false);
    let refused = use_state(Refused::default);
    let now = use_now();
    let onsubmit = use_submit(&typed, &busy, &refused);
    let halt = refused.halts.of(&typed.user(), now);
    let on_username = field(&typed, |typed, value| typed.username = value);
    let on_password = field(&typed, |typed, value| typed.password = value);
    html! {
        <main class="login">
            <form class="login__card" {onsubmit} novalidate={true}>
                <div class="login__brand"><Mark size={40} /><h1>{"Nocturne"}</h1><p>{"Log in to your network"}</p></div>
                { said(&refused, halt, &props.end) }
                <TextField id="username" label="User name" value={typed.username.clone()} on_change={on_username}
                    error={typed.username_error()} autocomplete="username" autofocus=true disabled={*busy} />
                <TextField id="password" label="Password" value={typed.password.clone()} on_change={on_password}
                    error={typed.password_error()} kind={TextKind::Password} autocomplete="current-password" disabled={*busy} />
                <Button kind={ButtonKind::Primary} kind_of={ButtonType::Submit} busy={*busy} disabled={halt.is_some()}>
                    { halt.map_or_else(|| "Log in".to_owned(), |halt| format!("Wait {} s", halt.secs)) }
                </Button>
            </form>
            <p class="login__foot">
                {"The first administrator's password was printed when this coordinator started for the first time."}
            </p>
        </main>
    }
}

fn field(typed: &UseStateHandle<Typed>, put: fn(&mut Typed, String)) -> Callback<String> {
    let typed = typed.clone();
    Callback::from(move |value| {
        let mut next = (*typed).clone();
        put(&mut next, value);
        typed.set(next);
    })
}

/// What the coordinator has refused.
#[derive(Clone, Default)]
struct Refused {
    failure: Option<Failure>,
    halts: Halts,
}

impl Refused {
    fn with(&self, user: &str, failure: Failure) -> Self {
        let wait = failure.retry_after.filter(|_| failure.kind == FailureKind::Exhausted);
        match wait {
            Some(wait) => Self { failure: None, halts: self.halts.with(user, wait, Timestamp::now()) },
            None => Self { failure: Some(failure), halts: self.halts.clone() },
        }
    }
}

#[hook]
fn use_submit(
    typed: &UseStateHandle<Typed>,
    busy: &UseStateHandle<bool>,
    refused: &UseStateHandle<Refused>,
) -> Callback<SubmitEvent> {
    let (typed, busy, refused) = (typed.clone(), busy.clone(), refused.clone());
    let api = use_api();
    let (_, set_session) = use_session();
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let now = Typed { tried: true, ..(*typed).clone() };
        let wrong = [("username", now.username_error()), ("password", now.password_error())];
        let wrong = wrong.into_iter().find(|(_, error)| error.is_some());
        typed.set(now.clone());
        if let Some((id, _)) = wrong {
            focus(id);
            return;
        }
        if *busy || refused.halts.of(&now.user(), Timestamp::now()).is_some() {
            return;
        }
        busy.set(true);
        let (api, set_session) = (api.clone(), set_session.clone());
        let (busy, refused) = (busy.clone(), refused.clone());
        spawn_local(async move {
            let user = now.user();
            let answer = api.login(&user, &now.password).await;
            busy.set(false);
            match answer {
                Ok(identity) => set_session.emit(SessionView::In(identity)),
                Err(failure) => refused.set(refused.with(&user, failure)),
            }
        });
    })
}

fn focus(id: &str) {
    let field = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Only an element that is gone cannot be focused.
        drop(field.focus());
    }
}

/// Why it does not go on: what was refused, what has to be waited for, or how the session before it ended.
fn said(refused: &Refused, halt: Option<Halt>, end: &End) -> Html {
    match (halt, &refused.failure) {
        (Some(halt), _) => halted(halt),
        (None, Some(failure)) => failed(failure),
        (None, None) => html! { <Ended end={end.clone()} /> },
    }
}

fn halted(halt: Halt) -> Html {
    // The button counts: what is read aloud does not change with every second.
    let (title, text) = if halt.is_for_all {
        ("Too many failed attempts from your address", "It may be tried again as soon as the button says so.")
    } else {
        (
            "Too many failed attempts with this name",
            "It may be tried again as soon as the button says so. Another name need not wait.",
        )
    };
    html! { <Notice tone={Tone::Bad} {title} alert=true>{ text }</Notice> }
}

fn failed(failure: &Failure) -> Html {
    let (title, text) = if failure.is_unauthenticated() {
        ("User name or password is wrong".to_owned(), String::new())
    } else {
        (failure.title.clone(), failure.detail.clone())
    };
    html! { <Notice tone={Tone::Bad} {title} alert=true>{ text }</Notice> }
}

/// How the session before ended.
#[component]
fn Ended(props: &LoginProps) -> Html {
    let (_, set_session) = use_session();
    match &props.end {
        End::None => Html::default(),
        End::LoggedOut => html! { <Notice tone={Tone::Info} title="You are logged out" /> },
        End::Over(why) => {
            html! { <Notice tone={Tone::Warning} title="Your session is over">{ why.clone() }</Notice> }
        }
        End::Elsewhere(None) => html! {
            <Notice tone={Tone::Info} title="You are logged out">
                { "This browser's session was ended in another tab." }
            </Notice>
        },
        End::Elsewhere(Some(user)) => {
            let go_on = Callback::from(move |_: MouseEvent| set_session.emit(SessionView::Starting));
            let action = html! { <Button small=true onclick={go_on}>{ format!("Go on as {user}") }</Button> };
            html! {
                <Notice tone={Tone::Info} title={format!("{user} has logged in in another tab")} {action}>
                    { "All tabs of a browser share one session." }
                </Notice>
            }
        }
    }
}
