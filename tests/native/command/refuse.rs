//! Data that nothing can be learned from, and folders that were damaged on their way.

use std::{fs, path::PathBuf};

use serde_json::Value;

use super::shop;
use crate::driver::{Ran, Scratch};

const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n";

fn build(rows: &str) -> Ran {
    let scratch = Scratch::new();
    scratch.file("orders.csv", format!("{HEADER}{rows}"));
    let ran = scratch
        .tandem(&["build", "--orders", "orders.csv", "--out", "public"])
        .expect_code(1);
    assert!(!scratch.path().join("public/manifest.json").exists());
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    ran
}

#[test]
fn one_order() {
    let ran = build("1,A,a,1,2023-01-01,1,7\n1,B,b,1,2023-01-01,1,7\n");
    assert!(
        ran.stderr
            .contains("no pair of items was bought together in at least 2 orders by 2 customers"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("mine.min_pair_orders"),
        "{}",
        ran.stderr
    );
}

#[test]
fn one_item() {
    let ran = build("1,A,a,1,2023-01-01,1,7\n2,A,a,1,2023-01-02,1,8\n3,A,a,1,2023-01-02,1,8\n");
    assert!(
        ran.stderr
            .contains("none of the 3 orders holds two different items"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("tandem init"), "{}", ran.stderr);
}

#[test]
fn every_line_its_own_order() {
    let rows: String = (0..50)
        .map(|line| format!("{line},P{line},p,1,2023-01-01,1,{line}\n"))
        .collect();
    let ran = build(&rows);
    assert!(
        ran.stderr.contains("none of the 50 orders"),
        "{}",
        ran.stderr
    );
}

#[test]
fn one_customer_with_every_order() {
    let rows: String = (0..50)
        .map(|order| format!("{order},A,a,1,2023-01-01,1,7\n{order},B,b,1,2023-01-01,1,7\n"))
        .collect();
    let ran = build(&rows);
    assert!(ran.stderr.contains("by 2 customers"), "{}", ran.stderr);
}

#[test]
fn all_orders_the_same_still_make_a_table() {
    let scratch = Scratch::new();
    let rows: String = (0..50)
        .map(|order| {
            format!("{order},A,a,1,2023-01-01,1,{order}\n{order},B,b,1,2023-01-01,1,{order}\n")
        })
        .collect();
    scratch.file("orders.csv", format!("{HEADER}{rows}"));
    scratch
        .tandem(&["build", "--orders", "orders.csv", "--out", "public"])
        .expect_code(0);
    let ran = scratch
        .tandem(&["score", "public", "--items", "A", "--json"])
        .expect_code(0);
    assert_eq!(ran.stdout, "{\"items\":[{\"sku\":\"B\",\"score\":1.0}]}\n");
}

#[test]
fn without_a_customer_column_orders_are_counted_and_it_is_said() {
    let scratch = Scratch::new();
    let rows: String = (0..3)
        .map(|order| format!("{order},A,a,1,2023-01-01,1\n{order},B,b,1,2023-01-01,1\n"))
        .collect();
    let header = HEADER.replace(",CustomerID", "");
    scratch.file("orders.csv", format!("{header}{rows}"));
    let ran = scratch
        .tandem(&["build", "--orders", "orders.csv", "--out", "public"])
        .expect_code(0);
    assert!(
        ran.stderr.contains("no column names customers"),
        "{}",
        ran.stderr
    );
}

#[test]
fn another_shops_catalogue() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    scratch.file("products.csv", "sku,title\nX1,Something else\n");
    let ran = scratch
        .tandem(&[
            "build",
            "--orders",
            "orders.csv",
            "--catalog",
            "products.csv",
            "--out",
            "public",
        ])
        .expect_code(1);
    assert!(
        ran.stderr.contains("none of the 45 that were ordered"),
        "{}",
        ran.stderr
    );
}

#[test]
fn settings_that_are_wrong_are_named_with_their_file() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    for (text, says) in [
        ("[mine]\nmin_pair_order = 3\n", "my.toml: line 2"),
        (
            "[mine]\nmin_pair_orders = 0\n",
            "my.toml: mine.min_pair_orders = 0",
        ),
    ] {
        scratch.file("my.toml", text);
        let ran = scratch
            .tandem(&[
                "build",
                "--config",
                "my.toml",
                "--orders",
                "orders.csv",
                "--out",
                "public",
            ])
            .expect_code(1);
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
    let ran = scratch
        .tandem(&[
            "build",
            "--config",
            "none.toml",
            "--orders",
            "orders.csv",
            "--out",
            "public",
        ])
        .expect_code(1);
    assert!(ran.stderr.contains("none.toml"), "{}", ran.stderr);
}

/// A built folder and the path of a file in it that the manifest names.
fn damaged(named: &str, damage: impl FnOnce(&PathBuf)) -> (Scratch, String) {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let bytes = fs::read(scratch.path().join("public/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&bytes).expect("JSON");
    let name = match named {
        "rules" => &manifest["rules"]["file"],
        "catalog" => &manifest["catalog"]["shards"][0]["file"],
        _ => &Value::Null,
    };
    let name = name.as_str().unwrap_or(named).to_owned();
    damage(&scratch.path().join("public").join(&name));
    (scratch, name)
}

/// Every verb that reads the folder fails in one sentence that holds these words.
#[track_caller]
fn refused(scratch: &Scratch, verbs: &[&str], words: &[&str]) {
    for verb in verbs {
        let mut arguments = vec![*verb, "public"];
        if *verb == "score" {
            arguments.extend(["--items", "P010"]);
        }
        let ran = scratch.tandem(&arguments).expect_code(1);
        assert_eq!(ran.stdout, "");
        for word in words {
            assert!(
                ran.stderr.contains(word),
                "{verb}: {word:?} in {}",
                ran.stderr
            );
        }
    }
}

const ALL: [&str; 3] = ["verify", "inspect", "score"];

fn edit(path: &PathBuf, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).expect("a file");
    change(&mut bytes);
    fs::write(path, bytes).expect("a written file");
}

#[test]
fn a_folder_without_a_manifest_says_what_to_give() {
    let scratch = Scratch::new();
    scratch.file("empty/.keep", "");
    for verb in ["inspect", "verify"] {
        let ran = scratch.tandem(&[verb, "empty"]).expect_code(1);
        assert_eq!(
            ran.stderr,
            "error: empty: the folder holds no manifest.json: give the folder that \
             `tandem build --out empty` writes\n"
        );
        let ran = scratch.tandem(&[verb, "nowhere"]).expect_code(1);
        assert!(
            ran.stderr.contains("nowhere: there is no such folder"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_manifest_that_names_a_missing_file() {
    for named in ["rules", "catalog"] {
        let (scratch, name) = damaged(named, |path| fs::remove_file(path).expect("a file"));
        refused(
            &scratch,
            &ALL,
            &[&format!("{name} is missing"), "copy the folder again"],
        );
    }
}

#[test]
fn a_truncated_file() {
    for named in ["rules", "catalog"] {
        let (scratch, name) = damaged(named, |path| {
            edit(path, |bytes| bytes.truncate(bytes.len() / 2));
        });
        refused(&scratch, &ALL, &[&name, "bytes where the manifest says"]);
    }
}

#[test]
fn a_changed_byte_is_found() {
    for named in ["rules", "catalog"] {
        let (scratch, name) = damaged(named, |path| {
            edit(path, |bytes| {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x10;
            });
        });
        refused(
            &scratch,
            &["verify"],
            &[&name, "is not the file that was built"],
        );
    }
}

#[test]
fn a_web_page_in_place_of_a_file() {
    let (scratch, _) = damaged("manifest.json", |path| {
        fs::write(path, "\n<!DOCTYPE html><title>Not found</title>").expect("a page");
    });
    refused(
        &scratch,
        &ALL,
        &["manifest.json is a web page", "error page"],
    );

    // Padded to the right length, so that only its bytes give it away.
    let (scratch, name) = damaged("rules", |path| {
        edit(path, |bytes| {
            let length = bytes.len();
            *bytes = b"<!doctype html><title>Not found</title>".to_vec();
            bytes.resize(length, b' ');
        });
    });
    refused(&scratch, &ALL, &[&name, "a web page came instead"]);
}

#[test]
fn a_newer_table_and_a_newer_manifest() {
    let (scratch, name) = damaged("rules", |path| {
        edit(path, |bytes| bytes[8] = 99);
    });
    refused(&scratch, &ALL, &[&name, "format version 99"]);

    let (scratch, _) = damaged("manifest.json", |path| {
        fs::write(path, "{\"format\": 7, \"everything\": \"different\"}").expect("a manifest");
    });
    refused(
        &scratch,
        &ALL,
        &["has format 7, newer than 1", "install a newer"],
    );
}

#[test]
fn a_manifest_that_is_no_manifest() {
    for (text, says) in [
        ("", "manifest.json line 1"),
        ("{\"format\": 1", "manifest.json line 1, column 12"),
        ("{\"format\": 1}", "missing field"),
        ("[1, 2, 3]", "manifest.json line"),
    ] {
        let (scratch, _) = damaged("manifest.json", |path| {
            fs::write(path, text).expect("a manifest");
        });
        refused(&scratch, &ALL, &[says]);
    }
}

#[test]
fn a_manifest_never_leads_out_of_its_folder() {
    let (scratch, name) = damaged("manifest.json", |_| ());
    let manifest = scratch.path().join("public").join(name);
    let text = fs::read_to_string(&manifest).expect("a manifest");
    let outside = text.replacen("\"file\": \"rules-", "\"file\": \"../rules-", 1);
    assert_ne!(text, outside);
    fs::write(&manifest, outside).expect("a manifest");
    refused(&scratch, &ALL, &["which is no plain file name"]);
}

#[test]
fn several_faults_are_all_named() {
    let (scratch, rules) = damaged("rules", |path| fs::remove_file(path).expect("a file"));
    let manifest = fs::read(scratch.path().join("public/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let shard = manifest["catalog"]["shards"][0]["file"]
        .as_str()
        .expect("a name");
    fs::write(scratch.path().join("public").join(shard), "{}").expect("a file");
    refused(&scratch, &["verify"], &[&rules, shard, "2 faults"]);
}

#[test]
fn a_size_of_memory_that_is_none_or_too_small() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    let build = |size| {
        let arguments = [
            "build",
            "--orders",
            "orders.csv",
            "--out",
            "out",
            "--memory",
            size,
        ];
        scratch.tandem(&arguments)
    };
    let ran = build("much").expect_code(2);
    assert!(ran.stderr.contains("as 512M"), "{}", ran.stderr);
    let ran = build("1K").expect_code(1);
    let least = ran.stderr.split("the least that works is --memory ").nth(1);
    let least = least.expect("the least").trim().to_owned();
    assert!(!scratch.path().join("out").exists());
    build(&least).expect_code(0);
}
