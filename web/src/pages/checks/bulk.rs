//! Running and stopping several checks at once.

use std::rc::Rc;

use nocturne_proto::api::v1::{Check, UpdateCheckRequest};
use nocturne_web_model::{check_rows::CheckRow, failure::Failure, format, order};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::words::{WRITE_PERMISSION, lacks};
use crate::{
    api::{Api, Listing, use_api, use_identity},
    ui::{Button, IconName, use_toasts},
};

#[derive(Properties)]
pub(super) struct BulkActionsProps {
    /// The chosen ones.
    pub rows: Rc<Vec<CheckRow>>,
    pub clear: Callback<()>,
    /// Definitions, for their etags.
    pub checks: Rc<Listing<Check>>,
    pub reload: Callback<()>,
}

impl PartialEq for BulkActionsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.rows, &other.rows)
            && Rc::ptr_eq(&self.checks, &other.checks)
            && self.clear == other.clear
            && self.reload == other.reload
    }
}

/// Buttons that run or stop what was chosen.
#[component]
pub(super) fn BulkActions(props: &BulkActionsProps) -> Html {
    let may = use_identity().is_some_and(|identity| identity.may(WRITE_PERMISSION));
    let busy = use_state_eq(|| false);
    let (api, toasts) = (use_api(), use_toasts());
    let act = |enabled: bool| {
        let wanted = chosen(props, enabled);
        let disabled = !may || wanted.is_empty();
        let (api, toasts, busy) = (api.clone(), toasts.clone(), busy.clone());
        let (clear, reload) = (props.clear.clone(), props.reload.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let (api, toasts, setter) = (api.clone(), toasts.clone(), busy.setter());
            let (clear, reload, wanted) = (clear.clone(), reload.clone(), wanted.clone());
            busy.set(true);
            spawn_local(async move {
                let n = u64::try_from(wanted.len()).unwrap_or(u64::MAX);
                let failed = switch_all(&api, wanted, enabled).await;
                setter.set(false);
                reload.emit(());
                match failed {
                    None => {
                        let word = if enabled { "enabled" } else { "disabled" };
                        toasts.good(format!("{} {word}", format::plural(n, "check")));
                        clear.emit(());
                    }
                    Some((slug, failure)) => toasts.bad(failure.of_change(&slug, "changed")),
                }
            });
        });
        (disabled, onclick)
    };
    let title = (!may).then(lacks);
    let ((run_disabled, on_run), (stop_disabled, on_stop)) = (act(true), act(false));
    html! {
        <>
            <Button small=true icon={IconName::Play} disabled={run_disabled} busy={*busy} title={title.clone()} onclick={on_run}>
                { "Enable" }
            </Button>
            <Button small=true icon={IconName::Pause} disabled={stop_disabled} busy={*busy} {title} onclick={on_stop}>
                { "Disable" }
            </Button>
        </>
    }
}

/// Definitions of the chosen rows that are not as wanted already.
fn chosen(props: &BulkActionsProps, enabled: bool) -> Vec<Check> {
    let others = props.rows.iter().filter(|row| row.enabled != enabled);
    let names = order::set(others.map(|row| row.slug.as_str()));
    if names.is_empty() {
        return Vec::new();
    }
    props.checks.items.iter().filter(|check| names.contains(check.slug.as_str())).cloned().collect()
}

/// One after the other; stops at the first that is refused and says which.
async fn switch_all(api: &Api, checks: Vec<Check>, enabled: bool) -> Option<(String, Failure)> {
    for check in checks {
        let slug = check.slug.clone();
        if let Err(failure) = api.update_check(switched(check, enabled)).await {
            return Some((slug, failure));
        }
    }
    None
}

/// The request that runs or stops a check and leaves everything else as it is.
pub(in crate::pages) fn switched(check: Check, enabled: bool) -> UpdateCheckRequest {
    UpdateCheckRequest {
        check: Some(Check { enabled: Some(enabled), ..check }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["enabled".to_owned()] }),
    }
}
