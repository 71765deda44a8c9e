//! Commands that turn the token into an agent.

use nocturne_proto::api::v1::{CreateJoinTokenResponse, GetStatusRequest};
use nocturne_web_model::{
    join::{Join, Recipe, is_local, local_warning, recipes},
    status::Tone,
};
use yew::prelude::*;

use crate::{
    hooks::{Refresh, use_query, use_resource},
    ui::{CodeBlock, Notice, Panel, Tab, Tabs},
};

/// Name of the chosen way in the address.
const HOW: &str = "how";

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct InstallProps {
    /// The token, with its secret.
    pub made: std::rc::Rc<CreateJoinTokenResponse>,
}

/// For a shell, for systemd, for Kubernetes.
#[component]
pub(super) fn Install(props: &InstallProps) -> Html {
    let query = use_query();
    let status =
        use_resource((), Refresh::NEVER, |api, ()| async move { api.get_status(GetStatusRequest {}).await });
    let version = status.data.as_ref().map(|status| status.version.clone()).unwrap_or_default();
    let (site, agent_slug) =
        props.made.join_token.as_ref().map_or(("", ""), |token| (&token.site, &token.agent_slug));
    let recipes = recipes(Join {
        secret: &props.made.secret,
        agent_address: &props.made.agent_address,
        site,
        agent_slug,
        version: &version,
    });
    let chosen = recipes.iter().find(|recipe| Some(recipe.id) == query.get(HOW)).or_else(|| recipes.first());
    let selected = chosen.map_or("", |recipe| recipe.id);
    let first = recipes.first().map_or("", |recipe| recipe.id);
    let on_select = Callback::from(move |tab: AttrValue| {
        query.change([(HOW, Some(tab.to_string()).filter(|tab| tab != first))]);
    });
    let tabs = recipes.iter().map(|recipe| Tab::new(recipe.id, recipe.title)).collect::<Vec<_>>();
    html! {
        <Panel title="Run it on its host">
            <Tabs id="install" label="Ways to run it" {tabs} {selected} {on_select}>
                if let Some(recipe) = chosen { { draw(recipe, &version, &props.made.agent_address) } }
            </Tabs>
        </Panel>
    }
}

fn draw(recipe: &Recipe, version: &str, address: &str) -> Html {
    html! {
        <>
            <p class="install__why">{ recipe.text }</p>
            <p class="install__why">{ needs(recipe, version) }{ " It connects to " }<code>{ address.to_owned() }</code>
                { "; nothing has to be open towards it." }</p>
            if is_local(address) { { only_from_here(recipe, address) } }
            <ol class="install">
                { for recipe.steps.iter().map(|step| html! {
                    <li class="install__step" key={step.title}>
                        <h3 class="install__title">{ step.title }</h3>
                        <CodeBlock label={step.title} text={step.code.clone()} />
                    </li>
                }) }
            </ol>
        </>
    }
}

fn only_from_here(recipe: &Recipe, address: &str) -> Html {
    html! {
        <div class="install__why"><Notice tone={Tone::Warning} title={format!("Only the coordinator's own host reaches {address}")}>
            <p>{ local_warning(recipe.id) }</p>
            <p>
                { "For agents elsewhere, set " }<code>{ "agents.listen" }</code>{ " and " }<code>{ "agents.advertise" }</code>
                { " in the coordinator's configuration to addresses that they reach. The demo and " }
                <code>{ "nocturne-coordinator dev" }</code>{ " are for agents on their own host." }
            </p>
        </Notice></div>
    }
}

fn needs(recipe: &Recipe, version: &str) -> Html {
    let version =
        if version.is_empty() { String::new() } else { format!(", version {version} like this coordinator") };
    let place = if recipe.id == "kubernetes" {
        "The image holds the program "
    } else {
        "The host needs the program "
    };
    html! { <>{ place }<code>{ "nocturne-agent" }</code>{ format!(" in its path{version}.") }</> }
}
