//! What stands above the page and wants to be finished first.

use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::{button::IconButton, dom, icon::IconName, layout::has_content};

mod confirm;

pub(crate) use confirm::ConfirmDialog;

#[derive(Properties, PartialEq)]
pub(crate) struct DialogProps {
    pub open: bool,
    pub title: AttrValue,
    /// Escape, the cross, or a press beside it.
    pub on_close: Callback<()>,
    #[prop_or_default]
    pub wide: bool,
    /// Buttons, the loudest last.
    #[prop_or_default]
    pub footer: Html,
    #[prop_or_default]
    pub children: Html,
}

/// A question in the middle of the window. The browser keeps the focus inside and gives it back afterwards.
#[component]
pub(crate) fn Dialog(props: &DialogProps) -> Html {
    let class = classes!("dialog", props.wide.then_some("dialog--wide"));
    html! {
        <Modal
            open={props.open}
            title={props.title.clone()}
            on_close={props.on_close.clone()}
            footer={props.footer.clone()}
            {class}
        >
            { props.children.clone() }
        </Modal>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct DrawerProps {
    pub open: bool,
    pub title: AttrValue,
    pub on_close: Callback<()>,
    #[prop_or_default]
    pub wide: bool,
    #[prop_or_default]
    pub footer: Html,
    #[prop_or_default]
    pub children: Html,
}

/// More about something, from the window's edge.
#[component]
pub(crate) fn Drawer(props: &DrawerProps) -> Html {
    let class = classes!("drawer", props.wide.then_some("drawer--wide"));
    html! {
        <Modal
            open={props.open}
            title={props.title.clone()}
            on_close={props.on_close.clone()}
            footer={props.footer.clone()}
            {class}
        >
            { props.children.clone() }
        </Modal>
    }
}

#[derive(Properties, PartialEq)]
struct ModalProps {
    open: bool,
    title: AttrValue,
    on_close: Callback<()>,
    class: Classes,
    footer: Html,
    children: Html,
}

#[component]
fn Modal(props: &ModalProps) -> Html {
    let node = use_node_ref();
    let heading = use_memo((), |()| format!("modal-{}", js_sys::Math::random().to_bits()));
    use_effect_with((node.clone(), props.open), |(node, open)| {
        let dialog = node.cast::<Element>();
        let shown = dialog.filter(|_| *open);
        if let Some(dialog) = &shown {
            dom::show_modal(dialog);
            focus_first(dialog);
        }
        move || {
            if let Some(dialog) = shown {
                dom::close_dialog(&dialog);
            }
        }
    });
    let oncancel = {
        let on_close = props.on_close.clone();
        move |event: Event| {
            event.prevent_default();
            on_close.emit(());
        }
    };
    // The dialog's own box is filled by its sheet: only a press on the backdrop has the dialog as its target.
    let onmousedown = {
        let (on_close, node) = (props.on_close.clone(), node.clone());
        move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if target.is_some() && target == node.cast::<Element>() {
                event.prevent_default();
                on_close.emit(());
            }
        }
    };
    let on_cross = props.on_close.reform(|_| ());
    html! {
        <dialog ref={node} class={props.class.clone()} aria-labelledby={(*heading).clone()} {oncancel} {onmousedown}>
            if props.open {
                <div class="sheet">
                    <header class="sheet__head">
                        <h2 id={(*heading).clone()} class="sheet__title">{ props.title.clone() }</h2>
                        <IconButton icon={IconName::Close} label="Close" small=true onclick={on_cross} />
                    </header>
                    <div class="sheet__body">{ props.children.clone() }</div>
                    if has_content(&props.footer) {
                        <footer class="sheet__foot">{ props.footer.clone() }</footer>
                    }
                </div>
            }
        </dialog>
    }
}

/// The first field, else the quietest answer; a sheet without either keeps the focus where the browser puts it.
fn focus_first(dialog: &Element) {
    const PLACES: [&str; 2] =
        [".sheet__body :is(input, select, textarea):not(:disabled)", ".sheet__foot button:not(:disabled)"];
    let first = PLACES.iter().find_map(|place| dialog.query_selector(place).ok().flatten());
    if let Some(first) = first.and_then(|first| first.dyn_into().ok()) {
        dom::focus(&first);
    }
}
