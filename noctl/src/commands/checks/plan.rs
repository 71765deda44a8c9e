//! What a change would do: `checks preview`, `apply --dry-run`, `--preview`.

use std::{collections::BTreeMap, path::Path};

use nocturne_proto::{
    api::v1::{Check as WireCheck, PreviewCheckRequest, check_service_client::CheckServiceClient},
    convert::api::check_from_wire,
};
use tonic::Code;

use crate::{
    check_file::CheckFile,
    client::{Api, MAX_ANSWER_BYTES},
    context::Context,
    error::Error,
    output::{self, Format},
    view::{
        change::changes,
        preview::{ApplyResult, Planned, Preview},
    },
};

/// Looks at a whole file.
///
/// # Errors
///
/// [`Error::Usage`] with all findings of the file; [`Error::Several`] with everything that the coordinator would refuse.
pub(crate) async fn run(context: &Context, file: &Path, is_dry_run: bool) -> Result<(), Error> {
    let file = CheckFile::open(file)?;
    let wanted = file
        .checks()
        .map_err(|findings| Error::Usage(format!("the file is not valid:\n{}", findings.join("\n"))))?;
    let api = context.api()?;
    let existing: BTreeMap<String, WireCheck> =
        super::all(&api, None).await?.into_iter().map(|check| (check.slug.clone(), check)).collect();

    let mut plan = Vec::with_capacity(wanted.len());
    let mut refused = Vec::new();
    for one_wanted in wanted {
        let slug = one_wanted.check.slug.clone();
        match one(&api, one_wanted.check.clone(), existing.get(&slug)).await {
            Ok(planned) => plan.push(planned),
            Err(error @ Error::Call(_)) if !error.is_away() => {
                plan.push(Planned { slug, result: ApplyResult::Failed, changes: Vec::new(), preview: None });
                refused.push(error.placed(|field| file.place_of(&one_wanted, field)));
            }
            Err(error) => return Err(error),
        }
    }
    show(context, &plan)?;
    if is_dry_run && context.output.format == Format::Table {
        output::note("Nothing was changed: this was a dry run.");
    }
    if refused.is_empty() {
        return Ok(());
    }
    let what = format!("{} of {} checks would be refused", refused.len(), plan.len());
    Err(Error::Several { what, sources: refused })
}

/// Looks at one check that exists or does not.
///
/// # Errors
///
/// As [`Api::call`].
pub(super) async fn one(
    api: &Api,
    wanted: WireCheck,
    existing: Option<&WireCheck>,
) -> Result<Planned, Error> {
    let slug = wanted.slug.clone();
    if existing.is_some_and(|existing| is_same(&wanted, existing)) {
        return Ok(Planned { slug, result: ApplyResult::Unchanged, changes: Vec::new(), preview: None });
    }
    let result = if existing.is_some() { ApplyResult::Updated } else { ApplyResult::Created };
    let changes = changes(existing, &wanted);
    let check = match existing {
        Some(existing) => {
            WireCheck { check_id: existing.check_id.clone(), etag: existing.etag.clone(), ..wanted }
        }
        None => wanted,
    };
    let message = PreviewCheckRequest { check: Some(check), update_mask: None };
    let answer = api
        .call("preview the check", message, async |channel, request| {
            CheckServiceClient::new(channel)
                .max_decoding_message_size(MAX_ANSWER_BYTES)
                .preview_check(request)
                .await
        })
        .await;
    let preview = match answer {
        Ok(answer) => Some(Preview::from(answer)),
        Err(Error::Call(error)) if error.code() == Code::Unimplemented => {
            output::note(
                "This coordinator cannot say which agents a change touches: upgrade it to see them.",
            );
            None
        }
        Err(error) => return Err(error),
    };
    Ok(Planned { slug, result, changes, preview })
}

/// True when both mean the same, defaults filled in. A check that this program cannot understand is different from any
/// that it can.
pub(super) fn is_same(wanted: &WireCheck, existing: &WireCheck) -> bool {
    match (check_from_wire(wanted).check(), check_from_wire(existing).check()) {
        (Ok(wanted), Ok(existing)) => wanted == existing,
        _ => false,
    }
}

fn show(context: &Context, plan: &[Planned]) -> Result<(), Error> {
    if context.output.format != Format::Table {
        return context.output.list(plan);
    }
    let texts: Vec<String> = plan.iter().map(|planned| planned.text(&context.output.look)).collect();
    output::put(&texts.concat())
}
