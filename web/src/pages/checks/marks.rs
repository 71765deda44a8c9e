//! What each agent says, as a row of shapes; what a check does, as a tag.

use std::rc::Rc;

use jiff::Timestamp;
use nocturne_web_model::{
    check_form::CheckKind,
    check_rows::{Sight, Slots, tally},
    status::StatusKind,
};
use yew::prelude::*;

use crate::ui::StatusShape;

/// More shapes than this are counted instead of drawn.
const MOST_SHAPES: usize = 12;

#[derive(Properties)]
pub(in crate::pages) struct SightsProps {
    pub slots: Rc<Slots>,
    /// In the order of the slots.
    pub sights: Rc<Vec<Sight>>,
    /// What is seen may not be what is.
    #[prop_or_default]
    pub lost: bool,
}

impl PartialEq for SightsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.slots, &other.slots) && self.sights == other.sights && self.lost == other.lost
    }
}

/// One shape for each agent, always in the same order; many agents are counted.
#[component]
pub(in crate::pages) fn Sights(props: &SightsProps) -> Html {
    if props.sights.len() > MOST_SHAPES {
        return counted(&props.sights);
    }
    let now = Timestamp::now();
    html! {
        <ul class={classes!("sights", props.lost.then_some("sights--lost"))}>
            { for props.slots.all().iter().zip(props.sights.iter()).map(|(slot, sight)| {
                let title = sight.text(&slot.name, now);
                html! { <li key={slot.agent_id.clone()}>{ shape(sight, &title) }</li> }
            }) }
        </ul>
    }
}

fn shape(sight: &Sight, title: &str) -> Html {
    let drawn = match sight.status() {
        Some(kind) => html! { <StatusShape {kind} /> },
        None => html! { <span class="sight__none" aria-hidden="true"></span> },
    };
    html! {
        <span class={classes!("sight", sight.is_stale().then_some("sight--stale"))} title={title.to_owned()}>
            { drawn }
            <span class="visually-hidden">{ title.to_owned() }</span>
        </span>
    }
}

fn counted(sights: &[Sight]) -> Html {
    html! {
        <ul class="sights">
            { for tally(sights).into_iter().map(|(kind, n)| html! {
                <li key={kind.slug()} class="sight sight--counted" title={counted_text(kind, n)}>
                    <StatusShape {kind} size={12} />
                    { n }
                    <span class="visually-hidden">{ kind.label() }</span>
                </li>
            }) }
        </ul>
    }
}

fn counted_text(kind: StatusKind, n: usize) -> String {
    let agents = if n == 1 { "agent" } else { "agents" };
    format!("{n} {agents}: {}", kind.label().to_lowercase())
}

#[derive(Properties, PartialEq)]
pub(in crate::pages) struct KindTagProps {
    pub kind: Option<CheckKind>,
}

/// What a check does, in one short word.
#[component]
pub(in crate::pages) fn KindTag(props: &KindTagProps) -> Html {
    let Some(kind) = props.kind else { return Html::default() };
    html! { <span class="check-kind" title={kind.meaning()}>{ kind.label() }</span> }
}
