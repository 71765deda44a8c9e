//! Things to press.

use yew::prelude::*;

use super::icon::{Icon, IconName};
use crate::{app::Route, router::Link};

/// How loud a button is. A page has one primary at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum ButtonKind {
    Primary,
    #[default]
    Secondary,
    Ghost,
    Danger,
}

impl ButtonKind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button--primary",
            Self::Secondary => "button--secondary",
            Self::Ghost => "button--ghost",
            Self::Danger => "button--danger",
        }
    }
}

/// Whether pressing it sends the form that it stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum ButtonType {
    #[default]
    Button,
    Submit,
}

impl ButtonType {
    const fn attribute(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Submit => "submit",
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct ButtonProps {
    #[prop_or_default]
    pub kind: ButtonKind,
    #[prop_or_default]
    pub kind_of: ButtonType,
    #[prop_or_default]
    pub small: bool,
    #[prop_or_default]
    pub icon: Option<IconName>,
    #[prop_or_default]
    pub onclick: Callback<MouseEvent>,
    #[prop_or_default]
    pub disabled: bool,
    /// Shows that it works, and takes no second press; keeps its width and the focus.
    #[prop_or_default]
    pub busy: bool,
    /// For readers of the screen, when the text alone is not enough.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// A button that stays down: `aria-pressed`.
    #[prop_or_default]
    pub pressed: Option<bool>,
    #[prop_or_default]
    pub id: Option<AttrValue>,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub children: Html,
    #[prop_or_default]
    pub node: NodeRef,
}

/// A button with a word on it.
#[component]
pub(crate) fn Button(props: &ButtonProps) -> Html {
    let busy = props.busy;
    let onclick = {
        let onclick = props.onclick.clone();
        move |event: MouseEvent| {
            if busy {
                event.prevent_default();
            } else {
                onclick.emit(event);
            }
        }
    };
    html! {
        <button
            ref={props.node.clone()}
            id={props.id.clone()}
            type={props.kind_of.attribute()}
            class={classes!(
                "button",
                props.kind.class(),
                props.small.then_some("button--small"),
                busy.then_some("button--busy"),
                props.class.clone(),
            )}
            {onclick}
            disabled={props.disabled}
            aria-disabled={busy.then_some("true")}
            aria-busy={busy.then_some("true")}
            aria-pressed={props.pressed.map(|pressed| pressed.to_string())}
            aria-label={props.label.clone()}
            title={props.title.clone()}
        >
            if busy {
                <span class="spinner" aria-hidden="true"></span>
            } else if let Some(name) = props.icon {
                <Icon {name} />
            }
            <span class="button__text">{ props.children.clone() }</span>
        </button>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct ButtonLinkProps {
    pub to: Route,
    #[prop_or_default]
    pub kind: ButtonKind,
    #[prop_or_default]
    pub small: bool,
    #[prop_or_default]
    pub icon: Option<IconName>,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub children: Html,
}

/// A link that looks like a button, because it begins something.
#[component]
pub(crate) fn ButtonLink(props: &ButtonLinkProps) -> Html {
    let classes =
        classes!("button", props.kind.class(), props.small.then_some("button--small"), props.class.clone(),);
    html! {
        <Link to={props.to.clone()} {classes}>
            if let Some(name) = props.icon {
                <Icon {name} />
            }
            <span class="button__text">{ props.children.clone() }</span>
        </Link>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct IconButtonProps {
    pub icon: IconName,
    /// What it does: read out, and shown as a hint.
    pub label: AttrValue,
    #[prop_or(ButtonKind::Ghost)]
    pub kind: ButtonKind,
    #[prop_or_default]
    pub small: bool,
    #[prop_or_default]
    pub onclick: Callback<MouseEvent>,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub pressed: Option<bool>,
    #[prop_or_default]
    pub id: Option<AttrValue>,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub node: NodeRef,
}

/// A square button with an icon and a hidden name.
#[component]
pub(crate) fn IconButton(props: &IconButtonProps) -> Html {
    html! {
        <button
            ref={props.node.clone()}
            id={props.id.clone()}
            type="button"
            class={classes!(
                "button",
                "button--icon",
                props.kind.class(),
                props.small.then_some("button--small"),
                props.class.clone(),
            )}
            onclick={props.onclick.clone()}
            disabled={props.disabled}
            aria-label={props.label.clone()}
            aria-pressed={props.pressed.map(|pressed| pressed.to_string())}
            title={props.label.clone()}
        >
            <Icon name={props.icon} />
        </button>
    }
}
