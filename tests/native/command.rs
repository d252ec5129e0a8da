//! The verbs of `tandem` as a person runs them.

use crate::driver::Scratch;

#[test]
fn a_verb_that_does_not_exist_is_a_usage_error() {
    let ran = Scratch::new().tandem(&["mine"]).expect_code(2);
    assert!(ran.stderr.contains("mine"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_folder_without_a_manifest_says_what_to_give() {
    let scratch = Scratch::new();
    scratch.file("empty/.keep", "");
    for verb in ["inspect", "verify"] {
        let ran = scratch.tandem(&[verb, "empty"]).expect_code(1);
        assert_eq!(
            ran.stderr,
            "error: empty: the folder holds no manifest.json: give the folder that \
             `tandem build --out empty` writes\n"
        );
    }
}
