//! What differs between two versions of a check.

use nocturne_web_model::check_form::Difference;
use yew::prelude::*;

/// Values of a list that are written out.
const LISTED: usize = 8;
/// Longer texts stand below each other, characters.
const BESIDE: usize = 32;

#[derive(Properties, PartialEq)]
pub(super) struct DifferencesProps {
    pub label: AttrValue,
    pub found: Vec<Difference>,
    /// Fields that both sides changed.
    #[prop_or_default]
    pub clashes: Vec<AttrValue>,
}

/// A line for each field: what it was, what it becomes.
#[component]
pub(super) fn Differences(props: &DifferencesProps) -> Html {
    html! {
        <ul class="field-differences" aria-label={props.label.clone()}>
            { for props.found.iter().map(|difference| line(difference, &props.clashes)) }
        </ul>
    }
}

fn line(difference: &Difference, clashes: &[AttrValue]) -> Html {
    let Difference { path, title, before, after, added, removed } = difference;
    let is_list = !(added.is_empty() && removed.is_empty());
    let more = added.len().saturating_sub(LISTED) + removed.len().saturating_sub(LISTED);
    let below = before.chars().count() + after.chars().count() > BESIDE;
    let clashes = clashes.iter().any(|clash| clash.as_str() == path);
    html! {
        <li key={path.clone()} class="field-difference">
            <span class="field-difference__title">
                { title }
                if clashes {
                    <span class="field-difference__clash">{ "you changed this too" }</span>
                }
            </span>
            if is_list {
                <ul class="field-difference__values">
                    { for removed.iter().take(LISTED).map(|value| html! {
                        <li><del class="field-difference__before">{ value }</del></li>
                    }) }
                    { for added.iter().take(LISTED).map(|value| html! {
                        <li><ins class="field-difference__after">{ value }</ins></li>
                    }) }
                    if more > 0 {
                        <li class="muted">{ format!("and {more} more") }</li>
                    }
                </ul>
            } else if before == after {
                <span class="field-difference__values muted">{ "in another order" }</span>
            } else {
                <span class={classes!("field-difference__values", below.then_some("field-difference__values--below"))}>
                    <del class="field-difference__before">{ before }</del>
                    <span class="field-difference__arrow" aria-hidden="true">{ "→" }</span>
                    <ins class="field-difference__after">{ after }</ins>
                </span>
            }
        </li>
    }
}
