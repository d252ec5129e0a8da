//! Bytes that no writer wrote: an error or a valid answer, never a panic or a huge allocation.

use std::{fs, path::Path};

use proptest::prelude::*;
use tandem_widget::table::{OpenError, PairOrders, Row, Table, write::write};

use super::{
    exercise::exercise,
    sample::{Sequence, input},
};

fn table_bytes() -> Vec<u8> {
    let input = input(11, 40, 2, 16);
    write(&input.meta, &input.items).unwrap()
}

/// The bytes, with a header that announces as many as there are.
fn with_its_length(mut bytes: Vec<u8>) -> Vec<u8> {
    let length = (bytes.len() as u32).to_le_bytes();
    if let Some(field) = bytes.get_mut(12..16) {
        field.copy_from_slice(&length);
    }
    bytes
}

#[test]
fn every_truncation_is_an_error_that_says_so() {
    let bytes = table_bytes();
    assert_eq!(exercise(&bytes), (true, true));
    for length in 0..bytes.len() {
        let error = Table::open(&bytes[..length]).unwrap_err();
        match length {
            0 => assert_eq!(error, OpenError::Empty),
            _ => assert_eq!(error.code(), "table-truncated", "{length} bytes"),
        }
    }
}

#[test]
fn every_truncation_with_a_mended_length_is_an_error_or_found_by_verify() {
    let bytes = table_bytes();
    let mut opened = 0;
    for length in 0..bytes.len() {
        let (opens, sound) = exercise(&with_its_length(bytes[..length].to_vec()));
        assert!(!sound, "{length} bytes");
        opened += u32::from(opens);
    }
    // The last section's end is past the end of all of them.
    assert_eq!(opened, 0);
}

#[test]
fn ten_thousand_mutations() {
    let bytes = table_bytes();
    let mut sequence = Sequence::new(13);
    let (mut opened, mut sound) = (0, 0);
    for round in 0..10_000 {
        let mut mutated = bytes.clone();
        // Every other one strikes the header, the code book and the first directory.
        let reach = if round % 2 == 0 { 600 } else { mutated.len() };
        for _ in 0..=sequence.below(4) {
            let place = sequence.below(reach as u32) as usize;
            mutated[place] = match sequence.below(3) {
                0 => mutated[place] ^ (1 << sequence.below(8)),
                1 => sequence.below(256) as u8,
                _ => [0, 1, 0x7F, 0xFF][sequence.below(4) as usize],
            };
        }
        let same = mutated == bytes;
        let (opens, is_sound) = exercise(&mutated);
        opened += u32::from(opens);
        sound += u32::from(is_sound);
        assert_eq!(is_sound, same, "verify misses mutation {round}");
    }
    assert!(opened > 2_000, "only {opened} mutations reach the records");
    assert!(sound < 200, "{sound} mutations changed nothing");
}

#[test]
fn mutations_behind_a_mended_checksum() {
    let bytes = table_bytes();
    let mut sequence = Sequence::new(17);
    for _ in 0..2_000 {
        let mut mutated = bytes.clone();
        let place = 24 + sequence.below(mutated.len() as u32 - 24) as usize;
        mutated[place] = sequence.below(256) as u8;
        let sum = xxhash_rust::xxh64::xxh64(&mutated[24..], 0);
        mutated[16..24].copy_from_slice(&sum.to_le_bytes());
        exercise(&mutated);
    }
}

proptest! {
    #[test]
    fn noise_after_a_sound_header(noise in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let mut bytes = table_bytes();
        let header = 120;
        let end = bytes.len().min(header + noise.len());
        bytes[header..end].copy_from_slice(&noise[..end - header]);
        exercise(&bytes);
    }

    #[test]
    fn pure_noise(noise in prop::collection::vec(any::<u8>(), 0..2_000)) {
        exercise(&noise);
    }
}

#[test]
fn a_reader_owns_no_heap() {
    // A `Copy` value cannot: nothing that a file claims can make the reader hold memory.
    fn is_copy<T: Copy>() {}
    is_copy::<Table<&[u8]>>();
    is_copy::<Row>();
    is_copy::<PairOrders>();
}

#[test]
fn counts_that_the_file_cannot_hold_are_refused() {
    let bytes = table_bytes();
    // Item count, key count, and the length width of each directory.
    for (place, tag) in [(24, b"ROWS"), (28 + 4, b"____")] {
        let mut mutated = bytes.clone();
        mutated[place..place + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        match tag {
            b"ROWS" => assert_eq!(
                Table::open(&mutated).unwrap_err(),
                OpenError::Section { tag: *tag }
            ),
            _ => assert_eq!(exercise(&mutated), (true, false)),
        }
    }
}

#[test]
fn the_fuzz_corpus_is_alive() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/table");
    if std::env::var_os("TANDEM_BLESS").is_some() {
        let made = |items, planes, rules| {
            let input = input(1, items, planes, rules);
            write(&input.meta, &input.items).unwrap()
        };
        let golden = folder.join("../../../tests/golden/table/v1.tdm");
        let mut crossed = fs::read(golden).unwrap();
        fs::write(folder.join("golden-v1"), &crossed).unwrap();
        crossed[180..200].reverse();
        fs::write(folder.join("crossed"), &crossed).unwrap();
        fs::write(folder.join("no-items"), made(0, 1, 4)).unwrap();
        fs::write(folder.join("one-plane"), made(40, 1, 8)).unwrap();
        let cut = &made(40, 2, 32)[..600];
        fs::write(folder.join("cut"), with_its_length(cut.to_vec())).unwrap();
        fs::write(folder.join("page"), "<!doctype html>").unwrap();
    }
    let (mut files, mut opened, mut sound) = (0, 0, 0);
    for entry in fs::read_dir(folder).unwrap() {
        let (opens, is_sound) = exercise(&fs::read(entry.unwrap().path()).unwrap());
        files += 1;
        opened += u32::from(opens);
        sound += u32::from(is_sound);
    }
    assert!(
        files >= 6 && opened >= 4 && sound >= 3,
        "{files} {opened} {sound}"
    );
}
