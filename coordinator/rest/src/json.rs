//! Messages as JSON and back, by reflection.
//!
//! The mapping is that of proto3 with these choices, made for people with curl:
//!
//! | | printed | accepted |
//! |---|---|---|
//! | field names | as in the proto (`page_size`) | also camelCase; nothing unknown, nothing twice |
//! | fields without presence | always, also false, 0, `""`, `[]` and `{}` | may be left out; `null` is left out |
//! | messages and `optional` scalars | only when set | as above |
//! | 64-bit integers | as numbers | also as decimal text |
//! | enum values | without the type's prefix (`RUNNING`) | also with it, also the number |
//! | `Timestamp` | RFC 3339, `Z` | RFC 3339 with any offset, years 0001 to 9999 |
//! | `Duration` | `1.5s` | the same |
//! | `FieldMask` | `a,b.c` | also camelCase |
//! | bytes | base64 | also the URL alphabet, with and without padding |

pub(crate) mod name;
pub(crate) mod read;
pub(crate) mod scalar;
pub(crate) mod tree;
pub(crate) mod well_known;
pub(crate) mod write;

use prost_reflect::{DynamicMessage, MessageDescriptor};

pub use tree::Json;
pub use write::{Writer, message_to_json};

use crate::finding::{Finding, Findings, Pointer};

/// Reads a message from a JSON document.
///
/// # Errors
///
/// Everything that is wrong with the document, at most [`MAX_FINDINGS`](crate::finding::MAX_FINDINGS): one finding when
/// it is no JSON.
pub fn message_from_json(
    document: &[u8],
    descriptor: &MessageDescriptor,
) -> Result<DynamicMessage, Vec<Finding>> {
    let json = Json::parse(document).map_err(|finding| vec![finding])?;
    let mut findings = Findings::default();
    let message = read::message(&json, descriptor, &mut Pointer::default(), &mut findings);
    findings.or(message)
}
