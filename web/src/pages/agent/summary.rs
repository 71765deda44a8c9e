//! What is known of an agent, panel by panel.

use std::rc::Rc;

use nocturne_proto::api::v1::Agent;
use nocturne_web_model::{
    agent::capabilities,
    format::{self, timestamp},
    order,
    status::Tone,
};
use yew::prelude::*;

use super::panels::{Certificate, Clock, Desired, Spool};
use crate::ui::{Age, Badge, CodeBlock, CopyButton, Facts, Icon, IconName, Panel, Tags};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct SummaryProps {
    pub agent: Rc<Agent>,
}

/// The panels.
#[component]
pub(super) fn Summary(props: &SummaryProps) -> Html {
    let agent = &props.agent;
    html! {
        <div class="panels panels--two">
            <div class="stack">
                if !agent.degraded.is_empty() { { not_well(agent) } }
                { identity(agent) }
                { abilities(agent) }
            </div>
            <div class="stack">
                <Desired agent={Rc::clone(agent)} />
                <Certificate agent={Rc::clone(agent)} />
                <Spool agent={Rc::clone(agent)} />
                <Clock agent={Rc::clone(agent)} />
                if agent.degraded.is_empty() { { not_well(agent) } }
            </div>
        </div>
    }
}

fn identity(agent: &Agent) -> Html {
    let text = |text: &str| {
        if text.is_empty() {
            html! { <span class="muted">{ "not told yet" }</span> }
        } else {
            html! { { text } }
        }
    };
    let mono = |text: &str, what: &'static str| {
        if text.is_empty() {
            return html! { <span class="muted">{ "not told yet" }</span> };
        }
        html! { <span class="copyable"><span class="mono">{ text }</span><CopyButton text={text.to_owned()} {what} /></span> }
    };
    let enrolled = timestamp(agent.create_time.as_ref());
    let items = vec![
        ("Id".into(), mono(&agent.agent_id, "id")),
        ("Host name".into(), text(&agent.hostname)),
        ("Address".into(), mono(&agent.remote_address, "address")),
        ("Version".into(), text(&agent.version)),
        ("Site".into(), text(&agent.site)),
        (
            "Labels".into(),
            html! { <Tags labels={order::map(agent.labels.iter().map(|(name, value)| (name.clone(), value.clone())))} /> },
        ),
        (
            "Enrolled".into(),
            html! {
                <>
                    <Age time={enrolled} />
                    if let Some(at) = enrolled {
                        <span class="muted">{ format!(" · {}", format::stamp(at, crate::ui::local_offset(at))) }</span>
                    }
                </>
            },
        ),
    ];
    html! {
        <Panel title="Identity" hint="Name, site and labels were given by its join token and do not change">
            <Facts {items} />
        </Panel>
    }
}

fn abilities(agent: &Agent) -> Html {
    let all = capabilities(agent);
    html! {
        <Panel title="What it can measure" hint="Its build and what its host permits">
            if all.is_empty() {
                <p class="muted">{ "It says so when it connects for the first time." }</p>
            }
            <ul class="abilities">
                { for all.into_iter().map(|ability| html! {
                    <li class={classes!("abilities__item", (!ability.remedies.is_empty()).then_some("abilities__item--lacking"))} key={ability.name.clone()}>
                        <Icon name={if ability.tone == Tone::Good { IconName::Check } else { IconName::Alert }} size={14}
                            class={classes!("abilities__icon", format!("abilities__icon--{}", ability.tone.slug()))} />
                        <code class="abilities__name">{ ability.name }</code>
                        <div class="abilities__text">
                            <p>{ ability.meaning }</p>
                            { for ability.remedies.iter().map(|(what, command)| html! {
                                <><p class="muted small">{ *what }</p><CodeBlock label={*what} text={*command} wrap=true /></>
                            }) }
                        </div>
                    </li>
                }) }
            </ul>
        </Panel>
    }
}

fn not_well(agent: &Agent) -> Html {
    html! {
        <Panel title="Not well" hint="Parts of the agent that say so themselves">
            if agent.degraded.is_empty() {
                <p class="secondary">
                    { if agent.last_seen_time.is_some() { "None. All parts were well at the last heartbeat." } else { "Not told yet." } }
                </p>
            } else {
                <ul class="parts">
                    { for agent.degraded.iter().map(|line| {
                        let (part, why) = line.split_once(": ").unwrap_or(("", line));
                        html! {
                            <li class="parts__item">
                                <Badge tone={Tone::Warning} icon={IconName::Alert}>{ if part.is_empty() { "part" } else { part } }</Badge>
                                <span>{ why }</span>
                            </li>
                        }
                    }) }
                </ul>
            }
        </Panel>
    }
}
