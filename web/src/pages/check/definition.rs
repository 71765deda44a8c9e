//! What the check is meant to do, and what it was meant to do before.

use std::rc::Rc;

use jiff::Timestamp;
use nocturne_proto::api::v1::Check;
use nocturne_web_model::{
    check_form::CheckKind,
    check_view::{agents_text, definition, policy_text},
    format::{duration_from_proto, duration_human, timestamp},
};
use yew::prelude::*;

use super::revisions::Revisions;
use crate::ui::{Age, CopyButton, Facts, Panel, Time};

#[derive(Properties)]
pub(super) struct DefinitionTabProps {
    pub check: Rc<Check>,
    pub gone: bool,
}

impl PartialEq for DefinitionTabProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.check, &other.check) && self.gone == other.gone
    }
}

/// All fields in words, then the revisions.
#[component]
pub(super) fn DefinitionTab(props: &DefinitionTabProps) -> Html {
    let check = &props.check;
    let kind = CheckKind::of(check);
    let title =
        kind.map_or("What it does".to_owned(), |kind| format!("{}: {}", kind.label(), kind.meaning()));
    let asks =
        definition(check).into_iter().map(|(name, values)| (name.into(), lines(&values))).collect::<Vec<_>>();
    html! {
        <div class="stack">
            <div class="panels panels--two">
                <Panel title="Schedule and status"><Facts items={general(check)} /></Panel>
                <Panel {title}><Facts items={asks} /></Panel>
            </div>
            <Revisions check={Rc::clone(check)} gone={props.gone} />
        </div>
    }
}

fn general(check: &Check) -> Vec<(AttrValue, Html)> {
    let span = |span: Option<&prost_types::Duration>| {
        duration_from_proto(span).map(duration_human).unwrap_or_else(|| "–".to_owned())
    };
    let text = |text: String| html! { { text } };
    let enabled = check.enabled != Some(false);
    let mut items: Vec<(AttrValue, Html)> = vec![
        ("Description".into(), described(check)),
        ("Runs".into(), text(if enabled { "yes".to_owned() } else { "no, it is disabled".to_owned() })),
        ("Interval".into(), text(span(check.interval.as_ref()))),
        ("Timeout".into(), text(span(check.timeout.as_ref()))),
        ("Status".into(), text(policy_text(check.status_policy.as_ref()))),
        ("Agents".into(), text(agents_text(&check.agent_selector))),
        ("Targets".into(), lines(&check.targets)),
    ];
    let time = |at: Option<Timestamp>| match at {
        Some(at) => html! { <><Time {at} />{ ", " }<Age time={at} /></> },
        None => html! { { "–" } },
    };
    items.push(("Defined".into(), time(timestamp(check.create_time.as_ref()))));
    items.push(("Changed".into(), time(timestamp(check.update_time.as_ref()))));
    let id = html! {
        <span class="with-copy"><span class="mono">{ &check.check_id }</span><CopyButton text={check.check_id.clone()} what="id" /></span>
    };
    items.push(("Id".into(), id));
    items
}

fn described(check: &Check) -> Html {
    if check.description.is_empty() {
        html! { <span class="muted">{ "none" }</span> }
    } else {
        html! { { &check.description } }
    }
}

/// A few lines as they are; many in a box that scrolls.
fn lines(values: &[String]) -> Html {
    const FEW: usize = 12;
    match values {
        [only] => html! { <span class="definition__value">{ only }</span> },
        several => html! {
            <ul
                class={classes!("definition__values", (several.len() > FEW).then_some("definition__values--many"))}
                tabindex={(several.len() > FEW).then_some("0")}
            >
                { for several.iter().map(|value| html! { <li class="definition__value">{ value }</li> }) }
            </ul>
        },
    }
}
