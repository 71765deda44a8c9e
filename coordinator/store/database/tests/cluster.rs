//! A private cluster outlives its coordinator, and comes back after it was killed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::{os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use nocturne_database::{
    bootstrap::{Passwords, bootstrap, connect_once},
    cluster::{Cluster, ClusterOptions, Durability},
};
use secrecy::SecretString;

#[tokio::test]
async fn a_running_cluster_is_adopted_and_a_killed_one_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    // Only this durability promises that a commit outlives a kill.
    let durable = ClusterOptions { durability: Durability::Full, ..options(folder.path()) };
    let mut cluster = Cluster::start(&durable).expect("a cluster");
    let first = cluster.postmaster_pid().expect("it runs");
    let adopted = Cluster::start(&ClusterOptions { ephemeral: false, ..durable }).expect("the same");
    assert_eq!(adopted.postmaster_pid(), Some(first));
    let admin = connect_once(&cluster.superuser()).await.expect("it answers");
    admin.batch_execute("CREATE TABLE kept ()").await.expect("a table");

    let killed = Command::new("kill").args(["-KILL", &first.to_string()]).status().expect("kill runs");
    assert!(killed.success());
    eventually("the server is dead", || cluster.postmaster_pid() != Some(first)).await;
    // At once, while other processes of the killed server may still be there.
    cluster.ensure_running().expect("it starts again");

    assert_ne!(cluster.postmaster_pid().expect("it runs"), first);
    let admin = connect_once(&cluster.superuser()).await.expect("it answers");
    admin.query("SELECT FROM kept", &[]).await.expect("the table is there");
}

#[tokio::test]
async fn the_record_is_private_and_a_dropped_cluster_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let cluster = Cluster::start(&options(folder.path())).expect("a cluster");
    let record = cluster.record_path().to_owned();
    let home = cluster.superuser().host;
    let pid = cluster.postmaster_pid().expect("it runs");
    let mode = std::fs::metadata(&record).expect("the record").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    drop(cluster);

    assert!(!record.exists());
    assert!(!Path::new(&home).exists());
    // The process may still be on its way out, but it is no server any more.
    eventually("the server is gone", || {
        std::fs::read(format!("/proc/{pid}/cmdline")).map_or(true, |arguments| arguments.is_empty())
    })
    .await;
}

#[tokio::test]
async fn a_pid_file_that_names_another_server_is_stale() {
    let [folder, other_folder] =
        [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let cluster = Cluster::start(&options(folder.path())).expect("a cluster");
    let other = Cluster::start(&options(other_folder.path())).expect("another cluster");
    cluster.stop().expect("it stops");
    let other_pid = other.postmaster_pid().expect("it runs");
    let pid_file = Path::new(&cluster.superuser().host).join("data/postmaster.pid");
    #[expect(clippy::disallowed_methods, reason = "a file as a crash leaves it")]
    std::fs::write(&pid_file, format!("{other_pid}\n")).expect("a stale file");

    assert_eq!(cluster.postmaster_pid(), None);
    std::fs::remove_file(&pid_file).expect("the stale file");
}

#[tokio::test]
async fn bootstrap_may_be_repeated_and_strangers_may_not_connect() {
    let folder = tempfile::tempdir().expect("a folder");
    let cluster = Cluster::start(&options(folder.path())).expect("a cluster");
    let admin = connect_once(&cluster.superuser()).await.expect("it answers");
    let password = || SecretString::from("it's a 'quoted' one");
    let passwords = Passwords { owner: password(), app: password(), system: password() };

    for _ in 0..2 {
        bootstrap(&admin, "nocturne", &passwords).await.expect("bootstrap");
    }
    admin.batch_execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'").await.expect("a role");

    let database = cluster.superuser().in_database("nocturne");
    for role in ["nocturne_owner", "nocturne_app", "nocturne_system"] {
        connect_once(&database.as_user(role, password())).await.expect("its role may connect");
        connect_once(&database.as_user(role, SecretString::from("wrong")))
            .await
            .expect_err("a wrong password");
    }
    connect_once(&database.as_user("stranger", SecretString::from("stranger")))
        .await
        .expect_err("the database is for its roles only");
}

async fn eventually(what: &str, condition: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !condition() {
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{what}: not within 10 s");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

fn options(state_dir: &Path) -> ClusterOptions {
    ClusterOptions { state_dir: state_dir.to_owned(), durability: Durability::Test, ephemeral: true }
}
