//! `tandem eval`.

use serde_json::Value;

use super::shop;
use crate::driver::Scratch;

fn evaluate(scratch: &Scratch, more: &[&str]) -> Value {
    let mut arguments = vec!["eval", "--orders", "orders.csv", "--json"];
    arguments.extend(more);
    serde_json::from_str(&scratch.tandem(&arguments).expect_code(0).stdout).expect("JSON")
}

fn figure(evaluation: &Value, kind: &str, ranker: &str, metric: &str) -> f64 {
    let results = evaluation["results"].as_array().expect("results");
    let result = results
        .iter()
        .find(|result| result["kind"] == kind && result["ranker"] == ranker)
        .unwrap_or_else(|| panic!("{kind} {ranker} in {evaluation}"));
    let value = &result[metric];
    value
        .as_f64()
        .or_else(|| value["mean"].as_f64())
        .expect("a number")
}

#[test]
fn planted_partners_are_found_again() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    let evaluation = evaluate(&scratch, &[]);
    assert_eq!(evaluation["train_orders"], 765);
    assert_eq!(evaluation["test_orders"], 135);
    for kind in ["page", "cart3", "cart"] {
        let of = |ranker| figure(&evaluation, kind, ranker, "hr_1");
        assert!(of("tandem") > 1.5 * of("popularity"), "{evaluation}");
        for ranker in ["co-count", "confidence", "lift", "cosine"] {
            assert!((0.0..=1.0).contains(&of(ranker)));
        }
    }
    // One query of each kind from each order, so a page query and a cart of two are the same here.
    assert_eq!(
        figure(&evaluation, "page", "co-count", "ndcg_10").to_bits(),
        figure(&evaluation, "page", "confidence", "ndcg_10").to_bits(),
        "for one item confidence is the co-count over a constant"
    );
}

#[test]
fn figures_depend_on_the_seed_and_on_nothing_else() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    let one = evaluate(&scratch, &["--threads", "1"]);
    assert_eq!(one, evaluate(&scratch, &["--threads", "3"]));
    assert_ne!(
        one["results"],
        evaluate(&scratch, &["--seed", "2"])["results"]
    );
}

#[test]
fn the_table_for_people_names_every_ranker() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    let ran = scratch
        .tandem(&["eval", "--orders", "orders.csv"])
        .expect_code(0);
    for name in [
        "tandem",
        "popularity",
        "co-count",
        "confidence",
        "lift",
        "cosine",
        "jaccard",
        "llr",
        "bm25",
        "tf-idf",
    ] {
        // Twice a kind of query: the figures, and hits by popularity.
        assert_eq!(
            ran.stdout.matches(&format!("\n  {name} ")).count(),
            6,
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn the_regression_is_there_when_asked_for() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    let fast = evaluate(&scratch, &[]);
    assert_eq!(fast["ease"]["state"], "not-asked");
    let all = evaluate(&scratch, &["--baselines", "all"]);
    assert_eq!(all["ease"]["state"], "fitted");
    for kind in ["page", "cart3", "cart"] {
        let of = |ranker| figure(&all, kind, ranker, "hr_1");
        assert!(of("ease") > 1.5 * of("popularity"), "{all}");
        let same = |evaluation| figure(evaluation, kind, "tandem", "ndcg_10").to_bits();
        assert_eq!(
            same(&fast),
            same(&all),
            "no baseline touches another's figures"
        );
    }
}

#[test]
fn a_lead_is_the_difference_of_two_figures() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    let evaluation = evaluate(&scratch, &["--queries", "50"]);
    assert_eq!(evaluation["queries"], 50);
    for result in evaluation["results"].as_array().expect("results") {
        let kind = result["kind"].as_str().expect("a kind");
        let Some(lead) = result["lead"]["mean"].as_f64() else {
            assert_eq!(result["ranker"], "tandem");
            continue;
        };
        let tandem = figure(&evaluation, kind, "tandem", "ndcg_10");
        let theirs = result["ndcg_10"]["mean"].as_f64().expect("a number");
        assert!((tandem - theirs - lead).abs() < 1e-12, "{result}");
    }
}

#[test]
fn too_few_orders_are_refused() {
    let scratch = Scratch::new();
    scratch.file("orders.csv", shop::csv(&shop::orders()[..5]));
    let ran = scratch
        .tandem(&["eval", "--orders", "orders.csv"])
        .expect_code(1);
    assert!(
        ran.stderr.contains("give a longer stretch of orders"),
        "{}",
        ran.stderr
    );
}
