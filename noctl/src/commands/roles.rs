//! `noctl roles` and `noctl permissions`.

use nocturne_proto::api::v1::{
    CreateRoleRequest, DeleteRoleRequest, GetRoleRequest, ListPermissionsRequest, ListRolesRequest,
    Role as WireRole, UpdateRoleRequest, role_service_client::RoleServiceClient,
};
use prost_types::FieldMask;
use serde_json::json;

use super::{ListArgs, parse_request_id};
use crate::{
    client::{Api, pages},
    context::Context,
    error::Error,
    view::role::{Permission, Role},
};

/// What to do with roles.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum RolesCommand {
    /// List roles with their permissions and who has them.
    List(ListArgs),
    /// Show one role.
    Show {
        /// Name.
        name: String,
    },
    /// Make a role of permissions that you have.
    Create {
        /// Name: lower case letters, digits and '-'.
        name: String,
        /// Permission, see `noctl permissions`; may be given several times.
        #[arg(long = "permission", value_name = "PERMISSION", required = true)]
        permissions: Vec<String>,
        /// For people.
        #[arg(long, default_value = "", hide_default_value = true)]
        description: String,
        /// Id that makes a repetition harmless for 24 hours, at most 128 printable ASCII characters.
        #[arg(long, value_name = "ID", value_parser = parse_request_id)]
        request_id: Option<String>,
    },
    /// Change a role; it holds at once for everybody who has it.
    Update {
        /// Name.
        name: String,
        /// Permission, in place of all that the role has; may be given several times.
        #[arg(long = "permission", value_name = "PERMISSION", required_unless_present = "description")]
        permissions: Vec<String>,
        /// For people.
        #[arg(long)]
        description: Option<String>,
    },
    /// Delete a role that nobody has.
    Delete {
        /// Name.
        name: String,
    },
}

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, command: RolesCommand) -> Result<(), Error> {
    let api = context.api()?;
    match command {
        RolesCommand::List(list) => self::list(context, &api, list).await,
        RolesCommand::Show { name } => {
            let role = api
                .call("show the role", GetRoleRequest { name }, async |channel, request| {
                    RoleServiceClient::new(channel).get_role(request).await
                })
                .await?;
            context.output.one(&Role::from(role))
        }
        RolesCommand::Create { name, permissions, description, request_id } => {
            let role = WireRole { name, permissions, description, ..WireRole::default() };
            let message = CreateRoleRequest { role: Some(role), request_id: request_id.unwrap_or_default() };
            let role = api
                .call("make the role", message, async |channel, request| {
                    RoleServiceClient::new(channel).create_role(request).await
                })
                .await?;
            context.output.one(&Role::from(role))
        }
        RolesCommand::Update { name, permissions, description } => {
            let given = [("permissions", !permissions.is_empty()), ("description", description.is_some())];
            let paths = given.into_iter().filter(|(_, given)| *given).map(|(path, _)| path.to_owned());
            let update_mask = Some(FieldMask { paths: paths.collect() });
            let description = description.unwrap_or_default();
            let role = WireRole { name, permissions, description, ..WireRole::default() };
            let message = UpdateRoleRequest { role: Some(role), update_mask };
            let role = api
                .call("change the role", message, async |channel, request| {
                    RoleServiceClient::new(channel).update_role(request).await
                })
                .await?;
            context.output.one(&Role::from(role))
        }
        RolesCommand::Delete { name } => {
            let message = DeleteRoleRequest { name: name.clone(), etag: String::new() };
            api.call("delete the role", message, async |channel, request| {
                RoleServiceClient::new(channel).delete_role(request).await
            })
            .await?;
            context.output.done(&json!({ "name": name }), &format!("Role {name} is deleted."))
        }
    }
}

/// Lists every permission there is.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn permissions(context: &Context) -> Result<(), Error> {
    let api = context.api()?;
    let permissions = pages(None, async |page_size, page_token| {
        let message = ListPermissionsRequest { page_size, page_token };
        let page = api
            .call("list permissions", message, async |channel, request| {
                RoleServiceClient::new(channel).list_permissions(request).await
            })
            .await?;
        Ok((page.permissions, page.next_page_token))
    })
    .await?;
    context.output.list(&permissions.into_iter().map(Permission::from).collect::<Vec<_>>())
}

async fn list(context: &Context, api: &Api, list: ListArgs) -> Result<(), Error> {
    let roles = pages(list.limit, async |page_size, page_token| {
        let message = ListRolesRequest { page_size, page_token };
        let page = api
            .call("list roles", message, async |channel, request| {
                RoleServiceClient::new(channel).list_roles(request).await
            })
            .await?;
        Ok((page.roles, page.next_page_token))
    })
    .await?;
    context.output.list(&roles.into_iter().map(Role::from).collect::<Vec<_>>())
}
