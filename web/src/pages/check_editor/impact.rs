//! What saving would do, beside the form.

use nocturne_proto::api::v1::PreviewCheckResponse;
use nocturne_web_model::{
    check_editor::{AgentGroup, agent_groups, pace},
    check_form::{CheckForm, Difference},
    format,
};
use yew::prelude::*;

use super::{
    asked::Previewed,
    difference::Differences,
    focus::{focus_on, label_of},
};
use crate::ui::{ErrorState, Icon, IconName, Panel};

/// Agents and targets of one group that are written out.
const LISTED: usize = 8;

#[derive(Properties, PartialEq)]
pub(super) struct ImpactProps {
    pub previewed: Previewed,
    /// Fields that must be filled in before anything can be said.
    pub needs: Vec<&'static str>,
    /// Ids of the fields that are filled in and not right.
    pub wrong: Vec<String>,
    /// What a change differs in; `None` of a check to be.
    pub differences: Option<Vec<Difference>>,
    pub enabled: bool,
    /// Revision that is in force; 0 of a check to be.
    pub revision: u32,
}

/// The panel.
#[component]
pub(super) fn Impact(props: &ImpactProps) -> Html {
    let ImpactProps { previewed, differences, .. } = props;
    let old = !previewed.current || previewed.failure.is_some();
    let waiting = !(props.needs.is_empty() && props.wrong.is_empty());
    let failure =
        previewed.failure.as_ref().filter(|failure| failure.is_retryable() || failure.is_forbidden());
    html! {
        <Panel title="What this would do" busy={previewed.busy && !waiting} class="impact">
            <div class="stack">
                if waiting {
                    { needed(props) }
                }
                if let Some(found) = differences {
                    if found.is_empty() {
                        <p class="muted">{ "Nothing differs from what is in force." }</p>
                    } else {
                        <Differences label="Changes" found={told_here(found)} />
                    }
                }
                if let Some(failure) = failure.filter(|_| !waiting) {
                    <ErrorState failure={failure.clone()} small=true />
                } else if let Some(answer) = &previewed.answer {
                    <div class={classes!("impact__answer", old.then_some("impact__answer--old"))}>
                        { told(props, answer) }
                    </div>
                }
                <p class="visually-hidden" role="status" aria-live="polite">{ spoken(props, waiting) }</p>
            </div>
        </Panel>
    }
}

/// Targets that come and go are told with the agents that run them.
fn told_here(found: &[Difference]) -> Vec<Difference> {
    let comes_or_goes = |difference: &&Difference| {
        difference.path == "targets" && !(difference.added.is_empty() && difference.removed.is_empty())
    };
    found.iter().filter(|difference| !comes_or_goes(difference)).cloned().collect()
}

/// What is still missing, with the way there.
fn needed(props: &ImpactProps) -> Html {
    let needs = props.needs.iter().map(|path| (CheckForm::field_id(path), name(path).to_owned())).collect();
    let wrong = props.wrong.iter().map(|id| (id.clone(), label_of(id))).collect();
    html! {
        <>
            { fields("Still needed", needs, "") }
            { fields("Not right yet", wrong, "impact__lead--wrong") }
        </>
    }
}

fn fields(title: &'static str, fields: Vec<(String, String)>, class: &'static str) -> Html {
    if fields.is_empty() {
        return Html::default();
    }
    html! {
        <div class="impact__needs">
            <p class={classes!("impact__lead", class)}>{ title }</p>
            <ul class="impact__list">
                { for fields.into_iter().map(|(id, name)| html! { <li key={id.clone()}>{ link(id, name) }</li> }) }
            </ul>
        </div>
    }
}

fn link(id: String, name: String) -> Html {
    html! { <button type="button" class="link" onclick={move |_: MouseEvent| focus_on(&id)}>{ name }</button> }
}

fn name(path: &str) -> &'static str {
    match path {
        "targets" => "At least one target",
        "slug" => "A name",
        "tcp.port" => "The port",
        "dns.query_name" => "The name to ask for",
        _ => "A value",
    }
}

fn told(props: &ImpactProps, answer: &PreviewCheckResponse) -> Html {
    let groups = agent_groups(answer);
    html! {
        <>
            { figures(answer) }
            if !props.enabled {
                <p class="impact__note">
                    <Icon name={IconName::Pause} size={14} />{ "It is not enabled: nobody runs it until it is." }
                </p>
            } else if groups.is_empty() {
                <p class="impact__note impact__note--warning">
                    <Icon name={IconName::Alert} size={14} />{ "No agent matches: nobody would run it." }
                </p>
            }
            { for groups.iter().map(agents) }
            { targets(answer, props.revision > 0) }
            { revision(props, answer) }
        </>
    }
}

