//! Pieces that pages are laid out with.

use nocturne_web_model::status::Tone;
use yew::prelude::*;

use super::icon::{Icon, IconName};
use crate::{app::Route, router::Link};

#[derive(Properties, PartialEq)]
pub(crate) struct PageHeaderProps {
    pub title: AttrValue,
    #[prop_or_default]
    pub subtitle: Html,
    /// The way here, outermost first; the page itself is not among them.
    #[prop_or_default]
    pub crumbs: Vec<(AttrValue, Option<Route>)>,
    #[prop_or_default]
    pub actions: Html,
    /// Beside the title.
    #[prop_or_default]
    pub status: Html,
}

/// What a page is called, how it is, and what can be done.
#[component]
pub(crate) fn PageHeader(props: &PageHeaderProps) -> Html {
    html! {
        <header class="page-header">
            if !props.crumbs.is_empty() {
                <nav class="crumbs" aria-label="Breadcrumb">
                    <ol class="crumbs__list">{ for props.crumbs.iter().map(crumb) }</ol>
                </nav>
            }
            <div class="page-header__line">
                <div class="page-header__heading">
                    <h1 class="page-header__title">{ props.title.clone() }</h1>
                    { props.status.clone() }
                </div>
                if has_content(&props.actions) {
                    <div class="page-header__actions">{ props.actions.clone() }</div>
                }
            </div>
            if has_content(&props.subtitle) {
                <div class="page-header__subtitle">{ props.subtitle.clone() }</div>
            }
        </header>
    }
}

fn crumb((text, to): &(AttrValue, Option<Route>)) -> Html {
    html! {
        <li class="crumbs__item">
            if let Some(to) = to {
                <Link to={to.clone()} classes="crumbs__link">{ text }</Link>
            } else {
                <span>{ text }</span>
            }
            <Icon name={IconName::ChevronRight} size={12} />
        </li>
    }
}

/// False for the empty `Html` that a prop has by default.
pub(super) fn has_content(html: &Html) -> bool {
    match html {
        Html::VList(list) => !list.is_empty(),
        _ => true,
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct PanelProps {
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// One quiet line beside the title.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub actions: Html,
    /// What is shown is being read again.
    #[prop_or_default]
    pub busy: bool,
    /// Content reaches the edges: tables, lists, charts.
    #[prop_or_default]
    pub flush: bool,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub children: Html,
}

/// One subject with a thin border around it.
#[component]
pub(crate) fn Panel(props: &PanelProps) -> Html {
    let head = props.title.is_some() || has_content(&props.actions);
    html! {
        <section
            class={classes!("panel", props.flush.then_some("panel--flush"), props.class.clone())}
            aria-label={props.title.clone()}
            aria-busy={props.busy.then_some("true")}
        >
            if head {
                <header class="panel__head">
                    if let Some(title) = &props.title {
                        <h2 class="panel__title">{ title }</h2>
                    }
                    if let Some(hint) = &props.hint {
                        <span class="panel__hint">{ hint }</span>
                    }
                    <div class="panel__actions">{ props.actions.clone() }</div>
                </header>
            }
            if props.busy {
                <div class="panel__busy" aria-hidden="true"></div>
            }
            <div class="panel__body">{ props.children.clone() }</div>
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct FactsProps {
    pub items: Vec<(AttrValue, Html)>,
    /// Two or three beside each other where there is room.
    #[prop_or_default]
    pub columns: bool,
}

/// Names and values.
#[component]
pub(crate) fn Facts(props: &FactsProps) -> Html {
    html! {
        <dl class={classes!("facts", props.columns.then_some("facts--columns"))}>
            { for props.items.iter().map(|(name, value)| html! {
                <div class="facts__item" key={name.to_string()}>
                    <dt class="facts__name">{ name }</dt>
                    <dd class="facts__value">{ value.clone() }</dd>
                </div>
            }) }
        </dl>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct StatProps {
    pub label: AttrValue,
    pub value: AttrValue,
    #[prop_or_default]
    pub unit: Option<AttrValue>,
    /// Colours the value; the words must say the same.
    #[prop_or_default]
    pub tone: Option<Tone>,
    #[prop_or_default]
    pub hint: Html,
    /// Where the answer to "which ones?" is.
    #[prop_or_default]
    pub to: Option<Route>,
    #[prop_or_default]
    pub query: Vec<(AttrValue, AttrValue)>,
    /// Older than it should be.
    #[prop_or_default]
    pub stale: bool,
}

/// One number that says how it is.
#[component]
pub(crate) fn Stat(props: &StatProps) -> Html {
    let tone = props.tone.map(|tone| format!("stat--{}", tone.slug()));
    let class = classes!("stat", tone, props.stale.then_some("stat--stale"));
    let content = html! {
        <>
            <span class="stat__label">{ props.label.clone() }</span>
            <span class="stat__value">
                { props.value.clone() }
                if let Some(unit) = &props.unit {
                    <span class="stat__unit">{ "\u{202f}" }{ unit }</span>
                }
            </span>
            if has_content(&props.hint) {
                <span class="stat__hint">{ props.hint.clone() }</span>
            }
        </>
    };
    match &props.to {
        Some(to) => {
            let query: std::collections::BTreeMap<String, String> =
                props.query.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
            html! {
                <Link
                    to={to.clone()}
                    query={(!query.is_empty()).then_some(query)}
                    classes={classes!(class, "stat--link")}
                >
                    { content }
                </Link>
            }
        }
        None => html! { <div {class}>{ content }</div> },
    }
}
