//! Elements as the macro `html!` writes them, in few instructions.
//!
//! Yew fills every field of an element in the place where it is written, so that nothing has to be moved. There are
//! hundreds of such places, and most elements have constant attributes, no key, no listener and no reference: what is
//! the same about them is in one function here, and a place only says what it has.

use std::mem::forget;

use yew::{
    html::IntoPropValue,
    virtual_dom::{AttrValue, AttributeOrProperty, Attributes, Key, Listeners, VList, VNode},
};
use yew_itself::virtual_dom::VTag as Element;

/// A reference to a node, where one is wanted.
#[derive(Default)]
pub struct NodeRef(Option<yew_itself::NodeRef>);

impl IntoPropValue<NodeRef> for yew_itself::NodeRef {
    fn into_prop_value(self) -> NodeRef {
        NodeRef(Some(self))
    }
}

/// What the macro calls to make one node of several.
pub struct ChildrenRenderer;

impl ChildrenRenderer {
    /// The nodes, one after the other.
    #[expect(clippy::new_ret_no_self, reason = "the macro calls it so, and wants a node")]
    #[inline(never)]
    pub fn new(children: Vec<VNode>) -> VNode {
        VList::from(children).into()
    }
}

/// What the macro calls to make an element.
pub struct VTag;

impl VTag {
    /// An element that is not for input.
    #[doc(hidden)]
    #[inline(always)]
    pub fn __new_other(
        tag: AttrValue,
        node: NodeRef,
        key: Option<Key>,
        attributes: Attributes,
        listeners: Listeners,
        children: VNode,
    ) -> VNode {
        // All of this is decided when it is compiled, in each place; what is forgotten holds nothing.
        match (&tag, &node.0, &key, &attributes, &listeners) {
            (AttrValue::Static(name), None, None, Attributes::Static(constant), Listeners::None) => {
                let (name, constant) = (*name, *constant);
                forget((tag, node, key, attributes, listeners));
                still(name, constant, children)
            }
            (AttrValue::Static(name), None, None, _, Listeners::None) => {
                let name = *name;
                forget((tag, node, key, listeners));
                lively(name, attributes, children)
            }
            (AttrValue::Static(name), None, None, ..) => {
                let name = *name;
                forget((tag, node, key));
                heard(name, attributes, listeners, children)
            }
            _ => whole(tag, node.0, key, attributes, listeners, children),
        }
    }

    /// An `input`.
    #[doc(hidden)]
    pub fn __new_input(
        value: Option<AttrValue>,
        checked: Option<bool>,
        node: NodeRef,
        key: Option<Key>,
        attributes: Attributes,
        listeners: Listeners,
    ) -> VNode {
        Element::__new_input(value, checked, node.0.unwrap_or_default(), key, attributes, listeners).into()
    }

    /// A `textarea`.
    #[doc(hidden)]
    pub fn __new_textarea(
        value: Option<AttrValue>,
        default: Option<AttrValue>,
        node: NodeRef,
        key: Option<Key>,
        attributes: Attributes,
        listeners: Listeners,
    ) -> VNode {
        Element::__new_textarea(value, default, node.0.unwrap_or_default(), key, attributes, listeners).into()
    }
}

type Constant = &'static [(&'static str, AttributeOrProperty)];

#[inline(never)]
fn still(tag: &'static str, attributes: Constant, children: VNode) -> VNode {
    lively(tag, Attributes::Static(attributes), children)
}

#[inline(never)]
fn lively(tag: &'static str, attributes: Attributes, children: VNode) -> VNode {
    heard(tag, attributes, Listeners::None, children)
}

#[inline(never)]
fn heard(tag: &'static str, attributes: Attributes, listeners: Listeners, children: VNode) -> VNode {
    whole(AttrValue::Static(tag), None, None, attributes, listeners, children)
}

#[inline(never)]
fn whole(
    tag: AttrValue,
    node: Option<yew_itself::NodeRef>,
    key: Option<Key>,
    attributes: Attributes,
    listeners: Listeners,
    children: VNode,
) -> VNode {
    Element::__new_other(tag, node.unwrap_or_default(), key, attributes, listeners, children).into()
}
