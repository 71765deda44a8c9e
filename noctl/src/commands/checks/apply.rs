//! `noctl checks apply`: makes checks be as a file says.
//!
//! The whole file is looked at before anything is sent. Each check is then compared, defaults filled in, with the one of
//! the same name; the etag of the one that was compared goes with the change, so that nobody's work is overwritten. The
//! first refusal ends it, and the report says which checks were done.

use std::{collections::BTreeMap, path::Path};

use nocturne_proto::api::v1::{
    Check as WireCheck, UpdateCheckRequest, check_service_client::CheckServiceClient,
};

use super::{create::create, plan::is_same};
use crate::{
    check_file::CheckFile,
    client::Api,
    context::Context,
    error::Error,
    view::preview::{Applied, ApplyResult},
};

/// Does it.
///
/// # Errors
///
/// [`Error::Usage`] with all findings when the file is not valid; nothing was sent then. [`Error::Partly`] when the
/// coordinator refused one.
pub(crate) async fn run(context: &Context, file: &Path) -> Result<(), Error> {
    let file = CheckFile::open(file)?;
    let wanted = file
        .checks()
        .map_err(|findings| Error::Usage(format!("nothing was applied:\n{}", findings.join("\n"))))?;
    let api = context.api()?;
    let existing: BTreeMap<String, WireCheck> =
        super::all(&api, None).await?.into_iter().map(|check| (check.slug.clone(), check)).collect();

    let mut report = Vec::with_capacity(wanted.len());
    let mut failure = None;
    for one in wanted {
        let slug = one.check.slug.clone();
        if failure.is_some() {
            report.push(Applied { slug, result: ApplyResult::NotTried, revision: 0 });
            continue;
        }
        match apply_one(&api, one.check.clone(), existing.get(&slug)).await {
            Ok((result, revision)) => report.push(Applied { slug, result, revision }),
            Err(error) => {
                report.push(Applied { slug, result: ApplyResult::Failed, revision: 0 });
                failure = Some(error.placed(|field| file.place_of(&one, field)));
            }
        }
    }
    context.output.list(&report)?;
    match failure {
        None => Ok(()),
        Some(source) => Err(Error::Partly { what: summary(&report), source: Box::new(source) }),
    }
}

async fn apply_one(
    api: &Api,
    wanted: WireCheck,
    existing: Option<&WireCheck>,
) -> Result<(ApplyResult, u32), Error> {
    let Some(existing) = existing else {
        return create(api, wanted, None).await.map(|check| (ApplyResult::Created, check.revision));
    };
    if is_same(&wanted, existing) {
        return Ok((ApplyResult::Unchanged, existing.revision));
    }
    let check = WireCheck { check_id: existing.check_id.clone(), etag: existing.etag.clone(), ..wanted };
    let message = UpdateCheckRequest { check: Some(check), update_mask: None };
    api.call("change the check", message, async |channel, request| {
        CheckServiceClient::new(channel).update_check(request).await
    })
    .await
    .map(|check| (ApplyResult::Updated, check.revision))
}

fn summary(report: &[Applied]) -> String {
    let names = |wanted: &dyn Fn(ApplyResult) -> bool| {
        let names: Vec<&str> =
            report.iter().filter(|one| wanted(one.result)).map(|one| one.slug.as_str()).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    format!(
        "only part of the file was applied: failed {}; not tried {}; as they should be {}",
        names(&|result| result == ApplyResult::Failed),
        names(&|result| result == ApplyResult::NotTried),
        names(&|result| !matches!(result, ApplyResult::Failed | ApplyResult::NotTried)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_file::{load, read_entry};

    #[test]
    fn the_summary_says_what_was_done_and_what_was_not() {
        let one = |slug: &str, result| Applied { slug: slug.to_owned(), result, revision: 1 };
        let report = [
            one("a", ApplyResult::Created),
            one("b", ApplyResult::Unchanged),
            one("c", ApplyResult::Failed),
            one("d", ApplyResult::NotTried),
        ];

        assert_eq!(
            summary(&report),
            "only part of the file was applied: failed c; not tried d; as they should be a, b"
        );
    }

    #[test]
    fn a_check_is_the_same_when_it_means_the_same() {
        let written = serde_norway::from_str("{slug: a, icmp: {}, targets: [a]}").unwrap();
        let wanted = read_entry(written, &load).1.unwrap();
        let existing = WireCheck { check_id: "id".to_owned(), revision: 4, enabled: None, ..wanted.clone() };
        let other = WireCheck { description: "x".to_owned(), ..existing.clone() };
        let unknown_kind = WireCheck { spec: None, ..existing.clone() };

        assert!(is_same(&wanted, &existing));
        assert!(!is_same(&wanted, &other));
        assert!(!is_same(&wanted, &unknown_kind));
    }
}
