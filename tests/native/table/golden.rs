//! One stored table per version of the format, kept for good: every later reader reads it.
//!
//! `TANDEM_BLESS=1 cargo test --test native golden` writes the current version's files anew; the
//! change is reviewed as a diff of `v1.txt`. A released version's files are never blessed again.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use tandem_widget::{
    domain::{ItemId, KeyKind},
    table::{
        Meta, Plane, Table, VERSION,
        write::{ItemInput, RuleInput, write},
    },
};

fn file(version: u16, extension: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/table")
        .join(format!("v{version}.{extension}"))
}

fn item(keys: &[(KeyKind, &str)], orders: u32, rules: &[(u32, f64, f64, u32)]) -> ItemInput {
    ItemInput {
        keys: keys
            .iter()
            .map(|(kind, key)| (*kind, (*key).into()))
            .collect(),
        orders,
        rules: rules
            .iter()
            .map(|&(consequent, page, cart, pair_orders)| RuleInput {
                consequent: ItemId(consequent),
                page,
                cart: (cart > 0.0).then_some(cart),
                pair_orders,
            })
            .collect(),
    }
}

/// A tea shop: two planes, every kind of key, rules absent from a plane, one rule that no order
/// stands behind, an item without rules and one without keys.
fn tea_shop() -> (Meta, Vec<ItemInput>) {
    use KeyKind::{Handle, Product, Sku, Variant};
    let meta = Meta {
        order_count: 1_200,
        customer_count: 800,
        min_pair_orders: 3,
        min_pair_customers: 2,
        data_from_day: 14_944,
        data_until_day: 15_317,
        planes: 2,
        rules_per_item: 4,
    };
    let items = vec![
        item(
            &[(Sku, "TEAPOT"), (Product, "1001"), (Handle, "brown-teapot")],
            400,
            &[
                (1, 0.30, 0.9, 120),
                (2, 0.25, 0.0, 80),
                (3, 0.10, 0.4, 40),
                (5, 0.08, 0.7, 30),
            ],
        ),
        item(
            &[
                (Sku, "CUP"),
                (Product, "1002"),
                (Variant, "5001"),
                (Variant, "5002"),
            ],
            310,
            &[(0, 0.35, 0.8, 120), (2, 0.45, 1.0, 140)],
        ),
        item(
            &[(Sku, "SAUCER \"S\""), (Handle, "saucer")],
            220,
            &[(0, 0.20, 0.3, 80), (1, 0.50, 1.1, 140), (4, 0.0, 0.2, 3)],
        ),
        item(
            &[(Sku, "☕-MUG")],
            150,
            &[(0, 0.12, 0.5, 40), (6, 0.02, 0.0, 0)],
        ),
        item(&[(Sku, "<script>")], 90, &[]),
        item(
            &[(Sku, "STRAINER"), (Product, "1006")],
            60,
            &[(0, 0.4, 0.6, 30)],
        ),
        item(&[], 3, &[]),
    ];
    (meta, items)
}

/// Everything that a reader can say about the tea shop's table.
fn describe(bytes: &[u8]) -> String {
    let table = Table::open(bytes).unwrap();
    let statistics = table.verify().unwrap();
    let mut text = String::new();
    let out = &mut text;
    writeln!(out, "{:#?}\n", table.meta()).unwrap();
    for section in table.sections().iter().filter(|it| it.bytes > 0) {
        writeln!(out, "{:>5} bytes  {}", section.bytes, section.name).unwrap();
    }
    writeln!(
        out,
        "{} items, {} rules, {} keys\n",
        statistics.items, statistics.rules, statistics.keys
    )
    .unwrap();
    let (_, items) = tea_shop();
    for (kind, key) in items.iter().flat_map(|item| &item.keys) {
        let item = table.find(*kind, key).map(|item| item.0);
        writeln!(out, "{kind:?} {key} is item {item:?}").unwrap();
    }
    for item in (0..table.item_count()).map(ItemId) {
        let row = table.rules(item).unwrap();
        let pairs = table.pair_orders(item).unwrap();
        writeln!(
            out,
            "\nitem {} in {:?} orders, scales {} {}",
            item.0,
            table.item_orders(item),
            row.scale(Plane::Page),
            row.scale(Plane::Cart),
        )
        .unwrap();
        let rules = row.rules(Plane::Page).zip(row.rules(Plane::Cart));
        let codes = row.codes(Plane::Page).zip(row.codes(Plane::Cart));
        for (((page, cart), codes), pair_orders) in rules.zip(codes).zip(pairs.as_slice()) {
            writeln!(
                out,
                "  to {}: codes {:>2} {:>2}, weights {:>12} {:>12}, {pair_orders} orders",
                page.consequent.0, codes.0, codes.1, page.weight.0, cart.weight.0,
            )
            .unwrap();
        }
    }
    text
}

#[test]
fn golden_files_of_every_version_read_as_they_always_did() {
    if std::env::var_os("TANDEM_BLESS").is_some() {
        let (meta, items) = tea_shop();
        let bytes = write(&meta, &items).unwrap();
        fs::create_dir_all(file(VERSION, "tdm").parent().unwrap()).unwrap();
        fs::write(file(VERSION, "txt"), describe(&bytes)).unwrap();
        fs::write(file(VERSION, "tdm"), bytes).unwrap();
    }
    for version in 1..=VERSION {
        let bytes = fs::read(file(version, "tdm")).unwrap();
        let expected = fs::read_to_string(file(version, "txt")).unwrap();
        assert_eq!(describe(&bytes), expected, "version {version}");
    }
}

#[test]
fn golden_input_is_written_as_it_always_was() {
    let (meta, items) = tea_shop();
    let stored = fs::read(file(VERSION, "tdm")).unwrap();
    assert!(
        write(&meta, &items).unwrap() == stored,
        "the writer's bytes changed: a new version of the format, or TANDEM_BLESS=1 before release"
    );
}
