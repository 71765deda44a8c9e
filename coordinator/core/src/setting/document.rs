//! The registry for people: the documented configuration file and a page.

use std::fmt::Write as _;

use super::{Change, Definition, Kind, REGISTRY};

/// Columns of a comment in the file.
const WIDTH: usize = 116;

/// The configuration file with every key, its default and what it does, as `coordinator/defaults.yaml`.
#[must_use]
pub fn defaults_yaml() -> String {
    let mut text = String::from(
        "# Nocturne coordinator: every setting with its default. Written from coordinator/core/src/setting/registry.rs.\n\
         #\n\
         # Environment wins over this file: NOCTURNE_DATABASE__HOST=db.example.org sets database.host. What an\n\
         # administrator stored (`noctl settings set`) stands between the two.\n\
         # Check a file with: nocturne-coordinator check-config --config FILE\n",
    );
    let mut open = "";
    for definition in REGISTRY {
        let (section, key) = definition.name.split_once('.').unwrap_or(("", definition.name));
        if section != open {
            write!(text, "\n{section}:\n").ok();
            open = section;
        }
        for line in wrapped(definition.description) {
            writeln!(text, "  # {line}").ok();
        }
        writeln!(text, "  {key}: {}", yaml(definition)).ok();
    }
    text
}

/// The registry as `docs/operations/settings.md`.
#[must_use]
pub fn settings_markdown() -> String {
    let mut text = String::from(INTRODUCTION);
    for (change, title) in [
        (Change::Live, "In force within seconds"),
        (Change::Restart, "In force after a restart"),
        (Change::Startup, "File and environment only"),
    ] {
        write!(
            text,
            "\n## {title}\n\n| setting | variable | values | default | what it does |\n|---|---|---|---|---|\n"
        )
        .ok();
        for definition in REGISTRY.iter().filter(|definition| definition.change == change) {
            let default =
                if definition.default.is_empty() { "none".to_owned() } else { code(definition.default) };
            writeln!(
                text,
                "| `{}` | `{}` | {} | {default} | {} |",
                definition.name,
                variable(definition.name),
                values(definition),
                definition.description,
            )
            .ok();
        }
    }
    text
}

const INTRODUCTION: &str = "\
# Settings

Written from the registry in `coordinator/core/src/setting/registry.rs`; a test keeps both equal.

A setting has one name everywhere: `retention.samples_days` is `samples_days` below `retention:` in the configuration
file, `NOCTURNE_RETENTION__SAMPLES_DAYS` in the environment and `retention.samples_days` in the API. Of what the layers
say the first of these wins: **environment, database, file, default**.

    noctl settings list                            value, source, and whether a restart is needed
    noctl settings get retention.samples_days      what each layer says
    noctl settings set retention.samples_days 14   store a value in the database
    noctl settings reset retention.samples_days    take it out again

What is stored is checked like the file, audited with the value before and after, in force at once on the coordinator
that was asked and within 2 seconds on every other. It can be stored while a variable of the environment overrides it; it
then has no effect until the variable is gone, and the answer says so. A stored value that a later or earlier version of
the program does not take is left alone, logged, and the next layer decides.

Settings are those of the installation, not of an organization: memory, partitions, ports and rates are shared by
everybody. They are read and changed by administrators of the first organization, the one that `bootstrap` made; everybody
else is refused, whatever their role. Passwords and keys are never settings, only the paths of files that hold them, and
those paths are not shown.
";

fn values(definition: &Definition) -> String {
    match definition.kind {
        Kind::Boolean => "`true`, `false`".to_owned(),
        Kind::Integer { .. } | Kind::Duration { .. } => {
            let (least, most) = definition.kind.range().unwrap_or_default();
            format!("{least} to {most} {}", definition.kind.unit()).trim_end().to_owned()
        }
        Kind::Text { .. } => "text".to_owned(),
        Kind::Choice(choices) => choices.iter().map(|choice| code(choice)).collect::<Vec<_>>().join(", "),
        Kind::Origins => "origins, separated by commas".to_owned(),
    }
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// The environment's spelling of a name.
fn variable(name: &str) -> String {
    format!("NOCTURNE_{}", name.replace('.', "__").to_uppercase())
}

fn yaml(definition: &Definition) -> String {
    match definition.kind {
        Kind::Origins if definition.default.is_empty() => "[]".to_owned(),
        Kind::Text { .. } if definition.default.is_empty() => "null".to_owned(),
        // A bare one is a boolean to other readers of YAML.
        Kind::Choice(_) if definition.default == "off" => "\"off\"".to_owned(),
        Kind::Boolean
        | Kind::Integer { .. }
        | Kind::Duration { .. }
        | Kind::Text { .. }
        | Kind::Choice(_)
        | Kind::Origins => definition.default.to_owned(),
    }
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + 1 + word.len() <= WIDTH => write!(line, " {word}").unwrap_or_default(),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
