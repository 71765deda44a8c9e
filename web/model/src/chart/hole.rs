//! Times in which an agent measured nothing, seen from its executions: an agent that was frozen declares nothing while it is.

use std::time::Duration;

use super::{
    GapBand, Point, Track,
    axis::instant,
    band::UNDECLARED,
    gap_cause_label,
    track::{BREAK_AFTER, rhythm},
};

/// The latest execution may be so many intervals old before the next one is missed: the coordinator calls it stale then.
const LATE_INTERVALS: f64 = 3.0;
/// What was measured is here some seconds later.
const ON_ITS_WAY_SECS: f64 = 10.0;

/// A time without executions.
#[derive(Debug, Clone, PartialEq)]
pub struct Hole {
    /// When the first execution that is missing was due, seconds since 1970.
    pub from: f64,
    /// When there was one again, seconds since 1970.
    pub to: f64,
    /// Why, for people; `None` when nobody declared it.
    pub cause: Option<String>,
    /// True while it lasts.
    pub ongoing: bool,
}

/// Where executions are missing.
///
/// `points` are all executions of one check at one target from one agent, `known` is the time they were read for. Where they
/// came in another rhythm than `interval`, because that was changed since, the rhythm counts.
#[must_use]
pub fn holes(points: &[Point], interval: Duration, known: (f64, f64)) -> Vec<Hole> {
    let interval = interval.as_secs_f64().max(1e-3);
    let (begin, end) = known;
    let hole = |from: f64, to: f64, ongoing: bool| Hole { from, to, cause: None, ongoing };
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return if begin < end { vec![hole(begin, end, true)] } else { Vec::new() };
    };
    let mut found = Vec::new();
    if first.at - begin > interval * BREAK_AFTER {
        found.push(hole(begin, first.at, false));
    }
    let steps: Vec<f64> =
        points.windows(2).map(|pair| if let [a, b] = pair { b.at - a.at } else { 0.0 }).collect();
    for (index, (point, step)) in points.iter().zip(&steps).enumerate() {
        // Most steps are not looked at closely.
        if *step <= interval * BREAK_AFTER {
            continue;
        }
        let rhythm = rhythm(&steps, index, Some(interval)).unwrap_or(interval);
        if *step > rhythm * BREAK_AFTER {
            found.push(hole(point.at + rhythm, point.at + step, false));
        }
    }
    if end - last.at > interval * LATE_INTERVALS + ON_ITS_WAY_SECS {
        found.push(hole(last.at + interval, end, true));
    }
    found
}

/// With the cause of the declared gap that covers the most of each hole; `bands` may be those of several agents.
#[must_use]
pub fn explained(mut holes: Vec<Hole>, agent: &str, bands: &[GapBand]) -> Vec<Hole> {
    for hole in &mut holes {
        let covered = |band: &GapBand| band.to.min(hole.to) - band.from.max(hole.from);
        let best = bands
            .iter()
            .filter(|band| band.agent == agent && covered(band) > 0.0)
            .max_by(|a, b| covered(a).total_cmp(&covered(b)));
        if let Some(band) = best {
            hole.cause = Some(band.label.clone());
        }
    }
    holes
}

/// Holes that nobody declared, to be drawn as gaps are.
#[must_use]
pub fn undeclared(holes: &[Hole], agent: &str) -> Vec<GapBand> {
    let band = |hole: &Hole| GapBand {
        key: String::new(),
        from: hole.from,
        to: hole.to,
        from_time: Some(instant(hole.from)),
        to_time: (!hole.ongoing).then(|| instant(hole.to)),
        cause: UNDECLARED.to_owned(),
        label: gap_cause_label(UNDECLARED),
        agent: agent.to_owned(),
        records: 0,
        detail: String::new(),
        ongoing: hole.ongoing,
    };
    holes.iter().filter(|hole| hole.cause.is_none()).map(band).collect()
}

/// The points of `track` at times that `conclusive` has too: what an execution took that could not ask says nothing about
/// the target.
#[must_use]
pub fn conclusive_only(track: &Track, conclusive: Option<&Track>) -> Track {
    let times = conclusive.map_or(&[][..], |track| track.points.as_slice());
    let mut rest = times.iter().peekable();
    let mut kept = track.without_points();
    for point in &track.points {
        while rest.next_if(|time| time.at < point.at).is_some() {}
        if rest.peek().is_some_and(|time| time.at <= point.at) {
            kept.points.push(*point);
        }
    }
    kept
}
