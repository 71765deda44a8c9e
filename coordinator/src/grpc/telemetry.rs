//! `TelemetryService`: what was measured.

use std::sync::Arc;

use nocturne_core::verdict::Verdict;
use nocturne_proto::{
    api::v1::{
        self as wire, check_state::Status as WireStatus, check_verdict::Verdict as WireVerdict,
        telemetry_service_server::TelemetryService,
    },
    convert::{
        api::{labels_to_wire, status_to_wire},
        time::{timestamp_from_wire, timestamp_to_wire},
    },
};
use nocturne_shared::time::Timestamp;
use nocturne_store::check_event::CheckEventRow;
use tonic::{Request, Response, Status};

use super::caller::{page_request, page_to_wire, principal};
use crate::{
    api_state::ApiState,
    app::{
        check_event::check_event_list,
        check_state::{CheckStateView, check_state_list},
        gap::{GapView, gap_list},
        telemetry::{self as app, RangeQuery},
        verdict::{VerdictView, verdict_list},
    },
    telemetry::{Latest, Series},
};

/// Measurements, statuses and gaps.
pub struct TelemetryApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl TelemetryService for TelemetryApi {
    async fn list_latest_values(
        &self,
        request: Request<wire::ListLatestValuesRequest>,
    ) -> Result<Response<wire::ListLatestValuesResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = page_request(sent.page_size, sent.page_token);
        let page = app::latest_list(&self.0, org_id, sent.metric, &sent.selector, &page)?;
        let (values, next_page_token) = page_to_wire(page, latest_to_wire);
        Ok(Response::new(wire::ListLatestValuesResponse { values, next_page_token }))
    }

    async fn get_series_range(
        &self,
        request: Request<wire::GetSeriesRangeRequest>,
    ) -> Result<Response<wire::GetSeriesRangeResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let query = RangeQuery {
            series_id: sent.series_id,
            from: sent.from_time.as_ref().map(timestamp_from_wire),
            to: sent.to_time.as_ref().map(timestamp_from_wire),
            limit: sent.limit,
        };
        let (range, gaps) = app::series_range(&self.0, org_id, &query).await?;
        Ok(Response::new(wire::GetSeriesRangeResponse {
            series: Some(series_to_wire(range.series)),
            samples: range.samples.into_iter().map(sample_to_wire).collect(),
            truncated: range.truncated,
            gaps: gaps.into_iter().map(gap_to_wire).collect(),
        }))
    }

    async fn list_check_states(
        &self,
        request: Request<wire::ListCheckStatesRequest>,
    ) -> Result<Response<wire::ListCheckStatesResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = page_request(sent.page_size, sent.page_token);
        let page = check_state_list(&self.0, org_id, &sent.check, &page).await?;
        let (check_states, next_page_token) = page_to_wire(page, check_state_to_wire);
        Ok(Response::new(wire::ListCheckStatesResponse { check_states, next_page_token }))
    }

    async fn list_check_verdicts(
        &self,
        request: Request<wire::ListCheckVerdictsRequest>,
    ) -> Result<Response<wire::ListCheckVerdictsResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = page_request(sent.page_size, sent.page_token);
        let page = verdict_list(&self.0, org_id, &sent.check, &page).await?;
        let (check_verdicts, next_page_token) = page_to_wire(page, verdict_to_wire);
        Ok(Response::new(wire::ListCheckVerdictsResponse { check_verdicts, next_page_token }))
    }

    async fn list_check_events(
        &self,
        request: Request<wire::ListCheckEventsRequest>,
    ) -> Result<Response<wire::ListCheckEventsResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = page_request(sent.page_size, sent.page_token);
        let page = check_event_list(&self.0, org_id, &sent.check, &page).await?;
        let (check_events, next_page_token) = page_to_wire(page, check_event_to_wire);
        Ok(Response::new(wire::ListCheckEventsResponse { check_events, next_page_token }))
    }

    async fn list_gaps(
        &self,
        request: Request<wire::ListGapsRequest>,
    ) -> Result<Response<wire::ListGapsResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let ends_after = sent.from_time.as_ref().map(timestamp_from_wire);
        let page = page_request(sent.page_size, sent.page_token);
        let list = gap_list(&self.0, org_id, &sent.agent, ends_after, &page).await?;
        let (gaps, next_page_token) = page_to_wire(list.page, gap_to_wire);
        let ongoing = list.ongoing.into_iter().map(gap_to_wire).collect();
        Ok(Response::new(wire::ListGapsResponse { gaps, next_page_token, ongoing }))
    }
}

