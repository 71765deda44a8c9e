//! What the demo measures: everything the lab can show, well and badly. The list is in `checks/list.rs`.

mod list;

use std::{
    fmt::{self, Write as _},
    fs,
};

use anyhow::Context as _;

use self::list::CHECKS;
use super::{folder::Folder, lab::Lab, noctl::Noctl, path_text};

/// One check as the demo defines it.
struct Check {
    name: &'static str,
    about: &'static str,
    kind: Kind,
    /// Selector; empty is every agent.
    agents: &'static str,
    interval: &'static str,
    timeout: &'static str,
}

/// Kind of a check with what is its own.
enum Kind {
    /// A target of the lab.
    Tcp { target: &'static str, read_number: bool },
    /// A name that no resolver knows (RFC 6761 §6.4).
    Nowhere,
    /// Loopback addresses.
    Ping(&'static [&'static str]),
    /// A path of a web server of the lab, and the lines of `http` besides the authority.
    Http { target: &'static str, path: &'static str, lines: &'static [&'static str] },
    /// What the lab's name server is asked, and further lines of `dns`.
    Dns { name: &'static str, record_type: &'static str, lines: &'static [&'static str] },
}

/// Applies the checks, unless the same were applied by an earlier start: what somebody changed since then stays so.
/// Returns of how many a first status is to be expected.
///
/// # Errors
///
/// A target of the lab is missing, the file cannot be written or the coordinator refuses.
pub fn apply(folder: &Folder, lab: &Lab, noctl: &Noctl) -> anyhow::Result<usize> {
    let ca = fs::read_to_string(&lab.ca_file)
        .with_context(|| format!("could not read {}", lab.ca_file.display()))?;
    let text = text(lab, &ca)?;
    let (applied, next) = (folder.checks(), folder.next_checks());
    if fs::read_to_string(&applied).is_ok_and(|known| known == text) {
        return Ok(0);
    }
    fs::write(&next, text).with_context(|| format!("could not write {}", next.display()))?;
    noctl.run(&["checks", "apply", "-f", path_text(&next)?])?;
    fs::rename(&next, &applied)?;
    Ok(CHECKS.len())
}

fn text(lab: &Lab, ca: &str) -> anyhow::Result<String> {
    let mut text = "# Written by the demo, again when the lab got other ports.\n".to_owned();
    for check in &CHECKS {
        writeln!(text, "- slug: {}", check.name)?;
        writeln!(text, "  description: {:?}", check.about)?;
        kind(&mut text, &check.kind, lab, ca).with_context(|| format!("check {}", check.name))?;
        writeln!(text, "  agent_selector: {:?}", check.agents)?;
        writeln!(text, "  interval: {}\n  timeout: {}", check.interval, check.timeout)?;
    }
    Ok(text)
}

fn kind(text: &mut String, kind: &Kind, lab: &Lab, ca: &str) -> anyhow::Result<()> {
    match kind {
        Kind::Tcp { target, read_number } => {
            let at = lab.target(target)?.address;
            writeln!(text, "  tcp: {{port: {}, read_number: {read_number}}}", at.port())?;
            writeln!(text, "  targets: [\"{}\"]", at.ip())?;
        }
        Kind::Nowhere => writeln!(text, "  tcp: {{port: 80}}\n  targets: [nowhere.invalid]")?,
        Kind::Ping(targets) => {
            writeln!(text, "  icmp: {{packets: 3}}\n  targets: [\"{}\"]", targets.join("\", \""))?;
        }
        Kind::Http { target, path, lines } => {
            let url = lab.target(target)?.url.as_deref();
            let url = url.with_context(|| format!("the lab's target {target:?} is no web server"))?;
            writeln!(text, "  http:\n    max_redirects: 5")?;
            indented(text, lines.iter())?;
            if url.starts_with("https://") {
                writeln!(text, "    tls_ca_pem: |")?;
                indented(text, ca.lines().map(|line| format!("  {line}")))?;
            }
            writeln!(text, "  targets: [\"{url}{path}\"]")?;
        }
        Kind::Dns { name, record_type, lines } => {
            let at = lab.target("dns")?.address;
            writeln!(text, "  dns:\n    query_name: {name}\n    record_type: {record_type}")?;
            writeln!(text, "    port: {}", at.port())?;
            indented(text, lines.iter())?;
            writeln!(text, "  targets: [\"{}\"]", at.ip())?;
        }
    }
    Ok(())
}

fn indented<T: fmt::Display>(text: &mut String, mut lines: impl Iterator<Item = T>) -> fmt::Result {
    lines.try_for_each(|line| writeln!(text, "    {line}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{super::lab::LabTarget, *};

    #[test]
    fn every_check_finds_its_target() {
        let text = text(&lab(&TARGETS), "-----BEGIN-----\nabc\n-----END-----\n").unwrap();

        assert_eq!(text.matches("- slug: ").count(), CHECKS.len());
        assert!(text.contains("- slug: refusing\n"), "{text}");
        assert!(text.contains("tcp: {port: 40004, read_number: false}"), "{text}");
        let expiring = "  http:
    max_redirects: 5
    tls_min_remaining: 168h
    tls_ca_pem: |
      -----BEGIN-----
      abc
      -----END-----
  targets: [\"https://127.0.0.1:40012/ok\"]
";
        assert!(text.contains(expiring), "{text}");
        assert!(text.contains("    record_type: MX\n    port: 40007\n    expected_answers: "), "{text}");
    }

    #[test]
    fn names_differ_and_some_checks_run_at_some_sites_only() {
        let names: BTreeSet<&str> = CHECKS.iter().map(|check| check.name).collect();

        assert_eq!(names.len(), CHECKS.len());
        let somewhere = CHECKS.iter().filter(|check| !check.agents.is_empty()).count();
        assert!((5..CHECKS.len() / 2).contains(&somewhere), "{somewhere}");
    }

    #[test]
    fn a_lab_without_a_target_is_named() {
        let error = text(&lab(&[]), "").unwrap_err();

        assert_eq!(format!("{error:#}"), "check echo: the lab has no target \"echo\"");
    }

    const TARGETS: [&str; 16] = [
        "echo",
        "numbered",
        "slow",
        "flapping",
        "refusing",
        "silent",
        "mute",
        "dns",
        "web",
        "shop",
        "balancer",
        "web-tls",
        "web-expiring",
        "web-expired",
        "web-wrong-name",
        "web-self-signed",
    ];

    fn lab(names: &[&str]) -> Lab {
        let target = |(name, port): (&&str, u16)| {
            let scheme = if name.starts_with("web-") { "https" } else { "http" };
            let url = Some(format!("{scheme}://127.0.0.1:{port}/"));
            ((*name).to_owned(), LabTarget { address: ([127, 0, 0, 1], port).into(), url })
        };
        Lab {
            control: "http://127.0.0.1:1/".into(),
            ca_file: "ca.pem".into(),
            targets: names.iter().zip(40_000_u16..).map(target).collect(),
        }
    }
}
