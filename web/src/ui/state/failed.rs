//! What could not be shown, and what can be done about it.

use nocturne_web_model::{failure::Failure, format};
use yew::prelude::*;

use crate::ui::{
    button::Button,
    code::CopyButton,
    icon::{Icon, IconName},
};

#[derive(Properties, PartialEq)]
pub(crate) struct ErrorStateProps {
    pub failure: Failure,
    /// Without it there is no button.
    #[prop_or_default]
    pub on_retry: Option<Callback<()>>,
    /// It is being tried again.
    #[prop_or_default]
    pub busy: bool,
    /// Inside of a panel, with less air.
    #[prop_or_default]
    pub small: bool,
}

/// What went wrong, what to do, under which id the coordinator knows it. A lacking permission is a [`Forbidden`].
#[component]
pub(crate) fn ErrorState(props: &ErrorStateProps) -> Html {
    let failure = &props.failure;
    if failure.is_forbidden() {
        let permission = failure.permission.clone().map(AttrValue::from);
        return html! { <Forbidden {permission} small={props.small} /> };
    }
    let icon = if failure.is_unavailable() { IconName::Offline } else { IconName::Alert };
    let wait =
        failure.retry_after.map(|wait| format!("Worth trying again in {}.", format::duration_human(wait)));
    html! {
        <div
            class={classes!("empty-state", "empty-state--error", props.small.then_some("empty-state--small"))}
            role="alert"
        >
            <span class="empty-state__icon"><Icon name={icon} size={20} /></span>
            <p class="empty-state__title">{ failure.title.clone() }</p>
            <div class="empty-state__text">
                <p>{ failure.detail.clone() }</p>
                <p>{ failure.what_to_do.clone() }</p>
                if let Some(wait) = wait {
                    <p>{ wait }</p>
                }
            </div>
            if let Some(on_retry) = &props.on_retry {
                <div class="empty-state__action">
                    <Button icon={IconName::Refresh} busy={props.busy} onclick={on_retry.reform(|_| ())}>
                        { "Try again" }
                    </Button>
                </div>
            }
            if let Some(request) = &failure.request_id {
                <p class="empty-state__id">
                    { "Request " }<code>{ request.clone() }</code>
                    <CopyButton text={request.clone()} what="request id" />
                </p>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct ForbiddenProps {
    #[prop_or_default]
    pub permission: Option<AttrValue>,
    #[prop_or_default]
    pub small: bool,
}

/// The role does not reach here.
#[component]
pub(crate) fn Forbidden(props: &ForbiddenProps) -> Html {
    html! {
        <div class={classes!("empty-state", props.small.then_some("empty-state--small"))}>
            <span class="empty-state__icon"><Icon name={IconName::Lock} size={20} /></span>
            <p class="empty-state__title">{ "Your role does not reach here" }</p>
            <div class="empty-state__text">
                if let Some(permission) = &props.permission {
                    <p>{ "It lacks the permission " }<code>{ permission }</code>{ "." }</p>
                }
                <p>{ "Ask an administrator of your organization for a role that has it." }</p>
            </div>
        </div>
    }
}
