//! How an agent gets its first certificate: decode, hand over, encode.

use std::sync::Arc;

use nocturne_proto::{
    agent::v1::{self as wire, Refusal, agent_enrolment_service_server::AgentEnrolmentService},
    convert::time::timestamp_to_wire,
};
use nocturne_runtime::clock;
use tonic::{Request, Response, Status};

use super::refusal;
use crate::app::enrolment::{EnrolError, Enrolment};

/// The service.
pub struct EnrolmentService {
    enrolment: Arc<Enrolment>,
}

impl EnrolmentService {
    /// Serves the use case.
    #[must_use]
    pub const fn new(enrolment: Arc<Enrolment>) -> Self {
        Self { enrolment }
    }
}

#[tonic::async_trait]
impl AgentEnrolmentService for EnrolmentService {
    async fn enrol(
        &self,
        request: Request<wire::EnrolRequest>,
    ) -> Result<Response<wire::EnrolResponse>, Status> {
        let message = request.into_inner();
        let enrolled = self
            .enrolment
            .enrol(&message.token, &message.csr_der, &message.hostname, &message.agent_version)
            .await
            .map_err(|error| enrol_status(&error))?;
        let root = self.enrolment.authority().root().to_vec();
        Ok(Response::new(wire::EnrolResponse {
            chain_der: vec![enrolled.certificate_der, root.clone()],
            trust_bundle_der: vec![root],
            server_time: Some(timestamp_to_wire(clock::now())),
            agent_slug: enrolled.agent_slug,
            site_slug: enrolled.site_slug,
        }))
    }
}

/// What the caller is told. Causes inside stay inside; they are logged where this is called.
pub(super) fn enrol_status(error: &EnrolError) -> Status {
    match error {
        EnrolError::TokenUnknown => refusal::status(Refusal::TokenUnknown),
        EnrolError::Refused(nocturne_core::enrolment::Refused::Used) => refusal::status(Refusal::TokenUsed),
        EnrolError::Refused(nocturne_core::enrolment::Refused::Expired) => {
            refusal::status(Refusal::TokenExpired)
        }
        EnrolError::Refused(nocturne_core::enrolment::Refused::Revoked) => {
            refusal::status(Refusal::TokenRevoked)
        }
        EnrolError::AgentGone => refusal::status(Refusal::Revoked),
        EnrolError::Busy => {
            Status::resource_exhausted("too many enrolments at once; try again in a few seconds")
        }
        EnrolError::Request(_) => Status::invalid_argument(
            "the certificate request is malformed: a PKCS#10 request, DER, signed by an ECDSA P-256 key is expected",
        ),
        EnrolError::SlugTaken { slug } => Status::already_exists(format!(
            "an agent named {slug:?} exists already; make a token with another --name"
        )),
        EnrolError::Authority(_) | EnrolError::Store(_) | EnrolError::Audit(_) => {
            let error = error as &dyn std::error::Error;
            tracing::error!(error, "an enrolment failed");
            Status::unavailable(
                "the coordinator cannot enrol at the moment; the token is not used up, try again",
            )
        }
    }
}
