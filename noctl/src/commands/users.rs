//! `noctl users`.

use nocturne_proto::api::v1::{
    CreateUserRequest, GetUserRequest, ListUsersRequest, RemoveUserRequest, ResetPasswordRequest,
    UpdateUserRequest, User as WireUser, user_service_client::UserServiceClient,
};
use prost_types::FieldMask;
use serde_json::json;

use super::{ListArgs, parse_request_id};
use crate::{
    ask,
    client::{Api, pages},
    context::Context,
    error::Error,
    view::user::{User, UserWithPassword},
};

/// What to do with users.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum UsersCommand {
    /// List users with role, standing and last login.
    List(ListArgs),
    /// Show everything known of one user.
    Show {
        /// Name or id.
        user: String,
    },
    /// Make a user; a random password is printed once, unless one is given on standard input.
    Create(CreateArgs),
    /// Change name or role of a user.
    Update {
        /// Name or id.
        user: String,
        /// Name for people.
        #[arg(long, required_unless_present = "role")]
        display_name: Option<String>,
        /// Name of a role, see `noctl roles list`.
        #[arg(long)]
        role: Option<String>,
    },
    /// Keep a user from logging in, and end their sessions.
    Disable {
        /// Name or id.
        user: String,
    },
    /// Let a disabled user log in again.
    Enable {
        /// Name or id.
        user: String,
    },
    /// Take a user out of the organization.
    Remove {
        /// Name or id.
        user: String,
    },
    /// Give a user a random password, which is printed once, and end their sessions.
    ResetPassword {
        /// Name or id.
        user: String,
        /// End the second factor too: the authenticator is lost.
        #[arg(long)]
        totp: bool,
    },
}

/// A user to make.
#[derive(Debug, clap::Args)]
pub(crate) struct CreateArgs {
    /// User name.
    username: String,
    /// Name of a role, see `noctl roles list`.
    #[arg(long)]
    role: String,
    /// Name for people.
    #[arg(long, default_value = "", hide_default_value = true)]
    display_name: String,
    /// Read the password from the first line of standard input; the user changes it at the first login.
    #[arg(long)]
    password_stdin: bool,
    /// Id that makes a repetition harmless for 24 hours, at most 128 printable ASCII characters.
    #[arg(long, value_name = "ID", value_parser = parse_request_id)]
    request_id: Option<String>,
}

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, command: UsersCommand) -> Result<(), Error> {
    let api = context.api()?;
    match command {
        UsersCommand::List(list) => self::list(context, &api, list).await,
        UsersCommand::Show { user } => {
            let user = api
                .call("show the user", GetUserRequest { user }, async |channel, request| {
                    UserServiceClient::new(channel).get_user(request).await
                })
                .await?;
            context.output.one(&User::from(user))
        }
        UsersCommand::Create(arguments) => create(context, &api, arguments).await,
        UsersCommand::Update { user, display_name, role } => {
            let paths = [("display_name", display_name.is_some()), ("role", role.is_some())];
            let paths = paths.into_iter().filter(|(_, given)| *given).map(|(path, _)| path).collect();
            let wanted = WireUser {
                user_id: user,
                display_name: display_name.unwrap_or_default(),
                role: role.unwrap_or_default(),
                ..WireUser::default()
            };
            update(context, &api, wanted, paths).await
        }
        UsersCommand::Disable { user } => {
            let wanted = WireUser { user_id: user, disabled: true, ..WireUser::default() };
            update(context, &api, wanted, vec!["disabled"]).await
        }
        UsersCommand::Enable { user } => {
            let wanted = WireUser { user_id: user, ..WireUser::default() };
            update(context, &api, wanted, vec!["disabled"]).await
        }
        UsersCommand::Remove { user } => {
            let message = RemoveUserRequest { user: user.clone(), etag: String::new() };
            api.call("remove the user", message, async |channel, request| {
                UserServiceClient::new(channel).remove_user(request).await
            })
            .await?;
            context.output.done(&json!({ "user": user }), &format!("User {user} is removed."))
        }
        UsersCommand::ResetPassword { user, totp } => {
            let message = ResetPasswordRequest { user, reset_totp: totp };
            let answer = api
                .call("reset the password", message, async |channel, request| {
                    UserServiceClient::new(channel).reset_password(request).await
                })
                .await?;
            let shown = UserWithPassword::new(answer.user, answer.password);
            context.output.told(&shown, |_look| shown.text())
        }
    }
}

async fn list(context: &Context, api: &Api, list: ListArgs) -> Result<(), Error> {
    let users = pages(list.limit, async |page_size, page_token| {
        let message = ListUsersRequest { page_size, page_token };
        let page = api
            .call("list users", message, async |channel, request| {
                UserServiceClient::new(channel).list_users(request).await
            })
            .await?;
        Ok((page.users, page.next_page_token))
    })
    .await?;
    context.output.list(&users.into_iter().map(User::from).collect::<Vec<_>>())
}

async fn create(context: &Context, api: &Api, arguments: CreateArgs) -> Result<(), Error> {
    let password = if arguments.password_stdin {
        ask::filled(ask::line("the password")?, "the password")?
    } else {
        String::new()
    };
    let message = CreateUserRequest {
        username: arguments.username,
        display_name: arguments.display_name,
        role: arguments.role,
        password,
        request_id: arguments.request_id.unwrap_or_default(),
    };
    let answer = api
        .call("make the user", message, async |channel, request| {
            UserServiceClient::new(channel).create_user(request).await
        })
        .await?;
    let shown = UserWithPassword::new(answer.user, answer.password);
    context.output.told(&shown, |_look| shown.text())
}

async fn update(context: &Context, api: &Api, user: WireUser, paths: Vec<&str>) -> Result<(), Error> {
    let paths = paths.into_iter().map(str::to_owned).collect();
    let message = UpdateUserRequest { user: Some(user), update_mask: Some(FieldMask { paths }) };
    let user = api
        .call("change the user", message, async |channel, request| {
            UserServiceClient::new(channel).update_user(request).await
        })
        .await?;
    context.output.one(&User::from(user))
}
