//! `noctl watch`: the status of checks, again and again.
//!
//! On a screen the table is drawn over the one before; elsewhere one follows the other. While the coordinator is away the
//! last good table stays, with its age and the reason.

use std::{collections::BTreeMap, time::Duration};

use nocturne_shared::time::Timestamp;
use tokio::time::MissedTickBehavior;

use super::{results, states};
use crate::{
    client::Api,
    context::Context,
    error::Error,
    human,
    output::{self, Format, Look, Tone},
    span,
    view::{
        View as _,
        telemetry::{CheckState, LatestValue, WatchRow},
    },
};

/// Puts the cursor in the upper left corner.
const HOME: &str = "\u{1b}[H";
/// Clears the rest of the line.
const CLEAR_LINE: &str = "\u{1b}[K";
/// Clears everything below.
const CLEAR_BELOW: &str = "\u{1b}[J";
/// Clears the screen.
const CLEAR_ALL: &str = "\u{1b}[2J";
/// Lines that are not rows: two above the table, its header, one below.
const FRAME_LINES: usize = 5;

/// What to watch.
#[derive(Debug, clap::Args)]
pub(crate) struct WatchArgs {
    /// Time between two looks.
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = span::parse_positive)]
    interval: Duration,
    /// Only this check.
    #[arg(long, value_name = "NAME")]
    check: Option<String>,
    /// Stop after so many looks.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
}

/// What is known: the last good rows and why there are no later ones.
#[derive(Debug, Default)]
struct Known {
    rows: Vec<WatchRow>,
    as_of: Option<Timestamp>,
    error: Option<String>,
}

/// Does it until `--count` or an interrupt.
///
/// # Errors
///
/// Anything that repeating does not mend; with `--count`, the error of the last look.
pub(crate) async fn run(context: &Context, arguments: WatchArgs) -> Result<(), Error> {
    let api = context.api()?;
    let mut known = Known::default();
    let mut tick = tokio::time::interval(arguments.interval);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut n_looks = 0;
    loop {
        tokio::select! {
            // Nothing is under way here: an interrupt ends a watch that did all it should.
            interrupt = tokio::signal::ctrl_c() => return interrupt.map_err(Error::Runtime),
            _ = tick.tick() => {}
        }
        let looked = tokio::select! {
            interrupt = tokio::signal::ctrl_c() => return interrupt.map_err(Error::Runtime),
            looked = look_once(&api, arguments.check.as_deref()) => looked,
        };
        let failure = match looked {
            Ok(rows) => {
                known = Known { rows, as_of: Some(Timestamp::now()), error: None };
                None
            }
            Err(error) if is_passing(&error, &known) => {
                known.error = Some(error.line());
                Some(error)
            }
            Err(error) => return Err(error),
        };
        show(context, &known, &arguments, n_looks == 0, &api.url().to_string())?;
        n_looks += 1;
        if arguments.count.is_some_and(|count| n_looks >= count) {
            return failure.map_or(Ok(()), Err);
        }
    }
}

/// Before the first good look only an absent coordinator is waited for; after it every failed call is shown.
fn is_passing(error: &Error, known: &Known) -> bool {
    match error {
        Error::Call(call) => known.as_of.is_some() || call.is_away(),
        _ => false,
    }
}

async fn look_once(api: &Api, check: Option<&str>) -> Result<Vec<WatchRow>, Error> {
    // Names are labels; a check that is given by its id is narrowed by its states.
    let states = states::fetch(api, check.unwrap_or_default(), None).await?;
    let selector = match (check, states.first()) {
        (Some(_), Some(first)) => format!("check={}", first.check),
        _ => String::new(),
    };
    let successes = results::latest(api, "probe_success", &selector, None).await?;
    let durations = results::latest(api, "probe_duration_seconds", &selector, None).await?;
    Ok(join(states, successes, durations))
}

