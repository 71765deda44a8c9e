#![allow(clippy::disallowed_methods, reason = "tests place files as anybody would")]

use secrecy::ExposeSecret;

use super::*;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it exists").permissions().mode() & 0o7777
}

fn file_with_mode(folder: &Path, name: &str, mode: u32) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, "secret").expect("a writable folder");
    fs::set_permissions(&path, Permissions::from_mode(mode)).expect("our file");
    path
}

#[test]
fn a_file_is_replaced_with_its_mode_and_without_leftovers() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("key.pem");

    replace(&path, b"old", 0o644).expect("a writable folder");
    replace(&path, b"new", 0o600).expect("a writable folder");

    assert_eq!(fs::read(&path).expect("it exists"), b"new");
    assert_eq!(mode(&path), 0o600);
    assert_eq!(fs::read_dir(&folder).expect("it exists").count(), 1);
}

#[test]
fn a_failed_replacement_keeps_what_was_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("occupied");
    fs::create_dir(&path).expect("a writable folder");

    let error = replace(&path, b"new", 0o600).expect_err("a folder is in the way");

    assert!(matches!(error, FsError::Io { action: "replace", .. }), "{error}");
    assert!(path.is_dir());
    assert_eq!(fs::read_dir(&folder).expect("it exists").count(), 1);
}

#[test]
fn a_path_without_a_name_is_refused() {
    let error = replace(Path::new("/"), b"", 0o600).expect_err("the root is no file");

    assert!(matches!(error, FsError::WrongKind { .. }), "{error}");
}

#[test]
fn private_folders_are_created_all_the_way_down() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let deep = folder.path().join("a/b");

    create_dir_private(&deep).expect("a writable folder");
    create_dir_private(&deep).expect("twice is fine");

    assert_eq!(mode(&deep), 0o700);
    assert_eq!(mode(&folder.path().join("a")), 0o700);
}

#[test]
fn a_file_in_the_way_of_a_folder_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = file_with_mode(folder.path(), "state", 0o600);

    let error = create_dir_private(&path).expect_err("a file is in the way");

    assert!(matches!(error, FsError::WrongKind { expected: "folder", .. }), "{error}");
}

#[test]
fn a_private_secret_is_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = file_with_mode(folder.path(), "key", 0o400);

    let secret = read_secret(&path).expect("only we can read it");

    assert_eq!(secret.expose_secret(), b"secret");
}

#[test]
fn an_exposed_secret_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for exposed in [0o640, 0o604, 0o620] {
        let path = file_with_mode(folder.path(), "the key", exposed);

        let error = read_secret(&path).expect_err("others can reach it").to_string();

        assert!(error.ends_with(&format!("chmod 600 '{}'", path.display())), "{error}");
        assert!(error.contains(&format!("mode {exposed:04o}")), "{error}");
    }
}

#[test]
fn a_limit_is_inclusive() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = file_with_mode(folder.path(), "text", 0o644);

    assert_eq!(read_limited(&path, 6).expect("six bytes"), b"secret");
    let error = read_limited(&path, 5).expect_err("one too many");
    assert!(matches!(error, FsError::TooLarge { max_bytes: 5, .. }), "{error}");
}

#[test]
fn what_is_no_file_is_not_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");

    let error = read_limited(folder.path(), 5).expect_err("a folder");
    assert!(matches!(error, FsError::WrongKind { expected: "file", .. }), "{error}");

    let error = read_limited(&folder.path().join("nothing"), 5).expect_err("nothing there");
    assert!(matches!(error, FsError::Io { action: "open", .. }), "{error}");
}
