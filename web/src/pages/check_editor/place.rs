//! Where the check is run and against what.

use std::rc::Rc;

use nocturne_proto::api::v1::{Agent, PreviewCheckResponse};
use nocturne_web_model::{
    check_editor::{AgentChange, FieldValue, LabelChoice, label_choices, label_toggled},
    check_form::CheckForm,
    format,
};
use yew::prelude::*;

use super::{field::Fields, targets::Targets};
use crate::{
    hooks::{Refresh, use_resource},
    ui::{Icon, IconName, Panel, TextField},
};

/// Agents whose labels are offered: labels repeat, so more would rarely say more.
const LOOKED_AT: usize = 500;
/// Names that are written out.
const NAMED: usize = 6;

#[derive(Properties, PartialEq)]
pub(super) struct PlaceSectionProps {
    pub fields: Fields,
    /// Whom the selector reaches, as far as it is known.
    pub reached: Option<Rc<PreviewCheckResponse>>,
    /// The coordinator is being asked.
    pub asking: bool,
}

/// Targets and agents.
#[component]
pub(super) fn PlaceSection(props: &PlaceSectionProps) -> Html {
    let PlaceSectionProps { fields, reached, asking } = props;
    let fleet = use_resource((), Refresh::NEVER, |api, ()| async move {
        api.agents(String::new(), LOOKED_AT).await.map(|listing| listing.items)
    });
    let agents: &[Agent] = fleet.data.as_ref().map_or(&[], |agents| agents.as_slice());
    let selector = fields.text("agent_selector");
    let choices = label_choices(agents, &selector);
    let hint = "Label selector, e.g. site in (ams,fra),role!=edge. Empty is every agent, also those to come.";
    html! {
        <Panel title="Where">
            <div class="stack">
                <Targets fields={fields.clone()} />
                <div class="stack stack--tight">
                    <TextField
                        id={CheckForm::field_id("agent_selector")}
                        label="Agents"
                        {hint}
                        error={fields.error("agent_selector")}
                        value={selector.clone()}
                        on_change={fields.on_text("agent_selector")}
                        placeholder={CheckForm::placeholder("agent_selector")}
                        autocomplete="off"
                        mono=true
                    />
                    if !choices.is_empty() {
                        <div class="cluster" role="group" aria-label="Labels of the fleet">
                            { for choices.iter().map(|choice| label(fields, &selector, choice)) }
                        </div>
                    }
                    { reach(reached.as_deref(), *asking) }
                </div>
            </div>
        </Panel>
    }
}

fn label(fields: &Fields, selector: &str, choice: &LabelChoice) -> Html {
    let LabelChoice { name, value, n_agents, chosen } = choice;
    let onclick = {
        let next = label_toggled(selector, name, value);
        fields.put.reform(move |_: MouseEvent| ("agent_selector", FieldValue::Text(next.clone())))
    };
    let n = u64::try_from(*n_agents).unwrap_or(u64::MAX);
    html! {
        <button
            key={format!("{name}={value}")}
            type="button"
            class={classes!("label-choice", chosen.then_some("label-choice--on"))}
            aria-pressed={chosen.to_string()}
            title={format::plural(n, "agent")}
            {onclick}
        >
            <span class="label-choice__name">{ name }{ "=" }</span>{ value }
        </button>
    }
}

/// Whom it reaches, in words.
fn reach(reached: Option<&PreviewCheckResponse>, asking: bool) -> Html {
    let class = classes!("agent-reach", asking.then_some("agent-reach--old"));
    let Some(reached) = reached else {
        let text = if asking { "Looking which agents match…" } else { "" };
        return html! { <p {class} role="status">{ text }</p> };
    };
    let n = u64::from(reached.added_agents)
        + u64::from(reached.changed_agents)
        + u64::from(reached.unchanged_agents);
    if n == 0 {
        return html! {
            <p class={classes!(class, "agent-reach--none")} role="status">
                <Icon name={IconName::Alert} size={14} />
                { "Matches no agent: nobody would run it until one with these labels joins." }
            </p>
        };
    }
    let is_running = |agent: &&nocturne_proto::api::v1::preview_check_response::Agent| {
        AgentChange::of(agent.change()).is_some_and(|change| change != AgentChange::Stops)
    };
    let names: Vec<&str> =
        reached.agents.iter().filter(is_running).map(|agent| agent.agent.as_str()).collect();
    let more = n.saturating_sub(u64::try_from(names.len().min(NAMED)).unwrap_or(n));
    html! {
        <p {class} role="status">
            <Icon name={IconName::Agents} size={14} />
            <span>
                { "Matches " }<strong>{ format::plural(n, "agent") }</strong>{ ": " }
                { names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ") }
                if more > 0 {
                    { format!(" and {} more", format::count(more)) }
                }
            </span>
        </p>
    }
}
