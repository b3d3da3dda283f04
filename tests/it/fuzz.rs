//! What the fuzzer runs, run here over its seeds and over mutations of them: no promise is checked by the fuzzer alone.

use std::fs;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

#[expect(unreachable_pub, reason = "a library of its own for the fuzzer")]
#[path = "../../fuzz/src/lib.rs"]
mod body;

type Body = fn(&[u8]) -> bool;

/// Every target: the folder of its seeds, and what it runs.
const TARGETS: [(&str, Body); 4] =
    [("decode", body::decode), ("signature", body::signature), ("canonical", body::canonical), ("feed", body::feed)];

/// The seeds of a target, by name.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = crate::package().join("fuzz/corpus-seed").join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut seeds: Vec<_> = files
        .map(|file| {
            let path = file.expect("a file").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(path).expect("a seed"))
        })
        .collect();
    seeds.sort();
    seeds
}

#[test]
fn every_seed_says_what_its_name_does() {
    for (target, body) in TARGETS {
        let seeds = seeds(target);
        assert!(seeds.len() >= 8, "{target} has {} seeds", seeds.len());
        for (name, seed) in seeds {
            assert_eq!(body(&seed), !name.starts_with("bad-"), "{target}/{name}");
        }
    }
}

/// A small change to some bytes, at a place.
fn edit() -> impl Strategy<Value = (u8, Index, Index, Vec<u8>)> {
    let piece = select(vec![
        &b"null"[..],
        b"[]",
        b"{}",
        b"\"\"",
        b"-1",
        b"0.5",
        b"1e300",
        b"18446744073709551616",
        b"true",
        b",",
        b":",
        b"\"",
        b"\\u0000",
        b"\xff",
        b"\n",
        b"{\"type\":\"x\"}",
    ]);
    (0_u8..5, any::<Index>(), any::<Index>(), piece.prop_map(<[u8]>::to_vec))
}

fn apply(bytes: &mut Vec<u8>, (kind, from, to, piece): &(u8, Index, Index, Vec<u8>)) {
    let (one, other) = (from.index(bytes.len() + 1), to.index(bytes.len() + 1));
    let range = one.min(other)..one.max(other).min(one.min(other) + 32);
    match kind {
        0 => drop(bytes.splice(one..one, piece.iter().copied())),
        1 => drop(bytes.drain(range)),
        2 => drop(bytes.splice(range, piece.iter().copied())),
        3 => {
            let copy = bytes[range].to_vec();
            drop(bytes.splice(other..other, copy));
        }
        _ => {
            if let Some(byte) = bytes.get_mut(one) {
                *byte ^= piece[0];
            }
        }
    }
}

proptest! {
    #[test]
    fn no_change_to_a_seed_breaks_a_promise(choice in any::<Index>(), edits in vec(edit(), 1..6)) {
        for (target, body) in TARGETS {
            let seeds = seeds(target);
            let mut bytes = choice.get(&seeds).1.clone();
            for edit in &edits {
                apply(&mut bytes, edit);
            }
            body(&bytes);
        }
    }
}
