//! The permissions to join that were given.

mod columns;
mod revoke;

use std::rc::Rc;

use nocturne_proto::api::v1::{JoinToken, join_token::State, watch_response::Event};
use nocturne_web_model::{join_form::n_open, status::join_token_status, table::TableState};
use yew::prelude::*;

use self::columns::{Look, columns};
pub(in crate::pages) use self::revoke::RevokeTokens;
use super::agents::{incomplete, outdated, tokens_call, unread, use_agents, use_table_state};
use crate::{
    api::{Listing, MAX_LISTED, use_identity},
    app::Route,
    hooks::{Refresh, Resource, use_query, use_resource, use_title},
    ui::{
        Bulk, Button, ButtonKind, ButtonLink, Choice, DataTable, EmptyState, Forbidden, IconName, PageHeader,
        Segmented,
    },
};

/// Permission it takes to see, make and end them.
pub(in crate::pages) const PERMISSION: &str = "join_tokens.manage";
/// Name of the chosen state in the address.
const STATE: &str = "state";

/// Reads all tokens, and again when an agent enrolled. What others make and end is no event.
#[hook]
pub(in crate::pages) fn use_join_tokens(every_secs: u32, at_most: usize) -> Resource<Listing<JoinToken>> {
    let refresh = Refresh { every_secs, on: |event| matches!(event, Event::Agent(_)) };
    use_resource(at_most, refresh, |api, at_most| async move { api.join_tokens(at_most).await })
}

/// Join tokens.
#[component]
pub(crate) fn JoinTokens() -> Html {
    use_title("Join tokens".into());
    let may = use_identity().is_some_and(|identity| identity.may(PERMISSION));
    let actions = html! {
        if may {
            { tokens_call() }
            <ButtonLink to={Route::NewAgent} kind={ButtonKind::Primary} icon={IconName::Plus}>{ "New agent" }</ButtonLink>
        }
    };
    html! {
        <div class="page">
            <PageHeader
                title="Join tokens"
                subtitle={html! { <span>{ "Each lets one agent join, once" }</span> }}
                {actions}
            />
            if may { <TokenList /> } else { <Forbidden permission={PERMISSION} /> }
        </div>
    }
}

#[component]
fn TokenList() -> Html {
    let tokens = use_join_tokens(15, MAX_LISTED);
    let all = use_memo(tokens.data.clone(), |data| {
        data.as_ref().map(|listing| listing.items.clone()).unwrap_or_default()
    });
    if let Some(failed) = unread(&tokens) {
        return failed;
    }
    let complete = tokens.data.as_ref().is_none_or(|listing| listing.complete);
    html! {
        <>
            { outdated(&tokens) }
            { incomplete(complete, "join tokens", all.len()) }
            <TokenTable tokens={all} loading={tokens.data.is_none()} reload={tokens.reload} />
        </>
    }
}

/// Props.
#[derive(Properties, PartialEq)]
struct TokenTableProps {
    tokens: Rc<Vec<JoinToken>>,
    loading: bool,
    reload: Callback<()>,
}

