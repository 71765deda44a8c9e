//! `CheckService`: what is measured.

use std::sync::Arc;

use nocturne_core::preview::{Change, Member, Preview};
use nocturne_proto::{
    api::v1::{
        self as wire, check_service_server::CheckService, preview_check_response::Change as WireChange,
    },
    convert::{
        api::{check_from_wire, spec_to_wire},
        time::timestamp_to_wire,
    },
};
use nocturne_store::{check::CheckRow, check_revision::CheckRevisionRow};
use prost::Message as _;
use tonic::{Request, Response, Status};

use super::caller::{asked, page_request, page_to_wire, principal};
use crate::{
    api_state::ApiState,
    app::{
        check::{self as app, etag},
        idempotency::Created,
        page::MAX_SIZE,
        preview::check_preview,
    },
    error::ApiError,
};

/// Check definitions.
pub struct CheckApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl CheckService for CheckApi {
    async fn create_check(
        &self,
        request: Request<wire::CreateCheckRequest>,
    ) -> Result<Response<wire::Check>, Status> {
        let caller = principal(&request)?;
        let wire::CreateCheckRequest { check, request_id } = request.into_inner();
        let sent = given(check)?;
        let (input, asked) = (check_from_wire(&sent), asked(request_id, &sent));
        let answer = |row: &CheckRow| to_wire(row.clone()).encode_to_vec();
        let made = match app::check_create(&self.0, &caller, &input, &asked, answer).await? {
            Created::Made(row) => to_wire(row),
            Created::Repeated(answered) => wire::Check::decode(answered.as_slice())
                .map_err(|error| ApiError::internal("could not read a stored answer", error))?,
        };
        Ok(Response::new(made))
    }

    async fn get_check(
        &self,
        request: Request<wire::GetCheckRequest>,
    ) -> Result<Response<wire::Check>, Status> {
        let org_id = principal(&request)?.org_id;
        let row = app::check_get(&self.0, org_id, &request.into_inner().check).await?;
        Ok(Response::new(to_wire(row)))
    }

    async fn list_checks(
        &self,
        request: Request<wire::ListChecksRequest>,
    ) -> Result<Response<wire::ListChecksResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = app::check_list(&self.0, org_id, &page_request(sent.page_size, sent.page_token)).await?;
        let (checks, next_page_token) = page_to_wire(page, to_wire);
        Ok(Response::new(wire::ListChecksResponse { checks, next_page_token }))
    }

    async fn update_check(
        &self,
        request: Request<wire::UpdateCheckRequest>,
    ) -> Result<Response<wire::Check>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let check = given(sent.check)?;
        if check.check_id.is_empty() {
            return Err(ApiError::invalid("check_id", "is missing; send the check as it was read").into());
        }
        let paths = sent.update_mask.map(|mask| mask.paths).unwrap_or_default();
        let input = check_from_wire(&check);
        let row = app::check_update(&self.0, &caller, &check.check_id, &check.etag, &input, &paths).await?;
        Ok(Response::new(to_wire(row)))
    }

    async fn delete_check(
        &self,
        request: Request<wire::DeleteCheckRequest>,
    ) -> Result<Response<wire::DeleteCheckResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        app::check_delete(&self.0, &caller, &sent.check, &sent.etag).await?;
        Ok(Response::new(wire::DeleteCheckResponse {}))
    }

    async fn preview_check(
        &self,
        request: Request<wire::PreviewCheckRequest>,
    ) -> Result<Response<wire::PreviewCheckResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let check = given(sent.check)?;
        let paths = sent.update_mask.map(|mask| mask.paths).unwrap_or_default();
        let input = check_from_wire(&check);
        let found = check_preview(&self.0, org_id, &check.check_id, &check.etag, &input, &paths).await?;
        Ok(Response::new(preview_to_wire(found)))
    }

    async fn list_check_revisions(
        &self,
        request: Request<wire::ListCheckRevisionsRequest>,
    ) -> Result<Response<wire::ListCheckRevisionsResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = page_request(sent.page_size, sent.page_token);
        let page = app::check_revision_list(&self.0, org_id, &sent.check, &page).await?;
        let (revisions, next_page_token) = page_to_wire(page, revision_to_wire);
        Ok(Response::new(wire::ListCheckRevisionsResponse { revisions, next_page_token }))
    }
}

fn given(check: Option<wire::Check>) -> Result<wire::Check, ApiError> {
    check.ok_or_else(|| ApiError::invalid("check", "is missing"))
}

pub(super) fn to_wire(row: CheckRow) -> wire::Check {
    let mut check = wire::Check {
        etag: etag(&row),
        check_id: row.check_id.to_string(),
        slug: row.slug,
        description: row.description,
        agent_selector: row.agent_selector,
        enabled: Some(row.enabled),
        revision: row.revision,
        create_time: Some(timestamp_to_wire(row.created_at)),
        update_time: Some(timestamp_to_wire(row.updated_at)),
        ..wire::Check::default()
    };
    spec_to_wire(&row.spec, &mut check);
    check
}

fn revision_to_wire(row: CheckRevisionRow) -> wire::CheckRevision {
    let mut specification = wire::Check::default();
    spec_to_wire(&row.spec, &mut specification);
    wire::CheckRevision {
        revision: row.revision,
        create_time: Some(timestamp_to_wire(row.created_at)),
        check: Some(specification),
    }
}

fn preview_to_wire(preview: Preview) -> wire::PreviewCheckResponse {
    let count = |change| number(preview.count(change));
    wire::PreviewCheckResponse {
        added_agents: count(Change::Added),
        removed_agents: count(Change::Removed),
        changed_agents: count(Change::Changed),
        unchanged_agents: count(Change::Unchanged),
        kept_targets: number(preview.n_kept_targets),
        total_executions: preview.n_executions,
        executions_per_second: preview.executions_per_second,
        next_revision: preview.next_revision,
        added_targets: preview.added_targets,
        removed_targets: preview.removed_targets,
        agents: preview.agents.into_iter().take(MAX_SIZE).map(previewed_to_wire).collect(),
    }
}

fn previewed_to_wire((member, change): (Member, Change)) -> wire::preview_check_response::Agent {
    let change = match change {
        Change::Added => WireChange::Added,
        Change::Removed => WireChange::Removed,
        Change::Changed => WireChange::Changed,
        Change::Unchanged => WireChange::Unchanged,
    };
    wire::preview_check_response::Agent {
        agent_id: member.agent_id.to_string(),
        agent: member.agent,
        site: member.site,
        change: change.into(),
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
