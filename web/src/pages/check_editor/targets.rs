//! Targets, one on each line, with what is wrong at its line.

use nocturne_web_model::{
    check_editor::{LineFinding, TargetLines, target_lines},
    check_form::CheckForm,
    format,
};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::field::Fields;
use crate::ui::{Field, described_by};

const PATH: &str = "targets";
/// Lines that are there before anything is typed.
const LEAST_LINES: usize = 4;
/// Findings that are written out; a list pasted wrong is wrong in every line.
const TOLD: usize = 5;

#[derive(Properties, PartialEq)]
pub(super) struct TargetsProps {
    pub fields: Fields,
}

/// A text with numbered lines.
#[component]
pub(super) fn Targets(props: &TargetsProps) -> Html {
    let fields = &props.fields;
    let node = use_node_ref();
    let text = fields.text(PATH);
    let lines = target_lines(&text, &fields.found);
    let id = CheckForm::field_id(PATH);
    let wrong = !(lines.findings.is_empty() && lines.whole.is_empty());
    let error = wrong.then(|| summary(&lines));
    let n = u64::try_from(lines.n_targets).unwrap_or(u64::MAX);
    let hint = if n == 0 {
        fields.form.kind.target_hint().to_owned()
    } else {
        format!("{}. {}", format::plural(n, "target"), fields.form.kind.target_hint())
    };
    let oninput = fields.on_text(PATH).reform(|event: InputEvent| {
        event.target_dyn_into::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default()
    });
    let n_rows = lines.n_lines.max(LEAST_LINES);
    html! {
        <div class="targets-field">
        <Field id={id.clone()} label="Targets" {hint} error={error.map(AttrValue::from)} required=true>
            <div class={classes!("target-lines", wrong.then_some("target-lines--error"))}>
                <div class="target-lines__numbers" aria-hidden="true">
                    { for (0..n_rows).map(|line| number(&lines, line)) }
                </div>
                <textarea
                    ref={node.clone()}
                    id={id.clone()}
                    class="target-lines__text"
                    rows={n_rows.to_string()}
                    wrap="off"
                    spellcheck="false"
                    autocapitalize="none"
                    autocomplete="off"
                    required=true
                    value={text.clone()}
                    placeholder={placeholder(fields)}
                    aria-invalid={wrong.then_some("true")}
                    aria-describedby={described_by(&id, wrong, true)}
                    {oninput}
                />
            </div>
            if !lines.findings.is_empty() {
                <ul class="target-lines__findings">
                    { for lines.findings.iter().take(TOLD).map(|finding| told(finding, &node)) }
                    if lines.findings.len() > TOLD {
                        <li class="muted">{ format!("and {} more", lines.findings.len() - TOLD) }</li>
                    }
                </ul>
            }
        </Field>
        </div>
    }
}

fn summary(lines: &TargetLines) -> String {
    if let Some(whole) = lines.whole.first() {
        return if lines.n_targets == 0 { "Give at least one target".to_owned() } else { whole.clone() };
    }
    match lines.findings.as_slice() {
        [only] => format!("Line {} is not right", only.line + 1),
        several => format!("{} targets are not right", several.len()),
    }
}

fn number(lines: &TargetLines, line: usize) -> Html {
    let wrong = lines.findings.iter().any(|finding| finding.line == line);
    let typed = line < lines.n_lines;
    let class = classes!(
        "target-lines__number",
        wrong.then_some("target-lines__number--error"),
        (!typed).then_some("target-lines__number--none"),
    );
    html! { <span key={line} {class}>{ line + 1 }</span> }
}

fn told(finding: &LineFinding, node: &NodeRef) -> Html {
    let onclick = {
        let (node, line) = (node.clone(), finding.line);
        move |_: MouseEvent| select_line(&node, line)
    };
    html! {
        <li>
            <button type="button" class="link" {onclick}>{ format!("Line {}", finding.line + 1) }</button>
            { ": " }{ finding.message.clone() }
        </li>
    }
}

fn placeholder(fields: &Fields) -> &'static str {
    use nocturne_web_model::check_form::CheckKind;
    match fields.form.kind {
        CheckKind::Http => "https://example.org/health",
        CheckKind::Icmp | CheckKind::Tcp => "192.0.2.1\nrouter.example.org",
        CheckKind::Dns => "192.0.2.53",
    }
}

/// Puts the cursor around a line. The browser counts in UTF-16.
fn select_line(node: &NodeRef, line: usize) {
    let area = node.get().and_then(|node| node.dyn_into::<HtmlTextAreaElement>().ok());
    let Some(area) = area else { return };
    let text = area.value();
    let length = |text: &str| text.encode_utf16().count();
    let from: usize = text.split('\n').take(line).map(|line| length(line) + 1).sum();
    let to = from + text.split('\n').nth(line).map_or(0, length);
    drop(area.focus());
    if let (Ok(from), Ok(to)) = (u32::try_from(from), u32::try_from(to)) {
        drop(area.set_selection_range(from, to));
    }
}
