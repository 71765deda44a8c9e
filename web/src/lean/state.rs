//! State, compiled once: what is kept stands behind a trait object.

use std::{any::Any, marker::PhantomData, ops::Deref, rc::Rc};

use yew_itself::{Callback, functional::hook, html::IntoPropValue};

type Same = fn(&dyn Any, &dyn Any) -> bool;

/// A value of any type, and when another is no other.
#[derive(Clone)]
struct Value {
    value: Rc<dyn Any>,
    same: Same,
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(self.value.as_ref(), other.value.as_ref())
    }
}

fn always_another(_: &dyn Any, _: &dyn Any) -> bool {
    false
}

fn same<T: PartialEq + 'static>(one: &dyn Any, other: &dyn Any) -> bool {
    one.downcast_ref::<T>() == other.downcast_ref::<T>()
}

/// As Yew's.
pub struct UseStateHandle<T> {
    inner: yew_itself::UseStateHandle<Value>,
    same: Same,
    of: PhantomData<T>,
}

impl<T: 'static> UseStateHandle<T> {
    /// Replaces the value.
    pub fn set(&self, value: T) {
        self.inner.set(Value { value: Rc::new(value), same: self.same });
    }

    /// What replaces the value, without the value.
    pub fn setter(&self) -> UseStateSetter<T> {
        UseStateSetter { inner: self.inner.setter(), same: self.same, of: PhantomData }
    }
}

impl<T: 'static> Deref for UseStateHandle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        let value = self.inner.value.downcast_ref();
        value.unwrap_or_else(|| unreachable!("a state keeps its type"))
    }
}

impl<T> Clone for UseStateHandle<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), same: self.same, of: PhantomData }
    }
}

impl<T: PartialEq + 'static> PartialEq for UseStateHandle<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// As Yew's.
pub struct UseStateSetter<T> {
    inner: yew_itself::UseStateSetter<Value>,
    same: Same,
    of: PhantomData<T>,
}

impl<T: 'static> UseStateSetter<T> {
    /// Replaces the value.
    pub fn set(&self, value: T) {
        self.inner.set(Value { value: Rc::new(value), same: self.same });
    }
}

impl<T> Clone for UseStateSetter<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), same: self.same, of: PhantomData }
    }
}

impl<T> PartialEq for UseStateSetter<T> {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl<T: 'static> From<UseStateSetter<T>> for Callback<T> {
    fn from(setter: UseStateSetter<T>) -> Self {
        Self::from(move |value| setter.set(value))
    }
}

impl<T: 'static> IntoPropValue<Callback<T>> for UseStateSetter<T> {
    fn into_prop_value(self) -> Callback<T> {
        self.into()
    }
}

/// As Yew's: a value that is kept from drawing to drawing.
#[hook]
pub fn use_state<T, F>(first: F) -> UseStateHandle<T>
where
    T: 'static,
    F: FnOnce() -> T,
{
    let mut first = Some(first);
    let inner =
        use_any_state(always_another, &mut || first.take().map(|first| Rc::new(first()) as Rc<dyn Any>));
    UseStateHandle { inner, same: always_another, of: PhantomData }
}

/// As Yew's: as [`use_state`], without drawing anew for the same value.
#[hook]
pub fn use_state_eq<T, F>(first: F) -> UseStateHandle<T>
where
    T: PartialEq + 'static,
    F: FnOnce() -> T,
{
    let mut first = Some(first);
    let inner = use_any_state(same::<T>, &mut || first.take().map(|first| Rc::new(first()) as Rc<dyn Any>));
    UseStateHandle { inner, same: same::<T>, of: PhantomData }
}

#[hook]
fn use_any_state(
    same: Same,
    first: &mut dyn FnMut() -> Option<Rc<dyn Any>>,
) -> yew_itself::UseStateHandle<Value> {
    yew_itself::functional::use_state_eq(|| Value { value: first().unwrap_or_else(|| Rc::new(())), same })
}
