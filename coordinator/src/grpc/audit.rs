//! `AuditService`: who changed what.

use std::sync::Arc;

use nocturne_core::audit::{Entry, Finding, FindingKind, Link, Seal};
use nocturne_proto::{
    api::v1::{self as wire, audit_finding::Kind, audit_service_server::AuditService},
    convert::time::{timestamp_from_wire, timestamp_to_wire},
};
use nocturne_store::audit::AuditRow;
use tonic::{Request, Response, Status};

use super::caller::{page_request, page_to_wire, principal};
use crate::{
    api_state::ApiState,
    app::audit::{
        reading::{self, AuditQuery},
        verify::{self, Verified},
    },
};

/// Who changed what.
pub struct AuditApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl AuditService for AuditApi {
    async fn list_audit_entries(
        &self,
        request: Request<wire::ListAuditEntriesRequest>,
    ) -> Result<Response<wire::ListAuditEntriesResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let query = AuditQuery {
            actor: sent.actor,
            action: sent.action,
            object_kind: sent.object_kind,
            object: sent.object,
            from: sent.from_time.as_ref().map(timestamp_from_wire),
            to: sent.to_time.as_ref().map(timestamp_from_wire),
        };
        let page = page_request(sent.page_size, sent.page_token);
        let page = reading::audit_list(&self.0, org_id, &query, &page).await?;
        let (entries, next_page_token) = page_to_wire(page, row_to_wire);
        Ok(Response::new(wire::ListAuditEntriesResponse { entries, next_page_token }))
    }

    async fn get_audit_entry(
        &self,
        request: Request<wire::GetAuditEntryRequest>,
    ) -> Result<Response<wire::AuditEntry>, Status> {
        let org_id = principal(&request)?.org_id;
        let row = reading::audit_get(&self.0, org_id, &request.into_inner().audit_id).await?;
        Ok(Response::new(row_to_wire(row)))
    }

    async fn export_audit(
        &self,
        request: Request<wire::ExportAuditRequest>,
    ) -> Result<Response<wire::ExportAuditResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let page = page_request(sent.page_size, sent.page_token);
        let page = reading::audit_export(&self.0, org_id, sent.from_seq, &page).await?;
        let (entries, next_page_token) = page_to_wire(page, link_to_wire);
        Ok(Response::new(wire::ExportAuditResponse { entries, next_page_token }))
    }

    async fn verify_audit(
        &self,
        request: Request<wire::VerifyAuditRequest>,
    ) -> Result<Response<wire::VerifyAuditResponse>, Status> {
        let org_id = principal(&request)?.org_id;
        let sent = request.into_inner();
        let verified = verify::audit_verify(&self.0, org_id, sent.expected_seq, &sent.expected_seal).await?;
        Ok(Response::new(verified_to_wire(verified)))
    }
}

fn row_to_wire(row: AuditRow) -> wire::AuditEntry {
    entry_to_wire(row.entry, row.seal)
}

fn link_to_wire(link: Link) -> wire::AuditEntry {
    let seal = (link.seq, link.seal);
    match link.entry {
        Some(entry) => entry_to_wire(entry, Some(seal)),
        None => wire::AuditEntry {
            audit_id: link.audit_id.to_string(),
            seq: link.seq,
            seal: hex::encode(link.seal),
            missing: true,
            ..wire::AuditEntry::default()
        },
    }
}

fn entry_to_wire(entry: Entry, seal: Option<(u64, Seal)>) -> wire::AuditEntry {
    let (seq, seal) = seal.map_or((0, String::new()), |(seq, seal)| (seq, hex::encode(seal)));
    wire::AuditEntry {
        audit_id: entry.audit_id.to_string(),
        time: Some(timestamp_to_wire(entry.at)),
        actor_kind: entry.actor_kind,
        actor_id: entry.actor_id.map(|id| id.to_string()).unwrap_or_default(),
        actor: entry.actor_name,
        address: entry.address.unwrap_or_default(),
        request_id: entry.request_id,
        action: entry.action,
        object_kind: entry.object_kind,
        object_id: entry.object_id,
        object: entry.object_name,
        before: entry.before.unwrap_or_default(),
        after: entry.after.unwrap_or_default(),
        seq,
        seal,
        missing: false,
    }
}

fn verified_to_wire(verified: Verified) -> wire::VerifyAuditResponse {
    let Verified { outcome, n_pending } = verified;
    wire::VerifyAuditResponse {
        intact: outcome.n_findings == 0,
        seal_count: outcome.n_seals,
        head_seq: outcome.head_seq,
        head_seal: hex::encode(outcome.head),
        pending_count: n_pending,
        findings: outcome.findings.iter().map(finding_to_wire).collect(),
        finding_count: outcome.n_findings,
    }
}

fn finding_to_wire(finding: &Finding) -> wire::AuditFinding {
    let (kind, detail) = match finding.kind {
        FindingKind::EntryChanged => (Kind::EntryChanged, "the entry is not the one that was sealed"),
        FindingKind::EntryMissing => (Kind::EntryMissing, "the seal is there and its entry is not"),
        FindingKind::EntryUnsealed => (
            Kind::EntryUnsealed,
            "the entry has no seal and does not wait for one: it was slipped in, or its seal was taken away",
        ),
        FindingKind::SealChanged => {
            (Kind::SealChanged, "the seal is not the one that was made, its entry is")
        }
        FindingKind::SealMissing => (Kind::SealMissing, "this number, and maybe those after it, has no seal"),
        FindingKind::Unexpected => (
            Kind::UnexpectedSeal,
            "the seal of this number is not the expected one: the chain was made again or cut",
        ),
    };
    wire::AuditFinding {
        kind: kind.into(),
        seq: finding.seq.unwrap_or_default(),
        audit_id: finding.audit_id.map(|audit_id| audit_id.to_string()).unwrap_or_default(),
        detail: detail.to_owned(),
    }
}
