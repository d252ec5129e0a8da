//! Any bytes as a rule table: open, find, every row, rank, verify. The native suite runs the same
//! code over `corpus/table`, so that this target never rots unseen. What it finds stays there.
#![no_main]

#[path = "../../tests/native/table/exercise.rs"]
mod exercise;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // Most mutations break the length or the checksum, which says nothing new: both are mended.
    let mut mended = bytes.to_vec();
    if let Ok(length) = u32::try_from(mended.len())
        && let Some(field) = mended.get_mut(12..16)
    {
        field.copy_from_slice(&length.to_le_bytes());
    }
    exercise::exercise(&mended);
    exercise::exercise(bytes);
});
