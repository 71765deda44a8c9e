//! Columns of the list of join tokens.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use nocturne_proto::api::v1::{JoinToken, join_token::State};
use nocturne_web_model::{
    format::{self, timestamp},
    join_form::ends_soon,
    order,
    status::{Tone, join_token_status},
    table::SortKey,
};
use yew::prelude::*;

use crate::{
    app::Route,
    hooks::use_now,
    router::Link,
    ui::{Age, Badge, Button, ButtonKind, Column, CopyButton, Priority, Status, Tags},
};

/// What the cells depend on besides their token.
#[derive(Clone, PartialEq)]
pub(super) struct Look {
    /// Names of agents by id.
    pub names: Rc<HashMap<String, String>>,
    /// Begins to revoke.
    pub on_revoke: Callback<JoinToken>,
}

/// All of them.
pub(super) fn columns(look: &Look) -> Vec<Column<JoinToken>> {
    let mut all = description();
    all.extend(times());
    all.push(agent(Rc::clone(&look.names)));
    all.push(
        Column::new("id", "Id", |token: &JoinToken| token.join_token_id.clone())
            .cell(|token| {
                let id = token.join_token_id.clone();
                html! { <span class="copyable"><span class="mono">{ &id }</span><CopyButton text={id.clone()} what="id" /></span> }
            })
            .width(22.0)
            .priority(Priority::Hidden),
    );
    let on_revoke = look.on_revoke.clone();
    all.push(
        Column::controls("actions", "Actions", move |token: &JoinToken| actions(token, &on_revoke))
            .width(12.0),
    );
    all
}

fn description() -> Vec<Column<JoinToken>> {
    vec![
        Column::new("state", "State", |token: &JoinToken| join_token_status(token.state()).1.to_owned())
            .cell(|token| {
                let (kind, word) = join_token_status(token.state());
                html! { <Status {kind} label={word} /> }
            })
            .sort(|token| SortKey::count(u64::try_from(token.state).unwrap_or_default()))
            .width(7.0)
            .priority(Priority::First),
        Column::new("site", "Site", |token: &JoinToken| token.site.clone())
            .sort_text()
            .width(7.0)
            .priority(Priority::First),
        Column::new("name", "Agent name", |token: &JoinToken| token.agent_slug.clone())
            .cell(|token| {
                if token.agent_slug.is_empty() {
                    html! { <span class="muted" title="Derived from the name of its host">{ "as its host" }</span> }
                } else {
                    html! { <span>{ &token.agent_slug }</span> }
                }
            })
            .sort_text()
            .grow()
            .width(7.5),
        Column::new("labels", "Labels", |token: &JoinToken| {
            labels(token).iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(",")
        })
        .cell(|token| html! { <Tags labels={labels(token)} limit={2} /> })
        .grow()
        .width(7.5),
    ]
}

fn times() -> Vec<Column<JoinToken>> {
    vec![
        Column::new("made", "Made", |token: &JoinToken| time_text(token.create_time.as_ref()))
            .cell(|token| html! { <Age time={timestamp(token.create_time.as_ref())} /> })
            .sort(|token| SortKey::time(timestamp(token.create_time.as_ref())))
            .width(7.5)
            .priority(Priority::Second),
        Column::new("ends", "Ends", |token: &JoinToken| time_text(token.expire_time.as_ref()))
            .cell(|token| html! { <Ends token={token.clone()} /> })
            .sort(|token| SortKey::time(timestamp(token.expire_time.as_ref())))
            .width(7.5)
            .priority(Priority::Second),
    ]
}

fn agent(names: Rc<HashMap<String, String>>) -> Column<JoinToken> {
    let text = {
        let names = Rc::clone(&names);
        move |token: &JoinToken| names.get(&token.agent_id).unwrap_or(&token.agent_id).clone()
    };
    Column::new("agent", "Redeemed by", text)
        .cell(move |token| {
            if token.agent_id.is_empty() {
                return html! { <span class="muted">{ "nobody" }</span> };
            }
            let name = names.get(&token.agent_id).unwrap_or(&token.agent_id);
            html! {
                <Link to={Route::Agent { agent: name.clone() }} classes="link">{ name }</Link>
            }
        })
        .sort_text()
        .grow()
        .width(7.5)
}

fn actions(token: &JoinToken, on_revoke: &Callback<JoinToken>) -> Html {
    if token.state() != State::Open {
        return Html::default();
    }
    let onclick = {
        let (token, on_revoke) = (token.clone(), on_revoke.clone());
        move |_: MouseEvent| on_revoke.emit(token.clone())
    };
    let query = order::map([("token".to_owned(), token.join_token_id.clone())]);
    html! {
        <span class="row-actions">
            <Link to={Route::NewAgent} {query} classes="link small">
                { "Wait for it" }
            </Link>
            <Button small=true kind={ButtonKind::Ghost} {onclick}
                label={format!("Revoke the join token for {}", token.site)}>{ "Revoke…" }</Button>
        </span>
    }
}

fn labels(token: &JoinToken) -> BTreeMap<String, String> {
    order::map(token.labels.iter().map(|(name, value)| (name.clone(), value.clone())))
}

fn time_text(at: Option<&prost_types::Timestamp>) -> String {
    timestamp(at).map(format::rfc3339).unwrap_or_default()
}

/// Props.
#[derive(Properties, PartialEq)]
struct EndsProps {
    token: JoinToken,
}

/// When an open token ends, marked when that is soon. Of one that is over in another way the end means nothing.
#[component]
fn Ends(props: &EndsProps) -> Html {
    let now = use_now();
    let token = &props.token;
    let time = timestamp(token.expire_time.as_ref());
    match token.state() {
        State::Redeemed | State::Revoked => html! { <span class="muted hide-phone">{ "–" }</span> },
        _ if ends_soon(token, now) => html! { <Badge tone={Tone::Warning}><Age {time} /></Badge> },
        _ => html! { <Age {time} /> },
    }
}
