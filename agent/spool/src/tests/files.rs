//! The same on this machine's disk.

use std::os::unix::fs::PermissionsExt;

use super::{NOW, assert_accounted, drain, fill, small};
use crate::{Lane, Spool, SpoolError, free_bytes, stat_dir, verify};

#[test]
fn a_spool_is_private_and_survives_a_restart() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("a/spool");
    let (mut spool, recovery) = Spool::open(&dir, small(), NOW).unwrap();
    assert!(recovery.created);
    assert_eq!(recovery.last_durable_at_us, None);
    spool.adopt_epoch(3, NOW).unwrap();
    fill(&mut spool, Lane::Telemetry, 1, 40).unwrap();
    fill(&mut spool, Lane::Critical, 1, 2).unwrap();
    spool.sync_all().unwrap();
    spool.ack(Lane::Telemetry, 12).unwrap();
    let before = spool.stat();
    spool.close().unwrap();

    let (mut spool, recovery) = Spool::open(&dir, small(), NOW + 99).unwrap();

    assert!(recovery.clean_stop && !recovery.created);
    assert_eq!(recovery.last_durable_at_us, Some(NOW + 40));
    assert_eq!(spool.stat(), before);
    assert_eq!(drain(&mut spool, Lane::Telemetry, 12).0.len(), 28);
    assert_accounted(&spool);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    for entry in std::fs::read_dir(&dir).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
}

#[test]
fn two_processes_cannot_have_one_spool_but_anyone_may_look() {
    let dir = tempfile::tempdir().unwrap();
    let (mut spool, _) = Spool::open(dir.path(), small(), NOW).unwrap();
    fill(&mut spool, Lane::Telemetry, 1, 40).unwrap();
    spool.sync_all().unwrap();
    spool.ack(Lane::Telemetry, 20).unwrap();
    spool.enforce(NOW, u64::MAX).unwrap();

    let second = Spool::open(dir.path(), small(), NOW).err();
    let checked = verify(dir.path()).err();
    let stat = stat_dir(dir.path()).unwrap();

    assert!(matches!(second, Some(SpoolError::Locked { .. })));
    assert!(matches!(checked, Some(SpoolError::Locked { .. })));
    let own = spool.stat();
    assert_eq!(stat.spool_id, own.spool_id);
    assert_eq!(stat.telemetry.pending_records, own.telemetry.pending_records);
    assert_eq!(stat.telemetry.acked_records, own.telemetry.acked_records);
    assert_eq!(stat.telemetry.last_chain, own.telemetry.last_chain);
    drop(spool);
    let report = verify(dir.path()).unwrap();
    assert!(report.is_ok(), "{report:?}");
    assert!(!report.clean_stop);
    assert_eq!(report.files.len(), own.telemetry.segments + own.critical.segments);
}

#[test]
fn verify_names_what_is_wrong_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (mut spool, _) = Spool::open(dir.path(), small(), NOW).unwrap();
    fill(&mut spool, Lane::Telemetry, 1, 40).unwrap();
    spool.close().unwrap();
    let mut names: Vec<_> = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.to_str().unwrap().contains("lane1-"))
        .collect();
    names.sort();
    let mut bytes = std::fs::read(&names[1]).unwrap();
    bytes[130] ^= 1;
    let mut file = std::fs::File::create(&names[1]).unwrap();
    std::io::Write::write_all(&mut file, &bytes).unwrap();
    drop(file);
    std::fs::remove_file(&names[3]).unwrap();

    let report = verify(dir.path()).unwrap();

    assert!(!report.is_ok());
    let findings: Vec<_> = report.files.iter().flat_map(|it| it.findings.clone()).collect();
    assert!(findings.iter().any(|it| it.starts_with("damaged before record")), "{findings:?}");
    assert!(findings.iter().any(|it| it.contains("are missing before it")), "{findings:?}");
    assert_eq!(std::fs::read(&names[1]).unwrap(), bytes);
    assert!(report.records() > 0);
}

#[test]
fn a_file_system_tells_its_free_room() {
    let dir = tempfile::tempdir().unwrap();

    assert!(free_bytes(dir.path()).unwrap() > 0);
    assert!(free_bytes(&dir.path().join("missing")).is_err());
    assert!(stat_dir(&dir.path().join("missing")).is_err());
}
