//! Sending it.

use std::rc::Rc;

use nocturne_proto::api::v1::{Check, CreateCheckRequest, UpdateCheckRequest};
use nocturne_web_model::{
    check_editor::{findings, placed},
    check_form::changed_mask,
    failure::{Failure, FieldFailure},
};
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::editing::{Edit, Editing};
use crate::api::{Api, use_api};

/// What was typed, as a check or as what is wrong with it.
pub(super) type Checked = Result<Check, Vec<FieldFailure>>;

/// An attempt to save.
pub(super) struct Saving {
    /// Under way.
    pub busy: bool,
    /// Why the latest one failed, unless it is told at fields.
    pub failure: Option<Failure>,
    /// Tries it.
    pub save: Callback<()>,
}

/// Sends what was typed when it is right, and tells what is wrong when it is not. `on_stale` hears that what the change
/// began with is not there any more.
#[hook]
pub(super) fn use_save(
    editing: &UseReducerHandle<Editing>,
    checked: &Rc<Checked>,
    on_saved: Callback<Check>,
    on_stale: Callback<()>,
) -> Saving {
    let api = use_api();
    let busy = use_state_eq(|| false);
    let failure = use_state_eq(|| None::<Failure>);
    let save = {
        let (editing, checked) = (editing.clone(), Rc::clone(checked));
        let (busy, failure) = (busy.clone(), failure.clone());
        Callback::from(move |()| {
            if *busy {
                return;
            }
            let check = match &*checked {
                Ok(check) => check.clone(),
                Err(found) => return editing.dispatch(Edit::Refused(placed(found))),
            };
            busy.set(true);
            failure.set(None);
            let request_id = match editing.request_id.as_str() {
                "" => Uuid::new_v4().to_string(),
                sent => sent.to_owned(),
            };
            editing.dispatch(Edit::Sent(request_id.clone()));
            let (api, base) = (api.clone(), editing.base.clone());
            let (editing, on_saved, on_stale) = (editing.dispatcher(), on_saved.clone(), on_stale.clone());
            let (busy, failure) = (busy.setter(), failure.setter());
            spawn_local(async move {
                let answer = send(&api, check, base.as_deref(), request_id).await;
                busy.set(false);
                let refused = match answer {
                    Ok(check) => return on_saved.emit(check),
                    Err(refused) => refused,
                };
                let found = findings(&refused);
                if found.is_empty() {
                    if refused.is_conflict() || refused.is_not_found() {
                        on_stale.emit(());
                    }
                    failure.set(Some(refused));
                } else {
                    editing.dispatch(Edit::Refused(placed(&found)));
                }
            });
        })
    };
    Saving { busy: *busy, failure: (*failure).clone(), save }
}

async fn send(api: &Api, check: Check, base: Option<&Check>, request_id: String) -> Result<Check, Failure> {
    match base {
        None => api.create_check(CreateCheckRequest { check: Some(check), request_id }).await,
        Some(base) => {
            let update_mask = Some(changed_mask(base, &check));
            api.update_check(UpdateCheckRequest { check: Some(check), update_mask }).await
        }
    }
}
