//! Rows of `certificate_authority`.

use nocturne_shared::time::Timestamp;
use nocturne_store_queries::queries::authority as sql;
use uuid::Uuid;

use crate::{
    error::{StoreError, query},
    pool::SystemStore,
};

pub use sql::AuthorityActive as AuthorityRow;

/// An authority to store.
#[derive(Debug, Clone)]
pub struct NewAuthority {
    /// Id.
    pub ca_id: Uuid,
    /// Name of this installation in every identity.
    pub trust_domain: String,
    /// The root.
    pub certificate_der: Vec<u8>,
    /// End of the root.
    pub expires_at: Timestamp,
}

/// The active authority.
///
/// # Errors
///
/// The store's.
pub async fn authority_active(system: &SystemStore) -> Result<Option<AuthorityRow>, StoreError> {
    let client = system.client().await?;
    sql::authority_active().bind(&client).opt().await.map_err(query("authority_active"))
}

/// Stores an authority unless one is active already.
///
/// # Errors
///
/// The store's.
pub async fn authority_insert(
    system: &SystemStore,
    made: &NewAuthority,
    key_wrapped: &[u8],
    kek_id: &str,
) -> Result<(), StoreError> {
    let client = system.client().await?;
    sql::authority_insert()
        .bind(
            &client,
            &made.ca_id,
            &made.trust_domain,
            &made.certificate_der,
            &key_wrapped,
            &kek_id,
            &made.expires_at,
        )
        .await
        .map(drop)
        .map_err(query("authority_insert"))
}
