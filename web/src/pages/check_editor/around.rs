//! What stands around the fields: head, kinds and starters, what was restored, and the buttons.

use std::rc::Rc;

use jiff::Timestamp;
use nocturne_proto::api::v1::Check;
use nocturne_web_model::{
    as_call::Address,
    check_form::{CheckForm, CheckKind, starters},
    failure::{Failure, FailureKind},
    format, order,
    status::Tone,
};
use yew::prelude::*;

use super::{
    choose::{icon, title},
    conflict::CONFLICT,
    editing::{Edit, Editing},
    focus::focus_on,
};
use crate::{
    app::Route,
    hooks::use_now,
    router::Link,
    ui::{
        ApiCallButton, Badge, Button, ButtonKind, ButtonLink, ButtonType, Choice, Icon, IconName, Keys, Menu,
        MenuItem, Notice, PageHeader, Segmented, Toast, use_toasts,
    },
};

#[derive(Properties, PartialEq)]
pub(super) struct HeadProps {
    pub form: Rc<CheckForm>,
    /// What was typed, as a check.
    pub check: Option<Check>,
    /// What is changed.
    pub base: Option<Rc<Check>>,
}

/// What is being edited.
#[component]
pub(super) fn Head(props: &HeadProps) -> Html {
    let HeadProps { form, check, base } = props;
    let actions = match check {
        Some(check) => as_call(check, base.as_deref()),
        None => Html::default(),
    };
    let checks = (AttrValue::Static("Checks"), Some(Route::Checks));
    if base.is_none() {
        let subtitle = html! { <>{ form.kind.meaning() }{ "." }</> };
        let title = format!("New {} check", form.kind.label());
        return html! { <PageHeader {title} crumbs={vec![checks]} {subtitle} {actions} /> };
    }
    let own = Route::Check { check: form.slug.clone() };
    let query = order::map([("from".to_owned(), form.slug.clone())]);
    let subtitle = html! {
        <span>
            { "Name and kind stay as they are, because results are kept under them. To change those, " }
            <Link to={Route::NewCheck} {query} classes="link">
                { "duplicate it" }
            </Link>
            { "; to end it, delete it on " }
            <Link to={own.clone()} classes="link">{ "its page" }</Link>
            { "." }
        </span>
    };
    html! {
        <PageHeader
            title={format!("Edit {}", form.slug)}
            crumbs={vec![checks, (form.slug.clone().into(), Some(own))]}
            status={html! { <Badge icon={icon(form.kind)}>{ title(form.kind) }</Badge> }}
            {subtitle}
            {actions}
        />
    }
}

/// What saving sends, for a terminal.
fn as_call(check: &Check, base: Option<&Check>) -> Html {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
    let call = match base {
        None => Address(&origin).check_create(check),
        Some(base) => Address(&origin).check_update(base, check),
    };
    html! { <ApiCallButton curl={call.curl} noctl={call.noctl} /> }
}

#[derive(Properties, PartialEq)]
pub(super) struct KindBarProps {
    pub editing: UseReducerHandle<Editing>,
    pub on_kind: Callback<CheckKind>,
}

