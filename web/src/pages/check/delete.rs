//! Deleting a check.

use std::rc::Rc;

use nocturne_proto::api::v1::{Check, DeleteCheckRequest};
use nocturne_web_model::format::plural;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api::{as_call, use_api},
    app::Route,
    router::use_navigator,
    ui::{ApiCall, ConfirmDialog, use_toasts},
};

#[derive(Properties)]
pub(super) struct DeleteCheckProps {
    pub check: Rc<Check>,
    pub open: bool,
    pub on_close: Callback<()>,
    /// It may be another by now.
    pub reload: Callback<()>,
}

impl PartialEq for DeleteCheckProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.check, &other.check) && self.open == other.open && self.on_close == other.on_close
    }
}

/// Says what it does, wants the name typed, and deletes what was read and nothing later.
#[component]
pub(super) fn DeleteCheck(props: &DeleteCheckProps) -> Html {
    let busy = use_state_eq(|| false);
    let error = use_state_eq(|| None::<AttrValue>);
    let (api, toasts, navigator) = (use_api(), use_toasts(), use_navigator());
    use_effect_with(props.open, {
        let error = error.setter();
        move |_| error.set(None)
    });
    let on_confirm = {
        let (check, busy, error) = (Rc::clone(&props.check), busy.setter(), error.setter());
        let reload = props.reload.clone();
        Callback::from(move |()| {
            busy.set(true);
            let request = DeleteCheckRequest { check: check.check_id.clone(), etag: check.etag.clone() };
            let (api, toasts, navigator) = (api.clone(), toasts.clone(), navigator.clone());
            let (slug, busy, error, reload) =
                (check.slug.clone(), busy.clone(), error.clone(), reload.clone());
            spawn_local(async move {
                let answer = api.delete_check(request).await;
                busy.set(false);
                match answer {
                    Ok(()) => {
                        toasts.good(format!("{slug} is deleted"));
                        if let Some(navigator) = navigator {
                            navigator.push(&Route::Checks);
                        }
                    }
                    Err(failure) if failure.is_conflict() => {
                        error.set(Some(
                            "Somebody changed this check meanwhile. It was read again; look at it before you delete it."
                                .into(),
                        ));
                        reload.emit(());
                    }
                    Err(failure) => {
                        error.set(Some(failure.of_change(&slug, "deleted").into()));
                        if failure.is_unconfirmed() {
                            reload.emit(());
                        }
                    }
                }
            });
        })
    };
    let check = &props.check;
    let targets = plural(u64::try_from(check.targets.len()).unwrap_or(u64::MAX), "target");
    let call = as_call(|api| api.check_delete(check));
    html! {
        <ConfirmDialog
            open={props.open}
            title={format!("Delete {}?", check.slug)}
            confirm="Delete check"
            danger=true
            typed={check.slug.clone()}
            busy={*busy}
            error={(*error).clone()}
            {on_confirm}
            on_close={props.on_close.clone()}
        >
            <p>
                { format!("Agents stop running it within seconds ({targets}), and it leaves lists and verdicts. \
                           Results that are on their way are still stored.") }
            </p>
            <p>{ "This cannot be undone. To stop it for a while, disable it instead." }</p>
            <details class="check-delete__call">
                <summary>{ "As API call" }</summary>
                <ApiCall noctl={call.noctl} curl={call.curl} />
            </details>
        </ConfirmDialog>
    }
}
