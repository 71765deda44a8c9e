//! Inputs made of other inputs, the same ones for the same number.

use fastrand::Rng;

use crate::corpus::Seed;

/// Longest input beyond the longest seed, bytes.
const GROWTH: usize = 4 << 10;
/// Most changes of one input.
const MAX_STEPS: usize = 6;
/// Numbers at which lengths and counts go wrong.
const EDGES: [u64; 14] = [
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    1 << 53,
    i64::MAX as u64,
    u64::MAX,
];
/// What parsers of text trip over.
const WORDS: [&str; 24] = [
    "\0",
    "\u{feff}",
    "\u{202e}",
    "ß",
    "\u{1f600}",
    "\r\n",
    "\t",
    " ",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "%00",
    "%2f",
    "..",
    "-",
    "1e999",
    "-0",
    "NaN",
    "null",
    "{}",
    "[[[[[[[[",
    "://",
    "@",
];

/// Makes inputs of the seeds of one target.
#[derive(Debug)]
pub struct Mutator<'s> {
    seeds: &'s [Seed],
    key: u64,
    longest: usize,
}

impl<'s> Mutator<'s> {
    /// `seed` and the target's name choose the series of inputs.
    #[must_use]
    pub fn new(seeds: &'s [Seed], name: &str, seed: u64) -> Self {
        // FNV-1a: targets with the same corpus get different series.
        let key = name.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let longest = seeds.iter().map(|seed| seed.bytes.len()).max().unwrap_or(0) + GROWTH;
        Self { seeds, key, longest }
    }

    /// The input with this number.
    #[must_use]
    pub fn input(&self, number: u64) -> Vec<u8> {
        let mut rng = Rng::with_seed(self.key.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let mut bytes = self.seed(&mut rng).to_vec();
        for _ in 0..rng.usize(1..=MAX_STEPS) {
            self.step(&mut rng, &mut bytes);
            bytes.truncate(self.longest);
            if rng.u8(..) < 96 {
                break;
            }
        }
        bytes
    }

    fn seed(&self, rng: &mut Rng) -> &'s [u8] {
        rng.choice(self.seeds).map_or(&[], |seed| &seed.bytes)
    }

    fn step(&self, rng: &mut Rng, bytes: &mut Vec<u8>) {
        match rng.u8(..12) {
            0..=1 => flip(rng, bytes),
            2 => set(rng, bytes),
            3 => bytes.truncate(rng.usize(..=bytes.len())),
            4 => drop(bytes.drain(range(rng, bytes.len()))),
            5 => repeat(rng, bytes),
            6 => {
                let other = self.seed(rng);
                splice(rng, bytes, other);
            }
            7..=8 => blow_up(rng, bytes),
            9 => {
                let word = WORDS[rng.usize(..WORDS.len())];
                insert(rng, bytes, word.as_bytes());
            }
            10 => number(rng, bytes),
            _ => swap(rng, bytes),
        }
    }
}

fn range(rng: &mut Rng, length: usize) -> std::ops::Range<usize> {
    let from = rng.usize(..=length);
    let most = (length - from).min(if rng.bool() { 8 } else { usize::MAX });
    from..from + rng.usize(..=most)
}

fn flip(rng: &mut Rng, bytes: &mut [u8]) {
    if let Some(byte) = rng.choice(bytes) {
        *byte ^= 1 << rng.u8(..8);
    }
}

fn set(rng: &mut Rng, bytes: &mut [u8]) {
    if let Some(byte) = rng.choice(bytes) {
        *byte = rng.u8(..);
    }
}

fn repeat(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let part = bytes[range(rng, bytes.len())].to_vec();
    let times = if rng.u8(..16) == 0 { rng.usize(1..200) } else { 1 };
    insert(rng, bytes, &part.repeat(times));
}

/// The head of one and the tail of another.
fn splice(rng: &mut Rng, bytes: &mut Vec<u8>, other: &[u8]) {
    bytes.truncate(rng.usize(..=bytes.len()));
    bytes.extend_from_slice(&other[rng.usize(..=other.len())..]);
}

fn insert(rng: &mut Rng, bytes: &mut Vec<u8>, part: &[u8]) {
    let at = rng.usize(..=bytes.len());
    drop(bytes.splice(at..at, part.iter().copied()));
}

/// Writes a number at which lengths go wrong over what is there, in one of the ways in which formats write numbers.
fn blow_up(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let number = EDGES[rng.usize(..EDGES.len())].wrapping_add(rng.u64(..3)).wrapping_sub(1);
    let at = rng.usize(..=bytes.len());
    let (written, over) = match rng.u8(..4) {
        0 => (number.to_le_bytes()[..1 << rng.u8(..4)].to_vec(), true),
        1 => (number.to_be_bytes()[8 - (1 << rng.u8(..4))..].to_vec(), true),
        // A varint takes the place of one byte, which often is a varint.
        2 => (varint(number), false),
        _ => (vec![0xff; rng.usize(1..12)], true),
    };
    let until = bytes.len().min(at + if over { written.len() } else { 1 });
    drop(bytes.splice(at..until, written));
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
    bytes
}

/// Another number where one is written in digits.
fn number(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let from = rng.usize(..=bytes.len());
    let Some(start) = bytes.iter().skip(from).position(u8::is_ascii_digit).map(|at| at + from) else {
        return;
    };
    let length = bytes.iter().skip(start).take_while(|byte| byte.is_ascii_digit()).count();
    let text = EDGES[rng.usize(..EDGES.len())].to_string();
    drop(bytes.splice(start..start + length, text.bytes()));
}

fn swap(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let part: Vec<u8> = bytes.drain(range(rng, bytes.len())).collect();
    insert(rng, bytes, &part);
}
