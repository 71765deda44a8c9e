//! One type of component for every function component.
//!
//! Yew compiles the whole life of a component anew for each type: mounting, updating, scheduling, tearing down. Nothing
//! in it depends on the type but drawing and comparing properties. Here these two stand behind a trait object, and Yew
//! compiles the rest once, for [`Piece`].

use std::{
    any::{Any, TypeId},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    marker::PhantomData,
    rc::Rc,
};

use yew::{
    context::ContextProviderProps,
    functional::{FunctionComponent, FunctionProvider, HookContext, component},
    html::{BaseComponent, Context, Html, HtmlResult, IntoPropValue, Properties},
    virtual_dom::{Key, VComp, VList, VNode},
};

/// A function component with its properties, as the macro `html!` writes it.
pub struct VChild<C> {
    node: VNode,
    component: PhantomData<C>,
}

impl<C, P> VChild<C>
where
    C: FunctionProvider<Properties = P> + 'static,
    P: PartialEq + 'static,
{
    /// What is to be drawn. The key tells it from its siblings.
    pub fn new(props: P, key: Option<Key>) -> Self {
        Self { node: mounted(Rc::new(Called::<C>(props)), TypeId::of::<C>(), key), component: PhantomData }
    }
}

impl<C> From<VChild<C>> for VNode {
    fn from(child: VChild<C>) -> Self {
        child.node
    }
}

impl<C> IntoPropValue<VNode> for VChild<C> {
    fn into_prop_value(self) -> VNode {
        self.node
    }
}

/// Two components in the same place, one after the other, are two: each has a key of its type. It stands in a list of
/// its own, where it says nothing about siblings.
#[inline(never)]
fn mounted(call: Rc<dyn Call>, component: TypeId, key: Option<Key>) -> VNode {
    let mut hasher = DefaultHasher::new();
    component.hash(&mut hasher);
    let piece = VComp::new::<Piece>(Rc::new(Pieced { call }), Some(Key::from(hasher.finish())));
    VList::with_children(vec![piece.into()], key).into()
}

/// What differs from function component to function component.
trait Call: Any {
    fn draw(&self, hooks: &mut HookContext) -> HtmlResult;
    fn equals(&self, other: &dyn Call) -> bool;
}

struct Called<C: FunctionProvider>(C::Properties);

impl<C> Call for Called<C>
where
    C: FunctionProvider + 'static,
    C::Properties: 'static,
{
    fn draw(&self, hooks: &mut HookContext) -> HtmlResult {
        C::run(hooks, &self.0)
    }

    fn equals(&self, other: &dyn Call) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<Self>().is_some_and(|other| self.0 == other.0)
    }
}

#[derive(Properties)]
struct Pieced {
    call: Rc<dyn Call>,
}

impl PartialEq for Pieced {
    fn eq(&self, other: &Self) -> bool {
        self.call.equals(other.call.as_ref())
    }
}

/// The component that Yew knows.
struct Piece(FunctionComponent<Self>);

impl FunctionProvider for Piece {
    type Properties = Pieced;

    fn run(hooks: &mut HookContext, props: &Pieced) -> HtmlResult {
        props.call.draw(hooks)
    }
}

impl BaseComponent for Piece {
    type Message = ();
    type Properties = Pieced;

    fn create(ctx: &Context<Self>) -> Self {
        Self(FunctionComponent::new(ctx))
    }

    fn update(&mut self, _: &Context<Self>, (): ()) -> bool {
        true
    }

    fn changed(&mut self, _: &Context<Self>, _: &Pieced) -> bool {
        true
    }

    fn view(&self, ctx: &Context<Self>) -> HtmlResult {
        self.0.render(ctx.props())
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        self.0.rendered();
    }

    fn destroy(&mut self, _: &Context<Self>) {
        self.0.destroy();
    }

    fn prepare_state(&self) -> Option<String> {
        None
    }
}

/// Yew's provider of a context, which is no function component, as one.
#[component]
pub fn ContextProvider<T: Clone + PartialEq + 'static>(props: &ContextProviderProps<T>) -> Html {
    VComp::new::<yew_itself::ContextProvider<T>>(Rc::new(props.clone()), None).into()
}