/// The kind of a check to be, and checks to begin with.
#[component]
pub(super) fn KindBar(props: &KindBarProps) -> Html {
    let toasts = use_toasts();
    let KindBarProps { editing, on_kind } = props;
    let kind = editing.form.kind;
    let options =
        CheckKind::ALL.into_iter().map(|kind| Choice::new(kind.slug(), title(kind))).collect::<Vec<_>>();
    let on_change = {
        let on_kind = on_kind.clone();
        Callback::from(move |slug: String| {
            if let Some(kind) = CheckKind::from_slug(&slug) {
                on_kind.emit(kind);
            }
        })
    };
    let own = starters().into_iter().filter(|starter| starter.form.kind == kind).collect::<Vec<_>>();
    let items = own.iter().map(|starter| MenuItem::new(starter.id, starter.title)).collect::<Vec<_>>();
    let on_pick = {
        let editing = editing.clone();
        Callback::from(move |id: AttrValue| {
            let Some(starter) = own.iter().find(|starter| starter.id == id.as_str()) else { return };
            let undo = {
                let (dispatcher, before) = (editing.dispatcher(), Rc::clone(&editing.form));
                Callback::from(move |()| dispatcher.dispatch(Edit::Replace(Box::new((*before).clone()))))
            };
            editing.dispatch(Edit::Fill(Box::new(starter.form.clone())));
            toasts.push(Toast::new(Tone::Good, format!("Filled in: {}", starter.title)).action("Undo", undo));
        })
    };
    html! {
        <div class="kind-bar">
            <Segmented id="check-spec" label="Kind of check" bare=true value={kind.slug()} {options} {on_change} />
            <Menu id="check-starters" label="Fill in" icon={IconName::Bookmark} {items} {on_pick} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct RestoredProps {
    pub at: Timestamp,
    pub on_drop: Callback<()>,
}

/// What was typed before is there again.
#[component]
pub(super) fn Restored(props: &RestoredProps) -> Html {
    let now = use_now();
    let action =
        html! { <Button small=true onclick={props.on_drop.reform(|_| ())}>{ "Start afresh" }</Button> };
    html! {
        <Notice title="What you typed is back" {action}>
            { "It was typed " }{ format::age_since(props.at, now) }{ " in this tab and not saved." }
        </Notice>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct ActionsProps {
    pub busy: bool,
    pub failure: Option<Rc<Failure>>,
    /// Nothing would be changed; none of a check to be.
    pub unchanged: bool,
    pub exists: bool,
    /// Somebody else changed it meanwhile.
    pub stale: bool,
    pub back: Route,
    /// Where it is seen whether it was saved.
    pub look: Route,
}

/// Save and cancel, and why it could not be saved.
#[component]
pub(super) fn Actions(props: &ActionsProps) -> Html {
    let ActionsProps { busy, failure, unchanged, exists, stale, back, look } = props;
    let (word, title) = match (exists, unchanged) {
        (false, _) => ("Create check", None),
        (true, false) => ("Save changes", None),
        (true, true) => ("Save changes", Some("Nothing differs from what is in force")),
    };
    html! {
        <div class="form__actions form__actions--sticky check-editor__actions">
            if *stale {
                <p class="check-editor__stale">
                    <Icon name={IconName::Alert} size={14} />
                    { "Somebody changed this check meanwhile." }
                    <button type="button" class="link" onclick={|_| focus_on(CONFLICT)}>{ "See what" }</button>
                </p>
            } else if let Some(failure) = failure {
                <Notice tone={Tone::Bad} alert=true title={failure.title.clone()}>
                    // What the browser says about a network that is gone helps nobody.
                    if failure.kind != FailureKind::Unreachable {
                        <p>{ failure.detail.clone() }</p>
                    }
                    <p>
                        { failure.what_to_do.clone() }{ " What you typed is still here. " }
                        if failure.is_unconfirmed() {
                            // Elsewhere, so that what was typed stays.
                            <a class="link" href={look.to_path()} target="_blank">{ "Look in another tab" }</a>
                        }
                    </p>
                    if let Some(request) = &failure.request_id {
                        <p class="muted">{ "Request " }<code>{ request.clone() }</code></p>
                    }
                </Notice>
            }
            <Button
                kind={ButtonKind::Primary}
                kind_of={ButtonType::Submit}
                busy={*busy}
                disabled={*unchanged}
                title={title.map(AttrValue::Static)}
            >
                { word }
            </Button>
            <ButtonLink kind={ButtonKind::Ghost} to={back.clone()}>{ "Cancel" }</ButtonLink>
            <span class="check-editor__keys hide-phone"><Keys keys={vec!["Ctrl".into(), "Enter".into()]} />{ " saves" }</span>
        </div>
    }
}