fn figures(answer: &PreviewCheckResponse) -> Html {
    let n_agents = u64::from(answer.added_agents)
        + u64::from(answer.changed_agents)
        + u64::from(answer.unchanged_agents);
    let n_targets = u64::try_from(answer.added_targets.len()).unwrap_or(0) + u64::from(answer.kept_targets);
    let figure = |value: String, label: &'static str| {
        html! { <div class="impact-figure"><dd class="impact-figure__value">{ value }</dd><dt class="impact-figure__label">{ label }</dt></div> }
    };
    html! {
        <dl class="impact-figures">
            { figure(format::count(n_agents), if n_agents == 1 { "agent" } else { "agents" }) }
            { figure(format::count(n_targets), if n_targets == 1 { "target" } else { "targets" }) }
            { figure(pace(answer.executions_per_second), "executions in all") }
        </dl>
    }
}

fn agents(group: &AgentGroup) -> Html {
    let AgentGroup { change, n_agents, agents } = group;
    let n = u64::from(*n_agents);
    let more = n.saturating_sub(u64::try_from(agents.len().min(LISTED)).unwrap_or(n));
    html! {
        <div class="impact__group">
            <p class="impact__lead">
                <span class={classes!("change-sign", format!("change-sign--{}", change.tone().slug()))} aria-hidden="true">
                    { change.sign() }
                </span>
                { format!("{} {}", format::plural(n, "agent"), change.verb(n == 1)) }
            </p>
            <ul class="impact__list">
                { for agents.iter().take(LISTED).map(|agent| html! {
                    <li key={agent.agent_id.clone()} class="impact__agent">
                        <span class="truncate">{ &agent.agent }</span>
                        <span class="muted">{ &agent.site }</span>
                    </li>
                }) }
                if more > 0 {
                    <li class="muted">{ format!("and {} more", format::count(more)) }</li>
                }
            </ul>
        </div>
    }
}

fn targets(answer: &PreviewCheckResponse, exists: bool) -> Html {
    // Of a check to be all targets are new; the form beside it shows them already.
    if !exists || (answer.added_targets.is_empty() && answer.removed_targets.is_empty()) {
        return Html::default();
    }
    let listed = |targets: &[String], sign: &'static str, tone: &'static str, what: &'static str| {
        let n = targets.len();
        html! {
            if n > 0 {
                <div class="impact__group">
                    <p class="impact__lead">
                        <span class={classes!("change-sign", tone)} aria-hidden="true">{ sign }</span>
                        { format!("{} {what}", format::plural(u64::try_from(n).unwrap_or(u64::MAX), "target")) }
                    </p>
                    <ul class="impact__list mono">
                        { for targets.iter().take(LISTED).map(|target| html! { <li class="truncate">{ target }</li> }) }
                        if n > LISTED {
                            <li class="muted">{ format!("and {} more", n - LISTED) }</li>
                        }
                    </ul>
                </div>
            }
        }
    };
    html! {
        <>
            { listed(&answer.added_targets, "+", "change-sign--good", "more") }
            { listed(&answer.removed_targets, "−", "change-sign--warning", "no longer measured") }
        </>
    }
}

fn revision(props: &ImpactProps, answer: &PreviewCheckResponse) -> Html {
    let text = match (props.revision, answer.next_revision) {
        (0, _) => "It becomes revision 1.".to_owned(),
        (now, true) => format!("It becomes revision {}; results say by which one they were made.", now + 1),
        (now, false) => format!("Revision {now} stays: what agents do at a target is the same."),
    };
    html! { <p class="impact__foot">{ text }</p> }
}

/// The same in one sentence, for those who do not see it change.
fn spoken(props: &ImpactProps, waiting: bool) -> String {
    match &props.previewed.answer {
        Some(answer) if !waiting && props.previewed.current => {
            let groups = agent_groups(answer);
            let agents = groups.iter().map(|group| {
                format!(
                    "{} {}",
                    format::plural(group.n_agents.into(), "agent"),
                    group.change.verb(group.n_agents == 1)
                )
            });
            agents.collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}
