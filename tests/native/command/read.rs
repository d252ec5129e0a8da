//! What is read back from a built folder is what was in the orders.

use std::fs;

use serde_json::Value;

use super::shop;
use crate::driver::Scratch;

fn json(scratch: &Scratch, arguments: &[&str]) -> Value {
    serde_json::from_str(&scratch.tandem(arguments).expect_code(0).stdout).expect("JSON")
}

#[test]
fn every_rule_stands_on_orders_that_can_be_counted_by_hand() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let orders = shop::orders();
    let pairs = shop::pair_orders(&orders);
    let (mut rules, mut untold) = (0, 0);
    for item in 0..shop::ITEMS {
        let sku = shop::ODD_SKUS
            .get(item)
            .map_or_else(|| format!("P{item:03}"), |odd| (*odd).to_owned());
        let view = json(&scratch, &["inspect", "public", "--item", &sku, "--json"]);
        let with = orders
            .iter()
            .filter(|order| order.items.contains(&sku))
            .count();
        assert_eq!(view["orders"], with, "{sku}");
        for rule in view["rules"].as_array().expect("rules") {
            rules += 1;
            let other = rule["sku"].as_str().expect("a SKU");
            if rule["source"] == "similar" {
                // Of no orders, no count is told.
                assert!(rule["pair_orders"].is_null(), "{sku} and {other}");
                continue;
            }
            let both = pairs[&(sku.as_str(), other)];
            if rule["pair_orders"].is_null() {
                untold += 1;
                assert!(both >= 2, "{sku} and {other}");
                continue;
            }
            assert_eq!(rule["pair_orders"], both, "{sku} and {other}");
            assert!(both >= 3, "{sku} and {other}: fewer are not told");
            let confidence = rule["confidence"].as_f64().expect("a number");
            assert!((confidence - f64::from(both) / with as f64).abs() < 1e-12);
            let support = rule["support"].as_f64().expect("a number");
            assert!((support - f64::from(both) / 900.0).abs() < 1e-12);
            assert_eq!(rule["source"], "mined");
            let why = rule["why"].as_str().expect("a sentence");
            assert!(
                why.contains(&format!("{both} of the {with} orders")),
                "{why}"
            );
        }
    }
    let summary = json(&scratch, &["inspect", "public", "--json"]);
    assert_eq!(summary["rules"], rules);
    assert!(rules > 2 * untold, "{untold} of {rules}");
    assert_eq!(summary["items"], shop::ITEMS);
    let sections = summary["bytes"]["sections"].as_object().expect("sections");
    let sum: u64 = sections
        .values()
        .map(|bytes| bytes.as_u64().expect("bytes"))
        .sum();
    assert_eq!(summary["bytes"]["table"], sum);
    assert!(summary["built_at"].as_str().is_some());
}

#[test]
fn every_product_is_told_as_it_is_alone() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let every = scratch.tandem(&["inspect", "public", "--every"]);
    let every = every.expect_code(0).stdout;
    let mut told = 0;
    for line in every.lines() {
        let view: Value = serde_json::from_str(line).expect("JSON");
        let sku = view["sku"].as_str().expect("a SKU");
        let alone = json(&scratch, &["inspect", "public", "--json", "--item", sku]);
        assert_eq!(view, alone, "{sku}");
        told += 1;
    }
    let with_card = (0..shop::ITEMS).filter(|item| {
        let sku = shop::ODD_SKUS
            .get(*item)
            .map_or_else(|| format!("P{item:03}"), |odd| (*odd).to_owned());
        let alone = json(&scratch, &["inspect", "public", "--json", "--item", &sku]);
        !alone["title"].is_null()
    });
    assert_eq!(told, with_card.count());
    let both = ["inspect", "public", "--every", "--item", "P006"];
    scratch.tandem(&both).expect_code(2);
}

#[test]
fn planted_partners_come_first() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let first = (3..20)
        .filter(|pair| {
            let (left, right) = (format!("P{:03}", pair * 2), format!("P{:03}", pair * 2 + 1));
            let ran = json(
                &scratch,
                &["score", "public", "--items", &left, "-k", "1", "--json"],
            );
            ran["items"][0]["sku"] == right
        })
        .count();
    assert!(first >= 15, "{first} of 17");
}

#[test]
fn no_pair_below_the_floors_is_published() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let orders = shop::orders();
    for item in ["P006", "P020", "😀 emoji"] {
        let view = json(&scratch, &["inspect", "public", "--item", item, "--json"]);
        for rule in view["rules"].as_array().expect("rules") {
            let other = rule["sku"].as_str().expect("a SKU");
            let both = orders
                .iter()
                .filter(|order| order.items.contains(item) && order.items.contains(other));
            // Everyone unnamed is one customer.
            let customers: std::collections::BTreeSet<_> =
                both.clone().map(|order| order.customer).collect();
            assert!(
                both.count() >= 2 && customers.len() >= 2,
                "{item} and {other}"
            );
        }
    }
}

