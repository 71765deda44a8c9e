//! From a token to an agent that measures, as it happens.

use nocturne_proto::api::v1::{Agent, JoinToken};
use nocturne_web_model::{
    format::{self, timestamp},
    join_form::JoinStage,
    order,
    status::StatusKind,
};
use yew::prelude::*;

use crate::{
    api::{Connection, use_connection},
    app::Route,
    ui::{Age, ButtonKind, ButtonLink, Icon, IconName, Panel, Status, Tags},
};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct ArrivalProps {
    pub token: JoinToken,
    /// Who redeemed it, once that is known.
    pub agent: Option<Agent>,
    pub stage: JoinStage,
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Done,
    Waiting,
    Later,
    Failed,
}

/// Three lines that come true one after the other.
#[component]
pub(super) fn Arrival(props: &ArrivalProps) -> Html {
    let connection = use_connection();
    let lost = matches!(connection, Connection::Lost { .. });
    let title = match props.stage {
        JoinStage::Online => "It is there",
        JoinStage::Expired | JoinStage::Revoked | JoinStage::AgentRevoked => "Nobody comes with this token",
        JoinStage::Waiting | JoinStage::Enrolled | JoinStage::Offline => "Waiting for the agent",
    };
    html! {
        <Panel {title}>
            <ol class="arrival__list" role="status">
                { made(props) }
                { enrolled(props) }
                { online(props) }
            </ol>
            if lost && !props.stage.is_final() {
                <p class="muted small">{ "The coordinator cannot be reached at the moment: what happens there is seen when it is back." }</p>
            }
            if let Some(agent) = &props.agent {
                <div class="arrival__action">
                    <ButtonLink to={Route::Agent { agent: agent.slug.clone() }}
                        kind={if props.stage == JoinStage::Online { ButtonKind::Primary } else { ButtonKind::Secondary }}>
                        { format!("Open {}", agent.slug) }
                    </ButtonLink>
                </div>
            }
        </Panel>
    }
}

fn line(mark: Mark, title: Html, text: Html) -> Html {
    let (class, icon) = match mark {
        Mark::Done => ("arrival__item--done", html! { <Icon name={IconName::Check} size={14} /> }),
        Mark::Waiting => {
            ("arrival__item--waiting", html! { <span class="spinner" aria-hidden="true"></span> })
        }
        Mark::Later => {
            ("arrival__item--later", html! { <span class="arrival__dot" aria-hidden="true"></span> })
        }
        Mark::Failed => ("arrival__item--failed", html! { <Icon name={IconName::Ban} size={14} /> }),
    };
    html! {
        <li class={classes!("arrival__item", class)}>
            <span class="arrival__mark">{ icon }</span>
            <div class="arrival__text"><p class="arrival__title">{ title }</p><div class="arrival__more">{ text }</div></div>
        </li>
    }
}

fn made(props: &ArrivalProps) -> Html {
    let token = &props.token;
    let labels = token.labels.iter().map(|(name, value)| (name.clone(), value.clone()));
    let text = html! {
        <>
            <span>{ "made " }<Age time={timestamp(token.create_time.as_ref())} /></span>
            if !token.labels.is_empty() { <Tags labels={order::map(labels)} /> }
        </>
    };
    line(Mark::Done, html! { <>{ "Token for one agent at " }<strong>{ &token.site }</strong></> }, text)
}

fn enrolled(props: &ArrivalProps) -> Html {
    let ends = html! { <Age time={timestamp(props.token.expire_time.as_ref())} /> };
    match props.stage {
        JoinStage::Waiting => line(
            Mark::Waiting,
            html! { { "Waiting for the agent to enrol…" } },
            html! { <span>{ "The token ends " }{ ends }</span> },
        ),
        JoinStage::Expired => line(
            Mark::Failed,
            html! { { "Nobody enrolled in time" } },
            html! { <span>{ "The token ended " }{ ends }{ ". Make another one." }</span> },
        ),
        JoinStage::Revoked => line(
            Mark::Failed,
            html! { { "The token was revoked" } },
            html! { { "Nobody can enrol with it any more." } },
        ),
        JoinStage::Enrolled | JoinStage::Online | JoinStage::Offline | JoinStage::AgentRevoked => {
            let title = match &props.agent {
                Some(agent) => html! { <>{ "Enrolled as " }<strong>{ &agent.slug }</strong></> },
                None => html! { { "Enrolled" } },
            };
            let text = props.agent.as_ref().map_or_else(Html::default, |agent| {
                let at = timestamp(agent.create_time.as_ref());
                html! { <span><Age time={at} />{ format!(" on {}", agent.hostname) }</span> }
            });
            line(Mark::Done, title, text)
        }
    }
}

fn online(props: &ArrivalProps) -> Html {
    match (props.stage, &props.agent) {
        (JoinStage::Online, Some(agent)) => line(
            Mark::Done,
            html! { { "Connected" } },
            html! {
                <>
                    <Status kind={StatusKind::Online} />
                    <span>{ match agent.scheduled_checks {
                        0 => "gets what it has to measure".to_owned(),
                        n => format!("runs {}", format::plural(n, "check target")),
                    } }</span>
                </>
            },
        ),
        (JoinStage::Enrolled, _) => line(
            Mark::Waiting,
            html! { { "Waiting for its first connection…" } },
            html! { { "It has its identity. Start it with the last command." } },
        ),
        (JoinStage::Offline, _) => line(
            Mark::Waiting,
            html! { { "It was connected and is not now" } },
            html! { { "Is it still running?" } },
        ),
        (JoinStage::AgentRevoked, _) => {
            line(Mark::Failed, html! { { "The agent was revoked" } }, html! { { "It is refused for good." } })
        }
        _ => line(Mark::Later, html! { { "Connected and measuring" } }, Html::default()),
    }
}
