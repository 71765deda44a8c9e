//! Says that the coordinator cannot be reached, and when it is tried again.

use jiff::Timestamp;
use nocturne_web_model::format;
use yew::prelude::*;

use crate::{
    api::{Connection, use_api, use_connection},
    hooks::use_now,
    ui::{Button, ButtonKind, Icon, IconName},
};

/// Nothing while everything is well.
#[component]
pub(super) fn ConnectionBanner() -> Html {
    let connection = use_connection();
    let now = use_now();
    let api = use_api();
    let Connection::Lost { since, retry_at } = connection else { return Html::default() };
    let retry = Callback::from(move |_: MouseEvent| api.live().wake());
    html! {
        <div class="banner banner--lost" role="alert">
            <Icon name={IconName::Alert} />
            <p class="banner__text">
                <strong>{"The coordinator cannot be reached."}</strong>
                { " What you see is as it was " }{ format::age_since(since, now) }{ ". " }
            </p>
            // A countdown that is read aloud every second would be torture.
            <span class="banner__countdown" aria-hidden="true">{ retry_at.map_or_else(|| "Trying…".to_owned(), |at| countdown(at, now)) }</span>
            <Button kind={ButtonKind::Secondary} onclick={retry}>{"Try now"}</Button>
        </div>
    }
}

fn countdown(retry_at: Timestamp, now: Timestamp) -> String {
    let seconds = retry_at.as_second() - now.as_second();
    format!("Next try in {} s", seconds.max(1))
}
