//! What a build writes, and what it leaves when it cannot go on.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::shop;
use crate::driver::Scratch;

/// Every file below a folder, by path.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            for (inner, bytes) in tree(&path) {
                files.insert(format!("{name}/{inner}"), bytes);
            }
        } else {
            files.insert(name, fs::read(&path).expect("a file"));
        }
    }
    files
}

fn manifest(scratch: &Scratch, out: &str) -> Value {
    let bytes = fs::read(scratch.path().join(out).join("manifest.json")).expect("a manifest");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    let build = |threads, out: &str| {
        let arguments = [
            "build",
            "--threads",
            threads,
            "--orders",
            "orders.csv",
            "--out",
            out,
        ];
        scratch.tandem(&arguments).expect_code(0);
        tree(&scratch.path().join(out))
    };
    let one = build("1", "one");
    assert!(one.keys().any(|name| name.ends_with(".tdm")));
    assert!(one.keys().any(|name| name.starts_with("catalog-0-")));
    assert!(one.keys().any(|name| name.starts_with("fallback/")));
    assert_eq!(one, build("4", "four"));
}

#[test]
fn the_manifest_tells_names_sizes_and_hashes() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let manifest = manifest(&scratch, "public");
    assert_eq!(manifest["format"], 1);
    assert_eq!(manifest["built_at"], "2025-01-01T06:00:00Z");
    assert_eq!(manifest["data"]["from"], "2023-01-01");
    assert_eq!(manifest["data"]["orders"], 900);
    assert_eq!(manifest["catalog"]["prices"], "orders");
    let rules = &manifest["rules"];
    let file = rules["file"].as_str().expect("a name");
    let bytes = fs::read(scratch.path().join("public").join(file)).expect("the table");
    assert_eq!(rules["bytes"], bytes.len());
    let sha256 = rules["sha256"].as_str().expect("a hash");
    assert_eq!(file, format!("rules-{}.tdm", &sha256[..16]));
    assert_eq!(rules["version"], 1);
}

#[test]
fn a_rebuild_takes_away_what_only_the_last_one_named() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    scratch.file("public/robots.txt", "mine");
    let before = tree(&scratch.path().join("public"));
    scratch.file(
        "tandem.toml",
        "[mine]\nrules_per_item = 1\n[output]\nreport = false\n",
    );
    let fewer = shop::csv(&shop::orders()[..450]);
    scratch.file("orders.csv", fewer);
    let ran = scratch
        .tandem(&["build", "--orders", "orders.csv", "--out", "public"])
        .expect_code(0);
    assert!(
        ran.stderr.contains("settings from tandem.toml"),
        "{}",
        ran.stderr
    );

    let after = tree(&scratch.path().join("public"));
    let hashed = |tree: &BTreeMap<String, Vec<u8>>| {
        let names = tree
            .keys()
            .filter(|name| name.contains('-') && !name.contains('/'));
        names.cloned().collect::<Vec<_>>()
    };
    assert_eq!(hashed(&before).len(), 2);
    assert_eq!(hashed(&after).len(), 2);
    assert!(hashed(&before).iter().all(|name| !after.contains_key(name)));
    assert_eq!(after["robots.txt"], b"mine");
    scratch.tandem(&["verify", "public"]).expect_code(0);
}

#[test]
fn a_build_that_cannot_be_put_in_place_leaves_the_last_one() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    // A folder where the report goes: moving it there fails after the table has been moved.
    fs::remove_file(scratch.path().join("public/report.html")).expect("a report");
    scratch.file("public/report.html/in the way", "");
    let before = tree(&scratch.path().join("public"));
    scratch.file("tandem.toml", "[mine]\nrules_per_item = 2\n");
    let ran = scratch
        .tandem(&["build", "--orders", "orders.csv", "--out", "public"])
        .expect_code(1);
    assert!(
        ran.stderr
            .contains("error: cannot replace public/report.html"),
        "{}",
        ran.stderr
    );
    let mut after = tree(&scratch.path().join("public"));
    let is_fragment = |name: &String| name.starts_with("fallback/");
    after.retain(|name, _| !is_fragment(name));
    let mut before = before;
    before.retain(|name, _| !is_fragment(name));
    assert_eq!(before, after);
    scratch.tandem(&["verify", "public"]).expect_code(0);
}

#[test]
fn orders_that_cannot_be_used_leave_the_last_build() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let before = tree(&scratch.path().join("public"));
    scratch.file("orders.csv", shop::csv(&shop::orders()[..1]));
    scratch
        .tandem(&["build", "--orders", "orders.csv", "--out", "public"])
        .expect_code(1);
    assert_eq!(before, tree(&scratch.path().join("public")));
}

