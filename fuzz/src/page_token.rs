//! Page tokens: `nocturne_coordinator::app::page`.

use std::sync::LazyLock;

use nocturne_coordinator::app::page::{PageRequest, Pager};
use nocturne_shared::id::OrgId;

use crate::{Limits, text};

/// Text in, a key out.
pub const LIMITS: Limits = Limits::USUAL;

const LIST: &str = "checks";
static PAGER: LazyLock<Pager> = LazyLock::new(|| Pager::new(&[[7; 32]]));

/// A token that is accepted is the one that was given out for its key: nothing else can be made to pass.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let org_id = OrgId::from_parts(1, &[1; 10]);
    let request = PageRequest { size: 1, token: text::of(bytes).into_owned() };
    match PAGER.after::<String>(LIST, org_id, &request) {
        Ok(None) => {
            assert!(request.token.is_empty());
            true
        }
        Ok(Some(key)) => {
            assert_eq!(token(&key), request.token, "{key:?}");
            let elsewhere = PAGER.after::<String>("agents", org_id, &request);
            assert!(elsewhere.is_err(), "a token works for another list");
            true
        }
        Err(error) => {
            text::told(&error, 1_000);
            // Whatever a key is, its token brings it back.
            let key = request.token;
            let request = PageRequest { size: 1, token: token(&key) };
            let back =
                PAGER.after::<String>(LIST, org_id, &request).expect("a token that was given out works");
            assert_eq!(back, Some(key));
            false
        }
    }
}

/// The token behind a page that ends with this key.
#[must_use]
pub fn token(key: &str) -> String {
    PAGER.page(LIST, OrgId::from_parts(1, &[1; 10]), 1, vec![(), ()], |()| key.to_owned()).next
}
