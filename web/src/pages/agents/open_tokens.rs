//! A hint that agents are expected.

use nocturne_proto::api::v1::watch_response::Event;
use nocturne_web_model::{format::plural, join_form::n_open};
use yew::prelude::*;

use crate::{
    app::Route,
    hooks::{Refresh, use_resource},
    router::Link,
    ui::{Icon, IconName},
};

/// The newest tokens are enough: older ones are over.
const LOOKED_AT: usize = 500;

/// How many join tokens can still be redeemed, and the way to them. Nothing when there is none, or when it is not known:
/// the page is about something else.
#[component]
pub(super) fn OpenTokens() -> Html {
    let refresh = Refresh::on(|event| matches!(event, Event::Agent(_)));
    let tokens = use_resource((), refresh, |api, ()| async move { api.join_tokens(LOOKED_AT).await });
    let n = tokens.data.as_ref().map_or(0, |listing| n_open(&listing.items));
    if n == 0 {
        return Html::default();
    }
    let is = if n == 1 { "is" } else { "are" };
    html! {
        <Link to={Route::JoinTokens} classes="link hint-link">
            <Icon name={IconName::Key} size={14} />
            { format!("{} {is} open", plural(n.try_into().unwrap_or(u64::MAX), "join token")) }
        </Link>
    }
}
