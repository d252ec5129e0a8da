//! Products that are new, or were never ordered, and shops with hardly an order.

use std::{collections::BTreeSet, fmt::Write as _, fs};

use serde_json::Value;

use super::shop;
use crate::driver::Scratch;

/// A product of the catalogue that nobody ordered, all but named like `P010`.
const NEW: &str = "NEW-1";

/// Builds the made-up shop with a catalogue that names [`NEW`].
fn build(scratch: &Scratch, settings: &str) {
    build_with(scratch, settings, "11.00 GBP,thing");
}

/// The same with the price and the type that the catalogue gives [`NEW`]; the others are things for 10.
fn build_with(scratch: &Scratch, settings: &str, new: &str) {
    shop::export(scratch);
    let mut catalog = String::from("sku,title,price,type\n");
    for item in 6..45 {
        writeln!(
            catalog,
            "P{item:03},Thing kind{item} number{item},10.00 GBP,thing"
        )
        .expect("memory");
    }
    writeln!(catalog, "{NEW},Thing kind10 number10 blue,{new}").expect("memory");
    scratch.file("products.csv", catalog);
    scratch.file("tandem.toml", settings);
    let files = ["--orders", "orders.csv", "--catalog", "products.csv"];
    let arguments = [&["build", "--out", "public"], &files[..]].concat();
    scratch.tandem(&arguments).expect_code(0);
}

fn json(scratch: &Scratch, arguments: &[&str]) -> Value {
    let ran = scratch.tandem(arguments).expect_code(0);
    serde_json::from_str(&ran.stdout).expect("JSON")
}

/// What rules suggest, best first, without best-sellers that fill up.
fn picks(scratch: &Scratch, items: &str) -> Vec<String> {
    let ask = ["score", "public", "--items", items, "-k", "32", "--json"];
    let answer = json(scratch, &ask);
    let picks = answer["items"].as_array().expect("a list").iter();
    picks
        .filter(|pick| pick["score"].as_f64() > Some(0.0))
        .map(|pick| pick["sku"].as_str().expect("a SKU").to_owned())
        .collect()
}

#[test]
fn what_was_never_ordered_suggests_and_is_suggested_and_claims_no_orders() {
    let scratch = Scratch::new();
    build(&scratch, "[cold]\nback_off = \"always\"\n");
    let own = picks(&scratch, NEW);
    assert!(own.contains(&"P011".to_owned()), "P010's partner: {own:?}");
    assert!(own.contains(&"P010".to_owned()), "{own:?}");
    assert!(picks(&scratch, "P011").contains(&NEW.to_owned()));
    for (item, pick) in [(NEW, "P011"), ("P011", NEW)] {
        let told = json(&scratch, &["inspect", "public", "--item", item, "--json"]);
        let rules = told["rules"].as_array().expect("rules");
        let rule = rules.iter().find(|rule| rule["sku"] == pick);
        let rule = rule.expect("the rule");
        assert_eq!(rule["source"], "similar");
        assert!(rule["pair_orders"].is_null(), "{rule}");
    }
    let told = json(&scratch, &["inspect", "public", "--item", "P010", "--json"]);
    let partner = &told["rules"][0];
    assert_eq!(
        (&partner["sku"], &partner["source"]),
        (&"P011".into(), &"mined".into())
    );
}

#[test]
fn nothing_is_lent_where_the_settings_or_the_merchant_say_so() {
    let scratch = Scratch::new();
    build(&scratch, "[cold]\nback_off = \"never\"\n");
    assert!(picks(&scratch, NEW).is_empty());

    let always = "[cold]\nback_off = \"always\"\n";
    build(
        &scratch,
        &format!("{always}[rules]\nblock = [\"{NEW}\", \"P011\"]\n"),
    );
    let own = picks(&scratch, NEW);
    assert!(own.contains(&"P010".to_owned()), "{own:?}");
    assert!(!own.contains(&"P011".to_owned()), "{own:?}");
    assert!(!picks(&scratch, "P011").contains(&NEW.to_owned()));

    let apart = format!("never_together = [[\"{NEW}\", \"P011\"]]\n");
    build(&scratch, &format!("{always}[rules]\n{apart}"));
    assert!(!picks(&scratch, NEW).contains(&"P011".to_owned()));
    assert!(!picks(&scratch, "P011").contains(&NEW.to_owned()));
    let mut others = (12..45).map(|item| picks(&scratch, &format!("P{item:03}")));
    assert!(others.any(|own| own.contains(&NEW.to_owned())));
}

#[test]
fn nothing_is_lent_that_orders_could_not_have_put_there() {
    let scratch = Scratch::new();
    let always = "[cold]\nback_off = \"always\"\n";
    build_with(&scratch, always, "110.00 GBP,machine");
    assert!(
        picks(&scratch, NEW).contains(&"P011".to_owned()),
        "an accessory"
    );
    for beside in ["P010", "P011"] {
        let own = picks(&scratch, beside);
        assert!(!own.contains(&NEW.to_owned()), "{beside}: {own:?}");
    }
    let any_price = format!("{always}[relation]\nmax_price_ratio = 0\n");
    build_with(&scratch, &any_price, "110.00 GBP,machine");
    assert!(picks(&scratch, "P011").contains(&NEW.to_owned()));
}

#[test]
fn a_shop_of_fifty_orders_lends_to_those_that_have_nothing_and_changes_nobody_else() {
    let scratch = Scratch::new();
    let plant = ["plant", "--out", "shop", "--orders", "50", "--seed", "1"];
    scratch.tandem(&plant).expect_code(0);
    let catalog = fs::read_to_string(scratch.path().join("shop/catalog.csv")).expect("a file");
    let skus: BTreeSet<&str> = catalog
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    assert!(skus.len() > 20, "{skus:?}");
    let answers = |back_off: &str| -> Vec<BTreeSet<String>> {
        scratch.file(
            "tandem.toml",
            format!("[cold]\nback_off = \"{back_off}\"\n"),
        );
        let files = [
            "--orders",
            "shop/orders.csv",
            "--catalog",
            "shop/catalog.csv",
        ];
        let build = [&["build", "--out", "public"], &files[..]].concat();
        scratch.tandem(&build).expect_code(0);
        skus.iter()
            .map(|sku| picks(&scratch, sku).into_iter().collect())
            .collect()
    };
    let (never, measured) = (answers("never"), answers("measured"));
    let mut lent = 0;
    for ((sku, own), all) in skus.iter().zip(&never).zip(&measured) {
        if own.is_empty() {
            lent += usize::from(!all.is_empty());
        } else {
            assert_eq!(own, all, "{sku}");
            let told = json(&scratch, &["inspect", "public", "--item", sku, "--json"]);
            let rules = told["rules"].as_array().expect("rules").iter();
            assert!(rules.clone().all(|rule| rule["source"] == "mined"), "{sku}");
        }
        assert!(!all.contains(*sku) && all.iter().all(|pick| skus.contains(pick.as_str())));
    }
    assert!(lent > 0);
}
