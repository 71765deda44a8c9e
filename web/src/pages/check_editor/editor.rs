//! The form and what it would do, for a check to be and for one that exists.

use std::rc::Rc;

use jiff::Timestamp;
use nocturne_proto::api::v1::Check;
use nocturne_web_model::{
    check_editor::Draft,
    check_form::{CheckForm, CheckKind, Difference, differences},
    status::Tone,
};
use yew::prelude::*;

use super::{
    around::{Actions, Head, KindBar, Restored},
    conflict::{CONFLICT, Conflict},
    editing::{Edit, Editing},
    field::Fields,
    focus::focus_on,
    identity::IdentitySection,
    impact::Impact,
    keep,
    leave::{Guard, use_guard},
    often::OftenSection,
    place::PlaceSection,
    save::use_save,
    what::WhatSection,
    working::{Working, use_kept, use_working},
};
use crate::{
    app::Route,
    hooks::{Shortcut, use_query, use_shortcut},
    router::use_navigator,
    ui::{FormErrors, Notice, use_toasts},
};

#[derive(Properties, PartialEq)]
pub(super) struct EditorProps {
    /// What the form begins with.
    pub start: CheckForm,
    /// Where the draft of this page is kept.
    pub draft_key: AttrValue,
    /// What was kept, to go on with.
    #[prop_or_default]
    pub draft: Option<Draft>,
    /// The check as it is now; none of a check to be.
    #[prop_or_default]
    pub current: Option<Rc<Check>>,
    /// It does not exist any more.
    #[prop_or_default]
    pub deleted: bool,
    /// Kind of a check to be.
    pub kind: CheckKind,
    /// Chooses another one.
    #[prop_or_default]
    pub on_kind: Callback<CheckKind>,
    /// Reads the check again.
    #[prop_or_default]
    pub on_reload: Callback<()>,
}

/// Everything below the question what to make.
#[component]
pub(super) fn Editor(props: &EditorProps) -> Html {
    let editing = use_reducer_eq(|| {
        let fresh = Editing::begin(props.start.clone(), props.current.clone());
        match props.draft.clone() {
            Some(draft) => fresh.resume(draft),
            None => fresh,
        }
    });
    let restored = use_state_eq(|| props.draft.as_ref().map(|draft| draft.at));
    use_effect_with(props.kind, {
        let editing = editing.dispatcher();
        move |kind| editing.dispatch(Edit::Kind(*kind))
    });
    use_kept(&props.draft_key, &editing);
    let dirty = editing.is_dirty();
    let query = use_query();
    let guard = use_guard(dirty, &query);
    let working = use_working(&editing);
    let on_saved = use_saved(props, &guard);
    let saving = use_save(&editing, &working.checked, on_saved, props.on_reload.clone());
    let stale = is_stale(props, &editing) && !saving.busy;
    let save = if stale { Callback::from(|()| focus_on(CONFLICT)) } else { saving.save.clone() };
    use_save_key(save.clone());
    use_stale(&working, props.on_reload.clone());

    let found = editing.base.as_ref().and_then(|base| found(base, &working));
    let put = {
        let editing = editing.dispatcher();
        Callback::from(move |(path, value)| editing.dispatch(Edit::Put(path, value)))
    };
    let fields = Fields {
        form: Rc::clone(&editing.form),
        errors: Rc::clone(&working.errors),
        found: Rc::clone(&working.found),
        put,
    };
    let on_leave = {
        let key = props.draft_key.clone();
        Callback::from(move |()| keep::forget(&key))
    };
    let onsubmit = save.reform(|event: SubmitEvent| event.prevent_default());
    let unchanged = found.as_ref().is_some_and(Vec::is_empty);
    html! {
        <div class="page">
            <Head
                form={Rc::clone(&editing.form)}
                check={(*working.checked).clone().ok()}
                base={editing.base.clone()}
            />
            if let Some(at) = *restored {
                <Restored {at} on_drop={start_afresh(props, &editing, restored.setter())} />
            }
            { meanwhile(props, &editing, stale) }
            <div class="check-editor">
                <form class="check-editor__form" novalidate=true {onsubmit} aria-label="Check">
                    <FormErrors errors={editing.refused.clone()} attempt={editing.attempt} />
                    if editing.base.is_none() {
                        <KindBar editing={editing.clone()} on_kind={props.on_kind.clone()} />
                    }
                    <IdentitySection fields={fields.clone()} named={editing.base.is_some()} />
                    <WhatSection fields={fields.clone()} />
                    <PlaceSection fields={fields.clone()} reached={working.reached.clone()} asking={working.reaching} />
                    <OftenSection fields={fields.clone()} />
                    <Actions
                        busy={saving.busy}
                        failure={saving.failure.clone().map(Rc::new)}
                        {unchanged}
                        {stale}
                        exists={editing.base.is_some()}
                        look={look(&editing.form.slug)}
                        back={props.current.as_ref().map_or(Route::Checks, |check| Route::Check { check: check.slug.clone() })}
                    />
                </form>
                <aside class="check-editor__aside" aria-label="Preview">
                    <Impact
                        previewed={working.previewed.clone()}
                        needs={working.needs.clone()}
                        wrong={working.wrong.clone()}
                        differences={found}
                        enabled={fields.form.enabled}
                        revision={props.current.as_ref().map_or(0, |check| check.revision)}
                    />
                </aside>
            </div>
            { guard.dialog(on_leave) }
        </div>
    }
}

