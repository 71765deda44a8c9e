//! Chips above the list: what each would leave, and which are chosen.

use std::rc::Rc;

use nocturne_web_model::{
    check_rows::{CheckRow, DISABLED, Facets, count_by_kind, count_by_status},
    format,
    status::StatusKind,
};
use yew::prelude::*;

use crate::ui::{Icon, IconName, StatusShape};

#[derive(Properties)]
pub(super) struct ChipsProps {
    /// Compared by identity.
    pub rows: Rc<Vec<CheckRow>>,
    pub facets: Facets,
    pub on_change: Callback<Facets>,
}

impl PartialEq for ChipsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.rows, &other.rows)
            && self.facets == other.facets
            && self.on_change == other.on_change
    }
}

/// The chips.
#[component]
pub(super) fn Chips(props: &ChipsProps) -> Html {
    let facets = &props.facets;
    let statuses = count_by_status(&props.rows, facets);
    let kinds = count_by_kind(&props.rows, facets);
    let clear = props.on_change.reform(|_: MouseEvent| Facets::default());
    html! {
        <div class="chips">
            <div class="chips__group" role="group" aria-label="Show only with status">
                { for statuses.into_iter().map(|(slug, n)| {
                    let on = facets.statuses.contains(slug);
                    let next = facets.clone().status_toggled(slug);
                    let (shape, word) = status_face(slug);
                    chip(slug, shape, word, n, on, props.on_change.reform(move |_| next.clone()))
                }) }
            </div>
            if kinds.len() > 1 || !facets.kinds.is_empty() {
                <div class="chips__group" role="group" aria-label="Show only of kind">
                    { for kinds.into_iter().map(|(kind, n)| {
                        let on = facets.kinds.contains(kind.slug());
                        let next = facets.clone().kind_toggled(kind.slug());
                        chip(kind.slug(), Html::default(), kind.label(), n, on, props.on_change.reform(move |_| next.clone()))
                    }) }
                </div>
            }
            if !facets.is_empty() {
                <button type="button" class="chips__clear" onclick={clear}>{ "Show all" }</button>
            }
        </div>
    }
}

fn status_face(slug: &str) -> (Html, &'static str) {
    match StatusKind::from_slug(slug) {
        Some(kind) => (html! { <StatusShape {kind} size={12} /> }, kind.label()),
        None if slug == DISABLED => (html! { <Icon name={IconName::Pause} size={12} /> }, "Disabled"),
        None => (Html::default(), ""),
    }
}

fn chip(
    key: &'static str,
    shape: Html,
    word: &'static str,
    n: usize,
    on: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button
            {key}
            type="button"
            class={classes!("chip", on.then_some("chip--on"))}
            aria-pressed={on.to_string()}
            {onclick}
        >
            { shape }
            <span>{ word }</span>
            <span class="chip__count">{ format::count(u64::try_from(n).unwrap_or(u64::MAX)) }</span>
        </button>
    }
}
