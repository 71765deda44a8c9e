//! `noctl checks`.

use std::{path::PathBuf, time::Duration};

use nocturne_proto::api::v1::{
    Check as WireCheck, CreateCheckRequest, DeleteCheckRequest, GetCheckRequest, ListChecksRequest,
    check_service_client::CheckServiceClient,
};
use nocturne_shared::field::FieldErrors;
use serde_json::json;

use super::{ListArgs, apply, parse_selector};
use crate::{
    check_file::{CheckEntry, IcmpEntry, PolicyEntry, TcpEntry},
    client::{Api, MAX_ANSWER_BYTES, pages},
    context::Context,
    error::Error,
    span::{self, Span},
    view::check::Check,
};

/// What to do with checks.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ChecksCommand {
    /// List checks by name.
    List(ListArgs),
    /// Define a check.
    Create(CreateArgs),
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
        /// Only say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
}

const FILE_HELP: &str = "\
A file holds one check, a list of checks, or several documents of either:

  slug: web                # immutable name
  description: Front door
  tcp: {port: 443, read_number: false}
  # or icmp: {packets: 3, payload_bytes: 56, max_loss_ratio: 0, packet_interval: 20ms}
  targets: [example.org, 192.0.2.1]
  agent_selector: site in (ams,fra),role!=edge
  interval: 10s
  timeout: 5s
  status_policy: {window: 3, down_after: 2, up_after: 2}
  enabled: true

Only slug, targets and one of icmp and tcp are needed. Nothing is sent before the whole file is valid.
Checks that are not in the file are left alone.";

/// Kinds of checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Icmp,
    Tcp,
}

/// A check to define.
#[derive(Debug, clap::Args)]
pub(crate) struct CreateArgs {
    /// Name: lower case letters, digits and `-`.
    #[arg(long)]
    name: String,
    /// What to do.
    #[arg(long, value_enum)]
    kind: Kind,
    /// Host name or address; may be given several times.
    #[arg(long = "target", value_name = "HOST", required = true, value_delimiter = ',')]
    targets: Vec<String>,
    /// Agents that run it, e.g. `site in (ams,fra)`; empty is every agent.
    #[arg(long, short = 'l', value_parser = parse_selector, default_value = "")]
    selector: String,
    /// Time between two starts at one target [default: 60s]
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    interval: Option<Duration>,
    /// Time one execution may take [default: 5s, or the interval if that is shorter]
    ///
    /// Named apart from `--timeout`, which limits calls to the coordinator.
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    check_timeout: Option<Duration>,
    /// For people.
    #[arg(long, default_value = "")]
    description: String,
    /// tcp: the port.
    #[arg(long)]
    port: Option<u32>,
    /// tcp: also record the first number in the first line the target sends.
    #[arg(long)]
    read_number: bool,
    /// icmp: echo requests per execution [default: 3]
    #[arg(long)]
    packets: Option<u32>,
    /// icmp: payload of each request [default: 56]
    #[arg(long)]
    payload_bytes: Option<u32>,
    /// icmp: largest loss that still succeeds, 0 to 1 [default: 0]
    #[arg(long)]
    max_loss_ratio: Option<f64>,
    /// icmp: time between two requests [default: 20ms]
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    packet_interval: Option<Duration>,
    /// When it is DOWN and UP again: window, failures, successes, e.g. `3,2,2`.
    #[arg(long, value_name = "W,D,U", value_parser = parse_policy)]
    status_policy: Option<(u32, u32, u32)>,
    /// Define it without starting it.
    #[arg(long)]
    disabled: bool,
}

