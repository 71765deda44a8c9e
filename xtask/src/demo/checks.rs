//! What the demo measures: everything the lab can show, well and badly.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::Context as _;

use super::fleet::Targets;

/// Kind of a check with what is its own.
enum Kind {
    /// The name of a target of the lab.
    Tcp { target: &'static str, read_number: bool },
    /// A name that no resolver knows (RFC 6761 §6.4).
    Nowhere,
    /// Loopback addresses.
    Ping(&'static [&'static str]),
}

struct Check {
    name: &'static str,
    about: &'static str,
    kind: Kind,
    agents: &'static str,
    interval: &'static str,
    timeout: &'static str,
}

const EVERYWHERE: &str = "";

const CHECKS: [Check; 11] = [
    tcp("echo", "a healthy service", "echo", false, "2s"),
    tcp("numbered", "hands out a number that is recorded", "numbered", true, "2s"),
    tcp("slow", "accepts at once, greets late", "slow", false, "5s"),
    tcp("flapping", "open for 20 s, closed for 20 s", "flapping", false, "2s"),
    tcp("refusing", "nothing listens: tcp.refused", "refusing", false, "5s"),
    tcp("silent", "every SYN is dropped: timeout", "silent", false, "5s"),
    tcp("mute", "accepts and never says a number", "mute", true, "5s"),
    Check {
        name: "nowhere",
        about: "a name that does not exist: dns.nxdomain",
        kind: Kind::Nowhere,
        agents: EVERYWHERE,
        interval: "10s",
        timeout: "2s",
    },
    ping(
        "ping-loopback",
        "four addresses of this machine",
        &["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"],
        EVERYWHERE,
    ),
    ping("ping-from-ams", "asked at one site only", &["127.0.1.1"], "site=ams"),
    ping("ping-from-the-edge", "asked where role=edge", &["127.0.2.1", "127.0.2.2"], "role=edge"),
];

const fn tcp(
    name: &'static str,
    about: &'static str,
    target: &'static str,
    read_number: bool,
    interval: &'static str,
) -> Check {
    Check {
        name,
        about,
        kind: Kind::Tcp { target, read_number },
        agents: EVERYWHERE,
        interval,
        timeout: "1s",
    }
}

const fn ping(
    name: &'static str,
    about: &'static str,
    targets: &'static [&'static str],
    agents: &'static str,
) -> Check {
    Check { name, about, kind: Kind::Ping(targets), agents, interval: "2s", timeout: "1s" }
}

/// Writes the file for `noctl checks apply` and returns how many checks are in it.
///
/// # Errors
///
/// A target of the lab is missing or the file cannot be written.
pub fn write(path: &Path, lab: &Targets) -> anyhow::Result<usize> {
    let text = text(lab)?;
    fs::write(path, text).with_context(|| format!("could not write {}", path.display()))?;
    Ok(CHECKS.len())
}

fn text(lab: &Targets) -> anyhow::Result<String> {
    let mut text =
        "# Written at every start of the demo: the ports of the lab differ each time.\n".to_owned();
    for check in &CHECKS {
        writeln!(text, "- slug: {}", check.name)?;
        writeln!(text, "  description: {:?}", check.about)?;
        match check.kind {
            Kind::Tcp { target, read_number } => {
                let at = lab.get(target).with_context(|| format!("the lab has no target {target:?}"))?;
                writeln!(text, "  tcp: {{port: {}, read_number: {read_number}}}", at.port())?;
                writeln!(text, "  targets: [\"{}\"]", at.ip())?;
            }
            Kind::Nowhere => {
                writeln!(text, "  tcp: {{port: 80}}\n  targets: [nowhere.invalid]")?;
            }
            Kind::Ping(targets) => {
                writeln!(text, "  icmp: {{packets: 3}}\n  targets: [\"{}\"]", targets.join("\", \""))?;
            }
        }
        writeln!(text, "  agent_selector: {:?}", check.agents)?;
        writeln!(text, "  interval: {}\n  timeout: {}", check.interval, check.timeout)?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_finds_its_target() {
        let names = ["echo", "numbered", "slow", "flapping", "refusing", "silent", "mute"];
        let lab: Targets = names
            .iter()
            .zip(40_000_u16..)
            .map(|(name, port)| ((*name).to_owned(), ([127, 0, 0, 1], port).into()))
            .collect();

        let text = text(&lab).unwrap();

        assert_eq!(text.matches("- slug: ").count(), CHECKS.len());
        assert!(text.contains("- slug: refusing\n"), "{text}");
        assert!(text.contains("port: 40004,"), "{text}");
    }

    #[test]
    fn a_lab_without_a_target_is_named() {
        let error = text(&Targets::new()).unwrap_err();

        assert_eq!(error.to_string(), "the lab has no target \"echo\"");
    }
}