#[component]
fn TokenTable(props: &TokenTableProps) -> Html {
    let query = use_query();
    let (state, on_state) = use_table_state("", TableState::default());
    let chosen = query.get(STATE).and_then(state_of);
    let rows = use_memo((Rc::clone(&props.tokens), chosen), |(tokens, chosen)| {
        let wanted = |token: &&JoinToken| chosen.is_none_or(|chosen| token.state() == chosen);
        tokens.iter().filter(wanted).cloned().collect::<Vec<_>>()
    });
    let agents = use_agents();
    let names = use_memo(agents.data, |data| {
        let agents = data.iter().flat_map(|listing| listing.items.iter());
        Rc::new(agents.map(|agent| (agent.agent_id.clone(), agent.slug.clone())).collect())
    });
    let revoking = use_state(|| Rc::new(Vec::<JoinToken>::new()));
    let on_revoke = {
        let revoking = revoking.setter();
        use_callback((), move |token: JoinToken, ()| revoking.set(Rc::new(vec![token])))
    };
    let columns = use_memo(Look { names: Rc::clone(&names), on_revoke }, columns);
    let bulk = {
        let revoking = revoking.setter();
        use_callback((), move |bulk: Bulk<JoinToken>, ()| bulk_actions(&bulk, &revoking))
    };
    let on_close = {
        let revoking = revoking.setter();
        Callback::from(move |()| revoking.set(Rc::new(Vec::new())))
    };
    let on_chosen = Callback::from(move |slug: String| query.change([(STATE, Some(slug))]));
    html! {
        <>
            <DataTable<JoinToken>
                id="join-tokens"
                label="Join tokens"
                what="join tokens"
                {columns}
                {rows}
                key_of={key_of as fn(&JoinToken) -> String}
                {state}
                {on_state}
                {bulk}
                toolbar={state_filter(&props.tokens, chosen, on_chosen.clone())}
                loading={props.loading}
                empty={empty(props.tokens.is_empty(), on_chosen.reform(|_| String::new()))}
            />
            <RevokeTokens tokens={(*revoking).clone()} {on_close} on_done={props.reload.clone()} />
        </>
    }
}

fn key_of(token: &JoinToken) -> String {
    token.join_token_id.clone()
}

/// Reads the word of a state, in lower case.
fn state_of(slug: &str) -> Option<State> {
    let known = [State::Open, State::Redeemed, State::Expired, State::Revoked];
    known.into_iter().find(|state| join_token_status(*state).1.to_lowercase() == slug)
}

fn state_filter(tokens: &[JoinToken], chosen: Option<State>, on_change: Callback<String>) -> Html {
    let n = |state: State| tokens.iter().filter(|token| token.state() == state).count();
    let mut options = vec![Choice::new("", format!("All {}", tokens.len()))];
    for state in [State::Open, State::Redeemed, State::Expired, State::Revoked] {
        if n(state) > 0 || chosen == Some(state) {
            let word = join_token_status(state).1;
            options.push(Choice::new(word.to_lowercase(), format!("{word} {}", n(state))));
        }
    }
    let value = chosen.map(|state| join_token_status(state).1.to_lowercase()).unwrap_or_default();
    html! {
        <div class="state-filter">
            <Segmented id="join-tokens-state" label="State" bare=true small=true {value} {on_change} {options} />
        </div>
    }
}

fn bulk_actions(bulk: &Bulk<JoinToken>, revoking: &UseStateSetter<Rc<Vec<JoinToken>>>) -> Html {
    let open: Rc<Vec<JoinToken>> =
        Rc::new(bulk.rows.iter().filter(|token| token.state() == State::Open).cloned().collect());
    let n = n_open(&open);
    let onclick = {
        let revoking = revoking.clone();
        move |_: MouseEvent| revoking.set(Rc::clone(&open))
    };
    let title = (n == 0).then_some("None of the selected tokens is open");
    html! {
        <Button kind={ButtonKind::Danger} small=true icon={IconName::Ban} disabled={n == 0} {title} {onclick}>
            { if n == bulk.rows.len() { "Revoke…".to_owned() } else { format!("Revoke {n} open…") } }
        </Button>
    }
}

fn empty(no_tokens: bool, on_all: Callback<MouseEvent>) -> Html {
    if !no_tokens {
        let action = html! { <Button onclick={on_all}>{ "Show all" }</Button> };
        return html! {
            <EmptyState icon={IconName::Key} title="No token is in this state"
                text="There are join tokens, but none of the kind that was chosen." {action} />
        };
    }
    let action = html! {
        <ButtonLink to={Route::NewAgent} kind={ButtonKind::Primary} icon={IconName::Plus}>{ "New agent" }</ButtonLink>
    };
    html! {
        <EmptyState icon={IconName::Key} title="No join tokens"
            text="A join token lets one agent join once and says which site and labels it gets. The way to a new agent makes one." {action} />
    }
}
