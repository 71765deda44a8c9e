//! What is broken, under the check that says so.

use std::{collections::BTreeMap, rc::Rc};

use nocturne_proto::api::v1::{Check, CheckState, CheckVerdict};
use nocturne_web_model::{
    check_view::measured,
    format,
    reason::reason_title,
    situation::{
        AgentTally, CheckTally, Evidence, LoneSite, Problem, ProblemGroup, evidence_of, lone_sites,
        problem_groups,
    },
    status::{StatusKind, Tone},
};
use yew::prelude::*;

use super::{calm::Calm, data::Read, lasting::Lasting};
use crate::{
    api::Listing,
    app::Route,
    router::Link,
    ui::{Age, Button, ButtonKind, ErrorState, IconName, Notice, Panel, Skeleton, Status},
};

/// Checks that are shown at first, and how many more at each wish.
const AT_FIRST: usize = 12;
const MORE: usize = 48;
/// Targets that are shown of one check; its page shows all.
const MAX_TARGETS: usize = 4;
/// Sites that are named.
const MAX_SITES: usize = 5;

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct ProblemsProps {
    /// What all agents together say.
    pub verdicts: Read<Listing<CheckVerdict>>,
    /// Definitions, to say what is measured.
    pub checks: Read<Listing<Check>>,
    /// What each agent says, for evidence.
    pub states: Read<Listing<CheckState>>,
    /// The fleet, to know whether anybody looks.
    pub agents: Option<AgentTally>,
}

/// Down, partial and degraded checks with their reasons; or that there are none, and how far that is known.
#[component]
pub(super) fn Problems(props: &ProblemsProps) -> Html {
    let n_shown = use_state_eq(|| AT_FIRST);
    let groups = use_memo(props.verdicts.clone(), |verdicts| {
        verdicts.data.as_ref().map(|listing| problem_groups(&listing.items)).unwrap_or_default()
    });
    let Some(verdicts) = &props.verdicts.data else {
        return html! { <Panel title="Problems" flush=true>{ instead(&props.verdicts) }</Panel> };
    };
    let tally = CheckTally::of(&verdicts.items);
    let states = props.states.data.as_ref().map(|listing| listing.items.as_slice()).unwrap_or_default();
    let checks = props.checks.data.as_ref().map(|listing| listing.items.as_slice()).unwrap_or_default();
    let actions = html! { <Link to={Route::Checks} classes="panel-link">{ "All checks" }</Link> };
    if groups.is_empty() || props.agents.is_some_and(AgentTally::is_blind) {
        let n_targets = verdicts.items.len();
        return html! {
            <Panel title="Problems" flush=true {actions}>
                <Calm {tally} {n_targets} agents={props.agents.unwrap_or_default()} />
            </Panel>
        };
    }
    let n_targets: usize = groups.iter().map(|group| group.problems.len()).sum();
    let hint = format!("{} at {}", plural(groups.len(), "check"), plural(n_targets, "target"));
    html! {
        <Panel title="Problems" {hint} flush=true {actions} class="overview-problems">
            { for lone_sites(&groups).iter().map(lone_site) }
            <ol class="overview-problems__list">
                { for groups.iter().take(*n_shown).map(|group| {
                    let check = checks.iter().find(|check| check.check_id == group.check_id);
                    draw(group, check, states)
                }) }
            </ol>
            { foot(&groups, &n_shown, tally) }
        </Panel>
    }
}

fn instead<T>(read: &Read<T>) -> Html {
    match &read.failure {
        Some(failure) => html! {
            <ErrorState failure={failure.clone()} on_retry={read.reload.clone()} busy={read.loading} small=true />
        },
        None => html! { <Skeleton count={6} /> },
    }
}

fn lone_site(lone: &LoneSite) -> Html {
    let title = format!("{} fail only from {}", plural(lone.n_checks, "check"), lone.site);
    html! {
        <div class="overview-problems__cause" key={format!("site {}", lone.site)}>
            <Notice tone={Tone::Warning} {title}>
                { "Other sites see them well. Look at the network of " }
                { site_link(&lone.site) }
                { " first." }
            </Notice>
        </div>
    }
}

/// To the agents of a site.
pub(super) fn site_link(site: &str) -> Html {
    let query: BTreeMap<String, String> = [("q".to_owned(), format!("site:{site}"))].into();
    html! {
        <Link to={Route::Agents} query={query} classes="link">
            { site.to_owned() }
        </Link>
    }
}

