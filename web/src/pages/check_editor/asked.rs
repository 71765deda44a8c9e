//! What the coordinator says about a change before it is made.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use nocturne_proto::api::v1::{PreviewCheckRequest, PreviewCheckResponse};
use nocturne_web_model::failure::Failure;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{Connection, use_api, use_connection};

/// After the last key: who types a word asks once.
const PAUSE_MILLIS: u32 = 400;

/// Answer to the latest question.
#[derive(Clone, PartialEq)]
pub(super) struct Previewed {
    /// The latest answer; of another question while `current` is false.
    pub answer: Option<Rc<PreviewCheckResponse>>,
    /// True when answer or failure belong to what is asked.
    pub current: bool,
    /// Why there is no answer.
    pub failure: Option<Failure>,
    /// Being asked.
    pub busy: bool,
}

#[derive(Clone, PartialEq, Default)]
struct Held {
    of: Option<PreviewCheckRequest>,
    answer: Option<Rc<PreviewCheckResponse>>,
    failure: Option<Failure>,
}

/// Asks `request` once it has not changed for a moment, and again when a lost connection is back. Without one the answer
/// before stays.
#[hook]
pub(super) fn use_preview(request: Option<PreviewCheckRequest>) -> Previewed {
    let api = use_api();
    let held = use_state_eq(Held::default);
    let connection = use_connection();
    let lost = matches!(connection, Connection::Lost { .. });
    let turn = use_mut_ref(|| 0_u64);
    use_effect_with((request.clone(), lost), {
        let (setter, before) = (held.setter(), (*held).clone());
        move |(request, lost)| {
            let known = before.of == *request
                && before.failure.as_ref().is_none_or(|failure| !failure.is_retryable());
            let request = request.clone().filter(|_| !known && !lost);
            *turn.borrow_mut() += 1;
            let mine = *turn.borrow();
            let pause = if before.of.is_none() { 0 } else { PAUSE_MILLIS };
            let timer = request.map(|request| {
                let turn = Rc::clone(&turn);
                Timeout::new(pause, move || {
                    spawn_local(async move {
                        let answer = api.preview_check(request.clone()).await;
                        if *turn.borrow() == mine {
                            setter.set(held_after(before, request, answer));
                        }
                    });
                })
            });
            move || drop(timer)
        }
    });
    let current = request.is_some() && held.of == request;
    Previewed {
        answer: held.answer.clone(),
        current,
        failure: held.failure.clone().filter(|_| current),
        busy: request.is_some() && !current && !lost,
    }
}

fn held_after(
    before: Held,
    request: PreviewCheckRequest,
    answer: Result<PreviewCheckResponse, Failure>,
) -> Held {
    let of = Some(request);
    match answer {
        Ok(answer) => Held { of, answer: Some(Rc::new(answer)), failure: None },
        Err(failure) => Held { of, failure: Some(failure), ..before },
    }
}
