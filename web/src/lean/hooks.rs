//! Hooks that remember, compiled once: what they compare stands behind a trait object.

use std::{any::Any, rc::Rc};

use yew_itself::functional::{TearDown, hook, use_mut_ref};

/// What a hook depends on.
#[derive(Clone)]
pub(crate) struct Deps(Rc<dyn Compare>);

impl Deps {
    pub(crate) fn new<T: PartialEq + 'static>(deps: T) -> Self {
        Self(Rc::new(deps))
    }
}

impl PartialEq for Deps {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(other.0.as_ref())
    }
}

trait Compare: Any {
    fn equals(&self, other: &dyn Compare) -> bool;
}

impl<T: PartialEq + 'static> Compare for T {
    fn equals(&self, other: &dyn Compare) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<Self>().is_some_and(|other| self == other)
    }
}

type After = Box<dyn FnOnce()>;

/// As Yew's: does something after a drawing when `deps` are others.
#[hook]
pub fn use_effect_with<T, F, D>(deps: T, effect: F)
where
    T: PartialEq + 'static,
    F: FnOnce(&T) -> D + 'static,
    D: TearDown,
{
    let deps = Rc::new(deps);
    let run = {
        let deps = Rc::clone(&deps);
        move || -> After {
            let after = effect(&deps);
            Box::new(move || after.tear_down())
        }
    };
    use_any_effect(Deps(deps), Box::new(run));
}

#[hook]
fn use_any_effect(deps: Deps, run: Box<dyn FnOnce() -> After>) {
    yew_itself::functional::use_effect_with(deps, move |_| run());
}

/// As Yew's: what was made of `deps`, until they are others.
#[hook]
pub fn use_memo<T, F, D>(deps: D, make: F) -> Rc<T>
where
    T: 'static,
    F: FnOnce(&D) -> T,
    D: PartialEq + 'static,
{
    let deps = Rc::new(deps);
    let dependent = Deps(Rc::clone(&deps) as Rc<dyn Compare>);
    let mut make = Some(make);
    let kept = use_kept(dependent, &mut || make.take().map(|make| Rc::new(make(&deps)) as Rc<dyn Any>));
    let kept = kept.and_then(|kept| kept.downcast().ok());
    kept.unwrap_or_else(|| unreachable!("each hook has a place of its own"))
}

#[hook]
fn use_kept(deps: Deps, make: &mut dyn FnMut() -> Option<Rc<dyn Any>>) -> Option<Rc<dyn Any>> {
    let kept = use_mut_ref(|| None::<(Deps, Option<Rc<dyn Any>>)>);
    let mut kept = kept.borrow_mut();
    match &*kept {
        Some((before, result)) if *before == deps => result.clone(),
        _ => {
            let result = make();
            *kept = Some((deps, result.clone()));
            result
        }
    }
}

/// As Yew's: the callback that was made with `deps`, until they are others.
#[hook]
pub fn use_callback<In, Out, F, D>(deps: D, call: F) -> yew_itself::Callback<In, Out>
where
    In: 'static,
    Out: 'static,
    F: Fn(In, &D) -> Out + 'static,
    D: PartialEq + 'static,
{
    let deps = Rc::new(deps);
    let callback = use_memo(Deps(Rc::clone(&deps) as Rc<dyn Compare>), move |_| {
        yew_itself::Callback::from(move |value: In| call(value, &deps))
    });
    (*callback).clone()
}