fn draw(group: &ProblemGroup, check: Option<&Check>, states: &[CheckState]) -> Html {
    let key = group.check_id.clone();
    let [first, rest @ ..] = group.problems.as_slice() else { return Html::default() };
    if rest.is_empty() {
        return html! {
            <li class="overview-problem overview-problem--single" {key}>
                <span class="overview-problem__status"><Status kind={group.kind} /></span>
                { row(group, first, check, states) }
            </li>
        };
    }
    let hidden = group.problems.len().saturating_sub(MAX_TARGETS);
    html! {
        <li class="overview-problem overview-problem--several" {key}>
            <div class="overview-problem__head">
                <span class="overview-problem__status"><Status kind={group.kind} /></span>
                <Link to={Route::Check { check: group.check.clone() }} classes="overview-problem__check">
                    { &group.check }
                </Link>
                <span class="overview-problem__count">{ of_targets(group.problems.len(), group.n_targets) }</span>
            </div>
            <ol class="overview-problem__targets">
                { for group.problems.iter().take(MAX_TARGETS).enumerate().map(|(n, problem)| html! {
                    <li key={problem.target.clone()}>{ row(group, problem, check, if n == 0 { states } else { &[] }) }</li>
                }) }
            </ol>
            if hidden > 0 {
                <Link to={Route::Check { check: group.check.clone() }} classes="overview-problem__more">
                    { format!("and {} more", plural(hidden, "target")) }
                </Link>
            }
        </li>
    }
}

fn of_targets(n: usize, n_targets: usize) -> String {
    match n {
        2 if n == n_targets => "both targets".to_owned(),
        _ if n == n_targets => format!("all {}", plural(n, "target")),
        _ => format!("{} of {}", format::count(count(n)), plural(n_targets, "target")),
    }
}

/// One target: what, since when, why, from where, and what was seen as far as it is among `states`.
fn row(group: &ProblemGroup, problem: &Problem, check: Option<&Check>, states: &[CheckState]) -> Html {
    let what = check.map_or_else(|| problem.target.clone(), |check| measured(check, &problem.target));
    let query: BTreeMap<String, String> = [("target".to_owned(), problem.target.clone())].into();
    let alone = group.problems.len() == 1;
    html! {
        <div class="overview-problem__row">
            <span class="overview-problem__what">
                if !alone {
                    <Status kind={problem.kind} compact={problem.kind == group.kind} />
                }
                <Link
                    to={Route::Check { check: group.check.clone() }}
                    query={query}
                    classes="overview-problem__link"
                >
                    if alone {
                        <span class="overview-problem__check">{ &group.check }</span>
                    }
                    <span class="overview-problem__target" title={what.clone()}>{ &what }</span>
                </Link>
            </span>
            <span class="overview-problem__since"><Lasting since={problem.since} /></span>
            <p class="overview-problem__why">
                { why(&problem.reason) }
                <span class="overview-problem__part" title={problem.summary.clone()}>{ problem.seen_from(MAX_SITES) }</span>
            </p>
            <span class="overview-problem__age">{ "seen " }<Age time={problem.confirmed} /></span>
            { for evidence_of(problem, states).map(quote) }
        </div>
    }
}

fn why(reason: &str) -> Html {
    if reason.is_empty() {
        return html! { <span class="overview-problem__part">{ "no reason given" }</span> };
    }
    html! {
        <span class="overview-problem__part overview-problem__reason">{ reason_title(reason).to_owned() }{ " " }<code>{ reason.to_owned() }</code></span>
    }
}

fn quote(evidence: Evidence) -> Html {
    html! {
        <p class="overview-problem__evidence" title={format!("{}: {}", evidence.agent, evidence.text)}>
            <q class="overview-problem__quote">{ evidence.text }</q>
            <span class="overview-problem__agent">{ evidence.agent }</span>
        </p>
    }
}

fn foot(groups: &Rc<Vec<ProblemGroup>>, n_shown: &UseStateHandle<usize>, tally: CheckTally) -> Html {
    let hidden = groups.len().saturating_sub(**n_shown);
    let more = {
        let n_shown = n_shown.clone();
        Callback::from(move |_: MouseEvent| n_shown.set(*n_shown + MORE))
    };
    if hidden == 0 && tally.n_unknown == 0 {
        return Html::default();
    }
    html! {
        <footer class="overview-problems__foot">
            if hidden > 0 {
                <span>{ format!("and {} more", plural(hidden, "check")) }</span>
                <Button kind={ButtonKind::Ghost} small=true icon={IconName::ChevronDown} onclick={more}>
                    { format!("Show {}", format::count(count(hidden.min(MORE)))) }
                </Button>
            }
            if tally.n_unknown > 0 {
                <span class="overview-problems__unknown">
                    <Status kind={StatusKind::Unknown} compact=true />
                    { "Nothing fresh is known of " }
                    { unknown_link(tally) }
                </span>
            }
        </footer>
    }
}

/// To the checks of which nothing fresh is known.
pub(super) fn unknown_link(tally: CheckTally) -> Html {
    let query: BTreeMap<String, String> =
        [("verdict".to_owned(), StatusKind::Unknown.slug().to_owned())].into();
    html! {
        <Link to={Route::Checks} query={query} classes="link">
            { plural(tally.n_unknown, "check") }
        </Link>
    }
}

pub(super) fn plural(n: usize, noun: &str) -> String {
    format::plural(count(n), noun)
}

pub(super) fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
