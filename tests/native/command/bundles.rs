use serde_json::Value;

use crate::driver::Scratch;

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

fn build(scratch: &Scratch, accept: &str) -> crate::driver::Ran {
    scratch.file("orders.csv", export());
    scratch.file(
        "tandem.toml",
        format!("[bundles]\nmin_orders = 20\naccept = [{accept}]\n"),
    );
    scratch.tandem(&[
        "build",
        "--config",
        "tandem.toml",
        "--orders",
        "orders.csv",
        "--out",
        "public",
    ])
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
