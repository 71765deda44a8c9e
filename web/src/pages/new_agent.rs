//! The way to a new agent: describe it, run a few lines on its host, see it arrive.

mod arrival;
mod form;
mod install;
mod made;
mod site_field;

use std::rc::Rc;

use nocturne_proto::api::v1::CreateJoinTokenResponse;
use yew::prelude::*;

use self::{form::JoinForm, made::Token};
use super::join_tokens::PERMISSION;
use crate::{
    api::use_identity,
    app::Route,
    hooks::{use_query, use_title},
    ui::{Forbidden, PageHeader},
};

/// Id of the token that was made, in the address.
const TOKEN: &str = "token";

/// Where somebody is on that way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Describe,
    Install,
    Arrived,
}

/// `NewAgent`.
#[component]
pub(crate) fn NewAgent() -> Html {
    use_title("New agent".into());
    let may = use_identity().is_some_and(|identity| identity.may(PERMISSION));
    let crumbs = vec![("Agents".into(), Some(Route::Agents))];
    let body = if may {
        html! { <Wizard /> }
    } else {
        html! { <Forbidden permission={PERMISSION} /> }
    };
    html! {
        <div class="page">
            <PageHeader title="New agent" {crumbs}
                subtitle={html! { <span>{ "Describe it, run a few lines on its host, see it arrive" }</span> }} />
            { body }
        </div>
    }
}

#[component]
fn Wizard() -> Html {
    let query = use_query();
    let made = use_state(|| None::<Rc<CreateJoinTokenResponse>>);
    let arrived = use_state_eq(|| false);
    let id = query.get(TOKEN).map(str::to_owned);
    // The secret is nowhere but here: of a token that came by the address it is not known.
    let secret = made.as_ref().filter(|made| {
        id.is_some() && made.join_token.as_ref().map(|token| &token.join_token_id) == id.as_ref()
    });
    let on_made = {
        let (query, made, arrived) = (query.clone(), made.setter(), arrived.setter());
        Callback::from(move |answer: CreateJoinTokenResponse| {
            let id = answer.join_token.as_ref().map(|token| token.join_token_id.clone());
            arrived.set(false);
            made.set(Some(Rc::new(answer)));
            query.change([(TOKEN, id), ("site", None), ("name", None)]);
        })
    };
    let on_again = {
        let (made, arrived) = (made.setter(), arrived.setter());
        let query = query.clone();
        Callback::from(move |()| {
            arrived.set(false);
            made.set(None);
            query.change([(TOKEN, None)]);
        })
    };
    let on_arrived = {
        let arrived = arrived.setter();
        Callback::from(move |there: bool| arrived.set(there))
    };
    let content = match id.clone() {
        None => html! {
            <JoinForm site={query.get("site").unwrap_or_default().to_owned()}
                name={query.get("name").unwrap_or_default().to_owned()} {on_made} />
        },
        Some(id) => {
            html! { <Token id={id.clone()} key={id} made={secret.cloned()} {on_again} {on_arrived} /> }
        }
    };
    html! {
        <>
            { steps(step_of(id.as_deref(), *arrived)) }
            { content }
        </>
    }
}

const fn step_of(token: Option<&str>, arrived: bool) -> Step {
    match (token, arrived) {
        (None, _) => Step::Describe,
        (Some(_), false) => Step::Install,
        (Some(_), true) => Step::Arrived,
    }
}

fn steps(current: Step) -> Html {
    let item = |step: Step, text: &'static str| {
        let done = step < current || (step == Step::Arrived && current == Step::Arrived);
        let here = step == current && !done;
        html! {
            <li class={classes!("steps__item", here.then_some("steps__item--current"), done.then_some("steps__item--done"))}
                aria-current={here.then_some("step")}>{ text }</li>
        }
    };
    html! {
        <ol class="steps" aria-label="Steps">
            { item(Step::Describe, "Describe the agent") }
            { item(Step::Install, "Run it on its host") }
            { item(Step::Arrived, "See it arrive") }
        </ol>
    }
}
