//! The way from nothing to the first result.

use nocturne_web_model::situation::{AgentTally, Step, StepState};
use yew::prelude::*;

use crate::{
    api::use_identity,
    app::Route,
    ui::{Button, ButtonKind, ButtonLink, Icon, IconName},
};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct FirstRunProps {
    /// The steps with how far each is.
    pub steps: [(Step, StepState); 3],
    /// The fleet.
    pub agents: AgentTally,
    /// What is said of the first check; `None` when none is enabled.
    pub so_far: Option<String>,
}

/// Three steps, the one to do with its button.
#[component]
pub(super) fn FirstRun(props: &FirstRunProps) -> Html {
    let identity = use_identity();
    let may = |permission: &str| identity.as_ref().is_some_and(|identity| identity.may(permission));
    let (may_join, may_write) = (may("join_tokens.manage"), may("checks.write"));
    let n_done = props.steps.iter().filter(|(_, state)| *state == StepState::Done).count();
    html! {
        <section class="overview-first-run" aria-labelledby="first-run-title">
            <header class="overview-first-run__head">
                <h2 id="first-run-title" class="overview-first-run__title">{ "Three steps to the first result" }</h2>
                <span class="overview-first-run__progress">{ format!("{n_done} of 3 done") }</span>
            </header>
            <ol class="overview-first-run__steps">
                { for props.steps.iter().enumerate().map(|(n, (step, state))| {
                    let action = match step {
                        Step::Agent => action(*state, may_join, "join_tokens.manage", Route::NewAgent, "Add an agent"),
                        Step::Check => action(*state, may_write, "checks.write", Route::NewCheck, "Create a check"),
                        Step::Result => Html::default(),
                    };
                    draw(n + 1, *state, words(*step, *state, props), action)
                }) }
            </ol>
        </section>
    }
}

fn words(step: Step, state: StepState, props: &FirstRunProps) -> (&'static str, AttrValue) {
    let (title, text) = match (step, state) {
        (Step::Agent, StepState::Done) => ("Add your first agent", "An agent is connected."),
        (Step::Agent, StepState::Waiting) => (
            "Add your first agent",
            "An agent has enrolled and was not connected yet. It connects by itself when it runs and reaches the \
             coordinator's agent port.",
        ),
        (Step::Agent, _) => (
            "Add your first agent",
            "Agents measure. Install one on a host at each place you want to look from; a join token lets it in.",
        ),
        (Step::Check, StepState::Done) => ("Create your first check", "A check is defined."),
        (Step::Check, _) => (
            "Create your first check",
            "A check says what to measure, how often, and from which agents: ping, TCP, DNS or HTTP.",
        ),
        (Step::Result, StepState::Waiting) => return ("See the first result", waiting(props)),
        (Step::Result, _) => ("See the first result", "It appears here by itself, within seconds."),
    };
    (title, AttrValue::Static(text))
}

fn waiting(props: &FirstRunProps) -> AttrValue {
    match &props.so_far {
        _ if props.agents.is_blind() => "The agent is offline. Results come when it is back.".into(),
        None => "The check is not enabled. Results come when it is.".into(),
        Some(so_far) => format!("On its way: this page changes by itself. So far, {so_far}.").into(),
    }
}

fn action(state: StepState, may: bool, permission: &str, to: Route, text: &'static str) -> Html {
    match state {
        StepState::Done | StepState::Later => Html::default(),
        _ if !may => html! {
            <Button disabled=true icon={IconName::Lock} title={format!("Your role lacks {permission}")}>{ text }</Button>
        },
        StepState::Current => html! {
            <ButtonLink {to} kind={ButtonKind::Primary} icon={IconName::Plus}>{ text }</ButtonLink>
        },
        StepState::Waiting => html! { <ButtonLink {to}>{ text }</ButtonLink> },
    }
}

fn draw(number: usize, state: StepState, (title, text): (&'static str, AttrValue), action: Html) -> Html {
    let (slug, said) = match state {
        StepState::Done => ("done", "done"),
        StepState::Current => ("current", "to do"),
        StepState::Waiting => ("waiting", "waiting"),
        StepState::Later => ("later", "later"),
    };
    html! {
        <li class={classes!("overview-first-run__step", format!("overview-first-run__step--{slug}"))}
            aria-current={(state == StepState::Current).then_some("step")}
        >
            <span class="overview-first-run__mark" aria-hidden="true">
                if state == StepState::Done {
                    <Icon name={IconName::Check} size={14} />
                } else {
                    { number }
                }
            </span>
            <div class="overview-first-run__words">
                <h3 class="overview-first-run__name">{ title }<span class="visually-hidden">{ format!(" ({said})") }</span></h3>
                <p class="overview-first-run__text">{ text }</p>
                { action }
            </div>
        </li>
    }
}
