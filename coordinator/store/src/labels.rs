//! Label sets as jsonb.

use nocturne_shared::label::Labels;
use serde_json::Value;

use crate::error::{StoreError, damaged};

/// As it is stored.
pub(crate) fn labels_to_json(labels: &Labels) -> Value {
    labels.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect()
}

/// As it was stored.
pub(crate) fn labels_from_json(stored: Value) -> Result<Labels, StoreError> {
    serde_json::from_value(stored).map_err(damaged("label set"))
}
