//! `CheckService`: what is measured.

use std::sync::Arc;

use nocturne_proto::{
    api::v1::{self as wire, check_service_server::CheckService},
    convert::{
        api::{check_from_wire, spec_to_wire},
        time::timestamp_to_wire,
    },
};
use nocturne_store::check::CheckRow;
use tonic::{Request, Response, Status};

use super::caller::{page_request, page_to_wire, principal};
use crate::{
    api_state::ApiState,
    app::check::{self as app, etag},
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
        let org_id = principal(&request)?.org_id;
        let sent = given(request.into_inner().check)?;
        let row = app::check_create(&self.0, org_id, &check_from_wire(&sent)).await?;
        Ok(Response::new(to_wire(row)))
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
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let check = given(sent.check)?;
        if check.check_id.is_empty() {
            return Err(ApiError::invalid("check_id", "is missing; send the check as it was read").into());
        }
        let paths = sent.update_mask.map(|mask| mask.paths).unwrap_or_default();
        let input = check_from_wire(&check);
        let row = app::check_update(&self.0, org_id, &check.check_id, &check.etag, &input, &paths).await?;
        Ok(Response::new(to_wire(row)))
    }

    async fn delete_check(
        &self,
        request: Request<wire::DeleteCheckRequest>,
    ) -> Result<Response<wire::DeleteCheckResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        app::check_delete(&self.0, org_id, &sent.check, &sent.etag).await?;
        Ok(Response::new(wire::DeleteCheckResponse {}))
    }
}

fn given(check: Option<wire::Check>) -> Result<wire::Check, ApiError> {
    check.ok_or_else(|| ApiError::invalid("check", "is missing"))
}

fn to_wire(row: CheckRow) -> wire::Check {
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
