//! Small things in a line: badges, labels, meters, numbers with units, keys.

use std::collections::BTreeMap;

use nocturne_web_model::status::Tone;
use yew::prelude::*;

use super::icon::{Icon, IconName};

#[derive(Properties, PartialEq)]
pub(crate) struct BadgeProps {
    #[prop_or(Tone::Neutral)]
    pub tone: Tone,
    #[prop_or_default]
    pub icon: Option<IconName>,
    #[prop_or_default]
    pub title: Option<AttrValue>,
    #[prop_or_default]
    pub children: Html,
}

/// A word on a tinted ground.
#[component]
pub(crate) fn Badge(props: &BadgeProps) -> Html {
    html! {
        <span class={classes!("badge", format!("badge--{}", props.tone.slug()))} title={props.title.clone()}>
            if let Some(name) = props.icon {
                <Icon {name} size={12} />
            }
            { props.children.clone() }
        </span>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct TagsProps {
    pub labels: BTreeMap<String, String>,
    /// So many are written out; the rest is a number with the list as its hint. 0 writes all.
    #[prop_or_default]
    pub limit: usize,
}

/// Labels as `key=value`.
#[component]
pub(crate) fn Tags(props: &TagsProps) -> Html {
    let limit = if props.limit == 0 { usize::MAX } else { props.limit };
    let hidden: Vec<String> =
        props.labels.iter().skip(limit).map(|(key, value)| format!("{key}={value}")).collect();
    if props.labels.is_empty() {
        return html! { <span class="tags tags--none">{ "none" }</span> };
    }
    html! {
        <ul class="tags">
            { for props.labels.iter().take(limit).map(|(key, value)| html! {
                <li key={key.clone()} class="tag" title={format!("{key}={value}")}>
                    <span class="tag__key">{ key }</span>
                    <span class="tag__value">{ value }</span>
                </li>
            }) }
            if !hidden.is_empty() {
                <li class="tag tag--more" title={hidden.join("\n")}>{ format!("+{}", hidden.len()) }</li>
            }
        </ul>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct MeterProps {
    /// What is measured, for readers of the screen.
    pub label: AttrValue,
    /// 0 to 1; anything else is clamped.
    pub share: f64,
    /// In words, e.g. `12 of 40 MiB`.
    pub text: AttrValue,
    #[prop_or(Tone::Info)]
    pub tone: Tone,
}

/// How full something is.
#[component]
pub(crate) fn Meter(props: &MeterProps) -> Html {
    let share = if props.share.is_finite() { props.share.clamp(0.0, 1.0) } else { 0.0 };
    let percent = format!("{:.1}", share * 100.0);
    html! {
        <span
            class={classes!("meter", format!("meter--{}", props.tone.slug()))}
            role="meter"
            aria-label={props.label.clone()}
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow={percent.clone()}
            aria-valuetext={props.text.clone()}
        >
            <svg class="meter__track" width="100%" height="6" aria-hidden="true" focusable="false">
                <rect class="meter__ground" width="100%" height="6" rx="3" />
                <rect class="meter__fill" width={format!("{percent}%")} height="6" rx="3" />
            </svg>
            <span class="meter__text">{ props.text.clone() }</span>
        </span>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct KeysProps {
    /// Pressed together or one after another, e.g. `["Ctrl", "K"]`.
    pub keys: Vec<AttrValue>,
}

/// Keys of the keyboard.
#[component]
pub(crate) fn Keys(props: &KeysProps) -> Html {
    html! {
        <span class="keys">{ for props.keys.iter().map(|key| html! { <kbd class="key">{ key }</kbd> }) }</span>
    }
}
