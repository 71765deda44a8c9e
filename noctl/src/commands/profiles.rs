//! `noctl profiles`.

use serde_json::json;

use crate::{
    context::Context,
    error::Error,
    output,
    profile::{DEFAULT, ProfileSet},
    view::profile::Profile,
};

/// What to do with profiles.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ProfilesCommand {
    /// List profiles, without secrets.
    List,
    /// Make a profile the one that is used when neither --profile nor `NOCTURNE_PROFILE` says so.
    Use {
        /// Its name.
        name: String,
    },
    /// Show one profile, without secrets.
    Show {
        /// Its name; the chosen one when not given.
        name: Option<String>,
    },
    /// Forget a profile. Its session at the coordinator is not ended: `noctl logout --profile NAME` does that.
    Remove {
        /// Its name.
        name: String,
    },
}

/// Does it.
///
/// # Errors
///
/// Why it was not done; the file is as it was then.
pub(crate) async fn run(context: &Context, command: ProfilesCommand) -> Result<(), Error> {
    match command {
        ProfilesCommand::List => {
            let set = context.file.load_all()?;
            let shown = set
                .profiles
                .iter()
                .map(|(name, profile)| Profile::new(name, is_current(&set, name), profile));
            context.output.list(&shown.collect::<Vec<_>>())
        }
        ProfilesCommand::Show { name } => {
            let set = context.file.load_all()?;
            let name = name.as_deref().unwrap_or_else(|| context.file.name());
            let profile = set.profiles.get(name).ok_or_else(|| context.file.unknown(name, &set))?;
            context.output.one(&Profile::new(name, is_current(&set, name), profile))
        }
        ProfilesCommand::Use { name } => {
            change(context, &name, |set| set.current = (name != DEFAULT).then(|| name.clone())).await?;
            context.output.done(&json!({"current": name}), &format!("Profile {name} is used from here on."))
        }
        ProfilesCommand::Remove { name } => {
            let mut had_session = false;
            change(context, &name, |set| {
                let removed = set.profiles.remove(&name);
                had_session = removed.is_some_and(|profile| profile.refresh_token.is_some());
                if set.current.as_ref() == Some(&name) {
                    set.current = None;
                }
            })
            .await?;
            context.output.done(&json!({"removed": name}), &format!("Profile {name} is forgotten."))?;
            if had_session {
                output::note("Its session at the coordinator goes on until it ends by itself.");
            }
            Ok(())
        }
    }
}

fn is_current(set: &ProfileSet, name: &str) -> bool {
    set.current() == name
}

async fn change(context: &Context, name: &str, edit: impl FnOnce(&mut ProfileSet)) -> Result<(), Error> {
    let lock = context.file.lock().await?;
    let mut set = context.file.load_all()?;
    if !set.profiles.contains_key(name) {
        return Err(context.file.unknown(name, &set).into());
    }
    edit(&mut set);
    Ok(context.file.save_all(&set, &lock)?)
}
