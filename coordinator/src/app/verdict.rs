//! What all agents together say of every check at every target.

use std::collections::BTreeMap;

use nocturne_core::{
    staleness::{believed_until, is_stale},
    verdict::{Change, Quorum, Sight, Witness, quorum},
};
use nocturne_runtime::clock;
use nocturne_shared::{
    id::{AgentId, CheckId, OrgId},
    selector::Selector,
    time::Timestamp,
};
use nocturne_store::{
    agent::{RosterRow, agent_roster},
    check::{CheckRow, check_find, check_page},
    check_event::{ChangeRow, check_event_latest},
    check_state::{SightRow, check_state_of_targets},
};

use super::check_state::{Sign, confirmed};
use crate::{
    api_state::ApiState,
    app::{
        check::check_get,
        page::{Page, PageRequest},
    },
    error::ApiError,
};

/// Checks read in one go.
const CHUNK: usize = 100;
/// Changes looked at to learn since when a verdict lasts. Somebody who flaps that often has no better answer.
const CHANGES: usize = 50;
const LIST: &str = "check_verdicts";

/// The verdict about one check at one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictView {
    /// Check.
    pub check_id: CheckId,
    /// Its name.
    pub check: String,
    /// Target as defined.
    pub target: String,
    /// What its agents say.
    pub quorum: Quorum,
}

/// A place in the list: names of check and target.
type Place = (String, String);

/// A check at a target.
type Spot = (CheckId, String);
/// What each agent says there.
type Said = BTreeMap<Spot, BTreeMap<AgentId, SightRow>>;

/// A check that is run, with the targets that are asked for.
struct Scope {
    row: CheckRow,
    targets: Vec<String>,
}

impl Scope {
    fn places(&self) -> impl Iterator<Item = (CheckId, &str)> {
        self.targets.iter().map(|target| (self.row.check_id, target.as_str()))
    }
}

/// What a status is judged with.
struct Hearing<'s> {
    state: &'s ApiState,
    org_id: OrgId,
    check: &'s CheckRow,
    now: Timestamp,
}

/// Verdicts by names of check and target: each target of each enabled check has one.
///
/// # Errors
///
/// [`ApiError::NotFound`] for a check that is not there; [`ApiError::Invalid`] names page size and page token.
pub async fn verdict_list(
    state: &ApiState,
    org_id: OrgId,
    check: &str,
    request: &PageRequest,
) -> Result<Page<VerdictView>, ApiError> {
    let list = format!("{LIST} {check}");
    let pager = state.pager();
    let size = pager.size(request)?;
    let after: Option<Place> = pager.after(&list, org_id, request)?;
    let scopes = if check.is_empty() {
        scopes(state, org_id, after.as_ref(), size + 1).await?
    } else {
        let mut scope = targets(check_get(state, org_id, check).await?, after.as_ref());
        scope.iter_mut().for_each(|scope| scope.targets.truncate(size + 1));
        scope.into_iter().collect()
    };
    let views = verdicts(state, org_id, &scopes).await?;
    Ok(pager.page(&list, org_id, size, views, |view| (view.check.clone(), view.target.clone())))
}

/// Checks by name with targets after a place, until there are `n_most` targets or no more checks.
async fn scopes(
    state: &ApiState,
    org_id: OrgId,
    after: Option<&Place>,
    n_most: usize,
) -> Result<Vec<Scope>, ApiError> {
    let mut found: Vec<Scope> = Vec::new();
    let mut n_left = n_most;
    let mut take = |scopes: &mut dyn Iterator<Item = Scope>| {
        for mut scope in scopes {
            scope.targets.truncate(n_left);
            n_left -= scope.targets.len();
            found.push(scope);
        }
        n_left == 0
    };
    // The check at which the page before ended may have targets left.
    if let Some((slug, _)) = after {
        let row = check_find(&state.org, org_id, slug).await?.filter(|row| row.slug == *slug);
        take(&mut row.and_then(|row| targets(row, after)).into_iter());
    }
    let mut last = after.map(|(slug, _)| slug.clone());
    loop {
        let rows = check_page(&state.org, org_id, last.as_deref(), CHUNK).await?;
        let is_end = rows.len() < CHUNK;
        last = rows.last().map(|row| row.slug.clone());
        let is_full = take(&mut rows.into_iter().filter_map(|row| targets(row, None)));
        if is_full || is_end {
            return Ok(found);
        }
    }
}

