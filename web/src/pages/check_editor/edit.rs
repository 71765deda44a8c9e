//! Changing a check.

use std::rc::Rc;

use nocturne_proto::api::v1::{Check, GetCheckRequest, watch_response::Event};
use nocturne_web_model::{
    check_form::{CheckForm, CheckKind},
    failure::Failure,
};
use yew::prelude::*;

use super::{editor::Editor, keep};
use crate::{
    api::{Identity, use_identity},
    app::Route,
    hooks::{Refresh, use_resource, use_title},
    ui::{ButtonKind, ButtonLink, EmptyState, ErrorState, Forbidden, IconName, PageHeader, Skeleton},
};

#[derive(Properties, PartialEq)]
pub(crate) struct EditCheckProps {
    /// Id or name.
    pub check: String,
}

/// Changes a check, and watches whether somebody else does.
#[component]
pub(crate) fn EditCheck(props: &EditCheckProps) -> Html {
    use_title(format!("Edit {}", props.check).into());
    let identity = use_identity();
    let refresh = Refresh::on(|event| matches!(event, Event::Check(_) | Event::DeletedCheckId(_)));
    let read = use_resource(props.check.clone(), refresh, |api, check| async move {
        api.get_check(GetCheckRequest { check }).await
    });
    let may = identity.as_ref().is_some_and(|identity| identity.may("checks.write"));
    let content = match (&read.data, &read.failure) {
        _ if !may => html! { <Forbidden permission="checks.write" /> },
        (Some(check), failure) => {
            let deleted = failure.as_ref().is_some_and(Failure::is_not_found);
            return html! {
                <Begun
                    check={Rc::clone(check)}
                    {deleted}
                    {identity}
                    on_reload={read.reload.clone()}
                />
            };
        }
        (None, Some(failure)) if failure.is_not_found() => not_there(&props.check),
        (None, Some(failure)) => {
            html! { <ErrorState failure={failure.clone()} on_retry={read.reload.clone()} /> }
        }
        (None, None) => html! { <Skeleton count=6 label="Reading the check" /> },
    };
    let own = Route::Check { check: props.check.clone() };
    let crumbs = vec![("Checks".into(), Some(Route::Checks)), (props.check.clone().into(), Some(own))];
    html! { <div class="page"><PageHeader title={format!("Edit {}", props.check)} {crumbs} />{ content }</div> }
}

/// Says so, and leads back.
pub(super) fn not_there(check: &str) -> Html {
    html! {
        <EmptyState
            icon={IconName::Search}
            title={format!("There is no check {check}")}
            text={html! { "It may have been deleted, or the link is mistyped." }}
            action={html! { <ButtonLink to={Route::Checks} kind={ButtonKind::Primary}>{ "To the checks" }</ButtonLink> }}
        />
    }
}

#[derive(Properties, PartialEq)]
struct BegunProps {
    check: Rc<Check>,
    deleted: bool,
    identity: Option<Identity>,
    on_reload: Callback<()>,
}

/// The editor, which begins with the check as it was first read.
#[component]
fn Begun(props: &BegunProps) -> Html {
    let draft_key = AttrValue::from(keep::key(props.identity.as_ref(), &props.check.check_id));
    let draft = use_memo(draft_key.clone(), |key| keep::read(key));
    let start = use_memo((), |()| CheckForm::from_check(&props.check));
    html! {
        <Editor
            start={(*start).clone()}
            draft={(*draft).clone()}
            {draft_key}
            current={Rc::clone(&props.check)}
            deleted={props.deleted}
            kind={CheckKind::of(&props.check).unwrap_or(CheckKind::Http)}
            on_reload={props.on_reload.clone()}
        />
    }
}
