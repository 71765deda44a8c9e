//! Samples of some series in a range of time, read once and carried on live.

use std::{cell::RefCell, collections::VecDeque, rc::Rc, time::Duration};

use futures::future::try_join_all;
use jiff::Timestamp;
use nocturne_proto::api::v1::{
    Gap, GetSeriesRangeRequest, GetSeriesRangeResponse, LatestValue, WatchResponse, watch_response::Event,
};
use nocturne_web_model::{
    chart::{TimeRange, Track, tracks},
    check_view::{Reading, append, reading},
    failure::Failure,
    format::timestamp_to_proto,
};
use yew::prelude::*;

use crate::{
    api::Api,
    hooks::{Refresh, use_live, use_now, use_resource},
};

/// Values that were heard lately: an answer under way may have been made before them.
const RECENT: usize = 5_000;
/// Steps of an axis that moves on: a line is not drawn anew for less than a pixel.
const STEPS: u32 = 1_000;
/// What an agent lost is known some time after it lost it.
const AGAIN_SECS: u32 = 300;

/// What is drawn, and how much of it is known.
pub(super) struct Samples {
    /// Changes in place; `revision` says when.
    pub tracks: Rc<RefCell<Vec<Track>>>,
    pub revision: u64,
    pub gaps: Rc<Vec<Gap>>,
    /// Begin and end of the axis, seconds since 1970. It moves on in steps.
    pub axis: (f64, f64),
    /// Since when is drawn, when the range begins earlier.
    pub clipped: Option<Timestamp>,
    /// The answer was cut at its end.
    pub truncated: bool,
    pub loading: bool,
    /// Nothing was read yet.
    pub first: bool,
    pub failure: Option<Failure>,
    pub reload: Callback<()>,
}

/// What was read.
struct Answers {
    reading: Reading,
    responses: Vec<GetSeriesRangeResponse>,
}

#[derive(Default)]
struct Line {
    tracks: Rc<RefCell<Vec<Track>>>,
    recent: VecDeque<LatestValue>,
    /// The answers that `tracks` were made of.
    source: usize,
    revision: u64,
}

/// Reads the series. While the range ends now, what is committed joins it.
#[hook]
pub(super) fn use_samples(ids: Vec<String>, range: TimeRange, interval: Duration) -> Samples {
    let key = (ids, range_key(range), interval);
    let refresh = Refresh { every_secs: AGAIN_SECS, on: |event| matches!(event, Event::Gap(_)) };
    let read =
        use_resource(
            key,
            refresh,
            move |api, (ids, ..)| async move { read(api, ids, range, interval).await },
        );
    let line = use_mut_ref(Line::default);
    let on_events = {
        let line = Rc::clone(&line);
        use_callback(range.is_live(), move |events: Rc<Vec<WatchResponse>>, live| {
            if *live {
                line.borrow_mut().hear(&events, range);
            }
        })
    };
    use_live(on_events);
    let axis = use_axis(range);

    let source = read.data.as_ref().map_or(0, |data| Rc::as_ptr(data).addr());
    let mut held = line.borrow_mut();
    if held.source != source {
        let responses = read.data.as_ref().map_or(&[][..], |answers| answers.responses.as_slice());
        held.replace(source, responses, axis.0);
    }
    let gaps = use_memo(source, |_| {
        let responses = read.data.iter().flat_map(|answers| &answers.responses);
        responses.flat_map(|response| response.gaps.iter().cloned()).collect::<Vec<Gap>>()
    });
    let reading = read.data.as_ref().map(|answers| answers.reading);
    Samples {
        tracks: Rc::clone(&held.tracks),
        revision: held.revision,
        gaps,
        axis,
        clipped: reading.filter(|reading| reading.clipped).map(|reading| reading.from),
        truncated: read.data.iter().any(|answers| answers.responses.iter().any(|answer| answer.truncated)),
        loading: read.loading,
        first: read.data.is_none(),
        failure: read.failure,
        reload: read.reload,
    }
}

impl Line {
    fn hear(&mut self, events: &[WatchResponse], range: TimeRange) {
        let values = events.iter().flat_map(|event| match &event.event {
            Some(Event::Values(values)) => values.values.as_slice(),
            _ => &[],
        });
        let (from, _) = range.axis(Timestamp::now());
        let heard: Vec<&LatestValue> = values.collect();
        if append(&mut self.tracks.borrow_mut(), heard.iter().copied(), from) {
            self.revision += 1;
        }
        self.recent.extend(heard.into_iter().cloned());
        let too_many = self.recent.len().saturating_sub(RECENT);
        self.recent.drain(..too_many);
    }

    fn replace(&mut self, source: usize, responses: &[GetSeriesRangeResponse], from: f64) {
        let mut fresh = tracks(responses);
        append(&mut fresh, &self.recent, from);
        *self.tracks.borrow_mut() = fresh;
        self.source = source;
        self.revision += 1;
    }
}

/// A range as something to compare: one that moves on stays the same.
fn range_key(range: TimeRange) -> String {
    range.to_query().into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

async fn read(api: Api, ids: Vec<String>, range: TimeRange, interval: Duration) -> Result<Answers, Failure> {
    let reading = reading(range, Timestamp::now(), interval, ids.len());
    let asked = ids.into_iter().map(|series_id| {
        api.get_series_range(GetSeriesRangeRequest {
            series_id,
            from_time: Some(timestamp_to_proto(reading.from)),
            to_time: reading.to.map(timestamp_to_proto),
            limit: reading.limit,
        })
    });
    let responses = try_join_all(asked).await?;
    Ok(Answers { reading, responses })
}

/// The axis of a range that ends now moves on by a pixel at a time, at most once a second.
#[hook]
fn use_axis(range: TimeRange) -> (f64, f64) {
    let now = use_now();
    if !range.is_live() {
        return range.axis(now);
    }
    let (from, to) = range.axis(now);
    let step = ((to - from) / f64::from(STEPS)).max(1.0);
    let to = (to / step).ceil() * step;
    (to - (range.axis(now).1 - from), to)
}
