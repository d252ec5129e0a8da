use serde_json::Value;

use crate::driver::{Ran, Scratch};

/// 300 orders: every third holds a tea set of three, the rest one of twenty other things twice.
fn export() -> String {
    let mut csv =
        String::from("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n");
    for order in 0..300_u32 {
        let (month, day) = (order / 28 + 1, order % 28 + 1);
        let mut items = vec![
            format!("X{}", order % 20),
            format!("X{}", (order * 7 + order / 20) % 20),
        ];
        if order % 3 == 0 {
            items.extend(["cup", "pot", "tray"].map(str::to_owned));
        }
        items.sort();
        items.dedup();
        for item in items {
            let customer = order % 50;
            csv += &format!(
                "{},{item},{item},1,2023-{month:02}-{day:02} 10:00,2.50,{customer}\n",
                10_000 + order
            );
        }
    }
    csv
}

fn build(scratch: &Scratch, accept: &str) -> Ran {
    build_with(scratch, &format!("accept = [{accept}]\n"), &[])
}

/// With these settings below `[bundles]`, and further arguments.
fn build_with(scratch: &Scratch, settings: &str, more: &[&str]) -> Ran {
    scratch.file("orders.csv", export());
    scratch.file(
        "tandem.toml",
        format!("[bundles]\nmin_orders = 20\n{settings}"),
    );
    let arguments = [
        "build",
        "--config",
        "tandem.toml",
        "--orders",
        "orders.csv",
        "--out",
        "public",
    ];
    scratch.tandem(&[&arguments, more].concat())
}

fn manifest(scratch: &Scratch) -> Value {
    let json = std::fs::read(scratch.path().join("public/manifest.json")).expect("a manifest");
    serde_json::from_slice(&json).expect("JSON")
}

#[test]
fn the_report_names_what_the_shop_may_accept() {
    let scratch = Scratch::new();
    build(&scratch, "").expect_code(0);
    let report = std::fs::read_to_string(scratch.path().join("public/report.html")).expect("HTML");
    assert!(report.contains("<code>cup+pot+tray</code>"), "{report}");
    assert!(!report.contains("<strong>offered</strong>"));
    assert!(manifest(&scratch).get("bundles").is_none());
}

#[test]
fn what_is_accepted_is_in_the_manifest() {
    let scratch = Scratch::new();
    build(&scratch, "\"tray+cup+pot\"").expect_code(0);
    let bundles = &manifest(&scratch)["bundles"];
    assert_eq!(bundles[0]["name"], "cup+pot+tray");
    assert_eq!(bundles[0]["orders"], 100);
    assert_eq!(bundles[0]["skus"].as_array().expect("SKUs").len(), 3);
    let report = std::fs::read_to_string(scratch.path().join("public/report.html")).expect("HTML");
    assert!(report.contains("<strong>offered</strong>"));
}

#[test]
fn a_name_that_is_no_bundle_stops_the_build_and_leaves_the_last_one() {
    let scratch = Scratch::new();
    build(&scratch, "").expect_code(0);
    let before = manifest(&scratch);
    let ran = build(&scratch, "\"cup+pot+X1\"").expect_code(1);
    assert!(
        ran.stderr
            .contains("bundles.accept names cup+pot+X1, which is no bundle"),
        "{}",
        ran.stderr
    );
    assert_eq!(manifest(&scratch), before);
    let ran = build(&scratch, "\"cup\"").expect_code(1);
    assert!(ran.stderr.contains("bundles.accept"), "{}", ran.stderr);
}

const SET: &str = "[[bundle]]\nname = \"tray+cup+pot\"\n";

#[test]
fn a_discount_and_its_end_are_in_the_manifest_and_in_the_report() {
    let scratch = Scratch::new();
    let terms = "discount = \"TEASET\"\nsaving = 0.1\nends = \"2199-12-24T23:59:59+01:00\"\n";
    // Accepted twice is offered once.
    let settings = format!("accept = [\"cup+pot+tray\"]\n{SET}{terms}");
    build_with(&scratch, &settings, &[]).expect_code(0);
    let bundles = &manifest(&scratch)["bundles"];
    assert_eq!(bundles.as_array().map(Vec::len), Some(1));
    assert_eq!(bundles[0]["discount"], "TEASET");
    assert_eq!(bundles[0]["ends"], "2199-12-24T22:59:59Z");
    let report = std::fs::read_to_string(scratch.path().join("public/report.html")).expect("HTML");
    let said = "With your discount TEASET, 10 % off, until 2199-12-24 22:59 UTC.";
    assert!(report.contains(said), "{report}");
}

#[test]
fn an_offer_that_is_over_stops_the_build_or_is_left_out() {
    let scratch = Scratch::new();
    let settings = format!("{SET}discount = \"TEASET\"\nends = \"2023-12-24T23:59:59+01:00\"\n");
    let ran = build_with(&scratch, &settings, &[]).expect_code(1);
    let said = "error[expired-offer]: bundle cup+pot+tray: the offer ended on 2023-12-24T22:59:59Z";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    assert!(!scratch.path().join("public/manifest.json").exists());
    build_with(&scratch, &settings, &["--warn"]).expect_code(0);
    assert!(manifest(&scratch).get("bundles").is_none());
}

