//! `noctl passwd`, `noctl totp` and `noctl sessions`: one's own account.

use nocturne_proto::api::v1::{
    BeginTotpRequest, ChangePasswordRequest, ConfirmTotpRequest, DisableTotpRequest, EndSessionRequest,
    ListSessionsRequest, auth_service_client::AuthServiceClient,
};
use serde_json::json;

use super::ListArgs;
use crate::{ask, client::pages, context::Context, error::Error, output, view::session::OwnSession};

/// How to change the password.
#[derive(Debug, clap::Args)]
pub(crate) struct PasswdArgs {
    /// Read the current password and the next one from the first two lines of standard input.
    #[arg(long)]
    password_stdin: bool,
}

/// What to do with one's second factor.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum TotpCommand {
    /// Make a secret for an authenticator, and have logins ask for its codes.
    Enable,
    /// Have logins ask for the password alone.
    Disable {
        /// Read the password from the first line of standard input instead of asking for it.
        #[arg(long)]
        password_stdin: bool,
    },
}

/// What to do with one's sessions.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum SessionsCommand {
    /// List your own sessions, those begun last first.
    List(ListArgs),
    /// End one of them.
    End {
        /// Id.
        id: String,
    },
}

/// Changes one's own password.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn passwd(context: &Context, arguments: PasswdArgs) -> Result<(), Error> {
    let api = context.api()?;
    let (current_password, new_password) = if arguments.password_stdin {
        (ask::line("the current password")?, ask::line("the next password")?)
    } else {
        let current = ask::secret("Current password: ")?;
        let next = ask::secret("Next password (12 to 128 characters): ")?;
        if ask::secret("The next password again: ")? != next {
            return Err(Error::Usage("the two passwords differ; nothing was changed".to_owned()));
        }
        (current, next)
    };
    let message = ChangePasswordRequest {
        current_password: ask::filled(current_password, "the current password")?,
        new_password: ask::filled(new_password, "the next password")?,
    };
    api.call("change the password", message, async |channel, request| {
        AuthServiceClient::new(channel).change_password(request).await
    })
    .await?;
    let text = "The password is changed. Other sessions of this account are over.";
    context.output.done(&json!({ "changed": true }), text)
}

/// Begins or ends one's second factor.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn totp(context: &Context, command: TotpCommand) -> Result<(), Error> {
    match command {
        TotpCommand::Enable => enable(context).await,
        TotpCommand::Disable { password_stdin } => {
            let api = context.api()?;
            let password =
                if password_stdin { ask::line("the password")? } else { ask::secret("Password: ")? };
            let message =
                DisableTotpRequest { password: ask::filled(password, "the password")?, code: String::new() };
            api.call("end the second factor", message, async |channel, request| {
                AuthServiceClient::new(channel).disable_totp(request).await
            })
            .await?;
            context.output.done(&json!({ "second_factor": false }), "Logins ask for the password alone.")
        }
    }
}

async fn enable(context: &Context) -> Result<(), Error> {
    let api = context.api()?;
    let begun = api
        .call("begin a second factor", BeginTotpRequest {}, async |channel, request| {
            AuthServiceClient::new(channel).begin_totp(request).await
        })
        .await?;
    output::note(&format!("Secret for the authenticator: {}", begun.secret));
    output::note(&format!("The same for a QR code: {}", begun.otpauth_uri));
    let code = ask::code("Code that it shows: ")?;
    let answer = api
        .call("confirm the second factor", ConfirmTotpRequest { code }, async |channel, request| {
            AuthServiceClient::new(channel).confirm_totp(request).await
        })
        .await?;
    let text = format!(
        "Logins ask for a code. Each of these works once in place of one; they are not shown again:\n\n{}",
        answer.recovery_codes.join("\n")
    );
    context.output.done(&json!({ "recovery_codes": answer.recovery_codes }), &text)
}

/// Looks at one's own sessions.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn sessions(context: &Context, command: SessionsCommand) -> Result<(), Error> {
    let api = context.api()?;
    match command {
        SessionsCommand::List(list) => {
            let sessions = pages(list.limit, async |page_size, page_token| {
                let message = ListSessionsRequest { page_size, page_token };
                let page = api
                    .call("list sessions", message, async |channel, request| {
                        AuthServiceClient::new(channel).list_sessions(request).await
                    })
                    .await?;
                Ok((page.sessions, page.next_page_token))
            })
            .await?;
            context.output.list(&sessions.into_iter().map(OwnSession::from).collect::<Vec<_>>())
        }
        SessionsCommand::End { id } => {
            let message = EndSessionRequest { session_id: id.clone() };
            api.call("end the session", message, async |channel, request| {
                AuthServiceClient::new(channel).end_session(request).await
            })
            .await?;
            context.output.done(&json!({ "session_id": id }), &format!("Session {id} is over."))
        }
    }
}
