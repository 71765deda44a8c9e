use nocturne_proto::api::v1::{
    Agent, Check, CheckEvent, CheckVerdict, check_state::Status, check_verdict::Verdict,
};

use super::{event, state};
use crate::{
    check_rows::{Overlay, agent_slots},
    check_view::{places, target_rows, worst_target},
    status::StatusKind,
};

fn agent(id: &str) -> Agent {
    let labels = [("agent", id), ("site", "s")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    Agent {
        agent_id: format!("id-{id}"),
        slug: id.to_owned(),
        site: "s".to_owned(),
        labels: labels.into(),
        ..Agent::default()
    }
}

#[test]
fn a_target_has_a_line_for_every_agent_that_runs_it_the_worst_first() {
    let check = Check { check_id: "c".to_owned(), targets: vec!["x".to_owned()], ..Check::default() };
    let slots = agent_slots(&[agent("ams"), agent("fra"), agent("lon")], &[]);
    let states = [state("ams", 10, Status::Up, ""), state("fra", 10, Status::Up, "")];
    let down =
        CheckEvent { check_id: "c".to_owned(), ..event("fra", 20, Status::Up, Status::Down, "timeout") };
    let newer = Overlay::default().with([&down]);

    let told: Vec<(String, StatusKind)> = places(&check, "x", &slots, &states, &newer)
        .into_iter()
        .map(|place| (place.agent, place.status))
        .collect();

    assert_eq!(
        told,
        [
            ("fra".to_owned(), StatusKind::Down),
            ("lon".to_owned(), StatusKind::Pending),
            ("ams".to_owned(), StatusKind::Up),
        ]
    );
    let stopped = Check { enabled: Some(false), ..check };
    assert_eq!(places(&stopped, "x", &slots, &states, &newer), Vec::new());
}

#[test]
fn the_worst_target_is_looked_at_first() {
    let targets = ["x", "y", "z"].map(str::to_owned).to_vec();
    let check = Check { targets, ..Check::default() };
    let verdict = |target: &str, verdict: Verdict| CheckVerdict {
        target: target.to_owned(),
        verdict: verdict.into(),
        ..CheckVerdict::default()
    };
    let verdicts = [verdict("x", Verdict::Up), verdict("y", Verdict::Down), verdict("z", Verdict::Down)];

    let rows = target_rows(&check, &verdicts, &agent_slots(&[], &[]), &[], &Overlay::default());

    assert_eq!(rows.len(), 3);
    assert_eq!(worst_target(&rows).map(|row| row.target.as_str()), Some("y"));
}
