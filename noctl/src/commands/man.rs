//! `noctl man`.

use std::path::PathBuf;

use clap::{Command, CommandFactory as _};

use crate::{cli::Cli, error::Error, output};

/// Which page.
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// Command the page is about, e.g. `checks create`; the whole program when not given.
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    command: Vec<String>,
    /// Write one page for each command into this folder, e.g. `/usr/local/share/man/man1`.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints a page in roff, or writes all of them.
///
/// # Errors
///
/// [`Error::Usage`] when there is no such command; [`Error::Output`].
pub(crate) fn run(arguments: &ManArgs) -> Result<(), Error> {
    let mut root = Cli::command();
    root.build();
    if let Some(dir) = &arguments.dir {
        std::fs::create_dir_all(dir).map_err(Error::Output)?;
        return clap_mangen::generate_to(Cli::command(), dir).map_err(Error::Output);
    }
    output::put(&page(&root, &arguments.command)?)
}

fn page(root: &Command, path: &[String]) -> Result<String, Error> {
    let mut command = root;
    for name in path {
        let below = command.find_subcommand(name);
        command = below.ok_or_else(|| Error::Usage(format!("there is no command {:?}", path.join(" "))))?;
    }
    let name = command.get_bin_name().unwrap_or("noctl").replace(' ', "-");
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).title(name).render(&mut page).map_err(Error::Output)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("man1");

        run(&ManArgs { command: Vec::new(), dir: Some(dir.clone()) }).unwrap();

        for name in ["noctl", "noctl-checks", "noctl-checks-create", "noctl-profiles-use", "noctl-watch"] {
            let text = std::fs::read_to_string(dir.join(format!("{name}.1"))).unwrap();
            assert!(text.contains(".TH") && text.contains("NAME"), "{name}: {text}");
        }
    }

    #[test]
    fn one_page_can_be_asked_for() {
        let mut root = Cli::command();
        root.build();
        let of = |path: &[&str]| page(&root, &path.iter().map(ToString::to_string).collect::<Vec<_>>());

        assert!(of(&[]).unwrap().contains("noctl"));
        assert!(of(&["checks", "create"]).unwrap().contains("noctl\\-checks\\-create"));
        assert!(matches!(of(&["nothing"]), Err(Error::Usage(_))));
    }
}
