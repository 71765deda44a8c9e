//! What is broken, since when, what changed, who sees it.

mod as_of;
mod calm;
mod changes;
mod data;
mod first_run;
mod headline;
mod lasting;
mod problems;
mod sites;
mod stats;
mod troubles;

use jiff::Timestamp;
use nocturne_proto::api::v1::CheckVerdict;
use nocturne_web_model::{
    format, order,
    overview::{VerdictCounts, verdict_counts},
    situation::{AgentTally, CheckTally, Step, StepState, first_steps, headline},
    status::Tone,
};
use yew::prelude::*;

use self::{
    as_of::use_as_of,
    changes::Changes,
    data::{Data, use_data},
    first_run::FirstRun,
    headline::HeadlineBand,
    problems::Problems,
    sites::Sites,
    stats::Stats,
    troubles::Troubles,
};
use crate::{
    hooks::use_title,
    ui::{Age, Button, ErrorState, Notice, PageHeader},
};

/// What the verdicts come to.
#[derive(Clone, Copy)]
struct Sum {
    checks: CheckTally,
    targets: VerdictCounts,
    n_checks: usize,
    measured: Option<Timestamp>,
}

/// Overview.
#[component]
pub(crate) fn Overview() -> Html {
    let data = use_data();
    let as_of = use_as_of();
    let lost = as_of.is_some();
    let sum = use_memo(data.verdicts.clone(), |verdicts| Some(sum(&verdicts.data.as_ref()?.items)));
    let agents = data.agents.data.as_ref().map(|listing| AgentTally::of(&listing.items));
    use_title(title(sum.map(|sum| sum.checks)));
    if let Some(failed) = all_failed(&data) {
        return html! { <div class="page"><PageHeader title="Overview" />{ failed }</div> };
    }
    let said = sum.zip(agents).map(|(sum, agents)| headline(sum.checks, agents));
    let steps = sum.zip(agents).and_then(|(sum, agents)| steps(&data, sum, agents));
    html! {
        <div class={classes!("page", "overview", lost.then_some("overview--lost"))}>
            <PageHeader title="Overview" />
            <HeadlineBand
                headline={said}
                failed={data.verdicts.failure.is_some() || data.agents.failure.is_some()}
                measured={sum.and_then(|sum| sum.measured)}
                {as_of}
            />
            { notices(&data, lost) }
            { match (steps, agents) {
                (Some(steps), Some(agents)) => first_run(&data, steps, agents),
                (_, agents) => panels(&data, *sum, agents),
            } }
        </div>
    }
}

fn title(checks: Option<CheckTally>) -> AttrValue {
    match checks {
        Some(checks) if checks.n_down > 0 => format!("{} down · Overview", checks.n_down).into(),
        Some(checks) if checks.n_broken() > 0 => format!("{} not well · Overview", checks.n_broken()).into(),
        _ => AttrValue::Static("Overview"),
    }
}

fn sum(verdicts: &[CheckVerdict]) -> Sum {
    let ids = order::set(verdicts.iter().map(|verdict| verdict.check_id.as_str()));
    let measured =
        verdicts.iter().filter_map(|verdict| format::timestamp(verdict.update_time.as_ref())).max();
    Sum { checks: CheckTally::of(verdicts), targets: verdict_counts(verdicts), n_checks: ids.len(), measured }
}

fn steps(data: &Data, sum: Sum, agents: AgentTally) -> Option<[(Step, StepState); 3]> {
    let defined = data.status.data.as_ref().map(|status| status.checks);
    let n_checks = defined.unwrap_or(0).max(problems::count(sum.n_checks));
    first_steps(agents, n_checks, sum.measured.is_some())
}

/// Nothing could be read at all.
fn all_failed(data: &Data) -> Option<Html> {
    let failure = data.verdicts.failure.clone().filter(|_| data.verdicts.data.is_none())?;
    if data.agents.data.is_some() || data.agents.failure.is_none() {
        return None;
    }
    let (on_retry, busy) = (data.clone(), data.verdicts.loading);
    Some(html! { <ErrorState {failure} on_retry={Callback::from(move |()| on_retry.reload())} {busy} /> })
}

/// That something of what is shown is old or not whole. While the connection is lost, the frame says so already.
fn notices(data: &Data, lost: bool) -> Html {
    let outdated = data.outdated().filter(|_| !lost);
    let retry = {
        let data = data.clone();
        Callback::from(move |_: MouseEvent| data.reload())
    };
    html! {
        <>
            if let Some((failure, at)) = outdated {
                <Notice
                    tone={Tone::Warning}
                    title="Part of this is what was known last"
                    action={html! { <Button small=true onclick={retry}>{ "Try again" }</Button> }}
                >
                    { "It was read " }<Age time={at} />{ ". Reading it again failed: " }{ failure.detail }
                </Notice>
            }
            if !data.complete() {
                <Notice tone={Tone::Warning} title="There is more than the console reads at once">
                    { "Counts and lists on this page know only the first part. The rest is reached with noctl and over the API." }
                </Notice>
            }
        </>
    }
}

fn first_run(data: &Data, steps: [(Step, StepState); 3], agents: AgentTally) -> Html {
    let first = data.verdicts.data.as_ref().and_then(|listing| listing.items.first());
    let so_far = first.map(|verdict| format!("{}: {}", verdict.check, verdict.summary));
    html! {
        <>
            <FirstRun {steps} {agents} {so_far} />
            if agents.n_all() > 0 {
                <div class="overview__columns">
                    <Sites agents={data.agents.clone()} states={data.states.clone()} />
                    <Changes data={data.clone()} />
                </div>
            }
        </>
    }
}

fn panels(data: &Data, sum: Option<Sum>, agents: Option<AgentTally>) -> Html {
    html! {
        <>
            <Stats
                checks={sum.map(|sum| sum.checks)}
                targets={sum.map(|sum| sum.targets)}
                {agents}
                status={data.status.clone()}
            />
            <div class="overview__columns">
                <div class="stack">
                    <Problems checks={data.checks.clone()} verdicts={data.verdicts.clone()} states={data.states.clone()} {agents} />
                    <Sites agents={data.agents.clone()} states={data.states.clone()} />
                </div>
                <div class="stack">
                    <Troubles agents={data.agents.clone()} gaps={data.gaps.clone()} />
                    <Changes data={data.clone()} />
                </div>
            </div>
        </>
    }
}
