//! What a merchant says in `[rules]`, and what a build finds wrong in it.

use std::{collections::BTreeMap, fs};

use serde_json::Value;

use super::shop;
use crate::driver::{Ran, Scratch};

/// The made-up shop's plain products, and one that nobody ordered yet.
const NEW: &str = "NEW-1";

/// A catalogue: `P006` to `P044` and [`NEW`], with whatever cells are asked for.
struct Products(BTreeMap<String, BTreeMap<&'static str, String>>);

impl Products {
    fn new() -> Self {
        let skus = (6..45).map(|item| format!("P{item:03}"));
        let products = skus.chain([NEW.to_owned()]).map(|sku| {
            let cells = [
                ("title", format!("Thing {sku}")),
                ("price", "10.00 GBP".to_owned()),
            ];
            (sku, cells.into())
        });
        Self(products.collect())
    }

    fn with(mut self, skus: &[&str], column: &'static str, cell: &str) -> Self {
        for sku in skus {
            let cells = self.0.get_mut(*sku).expect("a product");
            cells.insert(column, cell.to_owned());
        }
        self
    }

    fn csv(&self) -> String {
        const COLUMNS: [&str; 14] = [
            "title",
            "price",
            "cost",
            "brand",
            "tags",
            "type",
            "status",
            "availability",
            "handle",
            "cross-sells",
            "upsells",
            "gift card",
            "Capacity",
            "Material (product.metafields.custom.material)",
        ];
        let mut csv = format!("sku,{}\n", COLUMNS.join(","));
        for (sku, cells) in &self.0 {
            let row = COLUMNS.map(|column| cells.get(column).cloned().unwrap_or_default());
            csv += &format!("{sku},\"{}\"\n", row.join("\",\""));
        }
        csv
    }
}

/// Builds the shop under some rules into `public`.
fn try_build(scratch: &Scratch, settings: &str, products: &Products, more: &[&str]) -> Ran {
    shop::export(scratch);
    // What is said by hand, with nothing lent to what nobody ordered.
    let alone = format!("{settings}\n[cold]\nback_off = \"never\"\n");
    scratch.file("tandem.toml", alone);
    scratch.file("products.csv", products.csv());
    let mut arguments = vec!["build", "--orders", "orders.csv", "--out", "public"];
    arguments.extend(["--catalog", "products.csv"]);
    arguments.extend(more);
    scratch.tandem(&arguments)
}

fn build(scratch: &Scratch, settings: &str, products: &Products) -> Ran {
    try_build(scratch, settings, products, &[]).expect_code(0)
}

/// What a product's page is offered, best first.
fn picks(scratch: &Scratch, items: &str) -> Vec<String> {
    let ran = scratch
        .tandem(&["score", "public", "--items", items, "-k", "32", "--json"])
        .expect_code(0);
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let picks = answer["items"].as_array().expect("a list");
    picks
        .iter()
        .map(|pick| pick["sku"].as_str().expect("a SKU").to_owned())
        .collect()
}

/// A suggestion as `inspect` tells it.
fn rule(scratch: &Scratch, item: &str, pick: &str) -> Value {
    let ran = scratch
        .tandem(&["inspect", "public", "--item", item, "--json"])
        .expect_code(0);
    let view: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let rules = view["rules"].as_array().expect("rules");
    let found = rules.iter().find(|rule| rule["sku"] == pick);
    found
        .unwrap_or_else(|| panic!("{pick} beside {item}: {view}"))
        .clone()
}

/// What is mined beside a product, without any rules.
fn mined(item: &str) -> Vec<String> {
    let scratch = Scratch::new();
    build(&scratch, "", &Products::new());
    picks(&scratch, item)
}

fn text(list: &[String], range: core::ops::Range<usize>) -> Vec<&str> {
    list[range].iter().map(String::as_str).collect()
}

#[test]
fn pins_come_first_in_their_order() {
    let base = mined("P010");
    // The weakest that was mined, one that nobody ordered, one that is first anyway.
    let weakest = base.last().expect("a rule").as_str();
    let scratch = Scratch::new();
    let settings = format!(
        "[rules]\npin = [{{ beside = \"P010\", show = [\"{weakest}\", \"{NEW}\", \"P011\"] }}]"
    );
    build(&scratch, &settings, &Products::new());
    let pinned = picks(&scratch, "P010");
    assert_eq!(text(&pinned, 0..3), [weakest, NEW, "P011"]);
    assert_eq!(rule(&scratch, "P010", NEW)["source"], "pinned");
    assert!(rule(&scratch, "P010", weakest)["pair_orders"].as_u64() >= Some(3));
    let mut rest = pinned[3..].iter();
    assert!(rest.all(|sku| base.contains(sku)), "{pinned:?}");

    // A page without script, and a cart, see the same.
    let html = scratch
        .tandem(&["render", "public", "--item", "P010"])
        .expect_code(0);
    let at = |sku: &str| html.stdout.find(&format!("Thing {sku}")).expect(sku);
    assert!(
        at(weakest) < at(NEW) && at(NEW) < at("P011"),
        "{}",
        html.stdout
    );
    assert!(picks(&scratch, "P010,P020").contains(&NEW.to_owned()));
    scratch.tandem(&["verify", "public"]).expect_code(0);
}

#[test]
fn eight_pins_keep_their_order_and_a_ninth_is_left_out() {
    let nine: Vec<String> = (30..39).rev().map(|item| format!("P{item:03}")).collect();
    let scratch = Scratch::new();
    let settings = format!("[rules]\npin = [{{ beside = \"P010\", show = {nine:?} }}]");
    let ran = build(&scratch, &settings, &Products::new());
    let picks = picks(&scratch, "P010");
    assert_eq!(picks[..8], nine[..8]);
    assert_eq!(picks.len(), 16, "what was mined fills the row");
    assert!(
        ran.stderr
            .contains("warning[too-many-pins]: rules.pin 1: 1 of"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_product_that_nobody_ordered_has_a_page_too() {
    let scratch = Scratch::new();
    let settings =
        format!("[rules]\npin = [{{ beside = \"{NEW}\", show = [\"P010\", \"P020\"] }}]");
    build(&scratch, &settings, &Products::new());
    assert_eq!(picks(&scratch, NEW), ["P010", "P020"]);
}

#[test]
fn what_is_dropped_makes_room_for_the_next() {
    let base = mined("P010");
    let scratch = Scratch::new();
    let settings = format!(
        "[mine]\nrules_per_item = 3\n[mine.cart]\nridge_share = 0\n[rules]\nblock = [\"{}\"]",
        base[0]
    );
    build(&scratch, &settings, &Products::new());
    let left = picks(&scratch, "P010");
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(!left.contains(&base[0]));
}

#[test]
fn a_boost_reaches_beyond_the_row_and_a_bury_sends_there() {
    let base = mined("P010");
    let (first, last) = (base[0].as_str(), base.last().expect("a rule").as_str());
    let scratch = Scratch::new();
    let products = Products::new().with(&[last], "tags", "New, Blue");
    let settings = format!(
        "[mine]\nrules_per_item = 2\n[rules]\nboost = [{{ what = \"tag:new\", by = 100 }}]\nbury = [{{ what = \"{first}\", by = 100 }}]"
    );
    build(&scratch, &settings, &products);
    let left = picks(&scratch, "P010");
    assert_eq!(left[0], last, "{left:?}");
    assert!(!left.contains(&first.to_owned()), "{left:?}");
    let boosted = rule(&scratch, "P010", last);
    assert_eq!(boosted["source"], "mined");
    let why = boosted["why"].as_str().expect("a reason");
    assert!(
        why.starts_with("boosted by 100; bought together in "),
        "{why}"
    );
}

/// Each rule against the one below it in the table of docs/merchant.md.
#[test]
fn the_precedence_is_as_documented() {
    let products = || {
        Products::new()
            .with(&["P020", "P021", "P022"], "cost", "9.90")
            .with(&["P010"], "tags", "camera")
            .with(&["P030", "P021"], "tags", "card")
            .with(&["P010"], "cross-sells", "P031, P021")
    };
    let pin = "pin = [{ beside = \"P010\", show = [\"P020\", \"P012\"] }]\n";
    let first = |rules: &str, count: usize| {
        let scratch = Scratch::new();
        let ran = build(&scratch, &format!("[rules]\n{rules}"), &products());
        let picks = picks(&scratch, "P010");
        (text(&picks, 0..count).join(" "), picks, ran.stderr)
    };

    // 1 over 3: a blocked product is nowhere.
    let (head, all, stderr) = first(&format!("{pin}block = [\"P020\"]"), 1);
    assert_eq!(head, "P012");
    assert!(!all.contains(&"P020".to_owned()));
    assert!(
        stderr.contains(
            "warning[overruled]: rules.pin 1: 1 of its suggestions are forbidden by rules.block"
        ),
        "{stderr}"
    );

    // 2 over 3: with the product itself, and with an earlier pin of the same box.
    let (head, all, stderr) = first(&format!("{pin}never_together = [[\"P010\", \"P020\"]]"), 1);
    assert_eq!(head, "P012");
    assert!(!all.contains(&"P020".to_owned()));
    assert!(stderr.contains("warning[overruled]"), "{stderr}");
    let (head, all, _) = first(&format!("{pin}never_together = [[\"P020\", \"P012\"]]"), 2);
    assert_eq!(head, "P020 P031");
    assert!(!all[..3].contains(&"P012".to_owned()));

    // 3 over 4 over 5, and 5 over 6: the link's second product has a thin margin and stays.
    let link = "link = [{ from = \"tag:camera\", to = \"tag:card\" }]\n";
    let (head, all, _) = first(&format!("{pin}{link}min_margin = 0.05"), 5);
    assert_eq!(head, "P020 P012 P031 P021 P030");
    // 6 over 8: what was mined with a thin margin goes, what is named stays.
    assert!(!all.contains(&"P022".to_owned()));

    // 3 over 7, and 6 over 7.
    let (head, all, _) = first(
        &format!(
            "{pin}bury = [{{ what = \"P020\", by = 100 }}]\nboost = [{{ what = \"P022\", by = 100 }}]\nmin_margin = 0.05"
        ),
        2,
    );
    assert_eq!(head, "P020 P012");
    assert!(!all.contains(&"P022".to_owned()));
}

#[test]
fn a_link_takes_what_is_bought_together_most() {
    let base = mined("P010");
    let scratch = Scratch::new();
    // Far enough apart that no coding brings them level.
    let (strong, weak) = (base[1].as_str(), base[12].as_str());
    let cards = [weak, strong, NEW];
    let products = Products::new()
        .with(&cards, "type", "Memory > Memory card")
        .with(&["P010"], "tags", "camera");
    let link = |items: u32| {
        format!(
            "[rules]\nlink = [{{ from = \"tag:Camera\", to = \"category:memory card\", items = {items} }}]"
        )
    };
    build(&scratch, &link(1), &products);
    assert_eq!(picks(&scratch, "P010")[0], strong);
    let told = rule(&scratch, "P010", strong);
    assert_eq!(told["source"], "linked");
    assert!(
        told["why"]
            .as_str()
            .expect("a reason")
            .starts_with("linked by rules.link 1; bought together in ")
    );
    build(&scratch, &link(3), &products);
    assert_eq!(text(&picks(&scratch, "P010"), 0..3), [strong, weak, NEW]);
}

#[test]
fn one_brand_has_its_share_of_a_box() {
    let base = mined("P010");
    let scratch = Scratch::new();
    let ours = text(&base, 0..5);
    let products = Products::new().with(&ours, "brand", "Acme");
    build(&scratch, "[rules]\nmax_brand_share = 0.34", &products);
    let picks = picks(&scratch, "P010");
    let acme = |skus: &[String]| {
        skus.iter()
            .filter(|sku| ours.contains(&sku.as_str()))
            .count()
    };
    assert_eq!(acme(&base[..3]), 3);
    assert_eq!(
        (picks[0].as_str(), acme(&picks[..3])),
        (ours[0], 1),
        "{picks:?}"
    );
    assert_eq!(acme(&picks[3..]), 4, "behind the box: {picks:?}");
}

#[test]
fn the_shops_own_links_are_pins() {
    let scratch = Scratch::new();
    let products = Products::new()
        .with(&["P010"], "upsells", "P040")
        .with(&["P010"], "cross-sells", "p041, GONE, P010")
        .with(&["P012"], "cross-sells", NEW);
    let ran = build(&scratch, "", &products);
    assert_eq!(text(&picks(&scratch, "P010"), 0..2), ["P041", "P040"]);
    assert_eq!(picks(&scratch, "P012")[0], NEW);
    let told = rule(&scratch, "P010", "P041");
    assert_eq!(told["source"], "linked");
    assert!(
        told["why"]
            .as_str()
            .expect("a reason")
            .starts_with("the shop's own cross-sell; "),
        "{told}"
    );
    assert!(
        ran.stderr.contains("warning[dead-links]: 1 of 5 links in the catalogue lead to nothing that can be suggested (GONE)."),
        "{}",
        ran.stderr
    );
    build(&scratch, "[rules]\nshop_links = [\"up-sells\"]", &products);
    assert_eq!(picks(&scratch, "P010")[0], "P040");
}

/// What the catalogue says of `P010`'s upgrades, by SKU.
fn gains(scratch: &Scratch) -> Value {
    let folder = scratch.path().join("public");
    let read = |name: &str| fs::read(folder.join(name)).expect("a file");
    let manifest: Value = serde_json::from_slice(&read("manifest.json")).expect("JSON");
    let shard = &manifest["catalog"]["shards"][0]["file"];
    let packed = read(shard.as_str().expect("a name"));
    let unpacked = flate2::read::GzDecoder::new(packed.as_slice());
    let shard: Value = serde_json::from_reader(unpacked).expect("JSON");
    let skus = shard["sku"].as_array().expect("a list");
    let at = skus.iter().position(|sku| sku == "P010").expect("a card");
    shard["gains"][at].clone()
}

#[test]
fn an_upgrade_is_compared_by_what_the_catalogue_says_of_both() {
    let scratch = Scratch::new();
    let material = "Material (product.metafields.custom.material)";
    let products = || {
        Products::new()
            .with(&["P010"], "Capacity", "1.5 l")
            .with(&["P040"], "Capacity", "2 l")
            .with(&["P010"], material, "glass")
            .with(&["P040"], material, "steel &amp; cork")
            .with(&["P041"], material, "glass")
    };
    let upgrade = "[rules]\nupgrade = [{ beside = \"P010\", show = [\"P040\", \"P041\"] }]\n";
    let compared = format!("{upgrade}[catalog]\nattributes = [\"Capacity\", \"{material}\"]\n");
    build(&scratch, &compared, &products());
    let said = "Capacity:\u{a0}+0.5\u{a0}l, Material: steel & cork";
    assert_eq!(
        gains(&scratch),
        serde_json::json!({ "P040": said }),
        "P041 is alike"
    );
    scratch.tandem(&["verify", "public"]).expect_code(0);
    build(&scratch, upgrade, &products());
    assert!(gains(&scratch).is_null(), "not asked for, not told");

    let wrong = "[catalog]\nattributes = [\"Capacty\"]\n";
    let ran = try_build(&scratch, wrong, &products(), &[]).expect_code(1);
    let said = "line 1: [catalog] attributes names the column \"Capacty\"";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
}

/// A pin may bring together what one customer bought: how often is nobody's business.
#[test]
fn a_pin_below_the_floors_tells_no_number() {
    let orders = shop::orders();
    let pairs = shop::pair_orders(&orders);
    let (pair, _) = pairs
        .iter()
        .find(|((a, b), count)| **count < 3 && a.starts_with('P') && b.starts_with('P'))
        .expect("a rare pair");
    let (item, pick) = *pair;
    let scratch = Scratch::new();
    let settings = format!(
        "[offer]\nmax_items = 1\n[rules]\npin = [{{ beside = \"{item}\", show = [\"{pick}\"] }}]"
    );
    build(&scratch, &settings, &Products::new());
    assert_eq!(picks(&scratch, item)[0], pick);
    let told = rule(&scratch, item, pick);
    for number in [
        "pair_orders",
        "support",
        "confidence",
        "lift",
        "lift_at_least",
    ] {
        assert!(told[number].is_null(), "{told}");
    }
    let words = scratch
        .tandem(&["inspect", "public", "--item", item])
        .expect_code(0);
    let row = words
        .stdout
        .lines()
        .find(|line| line.starts_with(" 1 "))
        .expect("a row");
    assert_eq!(row.matches(" -").count(), 5, "{row}");
    let html = scratch
        .tandem(&["render", "public", "--item", item])
        .expect_code(0)
        .stdout;
    assert!(html.contains(&format!("Thing {pick}")), "{html}");
    assert!(!html.to_lowercase().contains("orders"), "{html}");
    // Nor does any other file that the page may fetch.
    for entry in fs::read_dir(scratch.path().join("public")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if name.starts_with("sources-") {
            let notes = fs::read_to_string(&path).expect("a text");
            assert_eq!(
                notes,
                format!(
                    r#"{{"rules":[{{"item":"{item}","pick":"{pick}","source":"pinned","reason":"pinned by rules.pin 1"}}]}}"#
                )
            );
        }
    }
}

#[test]
fn every_suggestion_has_its_evidence() {
    let scratch = Scratch::new();
    build(&scratch, "", &Products::new());
    for pick in picks(&scratch, "P010") {
        let told = rule(&scratch, "P010", &pick);
        let number = |key: &str| told[key].as_f64().expect(key);
        assert!(number("pair_orders") >= 3.0);
        assert!(number("lift_at_least") <= number("lift"));
        assert!(number("lift_at_least") > 0.0);
        let confidence = number("pair_orders") / number("item_orders");
        assert!((number("confidence") - confidence).abs() < 1e-12);
        assert_eq!(told["source"], "mined");
    }
}

#[test]
fn the_number_of_threads_changes_no_byte_under_rules() {
    let scratch = Scratch::new();
    let products = Products::new().with(&["P010"], "tags", "camera").with(
        &["P030", "P021", NEW],
        "tags",
        "card",
    );
    let settings = "[rules]\nlink = [{ from = \"tag:camera\", to = \"tag:card\" }]\nmax_brand_share = 0.5\nboost = [{ what = \"sku:P01*\", by = 2 }]";
    let rules = |threads| {
        try_build(&scratch, settings, &products, &["--threads", threads]).expect_code(0);
        let manifest = fs::read(scratch.path().join("public/manifest.json")).expect("a manifest");
        let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
        (
            manifest["rules"]["sha256"].clone(),
            manifest["sources"]["sha256"].clone(),
        )
    };
    assert_eq!(rules("1"), rules("4"));
    assert!(rules("1").1.is_string());
}

#[test]
fn faulty_rules_stop_a_build_with_a_line_and_a_code_each() {
    let products = Products::new()
        .with(&["P012"], "status", "draft")
        .with(&["P013"], "availability", "out of stock")
        .with(&["P014"], "price", "0.00 GBP")
        .with(&["P015"], "gift card", "true");
    let settings = r#"
        [rules]
        block = ["BLOKC"]
        pin = [
            { beside = "P010", show = ["P012", "P013", "P014", "P015", "P0I0", "P016"] },
            { beside = "P011", show = ["P011"] },
        ]
        boost = [{ what = "tag:nothing", by = 2 }]
    "#;
    let scratch = Scratch::new();
    let ran = try_build(&scratch, settings, &products, &[]).expect_code(1);
    let expected = [
        "error[unknown-sku]: rules.block 1: BLOKC is in neither",
        "error[unpublished-sku]: rules.pin 1: P012 is not published",
        "error[sold-out-sku]: rules.pin 1: P013 is sold out",
        "error[zero-price-sku]: rules.pin 1: P014 has a price of zero",
        "error[gift-card-sku]: rules.pin 1: P015 is a gift card",
        "error[unknown-sku]: rules.pin 1: P0I0 is in neither",
        "error[self-pair]: rules.pin 2: P011 is suggested beside itself",
        "warning[matches-nothing]: rules.boost 1: no product is \"tag:nothing\"",
        "error: 7 errors above, nothing was written",
    ];
    for line in expected {
        assert!(
            ran.stderr.lines().any(|told| told.starts_with(line)),
            "{line}\n{}",
            ran.stderr
        );
    }
    assert!(!scratch.path().join("public/manifest.json").exists());

    // Told, and left out: what is right in the rules holds.
    let ran = try_build(&scratch, settings, &products, &["--warn"]).expect_code(0);
    assert!(
        ran.stderr.contains("warning[sold-out-sku]"),
        "{}",
        ran.stderr
    );
    let picks = picks(&scratch, "P010");
    assert_eq!(picks[0], "P016");
    for sku in ["P012", "P014", "P015"] {
        assert!(!picks.contains(&sku.to_owned()), "{sku}: {picks:?}");
    }
}

#[test]
fn rules_that_need_a_catalogue_say_so() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    scratch.file("tandem.toml", "[rules]\nblock = [\"tag:old\", \"P007\"]");
    let arguments = ["build", "--orders", "orders.csv", "--out", "public"];
    let ran = scratch.tandem(&arguments).expect_code(1);
    let line = "error[needs-catalog]: rules.block 1: only a catalogue can say what \"tag:old\" is";
    assert!(ran.stderr.contains(line), "{}", ran.stderr);
}

#[test]
fn prices_without_a_currency_stop_a_build() {
    let scratch = Scratch::new();
    let mut products = Products::new();
    for cells in products.0.values_mut() {
        cells.insert("price", "10.00".to_owned());
    }
    let ran = try_build(&scratch, "", &products, &[]).expect_code(1);
    assert!(
        ran.stderr.contains("error[missing-currency]: 40 prices"),
        "{}",
        ran.stderr
    );
    build(&scratch, "[import]\ncurrency = \"GBP\"", &products);
}

#[test]
fn a_table_is_not_older_than_its_data() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    let at = |seconds: &str| {
        let output = scratch
            .command(&["build", "--orders", "orders.csv", "--out", "public"])
            .env("SOURCE_DATE_EPOCH", seconds)
            .output();
        Ran::from(output.expect("the program runs"))
    };
    // The orders are of 2023-01-01 to 2023-11-20; this is the middle of 2023.
    let ran = at("1688000000").expect_code(1);
    assert!(
        ran.stderr.contains("error[older-than-data]: "),
        "{}",
        ran.stderr
    );
    // Two days before the last: a handful.
    let last = shop::last_order_seconds();
    let ran = at(&(last - 2 * 86_400).to_string()).expect_code(0);
    assert!(
        ran.stderr.contains("warning[future-orders]: "),
        "{}",
        ran.stderr
    );
}
