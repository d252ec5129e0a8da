use sha2::{Digest, Sha256};

use super::manifest::FileEntry;

/// Hexadecimal digits of a file's hash that go into its name: 64 bits.
const NAME_DIGITS: usize = 16;

/// SHA-256 in lower-case hexadecimal.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// The manifest's entry of a file named `<stem>-<hash>.<extension>`.
pub(super) fn entry(stem: &str, extension: &str, bytes: &[u8]) -> FileEntry {
    let sha256 = sha256_hex(bytes);
    let short = sha256.get(..NAME_DIGITS).unwrap_or(&sha256);
    FileEntry {
        file: format!("{stem}-{short}.{extension}"),
        bytes: bytes.len() as u64,
        sha256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_begins_the_hash() {
        // The test vector of FIPS 180-4.
        let entry = entry("rules", "tdm", b"abc");
        assert_eq!(entry.file, "rules-ba7816bf8f01cfea.tdm");
        assert!(entry.sha256.ends_with("f20015ad") && entry.sha256.len() == 64);
    }
}
