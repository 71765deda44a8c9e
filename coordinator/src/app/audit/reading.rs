//! Looking at entries, and handing them out for others to verify.

use nocturne_core::audit::{Action, Link};
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::{AuditId, OrgId},
    time::Timestamp,
};
use nocturne_store::audit::{self as store, AuditFilter, AuditRow};

use crate::{
    api_state::ApiState,
    app::page::{Page, PageRequest},
    error::ApiError,
};

const LIST: &str = "audit";
const EXPORT: &str = "audit_export";
/// A page ends behind the entry that makes it larger than this: an entry may carry a check of a MiB, twice.
const PAGE_BYTES: usize = 1 << 20;

/// Which entries, as given; what is empty lets everything through.
#[derive(Debug, Clone, Default)]
pub struct AuditQuery {
    /// Id or name of a user or token.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// Kind of thing.
    pub object_kind: String,
    /// Id or name of the thing.
    pub object: String,
    /// First time, inclusive.
    pub from: Option<Timestamp>,
    /// Last time, exclusive.
    pub to: Option<Timestamp>,
}

/// Lists entries, newest first.
///
/// # Errors
///
/// [`ApiError::Invalid`] names filters, page size and page token; the store's.
pub async fn audit_list(
    state: &ApiState,
    org_id: OrgId,
    query: &AuditQuery,
    request: &PageRequest,
) -> Result<Page<AuditRow>, ApiError> {
    let filter = check(query)?;
    let pager = state.pager();
    let size = pager.size(request)?;
    let list = format!("{LIST} {filter:?}");
    let before: Option<AuditId> = pager.after(&list, org_id, request)?;
    let rows = store::audit_page(&state.org, org_id, &filter, before, size + 1).await?;
    let size = size.min(n_fitting(&rows, |row| entry_bytes(&row.entry.before, &row.entry.after)));
    Ok(pager.page(&list, org_id, size, rows, |row| row.entry.audit_id))
}

/// One entry.
///
/// # Errors
///
/// [`ApiError::NotFound`]; the store's.
pub async fn audit_get(state: &ApiState, org_id: OrgId, id: &str) -> Result<AuditRow, ApiError> {
    let absent = || ApiError::NotFound { what: "audit entry", id: id.to_owned() };
    let audit_id: AuditId = id.parse().map_err(|_| absent())?;
    store::audit_get(&state.org, org_id, audit_id).await?.ok_or_else(absent)
}

/// Sealed entries from number `from_seq` on, oldest first.
///
/// # Errors
///
/// [`ApiError::Invalid`] names page size and page token; the store's.
pub async fn audit_export(
    state: &ApiState,
    org_id: OrgId,
    from_seq: u64,
    request: &PageRequest,
) -> Result<Page<Link>, ApiError> {
    let pager = state.pager();
    let size = pager.size(request)?;
    let list = format!("{EXPORT} {from_seq}");
    let after: Option<u64> = pager.after(&list, org_id, request)?;
    let tx = state.org.begin("audit_export", org_id).await?;
    let after = after.unwrap_or_else(|| from_seq.saturating_sub(1));
    let links = store::audit_sealed_page(&tx, after, size + 1).await?;
    tx.commit().await?;
    let bytes = |link: &Link| link.entry.as_ref().map_or(0, |entry| entry_bytes(&entry.before, &entry.after));
    let size = size.min(n_fitting(&links, bytes));
    Ok(pager.page(&list, org_id, size, links, |link| link.seq))
}

fn check(query: &AuditQuery) -> Result<AuditFilter, FieldErrors> {
    let mut found = Vec::new();
    let given = |text: &String| (!text.is_empty()).then(|| text.clone());
    let action = given(&query.action).and_then(|text| {
        let action = Action::from_text(&text);
        if action.is_none() {
            let known: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
            let reason = format!("{text:?} is no action; give one of {}", known.join(", "));
            found.push(FieldError::new("action", reason));
        }
        action
    });
    if let (Some(from), Some(to)) = (query.from, query.to)
        && from >= to
    {
        found.push(FieldError::new("to_time", "must be later than from_time"));
    }
    for (name, text) in
        [("actor", &query.actor), ("object_kind", &query.object_kind), ("object", &query.object)]
    {
        if text.contains('\0') {
            found.push(FieldError::new(name, "holds the character U+0000; leave it out"));
        }
    }
    if !found.is_empty() {
        return Err(FieldErrors(found));
    }
    let actor_id = query.actor.parse().ok();
    Ok(AuditFilter {
        actor_id,
        actor_name: given(&query.actor).filter(|_| actor_id.is_none()),
        action,
        object_kind: given(&query.object_kind),
        object: given(&query.object),
        from: query.from,
        to: query.to,
    })
}

fn entry_bytes(before: &Option<String>, after: &Option<String>) -> usize {
    [before, after].into_iter().flatten().map(String::len).sum()
}

/// How many rows a page has room for, at least one.
fn n_fitting<T>(rows: &[T], bytes: impl Fn(&T) -> usize) -> usize {
    let mut total = 0;
    let fitting = rows.iter().take_while(|row| {
        let room = total < PAGE_BYTES;
        total += bytes(row);
        room
    });
    fitting.count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_behind_the_entry_that_makes_it_too_large() {
        assert_eq!(n_fitting(&[10, 20, 30], |bytes| *bytes), 3);
        assert_eq!(n_fitting(&[PAGE_BYTES - 1, 1, 1], |bytes| *bytes), 2);
        assert_eq!(n_fitting(&[3 * PAGE_BYTES, 1], |bytes| *bytes), 1);
        assert_eq!(n_fitting(&[], |bytes: &usize| *bytes), 1);
    }

    #[test]
    fn filters_that_can_match_nothing_are_named_all_at_once() {
        let at = Timestamp::UNIX_EPOCH;
        let query = AuditQuery {
            action: "checks.explode".to_owned(),
            actor: "a\0".to_owned(),
            from: Some(at),
            to: Some(at),
            ..AuditQuery::default()
        };

        let fields: Vec<String> = check(&query).unwrap_err().0.into_iter().map(|found| found.field).collect();

        assert_eq!(fields, ["action", "to_time", "actor"]);
    }

    #[test]
    fn an_actor_is_an_id_or_a_name() {
        let of = |actor: &str| {
            let filter = check(&AuditQuery { actor: actor.to_owned(), ..AuditQuery::default() }).unwrap();
            (filter.actor_id.map(|id| id.to_string()), filter.actor_name)
        };
        let id = "0198c0de-0000-7000-8000-000000000001";

        assert_eq!(of(""), (None, None));
        assert_eq!(of("admin"), (None, Some("admin".to_owned())));
        assert_eq!(of(id), (Some(id.to_owned()), None));
    }
}
