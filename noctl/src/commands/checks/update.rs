//! `noctl checks update`.
//!
//! The check is read, what the options say is laid over it as a file's fields would be, and the result is looked at whole
//! before it is sent with the etag that was read: nobody's change in between is overwritten.

use nocturne_proto::api::v1::{
    Check as WireCheck, UpdateCheckRequest, check_service_client::CheckServiceClient,
};
use nocturne_shared::field::FieldErrors;
use prost_types::FieldMask;
use serde_json::json;
use serde_norway::{Mapping, Value};

use super::{
    options::{CheckOptions, Kind, place, refusal},
    plan,
};
use crate::{
    check_file::{load, read_entry},
    context::Context,
    error::Error,
    view::{check, check::Check},
};

/// What to change.
#[derive(Debug, clap::Args)]
pub(crate) struct UpdateArgs {
    /// Name or id.
    check: String,
    /// Target to add to those that are there.
    #[arg(long = "add-target", value_name = "TARGET", conflicts_with = "targets")]
    add_targets: Vec<String>,
    /// Target to take away.
    #[arg(long = "remove-target", value_name = "TARGET", conflicts_with = "targets")]
    remove_targets: Vec<String>,
    /// Field that gets its default back, e.g. `timeout`, `http.body`; may be given several times.
    #[arg(long = "reset", value_name = "FIELD")]
    resets: Vec<String>,
    /// Start it.
    #[arg(long, conflicts_with = "disable")]
    enable: bool,
    /// Stop it without deleting it.
    #[arg(long)]
    disable: bool,
    /// Only say what would change: fields, agents, targets and load.
    #[arg(long)]
    preview: bool,
    // Its headings hold for what follows.
    #[command(flatten)]
    options: CheckOptions,
}

/// Does it.
///
/// # Errors
///
/// [`Error::Usage`] with everything that is wrong; what the coordinator refuses, at the option it belongs to.
pub(crate) async fn run(context: &Context, arguments: UpdateArgs) -> Result<(), Error> {
    let api = context.api()?;
    let existing = super::get(&api, arguments.check.clone()).await?;
    let (wanted, mask) = arguments.over(&existing)?;
    if arguments.preview {
        let planned = plan::one(&api, wanted, Some(&existing)).await.map_err(|error| error.placed(place))?;
        return context.output.told(&planned, |look| planned.text(look));
    }
    if plan::is_same(&wanted, &existing) {
        let text = format!("Check {} is like that already (revision {}).", existing.slug, existing.revision);
        return context.output.done(&json!(Check::from(existing)), &text);
    }
    let message = UpdateCheckRequest { check: Some(wanted), update_mask: Some(FieldMask { paths: mask }) };
    let changed = api
        .call("change the check", message, async |channel, request| {
            CheckServiceClient::new(channel).update_check(request).await
        })
        .await
        .map_err(|error| error.placed(place))?;
    let check = Check::from(changed);
    let text = format!("Check {} is changed (revision {}).", check.slug, check.revision);
    context.output.done(&json!(check), &text)
}

impl UpdateArgs {
    /// The check as it should be, and the fields that are touched.
    fn over(&self, existing: &WireCheck) -> Result<(WireCheck, Vec<String>), Error> {
        let kind = existing.spec.clone().map(check::Kind::from);
        let mut patch = self.options.patch(kind.as_ref().and_then(|kind| Kind::of(kind.name())))?;
        self.patch_targets(existing, &mut patch)?;
        if self.enable || self.disable {
            patch.insert("enabled".into(), self.enable.into());
        }
        for field in &self.resets {
            reset(&mut patch, field)?;
        }
        if patch.is_empty() {
            return Err(Error::Usage("nothing to change is given".to_owned()));
        }
        let mut written = serde_norway::to_value(Check::from(existing.clone()))
            .map_err(|error| Error::Output(std::io::Error::other(error)))?;
        merge(&mut written, &patch);
        let (_slug, read) = read_entry(written, &load);
        let check = read.map_err(|FieldErrors(found)| refusal(&found, &patch))?;
        let mask = patch.keys().filter_map(Value::as_str).map(str::to_owned).collect();
        Ok((WireCheck { check_id: existing.check_id.clone(), etag: existing.etag.clone(), ..check }, mask))
    }

