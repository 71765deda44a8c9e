//! One check: how it is, what failed last, how it went, what it is meant to do.

mod actions;
mod chart;
mod definition;
mod delete;
mod events;
mod facts;
mod header;
mod known;
mod last_failure;
mod overview;
mod phases;
mod revisions;
mod status_now;
mod targets;
mod view;

use std::rc::Rc;

use nocturne_proto::api::v1::{Check as Definition, GetCheckRequest};
use nocturne_web_model::{
    check_view::{event_count, event_rows},
    failure::Failure,
    status::Tone,
};
use yew::prelude::*;

use self::{
    definition::DefinitionTab,
    events::EventsTab,
    header::Header,
    known::{Known, MAX_EVENTS, use_known},
    overview::OverviewTab,
    view::{DEFINITION, EVENTS, OVERVIEW, use_view},
};
use crate::{
    app::Route,
    hooks::{Refresh, Resource, use_resource, use_title},
    pages::{agents::outdated, checks::touches_checks},
    ui::{
        ButtonLink, EmptyState, ErrorState, IconName, Notice, PageHeader, Skeleton, SkeletonKind, Tab, Tabs,
    },
};

#[derive(Properties, PartialEq)]
pub(crate) struct CheckProps {
    /// Id or name.
    pub check: String,
}

/// Check.
#[component]
pub(crate) fn Check(props: &CheckProps) -> Html {
    let refresh = Refresh { every_secs: 60, on: touches_checks };
    let check = use_resource(props.check.clone(), refresh, |api, check| async move {
        api.get_check(GetCheckRequest { check }).await
    });
    use_title(check.data.as_ref().map_or(props.check.clone(), |check| check.slug.clone()).into());
    match (&check.data, &check.failure) {
        (Some(data), failure) => {
            let gone = failure.as_ref().is_some_and(Failure::is_not_found);
            html! {
                <>
                    if !gone { { outdated(&check) } }
                    <Loaded check={Rc::clone(data)} {gone} reload={check.reload.clone()} />
                </>
            }
        }
        (None, Some(failure)) => unread(props, failure, &check),
        (None, None) => html! {
            <div class="page">
                <PageHeader title={props.check.clone()} crumbs={crumbs()} />
                <Skeleton kind={SkeletonKind::Stat} count={4} label="Loading the check" />
                <Skeleton kind={SkeletonKind::Chart} />
            </div>
        },
    }
}

fn crumbs() -> Vec<(AttrValue, Option<Route>)> {
    vec![("Checks".into(), Some(Route::Checks))]
}

fn unread(props: &CheckProps, failure: &Failure, check: &Resource<Definition>) -> Html {
    let body = if failure.is_not_found() {
        let action = html! { <ButtonLink to={Route::Checks}>{ "To all checks" }</ButtonLink> };
        html! {
            <EmptyState
                icon={IconName::Checks}
                title={format!("There is no check named {}", props.check)}
                text="It may have been deleted, or the link is mistyped. Names of checks are never changed."
                {action}
            />
        }
    } else {
        html! {
            <ErrorState failure={failure.clone()} on_retry={check.reload.clone()} busy={check.loading} />
        }
    };
    html! {
        <div class="page">
            <PageHeader title={props.check.clone()} crumbs={crumbs()} />
            { body }
        </div>
    }
}

#[derive(Properties)]
struct LoadedProps {
    check: Rc<Definition>,
    /// It was deleted while somebody looked.
    gone: bool,
    reload: Callback<()>,
}

impl PartialEq for LoadedProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.check, &other.check) && self.gone == other.gone
    }
}

#[component]
fn Loaded(props: &LoadedProps) -> Html {
    let known = use_known(&props.check, props.gone);
    let view = use_view();
    let on_select = {
        let view = view.clone();
        Callback::from(move |tab: AttrValue| {
            view.set("tab", (tab != OVERVIEW).then(|| tab.to_string()));
        })
    };
    let all_events = Rc::clone(&known.all_events);
    let n_events = use_memo(Rc::as_ptr(&all_events).addr(), move |_| event_rows(all_events.iter()).len());
    let is_whole = known.events.data.as_ref().is_none_or(|events| events.complete);
    let mut events = Tab::new(EVENTS, "Events");
    if let Some(n) = event_count(*n_events, is_whole, MAX_EVENTS).filter(|_| known.events.data.is_some()) {
        events.count = Some(n.into());
    }
    let tabs = vec![Tab::new(OVERVIEW, "Overview"), events, Tab::new(DEFINITION, "Definition")];
    let content = match view.tab() {
        EVENTS => html! { <EventsTab known={known.clone()} /> },
        DEFINITION => html! { <DefinitionTab check={Rc::clone(&props.check)} gone={props.gone} /> },
        _ => html! { <OverviewTab known={known.clone()} /> },
    };
    html! {
        <div class={classes!("page", "check-page", props.gone.then_some("check-page--gone"))}>
            <Header known={known.clone()} reload={props.reload.clone()} />
            if props.gone { { deleted() } }
            { blind(&known) }
            <Tabs id="check" label="Views of this check" {tabs} selected={view.tab()} {on_select}>
                { content }
            </Tabs>
        </div>
    }
}

fn deleted() -> Html {
    let action = html! { <ButtonLink to={Route::Checks} small=true>{ "To all checks" }</ButtonLink> };
    html! {
        <Notice tone={Tone::Warning} title="This check was deleted" alert=true {action}>
            { "Somebody deleted it while you looked. What is below is what was known last; no agent runs it any more." }
        </Notice>
    }
}

/// That the verdict could not be read, while other things could.
fn blind(known: &Known) -> Html {
    let Some(failure) = known.verdicts.failure.as_ref().filter(|_| !known.gone) else {
        return Html::default();
    };
    let text = match (&failure.permission, failure.is_forbidden()) {
        (Some(permission), true) => format!("Your role lacks the permission {permission}."),
        _ => failure.detail.clone(),
    };
    html! {
        <Notice tone={Tone::Warning} title="Its status could not be read; what is shown of it may be old">{ text }</Notice>
    }
}
