//! Who changed what.

use nocturne_proto::{api::v1 as wire, convert::time::timestamp_from_wire};
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, detail, listed, time_of};

/// One change.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AuditEntry {
    audit_id: String,
    time: Option<Timestamp>,
    actor_kind: String,
    actor_id: String,
    actor: String,
    address: String,
    request_id: String,
    action: String,
    object_kind: String,
    object_id: String,
    object: String,
    before: String,
    after: String,
    seq: u64,
    seal: String,
}

impl From<wire::AuditEntry> for AuditEntry {
    fn from(entry: wire::AuditEntry) -> Self {
        Self {
            audit_id: entry.audit_id,
            time: time_of(entry.time),
            actor_kind: entry.actor_kind,
            actor_id: entry.actor_id,
            actor: entry.actor,
            address: entry.address,
            request_id: entry.request_id,
            action: entry.action,
            object_kind: entry.object_kind,
            object_id: entry.object_id,
            object: entry.object,
            before: entry.before,
            after: entry.after,
            seq: entry.seq,
            seal: entry.seal,
        }
    }
}

impl View for AuditEntry {
    const COLUMNS: &'static [Column] = &[
        listed("time", "TIME"),
        listed("actor", "WHO"),
        detail("actor_kind", "KIND OF ACTOR"),
        detail("actor_id", "ACTOR ID"),
        listed("address", "FROM"),
        listed("action", "ACTION"),
        listed("object", "OBJECT"),
        detail("object_kind", "KIND OF OBJECT"),
        detail("object_id", "OBJECT ID"),
        detail("before", "BEFORE"),
        detail("after", "AFTER"),
        detail("request_id", "REQUEST ID"),
        listed("seq", "SEAL"),
        detail("seal", "VALUE OF THE SEAL"),
        listed("audit_id", "ID"),
    ];
    const EMPTY: &'static str = "No entries: nothing was changed, or nothing that matches.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Time(self.time),
            Value::Text(self.actor.clone()),
            Value::Text(self.actor_kind.clone()),
            Value::Text(self.actor_id.clone()),
            Value::Text(self.address.clone()),
            Value::Text(self.action.clone()),
            Value::Text(self.object.clone()),
            Value::Text(self.object_kind.clone()),
            Value::Text(self.object_id.clone()),
            Value::Text(self.before.clone()),
            Value::Text(self.after.clone()),
            Value::Text(self.request_id.clone()),
            Value::Number(self.seq),
            Value::Text(self.seal.clone()),
            Value::Text(self.audit_id.clone()),
        ]
    }
}

/// A sealed entry as an auditor gets it: the texts in the order in which they are hashed, absence as null.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ExportedEntry {
    seq: u64,
    seal: String,
    org_id: String,
    audit_id: String,
    time: Option<String>,
    actor_kind: String,
    actor_id: Option<String>,
    actor: String,
    address: Option<String>,
    request_id: String,
    action: String,
    object_kind: String,
    object_id: String,
    object: String,
    before: Option<String>,
    after: Option<String>,
    missing: bool,
}

impl ExportedEntry {
    /// An entry of the organization.
    pub(crate) fn new(org_id: &str, entry: wire::AuditEntry) -> Self {
        let given = |text: String| (!text.is_empty()).then_some(text);
        // Six digits, always: this text is hashed.
        let time = entry.time.as_ref().map(|time| format!("{:.6}", timestamp_from_wire(time)));
        Self {
            seq: entry.seq,
            seal: entry.seal,
            org_id: org_id.to_owned(),
            audit_id: entry.audit_id,
            time,
            actor_kind: entry.actor_kind,
            actor_id: given(entry.actor_id),
            actor: entry.actor,
            address: given(entry.address),
            request_id: entry.request_id,
            action: entry.action,
            object_kind: entry.object_kind,
            object_id: entry.object_id,
            object: entry.object,
            before: given(entry.before),
            after: given(entry.after),
            missing: entry.missing,
        }
    }
}

/// Something that does not fit.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AuditFinding {
    kind: &'static str,
    seq: u64,
    audit_id: String,
    detail: String,
}

impl From<wire::AuditFinding> for AuditFinding {
    fn from(finding: wire::AuditFinding) -> Self {
        Self {
            kind: finding.kind().as_str_name().trim_start_matches("KIND_"),
            seq: finding.seq,
            audit_id: finding.audit_id,
            detail: finding.detail,
        }
    }
}

