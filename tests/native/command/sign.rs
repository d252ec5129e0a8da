//! A signed folder is taken as it was signed, and in no other way.

use std::fs;

use super::shop;
use crate::driver::{Ran, Scratch};

/// The example of RFC 8410, section 10.3, and its public key of section 10.1.
pub(super) const KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";
pub(super) const PUBLIC: &str = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

/// Another one: the first of RFC 8032, section 7.1.
pub(super) const ANOTHER: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

fn signed() -> Scratch {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    scratch.file("tandem.key", KEY);
    let ran = scratch.tandem(&["sign", "public", "--key", "tandem.key"]);
    let ran = ran.expect_code(0);
    assert!(
        ran.stdout.contains(&format!("data-key=\"{PUBLIC}\"")),
        "{}",
        ran.stdout
    );
    scratch
}

fn verified(scratch: &Scratch, key: &str) -> Ran {
    scratch.tandem(&["verify", "public", "--key", key])
}

fn signatures(scratch: &Scratch) -> Vec<String> {
    let files = fs::read_dir(scratch.path().join("public")).expect("a folder");
    files
        .map(|file| {
            file.expect("a file")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .filter(|name| name.starts_with("manifest-"))
        .collect()
}

#[test]
fn a_folder_holds_by_its_key_and_by_no_other() {
    let scratch = signed();
    let ran = verified(&scratch, PUBLIC).expect_code(0);
    assert!(ran.stdout.contains("signed by this key"), "{}", ran.stdout);
    let ran = verified(&scratch, ANOTHER).expect_code(1);
    assert!(ran.stderr.contains("tandem sign"), "{}", ran.stderr);
    let ran = verified(&scratch, "Gb9E").expect_code(1);
    assert!(ran.stderr.contains("44 characters"), "{}", ran.stderr);
    let [file] = &signatures(&scratch)[..] else {
        panic!("one signature");
    };
    assert!(
        file.ends_with(".sig") && file.len() == "manifest-0123456789abcdef.sig".len(),
        "{file}"
    );
}

#[test]
fn a_manifest_that_changed_does_not_hold() {
    let scratch = signed();
    let manifest = scratch.path().join("public/manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    fs::write(&manifest, format!("{text} ")).expect("written");
    verified(&scratch, PUBLIC).expect_code(1);
    // Nor by the signature of the one before under its own name.
    let old = signatures(&scratch).pop().expect("a signature");
    scratch
        .tandem(&["sign", "public", "--key", "tandem.key"])
        .expect_code(0);
    let new = signatures(&scratch)
        .into_iter()
        .find(|name| *name != old)
        .expect("another");
    let folder = scratch.path().join("public");
    fs::copy(folder.join(old), folder.join(new)).expect("copied");
    verified(&scratch, PUBLIC).expect_code(1);
}

#[test]
fn what_is_damaged_is_not_signed() {
    let scratch = signed();
    let folder = scratch.path().join("public");
    let table = fs::read_dir(&folder)
        .expect("a folder")
        .map(|file| file.expect("a file").path())
        .find(|file| file.extension().is_some_and(|ending| ending == "tdm"));
    fs::write(table.expect("a table"), "short").expect("written");
    for name in signatures(&scratch) {
        fs::remove_file(folder.join(name)).expect("removed");
    }
    let ran = scratch
        .tandem(&["sign", "public", "--key", "tandem.key"])
        .expect_code(1);
    assert!(ran.stderr.contains("build it again"), "{}", ran.stderr);
    assert!(signatures(&scratch).is_empty());
}

#[test]
fn what_is_no_key_is_told_and_how_to_make_one() {
    let scratch = signed();
    scratch.file(
        "other.key",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    );
    for file in ["other.key", "missing.key", "public/manifest.json"] {
        let ran = scratch
            .tandem(&["sign", "public", "--key", file])
            .expect_code(1);
        assert!(
            ran.stderr.contains(file) && ran.stderr.contains("openssl genpkey"),
            "{}",
            ran.stderr
        );
    }
}