fn series_to_wire(series: Series) -> wire::Series {
    wire::Series {
        series_id: series.series_id.to_string(),
        metric: series.metric,
        labels: labels_to_wire(&series.labels),
    }
}

fn sample_to_wire((at, value): (Timestamp, f64)) -> wire::Sample {
    wire::Sample { time: Some(timestamp_to_wire(at)), value }
}

fn latest_to_wire(latest: Latest) -> wire::LatestValue {
    wire::LatestValue {
        series: Some(series_to_wire(latest.series)),
        sample: Some(sample_to_wire((latest.at, latest.value))),
    }
}

fn check_state_to_wire(view: CheckStateView) -> wire::CheckState {
    let CheckStateView { row, confirmed_at, stale } = view;
    wire::CheckState {
        check_id: row.check_id.to_string(),
        check: row.check,
        target: row.target,
        agent_id: row.agent_id.to_string(),
        agent: row.agent,
        site: row.site,
        status: status_to_wire(row.status).into(),
        reason: row.reason,
        evidence: row.evidence,
        since_time: Some(timestamp_to_wire(row.since_at)),
        update_time: Some(timestamp_to_wire(confirmed_at)),
        stale,
    }
}

fn verdict_to_wire(view: VerdictView) -> wire::CheckVerdict {
    let VerdictView { check_id, check, target, quorum } = view;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    wire::CheckVerdict {
        check_id: check_id.to_string(),
        check,
        target,
        verdict: match quorum.verdict {
            Verdict::Unknown => WireVerdict::Unknown,
            Verdict::Up => WireVerdict::Up,
            Verdict::Degraded => WireVerdict::Degraded,
            Verdict::Partial => WireVerdict::Partial,
            Verdict::Down => WireVerdict::Down,
        }
        .into(),
        summary: quorum.summary,
        up_agents: count(quorum.agents.n_up),
        degraded_agents: count(quorum.agents.n_degraded),
        down_agents: count(quorum.agents.n_down),
        inconclusive_agents: count(quorum.agents.n_inconclusive),
        stale_agents: count(quorum.agents.n_stale),
        down_sites: quorum.down_sites,
        conclusive_sites: count(quorum.n_conclusive_sites),
        reason: quorum.reason,
        since_time: quorum.since_at.map(timestamp_to_wire),
        update_time: quorum.confirmed_at.map(timestamp_to_wire),
    }
}

fn check_event_to_wire(row: CheckEventRow) -> wire::CheckEvent {
    wire::CheckEvent {
        check_id: row.check_id.to_string(),
        check: row.check,
        target: row.target,
        agent_id: row.agent_id.to_string(),
        agent: row.agent,
        from_status: row.before.map_or(WireStatus::Unspecified, status_to_wire).into(),
        to_status: status_to_wire(row.status).into(),
        reason: row.reason,
        evidence: row.evidence,
        time: Some(timestamp_to_wire(row.at)),
        receive_time: Some(timestamp_to_wire(row.received_at)),
    }
}

pub(super) fn gap_to_wire(gap: GapView) -> wire::Gap {
    wire::Gap {
        gap_id: gap.gap_id.map(|gap_id| gap_id.to_string()).unwrap_or_default(),
        agent_id: gap.agent_id.to_string(),
        agent: gap.agent,
        cause: gap.cause,
        from_time: Some(timestamp_to_wire(gap.from_at)),
        to_time: gap.to_at.map(timestamp_to_wire),
        records: gap.records,
        detail: gap.detail,
    }
}
