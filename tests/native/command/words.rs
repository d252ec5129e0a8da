//! `[words]`: the shop's own texts, checked and handed to pages and fragments.

use serde_json::Value;

use super::shop;
use crate::driver::{Ran, Scratch};

fn build(scratch: &Scratch, settings: &str, more: &[&str]) -> Ran {
    shop::export(scratch);
    scratch.file("tandem.toml", settings);
    let arguments = [
        "build",
        "--config",
        "tandem.toml",
        "--orders",
        "orders.csv",
        "--out",
        "public",
    ];
    scratch.tandem(&[&arguments, more].concat())
}

fn words(scratch: &Scratch) -> Value {
    let json = std::fs::read(scratch.path().join("public/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&json).expect("JSON");
    manifest["words"].clone()
}

fn fragments(scratch: &Scratch) -> String {
    let folder = std::fs::read_dir(scratch.path().join("public/fallback")).expect("fragments");
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(entry.expect("a file").path()).expect("HTML")
    };
    folder.map(read).collect()
}

const OWN: &str = r#"
[offer]
locales = ["de-AT"]
[words.de]
heading.product = "Dazu"
"reason.one" = "{count} mal"
"reason.other" = "{count} mal"
this = "Dies"
[words.de-AT]
this = "Das da"
[words.de.product]
heading.product = "Dazu passt"
[words.de.segment.trade.product]
this = "Ihr Posten"
[words.de.tier.gold]
this = "Gold"
"#;

#[test]
fn they_are_in_the_manifest_the_strongest_last_and_in_the_fragments() {
    let scratch = Scratch::new();
    build(&scratch, OWN, &[]).expect_code(0);
    let words = words(&scratch);
    let all = words.as_array().expect("a list");
    let places: Vec<_> = all
        .iter()
        .map(|it| {
            ["locale", "placement", "segment", "tier"].map(|name| it[name].as_str().unwrap_or("-"))
        })
        .collect();
    assert_eq!(
        places,
        [
            ["de", "-", "-", "-"],
            ["de-at", "-", "-", "-"],
            ["de", "product", "-", "-"],
            ["de", "product", "trade", "-"],
            ["de", "-", "-", "gold"],
        ]
    );
    assert_eq!(all[0]["texts"]["reason.other"], "{count} mal");
    let html = fragments(&scratch);
    for said in ["Dazu passt", "Das da", " mal<"] {
        assert!(html.contains(said), "{said}: {html}");
    }
    for other in [
        "Dieser Artikel",
        "Dies<",
        "Gold",
        "Ihr Posten",
        "Bestellungen",
    ] {
        assert!(!html.contains(other), "{other}: {html}");
    }
}

#[test]
fn without_any_the_manifest_says_nothing_of_them() {
    let scratch = Scratch::new();
    build(&scratch, "", &[]).expect_code(0);
    assert!(words(&scratch).is_null());
}

#[test]
fn what_cannot_be_said_stops_the_build_with_its_place_and_a_remedy() {
    let scratch = Scratch::new();
    for (line, said) in [
        (
            "hedding.cart = 'x'",
            "tandem.toml, line 2, column 16: no text of the widget is called \"hedding.cart\": did you \
             mean \"heading.",
        ),
        (
            "\"total\" = 'x'",
            "line 2, column 11: \"total\" depends on a number: write a key for each plural form of the \
             language, \"total\" with a dot and one, other.",
        ),
        (
            "tick = 'Take {name}'",
            "line 2, column 8: \"tick\" has a placeholder that nothing fills: it knows {title}.",
        ),
        (
            "loading = '{count}'",
            "\"loading\" has no placeholder that could be filled: take out what is in braces.",
        ),
        (
            "add.one = 'Take {count}'",
            "line 2, column 11: beside \"add.one\" the language also needs \"add.other\": write it in \
             the same table.",
        ),
    ] {
        let ran = build(&scratch, &format!("[words.de]\n{line}\n"), &[]).expect_code(1);
        assert!(ran.stderr.contains("error[wrong-text]: "), "{}", ran.stderr);
        assert!(ran.stderr.contains(said), "{said}\n{}", ran.stderr);
        assert!(!scratch.path().join("public/manifest.json").exists());
    }
    let both = "[words.de]\nthis = 'Dies'\nthat = 'x'\n";
    build(&scratch, both, &["--warn"]).expect_code(0);
    let words = words(&scratch);
    assert_eq!(words[0]["texts"].as_object().map(|it| it.len()), Some(1));
    assert_eq!(words[0]["texts"]["this"], "Dies");
}

#[test]
fn a_table_of_no_language_or_without_its_label_is_named() {
    let scratch = Scratch::new();
    for (wrong, said) in [
        (
            "[words.d]\nthis = 'x'\n",
            "tandem.toml: line 1, column 1: words.d is no language tag",
        ),
        (
            "[words]\nde = 'x'\n",
            "line 2, column 6: words.de is one text",
        ),
        (
            "[words.de]\nsegment = 'x'\n",
            "segment needs a label and texts under it",
        ),
        ("[words.de]\nthis = 7\n", "line 2, column 8: "),
    ] {
        let ran = build(&scratch, wrong, &[]).expect_code(1);
        assert!(ran.stderr.contains(said), "{said}\n{}", ran.stderr);
    }
}

/// A language that the package has not, said whole by the shop.
#[test]
fn a_language_of_the_shops_own_needs_every_text() {
    let scratch = Scratch::new();
    let all = |leave_out: &str| {
        let mut toml = String::from("[offer]\nlocales = [\"nl\"]\n[words.nl]\n");
        for (key, text) in tandem_widget::offer::ENGLISH {
            if *key != leave_out && !key.ends_with(".one") {
                toml += &format!("\"{key}\" = '''nl {text}'''\n");
            }
        }
        toml
    };
    build(&scratch, &all(""), &[]).expect_code(0);
    assert!(fragments(&scratch).contains("nl Bought together in"));
    let ran = build(&scratch, &all("undo"), &[]).expect_code(1);
    assert!(
        ran.stderr.contains("error[missing-translation]"),
        "{}",
        ran.stderr
    );
}
