//! What the check is called.

use nocturne_shared::label::Slug;
use nocturne_web_model::{check_editor::FieldValue, check_form::CheckForm};
use yew::prelude::*;

use super::field::Fields;
use crate::ui::{Button, ButtonKind, Panel, TextField};

#[derive(Properties, PartialEq)]
pub(super) struct IdentitySectionProps {
    pub fields: Fields,
    /// It exists, so its name stays.
    pub named: bool,
}

/// Name, description, and whether it runs.
#[component]
pub(super) fn IdentitySection(props: &IdentitySectionProps) -> Html {
    let IdentitySectionProps { fields, named } = props;
    html! {
        <Panel title="Identity">
            <div class="stack">
                if *named {
                    <TextField
                        id={CheckForm::field_id("slug")}
                        label="Name"
                        hint="Results are kept under it, so it cannot be changed. To use another one, duplicate the check."
                        value={fields.text("slug")}
                        on_change={Callback::noop()}
                        readonly=true
                        mono=true
                    />
                } else {
                    { slug(fields) }
                }
                { fields.words("description", "Description", "For whoever is woken by it: what it watches, and what to do.") }
                { fields.switch("enabled", "Enabled", "Off stops it on every agent and keeps its results.") }
            </div>
        </Panel>
    }
}

fn slug(fields: &Fields) -> Html {
    let text = fields.text("slug");
    let error = fields.error("slug");
    let nearest = Slug::nearest(&text, "");
    let offer = error.is_some() && !nearest.as_str().is_empty() && nearest.as_str() != text.as_str();
    let take = fields.put.reform({
        let nearest = nearest.to_string();
        move |_: MouseEvent| ("slug", FieldValue::Text(nearest.clone()))
    });
    html! {
        <div class="stack stack--tight">
            <TextField
                id={CheckForm::field_id("slug")}
                label="Name"
                hint="Lower case letters, digits and inner -, up to 63. It follows the first target until you type one, and stays for good."
                {error}
                value={text.clone()}
                on_change={fields.on_text("slug")}
                placeholder={CheckForm::placeholder("slug")}
                autocomplete="off"
                required=true
                mono=true
                unit={(!text.is_empty()).then(|| AttrValue::from(format!("{} of 63", text.chars().count())))}
            />
            if offer {
                <div>
                    <Button small=true kind={ButtonKind::Ghost} onclick={take}>
                        { "Use " }<code>{ nearest.to_string() }</code>
                    </Button>
                </div>
            }
        </div>
    }
}