#[test]
fn a_killed_build_leaves_the_last_one() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let manifest_before = manifest(&scratch, "public");
    scratch.file("tandem.toml", "[mine]\nrules_per_item = 3\n");
    let mut child = scratch
        .command(&["build", "--orders", "orders.csv", "--out", "public"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let is_staging = || {
        fs::read_dir(scratch.path().join("public"))
            .expect("a folder")
            .flatten()
            .any(|entry| {
                entry
                    .file_name()
                    .to_string_lossy()
                    .starts_with(".tandem-build-")
            })
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_staging() && child.try_wait().expect("a child").is_none() && Instant::now() < deadline
    {
    }
    child.kill().expect("a kill");
    child.wait().expect("an end");
    // Whenever the kill came: one build or the other is whole.
    scratch.tandem(&["verify", "public"]).expect_code(0);
    if is_staging() {
        assert_eq!(manifest(&scratch, "public"), manifest_before);
    }
}

#[test]
fn a_report_is_one_safe_page() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let report = fs::read_to_string(scratch.path().join("public/report.html")).expect("a report");
    assert!(
        !report.to_lowercase().contains("<script"),
        "titles are escaped"
    );
    assert!(
        report.contains("&#60;script&#62;alert(1)") || report.contains("&lt;script&gt;alert(1)")
    );
    assert!(
        !report.contains("<b>"),
        "markup in a title is only characters"
    );
    for outside in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!report.contains(outside), "{outside} in the report");
    }
    assert!(report.contains("900 orders, 2023-01-01 to 2023-11-20"));
}

#[test]
fn no_sku_leads_out_of_the_folder() {
    let scratch = Scratch::new();
    shop::built(&scratch, "public");
    let tree = tree(scratch.path());
    for name in tree.keys() {
        assert!(
            name == "orders.csv" || name.starts_with("public/"),
            "{name} was written"
        );
    }
    assert!(
        tree.contains_key("public/fallback/..%2F..%2Fetc%2Fpasswd.html")
            || tree.contains_key("public/fallback/%2E.%2F..%2Fetc%2Fpasswd.html")
    );
    for (name, bytes) in tree.iter().filter(|(name, _)| name.contains("fallback/")) {
        let html = String::from_utf8_lossy(bytes);
        assert!(
            !html.contains("<script") && !html.contains("<b>"),
            "{name}: {html}"
        );
    }
}

#[test]
fn a_catalogue_names_prices_and_leaves_out_what_is_not_sold() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    let mut products = String::from("sku,title,link,image_link,price,status\n");
    for item in 6..46 {
        let status = if item == 7 { "draft" } else { "active" };
        let link = if item == 8 {
            "javascript:alert(1)"
        } else {
            "/p/x"
        };
        let price = if item == 9 { "0.00 GBP" } else { "12.34 GBP" };
        products.push_str(&format!(
            "p{item:03},Nice thing {item},{link},https://cdn.example/{item}.jpg,{price},{status}\n"
        ));
    }
    scratch.file("products.csv", products);
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
        .expect_code(0);
    for code in [
        "unknown-in-catalog",
        "unpublished",
        "no-price",
        "refused-address",
    ] {
        assert!(
            ran.stderr.contains(&format!("warning[{code}]")),
            "{}",
            ran.stderr
        );
    }
    let manifest = manifest(&scratch, "public");
    assert_eq!(manifest["catalog"]["prices"], "catalog");
    assert_eq!(manifest["catalog"]["currency"], "GBP");
    assert_eq!(manifest["catalog"]["exponent"], 2);

    // The shop's spelling of the SKU, its title, its price; and never what is not sold.
    let inspected = scratch
        .tandem(&["inspect", "public", "--item", "P006", "--json"])
        .expect_code(0);
    let view: Value = serde_json::from_str(&inspected.stdout).expect("JSON");
    assert_eq!(view["sku"], "p006");
    assert_eq!(view["title"], "Nice thing 6");
    for item in ["p006", "p010", "P012"] {
        let ran = scratch
            .tandem(&["score", "public", "--items", item, "-k", "32", "--json"])
            .expect_code(0);
        let picks = ran.stdout.to_lowercase();
        assert!(!picks.contains("p007"), "unpublished: {}", ran.stdout);
        assert!(!ran.stdout.contains("script"), "unlisted: {}", ran.stdout);
    }
    let html = scratch
        .tandem(&["render", "public", "--item", "p006"])
        .expect_code(0);
    assert!(html.stdout.contains("12.34"), "{}", html.stdout);
    assert!(!html.stdout.contains("javascript:"), "{}", html.stdout);
}

#[test]
fn prices_seen_in_orders_are_never_shown() {
    let scratch = Scratch::new();
    scratch.file("tandem.toml", "[import]\ncurrency = \"GBP\"\n");
    shop::built(&scratch, "public");
    let html = scratch
        .tandem(&["render", "public", "--item", "P010"])
        .expect_code(0);
    assert!(html.stdout.contains("P011"), "{}", html.stdout);
    assert!(!html.stdout.contains("2.50"), "{}", html.stdout);
}

#[test]
fn a_clock_that_cannot_be_read_is_an_error() {
    let scratch = Scratch::new();
    shop::export(&scratch);
    let output = scratch
        .command(&["build", "--orders", "orders.csv", "--out", "public"])
        .env("SOURCE_DATE_EPOCH", "yesterday")
        .output()
        .expect("the program runs");
    let ran = crate::driver::Ran::from(output).expect_code(1);
    assert!(ran.stderr.contains("SOURCE_DATE_EPOCH"), "{}", ran.stderr);
    assert!(!scratch.path().join("public").exists());
}
