//! The filter text: on the screen at once, in the address when the typing pauses.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use nocturne_web_model::table::TableState;
use yew::prelude::*;

/// Browsers refuse to write the address more often than about ten times a second.
const PAUSE_MILLIS: u32 = 250;

/// What is typed and how to change it.
#[derive(Clone, PartialEq)]
pub(super) struct FilterText {
    pub text: Rc<String>,
    pub change: Callback<String>,
    pub clear: Callback<()>,
}

#[hook]
pub(super) fn use_filter(state: &TableState, on_state: &Callback<TableState>) -> FilterText {
    let text = use_state_eq(|| Rc::new(state.filter.clone()));
    let sent = use_mut_ref(|| state.filter.clone());
    let latest = use_mut_ref(|| (state.clone(), on_state.clone()));
    *latest.borrow_mut() = (state.clone(), on_state.clone());
    let pause = use_mut_ref(|| None::<Timeout>);

    // Another filter came by the address: Back, or a saved view.
    use_effect_with(state.filter.clone(), {
        let (text, sent, pause) = (text.setter(), Rc::clone(&sent), Rc::clone(&pause));
        move |filter: &String| {
            if *sent.borrow() != *filter {
                sent.borrow_mut().clone_from(filter);
                drop(pause.borrow_mut().take());
                text.set(Rc::new(filter.clone()));
            }
        }
    });
    use_effect_with((), {
        let pause = Rc::clone(&pause);
        move |()| move || drop(pause.borrow_mut().take())
    });

    let change = {
        let text = text.setter();
        use_callback((), move |typed: String, ()| {
            text.set(Rc::new(typed.clone()));
            let (latest, sent) = (Rc::clone(&latest), Rc::clone(&sent));
            let later = Timeout::new(PAUSE_MILLIS, move || {
                let (state, on_state) = latest.borrow().clone();
                sent.borrow_mut().clone_from(&typed);
                on_state.emit(state.with_filter(typed));
            });
            drop(pause.borrow_mut().replace(later));
        })
    };
    let clear = use_callback(change.clone(), |(), change| change.emit(String::new()));
    FilterText { text: (*text).clone(), change, clear }
}
