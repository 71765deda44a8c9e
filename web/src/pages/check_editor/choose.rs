//! The first question: what is to be measured.

use nocturne_web_model::{
    check_editor::Draft,
    check_form::{CheckKind, Starter, starters},
    format, order,
};
use yew::prelude::*;

use crate::{
    app::Route,
    hooks::use_now,
    router::Link,
    ui::{Button, ButtonKind, Icon, IconName, Notice, PageHeader},
};

#[derive(Properties, PartialEq)]
pub(super) struct ChooseProps {
    /// An unfinished check.
    pub draft: Option<Draft>,
    /// Forgets it.
    pub on_drop: Callback<()>,
}

/// Four kinds, each with checks to begin with.
#[component]
pub(super) fn Choose(props: &ChooseProps) -> Html {
    let starters = use_memo((), |()| starters());
    html! {
        <div class="page">
            <PageHeader
                title="New check"
                crumbs={vec![("Checks".into(), Some(Route::Checks))]}
                subtitle={html! { "What do you want to know? Choose a kind, or begin with something that is nearly done." }}
            />
            if let Some(draft) = &props.draft {
                <Kept draft={draft.clone()} on_drop={props.on_drop.clone()} />
            }
            <ul class="kind-cards">
                { for CheckKind::ALL.into_iter().map(|kind| card(kind, &starters)) }
            </ul>
        </div>
    }
}

fn card(kind: CheckKind, starters: &[Starter]) -> Html {
    let own = starters.iter().filter(|starter| starter.form.kind == kind);
    html! {
        <li key={kind.slug()} class="kind-card">
            <span class="kind-card__icon"><Icon name={icon(kind)} size={20} /></span>
            <h2 class="kind-card__title">
                <Begin kind={kind.slug()} class="kind-card__link">{ title(kind) }</Begin>
            </h2>
            <p class="kind-card__meaning">{ kind.meaning() }{ "." }</p>
            <p class="kind-card__measures">
                <span class="visually-hidden">{ "Measures: " }</span>{ measures(kind) }
            </p>
            <ul class="kind-card__starters" aria-label={format!("Begin with, {}", title(kind))}>
                { for own.map(|starter| html! {
                    <li key={starter.id}>
                        <Begin kind={kind.slug()} start={starter.id} class="check-starter">
                            <span class="check-starter__title">{ starter.title }</span>
                            <span class="check-starter__text">{ starter.text }</span>
                            <Icon name={IconName::ChevronRight} size={14} />
                        </Begin>
                    </li>
                }) }
            </ul>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct BeginProps {
    kind: AttrValue,
    #[prop_or_default]
    start: Option<AttrValue>,
    class: AttrValue,
    children: Html,
}

/// The way to the form.
#[component]
fn Begin(props: &BeginProps) -> Html {
    let mut query = order::map([("kind".to_owned(), props.kind.to_string())]);
    if let Some(start) = &props.start {
        query.insert("start".to_owned(), start.to_string());
    }
    html! {
        <Link to={Route::NewCheck} {query} classes={classes!(props.class.to_string())}>
            { props.children.clone() }
        </Link>
    }
}

#[derive(Properties, PartialEq)]
struct KeptProps {
    draft: Draft,
    on_drop: Callback<()>,
}

/// What was begun and not finished.
#[component]
fn Kept(props: &KeptProps) -> Html {
    let now = use_now();
    let Draft { form, at, .. } = &props.draft;
    let name = if form.slug.is_empty() { "without a name" } else { form.slug.as_str() };
    let action = html! {
        <div class="cluster">
            <Begin kind={form.kind.slug()} class="button button--secondary">{ "Go on with it" }</Begin>
            <Button kind={ButtonKind::Ghost} onclick={props.on_drop.reform(|_| ())}>{ "Drop it" }</Button>
        </div>
    };
    html! {
        <Notice title={format!("You have an unfinished {} check {name}", form.kind.label())} {action}>
            { "Typed " }{ format::age_since(*at, now) }{ " in this tab, and not saved." }
        </Notice>
    }
}

/// The kind's icon.
pub(super) const fn icon(kind: CheckKind) -> IconName {
    match kind {
        CheckKind::Http => IconName::Globe,
        CheckKind::Icmp => IconName::Activity,
        CheckKind::Tcp => IconName::Link,
        CheckKind::Dns => IconName::Server,
    }
}

/// The kind's name, with what it is called elsewhere.
pub(super) const fn title(kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Http => "HTTP(S)",
        CheckKind::Icmp => "Ping (ICMP)",
        CheckKind::Tcp => "TCP",
        CheckKind::Dns => "DNS",
    }
}

const fn measures(kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Http => "Time of each phase · status code · size · days until the certificate ends",
        CheckKind::Icmp => "Round trip · jitter · packet loss",
        CheckKind::Tcp => "Time to connect · whether it is open",
        CheckKind::Dns => "Time to answer · response code · records · serial of a zone",
    }
}
