//! What has to be known of an agent before anything else.

use std::rc::Rc;

use nocturne_proto::api::v1::Agent;
use nocturne_web_model::{
    agent::{DesiredState, desired_state},
    status::{StatusKind, Tone},
};
use yew::prelude::*;

use crate::{
    app::Route,
    router::Link,
    ui::{CodeBlock, Notice},
};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct NoticesProps {
    pub agent: Rc<Agent>,
}

/// Its presence, when that is not as it should be, and a desired state that it refused.
#[component]
pub(super) fn Notices(props: &NoticesProps) -> Html {
    let agent = &*props.agent;
    html! {
        <>
            { presence(agent) }
            if let DesiredState::Failed { desired, .. } = desired_state(agent) {
                <Notice tone={Tone::Bad} title={format!("It refused generation {desired} of its desired state")}>
                    <pre class="reason">{ &agent.config_error }</pre>
                </Notice>
            }
        </>
    }
}

fn presence(agent: &Agent) -> Html {
    match StatusKind::from(agent) {
        StatusKind::Revoked => html! {
            <Notice tone={Tone::Neutral} title="This agent was revoked">
                { "Its certificate is refused for good. What it measured before stays. A host that shall measure again needs \
                   a " }<Link to={Route::NewAgent} classes="link">{ "join token" }</Link>
                { ", with its folder of the old identity moved away." }
            </Notice>
        },
        StatusKind::Offline => html! {
            <Notice tone={Tone::Warning} title="It is not connected">
                { "Nothing is known from there at the moment. If the agent itself is well, it goes on measuring and delivers what \
                   it kept as soon as it is back. Is its host up, does the program run, and does it reach the coordinator's \
                   agent port?" }
            </Notice>
        },
        StatusKind::Pending => html! {
            <Notice tone={Tone::Info} title="It has an identity and never connected">
                <p class="before-code">{ "Start it on its host, with the folder that was given when it enrolled:" }</p>
                <CodeBlock label="Start command" text="nocturne-agent run --state /var/lib/nocturne-agent" />
            </Notice>
        },
        _ => Html::default(),
    }
}
