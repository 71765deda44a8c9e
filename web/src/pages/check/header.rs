//! The head of the page: how it is, since when, and what can be done.

use std::rc::Rc;

use nocturne_web_model::{
    check_form::CheckKind,
    check_view::{agents_text, check_summary, measured},
    format::{duration_from_proto, duration_human, plural},
};
use yew::prelude::*;

use super::{actions::Actions, crumbs, known::Known};
use crate::{
    pages::checks::{Elapsed, KindTag, Reason, RunState},
    ui::PageHeader,
};

#[derive(Properties, PartialEq)]
pub(super) struct HeaderProps {
    pub known: Known,
    pub reload: Callback<()>,
}

/// Name, verdict in words, actions.
#[component]
pub(super) fn Header(props: &HeaderProps) -> Html {
    let known = &props.known;
    let worst = known.target(None);
    let kind = worst.map_or(nocturne_web_model::status::StatusKind::Unknown, |row| row.status);
    let status = if known.gone || (known.verdicts.data.is_none() && known.enabled()) {
        Html::default()
    } else {
        html! { <RunState {kind} enabled={known.enabled()} stale={known.lost} pill=true /> }
    };
    let actions =
        html! { <Actions check={Rc::clone(&known.check)} gone={known.gone} reload={props.reload.clone()} /> };
    html! {
        <PageHeader
            title={known.check.slug.clone()}
            crumbs={crumbs()}
            {status}
            {actions}
            subtitle={html! {
                <div class="check-head">
                    { verdict(known) }
                    { about(known) }
                </div>
            }}
        />
    }
}

/// `Down from 3 of 3 sites, Connection refused, for 12 min`.
fn verdict(known: &Known) -> Html {
    if !known.enabled() || known.verdicts.data.is_none() {
        return Html::default();
    }
    let Some(worst) = known.target(None) else { return Html::default() };
    let summary = check_summary(&known.check, known.verdicts.items(), worst.status);
    let alone = known.targets.iter().any(|row| row.status != worst.status);
    html! {
        <p class="check-head__verdict">
            <span class="check-head__summary">{ capital(&summary) }</span>
            if alone {
                <span class="secondary">{ format!("worst: {}", worst.measured) }</span>
            }
            if !worst.reason.is_empty() {
                <span class="check-head__reason"><Reason code={worst.reason.clone()} coded=true /></span>
            }
            if worst.since.is_some() {
                <span class="secondary">{ "for " }<Elapsed since={worst.since} stale={known.lost} /></span>
            }
        </p>
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn about(known: &Known) -> Html {
    let check = &known.check;
    let interval = duration_from_proto(check.interval.as_ref()).map(duration_human);
    let targets = match check.targets.as_slice() {
        [only] => measured(check, only),
        all => plural(u64::try_from(all.len()).unwrap_or(u64::MAX), "target"),
    };
    html! {
        <p class="check-head__about">
            <KindTag kind={CheckKind::of(check)} />
            <span class="check-head__target">{ targets }</span>
            if let Some(interval) = interval {
                <span>{ format!("every {interval}") }</span>
            }
            <span>{ agents_text(&check.agent_selector) }</span>
            if !check.description.is_empty() {
                <span class="check-head__description">{ &check.description }</span>
            }
        </p>
    }
}
