//! What `offer.locales` does.

use std::fs;

use super::shop;
use crate::driver::{Ran, Scratch};

fn build(scratch: &Scratch, locales: &str, more: &[&str]) -> Ran {
    shop::export(scratch);
    scratch.file("tandem.toml", format!("[offer]\nlocales = [{locales}]\n"));
    let arguments = ["build", "--orders", "orders.csv", "--out", "public"];
    scratch.tandem(&[&arguments[..], more].concat())
}

fn fragment(scratch: &Scratch) -> String {
    let path = scratch.path().join("public/fallback/P011.html");
    fs::read_to_string(path).expect("a fragment")
}

fn printed(scratch: &Scratch) -> String {
    let render = ["render", "public", "--item", "P011"];
    scratch.tandem(&render).expect_code(0).stdout
}

#[test]
fn fragments_are_in_the_first_language_and_render_prints_the_same() {
    for (locales, tag, heading) in [
        (
            "\"de-AT\", \"en\"",
            "lang=\"de-AT\"",
            "Wird oft zusammen gekauft",
        ),
        ("", "lang=\"en\"", "Frequently bought together"),
    ] {
        let scratch = Scratch::new();
        build(&scratch, locales, &[]).expect_code(0);
        let html = fragment(&scratch);
        assert!(html.contains(tag) && html.contains(heading), "{html}");
        assert_eq!(printed(&scratch).trim_end(), html);
    }
}

#[test]
fn a_language_without_texts_stops_a_build_or_is_english_and_says_so() {
    let scratch = Scratch::new();
    let refused = build(&scratch, "\"es\", \"fr\", \"pt-BR\"", &[]).expect_code(1);
    for locale in ["es", "pt-BR"] {
        let told = format!(
            "error[missing-translation]: offer.locales: there are no texts in \"{locale}\""
        );
        assert!(refused.stderr.contains(&told), "{}", refused.stderr);
    }
    assert!(refused.stderr.contains("2 errors"), "{}", refused.stderr);
    assert!(!scratch.path().join("public").exists());

    build(&scratch, "\"es\"", &["--warn"]).expect_code(0);
    // English words, and a screen reader that is told so.
    let html = fragment(&scratch);
    let is_english = html.contains("lang=\"en\"") && html.contains("Frequently");
    assert!(is_english, "{html}");
    assert_eq!(printed(&scratch).trim_end(), html);
}

#[test]
fn what_is_no_language_is_refused_by_name() {
    let refused = build(&Scratch::new(), "\"en_GB\"", &[]).expect_code(1);
    let told = "offer.locales = \"en_GB\" cannot be used: it must be language tags";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
}
