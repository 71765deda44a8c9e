//! What these pages do, as it is done from a terminal.

use nocturne_proto::api::v1::CreateJoinTokenRequest;
use nocturne_web_model::as_call::{Address, ApiCall};
use yew::prelude::*;

use crate::ui::ApiCallButton;

fn button(call: impl FnOnce(Address<'_>) -> ApiCall) -> Html {
    // The API is where the console came from.
    let origin = web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
    let ApiCall { curl, noctl } = call(Address(&origin));
    html! { <ApiCallButton {curl} {noctl} /> }
}

/// Listing agents.
pub(in crate::pages) fn agents_call() -> Html {
    button(|api| api.agent_list(""))
}

/// What the page about one agent reads, and how it is revoked.
pub(in crate::pages) fn agent_call(name: &str) -> Html {
    button(|api| both(api.agent_show(name), "To revoke it for good", api.agent_revoke(name)))
}

/// Listing join tokens.
pub(in crate::pages) fn tokens_call() -> Html {
    button(|api| api.join_token_list())
}

/// Making a join token.
pub(in crate::pages) fn token_call(request: &CreateJoinTokenRequest) -> Html {
    button(|api| api.join_token_create(request))
}

/// Listing join tokens, and how this one is ended.
pub(in crate::pages) fn open_token_call(id: &str) -> Html {
    button(|api| both(api.join_token_list(), "To revoke it", api.join_token_revoke(id)))
}

fn both(first: ApiCall, what: &str, second: ApiCall) -> ApiCall {
    let joined = |first: String, second: String| format!("{first}\n\n# {what}\n{second}");
    ApiCall { curl: joined(first.curl, second.curl), noctl: joined(first.noctl, second.noctl) }
}
