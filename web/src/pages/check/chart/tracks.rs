//! Samples of some series in a range of time, read once and carried on live.

use std::{cell::RefCell, collections::VecDeque, rc::Rc, time::Duration};

use futures::future::try_join_all;
use jiff::Timestamp;
use nocturne_proto::api::v1::{
    Gap, GetSeriesRangeRequest, GetSeriesRangeResponse, LatestValue, WatchResponse, watch_response::Event,
};
use nocturne_web_model::{
    chart::{GapBand, TimeRange, Track, conclusive_only, explained, holes, tracks},
    check_view::{Reading, append, reading, tells_of_inconclusive},
    failure::Failure,
    format::{timestamp_to_proto, to_millis},
};
use yew::prelude::*;

use super::strips::AgentHoles;
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
/// Every execution has one.
const DURATION: &str = "probe_duration_seconds";
/// Those have one that could ask.
const SUCCESS: &str = "probe_success";
/// Why nothing is measured at the end.
const NOT_RUN: &str = "The check is not run";

/// What is drawn, and how much of it is known.
pub(super) struct Samples {
    /// Changes in place; `revision` says when.
    pub tracks: Rc<RefCell<Vec<Track>>>,
    /// The executions that they come from, by agent, and changed with them.
    pub executions: Rc<RefCell<Vec<Track>>>,
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
    /// Of what is drawn.
    drawn: Vec<GetSeriesRangeResponse>,
    /// Of the executions.
    executions: Vec<GetSeriesRangeResponse>,
}

/// Which series are read.
#[derive(Clone, PartialEq)]
pub(super) struct Asked {
    /// What is drawn.
    pub drawn: Vec<String>,
    /// Which executions there were.
    pub executions: Vec<String>,
}

#[derive(Default)]
struct Line {
    tracks: Rc<RefCell<Vec<Track>>>,
    executions: Rc<RefCell<Vec<Track>>>,
    recent: VecDeque<LatestValue>,
    /// The answers that `tracks` were made of.
    source: usize,
    revision: u64,
}

/// Reads the series. While the range ends now, what is committed joins it.
#[hook]
pub(super) fn use_samples(asked: Asked, range: TimeRange, interval: Duration) -> Samples {
    let key = (asked, range_key(range), interval);
    let refresh = Refresh { every_secs: AGAIN_SECS, on: |event| matches!(event, Event::Gap(_)) };
    let read =
        use_resource(
            key,
            refresh,
            move |api, (asked, ..)| async move { read(api, asked, range, interval).await },
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
        let of = |which: fn(&Answers) -> &Vec<GetSeriesRangeResponse>| {
            read.data.as_ref().map_or(&[][..], |answers| which(answers).as_slice())
        };
        held.replace(source, of(|answers| &answers.drawn), of(|answers| &answers.executions), axis.0);
    }
    let gaps = use_memo(source, |_| {
        let responses = read.data.iter().flat_map(|answers| answers.drawn.iter().chain(&answers.executions));
        responses.flat_map(|response| response.gaps.iter().cloned()).collect::<Vec<Gap>>()
    });
    let reading = read.data.as_ref().map(|answers| answers.reading);
    Samples {
        tracks: Rc::clone(&held.tracks),
        executions: Rc::clone(&held.executions),
        revision: held.revision,
        gaps,
        axis,
        clipped: reading.filter(|reading| reading.clipped).map(|reading| reading.from),
        truncated: read.data.iter().any(|answers| answers.drawn.iter().any(|answer| answer.truncated)),
        loading: read.loading,
        first: read.data.is_none(),
        failure: read.failure,
        reload: read.reload,
    }
}

impl Samples {
    /// What is drawn, without what was measured by executions that could not ask.
    pub(super) fn conclusive(&self, metric: &str) -> Vec<Track> {
        let (tracks, executions) = (self.tracks.borrow(), self.executions.borrow());
        if !tells_of_inconclusive(metric) || executions.is_empty() {
            return tracks.clone();
        }
        let success =
            |agent: &str| executions.iter().find(|track| track.agent == agent && track.metric == SUCCESS);
        tracks.iter().map(|track| conclusive_only(track, success(&track.agent))).collect()
    }

    /// Where each agent measured nothing, though it runs the check; `declared` are the gaps.
    pub(super) fn holes(&self, interval: Duration, enabled: bool, declared: &[GapBand]) -> Vec<AgentHoles> {
        let executions = self.executions.borrow();
        let of_agent = |track: &Track| {
            let last = track.points.last().map(|point| point.at);
            let begin = self.clipped.map_or(self.axis.0, |from| seconds(from).max(self.axis.0));
            let end = last.filter(|_| self.truncated).unwrap_or(self.axis.1);
            let mut found = explained(holes(&track.points, interval, (begin, end)), &track.agent, declared);
            if let Some(hole) = found.last_mut().filter(|hole| hole.ongoing && !enabled) {
                hole.cause = Some(NOT_RUN.to_owned());
            }
            AgentHoles { agent: track.agent.clone(), holes: found }
        };
        executions.iter().filter(|track| track.metric == DURATION).map(of_agent).collect()
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
        let drawn = append(&mut self.tracks.borrow_mut(), heard.iter().copied(), from);
        let executed = append(&mut self.executions.borrow_mut(), heard.iter().copied(), from);
        if drawn || executed {
            self.revision += 1;
        }
        self.recent.extend(heard.into_iter().cloned());
        let too_many = self.recent.len().saturating_sub(RECENT);
        self.recent.drain(..too_many);
    }

    fn replace(
        &mut self,
        source: usize,
        drawn: &[GetSeriesRangeResponse],
        executions: &[GetSeriesRangeResponse],
        from: f64,
    ) {
        for (held, responses) in [(&self.tracks, drawn), (&self.executions, executions)] {
            let mut fresh = tracks(responses);
            append(&mut fresh, &self.recent, from);
            *held.borrow_mut() = fresh;
        }
        self.source = source;
        self.revision += 1;
    }
}

/// A range as something to compare: one that moves on stays the same.
fn range_key(range: TimeRange) -> String {
    range.to_query().into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

async fn read(api: Api, asked: Asked, range: TimeRange, interval: Duration) -> Result<Answers, Failure> {
    let Asked { drawn, executions } = asked;
    let beside: Vec<String> = executions.iter().filter(|id| !drawn.contains(id)).cloned().collect();
    let n_drawn = drawn.len();
    let reading = reading(range, Timestamp::now(), interval, n_drawn + beside.len());
    let asked = drawn.into_iter().chain(beside).map(|series_id| {
        api.get_series_range(GetSeriesRangeRequest {
            series_id,
            from_time: Some(timestamp_to_proto(reading.from)),
            to_time: reading.to.map(timestamp_to_proto),
            limit: reading.limit,
        })
    });
    let mut drawn = try_join_all(asked).await?;
    let beside = drawn.split_off(n_drawn);
    let is_execution = |response: &&GetSeriesRangeResponse| {
        response.series.as_ref().is_some_and(|series| executions.contains(&series.series_id))
    };
    let executions = drawn.iter().filter(is_execution).cloned().chain(beside).collect();
    Ok(Answers { reading, drawn, executions })
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

#[expect(clippy::cast_precision_loss, reason = "milliseconds of this era")]
fn seconds(at: Timestamp) -> f64 {
    to_millis(at) as f64 / 1e3
}
