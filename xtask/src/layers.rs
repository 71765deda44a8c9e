//! The house rules of dependencies: which crate may see which, and where outside crates may be used.
//!
//! [`ROOMS`] and [`OUTSIDE`] are the one table. `cargo metadata` says what is; every difference is a finding that names
//! the way out. What the table does not allow is refused, so a crate nobody thought about shows up too.

use std::collections::BTreeSet;

use anyhow::{Context as _, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

use crate::tree;

/// One crate of the workspace.
struct Room {
    name: &'static str,
    /// Arrows run down, from a higher layer to a lower one.
    layer: u8,
    sees: Sees,
}

/// What a crate may depend on among ours.
enum Sees {
    Only(&'static [&'static str]),
    Everything,
}

const ROOMS: &[Room] = &[
    room(4, "nocturne-tests", Sees::Everything),
    room(4, "nocturne-bench", Sees::Everything),
    room(4, "nocturne-fuzz", Sees::Everything),
    // Chores: statements are generated and tests run against a private database.
    room(4, "xtask", Sees::Only(&["nocturne-database"])),
    // The program, with the console's files in it: nothing but this is built again when they change.
    room(4, "nocturne-coordinator-program", Sees::Only(&["nocturne-coordinator"])),
    room(
        3,
        "nocturne-coordinator",
        Sees::Only(&[
            "nocturne-store",
            "nocturne-core",
            "nocturne-proto",
            "nocturne-rest",
            "nocturne-runtime",
            "nocturne-shared",
        ]),
    ),
    room(
        3,
        "nocturne-agent",
        Sees::Only(&[
            "nocturne-probe",
            "nocturne-spool",
            "nocturne-proto",
            "nocturne-runtime",
            "nocturne-shared",
        ]),
    ),
    room(3, "noctl", Sees::Only(&["nocturne-proto", "nocturne-shared"])),
    room(3, "nocturne-web", Sees::Only(&["nocturne-web-model", "nocturne-proto", "nocturne-shared"])),
    room(3, "nocturne-lab", Sees::Only(&["nocturne-runtime", "nocturne-shared"])),
    room(
        2,
        "nocturne-store",
        Sees::Only(&["nocturne-database", "nocturne-store-queries", "nocturne-core", "nocturne-shared"]),
    ),
    // Knows contracts by their descriptors; the real ones are for its tests.
    room(2, "nocturne-rest", Sees::Only(&["nocturne-proto"])),
    // What the console decides: no browser in it, so that its tests run anywhere.
    room(2, "nocturne-web-model", Sees::Only(&["nocturne-proto", "nocturne-shared"])),
    // Below the store, because the code of its statements is generated with a database that is up to date.
    room(1, "nocturne-database", Sees::Only(&["nocturne-shared"])),
    room(1, "nocturne-store-queries", Sees::Only(&[])),
    room(1, "nocturne-core", Sees::Only(&["nocturne-shared"])),
    room(1, "nocturne-proto", Sees::Only(&["nocturne-shared"])),
    room(1, "nocturne-runtime", Sees::Only(&["nocturne-shared"])),
    room(1, "nocturne-probe", Sees::Only(&["nocturne-shared"])),
    room(0, "nocturne-shared", Sees::Only(&[])),
    room(0, "nocturne-spool", Sees::Only(&[])),
];

/// Ours that any crate may use in its own tests, against the arrows: they are the world around it.
const TEST_HELPERS: &[&str] = &["nocturne-lab", "nocturne-tests"];

/// Where crates from outside may be used.
struct Outside {
    /// Names; a trailing `*` stands for any rest.
    names: &'static [&'static str],
    place: Place,
    instead: &'static str,
}

enum Place {
    /// Named as a dependency only by these.
    Only(&'static [&'static str]),
    /// Not in the tree below these, however deep.
    NeverUnder(&'static [&'static str]),
}

const OUTSIDE: &[Outside] = &[
    Outside {
        names: &["tokio-postgres*", "deadpool-postgres", "postgres-types", "refinery"],
        // Tests and benchmarks look at the database with their own eyes.
        place: Place::Only(&[
            "nocturne-database",
            "nocturne-store",
            "nocturne-store-queries",
            "nocturne-tests",
            "nocturne-bench",
        ]),
        instead: "ask nocturne-store; a statement belongs in coordinator/store/queries",
    },
    Outside {
        names: &["tonic*", "prost*"],
        place: Place::Only(&[
            "nocturne-proto",
            "nocturne-coordinator",
            "nocturne-rest",
            "nocturne-agent",
            "noctl",
            "nocturne-web",
            "nocturne-web-model",
            "nocturne-tests",
            "nocturne-bench",
            "nocturne-fuzz",
            "xtask",
        ]),
        instead: "take a type of nocturne-shared and convert in proto/src/convert",
    },
    Outside {
        names: &["axum*"],
        place: Place::Only(&[
            "nocturne-coordinator",
            "nocturne-rest",
            "nocturne-lab",
            "nocturne-runtime",
            "nocturne-fuzz",
            "nocturne-tests",
        ]),
        instead: "serve health and metrics through nocturne-runtime, everything else in the coordinator",
    },
    Outside {
        names: &["surge-ping"],
        place: Place::Only(&["nocturne-probe"]),
        instead: "probes live in nocturne-probe",
    },
    Outside {
        names: &["yew*", "gloo-*", "web-sys", "js-sys", "wasm-bindgen", "wasm-bindgen-futures"],
        place: Place::Only(&["nocturne-web"]),
        instead: "what needs no browser to be decided belongs in web/model, without these",
    },
    Outside {
        names: &["wasm-bindgen-cli-support", "brotli", "flate2"],
        place: Place::Only(&["xtask"]),
        instead: "the console's files are made ahead of time, in xtask/src/web",
    },
    Outside {
        names: &["cornucopia", "tonic-prost-build", "protox", "cargo_metadata"],
        place: Place::Only(&["xtask"]),
        instead: "generated code is committed; generate it in xtask",
    },
    Outside {
        names: &["tokio", "mio", "async-std", "smol"],
        place: Place::NeverUnder(&["nocturne-shared", "nocturne-core", "nocturne-spool"]),
        instead: "decisions do no I/O: take what was read as an argument and return what to do",
    },
];

