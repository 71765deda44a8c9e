//! `TelemetryService`: what was measured.

use std::sync::Arc;

use nocturne_proto::{
    api::v1::{self as wire, telemetry_service_server::TelemetryService},
    convert::{
        api::{labels_to_wire, status_to_wire},
        time::{timestamp_from_wire, timestamp_to_wire},
    },
};
use nocturne_shared::time::Timestamp;
use nocturne_store::{check_state::CheckStateRow, gap::GapRow};
use tonic::{Request, Response, Status};

use super::caller::{page_request, page_to_wire, principal};
use crate::{
    api_state::ApiState,
    app::telemetry::{self as app, RangeQuery},
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
        let range = app::series_range(&self.0, org_id, &query).await?;
        Ok(Response::new(wire::GetSeriesRangeResponse {
            series: Some(series_to_wire(range.series)),
            samples: range.samples.into_iter().map(sample_to_wire).collect(),
            truncated: range.truncated,
        }))
    }

    async fn list_check_states(
        &self,
        request: Request<wire::ListCheckStatesRequest>,
    ) -> Result<Response<wire::ListCheckStatesResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = page_request(sent.page_size, sent.page_token);
        let page = app::check_state_list(&self.0, org_id, &sent.check, &page).await?;
        let (check_states, next_page_token) = page_to_wire(page, check_state_to_wire);
        Ok(Response::new(wire::ListCheckStatesResponse { check_states, next_page_token }))
    }

    async fn list_gaps(
        &self,
        request: Request<wire::ListGapsRequest>,
    ) -> Result<Response<wire::ListGapsResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let ends_after = sent.from_time.as_ref().map(timestamp_from_wire);
        let page = page_request(sent.page_size, sent.page_token);
        let page = app::gap_list(&self.0, org_id, &sent.agent, ends_after, &page).await?;
        let (gaps, next_page_token) = page_to_wire(page, gap_to_wire);
        Ok(Response::new(wire::ListGapsResponse { gaps, next_page_token }))
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

fn check_state_to_wire(row: CheckStateRow) -> wire::CheckState {
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
        update_time: Some(timestamp_to_wire(row.updated_at)),
    }
}

fn gap_to_wire(row: GapRow) -> wire::Gap {
    wire::Gap {
        gap_id: row.gap_id.to_string(),
        agent_id: row.agent_id.to_string(),
        agent: row.agent,
        cause: row.cause,
        from_time: Some(timestamp_to_wire(row.from_at)),
        to_time: Some(timestamp_to_wire(row.to_at)),
        records: row.records,
        detail: row.detail,
    }
}