/// The targets of a check after a place, in order; `None` for a check that nobody runs.
fn targets(row: CheckRow, after: Option<&Place>) -> Option<Scope> {
    if !row.enabled {
        return None;
    }
    let is_after = |target: &String| after.is_none_or(|place| (&row.slug, target) > (&place.0, &place.1));
    let mut targets: Vec<String> =
        row.spec.targets.iter().map(ToString::to_string).filter(is_after).collect();
    targets.sort_unstable();
    targets.dedup();
    Some(Scope { row, targets })
}

async fn verdicts(state: &ApiState, org_id: OrgId, scopes: &[Scope]) -> Result<Vec<VerdictView>, ApiError> {
    let places: Vec<(CheckId, &str)> = scopes.iter().flat_map(Scope::places).collect();
    let roster = agent_roster(&state.org, org_id).await?;
    let mut said = Said::new();
    for row in check_state_of_targets(&state.org, org_id, &places).await? {
        said.entry((row.check_id, row.target.clone())).or_default().insert(row.agent_id, row);
    }
    let mut changed = changes(state, org_id, &said).await?;

    let now = clock::now();
    let mut views = Vec::with_capacity(places.len());
    for Scope { row, targets } in scopes {
        let selector = row.agent_selector.parse::<Selector>();
        let selector =
            selector.map_err(|error| ApiError::internal("could not read a stored selector", error))?;
        let members: Vec<&RosterRow> =
            roster.iter().filter(|member| selector.matches(&member.labels)).collect();
        let hearing = Hearing { state, org_id, check: row, now };
        for target in targets {
            let spot = (row.check_id, target.clone());
            let rows = said.remove(&spot).unwrap_or_default();
            let witnesses: Vec<Witness<'_>> = members
                .iter()
                .map(|member| Witness {
                    site: &member.site,
                    sight: rows.get(&member.agent_id).map(|said| hearing.sight(member, said)),
                })
                .collect();
            let changes: Vec<Change> = changed
                .remove(&spot)
                .unwrap_or_default()
                .into_iter()
                .filter_map(|change| {
                    let witness = members.iter().position(|member| member.agent_id == change.agent_id)?;
                    Some(Change { witness, before: change.before, at: change.at })
                })
                .collect();
            views.push(VerdictView {
                check_id: row.check_id,
                check: row.slug.clone(),
                target: target.clone(),
                quorum: quorum(&witnesses, &changes),
            });
        }
    }
    Ok(views)
}

/// The latest changes, the last first, where they are needed: those who changed at one moment, or are alone, have told
/// all in their status.
async fn changes(
    state: &ApiState,
    org_id: OrgId,
    said: &Said,
) -> Result<BTreeMap<Spot, Vec<ChangeRow>>, ApiError> {
    let differs = |rows: &BTreeMap<AgentId, SightRow>| {
        let first = rows.values().next();
        rows.values().any(|row| first.is_some_and(|first| first.since_at != row.since_at))
    };
    let spots: Vec<(CheckId, &str)> = said
        .iter()
        .filter(|(_, rows)| differs(rows))
        .map(|((check_id, target), _)| (*check_id, target.as_str()))
        .collect();
    let mut changes: BTreeMap<Spot, Vec<ChangeRow>> = BTreeMap::new();
    if !spots.is_empty() {
        for row in check_event_latest(&state.org, org_id, &spots, CHANGES).await? {
            changes.entry((row.check_id, row.target.clone())).or_default().push(row);
        }
    }
    Ok(changes)
}

impl Hearing<'_> {
    fn sight<'a>(&self, member: &RosterRow, said: &'a SightRow) -> Sight<'a> {
        let sign = Sign {
            check: &self.check.slug,
            target: &said.target,
            agent: &member.slug,
            clock_offset_us: member.clock_offset_us,
            written_at: said.updated_at,
        };
        let confirmed_at = confirmed(self.state, self.org_id, &sign, self.now);
        let spec = &self.check.spec;
        Sight {
            status: said.status,
            is_fresh: !is_stale(confirmed_at, spec.interval, spec.timeout, self.now),
            reason: &said.reason,
            since_at: said.since_at,
            confirmed_at,
            believed_until: believed_until(confirmed_at, spec.interval, spec.timeout),
        }
    }
}
