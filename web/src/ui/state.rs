//! What stands where data would be: nothing yet, nothing at all, nothing allowed, nothing because of a failure.

use nocturne_web_model::status::Tone;
use yew::prelude::*;

use super::{
    icon::{Icon, IconName},
    layout::has_content,
};

mod failed;

pub(crate) use failed::{ErrorState, Forbidden};

#[derive(Properties, PartialEq)]
pub(crate) struct EmptyStateProps {
    pub icon: IconName,
    pub title: AttrValue,
    /// Why it is empty, and what would change that.
    #[prop_or_default]
    pub text: Html,
    #[prop_or_default]
    pub action: Html,
    /// Inside of a panel, with less air.
    #[prop_or_default]
    pub small: bool,
}

/// Nothing here, why, and what to do next.
#[component]
pub(crate) fn EmptyState(props: &EmptyStateProps) -> Html {
    html! {
        <div class={classes!("empty-state", props.small.then_some("empty-state--small"))}>
            <span class="empty-state__icon"><Icon name={props.icon} size={20} /></span>
            <p class="empty-state__title">{ props.title.clone() }</p>
            if has_content(&props.text) {
                <div class="empty-state__text">{ props.text.clone() }</div>
            }
            if has_content(&props.action) {
                <div class="empty-state__action">{ props.action.clone() }</div>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct NoticeProps {
    #[prop_or(Tone::Info)]
    pub tone: Tone,
    #[prop_or_default]
    pub title: Option<AttrValue>,
    #[prop_or_default]
    pub action: Html,
    /// Read out at once: for what appears because of what the reader did.
    #[prop_or_default]
    pub alert: bool,
    #[prop_or_default]
    pub children: Html,
}

/// A few sentences that must be seen here.
#[component]
pub(crate) fn Notice(props: &NoticeProps) -> Html {
    let icon = match props.tone {
        Tone::Good => IconName::Check,
        Tone::Warning | Tone::Bad => IconName::Alert,
        Tone::Info | Tone::Neutral | Tone::Muted => IconName::Info,
    };
    html! {
        <div
            class={classes!("notice", format!("notice--{}", props.tone.slug()))}
            role={props.alert.then_some("alert")}
        >
            <Icon name={icon} class="notice__icon" />
            <div class="notice__content">
                if let Some(title) = &props.title {
                    <p class="notice__title">{ title }</p>
                }
                <div class="notice__text">{ props.children.clone() }</div>
            </div>
            if has_content(&props.action) {
                <div class="notice__action">{ props.action.clone() }</div>
            }
        </div>
    }
}

/// What will stand here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum SkeletonKind {
    #[default]
    Rows,
    Chart,
    Stat,
    Text,
}

#[derive(Properties, PartialEq)]
pub(crate) struct SkeletonProps {
    #[prop_or_default]
    pub kind: SkeletonKind,
    #[prop_or(3)]
    pub count: usize,
    #[prop_or(AttrValue::Static("Loading"))]
    pub label: AttrValue,
}

/// The outline of what is on its way.
#[component]
pub(crate) fn Skeleton(props: &SkeletonProps) -> Html {
    let (block, count) = match props.kind {
        SkeletonKind::Rows => ("skeleton--rows", props.count),
        SkeletonKind::Chart => ("skeleton--chart", 1),
        SkeletonKind::Stat => ("skeleton--stat", props.count),
        SkeletonKind::Text => ("skeleton--text", props.count),
    };
    html! {
        <div class={classes!("skeleton", block)} role="status">
            <span class="visually-hidden">{ props.label.clone() }</span>
            { for (0..count).map(|_| html! {
                <div class="skeleton__item" aria-hidden="true">
                    <span class="skeleton__bar"></span>
                    <span class="skeleton__bar"></span>
                    <span class="skeleton__bar"></span>
                </div>
            }) }
        </div>
    }
}
