//! Somebody else was faster.

use std::rc::Rc;

use nocturne_proto::api::v1::Check;
use nocturne_web_model::{
    check_editor::{Merged, merge},
    check_form::{CheckForm, differences},
    format,
    status::Tone,
};
use yew::prelude::*;

use super::difference::Differences;
use crate::{
    hooks::use_now,
    ui::{Button, ButtonKind, Notice},
};

/// Where it stands.
pub(super) const CONFLICT: &str = "check-conflict";

#[derive(Properties, PartialEq)]
pub(super) struct ConflictProps {
    /// What one's own change began with.
    pub base: Rc<Check>,
    /// What is there since.
    pub current: Rc<Check>,
    /// As it is typed.
    pub form: Rc<CheckForm>,
    /// Goes on with this form on top of what is there.
    pub on_take: Callback<CheckForm>,
}

/// What changed meanwhile, and both ways on.
#[component]
pub(super) fn Conflict(props: &ConflictProps) -> Html {
    let now = use_now();
    let ConflictProps { base, current, form, on_take } = props;
    let theirs = CheckForm::from_check(current);
    let Merged { form: merged, clashes } = merge(&CheckForm::from_check(base), form, &theirs);
    let mut found = differences(base, current);
    if base.description == current.description {
        found.retain(|difference| difference.path != "description");
    }
    let when = format::timestamp(current.update_time.as_ref()).map(|at| format::age_since(at, now));
    let keep = on_take.reform(move |_: MouseEvent| merged.clone());
    let drop_mine = on_take.reform(move |_: MouseEvent| theirs.clone());
    let action = html! {
        <div class="cluster">
            <Button kind={ButtonKind::Secondary} onclick={keep}>{ "Reload and keep my changes" }</Button>
            <Button kind={ButtonKind::Ghost} onclick={drop_mine}>{ "Drop my changes" }</Button>
        </div>
    };
    let title = format!("Somebody changed this check {}", when.unwrap_or_else(|| "meanwhile".to_owned()));
    html! {
        <div id={CONFLICT} tabindex="-1">
        <Notice tone={Tone::Warning} alert=true {title} {action}>
            if found.is_empty() {
                <p>{ "It is as it was when you began; only its version differs." }</p>
            } else {
                <Differences
                    label="What they changed"
                    {found}
                    clashes={clashes.iter().map(|path| AttrValue::Static(path)).collect::<Vec<_>>()}
                />
            }
            <p>{ advice(clashes.len()) }</p>
        </Notice>
        </div>
    }
}

fn advice(n_clashes: usize) -> &'static str {
    match n_clashes {
        0 => "Nothing of it touches what you changed.",
        _ => "Where you both changed the same field, yours stands when you keep your changes.",
    }
}
