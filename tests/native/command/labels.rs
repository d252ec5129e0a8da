//! Rules for pages that name a segment or a loyalty tier: a table for each set of labels.

use std::fs;

use serde_json::Value;

use super::shop;
use crate::driver::{Ran, Scratch};

const RULES: &str = r#"
[rules]
pin = [{ beside = "P011", show = ["P030"] }]
[rules.segment.trade]
pin = [{ beside = "P011", show = ["P031"] }]
block = ["P030"]
[rules.tier.gold]
pin = [{ beside = "P011", show = ["P032"] }]
bury = [{ what = "P0*", by = 2.0 }]
"#;

fn build(scratch: &Scratch, settings: &str, more: &[&str]) -> Ran {
    shop::export(scratch);
    scratch.file("tandem.toml", settings);
    let arguments = ["build", "--orders", "orders.csv", "--out", "public"];
    scratch.tandem(&[&arguments[..], more].concat())
}

/// What comes first beside `P011` on a page with these labels.
fn first(scratch: &Scratch, labels: &[&str], count: usize) -> Vec<String> {
    let arguments = ["score", "public", "--items", "P011", "-k", "32", "--json"];
    let ran = scratch.tandem(&[&arguments[..], labels].concat());
    let answer: Value = serde_json::from_str(&ran.expect_code(0).stdout).expect("JSON");
    let picks = answer["items"].as_array().expect("a list");
    let skus = picks.iter().map(|pick| pick["sku"].as_str());
    let skus = skus.map(|sku| sku.expect("a SKU").to_owned());
    let all: Vec<String> = skus.collect();
    assert!(all.len() > 3, "more than pins: {all:?}");
    all.into_iter().take(count).collect()
}

#[test]
fn each_set_of_labels_has_its_own_answers_and_the_rest_those_for_all() {
    let scratch = Scratch::new();
    build(&scratch, RULES, &[]).expect_code(0);
    assert_eq!(first(&scratch, &[], 1), ["P030"]);
    let other = ["--segment", "none", "--tier", "none"];
    assert_eq!(first(&scratch, &other, 1), ["P030"]);
    let trade = ["--segment", "trade"];
    assert_eq!(first(&scratch, &trade, 1), ["P031"]);
    let all = first(&scratch, &trade, 99);
    assert!(!all.contains(&"P030".to_owned()), "blocked: {all:?}");
    let gold = ["--segment", "none", "--tier", "gold"];
    assert_eq!(first(&scratch, &gold, 2), ["P032", "P030"]);
    let both = ["--segment", "trade", "--tier", "gold"];
    assert_eq!(first(&scratch, &both, 2), ["P032", "P031"]);
}

#[test]
fn without_labels_the_files_are_as_if_nobody_had_asked_and_all_are_verified() {
    let (plain, labelled) = (Scratch::new(), Scratch::new());
    let (own, _) = RULES.split_once("[rules.segment").expect("labels");
    build(&plain, own, &[]).expect_code(0);
    build(&labelled, RULES, &[]).expect_code(0);
    let manifest = |scratch: &Scratch| -> Value {
        let json = fs::read(scratch.path().join("public/manifest.json")).expect("a manifest");
        serde_json::from_slice(&json).expect("JSON")
    };
    let all = manifest(&labelled);
    for part in ["rules", "catalog"] {
        assert_eq!(manifest(&plain)[part], all[part]);
    }
    assert!(manifest(&plain).get("labelled").is_none());
    let sets = all["labelled"].as_array().expect("a list");
    let labels: Vec<_> = sets
        .iter()
        .map(|set| ["segment", "tier"].map(|name| set[name].as_str().unwrap_or("-")))
        .collect();
    assert_eq!(labels, [["trade", "gold"], ["trade", "-"], ["-", "gold"]]);
    labelled.tandem(&["verify", "public"]).expect_code(0);

    let file = sets[1]["rules"]["file"].as_str().expect("a name");
    let path = labelled.path().join("public").join(file);
    let mut bytes = fs::read(&path).expect("a table");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&path, bytes).expect("a write");
    let ran = labelled.tandem(&["verify", "public"]).expect_code(1);
    assert!(ran.stderr.contains(file) || ran.stdout.contains(file));

    // The next build takes away what is named no more.
    build(&labelled, own, &[]).expect_code(0);
    assert!(!path.exists());
}

#[test]
fn what_a_label_says_wrongly_is_told_under_its_key() {
    let scratch = Scratch::new();
    let wrong = "[rules.tier.gold]\npin = [{ beside = \"P011\", show = [\"P999\"] }]\n";
    let ran = build(&scratch, wrong, &[]).expect_code(1);
    let said = "error[unknown-sku]: rules.tier.gold.pin 1: P999 is in neither";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    let ran = build(&scratch, "[rules.tier.gold]\nlink = []\n", &[]).expect_code(1);
    assert!(
        ran.stderr.contains("unknown field `link`"),
        "{}",
        ran.stderr
    );
}
