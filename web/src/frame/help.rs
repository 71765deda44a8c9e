//! The keys.

use yew::prelude::*;

use crate::ui::{Dialog, Keys};

/// Props.
#[derive(Properties, PartialEq)]
pub(super) struct HelpProps {
    /// Closes it.
    pub on_close: Callback<()>,
}

/// Keys that are pressed together or one after another, and what they do.
type Line = (&'static [&'static str], &'static str);

const GROUPS: [(&str, &[Line]); 3] = [
    (
        "Everywhere",
        &[
            (&["Ctrl", "K"], "Search pages, checks, agents and actions"),
            (&["?"], "This list"),
            (&["g", "o"], "Overview"),
            (&["g", "c"], "Checks"),
            (&["g", "a"], "Agents"),
            (&["g", "j"], "Join tokens"),
            (&["c"], "Create a check"),
        ],
    ),
    (
        "In lists",
        &[
            (&["/"], "Filter"),
            (&["j"], "Next row"),
            (&["k"], "Previous row"),
            (&["Enter"], "Open"),
            (&["x"], "Select"),
            (&["a"], "Select all"),
        ],
    ),
    ("In charts", &[(&["←"], "Earlier"), (&["→"], "Later"), (&["Esc"], "Leave the cursor")]),
];

/// A dialog that lists the keys.
#[component]
pub(super) fn Help(props: &HelpProps) -> Html {
    html! {
        <Dialog open=true wide=true title="Keys" on_close={props.on_close.clone()}>
            <div class="help">
                { for GROUPS.iter().map(|(title, keys)| html! {
                    <section class="help__group">
                        <h3>{ *title }</h3>
                        <dl>{ for keys.iter().map(|(keys, what)| html! {
                            <div class="help__row">
                                <dt><Keys keys={keys.iter().map(|key| AttrValue::from(*key)).collect::<Vec<_>>()} /></dt>
                                <dd>{ *what }</dd>
                            </div>
                        }) }</dl>
                    </section>
                }) }
            </div>
        </Dialog>
    }
}
