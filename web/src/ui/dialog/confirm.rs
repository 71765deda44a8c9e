//! Asking before what cannot be taken back.

use nocturne_web_model::status::Tone;
use yew::prelude::*;

use super::Dialog;
use crate::ui::{
    button::{Button, ButtonKind},
    form::TextField,
    state::Notice,
};

#[derive(Properties, PartialEq)]
pub(crate) struct ConfirmDialogProps {
    pub open: bool,
    pub title: AttrValue,
    /// What the button does, as a verb with its object: `Revoke agent`.
    pub confirm: AttrValue,
    #[prop_or_default]
    pub danger: bool,
    /// Must be typed before it can be done.
    #[prop_or_default]
    pub typed: Option<AttrValue>,
    #[prop_or_default]
    pub busy: bool,
    /// Why it could not be done.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    pub on_confirm: Callback<()>,
    pub on_close: Callback<()>,
    /// What will be, and what can still be done then.
    #[prop_or_default]
    pub children: Html,
}

/// A question with two answers.
#[component]
pub(crate) fn ConfirmDialog(props: &ConfirmDialogProps) -> Html {
    let text = use_state(String::new);
    use_effect_with(props.open, {
        let text = text.setter();
        move |_| text.set(String::new())
    });
    let ready = props.typed.as_ref().is_none_or(|typed| typed.as_str() == text.trim());
    let kind = if props.danger { ButtonKind::Danger } else { ButtonKind::Primary };
    let onclick = props.on_confirm.reform(|_| ());
    let on_cancel = props.on_close.reform(|_| ());
    let on_change = {
        let text = text.setter();
        Callback::from(move |typed| text.set(typed))
    };
    let onsubmit = {
        let (on_confirm, ready) = (props.on_confirm.clone(), ready && !props.busy);
        move |event: SubmitEvent| {
            event.prevent_default();
            if ready {
                on_confirm.emit(());
            }
        }
    };
    let footer = html! {
        <>
            <Button onclick={on_cancel}>{ "Cancel" }</Button>
            <Button {kind} busy={props.busy} disabled={!ready} {onclick}>{ props.confirm.clone() }</Button>
        </>
    };
    html! {
        <Dialog open={props.open} title={props.title.clone()} on_close={props.on_close.clone()} {footer}>
            <form class="stack" {onsubmit}>
                <div class="prose">{ props.children.clone() }</div>
                if let Some(typed) = &props.typed {
                    <TextField
                        id="confirm-typed"
                        label={format!("Type “{typed}” to confirm")}
                        value={(*text).clone()}
                        {on_change}
                        autocomplete="off"
                        mono=true
                    />
                }
                if let Some(error) = &props.error {
                    <Notice tone={Tone::Bad} alert=true>{ error }</Notice>
                }
            </form>
        </Dialog>
    }
}
