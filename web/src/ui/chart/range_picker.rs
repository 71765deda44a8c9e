//! Which time is looked at.

use jiff::Timestamp;
use nocturne_web_model::chart::{Preset, TimeRange};
use yew::prelude::*;

use crate::ui::{Choice, IconButton, IconName, Segmented, time::local_offset};

#[derive(Properties, PartialEq)]
pub(crate) struct TimeRangePickerProps {
    /// Unique in the page.
    #[prop_or(AttrValue::Static("time-range"))]
    pub id: AttrValue,
    pub range: TimeRange,
    pub on_range: Callback<TimeRange>,
}

/// The usual ranges, and steps back and forth. A fixed one says what it is.
#[component]
pub(crate) fn TimeRangePicker(props: &TimeRangePickerProps) -> Html {
    let now = Timestamp::now();
    let shift = |share: f64| {
        let (range, on_range) = (props.range, props.on_range.clone());
        Callback::from(move |_: MouseEvent| on_range.emit(range.shifted(share, Timestamp::now())))
    };
    let chosen = match props.range {
        TimeRange::Last(preset) => preset.slug(),
        TimeRange::Between { .. } => "",
    };
    let choices: Vec<Choice> =
        Preset::ALL.iter().map(|preset| Choice::new(preset.slug(), preset.label())).collect();
    let on_change = props.on_range.reform(|slug: String| {
        let preset = Preset::ALL.into_iter().find(|preset| preset.slug() == slug);
        TimeRange::Last(preset.unwrap_or_default())
    });
    html! {
        <div class="time-range">
            <IconButton icon={IconName::ChevronLeft} label="Earlier" small=true onclick={shift(-0.5)} />
            <Segmented id={props.id.clone()} label="Time range" value={chosen} options={choices} {on_change} bare=true small=true />
            <IconButton icon={IconName::ChevronRight} label="Later" small=true disabled={props.range.is_live()} onclick={shift(0.5)} />
            if !props.range.is_live() {
                <span class="time-range__fixed">{ props.range.label(now, local_offset(now)) }</span>
            }
        </div>
    }
}
