use jiff::Timestamp;
use nocturne_proto::api::v1::{CheckEvent, CheckState, LatestValue, Sample, Series, check_state::Status};

mod definition;
mod events;
mod failure;
mod place;
mod series;

fn at(second: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: second, nanos: 0 })
}

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn event(agent: &str, second: i64, from: Status, to: Status, reason: &str) -> CheckEvent {
    CheckEvent {
        target: "x".to_owned(),
        agent_id: format!("id-{agent}"),
        agent: agent.to_owned(),
        from_status: from.into(),
        to_status: to.into(),
        reason: reason.to_owned(),
        evidence: format!("seen by {agent} at {second}"),
        time: at(second),
        receive_time: at(second + 1),
        ..CheckEvent::default()
    }
}

fn state(agent: &str, second: i64, status: Status, reason: &str) -> CheckState {
    CheckState {
        target: "x".to_owned(),
        agent_id: format!("id-{agent}"),
        agent: agent.to_owned(),
        status: status.into(),
        reason: reason.to_owned(),
        since_time: at(second),
        ..CheckState::default()
    }
}

fn value(metric: &str, labels: &[(&str, &str)], second: i64, value: f64) -> LatestValue {
    let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    LatestValue {
        series: Some(Series { series_id: format!("{metric}{labels:?}"), metric: metric.to_owned(), labels }),
        sample: Some(Sample { time: at(second), value }),
    }
}

fn http_values() -> Vec<LatestValue> {
    let mut values = Vec::new();
    for (agent, connect) in [("ams", 0.001), ("fra", 0.002)] {
        let base = [("agent", agent), ("target", "x")];
        let phase = |phase| [base[0], base[1], ("phase", phase)];
        values.push(value("probe_duration_seconds", &base, 10, 0.1));
        values.push(value("probe_http_status_code", &base, 10, 200.0));
        values.push(value("probe_http_duration_seconds", &phase("transfer"), 10, 0.05));
        values.push(value("probe_http_duration_seconds", &phase("connect"), 10, connect));
        values.push(value("probe_http_duration_seconds", &phase("tls"), 3, 0.7));
    }
    values
}
