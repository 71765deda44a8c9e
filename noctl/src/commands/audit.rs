//! `noctl audit`.

use std::time::Duration;

use nocturne_proto::{
    api::v1::{
        ExportAuditRequest, GetAuditEntryRequest, ListAuditEntriesRequest, VerifyAuditRequest, WhoAmIRequest,
        audit_service_client::AuditServiceClient, auth_service_client::AuthServiceClient,
    },
    convert::time::timestamp_to_wire,
};
use nocturne_shared::time::{Timestamp, sub};

use super::ListArgs;
use crate::{
    client::{Api, MAX_ANSWER_BYTES, PAGE_SIZE, pages},
    context::Context,
    error::Error,
    output, span,
    view::audit::{AuditEntry, AuditVerification, ExportedEntry},
};

/// What to do with the record of changes.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum AuditCommand {
    /// List entries, newest first.
    #[command(after_help = LIST_HELP)]
    List(ListFilter),
    /// Show one entry with what was there before and after.
    Show {
        /// Id.
        id: String,
    },
    /// Make every seal again and say which entries do not fit: exit code 0 when all do, 1 if not.
    #[command(after_help = VERIFY_HELP)]
    Verify {
        /// A seal that was kept from an earlier verification must still be there, as `SEQ:SEAL`.
        #[arg(long, value_name = "SEQ:SEAL", value_parser = parse_expected)]
        expect: Option<(u64, String)>,
    },
    /// Print sealed entries as lines of JSON, oldest first, with all that is needed to verify them elsewhere.
    #[command(after_help = EXPORT_HELP)]
    Export {
        /// Number of the first seal.
        #[arg(long, value_name = "SEQ", default_value_t = 1)]
        from_seq: u64,
    },
}

/// Which entries.
#[derive(Debug, clap::Args)]
pub(crate) struct ListFilter {
    /// Only of this user or token (name or id).
    #[arg(long, default_value = "", value_name = "NAME")]
    actor: String,
    /// Only this action, e.g. `checks.update`.
    #[arg(long, default_value = "")]
    action: String,
    /// Only this kind of thing, e.g. `check`.
    #[arg(long, default_value = "")]
    kind: String,
    /// Only this thing (name or id).
    #[arg(long, default_value = "", value_name = "NAME")]
    object: String,
    /// Only what happened within this time, e.g. 24h.
    #[arg(long, value_name = "TIME", value_parser = span::parse_positive)]
    since: Option<Duration>,
    #[command(flatten)]
    list: ListArgs,
}

const LIST_HELP: &str = "\
Examples:
  noctl audit list --limit 20
  noctl audit list --actor admin --since 24h
  noctl audit list --object web -o json";

const VERIFY_HELP: &str = "\
Examples:
  noctl audit verify
  noctl audit verify --expect 1042:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08

Keep the printed seal where nobody who can write to the database can change it. Whoever could make all seals again stays
unseen without it.";

const EXPORT_HELP: &str = "\
Examples:
  noctl audit export > audit.jsonl
  noctl audit export --from-seq 1043 >> audit.jsonl

The guide (docs/guide/audit.md) says how a seal is made from a line.";

/// Does it.
///
/// # Errors
///
/// Why it was not done; [`Error::AuditBroken`] when seals do not fit.
pub(crate) async fn run(context: &Context, command: AuditCommand) -> Result<(), Error> {
    let api = context.api()?;
    match command {
        AuditCommand::List(filter) => {
            let entries = list(&api, &filter).await?;
            context.output.list(&entries)
        }
        AuditCommand::Show { id } => {
            let message = GetAuditEntryRequest { audit_id: id };
            let entry = api
                .call("get the audit entry", message, async |channel, request| {
                    AuditServiceClient::new(channel).get_audit_entry(request).await
                })
                .await?;
            context.output.one(&AuditEntry::from(entry))
        }
        AuditCommand::Verify { expect } => verify(context, &api, expect).await,
        AuditCommand::Export { from_seq } => export(&api, from_seq).await,
    }
}

async fn list(api: &Api, filter: &ListFilter) -> Result<Vec<AuditEntry>, Error> {
    let from_time = filter.since.map(|span| timestamp_to_wire(sub(Timestamp::now(), span)));
    let entries = pages(filter.list.limit, async |page_size, page_token| {
        let message = ListAuditEntriesRequest {
            actor: filter.actor.clone(),
            action: filter.action.clone(),
            object_kind: filter.kind.clone(),
            object: filter.object.clone(),
            from_time,
            to_time: None,
            page_size,
            page_token,
        };
        let page = api
            .call("list audit entries", message, async |channel, request| {
                let mut client = AuditServiceClient::new(channel).max_decoding_message_size(MAX_ANSWER_BYTES);
                client.list_audit_entries(request).await
            })
            .await?;
        Ok((page.entries, page.next_page_token))
    })
    .await?;
    Ok(entries.into_iter().map(AuditEntry::from).collect())
}

async fn verify(context: &Context, api: &Api, expect: Option<(u64, String)>) -> Result<(), Error> {
    let (expected_seq, expected_seal) = expect.unwrap_or_default();
    let message = VerifyAuditRequest { expected_seq, expected_seal };
    let answer = api
        .call("verify the audit", message, async |channel, request| {
            AuditServiceClient::new(channel).verify_audit(request).await
        })
        .await?;
    let verification = AuditVerification::from(answer);
    context.output.told(&verification, |_look| verification.text())?;
    match verification.finding_count {
        0 => Ok(()),
        n_findings => Err(Error::AuditBroken { n_findings }),
    }
}

/// Page by page: an export may be larger than memory.
async fn export(api: &Api, from_seq: u64) -> Result<(), Error> {
    let caller = api
        .call("say who is asking", WhoAmIRequest {}, async |channel, request| {
            AuthServiceClient::new(channel).who_am_i(request).await
        })
        .await?;
    let mut page_token = String::new();
    loop {
        let message = ExportAuditRequest { from_seq, page_size: PAGE_SIZE, page_token: page_token.clone() };
        let page = api
            .call("export the audit", message, async |channel, request| {
                let mut client = AuditServiceClient::new(channel).max_decoding_message_size(MAX_ANSWER_BYTES);
                client.export_audit(request).await
            })
            .await?;
        for entry in page.entries {
            output::put(&output::json_line(&ExportedEntry::new(&caller.org_id, entry))?)?;
        }
        if page.next_page_token.is_empty() || page.next_page_token == page_token {
            return Ok(());
        }
        page_token = page.next_page_token;
    }
}

/// Reads `SEQ:SEAL`, for clap.
fn parse_expected(text: &str) -> Result<(u64, String), String> {
    let wrong = || {
        "write SEQ:SEAL, the number and the 64 hexadecimal digits that `noctl audit verify` printed"
            .to_owned()
    };
    let (seq, seal) = text.split_once(':').ok_or_else(wrong)?;
    let seq = seq.parse().map_err(|_| wrong())?;
    if seal.len() == 64 && seal.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok((seq, seal.to_ascii_lowercase()))
    } else {
        Err(wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expected_seal_has_a_number_and_64_digits() {
        let seal = "AB".repeat(32);

        assert_eq!(parse_expected(&format!("7:{seal}")), Ok((7, "ab".repeat(32))));
        for bad in
            ["", "7", "7:", ":", "x:y", &format!("-1:{seal}"), &format!("7:{seal}0"), &format!("7 {seal}")]
        {
            assert!(parse_expected(bad).is_err(), "{bad}");
        }
    }
}
