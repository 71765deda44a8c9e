//! The coordinator and the session, for every component.

use gloo_events::EventListener;
use nocturne_web_model::failure::Failure;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{Api, Connection, End, Identity, Live, session::Session};

/// What is known of the session.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SessionView {
    /// Being found out.
    Starting,
    /// The coordinator could not be asked.
    Unreachable(Failure),
    /// Nobody is logged in.
    Out(End),
    /// Somebody is.
    In(Identity),
}

/// The session and how to enter it.
#[derive(Clone, PartialEq)]
struct SessionContext {
    view: SessionView,
    set: Callback<SessionView>,
}

/// Props.
#[derive(Properties, PartialEq)]
pub(crate) struct ApiProviderProps {
    /// What may ask the coordinator.
    pub children: Html,
}

/// Gives everything below it the coordinator, the session and the state of the connection.
#[component]
pub(crate) fn ApiProvider(props: &ApiProviderProps) -> Html {
    let view = use_state(|| SessionView::Starting);
    let connection = use_state_eq(|| Connection::Connecting);
    let api = use_memo((), {
        let (view, connection) = (view.setter(), connection.setter());
        move |()| {
            let live = Live::new(Callback::from(move |now| connection.set(now)));
            Api::new(live, Callback::from(move |end| view.set(SessionView::Out(end))))
        }
    });
    use_effect_with(matches!(*view, SessionView::Starting), {
        let (api, view) = ((*api).clone(), view.setter());
        move |starting| {
            if *starting {
                spawn_local(async move { view.set(resumed(&api).await) });
            }
        }
    });
    use_other_tabs(matches!(*view, SessionView::In(_) | SessionView::Out(_)), &api, &view);
    use_effect_with(matches!(*view, SessionView::In(_)), {
        let api = (*api).clone();
        move |inside| {
            if *inside {
                api.live().start(api.clone());
            }
            move || api.live().stop()
        }
    });
    let set = use_callback((), {
        let view = view.setter();
        move |next, ()| view.set(next)
    });
    let session = SessionContext { view: (*view).clone(), set };
    html! {
        <ContextProvider<Api> context={(*api).clone()}>
            <ContextProvider<SessionContext> context={session}>
                <ContextProvider<Connection> context={*connection}>{ props.children.clone() }</ContextProvider<Connection>>
            </ContextProvider<SessionContext>>
        </ContextProvider<Api>>
    }
}

/// While it is known whether somebody is logged in here, hears of what other tabs do to the session. A tab that slept may
/// have missed it, and looks when it is looked at.
#[hook]
fn use_other_tabs(settled: bool, api: &Api, view: &UseStateHandle<SessionView>) {
    let (api, view) = (api.clone(), view.setter());
    use_effect_with(settled, move |settled| {
        let window = web_sys::window().filter(|_| *settled);
        let listeners = window.map(|window| {
            ["storage", "focus"].map(|event| {
                let (api, view) = (api.clone(), view.clone());
                EventListener::new(&window, event, move |_| {
                    if let Some(end) = api.ended_elsewhere() {
                        view.set(SessionView::Out(end));
                    }
                })
            })
        });
        move || drop(listeners)
    });
}

async fn resumed(api: &Api) -> SessionView {
    if !Session::may_exist() {
        return SessionView::Out(End::None);
    }
    match api.resume().await {
        Ok(identity) => SessionView::In(identity),
        Err(failure) if failure.is_unauthenticated() => SessionView::Out(End::None),
        Err(failure) => SessionView::Unreachable(failure),
    }
}

/// The coordinator.
///
/// # Panics
///
/// Outside of [`ApiProvider`]: a mistake of the code that no state of the world can bring about.
#[hook]
#[allow(clippy::expect_used, reason = "every component is below the provider")]
pub(crate) fn use_api() -> Api {
    use_context::<Api>().expect("components are below ApiProvider")
}

/// The session, and how to say that it is another.
#[hook]
pub(crate) fn use_session() -> (SessionView, Callback<SessionView>) {
    match use_context::<SessionContext>() {
        Some(session) => (session.view, session.set),
        None => (SessionView::Starting, Callback::noop()),
    }
}

/// Who is logged in; nobody on the login page.
#[hook]
pub(crate) fn use_identity() -> Option<Identity> {
    match use_session().0 {
        SessionView::In(identity) => Some(identity),
        SessionView::Starting | SessionView::Unreachable(_) | SessionView::Out(_) => None,
    }
}

/// Whether what is seen is what happens.
#[hook]
pub(crate) fn use_connection() -> Connection {
    use_context::<Connection>().unwrap_or(Connection::Connecting)
}
