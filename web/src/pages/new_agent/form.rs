//! What the agent will be.

use std::{cell::RefCell, rc::Rc};

use nocturne_proto::api::v1::{CreateJoinTokenRequest, CreateJoinTokenResponse};
use nocturne_web_model::{
    agent::sites,
    failure::{Failure, FailureKind},
    fields::{FieldMap, FormErrors as Errors},
    join_form::{JoinDraft, LIVES, name_taken},
    status::{StatusKind, Tone},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::site_field::SiteField;
use crate::{
    api::use_api,
    app::Route,
    pages::agents::{token_call, use_agents},
    router::Link,
    ui::{
        Button, ButtonKind, ButtonLink, ButtonType, Choice, DurationField, FormErrors, Notice, PairsField,
        Panel, Segmented, TextField,
    },
};

const SITE: &str = "join-site";
const NAME: &str = "join-name";
const LABELS: &str = "join-labels";
const LIFE: &str = "join-life";
const OTHER_LIFE: &str = "other";

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct JoinFormProps {
    /// To begin with.
    pub site: String,
    /// To begin with.
    pub name: String,
    /// The token was made.
    pub on_made: Callback<CreateJoinTokenResponse>,
}

/// What is known of the attempts to make the token.
#[derive(Clone, Default, PartialEq)]
struct Attempt {
    number: u32,
    errors: Errors,
    failure: Option<Failure>,
    busy: bool,
}

/// A request that may have been carried out, and its id: the same one again makes no second token.
type Asked = Option<(CreateJoinTokenRequest, String)>;

/// The form.
#[component]
pub(super) fn JoinForm(props: &JoinFormProps) -> Html {
    let draft = use_state(|| JoinDraft {
        site: props.site.clone(),
        name: props.name.clone(),
        ..JoinDraft::default()
    });
    let attempt = use_state(Attempt::default);
    let agents = use_agents();
    let known = use_memo(agents.data.clone(), |data| {
        Rc::new(data.as_ref().map(|listing| sites(&listing.items)).unwrap_or_default())
    });
    let taken = agents.data.as_ref().and_then(|listing| name_taken(&listing.items, &draft.name).cloned());
    let asked = use_mut_ref(|| Asked::None);
    let onsubmit = use_submit(&draft, &attempt, &asked, &props.on_made, taken.is_none());
    let on_fresh = {
        let attempt = attempt.clone();
        Callback::from(move |()| {
            *asked.borrow_mut() = None;
            attempt.set(Attempt::default());
        })
    };
    let name_error = taken.map(|agent| name_error(StatusKind::from(&agent)));
    html! {
        <div class="split join-split">
            <form class="form split__main" {onsubmit} novalidate=true>
                <FormErrors errors={attempt.errors.clone()} attempt={attempt.number} />
                { failed(attempt.failure.as_ref(), &on_fresh) }
                { fields(&draft, &attempt, &known, name_error) }
                <div class="form__actions">
                    <Button kind={ButtonKind::Primary} kind_of={ButtonType::Submit} busy={attempt.busy}>
                        { "Make join token" }
                    </Button>
                    <ButtonLink to={Route::Agents} kind={ButtonKind::Ghost}>{ "Cancel" }</ButtonLink>
                    { as_call(&draft) }
                </div>
            </form>
            <aside class="split__aside">{ explanation() }</aside>
        </div>
    }
}

/// Makes the token, or says why not.
#[hook]
fn use_submit(
    draft: &UseStateHandle<JoinDraft>,
    attempt: &UseStateHandle<Attempt>,
    asked: &Rc<RefCell<Asked>>,
    on_made: &Callback<CreateJoinTokenResponse>,
    is_free: bool,
) -> Callback<SubmitEvent> {
    let (api, on_made) = (use_api(), on_made.clone());
    let (draft, attempt, asked) = (draft.clone(), attempt.clone(), Rc::clone(asked));
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if attempt.busy || !is_free {
            return;
        }
        let number = attempt.number + 1;
        let request = match draft.request() {
            Ok(request) => with_id(&mut asked.borrow_mut(), request),
            Err(found) => {
                let errors = field_map().place(&found);
                return attempt.set(Attempt { number, errors, ..Attempt::default() });
            }
        };
        attempt.set(Attempt { number, busy: true, ..Attempt::default() });
        let (api, attempt, on_made) = (api.clone(), attempt.setter(), on_made.clone());
        spawn_local(async move {
            match api.create_join_token(request).await {
                Ok(answer) => on_made.emit(answer),
                Err(failure) => attempt.set(refused(number, failure)),
            }
        });
    })
}

/// The same token from a terminal, once there is enough for one.
fn as_call(draft: &JoinDraft) -> Html {
    let Ok(request) = draft.request() else { return Html::default() };
    token_call(&request)
}

fn field_map() -> FieldMap {
    FieldMap::new(&[("site", SITE), ("agent_slug", NAME), ("labels", LABELS), ("ttl", LIFE)])
}

/// The same request keeps its id, so that sending it again after a lost answer makes no second token.
fn with_id(asked: &mut Asked, request: CreateJoinTokenRequest) -> CreateJoinTokenRequest {
    let id = match asked {
        Some((before, id)) if *before == request => id.clone(),
        _ => uuid::Uuid::new_v4().to_string(),
    };
    *asked = Some((request.clone(), id.clone()));
    CreateJoinTokenRequest { request_id: id, ..request }
}

fn refused(number: u32, failure: Failure) -> Attempt {
    if failure.is_invalid() && !failure.fields.is_empty() {
        return Attempt { number, errors: field_map().place(&failure.fields), ..Attempt::default() };
    }
    Attempt { number, failure: Some(failure), ..Attempt::default() }
}

