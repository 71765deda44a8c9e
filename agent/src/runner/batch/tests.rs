#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use nocturne_shared::time::from_micros;
use prost::Message as _;

use super::*;

fn row(check: u8, start_us: i64, values: Vec<(Metric, DynamicLabels, f64)>) -> Row {
    Row {
        site: Site {
            check_id: CheckId::from_bytes(&[check; 16]).unwrap(),
            revision: u32::from(check),
            target_index: 3,
        },
        start: from_micros(start_us),
        duration_us: 250,
        outcome: Outcome::Success,
        reason: Reason::None,
        values,
    }
}

fn record(rows: &[Row]) -> wire::Results {
    let mut batch = Batch::default();
    for row in rows {
        batch.push(row.clone());
    }
    let bytes = batch.take().unwrap().encode_to_vec();
    assert!(batch.is_empty());
    wire::Results::decode(bytes.as_slice()).unwrap()
}

/// Reads a record back the way the coordinator does.
fn rows_of(record: &wire::Results) -> Vec<Row> {
    let mut start_us = 0;
    let mut rows = Vec::new();
    for number in 0..record.check_index.len() {
        start_us += record.start_us[number];
        let check = &record.checks[usize::try_from(record.check_index[number]).unwrap()];
        rows.push(Row {
            site: Site {
                check_id: CheckId::from_bytes(&check.check_id).unwrap(),
                revision: check.revision,
                target_index: record.target_index[number],
            },
            start: from_micros(start_us),
            duration_us: record.duration_us[number],
            outcome: Outcome::from_code(record.outcome[number]).unwrap(),
            reason: Reason::from_code(record.reason[number]).unwrap(),
            values: Vec::new(),
        });
    }
    for column in &record.columns {
        let labels: DynamicLabels = column
            .labels
            .chunks(2)
            .map(|pair| match (pair[0].as_str(), pair[1].as_str()) {
                ("stat", "min") => ("stat", "min"),
                ("phase", "connect") => ("phase", "connect"),
                other => panic!("{other:?}"),
            })
            .collect();
        let every: Vec<u32> = (0..u32::try_from(rows.len()).unwrap()).collect();
        let named = if column.rows.is_empty() { &every } else { &column.rows };
        assert_eq!(named.len(), column.values.len());
        for (number, value) in named.iter().zip(&column.values) {
            let metric = Metric::from_code(column.metric).unwrap();
            rows[usize::try_from(*number).unwrap()].values.push((metric, labels.clone(), *value));
        }
    }
    rows
}

#[test]
fn rows_survive_the_columns() {
    let min = || vec![("stat", "min")];
    let connect = || vec![("phase", "connect")];
    let rows = [
        row(1, 1_700_000_000_000_000, vec![(Metric::IcmpRtt, min(), 0.25)]),
        row(2, 1_700_000_000_000_500, vec![(Metric::TcpDuration, connect(), 1.5)]),
        row(1, 1_700_000_000_000_500, vec![(Metric::IcmpRtt, min(), 0.5)]),
        Row {
            outcome: Outcome::Failure,
            reason: Reason::Timeout,
            ..row(3, 1_700_000_000_900_000, Vec::new())
        },
    ];

    let record = record(&rows);

    assert_eq!(rows_of(&record), rows);
    assert_eq!(record.checks.len(), 3);
    assert_eq!(record.start_us, [1_700_000_000_000_000, 500, 0, 899_500]);
    assert_eq!(record.columns[0].rows, [0, 2]);
}

#[test]
fn a_column_that_every_row_has_names_no_rows() {
    let value = || vec![(Metric::IcmpLossRatio, Vec::new(), 0.0)];

    let record = record(&[row(1, 10, value()), row(2, 20, value())]);

    assert_eq!(record.columns.len(), 1);
    assert!(record.columns[0].rows.is_empty());
    assert_eq!(record.columns[0].values.len(), 2);
}

#[test]
fn rows_that_end_out_of_order_are_sorted_by_their_start() {
    let record = record(&[row(1, 500, Vec::new()), row(1, 100, Vec::new())]);

    assert_eq!(record.start_us, [100, 400]);
}

#[test]
fn a_full_record_of_the_widest_rows_fits() {
    let stat = |name| vec![("stat", name)];
    let values = || {
        ["min", "avg", "max", "stddev", "jitter"]
            .map(|name| (Metric::IcmpRtt, stat(name), f64::MAX))
            .into_iter()
            .chain([(Metric::IcmpLossRatio, Vec::new(), 0.1), (Metric::DnsLookupTime, Vec::new(), 0.2)])
            .collect::<Vec<_>>()
    };
    let mut batch = Batch::default();
    let mut n_rows = 0_u8;
    while !batch.is_full() {
        let spread = i64::from(n_rows) * i64::from(u32::MAX);
        let mut row = row(n_rows, spread, if n_rows == 0 { Vec::new() } else { values() });
        row.duration_us = u64::MAX;
        row.site.revision = u32::MAX - u32::try_from(batch.len()).unwrap();
        row.site.target_index = u32::MAX;
        batch.push(row);
        n_rows = n_rows.wrapping_add(1);
    }

    let bytes = batch.take().unwrap().encode_to_vec();

    assert!(bytes.len() < 256 * 1024, "{} bytes", bytes.len());
    assert_eq!(Batch::default().take(), None);
}
