//! Making a check.

use nocturne_proto::api::v1::GetCheckRequest;
use nocturne_web_model::check_form::{CheckForm, CheckKind, starters};
use yew::prelude::*;

use super::{choose::Choose, edit::not_there, editor::Editor, keep};
use crate::{
    api::use_identity,
    app::Route,
    hooks::{Query, Refresh, use_query, use_resource, use_title},
    ui::{ErrorState, Forbidden, PageHeader, Skeleton},
};

/// Makes a check: of a kind, from a starter, or as a copy of another.
#[component]
pub(crate) fn NewCheck() -> Html {
    use_title("New check".into());
    let query = use_query();
    let identity = use_identity();
    let dropped = use_force_update();
    if !identity.as_ref().is_some_and(|identity| identity.may("checks.write")) {
        return html! { <div class="page">{ head() }<Forbidden permission="checks.write" /></div> };
    }
    if let Some(from) = query.get("from") {
        return html! { <Copy key={from.to_owned()} from={from.to_owned()} /> };
    }
    let key = AttrValue::from(keep::key(identity.as_ref(), "new"));
    match query.get("kind").and_then(CheckKind::from_slug) {
        Some(kind) => html! { <Blank {kind} draft_key={key} /> },
        None => {
            let draft = keep::read(&key);
            let on_drop = Callback::from(move |()| {
                keep::forget(&key);
                dropped.force_update();
            });
            html! { <Choose {draft} {on_drop} /> }
        }
    }
}

#[derive(Properties, PartialEq)]
struct BlankProps {
    kind: CheckKind,
    draft_key: AttrValue,
}

/// An empty form, or what a starter fills in.
#[component]
fn Blank(props: &BlankProps) -> Html {
    let query = use_query();
    let begun = use_memo((), |()| {
        let starter =
            query.get("start").and_then(|id| starters().into_iter().find(|starter| starter.id == id));
        // Who chose a starter begins with it; else what was typed before comes back, whatever its kind was.
        let draft = if starter.is_none() { keep::read(&props.draft_key) } else { None };
        let start = starter.map_or_else(|| CheckForm::new(props.kind), |starter| starter.form);
        (start, draft.filter(|draft| draft.form.kind == props.kind))
    });
    use_effect_with((), {
        let query = query.clone();
        // What was filled in is in the form; a reload must not fill it in again over what was typed.
        move |()| query.change([("start", None)])
    });
    let (start, draft) = &*begun;
    html! {
        <Editor
            start={start.clone()}
            draft={draft.clone()}
            draft_key={props.draft_key.clone()}
            kind={props.kind}
            on_kind={on_kind(&query)}
        />
    }
}

fn on_kind(query: &Query) -> Callback<CheckKind> {
    let query = query.clone();
    Callback::from(move |kind: CheckKind| query.change([("kind", Some(kind.slug().to_owned()))]))
}

#[derive(Properties, PartialEq)]
struct CopyProps {
    from: AttrValue,
}

/// The form of another check, with a name to be.
#[component]
fn Copy(props: &CopyProps) -> Html {
    let query = use_query();
    let identity = use_identity();
    let model = use_resource(props.from.clone(), Refresh::NEVER, |api, check| async move {
        let check = api.get_check(GetCheckRequest { check: check.to_string() }).await?;
        Ok(CheckForm::from_check(&check).as_copy())
    });
    let draft_key = AttrValue::from(keep::key(identity.as_ref(), &format!("copy.{}", props.from)));
    let draft = use_memo(draft_key.clone(), |key| keep::read(key));
    let content = match (&model.data, model.failure) {
        (Some(form), _) => {
            let kept = (*draft).as_ref().map(|draft| draft.form.kind);
            let kind = query.get("kind").and_then(CheckKind::from_slug).or(kept).unwrap_or(form.kind);
            return html! {
                <Editor
                    start={(**form).clone()}
                    draft={(*draft).clone()}
                    {draft_key}
                    {kind}
                    on_kind={on_kind(&query)}
                />
            };
        }
        (None, Some(failure)) if failure.is_not_found() => not_there(&props.from),
        (None, Some(failure)) => html! { <ErrorState {failure} on_retry={model.reload} /> },
        (None, None) => html! { <Skeleton count=6 label="Reading the check to copy" /> },
    };
    html! { <div class="page">{ head() }{ content }</div> }
}

fn head() -> Html {
    html! { <PageHeader title="New check" crumbs={vec![("Checks".into(), Some(Route::Checks))]} /> }
}