/// Where it is seen whether a check was saved.
fn look(slug: &str) -> Route {
    if slug.is_empty() { Route::Checks } else { Route::Check { check: slug.to_owned() } }
}

/// What a change differs in; nothing can be said while it is not right.
fn found(base: &Check, working: &Working) -> Option<Vec<Difference>> {
    (*working.checked).as_ref().ok().map(|check| differences(base, check))
}

/// Goes to the check that was made or changed.
#[hook]
fn use_saved(props: &EditorProps, guard: &Guard) -> Callback<Check> {
    let toasts = use_toasts();
    let navigator = use_navigator();
    let (guard, key, before) = (guard.clone(), props.draft_key.clone(), props.current.clone());
    Callback::from(move |check: Check| {
        guard.release();
        keep::forget(&key);
        toasts.good(match &before {
            None => format!("{} is made and on its way to the agents", check.slug),
            Some(before) if before.revision < check.revision => {
                format!("{} is saved as revision {}", check.slug, check.revision)
            }
            Some(_) => format!("{} is saved", check.slug),
        });
        if let Some(navigator) = navigator.as_ref().filter(|_| guard.is_here()) {
            navigator.push(&Route::Check { check: check.slug });
        }
    })
}

/// Reads the check again when the coordinator says that it is another one by now.
#[hook]
fn use_stale(working: &Working, on_reload: Callback<()>) {
    let failure = working.previewed.failure.as_ref();
    let stale = failure.is_some_and(|failure| failure.is_conflict() || failure.is_not_found());
    use_effect_with(stale, move |stale| {
        if *stale {
            on_reload.emit(());
        }
    });
}

/// Control or Command with Enter saves from anywhere.
#[hook]
fn use_save_key(save: Callback<()>) {
    use_shortcut(Callback::from(move |shortcut: Shortcut| {
        let meant = shortcut.command && shortcut.key == "Enter";
        if meant {
            save.emit(());
        }
        meant
    }));
}

/// True when somebody else changed it since this change began.
fn is_stale(props: &EditorProps, editing: &Editing) -> bool {
    let both = editing.base.as_ref().zip(props.current.as_ref());
    !props.deleted && both.is_some_and(|(base, current)| base.etag != current.etag)
}

/// Says that somebody else changed or deleted it.
fn meanwhile(props: &EditorProps, editing: &UseReducerHandle<Editing>, stale: bool) -> Html {
    let (Some(base), Some(current)) = (&editing.base, &props.current) else { return Html::default() };
    if props.deleted {
        return html! {
            <Notice tone={Tone::Warning} alert=true title="This check was deleted meanwhile">
                { "It cannot be saved any more. What you typed is still here; copy what you need into a new check." }
            </Notice>
        };
    }
    if !stale {
        return Html::default();
    }
    let on_take = {
        let (editing, current) = (editing.dispatcher(), Rc::clone(current));
        Callback::from(move |form| editing.dispatch(Edit::Rebase(Box::new(form), Rc::clone(&current))))
    };
    html! {
        <Conflict base={Rc::clone(base)} current={Rc::clone(current)} form={Rc::clone(&editing.form)} {on_take} />
    }
}

fn start_afresh(
    props: &EditorProps,
    editing: &UseReducerHandle<Editing>,
    restored: UseStateSetter<Option<Timestamp>>,
) -> Callback<()> {
    let (editing, start, current) = (editing.dispatcher(), props.start.clone(), props.current.clone());
    Callback::from(move |()| {
        editing.dispatch(Edit::Begin(Box::new(start.clone()), current.clone()));
        restored.set(None);
    })
}
