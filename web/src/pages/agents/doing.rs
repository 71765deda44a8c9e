//! Something that is done after a question, once at a time.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{Api, use_api};

/// How it goes.
pub(in crate::pages) struct Doing {
    /// It is under way.
    pub busy: bool,
    /// Why it could not be done.
    pub error: Option<AttrValue>,
    /// Begins it.
    pub begin: Callback<()>,
}

/// Does `act` with `what` when it is begun. Of another thing nothing was tried yet.
#[hook]
pub(in crate::pages) fn use_doing<T, F, Fut>(what: Rc<T>, act: F) -> Doing
where
    T: PartialEq + 'static,
    F: Fn(Api, Rc<T>) -> Fut + 'static,
    Fut: Future<Output = Result<(), String>> + 'static,
{
    let api = use_api();
    let busy = use_state_eq(|| false);
    let error = use_state_eq(|| None::<AttrValue>);
    use_effect_with(Rc::clone(&what), {
        let error = error.setter();
        move |_| error.set(None)
    });
    let begin = {
        let (busy, error) = (busy.setter(), error.setter());
        Callback::from(move |()| {
            busy.set(true);
            error.set(None);
            let (busy, error, answer) = (busy.clone(), error.clone(), act(api.clone(), Rc::clone(&what)));
            spawn_local(async move {
                let outcome = answer.await;
                busy.set(false);
                error.set(outcome.err().map(AttrValue::from));
            });
        })
    };
    Doing { busy: *busy, error: (*error).clone(), begin }
}
