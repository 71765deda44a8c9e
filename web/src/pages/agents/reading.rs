//! What stands around something that is read from the coordinator.

use nocturne_web_model::{failure::Failure, status::Tone};
use yew::prelude::*;

use crate::{
    hooks::Resource,
    ui::{Age, Button, ErrorState, Notice},
};

/// Why there is nothing to show, once that is known.
pub(in crate::pages) fn unread<T>(resource: &Resource<T>) -> Option<Html> {
    match (&resource.data, &resource.failure) {
        (None, Some(failure)) => Some(failed(failure, &resource.reload, resource.loading)),
        _ => None,
    }
}

fn failed(failure: &Failure, reload: &Callback<()>, busy: bool) -> Html {
    html! { <ErrorState failure={failure.clone()} on_retry={reload.clone()} {busy} /> }
}

/// That what is shown could not be read again.
pub(in crate::pages) fn outdated<T>(resource: &Resource<T>) -> Html {
    let (Some(_), Some(failure)) = (&resource.data, &resource.failure) else { return Html::default() };
    let action = html! {
        <Button small=true busy={resource.loading} onclick={resource.reload.reform(|_| ())}>{ "Try again" }</Button>
    };
    html! {
        <Notice tone={Tone::Warning} title="This is what was known last" {action}>
            { "It was read " }<Age time={resource.at} />{ ". Reading it again failed: " }{ failure.detail.clone() }
        </Notice>
    }
}

/// That a list has an end before its last item.
pub(in crate::pages) fn incomplete(complete: bool, what: &str, n: usize) -> Html {
    if complete {
        return Html::default();
    }
    let title = format!("Only {n} {what} are shown");
    html! {
        <Notice tone={Tone::Warning} {title}>
            { format!("There are more than the console reads at once. The rest is reached with noctl and over the API; \
                       filters and counts here do not know it.") }
        </Notice>
    }
}
