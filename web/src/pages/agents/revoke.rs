//! Revoking agents, after it was said what that means.

use std::rc::Rc;

use nocturne_proto::api::v1::{Agent, RevokeAgentRequest};
use nocturne_web_model::{
    agent::{revocation_consequences, revocation_word},
    format::plural,
};
use yew::prelude::*;

use super::doing::{Doing, use_doing};
use crate::{
    api::Api,
    ui::{ConfirmDialog, Toasts, use_toasts},
};

/// Permission it takes.
pub(in crate::pages) const PERMISSION: &str = "agents.manage";

/// Props.
#[derive(Properties, PartialEq)]
pub(in crate::pages) struct RevokeAgentsProps {
    /// Which; nothing is asked while there are none.
    pub agents: Rc<Vec<Agent>>,
    /// The question is over, whatever the answer was.
    pub on_close: Callback<()>,
    /// It was tried; some may not be revoked.
    pub on_done: Callback<()>,
}

/// Asks, with the name of the agent to be typed, and does it.
#[component]
pub(in crate::pages) fn RevokeAgents(props: &RevokeAgentsProps) -> Html {
    let toasts = use_toasts();
    let (on_close, on_done) = (props.on_close.clone(), props.on_done.clone());
    let Doing { busy, error, begin } =
        use_doing(Rc::clone(&props.agents), move |api, agents: Rc<Vec<Agent>>| {
            let (toasts, on_close, on_done) = (toasts.clone(), on_close.clone(), on_done.clone());
            async move {
                let outcome = revoke_all(&api, &agents).await;
                on_done.emit(());
                outcome?;
                said(&toasts, &agents);
                on_close.emit(());
                Ok(())
            }
        });
    let title = match props.agents.as_slice() {
        [agent] => format!("Revoke agent {}?", agent.slug),
        agents => format!("Revoke {}?", plural(agents.len().try_into().unwrap_or(u64::MAX), "agent")),
    };
    html! {
        <ConfirmDialog
            open={!props.agents.is_empty()}
            {title}
            confirm={if props.agents.len() == 1 { "Revoke agent" } else { "Revoke agents" }}
            danger=true
            typed={AttrValue::from(revocation_word(&props.agents))}
            {busy}
            {error}
            on_confirm={begin}
            on_close={props.on_close.clone()}
        >
            if props.agents.len() > 1 {
                <p class="revoke__names">
                    { for props.agents.iter().map(|agent| html! { <code>{ &agent.slug }</code> }) }
                </p>
            }
            <ul class="consequences">
                { for revocation_consequences(&props.agents).into_iter().map(|line| html! { <li>{ line }</li> }) }
            </ul>
        </ConfirmDialog>
    }
}

/// Revoking one that is revoked already changes nothing: after a failure all of them may be asked for again.
async fn revoke_all(api: &Api, agents: &[Agent]) -> Result<(), String> {
    for (n_done, agent) in agents.iter().enumerate() {
        let request = RevokeAgentRequest { agent: agent.agent_id.clone() };
        if let Err(failure) = api.revoke_agent(request).await {
            let before =
                if n_done == 0 { String::new() } else { format!(" {n_done} before it were revoked.") };
            return Err(format!("{}{before}", failure.of_change(&agent.slug, "revoked")));
        }
    }
    Ok(())
}

fn said(toasts: &Toasts, agents: &[Agent]) {
    match agents {
        [agent] => toasts.good(format!("Agent {} is revoked.", agent.slug)),
        _ => toasts.good(format!("{} agents are revoked.", agents.len())),
    }
}
