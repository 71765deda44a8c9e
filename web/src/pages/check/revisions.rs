//! Revisions of a specification, each with what it changed.

use std::rc::Rc;

use nocturne_proto::api::v1::{Check, CheckRevision, watch_response::Event};
use nocturne_web_model::{
    check_form::{Difference, differences},
    format::timestamp,
    status::Tone,
};
use yew::prelude::*;

use crate::{
    hooks::{Refresh, use_resource},
    ui::{Age, Badge, ErrorState, Notice, Panel, Skeleton, Time},
};

/// Revisions that are read; older ones are reached over the API.
const MOST: usize = 50;

#[derive(Properties)]
pub(super) struct RevisionsProps {
    pub check: Rc<Check>,
    pub gone: bool,
}

impl PartialEq for RevisionsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.check, &other.check) && self.gone == other.gone
    }
}

/// The newest first.
#[component]
pub(super) fn Revisions(props: &RevisionsProps) -> Html {
    let refresh = Refresh { every_secs: 0, on: |event| matches!(event, Event::Check(_)) };
    let read = use_resource(props.check.slug.clone(), refresh, |api, check| async move {
        api.check_revisions(check, MOST).await
    });
    let content = match (&read.data, &read.failure) {
        (Some(revisions), _) => html! {
            <>
                <ol class="revisions">
                    { for revisions.items.iter().enumerate().map(|(nth, revision)| {
                        let before = revisions.items.get(nth + 1);
                        let is_first = before.is_none() && revisions.complete;
                        one(revision, before, is_first, revision.revision == props.check.revision && !props.gone)
                    }) }
                </ol>
                if !revisions.complete {
                    <Notice tone={Tone::Info}>
                        { format!("The {MOST} newest are shown. All of them: ") }
                        <code>{ format!("noctl checks revisions {}", props.check.slug) }</code>
                    </Notice>
                }
            </>
        },
        (None, Some(failure)) => html! {
            <ErrorState failure={failure.clone()} on_retry={read.reload.clone()} busy={read.loading} small=true />
        },
        (None, None) => html! { <Skeleton count={3} label="Loading revisions" /> },
    };
    html! {
        <Panel title="Revisions" hint="a change of what is measured makes the next one" busy={read.loading && read.data.is_some()}>
            { content }
        </Panel>
    }
}

fn one(revision: &CheckRevision, before: Option<&CheckRevision>, is_first: bool, in_force: bool) -> Html {
    let specs = before.and_then(|before| before.check.as_ref()).zip(revision.check.as_ref());
    let changes = specs.map(|(before, after)| differences(before, after));
    let at = timestamp(revision.create_time.as_ref());
    html! {
        <li class="revision" key={revision.revision}>
            <div class="revision__head">
                <span class="revision__number">{ format!("Revision {}", revision.revision) }</span>
                if in_force { <Badge tone={Tone::Good}>{ "in force" }</Badge> }
                if let Some(at) = at {
                    <span class="muted small"><Time {at} />{ ", " }<Age time={at} /></span>
                }
            </div>
            { match changes {
                Some(changes) if changes.is_empty() => html! { <p class="muted">{ "Nothing that is shown differs" }</p> },
                Some(changes) => html! { <ul class="revision__changes">{ for changes.iter().map(change) }</ul> },
                None if is_first => html! { <p class="muted">{ "As it was first defined" }</p> },
                None => Html::default(),
            } }
        </li>
    }
}

fn change(difference: &Difference) -> Html {
    let is_list = !(difference.added.is_empty() && difference.removed.is_empty());
    html! {
        <li class="revision__change">
            <span class="revision__field">{ &difference.title }</span>
            <span class="revision__what">
                if is_list {
                    { for difference.added.iter().map(|value| html! {
                        <ins class="revision__added"><span class="visually-hidden">{ "added " }</span>{ value }</ins>
                    }) }
                    { for difference.removed.iter().map(|value| html! {
                        <del class="revision__removed"><span class="visually-hidden">{ "removed " }</span>{ value }</del>
                    }) }
                } else if difference.before == difference.after {
                    { "in another order" }
                } else {
                    <del class="revision__removed">{ &difference.before }</del>
                    <span class="muted" aria-hidden="true">{ "→" }</span>
                    <ins class="revision__added">{ &difference.after }</ins>
                }
            </span>
        </li>
    }
}
