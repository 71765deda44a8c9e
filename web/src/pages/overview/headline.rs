//! How it stands, in one sentence.

use jiff::Timestamp;
use nocturne_web_model::{situation::Headline, status::StatusKind};
use yew::prelude::*;

use super::as_of::as_of;
use crate::ui::{Age, Skeleton, SkeletonKind, StatusShape};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct HeadlineProps {
    /// What to say; `None` while it is not known.
    pub headline: Option<Headline>,
    /// It cannot be known: what it is made of could not be read.
    pub failed: bool,
    /// When anything was confirmed last.
    pub measured: Option<Timestamp>,
    /// When it was known to be so, while nobody knows whether it still is.
    pub as_of: Option<Timestamp>,
}

/// The sentence, what limits it, and how old it is.
#[component]
pub(super) fn HeadlineBand(props: &HeadlineProps) -> Html {
    if props.headline.is_none() && props.failed {
        return html! {
            <div class="overview-headline">
                <StatusShape kind={StatusKind::Unknown} size={22} />
                <p class="overview-headline__text" role="status">{ "How it stands is not known: not everything could be read" }</p>
            </div>
        };
    }
    let Some(Headline { kind, text, limits }) = props.headline.clone() else {
        return html! { <div class="overview-headline"><Skeleton kind={SkeletonKind::Text} count={1} /></div> };
    };
    let class = classes!("overview-headline", format!("overview-headline--{}", kind.tone().slug()));
    html! {
        <div {class}>
            <StatusShape {kind} size={22} />
            <p class="overview-headline__text" role="status">{ text }</p>
            <p class="overview-headline__detail">
                if let Some(limits) = limits {
                    <span>{ limits }</span>
                }
                if let Some(measured) = props.measured {
                    <span>{ "measured " }<Age time={measured} stale={props.as_of.is_some()} /></span>
                }
                { as_of(props.as_of, "as of ") }
            </p>
        </div>
    }
}