    fn patch_targets(&self, existing: &WireCheck, patch: &mut Mapping) -> Result<(), Error> {
        if self.add_targets.is_empty() && self.remove_targets.is_empty() {
            return Ok(());
        }
        let mut targets = existing.targets.clone();
        for target in &self.remove_targets {
            let index = targets.iter().position(|one| one == target);
            let index = index
                .ok_or_else(|| Error::Usage(format!("--remove-target: {target:?} is not among them")))?;
            targets.remove(index);
        }
        targets.extend(self.add_targets.iter().cloned());
        patch.insert("targets".into(), targets.into());
        Ok(())
    }
}

/// Puts null, which is nothing, at a field.
fn reset(patch: &mut Mapping, field: &str) -> Result<(), Error> {
    let twice = || Error::Usage(format!("--reset {field}: it is set by another option"));
    let (at, name) = match field.split_once('.') {
        None if patch.contains_key(field) => return Err(twice()),
        None => (patch, field),
        Some((block, inner)) => {
            match patch.entry(block.into()).or_insert_with(|| Value::Mapping(Mapping::new())) {
                Value::Mapping(block) if !block.contains_key(inner) => (block, inner),
                _ => return Err(twice()),
            }
        }
    };
    at.insert(name.into(), Value::Null);
    Ok(())
}

/// Lays one mapping over another, key by key; anything else is replaced.
fn merge(base: &mut Value, patch: &Mapping) {
    let Value::Mapping(base) = base else { return };
    for (key, value) in patch {
        match (base.get_mut(key), value) {
            (Some(Value::Mapping(_)), Value::Mapping(inner)) => {
                if let Some(below) = base.get_mut(key) {
                    merge(below, inner);
                }
            }
            _ => drop(base.insert(key.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::{
        cli::{Cli, Command},
        commands::checks::ChecksCommand,
    };

    fn over(line: &[&str], existing: &WireCheck) -> Result<(WireCheck, Vec<String>), Error> {
        let words = ["noctl", "checks", "update", "web"].iter().chain(line);
        match Cli::try_parse_from(words).unwrap().command {
            Command::Checks(ChecksCommand::Update(arguments)) => arguments.over(existing),
            other => panic!("{other:?}"),
        }
    }

    fn existing() -> WireCheck {
        let text = "slug: web\nhttp: {headers: {A: b}, body: x, tls_min_remaining: 1d}\n\
                    targets: ['https://a/', 'https://b/']\ninterval: 10s\n";
        let (_slug, check) = read_entry(serde_norway::from_str(text).unwrap(), &load);
        WireCheck { check_id: "id".to_owned(), etag: "e".to_owned(), ..check.unwrap() }
    }

    fn http(check: &WireCheck) -> &nocturne_proto::api::v1::HttpCheck {
        match &check.spec {
            Some(nocturne_proto::api::v1::check::Spec::Http(http)) => http,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_given_stays() {
        let (check, mask) = over(&["--interval", "30s", "--match", "ok"], &existing()).unwrap();

        assert_eq!(mask, ["interval", "http"]);
        assert_eq!((check.check_id.as_str(), check.etag.as_str()), ("id", "e"));
        assert_eq!(check.targets, existing().targets);
        assert_eq!(
            (http(&check).body.as_str(), http(&check).body_matches.as_slice()),
            ("x", &["ok".to_owned()][..])
        );
        assert_eq!(check.interval.unwrap().seconds, 30);
    }

    #[test]
    fn defaults_come_back_and_targets_come_and_go() {
        let line = [
            "--reset",
            "http.tls_min_remaining",
            "--add-target",
            "https://c/",
            "--remove-target",
            "https://a/",
        ];

        let (check, mask) = over(&line, &existing()).unwrap();

        assert_eq!(mask, ["targets", "http"]);
        assert_eq!(
            (http(&check).tls_min_remaining, check.targets),
            (None, vec!["https://b/".to_owned(), "https://c/".to_owned()])
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused_before_it_is_sent() {
        for (line, text) in [
            (&["--port", "1"][..], "--port belongs to another kind"),
            (&["--match", "("], "--match (http.body_matches[0])"),
            (&["--reset", "http.bodi"], "http.bodi"),
            (&["--remove-target", "https://x/"], "is not among them"),
            (&["--body", "y", "--reset", "http.body"], "set by another option"),
            (&[], "nothing to change"),
        ] {
            let error = over(line, &existing()).unwrap_err();

            assert!(matches!(error, Error::Usage(_)) && error.report().contains(text), "{}", error.report());
        }
    }
}
