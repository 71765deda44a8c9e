//! One clock for all ages on a page.

use gloo_timers::callback::Interval;
use jiff::Timestamp;
use yew::prelude::*;

const TICK_MILLIS: u32 = 1_000;

#[derive(Clone, PartialEq)]
struct Now(Timestamp);

/// Props.
#[derive(Properties, PartialEq)]
pub(crate) struct NowProviderProps {
    /// What may ask for the time.
    pub children: Html,
}

/// Ticks once a second for everything below it that uses [`use_now`].
#[component]
pub(crate) fn NowProvider(props: &NowProviderProps) -> Html {
    let now = use_state(|| Now(Timestamp::now()));
    use_effect_with((), {
        let now = now.setter();
        move |()| {
            let ticking = Interval::new(TICK_MILLIS, move || now.set(Now(Timestamp::now())));
            move || drop(ticking)
        }
    });
    html! { <ContextProvider<Now> context={(*now).clone()}>{ props.children.clone() }</ContextProvider<Now>> }
}

/// The browser's time, a new one every second.
#[hook]
pub(crate) fn use_now() -> Timestamp {
    use_context::<Now>().map_or_else(Timestamp::now, |now| now.0)
}