/// Does it.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(context: &Context, command: ChecksCommand) -> Result<(), Error> {
    match command {
        ChecksCommand::Apply { file, dry_run } => apply::run(context, &file, dry_run).await,
        ChecksCommand::List(list) => {
            let checks = all(&context.api()?, list.limit).await?;
            context.output.list(&checks.into_iter().map(Check::from).collect::<Vec<_>>())
        }
        ChecksCommand::Create(arguments) => {
            let check = arguments.into_check()?;
            let check = Check::from(create(&context.api()?, check).await?);
            let text = format!("Check {} is defined (revision {}).", check.slug, check.revision);
            context.output.done(&json!(check), &text)
        }
        ChecksCommand::Show { check } => {
            let check = context
                .api()?
                .call("show the check", GetCheckRequest { check }, async |channel, request| {
                    CheckServiceClient::new(channel).get_check(request).await
                })
                .await?;
            context.output.one(&Check::from(check))
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

/// Defines one check.
///
/// # Errors
///
/// As [`Api::call`].
pub(crate) async fn create(api: &Api, check: WireCheck) -> Result<WireCheck, Error> {
    let message = CreateCheckRequest { check: Some(check) };
    api.call("create the check", message, async |channel, request| {
        CheckServiceClient::new(channel).create_check(request).await
    })
    .await
}

impl CreateArgs {
    fn into_check(self) -> Result<WireCheck, Error> {
        self.refuse_options_of_other_kind()?;
        let (icmp, tcp) = match self.kind {
            Kind::Icmp => {
                let icmp = IcmpEntry {
                    packets: self.packets,
                    payload_bytes: self.payload_bytes,
                    max_loss_ratio: self.max_loss_ratio,
                    packet_interval: self.packet_interval.map(Span),
                };
                (Some(icmp), None)
            }
            Kind::Tcp => {
                let port = self.port.ok_or_else(|| Error::Usage("--kind tcp needs --port".to_owned()))?;
                (None, Some(TcpEntry { port, read_number: self.read_number }))
            }
        };
        let entry = CheckEntry {
            slug: self.name,
            description: Some(self.description),
            icmp,
            tcp,
            targets: self.targets,
            agent_selector: Some(self.selector),
            interval: self.interval.map(Span),
            timeout: self.check_timeout.map(Span),
            status_policy: self.status_policy.map(|(window, down_after, up_after)| PolicyEntry {
                window,
                down_after,
                up_after,
            }),
            enabled: Some(!self.disabled),
            ..CheckEntry::default()
        };
        entry.into_check().map_err(|FieldErrors(found)| {
            let lines: Vec<String> = found.iter().map(|finding| format!("\n  - {finding}")).collect();
            Error::Usage(format!("the check is not valid{}", lines.concat()))
        })
    }

    fn refuse_options_of_other_kind(&self) -> Result<(), Error> {
        let foreign = match self.kind {
            Kind::Icmp => [("--port", self.port.is_some()), ("--read-number", self.read_number)].to_vec(),
            Kind::Tcp => [
                ("--packets", self.packets.is_some()),
                ("--payload-bytes", self.payload_bytes.is_some()),
                ("--max-loss-ratio", self.max_loss_ratio.is_some()),
                ("--packet-interval", self.packet_interval.is_some()),
            ]
            .to_vec(),
        };
        match foreign.iter().find(|(_, given)| *given) {
            Some((option, _)) => Err(Error::Usage(format!("{option} does not belong to this kind of check"))),
            None => Ok(()),
        }
    }
}

fn parse_policy(text: &str) -> Result<(u32, u32, u32), String> {
    let numbers: Option<Vec<u32>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some(&[window, down_after, up_after]) => Ok((window, down_after, up_after)),
        _ => Err("write three numbers: WINDOW,DOWN_AFTER,UP_AFTER".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};

    fn parsed(line: &str) -> Result<WireCheck, Error> {
        let words = line.split_whitespace();
        match Cli::try_parse_from(["noctl", "checks", "create"].into_iter().chain(words)).unwrap().command {
            Command::Checks(ChecksCommand::Create(arguments)) => arguments.into_check(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn flags_make_the_check_they_say() {
        let check =
            parsed("--name web --kind tcp --target a.example --target 192.0.2.1 --port 443 --interval 10s")
                .unwrap();

        assert_eq!(check.targets, ["a.example", "192.0.2.1"]);
        assert_eq!(check.interval, Some(prost_types::Duration { seconds: 10, nanos: 0 }));
        assert_eq!(check.enabled, Some(true));
    }

    #[test]
    fn bad_flags_are_bad_usage_and_all_are_named() {
        let wrong = parsed("--name Web --kind tcp --target http://a --port 443 --interval 0s").unwrap_err();

        let report = wrong.report();
        assert_eq!(wrong.exit_code(), 64);
        for field in ["slug", "targets[0]", "interval"] {
            assert!(report.contains(&format!("\n  - {field}: ")), "{report}");
        }
        assert!(matches!(parsed("--name a --kind tcp --target a"), Err(Error::Usage(_))));
        assert!(matches!(parsed("--name a --kind icmp --target a --port 1"), Err(Error::Usage(_))));
    }

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