#[test]
fn a_saving_needs_the_name_of_a_discount() {
    let scratch = Scratch::new();
    let ran = build_with(&scratch, &format!("{SET}saving = 0.1\n"), &[]).expect_code(1);
    let said = "error[unnamed-discount]: bundle cup+pot+tray:";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
}

#[test]
fn what_a_bundle_says_wrongly_is_named() {
    let scratch = Scratch::new();
    for (wrong, said) in [
        ("ends = \"2026-12-24\"\n", "bundle.ends"),
        ("ends = \"Christmas\"\n", "bundle.ends"),
        ("saving = 1.5\n", "bundle.saving"),
        ("until = \"2026\"\n", "until"),
    ] {
        let ran = build_with(&scratch, &format!("{SET}{wrong}"), &[]).expect_code(1);
        assert!(ran.stderr.contains(said), "{wrong}: {}", ran.stderr);
    }
    let ran = build_with(&scratch, "[[bundle]]\ndiscount = \"X\"\n", &[]).expect_code(1);
    assert!(ran.stderr.contains("bundle.name"), "{}", ran.stderr);
}

#[test]
fn what_never_stands_together_is_no_bundle() {
    let scratch = Scratch::new();
    build_with(&scratch, "", &[]).expect_code(0);
    let report =
        || std::fs::read_to_string(scratch.path().join("public/report.html")).expect("HTML");
    assert!(report().contains("<code>cup+pot+tray</code>"));
    let apart = "[rules]\nnever_together = [[\"pot\", \"tray\"]]\n";
    build_with(&scratch, apart, &[]).expect_code(0);
    assert!(!report().contains("<code>cup+pot+tray</code>"));
    let ran = build_with(&scratch, &format!("{SET}{apart}"), &[]).expect_code(1);
    assert!(
        ran.stderr.contains("bundles.accept names"),
        "{}",
        ran.stderr
    );
}

/// A break of these fields beside what it is of.
fn of_cups(fields: &str) -> String {
    format!("[[break]]\nwhat = [\"cup\", \"X1*\", \"cup\"]\n{fields}")
}

const STEPS: &str = "discount = \" SIX \"\nsteps = [{ quantity = 6, saving = 0.1 }, { quantity = 12, saving = 0.15 }]\n";

#[test]
fn more_of_one_item_for_less_is_told_to_pages_until_it_is_over() {
    let scratch = Scratch::new();
    let ends = |year: &str| format!("{STEPS}ends = \"{year}-12-24T23:59:59+01:00\"\n");
    build_with(&scratch, &of_cups(&ends("2199")), &[]).expect_code(0);
    let told = &manifest(&scratch)["breaks"];
    assert_eq!(told.as_array().map(Vec::len), Some(1));
    assert_eq!(told[0]["skus"].as_array().map(Vec::len), Some(12), "{told}");
    assert_eq!(told[0]["skus"][0], "cup");
    assert_eq!(told[0]["discount"], "SIX");
    assert_eq!(told[0]["ends"], "2199-12-24T22:59:59Z");
    assert_eq!(told[0]["steps"][1]["quantity"], 12);
    assert_eq!(told[0]["steps"][1]["saving"], 0.15);

    let over = of_cups(&ends("2023"));
    let ran = build_with(&scratch, &over, &[]).expect_code(1);
    let said = "error[expired-offer]: break 1: the offer ended on 2023-12-24T22:59:59Z: set a later break.ends";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    build_with(&scratch, &over, &["--warn"]).expect_code(0);
    assert!(manifest(&scratch).get("breaks").is_none());
}

#[test]
fn what_a_break_says_wrongly_is_named() {
    let scratch = Scratch::new();
    let steps = |steps: &str| of_cups(&format!("discount = \"SIX\"\nsteps = [{steps}]\n"));
    for (wrong, said) in [
        (
            of_cups("steps = [{ quantity = 6, saving = 0.1 }]\n"),
            "break.discount",
        ),
        (format!("[[break]]\n{STEPS}"), "break.what"),
        (
            format!("[[break]]\nwhat = [\"price:cheap\"]\n{STEPS}"),
            "break.what",
        ),
        (
            format!("[[break]]\nwhat = [\"nothing\"]\n{STEPS}"),
            "break 1",
        ),
        (steps(""), "break.steps"),
        (
            steps("{ quantity = 1, saving = 0.1 }"),
            "break.steps.quantity",
        ),
        (
            steps("{ quantity = 6, saving = 1.5 }"),
            "break.steps.saving",
        ),
        (
            steps("{ quantity = 6, saving = 0.1 }, { quantity = 6, saving = 0.2 }"),
            "more pieces and a larger saving",
        ),
        (
            steps("{ quantity = 6, saving = 0.1 }, { quantity = 9, saving = 0.1 }"),
            "more pieces and a larger saving",
        ),
        (of_cups(&format!("{STEPS}ends = \"soon\"\n")), "break.ends"),
    ] {
        let ran = build_with(&scratch, &wrong, &[]).expect_code(1);
        assert!(ran.stderr.contains(said), "{wrong}: {}", ran.stderr);
    }
}
