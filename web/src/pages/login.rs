//! Coming in.

use nocturne_web_model::{failure::Failure, status::Tone};
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
}

/// The form, in the place of the page that was asked for.
#[component]
pub(crate) fn Login(props: &LoginProps) -> Html {
    use_title("Log in".into());
    let typed = use_state(Typed::default);
    let busy = use_state_eq(|| false);
    let failure = use_state(|| None::<(Failure, jiff::Timestamp)>);
    let (onsubmit, wait) = (use_submit(&typed, &busy, &failure), use_wait(failure.as_ref()));

    let on_username = field(&typed, |typed, value| typed.username = value);
    let on_password = field(&typed, |typed, value| typed.password = value);
    html! {
        <main class="login">
            <form class="login__card" {onsubmit} novalidate={true}>
                <div class="login__brand"><Mark size={40} /><h1>{"Nocturne"}</h1><p>{"Log in to your network"}</p></div>
                { ended(&props.end, failure.is_some()) }
                if let Some((failure, _)) = &*failure { { failed(failure, wait) } }
                <TextField id="username" label="User name" value={typed.username.clone()} on_change={on_username}
                    autocomplete="username" autofocus=true disabled={*busy} />
                <TextField id="password" label="Password" value={typed.password.clone()} on_change={on_password}
                    kind={TextKind::Password} autocomplete="current-password" disabled={*busy} />
                <Button kind={ButtonKind::Primary} kind_of={ButtonType::Submit} busy={*busy} disabled={wait > 0}>
                    { if wait > 0 { format!("Wait {wait} s") } else { "Log in".to_owned() } }
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

#[hook]
fn use_submit(
    typed: &UseStateHandle<Typed>,
    busy: &UseStateHandle<bool>,
    failure: &UseStateHandle<Option<(Failure, jiff::Timestamp)>>,
) -> Callback<SubmitEvent> {
    let (typed, busy, failure) = (typed.clone(), busy.clone(), failure.clone());
    let api = use_api();
    let (_, set_session) = use_session();
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if *busy {
            return;
        }
        busy.set(true);
        let (api, typed, set_session) = (api.clone(), (*typed).clone(), set_session.clone());
        let (busy, failure) = (busy.clone(), failure.clone());
        spawn_local(async move {
            let answer = api.login(&typed.username, &typed.password).await;
            busy.set(false);
            match answer {
                Ok(identity) => set_session.emit(SessionView::In(identity)),
                Err(refused) => failure.set(Some((refused, jiff::Timestamp::now()))),
            }
        });
    })
}

/// Seconds until it may be tried again.
#[hook]
fn use_wait(failure: Option<&(Failure, jiff::Timestamp)>) -> i64 {
    let now = use_now();
    let Some((failure, at)) = failure else { return 0 };
    let Some(wait) = failure.retry_after else { return 0 };
    let wait = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX);
    (wait - (now.as_second() - at.as_second())).max(0)
}

fn failed(failure: &Failure, wait: i64) -> Html {
    let title = if failure.is_unauthenticated() {
        "User name or password is wrong".to_owned()
    } else if wait > 0 {
        format!("Too many attempts: try again in {wait} s")
    } else {
        failure.title.to_string()
    };
    let text =
        if failure.is_unauthenticated() || wait > 0 { String::new() } else { failure.detail.to_string() };
    html! { <Notice tone={Tone::Bad} {title} alert=true>{ text }</Notice> }
}

fn ended(end: &End, failed: bool) -> Html {
    match end {
        _ if failed => Html::default(),
        End::None => Html::default(),
        End::LoggedOut => html! { <Notice tone={Tone::Info} title="You are logged out" /> },
        End::Over(why) => {
            html! { <Notice tone={Tone::Warning} title="Your session is over">{ why }</Notice> }
        }
    }
}
