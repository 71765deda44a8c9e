//! `noctl results`: latest values, or the samples of one series.

use std::time::Duration;

use nocturne_proto::{
    api::v1::{
        GetSeriesRangeRequest, ListLatestValuesRequest, telemetry_service_client::TelemetryServiceClient,
    },
    convert::time::{timestamp_from_wire, timestamp_to_wire},
};
use nocturne_shared::time::{Timestamp, add, sub};

use super::{ListArgs, parse_selector};
use crate::{
    client::{Api, MAX_ANSWER_BYTES, pages},
    context::Context,
    error::Error,
    output,
    output::Format,
    span,
    view::{
        gap::Gap,
        telemetry::{LatestValue, Sample, Series, SeriesRange},
    },
};

/// Samples of one answer; the API's limit.
const RANGE_PAGE: i32 = 100_000;

/// Which results.
#[derive(Debug, clap::Args)]
pub(crate) struct ResultsArgs {
    /// Only of this check.
    #[arg(long, value_name = "NAME")]
    check: Option<String>,
    /// Only from agents of this site.
    #[arg(long)]
    site: Option<String>,
    /// Only from this agent.
    #[arg(long)]
    agent: Option<String>,
    /// Only of this target.
    #[arg(long)]
    target: Option<String>,
    /// Only this metric, e.g. `probe_duration_seconds`.
    #[arg(long, default_value = "")]
    metric: String,
    /// Only series with these labels, e.g. `phase=connect`.
    #[arg(long, short = 'l', value_parser = parse_selector, default_value = "")]
    selector: String,
    /// The samples of this series instead of latest values.
    #[arg(long, value_name = "ID", conflicts_with_all = ["check", "site", "agent", "target", "metric", "selector"])]
    series: Option<String>,
    /// How far back the samples of `--series` go.
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = span::parse_positive)]
    since: Duration,
    #[command(flatten)]
    list: ListArgs,
}

/// Examples.
pub(crate) const HELP: &str = "\
Examples:
  noctl results --check web
  noctl results --metric probe_duration_seconds --site ams -o csv
  noctl results --series 42 --since 24h";

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, arguments: ResultsArgs) -> Result<(), Error> {
    if let Some(series_id) = &arguments.series {
        return range(context, series_id, &arguments).await;
    }
    let selector = selector(&arguments)?;
    let mut values = latest(&context.api()?, &arguments.metric, &selector, arguments.list.limit).await?;
    values.sort_by_cached_key(|value| value.series.order());
    context.output.list(&values)
}

/// Latest values that match.
///
/// # Errors
///
/// As [`Api::call`].
pub(crate) async fn latest(
    api: &Api,
    metric: &str,
    selector: &str,
    limit: Option<usize>,
) -> Result<Vec<LatestValue>, Error> {
    let values = pages(limit, async |page_size, page_token| {
        let message = ListLatestValuesRequest {
            metric: metric.to_owned(),
            selector: selector.to_owned(),
            page_size,
            page_token,
        };
        let page = api
            .call("list latest values", message, async |channel, request| {
                TelemetryServiceClient::new(channel).list_latest_values(request).await
            })
            .await?;
        Ok((page.values, page.next_page_token))
    })
    .await?;
    Ok(values.into_iter().map(LatestValue::from).collect())
}

/// One selector from all the ways to narrow.
fn selector(arguments: &ResultsArgs) -> Result<String, Error> {
    let own = [
        ("check", &arguments.check),
        ("site", &arguments.site),
        ("agent", &arguments.agent),
        ("target", &arguments.target),
    ];
    let mut terms = Vec::new();
    for (name, value) in own {
        let Some(value) = value else { continue };
        if value.is_empty() || value.contains([',', '(', ')', '=', '!', ' ']) {
            return Err(Error::Usage(format!("--{name}: {value:?} cannot be the name of a {name}")));
        }
        terms.push(format!("{name}={value}"));
    }
    if !arguments.selector.trim().is_empty() {
        terms.push(arguments.selector.clone());
    }
    Ok(terms.join(","))
}

async fn range(context: &Context, series_id: &str, arguments: &ResultsArgs) -> Result<(), Error> {
    let api = context.api()?;
    let range = fetch_range(&api, series_id, arguments).await?;
    if context.output.document(&range)?.is_some() {
        return Ok(());
    }
    let truncated = range.truncated;
    context.output.list(&range.rows())?;
    if truncated && context.output.format == Format::Table {
        output::note("There are more samples; a larger --limit shows them.");
    }
    Ok(())
}

/// Samples from `since` to the present or to the limit, over as many answers as it takes.
async fn fetch_range(api: &Api, series_id: &str, arguments: &ResultsArgs) -> Result<SeriesRange, Error> {
    let limit = arguments.list.limit.unwrap_or(usize::MAX);
    let mut from_time = timestamp_to_wire(sub(Timestamp::now(), arguments.since));
    let mut samples: Vec<Sample> = Vec::new();
    let mut gaps: Vec<Gap> = Vec::new();
    loop {
        let left = i32::try_from(limit.saturating_sub(samples.len())).unwrap_or(RANGE_PAGE);
        let message = GetSeriesRangeRequest {
            series_id: series_id.to_owned(),
            from_time: Some(from_time),
            to_time: None,
            // 0 would be the API's default.
            limit: left.clamp(1, RANGE_PAGE),
        };
        let answer = api
            .call("get the samples of the series", message, async |channel, request| {
                TelemetryServiceClient::new(channel)
                    .max_decoding_message_size(MAX_ANSWER_BYTES)
                    .get_series_range(request)
                    .await
            })
            .await?;
        let last = answer.samples.last().and_then(|sample| sample.time);
        samples.extend(answer.samples.into_iter().map(Sample::from));
        for gap in answer.gaps.into_iter().map(Gap::from) {
            // One that reaches over the edge of two answers is in both.
            if !gaps.contains(&gap) {
                gaps.push(gap);
            }
        }
        let series = answer.series.map(Series::from).unwrap_or_default();
        match last {
            // A series has one sample at a time: the next microsecond is after the last one.
            Some(last) if answer.truncated && samples.len() < limit => {
                from_time = timestamp_to_wire(add(timestamp_from_wire(&last), Duration::from_micros(1)));
            }
            _ => {
                let truncated = answer.truncated || samples.len() > limit;
                samples.truncate(limit);
                return Ok(SeriesRange { series, samples, truncated, gaps });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};

    fn parsed(line: &str) -> ResultsArgs {
        let line = ["noctl", "results"].into_iter().chain(line.split_whitespace());
        match Cli::try_parse_from(line).unwrap().command {
            Command::Results(arguments) => arguments,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn all_ways_to_narrow_are_joined_into_one_selector() {
        assert_eq!(selector(&parsed("")).unwrap(), "");
        assert_eq!(
            selector(&parsed("--check web --site ams --selector phase=connect")).unwrap(),
            "check=web,site=ams,phase=connect"
        );
        assert!(selector(&parsed("--check web,site=x")).is_err());
    }
}
