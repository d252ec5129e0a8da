//! What `mine.preset` does to the table that ships.

use std::fmt::Write as _;

use serde_json::Value;

use super::shop;
use crate::driver::{Ran, Scratch};

/// Products with even numbers earn next to nothing.
fn is_thin(sku: &str) -> bool {
    let number: Option<u32> = sku.strip_prefix('P').and_then(|digits| digits.parse().ok());
    number.is_some_and(|number| number % 2 == 0)
}

/// Builds the made-up shop into `public`, of every so many products knowing the cost.
fn build(scratch: &Scratch, settings: &str, one_cost_in: usize, more: &[&str]) -> Ran {
    shop::export(scratch);
    let mut catalog = String::from("sku,title,price,cost\n");
    for item in 6..45 {
        let sku = format!("P{item:03}");
        let (price, cost) = if is_thin(&sku) { (40, 39) } else { (10, 2) };
        let cost = match item % one_cost_in {
            0 => format!("{cost}.00 GBP"),
            _ => String::new(),
        };
        writeln!(catalog, "{sku},Thing {sku},{price}.00 GBP,{cost}").expect("memory");
    }
    scratch.file("products.csv", catalog);
    let settings = format!("{settings}\n[cold]\nback_off = \"never\"\n");
    scratch.file("tandem.toml", settings);
    let arguments = ["build", "--orders", "orders.csv", "--out", "public"];
    let catalog = ["--catalog", "products.csv"];
    scratch.tandem(&[&arguments[..], &catalog, more].concat())
}

/// The first four suggestions of each product's page, or of a cart of it and another.
fn first_four(scratch: &Scratch, with: &str) -> Vec<String> {
    let mut all = Vec::new();
    for item in 6..45 {
        let items = format!("P{item:03}{with}");
        let ask = ["score", "public", "--items", &items, "-k", "4", "--json"];
        let ran = scratch.tandem(&ask).expect_code(0);
        let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let picks = answer["items"].as_array().expect("a list").iter();
        all.extend(picks.map(|pick| pick["sku"].as_str().expect("a SKU").to_owned()));
    }
    all
}

/// What the first four are worth on average, on pages and in carts.
fn means(settings: &str, worth: &dyn Fn(&str) -> f64) -> [f64; 2] {
    let scratch = Scratch::new();
    build(&scratch, settings, 1, &[]).expect_code(0);
    ["", ",P020"].map(|with| {
        let picks = first_four(&scratch, with);
        picks.iter().map(|sku| worth(sku)).sum::<f64>() / picks.len() as f64
    })
}

fn thin(sku: &str) -> f64 {
    f64::from(u8::from(is_thin(sku)))
}

#[test]
fn value_suggests_what_earns() {
    let relevance = means("", &thin);
    let value = means("[mine]\npreset = \"value\"", &thin);
    for plane in 0..2 {
        assert!(value[plane] < relevance[plane], "{value:?} {relevance:?}");
    }
}

/// What is thin earns 2.5 %, and a floor is a floor, whatever the preset.
#[test]
fn value_never_goes_below_the_least_margin() {
    let settings = "[rules]\nmin_margin = 0.1\n[mine]\npreset = \"value\"";
    assert_eq!(means(settings, &thin), [0.0; 2]);
}

#[test]
fn value_without_costs_is_an_error_that_names_the_remedy() {
    let settings = "[mine]\npreset = \"value\"";
    let scratch = Scratch::new();
    let refused = build(&scratch, settings, 3, &[]).expect_code(1);
    let told = "error[missing-costs]: mine.preset is \"value\" and costs are known of 13 of 39 ordered \
                products with a price: give a catalogue with the costs of at least half of them";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
    assert!(!scratch.path().join("public").exists());
    // The same as nothing said, where the shop wants it built.
    let rules = |ran: Ran| {
        let ran = ran.expect_code(0);
        let line = ran.stdout.lines().find(|line| line.contains("rules-"));
        line.expect("the table's name").to_owned()
    };
    let warned = rules(build(&scratch, settings, 3, &["--warn"]));
    assert_eq!(warned, rules(build(&scratch, "", 3, &[])));
}

#[test]
fn discovery_suggests_what_sells_less() {
    let orders = shop::orders();
    let sold = |sku: &str| {
        let with = orders.iter().filter(|order| order.items.contains(sku));
        with.count() as f64
    };
    let relevance = means("", &sold);
    let discovery = means("[mine]\npreset = \"discovery\"", &sold);
    for plane in 0..2 {
        assert!(
            discovery[plane] < relevance[plane],
            "{discovery:?} {relevance:?}"
        );
    }
}

#[test]
fn relevance_is_what_nothing_said_is_and_an_unknown_preset_is_refused() {
    let [said, silent] = ["[mine]\npreset = \"relevance\"\n", ""].map(|settings| {
        let scratch = Scratch::new();
        shop::export(&scratch);
        scratch.file("tandem.toml", settings);
        let build = ["build", "--orders", "orders.csv", "--out", "public"];
        let ran = scratch.tandem(&build).expect_code(0);
        assert!(!ran.stdout.contains("preset"), "{}", ran.stdout);
        let line = ran.stdout.lines().find(|line| line.contains("rules-"));
        line.expect("the table's name").to_owned()
    });
    assert_eq!(said, silent);
    let scratch = Scratch::new();
    let refused = build(&scratch, "[mine]\npreset = \"profit\"", 1, &[]).expect_code(1);
    assert!(refused.stderr.contains("mine.preset"), "{}", refused.stderr);
    let refused = build(&scratch, "", 1, &["--preset", "profit"]).expect_code(2);
    assert!(refused.stderr.contains("discovery"), "{}", refused.stderr);
}

/// On orders that were never looked at while the preset was made.
#[test]
fn discovery_on_a_planted_shop_shows_more_that_is_no_best_seller_for_few_hits() {
    let scratch = Scratch::new();
    let plant = ["plant", "--out", "shop", "--orders", "4000", "--seed", "3"];
    scratch.tandem(&plant).expect_code(0);
    let orders = ["build", "--orders", "shop/orders.csv", "--out", "public"];
    let preset = ["--preset", "discovery"];
    let ran = scratch.tandem(&[&orders[..], &preset].concat());
    let ran = ran.expect_code(0);
    // kind, preset, leans, NDCG@10, loss, HR@10, cov@10, non-head, margin
    let row = |kind: &str, preset: &str| {
        let mut rows = ran.stdout.lines().map(|line| {
            let words = line.split_whitespace();
            words.collect::<Vec<_>>()
        });
        let row = rows.find(|words| words.starts_with(&[kind, preset]));
        let row = row.unwrap_or_else(|| panic!("{kind} {preset}: {}", ran.stdout));
        [3, 7].map(|column| {
            let figure = row[column].split(['±', '%']).next().expect("a part");
            figure.parse::<f64>().expect("a figure")
        })
    };
    for kind in ["page", "cart3", "cart"] {
        let [ndcg_10, non_head] = row(kind, "relevance");
        let [leaning, non_head_leaning] = row(kind, "discovery");
        assert!(leaning >= 0.95 * ndcg_10, "{}", ran.stdout);
        assert!(non_head_leaning > non_head, "{}", ran.stdout);
    }
    assert!(!ran.stdout.contains("value"), "{}", ran.stdout);
}
