//! A token that was made: its secret once, what to do with it, and who comes.

use std::rc::Rc;

use nocturne_proto::api::v1::{
    Agent, CreateJoinTokenResponse, GetAgentRequest, JoinToken, watch_response::Event,
};
use nocturne_web_model::{
    failure::Failure,
    join_form::{JoinStage, join_stage},
    status::Tone,
};
use yew::prelude::*;

use super::{arrival::Arrival, install::Install};
use crate::{
    app::Route,
    hooks::{Refresh, Resource, use_resource},
    pages::{
        agents::{open_token_call, outdated, unread},
        join_tokens::{RevokeTokens, use_join_tokens},
    },
    router::Link,
    ui::{Button, ButtonLink, CodeBlock, EmptyState, IconName, Notice, Panel, Skeleton, SkeletonKind},
};

/// A token that is waited for is among the newest.
const LOOKED_AT: usize = 500;
/// Somebody stands beside the machine and looks at the screen.
const EVERY_SECS: u32 = 3;
/// When nothing is waited for any more.
const SETTLED_SECS: u32 = 10;

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct TokenProps {
    pub id: String,
    /// With the secret, when it was made here and now.
    pub made: Option<Rc<CreateJoinTokenResponse>>,
    /// Makes another one.
    pub on_again: Callback<()>,
    /// Whether the agent is there.
    pub on_arrived: Callback<bool>,
}

/// What to run, and beside it what has come of it.
#[component]
pub(super) fn Token(props: &TokenProps) -> Html {
    let settled = use_state_eq(|| false);
    let every_secs = if *settled { SETTLED_SECS } else { EVERY_SECS };
    let tokens = use_join_tokens(every_secs, LOOKED_AT);
    let found = tokens
        .data
        .as_ref()
        .and_then(|listing| listing.items.iter().find(|token| token.join_token_id == props.id).cloned());
    let token = found.or_else(|| props.made.as_ref().and_then(|made| made.join_token.clone()));
    let agent =
        use_redeemer(token.as_ref().map(|token| token.agent_id.clone()).unwrap_or_default(), every_secs);
    let agent_known = agent.data.as_ref().and_then(|agent| (**agent).clone());
    let stage = token.as_ref().map(|token| join_stage(token, agent_known.as_ref()));
    use_effect_with(stage, {
        let (on_arrived, settled) = (props.on_arrived.clone(), settled.setter());
        move |stage| {
            on_arrived.emit(*stage == Some(JoinStage::Online));
            settled.set(stage.is_some_and(JoinStage::is_final));
        }
    });

    let (Some(token), Some(stage)) = (token, stage) else {
        return unknown(&tokens, &props.on_again);
    };
    html! {
        <div class="split">
            <div class="split__main">{ left(props, stage) }</div>
            <aside class="split__aside join-aside">
                { outdated(&tokens) }
                <Arrival token={token.clone()} agent={agent_known} {stage} />
                <Next {token} {stage} on_again={props.on_again.clone()} reload={tokens.reload.clone()} />
            </aside>
        </div>
    }
}

/// The agent that redeemed the token; none while nobody did.
#[hook]
fn use_redeemer(agent_id: String, every_secs: u32) -> Resource<Option<Agent>> {
    let refresh = Refresh { every_secs, on: |event| matches!(event, Event::Agent(_)) };
    use_resource(agent_id, refresh, |api, agent: String| async move {
        if agent.is_empty() {
            return Ok::<_, Failure>(None);
        }
        api.get_agent(GetAgentRequest { agent }).await.map(Some)
    })
}

fn left(props: &TokenProps, stage: JoinStage) -> Html {
    match (&props.made, stage) {
        (_, JoinStage::Expired | JoinStage::Revoked) => over(stage),
        (Some(made), _) => html! {
            <>
                if stage == JoinStage::Waiting { { secret(made) } }
                <Install made={Rc::clone(made)} />
            </>
        },
        (None, JoinStage::Waiting) => html! {
            <Notice tone={Tone::Info} title="The secret of this token is not shown again">
                { "It was shown once, when the token was made, and is not kept anywhere. If it is lost, revoke this token and make \
                   another one. This page goes on to wait for its agent." }
            </Notice>
        },
        (None, _) => html! {
            <Notice tone={Tone::Good} title="This token has done its work">
                { "Its agent has an identity of its own since. The token cannot be used again." }
            </Notice>
        },
    }
}

fn over(stage: JoinStage) -> Html {
    let title =
        if stage == JoinStage::Expired { "The time of this token is over" } else { "This token was revoked" };
    html! {
        <Notice tone={Tone::Neutral} {title}>
            { "No agent joined with it, and none can any more. Another token is made in seconds." }
        </Notice>
    }
}

fn secret(made: &CreateJoinTokenResponse) -> Html {
    let site = made.join_token.as_ref().map(|token| token.site.clone()).unwrap_or_default();
    html! {
        <Panel title="Join token">
            <div class="stack stack--tight">
                <Notice tone={Tone::Warning} title="The secret is shown only here and now">
                    { "It lets one agent join. Keep it until the agent has enrolled; then it is worthless." }
                    if made.site_created { { format!(" The site {site} did not exist and was created.") } }
                </Notice>
                <CodeBlock text={made.secret.clone()} label="Join token" wrap=true />
            </div>
        </Panel>
    }
}

fn unknown<T>(tokens: &Resource<T>, on_again: &Callback<()>) -> Html {
    if let Some(failed) = unread(tokens) {
        return failed;
    }
    if tokens.data.is_none() {
        return html! { <Skeleton kind={SkeletonKind::Text} count={4} label="Loading the join token" /> };
    }
    let action = html! {
        <>
            <Button onclick={on_again.reform(|_| ())}>{ "Make a join token" }</Button>
            <ButtonLink to={Route::JoinTokens}>{ "To the join tokens" }</ButtonLink>
        </>
    };
    html! {
        <EmptyState icon={IconName::Key} title="This join token is not among the newest ones"
            text="The link may be mistyped, or the token is old." {action} />
    }
}

/// Props.
#[derive(Properties, PartialEq)]
struct NextProps {
    token: JoinToken,
    stage: JoinStage,
    on_again: Callback<()>,
    reload: Callback<()>,
}

/// What can be done with the token from here.
#[component]
fn Next(props: &NextProps) -> Html {
    let revoking = use_state_eq(|| false);
    let set = |value: bool| {
        let revoking = revoking.setter();
        Callback::from(move |()| revoking.set(value))
    };
    let open = props.stage == JoinStage::Waiting;
    let tokens = if *revoking && open { Rc::new(vec![props.token.clone()]) } else { Rc::default() };
    html! {
        <>
            if open {
                <p class="secondary">
                    { "You can leave this page. The token stays open until its end; it is found and can be revoked under " }
                    <Link to={Route::JoinTokens} classes="link">{ "Join tokens" }</Link>{ "." }
                </p>
            }
            <div class="cluster">
                <Button icon={IconName::Plus} onclick={props.on_again.reform(|_| ())}>{ "Another agent" }</Button>
                if open {
                    <Button icon={IconName::Ban} onclick={set(true).reform(|_| ())}>{ "Revoke…" }</Button>
                    { open_token_call(&props.token.join_token_id) }
                }
            </div>
            <RevokeTokens {tokens} on_close={set(false)} on_done={props.reload.clone()} />
        </>
    }
}
