//! The evaluation's baselines and metrics against numbers worked out apart, with whole matrices, by
//! `tests/golden/eval/make.py`.

use serde_json::Value;
use tandem_widget::{
    domain::ItemId,
    eval::{Baseline, Ease, HoldOut, PairCounts, QueryKind, Scorer, Similarity, Trial},
    mine::{
        config::OrderWeight,
        count::{Baskets, Purchase},
    },
};

const FIXTURE: &str = include_str!("../golden/eval/baselines.json");

/// The fixture's shop, and what it expects.
struct Shop {
    fixture: Value,
    baskets: Baskets,
    trial: Trial,
    counts: PairCounts,
}

impl Shop {
    fn new() -> Self {
        let fixture: Value = serde_json::from_str(FIXTURE).expect("JSON");
        let orders: Vec<Vec<u32>> = list(&fixture["orders"]).iter().map(numbers).collect();
        let skus: Vec<String> = (0..1_000).map(|item| format!("P{item:03}")).collect();
        let purchases = orders.iter().map(|items| Purchase {
            items,
            customer: None,
        });
        let baskets = Baskets::new(&skus, purchases, false, OrderWeight::InverseSqrt);
        let queries = list(&fixture["queries"])
            .iter()
            .map(|query| {
                let others = numbers(&query[1])
                    .into_iter()
                    .map(|item| id(&baskets, item));
                let held_out = query[0].as_u64().expect("an item") as u32;
                HoldOut::new(id(&baskets, held_out), others.collect()).expect("a question")
            })
            .collect();
        let draws = fixture["draws"].as_u64().expect("a number") as usize;
        let trial = Trial::of_queries(&baskets, queries, draws);
        let counts = PairCounts::new(&baskets, trial.vocabulary());
        Self {
            fixture,
            baskets,
            trial,
            counts,
        }
    }

    /// Calls with each ranker's name and scorer.
    fn each_ranker(&self, mut with: impl FnMut(&str, &Scorer<'_>)) {
        for baseline in Baseline::ALL {
            let similarity = Similarity::new(&self.counts, baseline);
            with(baseline.as_str(), &|query, scores| {
                similarity.score(query, scores);
            });
        }
        let strength = self.fixture["ease_strength"].as_f64().expect("a number");
        let ease = Ease::new(&self.counts, strength).expect("positive definite");
        with(Ease::NAME, &|query, scores| ease.score(query, scores));
    }
}

fn id(baskets: &Baskets, item: u32) -> ItemId {
    baskets.id_of(item).expect("an item of some order")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn numbers(value: &Value) -> Vec<u32> {
    let numbers = list(value).iter();
    numbers
        .map(|number| number.as_u64().expect("a number") as u32)
        .collect()
}

/// Where two trees of numbers differ by more than a millionth, of the number or of one.
fn differences(path: &str, found: &Value, expected: &Value, into: &mut Vec<String>) {
    if let (Value::Object(found), Value::Object(expected)) = (found, expected) {
        for (key, expected) in expected {
            let found = found.get(key).unwrap_or(&Value::Null);
            differences(&format!("{path} {key}"), found, expected, into);
        }
    } else if let (Some(a), Some(b)) = (found.as_f64(), expected.as_f64()) {
        if (a - b).abs() > 1e-6 * b.abs().max(1.0) {
            into.push(format!("{path}: {a}, not {b}"));
        }
    } else if found != expected {
        into.push(format!("{path}: {found}, not {expected}"));
    }
}

#[test]
fn scores_agree_with_whole_matrices() {
    let shop = Shop::new();
    assert_eq!(shop.trial.vocabulary(), shop.fixture["vocabulary"]);
    let mut compared = 0;
    shop.each_ranker(|ranker, scorer| {
        let mut scores = vec![0.0; shop.trial.vocabulary()];
        for record in list(&shop.fixture["scores"]) {
            if record["ranker"] != ranker {
                continue;
            }
            let number = record["query"].as_u64().expect("a number") as usize;
            let shown = shop.trial.queries()[number].query(QueryKind::Cart);
            scorer(shown, &mut scores);
            for (item, expected) in numbers(&record["items"])
                .into_iter()
                .zip(list(&record["values"]))
            {
                // The query's own items are struck out before anything is read.
                if shown.contains(&id(&shop.baskets, item)) {
                    continue;
                }
                let found = scores[id(&shop.baskets, item).index()];
                let expected = expected.as_f64().expect("a number");
                assert!(
                    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                    "{ranker}, query {number}, item {item}: {found}, not {expected}"
                );
                compared += 1;
            }
        }
    });
    assert!(compared >= 400, "{compared} scores compared");
}

#[test]
fn every_figure_agrees_with_sorted_lists() {
    let shop = Shop::new();
    let mut wrong = Vec::new();
    let mut compared = 0;
    shop.each_ranker(|ranker, scorer| {
        for kind in QueryKind::ALL {
            let expected = list(&shop.fixture["results"])
                .iter()
                .find(|result| result["kind"] == kind.as_str() && result["ranker"] == ranker)
                .unwrap_or_else(|| panic!("{} {ranker} is not in the fixture", kind.as_str()));
            let mut expected = expected.clone();
            for key in ["kind", "ranker"] {
                expected.as_object_mut().expect("an object").remove(key);
            }
            let found = serde_json::to_value(shop.trial.measure(kind, scorer)).expect("JSON");
            differences(
                &format!("{} {ranker}", kind.as_str()),
                &found,
                &expected,
                &mut wrong,
            );
            compared += 1;
        }
    });
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(compared, list(&shop.fixture["results"]).len());
}