fn name_error(kind: StatusKind) -> AttrValue {
    match kind {
        StatusKind::Revoked => {
            "An agent that was revoked had this name. Names are never given twice: choose another one"
        }
        _ => "An agent has this name already: nobody could join with the token",
    }
    .into()
}

fn failed(failure: Option<&Failure>, on_fresh: &Callback<()>) -> Html {
    let Some(failure) = failure else { return Html::default() };
    if failure.kind == FailureKind::Precondition {
        let action =
            html! { <Button small=true onclick={on_fresh.reform(|_| ())}>{ "Make another one" }</Button> };
        return html! {
            <Notice tone={Tone::Warning} title="The token was made, but its secret did not arrive here" alert=true {action}>
                { "It was shown once, in an answer that got lost, and cannot be shown again. Revoke it under " }
                <Link to={Route::JoinTokens} classes="link">{ "Join tokens" }</Link>
                { " and make another one." }
            </Notice>
        };
    }
    let unknown = failure.is_unconfirmed();
    let action = if unknown {
        html! { <ButtonLink small=true to={Route::JoinTokens}>{ "Look at the join tokens" }</ButtonLink> }
    } else {
        Html::default()
    };
    html! {
        <Notice tone={Tone::Bad} title={failure.title.clone()} alert=true {action}>
            <p>{ failure.detail.clone() }</p>
            if !unknown { <p>{ failure.what_to_do.clone() }</p> }
            if failure.is_retryable() { <p>{ "Trying again is safe: it never makes a second token." }</p> }
            if let Some(id) = &failure.request_id { <p class="small muted">{ "Request " }<code>{ id }</code></p> }
        </Notice>
    }
}

fn fields(
    draft: &UseStateHandle<JoinDraft>,
    attempt: &UseStateHandle<Attempt>,
    sites: &Rc<Vec<String>>,
    name_error: Option<AttrValue>,
) -> Html {
    let error = |id: &str| attempt.errors.of(id).map(|text| AttrValue::from(text.to_owned()));
    let on_site = changed(draft, attempt, SITE, |draft, value| draft.site = value);
    let on_name = changed(draft, attempt, NAME, |draft, value| draft.name = value);
    let on_labels = changed(draft, attempt, LABELS, |draft, value| draft.labels = value);
    let on_life = changed(draft, attempt, LIFE, |draft, value| draft.life = value);
    html! {
        <>
            <SiteField id={SITE} value={draft.site.clone()} on_change={on_site} error={error(SITE)} disabled={attempt.busy}
                sites={Rc::clone(sites)} />
            <TextField id={NAME} label="Name" value={draft.name.clone()} on_change={on_name} error={name_error.or_else(|| error(NAME))}
                disabled={attempt.busy} mono=true autocomplete="off" placeholder="from its host name"
                hint="Stays for good. Lower case letters, digits and “-”; empty takes the nearest name to the host's" />
            <PairsField id={LABELS} label="Labels" value={draft.labels.clone()} on_change={on_labels} error={error(LABELS)}
                disabled={attempt.busy} name_placeholder="role" value_placeholder="edge"
                hint="Checks choose agents by them, for example role=edge. The agent itself cannot change them" />
            { life(draft, on_life, error(LIFE), attempt.busy) }
        </>
    }
}

fn changed<T: 'static>(
    draft: &UseStateHandle<JoinDraft>,
    attempt: &UseStateHandle<Attempt>,
    id: &'static str,
    put: fn(&mut JoinDraft, T),
) -> Callback<T> {
    let (draft, attempt) = (draft.clone(), attempt.clone());
    Callback::from(move |value: T| {
        let mut next = (*draft).clone();
        put(&mut next, value);
        draft.set(next);
        if attempt.errors.of(id).is_some() {
            let mut next = (*attempt).clone();
            next.errors = next.errors.without(id);
            attempt.set(next);
        }
    })
}

fn life(draft: &JoinDraft, on_change: Callback<String>, error: Option<AttrValue>, disabled: bool) -> Html {
    let chosen = draft.chosen_life();
    let mut options: Vec<Choice> = LIVES.iter().map(|life| Choice::new(life.value, life.label)).collect();
    options.push(Choice::new(OTHER_LIFE, "Other"));
    let on_choice =
        on_change.reform(|value: String| if value == OTHER_LIFE { "12h".to_owned() } else { value });
    let hint = chosen.map_or("At most 30 days.", |life| life.meaning);
    html! {
        <div class="life">
            <Segmented id={LIFE} label="The token works for" {hint} value={chosen.map_or(OTHER_LIFE, |life| life.value)}
                on_change={on_choice} {options} {disabled} error={if chosen.is_some() { error.clone() } else { None }} />
            if chosen.is_none() {
                <DurationField id="join-life-other" label="Life" value={draft.life.clone()} {on_change} {error} {disabled}
                    placeholder="12h" />
            }
        </div>
    }
}

fn explanation() -> Html {
    html! {
        <Panel title="What happens">
            <ol class="explained">
                <li><strong>{ "A join token is made." }</strong>
                    { " It works once, for one agent, and holds the fingerprint of this coordinator, so that the agent knows whom it talks to from the first byte." }</li>
                <li><strong>{ "The agent enrols with it." }</strong>
                    { " Its key is made on its host and never leaves it. Site, name and labels are what you say here." }</li>
                <li><strong>{ "Checks find it." }</strong>
                    { " Every check whose selector fits these labels begins to run there, without anything to be done on the host." }</li>
            </ol>
        </Panel>
    }
}
