//! Compression ahead of time: it happens once, so it may take its time, and serving costs nothing.

use std::{collections::BTreeMap, io::Write as _};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// What is worth compressing.
const COMPRESSED: [&str; 7] = ["css", "html", "js", "svg", "txt", "wasm", "webmanifest"];
/// Window of brotli: 16 MiB, the most that every browser takes.
const WINDOW_BITS: i32 = 24;

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Not at all.
    None,
    /// As well as the formats can.
    Most,
}

/// One file with its compressed siblings, which are there only when they are smaller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// As it is.
    pub raw: Vec<u8>,
    /// Brotli (RFC 7932).
    pub brotli: Option<Vec<u8>>,
    /// Gzip (RFC 1952).
    pub gzip: Option<Vec<u8>>,
}

impl Packed {
    /// Bytes on the wire to a browser of today.
    pub fn on_the_wire(&self) -> usize {
        self.brotli.as_ref().unwrap_or(&self.raw).len()
    }
}

/// Compresses every file that is worth it.
///
/// # Errors
///
/// The compressor's own.
pub fn pack(files: BTreeMap<String, Vec<u8>>, effort: Effort) -> anyhow::Result<BTreeMap<String, Packed>> {
    files.into_iter().map(|(path, raw)| Ok((path.clone(), packed(&path, raw, effort)?))).collect()
}

fn packed(path: &str, raw: Vec<u8>, effort: Effort) -> anyhow::Result<Packed> {
    let worth = path.rsplit_once('.').is_some_and(|(_, extension)| COMPRESSED.contains(&extension));
    if effort == Effort::None || !worth {
        return Ok(Packed { raw, brotli: None, gzip: None });
    }
    let smaller = |bytes: Vec<u8>| Some(bytes).filter(|bytes| bytes.len() < raw.len());
    let brotli = smaller(brotli(&raw)?);
    let gzip = smaller(gzip(&raw)?);
    Ok(Packed { raw, brotli, gzip })
}

fn brotli(raw: &[u8]) -> anyhow::Result<Vec<u8>> {
    let how = BrotliEncoderParams {
        quality: 11,
        lgwin: WINDOW_BITS,
        size_hint: raw.len(),
        ..BrotliEncoderParams::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*raw, &mut out, &how)?;
    Ok(out)
}

/// Without a time or a name in its head, so that the same content gives the same bytes.
fn gzip(raw: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(raw)?;
    Ok(out.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_was_packed_can_be_unpacked() {
        let raw = b"a calm instrument: dense, quiet, fast, honest. ".repeat(200);

        let file = packed("assets/page.css", raw.clone(), Effort::Most).unwrap();

        let (brotli, gzip) = (file.brotli.unwrap(), file.gzip.unwrap());
        assert!(brotli.len() < gzip.len() && gzip.len() < raw.len() / 10);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut brotli.as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, raw);
        unpacked.clear();
        flate2::read::GzDecoder::new(gzip.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, raw);
    }

    #[test]
    fn the_same_content_gives_the_same_bytes() {
        let raw = vec![7; 5000];

        let one = packed("a.wasm", raw.clone(), Effort::Most).unwrap();

        assert_eq!(one, packed("a.wasm", raw, Effort::Most).unwrap());
    }

    #[test]
    fn what_would_grow_stays_alone() {
        let tiny = packed("a.js", b"1".to_vec(), Effort::Most).unwrap();
        let picture = packed("a.png", vec![0; 5000], Effort::Most).unwrap();
        let hasty = packed("a.js", vec![0; 5000], Effort::None).unwrap();

        for file in [tiny, picture, hasty] {
            assert_eq!((file.brotli.as_ref(), file.gzip.as_ref()), (None, None));
            assert_eq!(file.on_the_wire(), file.raw.len());
        }
    }
}
