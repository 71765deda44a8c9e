//! Whether the files that are there were made of what is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};

use super::compile::Compiled;
use crate::tree;

/// What goes into the files besides the module.
const SOURCES: [&str; 6] = ["boot.js", "icons", "index.html", "manifest.webmanifest", "styles", "vendor"];

/// The digest of everything that goes in, remembered beside the module with that of what came out.
#[derive(Debug)]
pub struct Stamp {
    path: PathBuf,
    out: PathBuf,
    made_of: String,
}

impl Stamp {
    /// # Errors
    ///
    /// A source cannot be read.
    pub fn of(web: &Path, compiled: &Compiled, dev: bool, out: &Path) -> anyhow::Result<Self> {
        let mut digest = Sha256::new();
        // The rules of this program go in as well, and change with it.
        let me = fs::read("/proc/self/exe").context("could not read this program")?;
        for part in [&me, &compiled.module, &vec![u8::from(dev)]] {
            digest.update(Sha256::digest(part));
        }
        for source in SOURCES {
            add(&mut digest, &web.join(source))?;
        }
        let place = hex::encode(Sha256::digest(out.as_os_str().as_encoded_bytes()));
        let path = compiled.folder().join(format!("console-{}.stamp", &place[..12]));
        Ok(Self { path, out: out.to_owned(), made_of: hex::encode(digest.finalize()) })
    }

    /// The first load of the files, in bytes, if they are there as they were written then.
    pub fn holds(&self) -> Option<usize> {
        let kept = fs::read_to_string(&self.path).ok()?;
        let (first, text) = kept.split_once(' ')?;
        first.parse().ok().filter(|_| self.text().is_ok_and(|now| now == text))
    }

    /// Remembers that the files are there, with their first load.
    ///
    /// # Errors
    ///
    /// The stamp cannot be written.
    pub fn write(&self, first: usize) -> anyhow::Result<()> {
        let text = format!("{first} {}", self.text()?);
        fs::write(&self.path, text).with_context(|| format!("could not write {}", self.path.display()))
    }

    fn text(&self) -> anyhow::Result<String> {
        let mut digest = Sha256::new();
        add(&mut digest, &self.out)?;
        Ok(format!("{} {}", self.made_of, hex::encode(digest.finalize())))
    }
}

/// A file, or the names and contents of a folder.
fn add(digest: &mut Sha256, path: &Path) -> anyhow::Result<()> {
    if path.is_file() {
        digest.update(Sha256::digest(fs::read(path)?));
        return Ok(());
    }
    for (name, bytes) in tree::files(path)? {
        digest.update(Sha256::digest(name.as_os_str().as_encoded_bytes()));
        digest.update(Sha256::digest(bytes));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_until_something_differs() {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("dist");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("index.html"), "one").unwrap();
        let stamp = |made_of: &str| Stamp {
            path: temp.path().join("stamp"),
            out: out.clone(),
            made_of: made_of.to_owned(),
        };
        assert_eq!(stamp("a").holds(), None);

        stamp("a").write(42).unwrap();

        assert_eq!(stamp("a").holds(), Some(42));
        assert_eq!(stamp("b").holds(), None);
        fs::write(out.join("index.html"), "two").unwrap();
        assert_eq!(stamp("a").holds(), None);
    }
}
