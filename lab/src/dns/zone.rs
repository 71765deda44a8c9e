//! A zone: records by name.

use std::collections::BTreeMap;

use hickory_proto::{
    rr::{Name, RData, Record, RecordType, rdata::SOA},
    serialize::txt::Parser,
};

/// Seconds an answer may be kept, when a record does not say: a lab changes often.
const TTL: u32 = 60;
/// Names in a chain of CNAMEs at most.
const MAX_CHAIN: usize = 8;

/// Records below one name.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    origin: Name,
    soa: Record,
    names: BTreeMap<Name, Vec<Record>>,
}

/// What a zone knows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Records of the type, with the CNAMEs that lead to them.
    Records(Vec<Record>),
    /// The name exists, without such records; CNAMEs that led to it.
    NoData(Vec<Record>),
    /// The name does not exist; CNAMEs that led to it.
    NoName(Vec<Record>),
}

impl Zone {
    /// Reads a zone: lines as in a zone file, each with one record. Without a SOA record it gets one.
    ///
    /// # Errors
    ///
    /// Everything that is wrong: which line (from 0; none is the origin) and why.
    pub(crate) fn parse(origin: &str, lines: &[String]) -> Result<Self, Vec<(Option<usize>, String)>> {
        let origin = absolute(origin).map_err(|reason| vec![(None, reason)])?;
        let mut names: BTreeMap<Name, Vec<Record>> = BTreeMap::new();
        let mut wrong = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            match record(line, &origin) {
                Ok(record) => names.entry(record.name.clone()).or_default().push(record),
                Err(reason) => wrong.push((Some(index), reason)),
            }
        }
        let alias = |records: &&Vec<Record>| has(records, RecordType::CNAME) && records.len() > 1;
        for records in names.values().filter(alias) {
            let name = records.first().map(|record| record.name.to_string()).unwrap_or_default();
            wrong.push((None, format!("{name} has a CNAME record and others (RFC 1034 §3.6.2)")));
        }
        let soa = names.get(&origin).and_then(|apex| of_type(apex, RecordType::SOA).next().cloned());
        match soa.map_or_else(|| made_soa(&origin), Ok) {
            Ok(soa) if wrong.is_empty() => {
                let apex = names.entry(origin.clone()).or_default();
                if !has(apex, RecordType::SOA) {
                    apex.push(soa.clone());
                }
                Ok(Self { origin, soa, names })
            }
            Ok(_) => Err(wrong),
            Err(reason) => {
                wrong.push((None, reason));
                Err(wrong)
            }
        }
    }

    /// The name of the zone.
    pub(super) const fn origin(&self) -> &Name {
        &self.origin
    }

    /// Start of authority.
    pub(super) const fn soa(&self) -> &Record {
        &self.soa
    }

    /// What is known of a name that lies in the zone.
    pub(super) fn lookup(&self, name: &Name, wanted: RecordType) -> Known {
        let mut chain = Vec::new();
        let mut name = name.clone();
        while chain.len() <= MAX_CHAIN {
            let Some(records) = self.names.get(&name) else {
                // A name between two others exists, though it has nothing (RFC 8020).
                let between = self.names.keys().any(|known| name.zone_of(known));
                return if between { Known::NoData(chain) } else { Known::NoName(chain) };
            };
            let found: Vec<Record> = match wanted {
                RecordType::ANY => records.clone(),
                _ => of_type(records, wanted).cloned().collect(),
            };
            if !found.is_empty() {
                return Known::Records([chain, found].concat());
            }
            let Some(alias) = of_type(records, RecordType::CNAME).next() else {
                return Known::NoData(chain);
            };
            chain.push(alias.clone());
            match &alias.data {
                RData::CNAME(to) if self.origin.zone_of(to) => name.clone_from(to),
                // The rest is for a resolver to find elsewhere.
                _ => break,
            }
        }
        Known::Records(chain)
    }
}

/// A name from the root.
fn absolute(text: &str) -> Result<Name, String> {
    let mut name = Name::from_ascii(text).map_err(|error| format!("{text:?} is no domain name: {error}"))?;
    if name.is_root() {
        return Err("a zone needs a name, such as lab.test".to_owned());
    }
    name.set_fqdn(true);
    Ok(name)
}

fn record(line: &str, origin: &Name) -> Result<Record, String> {
    // $INCLUDE would read files, and the others belong to whole files.
    if line.trim_start().starts_with('$') || line.contains('\n') {
        return Err("one record stands in one line: NAME [TTL] TYPE DATA, e.g. www A 192.0.2.1".to_owned());
    }
    let text = format!("$TTL {TTL}\n{line}\n");
    let (_, sets) = Parser::new(text, None, Some(origin.clone())).parse().map_err(|error| {
        format!("{line:?} is no record: {error}; write NAME [TTL] TYPE DATA, e.g. www A 192.0.2.1")
    })?;
    let record = sets.values().flat_map(|set| set.records_without_rrsigs()).next().cloned();
    let record = record.ok_or_else(|| format!("{line:?} holds no record"))?;
    if !origin.zone_of(&record.name) {
        return Err(format!("{} does not lie in the zone {origin}", record.name));
    }
    Ok(record)
}

fn made_soa(origin: &Name) -> Result<Record, String> {
    let below = |label: &str| origin.prepend_label(label).map_err(|error| error.to_string());
    let soa = SOA::new(below("ns")?, below("hostmaster")?, 1, 3_600, 600, 86_400, TTL);
    Ok(Record::from_rdata(origin.clone(), TTL, RData::SOA(soa)))
}

fn of_type(records: &[Record], wanted: RecordType) -> impl Iterator<Item = &Record> {
    records.iter().filter(move |record| record.record_type() == wanted)
}

fn has(records: &[Record], wanted: RecordType) -> bool {
    of_type(records, wanted).next().is_some()
}

#[cfg(test)]
mod tests;
