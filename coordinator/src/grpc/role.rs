//! `RoleService`: named sets of permissions.

use std::sync::Arc;

use nocturne_proto::{
    api::v1::{
        self as wire, list_permissions_response::Permission as WirePermission,
        role_service_server::RoleService,
    },
    convert::time::timestamp_to_wire,
};
use nocturne_store::role::RoleRow;
use prost::Message as _;
use tonic::{Request, Response, Status};

use super::caller::{asked, page_request, page_to_wire, principal, texts};
use crate::{
    api_state::ApiState,
    app::{
        idempotency::Created,
        role::{self as app, RoleInput, etag},
    },
    error::ApiError,
};

/// Named sets of permissions.
pub struct RoleApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl RoleService for RoleApi {
    async fn list_roles(
        &self,
        request: Request<wire::ListRolesRequest>,
    ) -> Result<Response<wire::ListRolesResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = app::role_list(&self.0, org_id, &page_request(sent.page_size, sent.page_token)).await?;
        let (roles, next_page_token) = page_to_wire(page, to_wire);
        Ok(Response::new(wire::ListRolesResponse { roles, next_page_token }))
    }

    async fn get_role(&self, request: Request<wire::GetRoleRequest>) -> Result<Response<wire::Role>, Status> {
        let org_id = principal(&request)?.org_id;
        let row = app::role_get(&self.0, org_id, &request.into_inner().name).await?;
        Ok(Response::new(to_wire(row)))
    }

    async fn create_role(
        &self,
        request: Request<wire::CreateRoleRequest>,
    ) -> Result<Response<wire::Role>, Status> {
        let caller = principal(&request)?;
        let wire::CreateRoleRequest { role, request_id } = request.into_inner();
        let sent = given(role)?;
        let asked = asked(request_id, &sent);
        let answer = |row: &RoleRow| to_wire(row.clone()).encode_to_vec();
        let made = match app::role_create(&self.0, &caller, &input(sent), &asked, answer).await? {
            Created::Made(row) => to_wire(row),
            Created::Repeated(answered) => wire::Role::decode(answered.as_slice())
                .map_err(|error| ApiError::internal("could not read a stored answer", error))?,
        };
        Ok(Response::new(made))
    }

    async fn update_role(
        &self,
        request: Request<wire::UpdateRoleRequest>,
    ) -> Result<Response<wire::Role>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let role = given(sent.role)?;
        let paths = sent.update_mask.map(|mask| mask.paths).unwrap_or_default();
        let etag = role.etag.clone();
        let row = app::role_update(&self.0, &caller, &etag, &input(role), &paths).await?;
        Ok(Response::new(to_wire(row)))
    }

    async fn delete_role(
        &self,
        request: Request<wire::DeleteRoleRequest>,
    ) -> Result<Response<wire::DeleteRoleResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        app::role_delete(&self.0, &caller, &sent.name, &sent.etag).await?;
        Ok(Response::new(wire::DeleteRoleResponse {}))
    }

    async fn list_permissions(
        &self,
        request: Request<wire::ListPermissionsRequest>,
    ) -> Result<Response<wire::ListPermissionsResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let page = page_request(sent.page_size, sent.page_token);
        let page = app::permission_list(&self.0, caller.org_id, &page)?;
        let (permissions, next_page_token) = page_to_wire(page, |permission| WirePermission {
            name: permission.as_str().to_owned(),
            description: permission.description().to_owned(),
            held: caller.permissions.contains(permission),
        });
        Ok(Response::new(wire::ListPermissionsResponse { permissions, next_page_token }))
    }
}

fn given(role: Option<wire::Role>) -> Result<wire::Role, ApiError> {
    role.ok_or_else(|| ApiError::invalid("role", "is missing"))
}

fn input(role: wire::Role) -> RoleInput {
    RoleInput { name: role.name, description: role.description, permissions: role.permissions }
}

fn to_wire(row: RoleRow) -> wire::Role {
    wire::Role {
        etag: etag(&row),
        name: row.name,
        description: row.description,
        permissions: texts(row.permissions),
        built_in: row.built_in,
        users: row.n_users,
        api_tokens: row.n_api_tokens,
        create_time: Some(timestamp_to_wire(row.created_at)),
        update_time: Some(timestamp_to_wire(row.updated_at)),
    }
}
