//! What is refused, and in which words.

use tandem_widget::{
    domain::{ItemId, KeyKind},
    table::{
        Fault, Meta, OpenError, Plane, Table, VERSION,
        write::{ItemInput, RuleInput, WriteError, write},
    },
};

use super::sample::input;

fn sound() -> Vec<u8> {
    let input = input(2, 20, 2, 8);
    write(&input.meta, &input.items).unwrap()
}

#[track_caller]
fn assert_refused(bytes: &[u8], expected: OpenError, remedy: &str) {
    let error = Table::open(bytes).unwrap_err();
    assert_eq!(error, expected);
    let sentence = error.to_string();
    assert!(sentence.contains(remedy), "{sentence}");
    assert!(error.code().starts_with("table-"));
}

#[test]
fn what_comes_in_a_tables_place_is_named() {
    assert_refused(b"", OpenError::Empty, "upload it again");
    for page in [
        "<!DOCTYPE html><title>404</title>",
        "<!doctype html>",
        "\n  <html lang=en>",
        "\u{feff}<!doctype html>",
        "<?xml version=\"1.0\"?>",
    ] {
        assert_refused(page.as_bytes(), OpenError::Html, "answers 404");
    }
    assert_refused(&[0x1F, 0x8B, 8, 0, 0], OpenError::Gzip, "unpack it");
    assert_refused(b"{\"error\":\"gone\"}", OpenError::NotATable, "address");
    assert_refused(b"<", OpenError::NotATable, "address");
}

#[test]
fn a_table_that_went_through_as_text_is_named() {
    let as_text = String::from_utf8_lossy(&sound()).into_owned();
    assert_refused(as_text.as_bytes(), OpenError::ReadAsText, "binary");
    let mut unix_ends = sound();
    unix_ends.remove(4);
    assert_refused(&unix_ends, OpenError::ReadAsText, "binary");
}

#[test]
fn a_newer_version_says_what_to_update() {
    let mut newer = sound();
    newer[8..10].copy_from_slice(&(VERSION + 1).to_le_bytes());
    assert_refused(
        &newer,
        OpenError::NewerVersion {
            found: VERSION + 1,
            supported: VERSION,
        },
        "update the reader",
    );
    // Whatever else a newer version changes: it is told by its version first.
    newer.truncate(30);
    newer[12..24].fill(0xFF);
    assert!(matches!(
        Table::open(&newer),
        Err(OpenError::NewerVersion { .. })
    ));
    newer[8..10].fill(0);
    assert_refused(&newer, OpenError::UnknownVersion { found: 0 }, "build it");
}

#[test]
fn a_broken_off_transfer_tells_how_far_it_came() {
    let bytes = sound();
    let expected = bytes.len() as u64;
    assert_refused(
        &bytes[..100],
        OpenError::Truncated {
            expected,
            found: 100,
        },
        "100 of",
    );
    let longer = [bytes.as_slice(), b"\n"].concat();
    assert_refused(
        &longer,
        OpenError::TrailingBytes {
            expected,
            found: expected + 1,
        },
        "again",
    );
}

#[test]
fn header_numbers_out_of_range_are_named_by_place() {
    for (place, value) in [(10, 0), (56, 3), (57, 33), (59, 1), (58, 200)] {
        let mut bytes = sound();
        bytes[place] = value;
        let offset = if place == 58 { 10 } else { place };
        assert_refused(&bytes, OpenError::Header { offset }, "transfer it again");
    }
    let mut bytes = sound();
    let end = bytes.windows(4).position(|w| w == b"KEYS").unwrap();
    bytes[end] = b'k';
    assert_refused(
        &bytes,
        OpenError::SectionMissing { tag: *b"KEYS" },
        "section KEYS",
    );
    bytes[end..end + 4].copy_from_slice(b"ROWS");
    assert_refused(&bytes, OpenError::Section { tag: *b"ROWS" }, "section ROWS");
}

#[test]
fn sections_that_a_later_writer_adds_are_passed_over() {
    let bytes = sound();
    let extra = b"a section from the future";
    let mut grown = bytes[..60].to_vec();
    for entry in bytes[60..120].chunks(12) {
        grown.extend(&entry[..4]);
        let offset = u32::from_le_bytes(entry[4..8].try_into().unwrap());
        grown.extend((offset + 12).to_le_bytes());
        grown.extend(&entry[8..]);
    }
    grown.extend(b"NEWS");
    grown.extend((bytes.len() as u32 + 12).to_le_bytes());
    grown.extend((extra.len() as u32).to_le_bytes());
    grown.extend(&bytes[120..]);
    grown.extend(extra);
    grown[58] += 1;
    grown[10] += 12;
    let length = grown.len() as u32;
    grown[12..16].copy_from_slice(&length.to_le_bytes());
    let sum = xxhash_rust::xxh64::xxh64(&grown[24..], 0);
    grown[16..24].copy_from_slice(&sum.to_le_bytes());
    let table = Table::open(&grown).unwrap();
    assert!(table.verify().is_ok());
    assert_eq!(
        table.rules(ItemId(3)),
        Table::open(&bytes).unwrap().rules(ItemId(3))
    );
}

#[test]
fn verify_names_the_fault() {
    let mut bytes = sound();
    *bytes.last_mut().unwrap() ^= 1;
    let faults = Table::open(&bytes).unwrap().verify().unwrap_err();
    assert!(matches!(faults[0], Fault::Checksum { .. }), "{faults:?}");
    assert!(faults[0].to_string().starts_with("the checksum is"));
}

