//! `UserService`: who belongs to an organization.

use std::sync::Arc;

use nocturne_proto::{
    api::v1::{self as wire, user_service_server::UserService},
    convert::time::timestamp_to_wire,
};
use nocturne_store::user::UserRow;
use secrecy::{ExposeSecret as _, SecretString};
use tonic::{Request, Response, Status};

use super::caller::{asked, page_request, page_to_wire, principal};
use crate::{
    api_state::ApiState,
    app::user::{
        self as app, UserInput,
        change::{UserChange, user_password_reset, user_remove, user_update},
        etag,
    },
    error::ApiError,
};

/// Who belongs to an organization.
pub struct UserApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl UserService for UserApi {
    async fn list_users(
        &self,
        request: Request<wire::ListUsersRequest>,
    ) -> Result<Response<wire::ListUsersResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = app::user_list(&self.0, org_id, &page_request(sent.page_size, sent.page_token)).await?;
        let (users, next_page_token) = page_to_wire(page, to_wire);
        Ok(Response::new(wire::ListUsersResponse { users, next_page_token }))
    }

    async fn get_user(&self, request: Request<wire::GetUserRequest>) -> Result<Response<wire::User>, Status> {
        let org_id = principal(&request)?.org_id;
        let row = app::user_get(&self.0, org_id, &request.into_inner().user).await?;
        Ok(Response::new(to_wire(row)))
    }

    async fn create_user(
        &self,
        request: Request<wire::CreateUserRequest>,
    ) -> Result<Response<wire::CreateUserResponse>, Status> {
        let caller = principal(&request)?;
        let mut sent = request.into_inner();
        let request_id = std::mem::take(&mut sent.request_id);
        // What is remembered of a request must not help anybody to guess the password.
        let password = SecretString::from(std::mem::take(&mut sent.password));
        let asked = asked(request_id, &sent);
        let input =
            UserInput { username: sent.username, display_name: sent.display_name, role: sent.role, password };
        let (row, shown) = app::user_create(&self.0, &caller, input, &asked).await?;
        let password = shown.map(|shown| shown.expose_secret().to_owned()).unwrap_or_default();
        Ok(Response::new(wire::CreateUserResponse { user: Some(to_wire(row)), password }))
    }

    async fn update_user(
        &self,
        request: Request<wire::UpdateUserRequest>,
    ) -> Result<Response<wire::User>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let user = sent.user.ok_or_else(|| ApiError::invalid("user", "is missing"))?;
        if user.user_id.is_empty() {
            return Err(ApiError::invalid("user.user_id", "is missing; send the user as it was read").into());
        }
        let paths = sent.update_mask.map(|mask| mask.paths).unwrap_or_default();
        let input = UserChange { display_name: user.display_name, role: user.role, disabled: user.disabled };
        let row = user_update(&self.0, &caller, &user.user_id, &user.etag, &input, &paths).await?;
        Ok(Response::new(to_wire(row)))
    }

    async fn remove_user(
        &self,
        request: Request<wire::RemoveUserRequest>,
    ) -> Result<Response<wire::RemoveUserResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        user_remove(&self.0, &caller, &sent.user, &sent.etag).await?;
        Ok(Response::new(wire::RemoveUserResponse {}))
    }

    async fn reset_password(
        &self,
        request: Request<wire::ResetPasswordRequest>,
    ) -> Result<Response<wire::ResetPasswordResponse>, Status> {
        let caller = principal(&request)?;
        let sent = request.into_inner();
        let (row, made) = user_password_reset(&self.0, &caller, &sent.user, sent.reset_totp).await?;
        let password = made.expose_secret().to_owned();
        Ok(Response::new(wire::ResetPasswordResponse { user: Some(to_wire(row)), password }))
    }
}

fn to_wire(row: UserRow) -> wire::User {
    wire::User {
        etag: etag(&row),
        user_id: row.user_id.to_string(),
        username: row.username,
        display_name: row.display_name,
        role: row.role,
        disabled: row.disabled,
        must_change_password: row.must_change_password,
        second_factor: row.second_factor,
        last_login_time: row.last_login_at.map(timestamp_to_wire),
        create_time: Some(timestamp_to_wire(row.created_at)),
    }
}
