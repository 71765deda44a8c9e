//! Ending join tokens that nobody used.

use std::rc::Rc;

use nocturne_proto::api::v1::{JoinToken, RevokeJoinTokenRequest};
use nocturne_web_model::format::plural;
use yew::prelude::*;

use crate::{
    api::Api,
    pages::agents::{Doing, use_doing},
    ui::{ConfirmDialog, use_toasts},
};

/// Props.
#[derive(Properties, PartialEq)]
pub(in crate::pages) struct RevokeTokensProps {
    /// Which; nothing is asked while there are none.
    pub tokens: Rc<Vec<JoinToken>>,
    /// The question is over, whatever the answer was.
    pub on_close: Callback<()>,
    /// They were asked to end; some may not have.
    pub on_done: Callback<()>,
}

/// Asks and does it.
#[component]
pub(in crate::pages) fn RevokeTokens(props: &RevokeTokensProps) -> Html {
    let toasts = use_toasts();
    let n = u64::try_from(props.tokens.len()).unwrap_or(u64::MAX);
    let (on_close, on_done) = (props.on_close.clone(), props.on_done.clone());
    let Doing { busy, error, begin } =
        use_doing(Rc::clone(&props.tokens), move |api, tokens: Rc<Vec<JoinToken>>| {
            let (toasts, on_close, on_done) = (toasts.clone(), on_close.clone(), on_done.clone());
            async move {
                let outcome = revoke_all(&api, &tokens).await;
                on_done.emit(());
                outcome?;
                toasts.good(format!("{} revoked.", plural(n, "join token")));
                on_close.emit(());
                Ok(())
            }
        });
    let title = match props.tokens.as_slice() {
        [token] => format!("Revoke the join token for {}?", token.site),
        _ => format!("Revoke {}?", plural(n, "join token")),
    };
    html! {
        <ConfirmDialog
            open={!props.tokens.is_empty()}
            {title}
            confirm={if n == 1 { "Revoke token" } else { "Revoke tokens" }}
            danger=true
            {busy}
            {error}
            on_confirm={begin}
            on_close={props.on_close.clone()}
        >
            <p>{ "Nobody can join with it any more, and that cannot be taken back; another token is made in seconds. Agents that \
                  joined already are not touched." }</p>
        </ConfirmDialog>
    }
}

/// Ending one that has ended already changes nothing.
async fn revoke_all(api: &Api, tokens: &[JoinToken]) -> Result<(), String> {
    for token in tokens {
        let request = RevokeJoinTokenRequest { join_token_id: token.join_token_id.clone() };
        if let Err(failure) = api.revoke_join_token(request).await {
            let article = if failure.is_unconfirmed() { "the" } else { "The" };
            return Err(failure.of_change(&format!("{article} token for {}", token.site), "revoked"));
        }
    }
    Ok(())
}
