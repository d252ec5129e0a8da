//! `tandem build --catalog` with what shop systems serve: from the feed to what pages and rules see.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::shop;
use crate::driver::{Ran, Scratch};

const RULES: &str = r#"
[import]
currency = "GBP"
[rules]
block = ["tag:old", "category:Spares"]
pin = [{ beside = "brand:Acme & price:>=20", show = ["P043"] }]
"#;

/// One product of the shop, as every feed is to say it.
struct Product {
    sku: String,
    number: u32,
    price: String,
    available: bool,
    brand: &'static str,
    kind: &'static str,
}

/// Two thirds of what the shop sells: the rest is in no feed.
fn products() -> Vec<Product> {
    (6..45)
        .filter(|number| number % 3 != 2)
        .map(|number| Product {
            sku: format!("P{number:03}"),
            number,
            price: format!("{}.50", number),
            available: number != 10,
            brand: if number == 24 { "Acme" } else { "Other" },
            kind: if number == 7 { "Spares" } else { "Things" },
        })
        .collect()
}

fn storefront(products: &[Product]) -> String {
    let products: Vec<Value> = products
        .iter()
        .map(|product| {
            json!({
                "id": 7_000 + product.number,
                "title": format!("Thing <b>{}</b>", product.number),
                "handle": format!("thing-{}", product.number),
                "vendor": product.brand,
                "product_type": product.kind,
                "tags": if product.number == 9 { vec!["old"] } else { vec![] },
                "variants": [{
                    "id": 9_000 + product.number, "title": "Default Title", "sku": product.sku,
                    "price": product.price, "available": product.available, "compare_at_price": "999.00",
                }],
                "images": [{"src": format!("https://cdn.example/{}.jpg", product.number)}],
            })
        })
        .collect();
    json!({ "products": products }).to_string()
}

fn merchant(products: &[Product]) -> String {
    let mut feed = String::from(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel>\n",
    );
    for product in products {
        let stock = if product.available {
            "in_stock"
        } else {
            "out_of_stock"
        };
        writeln!(
            feed,
            "<item><g:id>{}</g:id><title>Thing {}</title><link>/products/thing-{}</link>\
             <g:image_link>https://cdn.example/{}.jpg</g:image_link><g:price>{} GBP</g:price>\
             <g:availability>{stock}</g:availability><g:brand>{}</g:brand>\
             <g:product_type>{}</g:product_type></item>",
            product.sku,
            product.number,
            product.number,
            product.number,
            product.price,
            product.brand,
            product.kind
        )
        .expect("text");
    }
    feed + "</channel></rss>\n"
}

fn build(scratch: &Scratch, rules: &str, catalog: &[&str]) -> Ran {
    shop::export(scratch);
    scratch.file("tandem.toml", rules);
    let mut arguments = vec!["build", "--orders", "orders.csv", "--out", "public"];
    arguments.push("--catalog");
    arguments.extend(catalog);
    scratch.tandem(&arguments)
}

fn inspect(scratch: &Scratch, item: &str) -> Value {
    let ran = scratch
        .tandem(&["inspect", "public", "--item", item, "--json"])
        .expect_code(0);
    serde_json::from_str(&ran.stdout).expect("JSON")
}

fn beside(view: &Value) -> Vec<&str> {
    let rules = view["rules"].as_array().expect("rules");
    rules
        .iter()
        .filter_map(|rule| rule["sku"].as_str())
        .collect()
}

#[test]
fn a_storefront_in_pages_is_what_pages_and_rules_see() {
    let scratch = Scratch::new();
    let products = products();
    let (first, second) = products.split_at(15);
    scratch.file("1.json", storefront(first));
    scratch.file("2.json", storefront(second));
    scratch.file("3.json", storefront(&[]));
    let ran = build(&scratch, RULES, &["1.json", "2.json", "3.json"]).expect_code(0);
    // A third of what was ordered is in no page of the feed: told, and never offered.
    for told in ["warning[unknown-in-catalog]", "warning[sold-out]"] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    let view = inspect(&scratch, "P024");
    // By SKU, product, variant and handle: one and the same product.
    for key in ["7024", "9024", "thing-24"] {
        assert_eq!(inspect(&scratch, key), view, "{key}");
    }
    assert_eq!(view["title"], "Thing 24");
    assert_eq!(beside(&view).first(), Some(&"P043"), "{view}");
    let first = |item| {
        beside(&inspect(&scratch, item))
            .first()
            .map(ToString::to_string)
    };
    assert_ne!(first("P025").as_deref(), Some("P043"));
    for product in &products {
        let view = inspect(&scratch, &product.sku);
        for pick in beside(&view) {
            let number: u32 = pick.trim_start_matches('P').parse().expect("a plain SKU");
            assert!(number % 3 != 2, "{pick} is in no feed");
            assert!(![7, 9].contains(&number), "{pick} beside {}", product.sku);
        }
    }
    let html = scratch
        .tandem(&["render", "public", "--item", "P024"])
        .expect_code(0);
    assert!(html.stdout.contains("/products/thing-"), "{}", html.stdout);
    assert!(html.stdout.contains(".50"), "{}", html.stdout);
    assert!(!html.stdout.contains("999"), "{}", html.stdout);
    assert!(!html.stdout.contains("&lt;b&gt;"), "{}", html.stdout);
}

#[test]
fn a_storefront_and_a_merchant_feed_make_the_same_offers() {
    let rules = RULES.replace("\"tag:old\", ", "\"sku:P009\", ");
    let offers = |file: &str, text: String| {
        let scratch = Scratch::new();
        scratch.file(file, text);
        build(&scratch, &rules, &[file]).expect_code(0);
        let products = products();
        let views = products.iter().map(|product| {
            let html = scratch
                .tandem(&["render", "public", "--item", &product.sku])
                .expect_code(0);
            let view = inspect(&scratch, &product.sku);
            (view["title"].clone(), view["rules"].clone(), html.stdout)
        });
        views.collect::<Vec<_>>()
    };
    assert_eq!(
        offers("products.json", storefront(&products())),
        offers("feed.xml", merchant(&products()))
    );
}

#[test]
fn a_feed_that_breaks_off_leaves_the_folder_as_it_was() {
    let scratch = Scratch::new();
    let whole = merchant(&products());
    scratch.file("feed.xml", &whole);
    build(
        &scratch,
        RULES.split("[rules]").next().expect("text"),
        &["feed.xml"],
    )
    .expect_code(0);
    let before = std::fs::read(scratch.path().join("public/manifest.json")).expect("a manifest");
    scratch.file("feed.xml", &whole[..whole.len() / 2]);
    let ran = build(&scratch, "", &["feed.xml"]).expect_code(1);
    assert!(ran.stderr.contains("feed.xml, line "), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("Download the feed again"),
        "{}",
        ran.stderr
    );
    let after = std::fs::read(scratch.path().join("public/manifest.json")).expect("a manifest");
    assert_eq!(before, after);
}
