//! `noctl checks`.

use std::path::PathBuf;

use nocturne_proto::api::v1::{
    Check as WireCheck, DeleteCheckRequest, GetCheckRequest, ListChecksRequest,
    check_service_client::CheckServiceClient,
};
use serde_json::json;

use super::ListArgs;
use crate::{
    client::{Api, MAX_ANSWER_BYTES, pages},
    context::Context,
    error::Error,
    view::check::Check,
};

mod apply;
mod create;
mod history;
mod options;
mod plan;
mod update;

/// What to do with checks.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ChecksCommand {
    /// List checks by name.
    List(ListArgs),
    /// Define a check.
    #[command(after_help = CREATE_HELP, override_usage = CREATE_USAGE)]
    Create(Box<create::CreateArgs>),
    /// Change a check: what is not given stays as it is.
    #[command(after_help = UPDATE_HELP)]
    Update(Box<update::UpdateArgs>),
    /// Show everything about one check; with `-o yaml` as a file for `apply`.
    Show {
        /// Name or id.
        check: String,
    },
    /// Delete a check. What it measured is kept.
    Delete {
        /// Name or id.
        check: String,
    },
    /// Create or change the checks of a YAML file, so that they are as it says.
    #[command(after_help = FILE_HELP)]
    Apply {
        /// The file; `-` is standard input.
        #[arg(short, long, value_name = "FILE")]
        file: PathBuf,
        /// Only say what would change: fields, agents, targets and load.
        #[arg(long)]
        dry_run: bool,
    },
    /// Say what applying a file would change: fields, agents, targets and load. Changes nothing.
    #[command(after_help = FILE_HELP)]
    Preview {
        /// The file; `-` is standard input.
        #[arg(short, long, value_name = "FILE")]
        file: PathBuf,
    },
    /// List the revisions of a check, newest first, with what changed.
    Revisions(history::RevisionsArgs),
    /// List the changes of status, newest first.
    Events(history::EventsArgs),
}

const CREATE_USAGE: &str = "noctl checks create <icmp|tcp|dns|http> <NAME> --target <TARGET> [OPTIONS]";

const CREATE_HELP: &str = "\
Examples:
  noctl checks create icmp gateway --target 192.0.2.1 --interval 10s
  noctl checks create tcp ssh --target host-a,host-b --port 22 --selector site=ams
  noctl checks create dns resolver --target 192.0.2.53 --query www.example.org --type AAAA
  noctl checks create http web --target https://example.org/health --expect-status 200 \\
      --match '\"status\": ?\"ok\"' --min-remaining 14d
  noctl checks create http web --target https://example.org/ --preview

An id goes with every creation, so that one that was cut off and is repeated defines the check once; --request-id
chooses it.";

const UPDATE_HELP: &str = "\
Examples:
  noctl checks update web --interval 30s --expect-status 200,204
  noctl checks update web --add-target https://example.net/ --preview
  noctl checks update web --reset timeout --reset http.body
  noctl checks update web --disable

A list that is given (targets, headers, expressions) replaces the one that was there.";

const FILE_HELP: &str = "\
A file holds one check, a list of checks, or several documents of either:

  slug: web                # immutable name
  description: Front door
  http:                    # or icmp, tcp, dns
    expected_statuses: [200, 300-308]
    headers: {Accept: text/html}
    body_matches: ['Welcome']
    tls_ca_file: ca.pem    # seen from this file's folder
    tls_min_remaining: 14d
  targets: [https://example.org/]
  agent_selector: site in (ams,fra),role!=edge
  interval: 10s
  timeout: 5s
  status_policy: {window: 3, down_after: 2, up_after: 2}
  enabled: true
  ---
  - {slug: gateway, icmp: {packets: 3}, targets: [192.0.2.1]}
  - {slug: ssh, tcp: {port: 22}, targets: [host-a, host-b]}
  - {slug: resolver, dns: {query_name: example.org, record_type: MX, transport: TCP}, targets: [192.0.2.53]}

Only slug, targets and one of icmp, tcp, dns and http are needed. Keys are the fields of the API; `noctl checks show
NAME -o yaml` prints them all. Nothing is sent before the whole file is valid. Checks that are not in the file are left
alone.";

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, command: ChecksCommand) -> Result<(), Error> {
    match command {
        ChecksCommand::Apply { file, dry_run: false } => apply::run(context, &file).await,
        ChecksCommand::Apply { file, dry_run: true } => plan::run(context, &file, true).await,
        ChecksCommand::Preview { file } => plan::run(context, &file, false).await,
        ChecksCommand::List(list) => {
            let checks = all(&context.api()?, list.limit).await?;
            context.output.list(&checks.into_iter().map(Check::from).collect::<Vec<_>>())
        }
        ChecksCommand::Create(arguments) => create::run(context, *arguments).await,
        ChecksCommand::Update(arguments) => update::run(context, *arguments).await,
        ChecksCommand::Show { check } => {
            let check = Check::from(get(&context.api()?, check).await?);
            context.output.told(&check, |look| check.text(look))
        }
        ChecksCommand::Delete { check } => {
            let message = DeleteCheckRequest { check: check.clone(), etag: String::new() };
            context
                .api()?
                .call("delete the check", message, async |channel, request| {
                    CheckServiceClient::new(channel).delete_check(request).await
                })
                .await?;
            context.output.done(&json!({"check": check}), &format!("Check {check} is deleted."))
        }
        ChecksCommand::Revisions(arguments) => history::revisions(context, arguments).await,
        ChecksCommand::Events(arguments) => history::events(context, arguments).await,
    }
}

/// Checks by name.
///
/// # Errors
///
/// As [`Api::call`].
pub(crate) async fn all(api: &Api, limit: Option<usize>) -> Result<Vec<WireCheck>, Error> {
    pages(limit, async |page_size, page_token| {
        let message = ListChecksRequest { page_size, page_token };
        let page = api
            .call("list checks", message, async |channel, request| {
                CheckServiceClient::new(channel)
                    .max_decoding_message_size(MAX_ANSWER_BYTES)
                    .list_checks(request)
                    .await
            })
            .await?;
        Ok((page.checks, page.next_page_token))
    })
    .await
}

async fn get(api: &Api, check: String) -> Result<WireCheck, Error> {
    api.call("show the check", GetCheckRequest { check }, async |channel, request| {
        CheckServiceClient::new(channel).get_check(request).await
    })
    .await
}
