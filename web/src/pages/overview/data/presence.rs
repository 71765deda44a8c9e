//! Agents that come and go while the page is open.

use std::{collections::BTreeMap, rc::Rc};

use jiff::Timestamp;
use nocturne_proto::api::v1::Agent;
use nocturne_web_model::{
    order,
    situation::{Change, Known, presence_changes},
};
use yew::prelude::*;

use super::Read;
use crate::api::Listing;

/// Comings and goings that are remembered.
const MAX_SEEN: usize = 50;

/// What became different from one reading of the agents to the next, the latest first.
#[hook]
pub(super) fn use_presence_changes(agents: &Read<Listing<Agent>>) -> Rc<Vec<Change>> {
    let known = use_mut_ref(BTreeMap::<String, Known>::new);
    let seen = use_state(|| Rc::new(Vec::new()));
    use_effect_with(agents.clone(), {
        let seen = seen.clone();
        move |agents| {
            let Some(listing) = &agents.data else { return };
            let changes = presence_changes(&known.borrow(), &listing.items, Timestamp::now());
            let now = listing.items.iter().map(|agent| (agent.agent_id.clone(), Known(agent.presence())));
            *known.borrow_mut() = order::map(now);
            if !changes.is_empty() {
                let latest = changes.into_iter().chain(seen.iter().cloned()).take(MAX_SEEN);
                seen.set(Rc::new(latest.collect()));
            }
        }
    });
    (*seen).clone()
}
