//! What is known of the call that the running task serves, without a parameter in every use case.

use std::net::IpAddr;

tokio::task_local! {
    static CURRENT: Call;
}

/// A call from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// Its id; empty outside of a call.
    pub request_id: String,
    /// Where the connection comes from; `None` inside one process.
    pub address: Option<IpAddr>,
}

impl Call {
    /// The call that the running task serves.
    #[must_use]
    pub fn current() -> Self {
        CURRENT.try_with(Clone::clone).unwrap_or_default()
    }

    /// Runs a task as this call.
    pub async fn scope<F: Future>(self, task: F) -> F::Output {
        CURRENT.scope(self, task).await
    }
}
