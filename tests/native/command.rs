//! The verbs of `tandem` as a person runs them.
//!
//! | module | holds |
//! |---|---|
//! | `shop` | a made-up shop with planted pairs, as an export, and what a slow count finds in it |
//! | `bundles` | sets to sell as one: found, accepted, refused |
//! | `build` | what is written, byte for byte, and what an interrupted build leaves |
//! | `read` | `inspect`, `verify`, `score` and `render` on what was built |
//! | `cold` | products that are new or were never ordered, and a shop of fifty orders |
//! | `labels` | rules for pages that name a segment or a loyalty tier |
//! | `merchant` | pins, blocks, links and weights; findings that stop a build |
//! | `refuse` | data that nothing can be learned from, and damaged folders |
//! | `words` | `[words]`: the shop's own texts, checked and handed on |
//! | `sign` | signatures, and what they hold for |
//! | `evaluate` | `eval` |
//! | `pack` | `pack` for each platform: what is in it, what it refuses |
//! | `doctor` | `doctor` on a small site with each fault by itself, and on folders |
//! | `feeds` | catalogues as shop systems serve them, from the feed to the offers |

mod build;
mod bundles;
mod cold;
mod doctor;
mod evaluate;
mod feeds;
mod labels;
mod locales;
mod merchant;
mod pack;
mod preset;
mod read;
mod refuse;
mod shop;
mod sign;
mod words;

use std::process::Stdio;

use crate::driver::Scratch;

#[test]
fn a_verb_that_does_not_exist_is_a_usage_error() {
    let ran = Scratch::new().tandem(&["mine"]).expect_code(2);
    assert!(ran.stderr.contains("mine"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn help_shows_examples_for_every_verb_that_takes_files() {
    let scratch = Scratch::new();
    for verb in [
        "init", "build", "inspect", "sign", "doctor", "score", "eval", "plant",
    ] {
        let ran = scratch.tandem(&[verb, "--help"]).expect_code(0);
        let example = format!("  tandem {verb} ");
        assert!(ran.stdout.contains(&example), "{}", ran.stdout);
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_command_quietly() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let mut child = scratch
        .command(&["inspect", "public", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let ran = crate::driver::Ran::from(child.wait_with_output().expect("an end"));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}
