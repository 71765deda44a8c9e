//! An address without a page.

use yew::prelude::*;

use crate::{
    app::Route,
    hooks::use_title,
    ui::{ButtonKind, ButtonLink, EmptyState, IconName, PageHeader},
};

/// Says so, and leads back.
#[component]
pub(crate) fn NotFound() -> Html {
    use_title("Not found".into());
    let action = html! { <ButtonLink to={Route::Overview} kind={ButtonKind::Primary}>{"To the overview"}</ButtonLink> };
    html! {
        <div class="page">
            <PageHeader title="Not found" />
            <EmptyState icon={IconName::Search} title="There is no page at this address"
                text="The link may be old or mistyped. Nothing is lost: what you look for may be found with Ctrl-K." {action} />
        </div>
    }
}
