use super::*;

fn message() -> wire::Results {
    wire::Results {
        checks: vec![wire::CheckRevisionRef { check_id: vec![1; 16], revision: 2 }],
        check_index: vec![0, 0],
        target_index: vec![0, 1],
        start_us: vec![1_000, 5],
        duration_us: vec![10, 20],
        outcome: vec![1, 2],
        reason: vec![0, 1],
        columns: vec![wire::MetricColumn {
            metric: Metric::TcpDuration.code(),
            labels: vec!["phase".to_owned(), "connect".to_owned()],
            rows: vec![1],
            values: vec![0.5],
        }],
    }
}

fn bytes(message: &impl prost::Message) -> Bytes {
    message.encode_to_vec().into()
}

#[test]
fn starts_are_summed_up_and_columns_name_their_rows() {
    let Ok(Decoded::Results(results)) = decode(RecordKind::Results.code(), &bytes(&message())) else {
        panic!("a well-formed record is read")
    };

    let starts: Vec<i64> = results.rows.iter().map(|row| row.start_us).collect();
    assert_eq!(starts, [1_000, 1_005]);
    assert_eq!(results.columns[0].values, [(1, 0.5)]);
}

#[test]
fn each_way_to_be_malformed_is_named() {
    let good = message();
    let with_column = |change: fn(&mut wire::MetricColumn)| {
        let mut message = good.clone();
        change(&mut message.columns[0]);
        message
    };
    let cases = [
        (wire::Results::default(), "0 rows"),
        (wire::Results { outcome: vec![1], ..good.clone() }, "different lengths"),
        (wire::Results { outcome: vec![1, 9], ..good.clone() }, "outcome 9"),
        (wire::Results { check_index: vec![0, 1], ..good.clone() }, "check index 1 of 1"),
        (
            wire::Results {
                checks: vec![wire::CheckRevisionRef { check_id: vec![1; 15], revision: 2 }],
                ..good.clone()
            },
            "16 bytes",
        ),
        (with_column(|column| column.metric = 99), "metric 99"),
        (with_column(|column| column.metric = 1), "derived by the coordinator"),
        (with_column(|column| column.rows = vec![2]), "do not fit"),
        (with_column(|column| column.rows = vec![1, 1]), "do not fit"),
        (with_column(|column| column.labels = vec!["phase".to_owned()]), "malformed"),
    ];
    for (message, want) in cases {
        let error = decode(RecordKind::Results.code(), &bytes(&message)).unwrap_err();
        assert!(error.contains(want), "{error:?} does not say {want:?}");
    }
}

#[test]
fn unknown_kinds_and_cut_payloads_are_refused_without_a_panic() {
    assert!(decode(77, &Bytes::new()).is_err());
    assert!(decode(RecordKind::Chunk.code(), &Bytes::new()).is_err());

    let whole = bytes(&message());
    for cut in 0..whole.len() {
        let _either = decode(RecordKind::Results.code(), &whole.slice(..cut));
        let _either = decode(RecordKind::Status.code(), &whole.slice(..cut));
        let _either = decode(RecordKind::Gap.code(), &whole.slice(..cut));
    }
}

#[test]
fn text_from_agents_is_capped_at_a_character() {
    let long = "ä".repeat(4_000);

    let kept = text(format!("\0{long}"));

    assert!(kept.len() <= MAX_TEXT + 3);
    assert!(!kept.contains('\0'));
}