impl AuditFinding {
    fn line(&self) -> String {
        let place = match (self.seq, self.audit_id.as_str()) {
            (0, id) => format!("entry {id}"),
            (seq, "") => format!("seal {seq}"),
            (seq, id) => format!("entry {id} (seal {seq})"),
        };
        format!("  {} {place}: {}", self.kind, self.detail)
    }
}

/// What a verification found.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AuditVerification {
    intact: bool,
    seal_count: u64,
    head_seq: u64,
    head_seal: String,
    pending_count: u64,
    findings: Vec<AuditFinding>,
    /// How many there are in all.
    pub finding_count: u64,
}

impl From<wire::VerifyAuditResponse> for AuditVerification {
    fn from(answer: wire::VerifyAuditResponse) -> Self {
        Self {
            intact: answer.intact,
            seal_count: answer.seal_count,
            head_seq: answer.head_seq,
            head_seal: answer.head_seal,
            pending_count: answer.pending_count,
            findings: answer.findings.into_iter().map(AuditFinding::from).collect(),
            finding_count: answer.finding_count,
        }
    }
}

impl AuditVerification {
    /// For people.
    pub(crate) fn text(&self) -> String {
        let mut lines = Vec::new();
        if self.intact {
            lines.push(format!("All {} seals fit their entries.", self.seal_count));
        } else {
            lines.push(format!("{} of {} seals do not fit:", self.finding_count, self.seal_count));
            lines.extend(self.findings.iter().map(AuditFinding::line));
            let n_hidden = self.finding_count.saturating_sub(self.findings.len() as u64);
            if n_hidden > 0 {
                lines.push(format!("  and {n_hidden} more"));
            }
        }
        if self.pending_count > 0 {
            lines.push(format!("{} entries wait for their seal.", self.pending_count));
        }
        // What does not fit is nothing to hold on to.
        if self.intact && self.head_seq > 0 {
            lines.push(format!(
                "Keep this outside of the database; next time: --expect {}:{}",
                self.head_seq, self.head_seal
            ));
        }
        lines.iter().map(|line| crate::human::clean(line) + "\n").collect()
    }
}

impl View for AuditVerification {
    const COLUMNS: &'static [Column] = &[
        listed("intact", "INTACT"),
        listed("seal_count", "SEALS"),
        listed("head_seq", "LAST SEAL"),
        listed("head_seal", "ITS VALUE"),
        listed("pending_count", "WAITING"),
        listed("finding_count", "FINDINGS"),
    ];
    const EMPTY: &'static str = "Nothing was verified.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Flag(self.intact),
            Value::Number(self.seal_count),
            Value::Number(self.head_seq),
            Value::Text(self.head_seal.clone()),
            Value::Number(self.pending_count),
            Value::Number(self.finding_count),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_has_the_texts_that_are_hashed() {
        let entry = wire::AuditEntry {
            seq: 3,
            time: Some(prost_types::Timestamp { seconds: 1_700_000_000, nanos: 120_000_000 }),
            after: "{\"a\":1}".to_owned(),
            ..wire::AuditEntry::default()
        };

        let json = serde_json::to_value(ExportedEntry::new("o", entry)).unwrap();

        assert_eq!(json["time"], "2023-11-14T22:13:20.120000Z");
        assert_eq!(json["after"], "{\"a\":1}");
        assert!(json["before"].is_null() && json["actor_id"].is_null() && json["address"].is_null());
        assert_eq!(json["request_id"], "");
    }

    #[test]
    fn findings_name_the_entry_and_its_place() {
        let finding = wire::AuditFinding {
            kind: wire::audit_finding::Kind::EntryChanged.into(),
            seq: 7,
            audit_id: "x".to_owned(),
            detail: "the entry is not the one that was sealed".to_owned(),
        };
        let answer = wire::VerifyAuditResponse {
            seal_count: 9,
            findings: vec![finding],
            finding_count: 2,
            ..wire::VerifyAuditResponse::default()
        };

        let text = AuditVerification::from(answer).text();

        assert!(text.contains("2 of 9 seals do not fit:\n"), "{text}");
        assert!(text.contains("  ENTRY_CHANGED entry x (seal 7): the entry is not"), "{text}");
        assert!(text.contains("  and 1 more\n"), "{text}");
    }
}
