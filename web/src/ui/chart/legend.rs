//! Names of the lines, with the numbers that sum them up.

use std::rc::Rc;

use nocturne_web_model::{
    chart::{ChartData, TrackStats},
    format::{count, metric_value},
};
use yew::prelude::*;

use super::colors::N_COLORS;

/// The colour of a line, as a mark. Lines beyond the colours there are have a broken one.
pub(super) fn swatch(line: usize) -> Html {
    let dashed = (line >= N_COLORS).then_some("chart-swatch--dashed");
    let color = format!("chart-swatch--{}", line % N_COLORS + 1);
    html! { <span class={classes!("chart-swatch", color, dashed)} aria-hidden="true"></span> }
}

#[derive(Properties, PartialEq)]
pub(super) struct LegendProps {
    pub label: AttrValue,
    pub data: Rc<ChartData>,
    pub hidden: Rc<Vec<usize>>,
    pub on_toggle: Callback<usize>,
}

/// Reads the number of a column.
type Read = fn(&TrackStats) -> Option<f64>;

/// Heading, class and number of each column.
const COLUMNS: [(&str, &str, Read); 5] = [
    ("Last", "", |stats| stats.last),
    ("Min", "hide-phone", |stats| stats.min),
    ("Mean", "", |stats| stats.mean),
    ("Max", "", |stats| stats.max),
    ("p95", "hide-phone", |stats| stats.p95),
];

/// A table of the lines; a name hides its line and brings it back.
#[component]
pub(super) fn Legend(props: &LegendProps) -> Html {
    let data = &props.data;
    html! {
        <table class="chart-legend">
            <caption class="visually-hidden">{ format!("Lines of {}", props.label) }</caption>
            <thead>
                <tr>
                    <th scope="col"><span class="visually-hidden">{ "Line" }</span></th>
                    { for COLUMNS.iter().map(|(name, class, _)| html! {
                        <th key={*name} scope="col" class={classes!("numeric", *class)}>{ *name }</th>
                    }) }
                    <th scope="col" class="numeric hide-phone">{ "Samples" }</th>
                </tr>
            </thead>
            <tbody>
                { for data.labels.iter().zip(&data.stats).enumerate().map(|(line, (label, stats))| html! {
                    <tr key={label.clone()} class={classes!(props.hidden.contains(&line).then_some("chart-legend__row--hidden"))}>
                        <th scope="row">{ toggle(props, line, label) }</th>
                        { for COLUMNS.iter().map(|(name, class, read)| html! {
                            <td key={*name} class={classes!("numeric", *class)}>
                                { read(stats).map_or_else(|| "–".to_owned(), |value| metric_value(&data.metric, value)) }
                            </td>
                        }) }
                        <td class="numeric hide-phone">{ count(u64::try_from(stats.n_samples).unwrap_or(u64::MAX)) }</td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

fn toggle(props: &LegendProps, line: usize, label: &str) -> Html {
    let onclick = props.on_toggle.reform(move |_: MouseEvent| line);
    let shown = !props.hidden.contains(&line);
    html! {
        <button type="button" class="chart-legend__line" aria-pressed={shown.to_string()} {onclick}
            title={if shown { "Hide this line" } else { "Show this line" }}>
            { swatch(line) }
            { label }
        </button>
    }
}
