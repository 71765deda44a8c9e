//! What can be done with a check.

use std::rc::Rc;

use nocturne_proto::api::v1::Check;
use nocturne_web_model::{failure::Failure, order, status::Tone};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::delete::DeleteCheck;
use crate::{
    api::{as_call, use_api, use_identity},
    app::Route,
    pages::checks::{WRITE_PERMISSION, lacks, switched},
    router::use_navigator,
    ui::{ApiCallButton, Button, ButtonKind, ButtonLink, IconName, Menu, MenuItem, Toast, use_toasts},
};

#[derive(Properties)]
pub(super) struct ActionsProps {
    pub check: Rc<Check>,
    pub gone: bool,
    pub reload: Callback<()>,
}

impl PartialEq for ActionsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.check, &other.check) && self.gone == other.gone && self.reload == other.reload
    }
}

/// Edit, run or stop, and the rarer things in a menu.
#[component]
pub(super) fn Actions(props: &ActionsProps) -> Html {
    let check = &props.check;
    let deleting = use_state_eq(|| false);
    let may = use_identity().is_some_and(|identity| identity.may(WRITE_PERMISSION));
    let navigator = use_navigator();
    let on_pick = {
        let (deleting, slug) = (deleting.setter(), check.slug.clone());
        Callback::from(move |picked: AttrValue| match (picked.as_str(), &navigator) {
            ("delete", _) => deleting.set(true),
            ("duplicate", Some(navigator)) => {
                let from = order::map([("from".to_owned(), slug.clone())]);
                navigator.push_with_query(&Route::NewCheck, &from);
            }
            _ => (),
        })
    };
    let on_close = {
        let deleting = deleting.setter();
        Callback::from(move |()| deleting.set(false))
    };
    let hint = |item: MenuItem| if may { item } else { item.disabled(true).hint("lacks checks.write") };
    let items = vec![
        hint(MenuItem::new("duplicate", "Duplicate").icon(IconName::Copy)),
        hint(MenuItem::new("delete", "Delete…").icon(IconName::Trash).danger().separated())
            .disabled(!may || props.gone),
    ];
    let call = as_call(|api| api.check_show(&check.slug));
    html! {
        <>
            <ApiCallButton noctl={call.noctl} curl={call.curl} />
            <Switch check={Rc::clone(check)} disabled={!may || props.gone} {may} reload={props.reload.clone()} />
            if may && !props.gone {
                <ButtonLink to={Route::EditCheck { check: check.slug.clone() }} icon={IconName::Edit}>{ "Edit" }</ButtonLink>
            } else {
                <Button icon={IconName::Edit} disabled=true title={(!may).then(lacks)}>{ "Edit" }</Button>
            }
            <Menu
                id="check-actions"
                label="More actions"
                icon={IconName::More}
                icon_only=true
                kind={ButtonKind::Secondary}
                {items}
                {on_pick}
            />
            <DeleteCheck check={Rc::clone(check)} open={*deleting} {on_close} reload={props.reload.clone()} />
        </>
    }
}

#[derive(Properties)]
struct SwitchProps {
    check: Rc<Check>,
    disabled: bool,
    may: bool,
    reload: Callback<()>,
}

impl PartialEq for SwitchProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.check, &other.check)
            && (self.disabled, self.may) == (other.disabled, other.may)
            && self.reload == other.reload
    }
}

/// Runs or stops it in one step; what was done can be taken back in the answer.
#[component]
fn Switch(props: &SwitchProps) -> Html {
    let busy = use_state_eq(|| false);
    let (api, toasts) = (use_api(), use_toasts());
    let enabled = props.check.enabled != Some(false);
    let onclick = {
        let (check, busy, reload) = (Rc::clone(&props.check), busy.setter(), props.reload.clone());
        move |_: MouseEvent| {
            busy.set(true);
            let (api, toasts, busy, reload) = (api.clone(), toasts.clone(), busy.clone(), reload.clone());
            let (slug, request) = (check.slug.clone(), switched((*check).clone(), !enabled));
            spawn_local(async move {
                let answer = api.update_check(request).await;
                busy.set(false);
                reload.emit(());
                match answer {
                    Ok(_) if enabled => toasts.good(format!("{slug} is disabled: no agent runs it any more")),
                    Ok(_) => toasts.good(format!("{slug} is enabled: agents begin within seconds")),
                    Err(failure) if failure.is_unconfirmed() => {
                        let toast = Toast::new(Tone::Bad, refused(&slug, &failure)).stays();
                        toasts.push(toast.action("Look", reload));
                    }
                    Err(failure) => toasts.bad(refused(&slug, &failure)),
                }
            });
        }
    };
    let (icon, word) = if enabled { (IconName::Pause, "Disable") } else { (IconName::Play, "Enable") };
    html! {
        <Button {icon} {onclick} busy={*busy} disabled={props.disabled} title={(!props.may).then(lacks)}>{ word }</Button>
    }
}

fn refused(slug: &str, failure: &Failure) -> String {
    if failure.is_conflict() {
        format!(
            "{slug} was changed by somebody else meanwhile. It was read again; look at it and try once more."
        )
    } else {
        failure.of_change(slug, "changed")
    }
}