#[test]
fn a_batch_answers_in_order_what_single_queries_answer() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let queries: Vec<Vec<&str>> = vec![
        vec!["P010"],
        vec!["P010", "P020", "P010"],
        vec!["unheard of"],
        vec![],
        vec!["<script>alert(1)</script>", "say \"hi\"", "P030"],
    ];
    let lines: String = queries
        .iter()
        .map(|items| format!("{}\n", serde_json::json!({ "items": items })))
        .collect();
    scratch.file("queries.jsonl", lines);
    let arguments = [
        "score",
        "public",
        "--queries",
        "queries.jsonl",
        "--out",
        "answers.jsonl",
        "-k",
        "7",
    ];
    scratch.tandem(&arguments).expect_code(0);
    let answers = fs::read_to_string(scratch.path().join("answers.jsonl")).expect("answers");
    let answers: Vec<&str> = answers.lines().collect();
    assert_eq!(answers.len(), queries.len());
    assert_eq!(answers[2], r#"{"items":[]}"#);
    assert_eq!(answers[3], r#"{"items":[]}"#);
    for (items, answer) in queries.iter().zip(answers) {
        if items.is_empty() || items.iter().any(|item| item.contains(',')) {
            continue;
        }
        let single = scratch
            .tandem(&[
                "score",
                "public",
                "--items",
                &items.join(","),
                "-k",
                "7",
                "--json",
            ])
            .expect_code(0);
        assert_eq!(single.stdout.trim_end(), answer);
    }
}

#[test]
fn a_query_that_is_no_json_is_named_and_nothing_is_written() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    scratch.file("answers.jsonl", "the last answers");
    for (line, place) in [("{\"items\":[P010]}", "2:11"), ("", "2:1"), ("[1]", "2:")] {
        scratch.file(
            "q.jsonl",
            format!("{{\"items\":[\"P010\"]}}\n{line}\n{{}}\n"),
        );
        let ran = scratch
            .tandem(&[
                "score",
                "public",
                "--queries",
                "q.jsonl",
                "--out",
                "answers.jsonl",
            ])
            .expect_code(1);
        assert!(
            ran.stderr.starts_with(&format!("error: q.jsonl:{place}")),
            "{}",
            ran.stderr
        );
        assert!(
            ran.stderr.contains("each line must be like"),
            "{}",
            ran.stderr
        );
        let answers = fs::read_to_string(scratch.path().join("answers.jsonl")).expect("answers");
        assert_eq!(answers, "the last answers");
    }
}

#[test]
fn a_product_page_asks_about_its_product_and_never_offers_the_cart() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let skus = |arguments: &[&str]| -> Vec<String> {
        let answer = json(&scratch, arguments);
        let items = answer["items"].as_array().expect("items");
        items
            .iter()
            .map(|item| item["sku"].as_str().expect("a SKU").to_owned())
            .collect()
    };
    let alone = skus(&["score", "public", "--items", "P010", "-k", "4", "--json"]);
    let with_cart = skus(&[
        "score",
        "public",
        "--items",
        &format!("P010,{}", alone[0]),
        "--placement",
        "product",
        "-k",
        "3",
        "--json",
    ]);
    assert_eq!(with_cart, alone[1..]);
    scratch
        .tandem(&["score", "public", "--items", "P010", "--placement", "moon"])
        .expect_code(2);
}

#[test]
fn what_is_rendered_is_the_fragment_that_was_built() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let ran = scratch
        .tandem(&["render", "public", "--item", "P010"])
        .expect_code(0);
    let built = fs::read_to_string(scratch.path().join("public/fallback/P010.html"));
    assert_eq!(ran.stdout.trim_end(), built.expect("a fragment").trim_end());
    assert!(ran.stdout.contains("P011"), "{}", ran.stdout);
}

#[test]
fn an_item_that_is_not_in_the_table_is_said() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    for verb in ["inspect", "render"] {
        let ran = scratch
            .tandem(&[verb, "public", "--item", "nope"])
            .expect_code(1);
        assert!(
            ran.stderr.starts_with("error: nope is not in the table"),
            "{}",
            ran.stderr
        );
    }
    let ran = scratch
        .tandem(&["score", "public", "--items", "nope"])
        .expect_code(0);
    assert!(
        ran.stderr.contains("note: nope is not in the table"),
        "{}",
        ran.stderr
    );
}

#[test]
fn popular_items_fill_in_only_where_the_shop_allows_it() {
    let scratch = Scratch::new();
    scratch.file("tandem.toml", "[mine]\nfallback = \"popularity\"\n");
    shop::built(&scratch, "public");
    let answer = json(
        &scratch,
        &["score", "public", "--items", "nope", "-k", "2", "--json"],
    );
    assert_eq!(
        answer["items"].as_array().map(Vec::len),
        Some(2),
        "{answer}"
    );
    assert_eq!(answer["items"][0]["score"], 0.0);
}