fn join(states: Vec<CheckState>, successes: Vec<LatestValue>, durations: Vec<LatestValue>) -> Vec<WatchRow> {
    let by_key = |values: Vec<LatestValue>| -> BTreeMap<(String, String, String), LatestValue> {
        let key = |value: &LatestValue| {
            let label = |name| value.series.label(name).to_owned();
            (label("check"), label("target"), label("agent"))
        };
        values.into_iter().map(|value| (key(&value), value)).collect()
    };
    let (successes, durations) = (by_key(successes), by_key(durations));
    let row = |state: CheckState| {
        let key = (state.check.clone(), state.target.clone(), state.agent.clone());
        let success = successes.get(&key).and_then(|value| value.sample.as_ref());
        let duration = durations.get(&key).and_then(|value| value.sample.as_ref());
        WatchRow {
            state,
            success: success.map(|sample| sample.value == 1.0),
            duration_seconds: duration.map(|sample| sample.value).filter(|value| value.is_finite()),
            measure_time: success.or(duration).and_then(|sample| sample.time),
        }
    };
    states.into_iter().map(row).collect()
}

fn show(
    context: &Context,
    known: &Known,
    arguments: &WatchArgs,
    is_first: bool,
    url: &str,
) -> Result<(), Error> {
    // The screen may have another size than a moment ago.
    let look = Look { colour: context.output.look.colour, ..Look::of_stdout(false) };
    let format = context.output.format;
    if format != Format::Table {
        if let Some(error) = &known.error {
            output::note(&format!("error: {error}"));
            return Ok(());
        }
        return match format {
            Format::Json => output::put(&output::json_line(&known.rows)?),
            Format::Yaml => {
                output::put(&format!("---\n{}", output::render_list(format, &look, &known.rows)?))
            }
            Format::Csv | Format::Table => {
                let text = output::render_list(format, &look, &known.rows)?;
                let rows = text.split_once('\n').map_or("", |(_header, rows)| rows);
                output::put(if is_first { &text } else { rows })
            }
        };
    }
    let text = frame(known, &look, arguments.interval, url)?;
    if look.height.is_none() {
        return output::put(&(text + "\n"));
    }
    let drawn: String = text.lines().map(|line| format!("{line}{CLEAR_LINE}\n")).collect();
    let start = if is_first { CLEAR_ALL } else { "" };
    output::put(&format!("{start}{HOME}{drawn}{CLEAR_BELOW}"))
}

/// Title, table and, if there is one, the reason why it is old.
fn frame(known: &Known, look: &Look, interval: Duration, url: &str) -> Result<String, Error> {
    let mut text = format!("{url}, every {}: {}\n", span::text(interval), counts(&known.rows, look));
    if let Some(error) = &known.error {
        let age = known.as_of.map_or_else(
            || "nothing known yet".to_owned(),
            |at| format!("what follows is from {}", human::age(at, look.now)),
        );
        text.push_str(&look.paint(&format!("{}; {age}", look.status(error, Tone::Bad)), Tone::Bad));
    }
    text.push('\n');
    if known.rows.is_empty() {
        let empty = if known.as_of.is_some() { WatchRow::EMPTY } else { "" };
        return Ok(text + empty + "\n");
    }
    let room =
        look.height.map_or(usize::MAX, |height| usize::from(height).saturating_sub(FRAME_LINES).max(1));
    let table = output::render_list(Format::Table, look, &known.rows)?;
    let lines: Vec<&str> = table.lines().collect();
    for line in lines.iter().take(room.saturating_add(1)) {
        text.push_str(line);
        text.push('\n');
    }
    let hidden = lines.len().saturating_sub(room.saturating_add(1));
    if hidden > 0 {
        text.push_str(&format!("… {hidden} more lines; narrow with --check\n"));
    }
    Ok(text)
}

fn counts(rows: &[WatchRow], look: &Look) -> String {
    let words =
        [("DOWN", Tone::Bad), ("DEGRADED", Tone::Warn), ("INCONCLUSIVE", Tone::Dim), ("UP", Tone::Good)];
    let count = |(word, tone): &(&str, Tone)| {
        let n = rows.iter().filter(|row| row.state.status == *word).count();
        (n > 0).then(|| look.paint(&format!("{n} {}", look.status(word, *tone)), *tone))
    };
    let texts: Vec<String> = words.iter().filter_map(count).collect();
    if texts.is_empty() { "no states".to_owned() } else { texts.join(", ") }
}

#[cfg(test)]
mod tests;
