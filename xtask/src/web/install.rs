//! Puts the files where they are embedded from, all or none.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::pack::Packed;
use crate::tree;

/// Makes `out` hold these files and nothing else. A build that is interrupted leaves what was there, and a file whose
/// content stays keeps its time.
///
/// # Errors
///
/// Only faults of the file system.
pub fn install(files: &BTreeMap<String, Packed>, out: &Path) -> anyhow::Result<()> {
    let wanted = wanted(files);
    let there = tree::files(out)?;
    if wanted.len() == there.len()
        && wanted.iter().all(|(path, bytes)| there.get(path).map(Vec::as_slice) == Some(bytes))
    {
        return Ok(());
    }
    let beside = out.parent().context("the folder for the console has no parent")?;
    fs::create_dir_all(beside)?;
    let temp = tempfile::Builder::new().prefix(".console-").tempdir_in(beside)?;
    let (new, old) = (temp.path().join("new"), temp.path().join("old"));
    for (path, bytes) in &wanted {
        let to = new.join(path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        // A second name for the same file keeps its time, which is what decides whether programs are built again.
        if there.get(path).map(Vec::as_slice) == Some(*bytes) {
            fs::hard_link(out.join(path), &to)?;
        } else {
            fs::write(&to, bytes).with_context(|| format!("could not write {}", to.display()))?;
        }
    }
    swap(&new, out, &old).with_context(|| format!("could not put {} in its place", out.display()))
}

/// Both at once where the file system can; where it cannot, there is a moment with neither.
fn swap(new: &Path, out: &Path, old: &Path) -> std::io::Result<()> {
    if !out.exists() {
        return fs::rename(new, out);
    }
    if renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE).is_ok() {
        return Ok(());
    }
    fs::rename(out, old)?;
    fs::rename(new, out)
}

fn wanted(files: &BTreeMap<String, Packed>) -> BTreeMap<PathBuf, &[u8]> {
    let mut wanted = BTreeMap::new();
    for (path, file) in files {
        wanted.insert(PathBuf::from(path), file.raw.as_slice());
        for (end, bytes) in [("br", &file.brotli), ("gz", &file.gzip)] {
            if let Some(bytes) = bytes {
                wanted.insert(PathBuf::from(format!("{path}.{end}")), bytes.as_slice());
            }
        }
    }
    wanted
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn what_stays_the_same_keeps_its_time() {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("web/dist");
        install(&files(&[("index.html", "one"), ("assets/a.js", "a"), ("assets/gone.js", "gone")]), &out)
            .unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(3600);
        for path in ["index.html", "assets/a.js"] {
            fs::File::options().write(true).open(out.join(path)).unwrap().set_modified(long_ago).unwrap();
        }

        install(&files(&[("index.html", "two"), ("assets/a.js", "a")]), &out).unwrap();

        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "two");
        assert_eq!(fs::read_to_string(out.join("index.html.br")).unwrap(), "br of two");
        let time = |path: &str| fs::metadata(out.join(path)).unwrap().modified().unwrap();
        assert_eq!(time("assets/a.js"), long_ago);
        assert_ne!(time("index.html"), long_ago);
        assert!(!out.join("assets/gone.js").exists());
        let beside: Vec<_> = fs::read_dir(temp.path().join("web")).unwrap().collect();
        assert_eq!(beside.len(), 1, "{beside:?}");
    }

    #[test]
    fn nothing_is_touched_when_nothing_changed() {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("dist");
        let files = files(&[("index.html", "one")]);
        install(&files, &out).unwrap();
        let before = fs::metadata(&out).unwrap().modified().unwrap();

        install(&files, &out).unwrap();

        assert_eq!(fs::metadata(&out).unwrap().modified().unwrap(), before);
    }

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, Packed> {
        let packed = |text: &str| Packed {
            raw: text.into(),
            brotli: Some(format!("br of {text}").into()),
            gzip: None,
        };
        list.iter().map(|(path, text)| ((*path).to_owned(), packed(text))).collect()
    }
}
