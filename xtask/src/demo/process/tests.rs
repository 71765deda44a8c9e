use super::*;

const SHELL: &str = "/bin/sh";

#[test]
fn what_was_started_is_stopped_and_forgotten() {
    let (_temp, folder) = folder();
    let mut running = Running::new(&folder);
    running.start(Stage::Lab, "one", Path::new("/bin/sleep"), &["600"]).unwrap();
    running.start(Stage::Agent, "two", Path::new("/bin/sleep"), &["600"]).unwrap();
    running.all_alive().unwrap();

    let recorded = Running::recorded(&folder).unwrap();
    assert_eq!(recorded.processes(), running.processes());
    recorded.stop().unwrap();

    assert!(running.processes().iter().all(|process| !process.alive()));
    assert!(Running::recorded(&folder).unwrap().is_empty());
}

#[test]
fn a_stranger_with_a_recorded_id_is_left_alone() {
    let (_temp, folder) = folder();
    let mut running = Running::new(&folder);
    running.start(Stage::Lab, "stranger", Path::new("/bin/sleep"), &["600"]).unwrap();
    let stranger = running.processes().first().unwrap().clone();
    let recycled = Process { started_ticks: stranger.started_ticks.wrapping_sub(1), ..stranger.clone() };
    let earlier_boot = Process { boot_id: "another".to_owned(), ..stranger.clone() };

    for process in [recycled, earlier_boot] {
        assert!(!process.alive());
        process.signal(Signal::KILL);
        Running { folder: folder.clone(), processes: vec![process] }.stop().unwrap();
    }

    assert!(stranger.alive());
    running.stop().unwrap();
}

#[test]
fn a_process_that_dies_shows_the_end_of_its_log() {
    let (_temp, folder) = folder();
    let mut running = Running::new(&folder);
    // It waits to be seen: a process that is gone at once cannot be recorded.
    let script =
        "read line < \"$0\"; i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo line $i >&2; done; exit 3";
    let fifo = folder.root().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    running.start(Stage::Agent, "dying", Path::new(SHELL), &["-c", script, fifo.to_str().unwrap()]).unwrap();

    fs::write(&fifo, "go\n").unwrap();
    let begun = Instant::now();
    let error = loop {
        if let Err(error) = running.all_alive() {
            break error.to_string();
        }
        assert!(begun.elapsed() < PATIENCE, "it does not die");
        thread::sleep(Duration::from_millis(5));
    };

    assert!(error.starts_with("dying ended by itself"), "{error}");
    assert!(error.contains("| line 40") && !error.contains("| line 20\n"), "{error}");
}

#[test]
fn a_name_with_brackets_does_not_confuse_the_start_time() {
    let temp = tempfile::tempdir().unwrap();
    let odd = temp.path().join("a) R 1 (b");
    std::os::unix::fs::symlink("/bin/sleep", &odd).unwrap();
    let mut child = Command::new(&odd).arg("600").spawn().unwrap();

    let (_, ticks) = stat(i32::try_from(child.id()).unwrap()).unwrap();
    let (_, mine) = stat(i32::try_from(std::process::id()).unwrap()).unwrap();

    assert!(ticks >= mine);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn folder() -> (tempfile::TempDir, Folder) {
    let temp = tempfile::tempdir().unwrap();
    let folder = Folder::create(temp.path()).unwrap();
    (temp, folder)
}