const fn room(layer: u8, name: &'static str, sees: Sees) -> Room {
    Room { name, layer, sees }
}

/// What one crate of the workspace depends on.
#[derive(Debug, Default)]
struct Member {
    name: String,
    /// Named in its manifest, for the program or its build.
    direct: BTreeSet<String>,
    /// Named in its manifest, for its own tests.
    in_tests: BTreeSet<String>,
    /// Everything below it that ends up in the program or its build.
    below: BTreeSet<String>,
}

/// Compares the workspace with the table.
///
/// # Errors
///
/// Every difference, each with what to do about it.
pub fn run() -> anyhow::Result<()> {
    let metadata = MetadataCommand::new()
        .manifest_path(tree::root().join("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .context("could not ask cargo for the workspace's metadata")?;
    let members = members(&metadata)?;

    let findings = findings(&members);
    if findings.is_empty() {
        println!("layers: {} crates keep to the table", members.len());
        return Ok(());
    }
    for finding in &findings {
        eprintln!("- {finding}");
    }
    bail!("{} finding(s) against the table in xtask/src/layers.rs", findings.len());
}

fn findings(members: &[Member]) -> Vec<String> {
    let mut found = Vec::new();
    for member in members {
        match ROOMS.iter().find(|room| room.name == member.name) {
            Some(room) => arrows(room, member, &mut found),
            None => found.push(format!(
                "{} is not in the table: give it a layer and what it may see in xtask/src/layers.rs",
                member.name
            )),
        }
        for rule in OUTSIDE {
            place(rule, member, &mut found);
        }
    }
    for room in ROOMS {
        if !members.iter().any(|member| member.name == room.name) {
            found.push(format!("{} is in the table and not in the workspace: take its line out", room.name));
        }
    }
    found
}

fn arrows(room: &Room, member: &Member, found: &mut Vec<String>) {
    let Sees::Only(allowed) = room.sees else { return };
    let ours = |name: &String| ROOMS.iter().find(|room| room.name == *name);

    for other in member.direct.iter().filter_map(ours).filter(|other| !allowed.contains(&other.name)) {
        found.push(format!(
            "{} (layer {}) → {} (layer {}) is no arrow of the house, {}: move what is shared down into a crate both \
             see, or change the table, the page and docs/adr together",
            room.name,
            room.layer,
            other.name,
            other.layer,
            may_see(allowed),
        ));
    }
    // A crate names itself to switch on its own harness.
    let helper = |name: &str| name == room.name || allowed.contains(&name) || TEST_HELPERS.contains(&name);
    for other in member.in_tests.iter().filter_map(ours).filter(|other| !helper(other.name)) {
        found.push(format!(
            "{} → {} in its tests is no arrow of the house: a test that needs both belongs in tests/",
            room.name, other.name,
        ));
    }
}

fn may_see(allowed: &[&str]) -> String {
    if allowed.is_empty() {
        "it sees none of ours".to_owned()
    } else {
        format!("it sees {}", allowed.join(", "))
    }
}

fn place(rule: &Outside, member: &Member, found: &mut Vec<String>) {
    let named = |name: &&String| rule.names.iter().any(|pattern| matches(pattern, name));
    match rule.place {
        Place::Only(rooms) if !rooms.contains(&member.name.as_str()) => {
            for other in member.direct.union(&member.in_tests).filter(named) {
                found.push(format!(
                    "{} uses {other}, which only {} may: {}",
                    member.name,
                    rooms.join(", "),
                    rule.instead
                ));
            }
        }
        Place::NeverUnder(rooms) if rooms.contains(&member.name.as_str()) => {
            for other in member.below.union(&member.in_tests).filter(named) {
                found.push(format!("{other} is in the tree below {}: {}", member.name, rule.instead));
            }
        }
        Place::Only(_) | Place::NeverUnder(_) => {}
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

fn members(metadata: &Metadata) -> anyhow::Result<Vec<Member>> {
    let mut members = Vec::new();
    for package in metadata.workspace_packages() {
        let mut member = Member {
            name: package.name.to_string(),
            below: below(metadata, &package.id)?,
            ..Member::default()
        };
        for dependency in &package.dependencies {
            let names = match dependency.kind {
                DependencyKind::Development => &mut member.in_tests,
                _ => &mut member.direct,
            };
            names.insert(dependency.name.clone());
        }
        members.push(member);
    }
    Ok(members)
}

/// Names of everything a crate needs to be built, however deep.
fn below(metadata: &Metadata, from: &cargo_metadata::PackageId) -> anyhow::Result<BTreeSet<String>> {
    let nodes = &metadata.resolve.as_ref().context("cargo metadata resolved nothing")?.nodes;
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(id) = next.pop() {
        let node = nodes.iter().find(|node| node.id == *id).context("cargo metadata has a hole")?;
        for dependency in &node.deps {
            let built = dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development);
            if built && seen.insert(&dependency.pkg) {
                next.push(&dependency.pkg);
            }
        }
    }
    Ok(seen.into_iter().map(|id| metadata[id].name.to_string()).collect())
}

#[cfg(test)]
mod tests;
