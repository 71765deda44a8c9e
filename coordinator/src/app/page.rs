//! Pages of lists: how many, and where the next one begins.
//!
//! A page token is the last key of a page behind a keyed hash: it works for the same list of the same organization only,
//! on every coordinator, and nobody can make one up. A list that is filtered has the filter in its name: the rows that
//! another filter would give are another list.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use nocturne_shared::id::OrgId;
use serde::{Serialize, de::DeserializeOwned};

use crate::error::ApiError;

/// Rows of a page when nothing is asked for.
const DEFAULT_SIZE: usize = 100;
/// Most rows of a page.
pub const MAX_SIZE: usize = 500;
/// Bytes of the hash that are kept: 2^128 guesses are enough.
const TAG: usize = 16;

/// Which page somebody wants.
#[derive(Debug, Clone, Default)]
pub struct PageRequest {
    /// Rows wanted; 0 is the default, more than the limit is the limit.
    pub size: i32,
    /// Token of the page before; empty is the first page.
    pub token: String,
}

/// One page.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// Token of the next page; empty at the end.
    pub next: String,
}

impl<T> Page<T> {
    /// The same page of other things.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(f).collect(), next: self.next }
    }
}

/// Makes and reads page tokens.
pub struct Pager {
    /// The first seals, all are accepted.
    keys: Vec<hmac::Key>,
}

impl Pager {
    /// `seals` are the installation's own secrets: the first seals, all are accepted.
    #[must_use]
    pub fn new(seals: &[[u8; 32]]) -> Self {
        Self { keys: seals.iter().map(|seal| hmac::Key::new(hmac::HMAC_SHA256, seal)).collect() }
    }

    /// Rows to return.
    ///
    /// # Errors
    ///
    /// [`ApiError::Invalid`] for a negative number.
    pub fn size(&self, request: &PageRequest) -> Result<usize, ApiError> {
        match usize::try_from(request.size) {
            Ok(0) => Ok(DEFAULT_SIZE),
            Ok(size) => Ok(size.min(MAX_SIZE)),
            Err(_) => Err(ApiError::invalid("page_size", "is negative; give 1 to 500, or 0 for 100")),
        }
    }

    /// The key after which the page begins; `None` for the first page.
    ///
    /// # Errors
    ///
    /// [`ApiError::Invalid`] for a token that was not made for this list and organization.
    pub fn after<K: DeserializeOwned>(
        &self,
        list: &str,
        org_id: OrgId,
        request: &PageRequest,
    ) -> Result<Option<K>, ApiError> {
        if request.token.is_empty() {
            return Ok(None);
        }
        self.open(list, org_id, &request.token).map(Some).ok_or_else(|| {
            ApiError::invalid(
                "page_token",
                "is not one that this list gave out; start again without a page token",
            )
        })
    }

    /// Cuts rows, of which one more than `size` was asked for, to a page; `key` is the place of a row in the list.
    pub fn page<T, K: Serialize>(
        &self,
        list: &str,
        org_id: OrgId,
        size: usize,
        mut rows: Vec<T>,
        key: impl Fn(&T) -> K,
    ) -> Page<T> {
        let more = rows.len() > size;
        rows.truncate(size);
        let next = match rows.last().filter(|_| more) {
            Some(last) => self.seal(list, org_id, &key(last)),
            None => String::new(),
        };
        Page { rows, next }
    }

    fn seal<K: Serialize>(&self, list: &str, org_id: OrgId, key: &K) -> String {
        // Keys of lists are texts, numbers and tuples of them, all of which JSON can say.
        let key = serde_json::to_vec(key).unwrap_or_default();
        let tag = self.tags(list, org_id, &key).next().unwrap_or_default();
        URL_SAFE_NO_PAD.encode([tag.as_slice(), &key].concat())
    }

    fn open<K: DeserializeOwned>(&self, list: &str, org_id: OrgId, token: &str) -> Option<K> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (tag, key) = bytes.split_first_chunk::<TAG>()?;
        let is_ours = |want: [u8; TAG]| aws_lc_rs::constant_time::verify_slices_are_equal(tag, &want).is_ok();
        if !self.tags(list, org_id, key).any(is_ours) {
            return None;
        }
        serde_json::from_slice(key).ok()
    }

    fn tags(&self, list: &str, org_id: OrgId, key: &[u8]) -> impl Iterator<Item = [u8; TAG]> {
        let text = [list.as_bytes(), &[0], org_id.uuid().as_bytes(), key].concat();
        self.keys.iter().map(move |key| {
            let full = hmac::sign(key, &text);
            full.as_ref().first_chunk().copied().unwrap_or_default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(n: u64) -> OrgId {
        OrgId::from_parts(n, &[1; 10])
    }

    #[test]
    fn a_token_works_for_its_list_and_organization_only() {
        let pager = Pager::new(&[[7; 32]]);
        let page = pager.page("agents", org(1), 2, vec!["a", "b", "c"], |row| (*row).to_owned());
        assert_eq!(page.rows, ["a", "b"]);

        let request = PageRequest { size: 0, token: page.next.clone() };
        assert_eq!(pager.after::<String>("agents", org(1), &request).unwrap(), Some("b".to_owned()));
        assert!(pager.after::<String>("checks", org(1), &request).is_err());
        assert!(pager.after::<String>("agents", org(2), &request).is_err());
        assert!(Pager::new(&[[8; 32]]).after::<String>("agents", org(1), &request).is_err());
        let rotated = Pager::new(&[[8; 32], [7; 32]]);
        assert_eq!(rotated.after::<String>("agents", org(1), &request).unwrap(), Some("b".to_owned()));
        for token in ["x", "AAAA", &format!("{}A", page.next)] {
            let forged = PageRequest { size: 0, token: token.to_owned() };
            assert!(pager.after::<String>("agents", org(1), &forged).is_err(), "{token}");
        }
    }

    #[test]
    fn the_last_page_names_no_next_one() {
        let pager = Pager::new(&[[7; 32]]);

        assert_eq!(pager.page("agents", org(1), 2, vec![1, 2], |row| *row).next, "");
        assert_eq!(pager.page("agents", org(1), 2, Vec::<i32>::new(), |row| *row).next, "");
    }

    #[test]
    fn sizes_have_a_default_and_a_limit() {
        let pager = Pager::new(&[[7; 32]]);
        let size = |size| pager.size(&PageRequest { size, token: String::new() });

        assert_eq!((size(0).unwrap(), size(7).unwrap(), size(9_999).unwrap()), (100, 7, 500));
        assert!(size(-1).is_err());
    }
}
