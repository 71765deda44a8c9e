//! What is drawn, and whose.

use std::rc::Rc;

use nocturne_web_model::check_view::ChartChoice;
use yew::prelude::*;

use crate::ui::{Icon, IconName};

#[derive(Properties, PartialEq)]
pub(super) struct MetricPickProps {
    pub choices: Rc<Vec<ChartChoice>>,
    pub chosen: AttrValue,
    pub on_pick: Callback<String>,
}

/// Which measurement.
#[component]
pub(super) fn MetricPick(props: &MetricPickProps) -> Html {
    let option =
        |choice: &ChartChoice| (AttrValue::from(choice.id.clone()), AttrValue::from(choice.title.clone()));
    let options: Vec<(AttrValue, AttrValue)> = props.choices.iter().map(option).collect();
    html! {
        <Pick id="chart-metric" label="What is drawn" {options} chosen={props.chosen.clone()} on_pick={props.on_pick.clone()} />
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct AgentPickProps {
    pub agents: Vec<AttrValue>,
    /// Empty is all.
    pub chosen: AttrValue,
    /// Only one agent's lines fit: nobody chosen is the first.
    pub one: bool,
    pub on_pick: Callback<String>,
}

/// Whose lines.
#[component]
pub(super) fn AgentPick(props: &AgentPickProps) -> Html {
    if props.agents.len() < 2 {
        return Html::default();
    }
    let none = if props.one { "First agent" } else { "All agents" };
    let mut options: Vec<(AttrValue, AttrValue)> = vec![("".into(), none.into())];
    options.extend(props.agents.iter().map(|agent| (agent.clone(), agent.clone())));
    html! {
        <Pick id="chart-agent" label="Whose lines are drawn" {options} chosen={props.chosen.clone()} on_pick={props.on_pick.clone()} />
    }
}

#[derive(Properties, PartialEq)]
struct PickProps {
    id: AttrValue,
    label: AttrValue,
    options: Vec<(AttrValue, AttrValue)>,
    chosen: AttrValue,
    on_pick: Callback<String>,
}

#[component]
fn Pick(props: &PickProps) -> Html {
    let onchange = props.on_pick.reform(|event: Event| {
        let value =
            event.target().and_then(|select| js_sys::Reflect::get(select.as_ref(), &"value".into()).ok());
        value.and_then(|value| value.as_string()).unwrap_or_default()
    });
    html! {
        <div class="select pick">
            <select id={props.id.clone()} class="input select__control pick__control" aria-label={props.label.clone()} {onchange}>
                { for props.options.iter().map(|(value, label)| html! {
                    <option key={value.to_string()} value={value.clone()} selected={*value == props.chosen}>{ label }</option>
                }) }
            </select>
            <Icon name={IconName::ChevronDown} size={14} class="select__chevron" />
        </div>
    }
}
