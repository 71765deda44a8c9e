use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
    time::Duration,
};

use super::*;

fn profile_file(folder: &tempfile::TempDir) -> ProfileFile {
    ProfileFile::find(Some(folder.path().join("deep/noctl.yaml")), None, None).unwrap()
}

fn full() -> Profile {
    Profile {
        api_url: Some("http://127.0.0.1:8080".to_owned()),
        username: Some("admin".to_owned()),
        access_token: Some(Secret::new("jwt".to_owned())),
        access_expire_time: Some("2026-01-02T03:04:05Z".parse().unwrap()),
        refresh_token: Some(Secret::new("once".to_owned())),
        api_token: None,
        ca_file: Some(PathBuf::from("ca.pem")),
    }
}

#[tokio::test]
async fn a_profile_is_kept_whole_and_private() {
    let folder = tempfile::tempdir().unwrap();
    let file = profile_file(&folder);

    let lock = file.lock().await.unwrap();
    file.save(&full(), &lock).unwrap();
    file.save(&full(), &lock).unwrap();

    assert_eq!(file.load().unwrap(), full());
    assert_eq!(fs::metadata(file.path()).unwrap().permissions().mode() & 0o777, 0o600);
    let left: Vec<_> =
        fs::read_dir(folder.path().join("deep")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "only profile and lock: {left:?}");
}

#[tokio::test]
async fn a_profile_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = profile_file(&folder);
    let lock = file.lock().await.unwrap();
    file.save(&full(), &lock).unwrap();

    for mode in [0o640, 0o604, 0o620, 0o666] {
        fs::set_permissions(file.path(), fs::Permissions::from_mode(mode)).unwrap();
        let error = file.load().unwrap_err();
        assert!(matches!(error, ProfileError::Open { mode: seen, .. } if seen == mode), "{error}");
        assert!(error.advice().starts_with("chmod 600 "), "{}", error.advice());
    }
}

#[test]
fn a_profile_that_is_not_there_is_empty_and_a_wrong_one_names_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("noctl.yaml");
    let file = ProfileFile::find(Some(path.clone()), None, None).unwrap();
    assert_eq!(file.load().unwrap(), Profile::default());

    let mut handle =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path).unwrap();
    handle.write_all(b"api_url: http://a\npasword: x\n").unwrap();

    let ProfileError::Parse { source, .. } = file.load().unwrap_err() else { panic!("another error") };
    assert!(source.to_string().contains("pasword") && source.to_string().contains("line 2"), "{source}");
}

#[test]
fn the_place_is_the_one_given_or_that_of_the_person() {
    let find = |given: Option<&str>, xdg: Option<&str>, home: Option<&str>| {
        ProfileFile::find(given.map(PathBuf::from), xdg.map(PathBuf::from), home.map(PathBuf::from))
    };

    assert_eq!(find(Some("x.yaml"), Some("/c"), None).unwrap().path(), Path::new("x.yaml"));
    assert_eq!(find(None, Some("/c"), Some("/h")).unwrap().path(), Path::new("/c/nocturne/noctl.yaml"));
    assert_eq!(
        find(None, Some("rel"), Some("/h")).unwrap().path(),
        Path::new("/h/.config/nocturne/noctl.yaml")
    );
    assert!(matches!(find(None, None, None), Err(ProfileError::NoPlace)));
}

#[test]
fn secrets_are_not_shown() {
    assert!(!format!("{:?}", full()).contains("jwt"));
}

#[tokio::test]
async fn the_lock_has_one_holder() {
    let folder = tempfile::tempdir().unwrap();
    let file = profile_file(&folder);

    let first = file.lock().await.unwrap();
    let mut second = Box::pin(file.lock());
    let early = tokio::time::timeout(Duration::from_millis(60), &mut second).await;
    drop(first);
    let late = tokio::time::timeout(Duration::from_secs(10), second).await;

    assert!(early.is_err());
    assert!(late.unwrap().is_ok());
}

#[tokio::test]
async fn profiles_stand_beside_each_other_and_the_chosen_one_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let default = profile_file(&folder);
    let lab = default.clone().choose(Some("lab")).unwrap();
    let of_lab = Profile { api_url: Some("http://127.0.0.1:9".to_owned()), ..Profile::default() };

    let lock = default.lock().await.unwrap();
    default.save(&full(), &lock).unwrap();
    assert!(matches!(lab.load(), Err(ProfileError::Unknown { .. })));
    lab.save(&of_lab, &lock).unwrap();

    assert_eq!((default.load().unwrap(), lab.load().unwrap()), (full(), of_lab));
    assert_eq!(fs::metadata(lab.path()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn the_one_that_is_meant_is_given_or_current_or_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let file = profile_file(&folder);
    let chosen =
        |wanted: Option<&str>| profile_file(&folder).choose(wanted).map(|file| file.name().to_owned());

    assert_eq!(chosen(None).unwrap(), DEFAULT);
    let lock = file.lock().await.unwrap();
    file.clone().choose(Some("lab")).unwrap().save(&full(), &lock).unwrap();
    assert_eq!(chosen(None).unwrap(), "lab");
    assert_eq!(chosen(Some("other")).unwrap(), "other");

    file.save(&full(), &lock).unwrap();
    let set = ProfileSet { current: Some("gone".to_owned()), ..file.load_all().unwrap() };
    file.save_all(&set, &lock).unwrap();
    let error = file.clone().choose(None).unwrap().load().unwrap_err();
    assert!(
        error.advice().contains("default, lab") && error.advice().contains("noctl login"),
        "{}",
        error.advice()
    );
    assert!(matches!(chosen(Some("a b")), Err(ProfileError::Name(_))));
}