fn meta() -> Meta {
    Meta {
        order_count: 100,
        customer_count: 50,
        min_pair_orders: 3,
        min_pair_customers: 2,
        data_from_day: 0,
        data_until_day: 1,
        planes: 1,
        rules_per_item: 2,
    }
}

fn rule(consequent: u32) -> RuleInput {
    RuleInput {
        consequent: ItemId(consequent),
        page: 1.0,
        cart: None,
        pair_orders: 3,
    }
}

fn three_items() -> Vec<ItemInput> {
    (0..3)
        .map(|item| ItemInput {
            keys: vec![(KeyKind::Sku, format!("K{item}"))],
            orders: 30 - 10 * item,
            rules: vec![],
        })
        .collect()
}

#[track_caller]
fn assert_not_written(
    change: impl FnOnce(&mut Meta, &mut Vec<ItemInput>),
    expected: WriteError,
    words: &str,
) {
    let (mut meta, mut items) = (meta(), three_items());
    change(&mut meta, &mut items);
    let error = write(&meta, &items).unwrap_err();
    assert_eq!(error, expected);
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn a_table_never_says_what_is_not_so() {
    let (first, second) = (ItemId(0), ItemId(1));
    assert!(write(&meta(), &three_items()).is_ok());
    assert_not_written(
        |meta, _| meta.planes = 3,
        WriteError::Planes { found: 3 },
        "1 or 2 codes",
    );
    assert_not_written(
        |meta, _| meta.rules_per_item = 33,
        WriteError::RulesPerItem { found: 33 },
        "at most 32 rules",
    );
    assert_not_written(
        |_, items| items[0].rules = vec![rule(1), rule(2), rule(1)],
        WriteError::TooManyRules {
            item: first,
            found: 3,
            at_most: 2,
        },
        "allows 2",
    );
    assert_not_written(
        |_, items| items[0].rules = vec![rule(1), rule(1)],
        WriteError::RepeatedRule {
            item: first,
            consequent: second,
        },
        "two rules",
    );
    assert_not_written(
        |_, items| items[0].rules = vec![rule(0)],
        WriteError::RuleToItself { item: first },
        "to itself",
    );
    assert_not_written(
        |_, items| items[0].rules = vec![rule(3)],
        WriteError::UnknownConsequent {
            item: first,
            consequent: ItemId(3),
        },
        "not in the table",
    );
    assert_not_written(
        |_, items| items[1].orders = 101,
        WriteError::ItemOrders {
            item: second,
            orders: 101,
            at_most: 100,
        },
        "there are 100",
    );
    assert_not_written(
        |_, items| items[1].keys.push((KeyKind::Sku, String::new())),
        WriteError::EmptyKey { item: second },
        "empty key",
    );
    assert_not_written(
        |_, items| items[1].keys.push((KeyKind::Sku, "K0".to_owned())),
        WriteError::SharedKey {
            kind: KeyKind::Sku,
            key: "K0".to_owned(),
            first,
            second,
        },
        "share the Sku key \"K0\"",
    );
    for found in [1, 2, 21] {
        assert_not_written(
            |_, items| {
                items[0].rules = vec![RuleInput {
                    pair_orders: found,
                    ..rule(1)
                }]
            },
            WriteError::PairOrders {
                item: first,
                consequent: second,
                found,
                at_least: 3,
                at_most: 20,
            },
            "allows 3 to 20",
        );
    }
}

#[test]
fn scores_are_finite_and_above_zero_somewhere() {
    let (item, consequent) = (ItemId(0), ItemId(1));
    for score in [-1.0, f64::INFINITY] {
        assert_not_written(
            |_, items| {
                items[0].rules = vec![RuleInput {
                    page: score,
                    ..rule(1)
                }]
            },
            WriteError::Score {
                item,
                consequent,
                plane: Plane::Page,
                score,
            },
            "Page score",
        );
    }
    let (mut meta, mut items) = (meta(), three_items());
    items[0].rules = vec![RuleInput {
        page: f64::NAN,
        ..rule(1)
    }];
    assert!(matches!(
        write(&meta, &items),
        Err(WriteError::Score { .. })
    ));
    items[0].rules = vec![RuleInput {
        page: 0.0,
        ..rule(1)
    }];
    assert_eq!(
        write(&meta, &items),
        Err(WriteError::Weightless { item, consequent })
    );
    items[0].rules = vec![RuleInput {
        cart: Some(1.0),
        ..rule(1)
    }];
    assert_eq!(
        write(&meta, &items),
        Err(WriteError::NoCartPlane { item, consequent })
    );
    meta.planes = 2;
    items[0].rules = vec![RuleInput {
        page: 0.0,
        cart: Some(1.0),
        ..rule(1)
    }];
    assert!(write(&meta, &items).is_ok());
}

#[test]
fn one_key_under_two_kinds_may_name_two_items() {
    let mut items = three_items();
    items[0].keys.push((KeyKind::Product, "7".to_owned()));
    items[0].keys.push((KeyKind::Product, "7".to_owned()));
    items[1].keys.push((KeyKind::Variant, "7".to_owned()));
    let table = Table::open(write(&meta(), &items).unwrap()).unwrap();
    assert_eq!(table.key_count(), 5);
    assert_eq!(table.find(KeyKind::Product, "7"), Some(ItemId(0)));
    assert_eq!(table.find(KeyKind::Variant, "7"), Some(ItemId(1)));
    assert_eq!(table.find_any("7"), Some(ItemId(0)));
}
