//! A scenario exactly as written, and what it means.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, time::Duration};

use jiff::SignedDuration;
use nocturne_runtime::config::{Finding, Findings};
use serde::{Deserialize, de::DeserializeOwned};
use serde_norway::{Mapping, Value};

use super::{ANYWHERE, Change, Kind, Scenario, TargetSpec, Turn, Zones};
use crate::{
    authority::Certificate,
    dns::Zone,
    fault::{self, Fault},
    typed,
};

const KINDS: &str = "echo, numbered, slow, mute, refusing, silent, http, https or dns";
/// A turn of the timeline that is shorter says nothing about anything.
const MIN_EVERY: Duration = Duration::from_millis(10);
/// What a slow target waits when nothing is said.
const SLOW: Duration = Duration::from_millis(400);

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "targets and a timeline")]
struct RawScenario {
    targets: BTreeMap<String, Mapping>,
    timeline: Vec<Value>,
}

/// What every kind has.
#[derive(Default, Deserialize)]
#[serde(default, expecting = "a target such as {kind: http}")]
struct RawTarget {
    listen: Option<SocketAddr>,
    fault: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NumberedOptions {
    log: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SlowOptions {
    delay: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct HttpsOptions {
    certificate: Option<Certificate>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct DnsOptions {
    zones: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "a turn such as {target: web, at: 30s, fault: {fail: refuse}}"
)]
struct RawTurn {
    target: Option<String>,
    at: Option<String>,
    every: Option<String>,
    #[serde(rename = "for")]
    lasts: Option<String>,
    fault: Option<Value>,
}

/// Reads a scenario.
pub(super) fn parse(yaml: &str) -> Result<Scenario, Findings> {
    let document = typed::mapping(yaml).map_err(|finding| Findings(vec![finding]))?;
    let mut findings = Vec::new();
    let raw: RawScenario = typed::read(Value::Mapping(document), "", &mut findings).unwrap_or_default();
    let mut scenario = Scenario::default();
    if raw.targets.is_empty() && findings.is_empty() {
        findings.push(Finding::new("targets", "there are none; write e.g. `targets: {web: {kind: http}}`"));
    }
    for (name, target) in raw.targets {
        if let Some(spec) = Reader::new(format!("targets.{name}"), &mut findings).target(&name, target) {
            scenario.targets.insert(name, spec);
        }
    }
    for (index, turn) in raw.timeline.into_iter().enumerate() {
        let turn = Reader::new(format!("timeline[{index}]"), &mut findings).turn(turn, &scenario);
        scenario.timeline.extend(turn);
    }
    if findings.is_empty() { Ok(scenario) } else { Err(Findings(findings)) }
}

/// What is wrong with a zone, line by line.
pub(super) fn zone_findings(place: &str, wrong: Vec<(Option<usize>, String)>) -> Vec<Finding> {
    let finding = |(index, reason): (Option<usize>, String)| match index {
        Some(index) => Finding::new(format!("{place}[{index}]"), reason),
        None => Finding::new(place, reason),
    };
    wrong.into_iter().map(finding).collect()
}

/// Reads one part of the document and notes what is wrong with it.
struct Reader<'a> {
    place: String,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Reader<'a> {
    const fn new(place: String, findings: &'a mut Vec<Finding>) -> Self {
        Self { place, findings }
    }

    fn wrong(&mut self, key: &str, reason: impl Into<String>) {
        let key = if key.is_empty() { self.place.clone() } else { format!("{}.{key}", self.place) };
        self.findings.push(Finding::new(key, reason));
    }

    fn read<T: DeserializeOwned>(&mut self, value: Value) -> Option<T> {
        typed::read(value, &self.place, self.findings)
    }

    fn target(&mut self, name: &str, mut raw: Mapping) -> Option<TargetSpec> {
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.len() > 63 || !name.chars().all(legal) {
            self.wrong("", "a name has 1 to 63 lower case letters, digits and dashes");
        }
        let kind = raw.shift_remove("kind");
        let common: Mapping =
            ["listen", "fault"].iter().filter_map(|key| raw.shift_remove_entry(*key)).collect();
        let common: RawTarget = self.read(Value::Mapping(common)).unwrap_or_default();
        let Some(kind) = kind.as_ref().and_then(Value::as_str) else {
            self.wrong("kind", format!("must be {KINDS}"));
            return None;
        };
        let kind = self.kind(kind, raw)?;
        let fault = common.fault.and_then(|fault| self.fault(fault, &kind)).flatten();
        Some(TargetSpec { kind, listen: common.listen.unwrap_or(ANYWHERE), fault })
    }

    fn kind(&mut self, name: &str, options: Mapping) -> Option<Kind> {
        let kind = match name {
            "echo" => Kind::Echo,
            "mute" => Kind::Mute,
            "refusing" => Kind::Refusing,
            "silent" => Kind::Silent,
            "http" => Kind::Http,
            _ => return self.kind_with_options(name, Value::Mapping(options)),
        };
        for key in options.keys() {
            let key = key.as_str().unwrap_or("?");
            self.wrong(key, format!("is not known; of kind {name} a target has kind, listen and fault"));
        }
        Some(kind)
    }

    fn kind_with_options(&mut self, name: &str, options: Value) -> Option<Kind> {
        match name {
            "numbered" => {
                let options: NumberedOptions = self.read(options)?;
                Some(Kind::Numbered { log: options.log })
            }
            "slow" => {
                let options: SlowOptions = self.read(options)?;
                let delay = options.delay.and_then(|text| self.duration("delay", &text));
                Some(Kind::Slow { delay: delay.unwrap_or(SLOW) })
            }
            "https" => {
                let options: HttpsOptions = self.read(options)?;
                Some(Kind::Https { certificate: options.certificate.unwrap_or(Certificate::Good) })
            }
            "dns" => self.dns(options),
            other => {
                self.wrong("kind", format!("{other:?} is not known; write {KINDS}"));
                None
            }
        }
    }

    fn dns(&mut self, options: Value) -> Option<Kind> {
        let options: DnsOptions = self.read(options)?;
        if options.zones.is_empty() {
            self.wrong("zones", "a name server needs one, e.g. `zones: {lab.test: [\"www A 192.0.2.1\"]}`");
        }
        let mut zones = Zones::default();
        for (name, records) in options.zones {
            match Zone::parse(&name, &records) {
                Ok(zone) => zones.0.push(zone),
                Err(wrong) => {
                    let place = format!("{}.zones.{name}", self.place);
                    self.findings.extend(zone_findings(&place, wrong));
                }
            }
        }
        Some(Kind::Dns { zones })
    }

    /// Outer `None`: it is wrong. Inner `None`: it says that nothing is wrong.
    fn fault(&mut self, raw: Value, kind: &Kind) -> Option<Option<Fault>> {
        let fault = fault::read(raw, &format!("{}.fault", self.place), self.findings)?;
        if let Some(Err(reason)) = fault.as_ref().map(|fault| kind.can(fault)) {
            self.wrong("fault", reason);
        }
        Some(fault)
    }

    fn turn(&mut self, raw: Value, scenario: &Scenario) -> Option<Turn> {
        let raw: RawTurn = self.read(raw)?;
        let at = raw.at.map_or(Some(Duration::ZERO), |text| self.duration("at", &text));
        let every = raw.every.and_then(|text| self.duration("every", &text));
        let lasts = raw.lasts.and_then(|text| self.duration("for", &text));
        if every.is_some_and(|every| every < MIN_EVERY) {
            self.wrong("every", format!("must be {} ms at least", MIN_EVERY.as_millis()));
        }
        if every.is_some() && lasts >= every {
            self.wrong("for", "must be shorter than every, or it would never be well");
        }
        let Some(target) = raw.target else {
            self.wrong("target", "is missing; name one of the targets");
            return None;
        };
        let Some(spec) = scenario.targets.get(&target) else {
            self.wrong("target", format!("there is no target {target:?}, or it is wrong itself"));
            return None;
        };
        let Some(fault) = raw.fault else {
            self.wrong("fault", "is missing; write e.g. `fault: {fail: refuse}`");
            return None;
        };
        let fault = self.fault(fault, &spec.kind)?;
        Some(Turn { target, change: Change { fault, at: at?, every, lasts } })
    }

    fn duration(&mut self, key: &str, text: &str) -> Option<Duration> {
        let read = text.parse::<SignedDuration>().ok().and_then(|span| Duration::try_from(span).ok());
        if read.is_none() {
            self.wrong(key, format!("{text:?} is no duration; write e.g. 500ms, 30s, 5m or 1h30m"));
        }
        read
    }
}
