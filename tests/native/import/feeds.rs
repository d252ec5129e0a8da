//! Catalogues as shop systems serve them: a storefront's JSON, merchant feeds, WooCommerce's export.

use std::path::PathBuf;

use tandem_widget::{
    domain::{Currency, Stock},
    mine::{
        config::Settings,
        import::{
            Catalog, CatalogColumn, CatalogRecord, ImportError, ShopSystem, Silent, read_catalog,
        },
    },
};

use crate::driver::Scratch;

/// 2025-01-01 06:00 UTC.
const NOW: i64 = 1_735_711_200;

fn try_with(files: &[(&str, &[u8])], settings: &Settings) -> Result<Catalog, ImportError> {
    let scratch = Scratch::new();
    let files: Vec<PathBuf> = files
        .iter()
        .map(|(name, bytes)| scratch.file(name, bytes))
        .collect();
    read_catalog(&files, settings, Currency::new("GBP", 2), NOW, &Silent)
}

fn try_read(name: &str, text: &str) -> Result<Catalog, ImportError> {
    try_with(&[(name, text.as_bytes())], &Settings::default())
}

#[track_caller]
fn read(name: &str, text: &str) -> Catalog {
    try_read(name, text).unwrap()
}

#[track_caller]
fn of<'c>(catalog: &'c Catalog, sku: &str) -> &'c CatalogRecord {
    let mut records = catalog.records.iter();
    records.find(|record| record.sku == sku).expect("a record")
}

fn address(url: &Option<tandem_widget::domain::SafeUrl>) -> Option<&str> {
    url.as_ref().map(|url| url.as_str())
}

const STOREFRONT: &str = include_str!("../feeds/products.json");

#[test]
fn a_storefront_says_a_product_once_for_its_variants() {
    let catalog = read("products.json", STOREFRONT);
    assert_eq!(catalog.report.system, ShopSystem::Shopify);
    assert_eq!(catalog.report.bad_lines, 0, "{:?}", catalog.report);
    // A mug in two sizes, one of them without a SKU; a tin without a price; a voucher; a draft.
    assert_eq!((catalog.report.rows, catalog.report.without_sku), (6, 1));
    let small = of(&catalog, "MUG-S");
    assert_eq!(small.title.as_deref(), Some("Mug & saucer new"));
    assert_eq!(address(&small.url), Some("/products/mug"));
    assert_eq!(
        address(&small.image),
        Some("https://cdn.example/files/mug-small.png?v=1")
    );
    assert_eq!(
        (small.price_minor, small.stock),
        (Some(450), Stock::Available)
    );
    assert_eq!(
        (small.brand.as_deref(), small.kind.as_deref()),
        (Some("Acme"), Some("Mugs"))
    );
    assert_eq!(small.tags, ["new", "blue glaze"]);
    assert_eq!(
        (
            small.product_id.as_deref(),
            small.variant_id.as_deref(),
            small.handle.as_deref()
        ),
        (Some("632910392"), Some("808950810"), Some("mug"))
    );
    let large = of(&catalog, "MUG-L");
    // The picture that names the variant, before the first one.
    assert_eq!(
        address(&large.image),
        Some("https://cdn.example/files/mug-large.png?v=1")
    );
    assert_eq!(
        (large.price_minor, large.stock),
        (Some(120_000), Stock::SoldOut)
    );
    let tin = of(&catalog, "TIN");
    assert_eq!((tin.price_minor, tin.stock), (None, Stock::Unknown));
    assert!(tin.published && !tin.is_gift_card);
    assert!(of(&catalog, "GIFT-10").is_gift_card);
    assert!(!of(&catalog, "SECRET").published);
    assert_eq!(catalog.currency, Currency::new("GBP", 2));
}

#[test]
fn pages_of_a_storefront_are_one_catalogue_and_the_last_may_be_empty() {
    let second = r#"{"products":[{"id":9,"title":"Pan","handle":"pan","variants":[{"id":90,"sku":"PAN","price":"9.00"}]}]}"#;
    let files: [(&str, &[u8]); 3] = [
        ("1.json", STOREFRONT.as_bytes()),
        ("2.json", second.as_bytes()),
        ("3.json", b"\xef\xbb\xbf{\"products\":[]}"),
    ];
    let catalog = try_with(&files, &Settings::default()).unwrap();
    assert_eq!(catalog.report.files.len(), 3);
    assert_eq!((catalog.report.rows, catalog.records.len()), (7, 6));
    assert_eq!(of(&catalog, "PAN").price_minor, Some(900));
    let none = try_with(&files[2..], &Settings::default()).expect_err("no product");
    assert!(matches!(none, ImportError::NoProduct { .. }), "{none}");
}

#[test]
fn a_storefront_by_another_name_for_its_items() {
    let mut settings = Settings::default();
    settings
        .catalog
        .columns
        .insert(CatalogColumn::Sku, "barcode".to_owned());
    let json = r#"{"product":{"id":1,"title":"Mug","handle":"mug","variants":[
        {"id":2,"sku":"A","barcode":"4006381333931","price":"4.50","available":true}]}}"#;
    let catalog = try_with(&[("mug.json", json.as_bytes())], &settings).unwrap();
    assert_eq!(of(&catalog, "4006381333931").price_minor, Some(450));
}

#[test]
fn faults_of_a_storefront_name_line_and_place() {
    let prices = STOREFRONT.replace("\"4.50\"", "\"four\"");
    let mut settings = Settings::default();
    settings.import.strict = true;
    let bad = try_with(&[("products.json", prices.as_bytes())], &settings).expect_err("no price");
    assert!(
        bad.to_string().contains(
            "products.json, line 3, column \"products[0].variants[0].price\": \"four\" is no number"
        ),
        "{bad}"
    );
    let shape = r#"{"products":[
        {"id":1,"variants":[{"sku":"A","price":"1.00"}]},
        "soon",
        {"id":3,"variants":{"sku":"B"}}]}"#;
    settings.import.strict = false;
    settings.import.max_bad_share = 1.0;
    let catalog = try_with(&[("p.json", shape.as_bytes())], &settings).unwrap();
    let told: Vec<String> = catalog
        .report
        .bad_examples
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        told[0].contains("line 3, column \"products[1]\": there is no product here")
            && told[1].contains("line 4, column \"products[2].variants\": there is no list here"),
        "{told:?}"
    );
    for end in [700, 1_500, STOREFRONT.len() - 3] {
        let cut = try_read("p.json", &STOREFRONT[..end]).expect_err("cut off");
        assert!(
            cut.to_string().contains("the JSON is cut off here"),
            "{cut}"
        );
        assert!(cut.to_string().contains("p.json, line "), "{cut}");
    }
    for other in ["{\"errors\":\"Not Found\"}", "[1,2]"] {
        let foreign = try_read("p.json", other).expect_err("no products");
        assert!(
            foreign.to_string().contains("without a list \"products\""),
            "{foreign}"
        );
    }
    let scalar = try_read("p.json", "{\"products\":7}").expect_err("no list");
    assert!(
        scalar.to_string().contains("p.json, line 1, column"),
        "{scalar}"
    );
    let unnamed = try_read("p.json", "{\"products\":[{\"title\":\"Mug\"}]}").expect_err("no SKU");
    assert!(
        unnamed
            .to_string()
            .contains("no column found for the SKU (sku)"),
        "{unnamed}"
    );
}

const RSS: &str = include_str!("../feeds/merchant.rss.xml");
const ATOM: &str = include_str!("../feeds/merchant.atom.xml");
const TSV: &str = include_str!("../feeds/merchant.tsv");

#[test]
fn a_merchant_feed_says_the_same_in_all_its_forms() {
    let mut settings = Settings::default();
    settings.import.max_bad_share = 0.0;
    let read = |name, text: &str| try_with(&[(name, text.as_bytes())], &settings).unwrap();
    let [rss, atom, tsv] = [
        read("feed.xml", RSS),
        read("feed.atom", ATOM),
        read("feed.txt", TSV),
    ];
    assert_eq!(rss.records, atom.records);
    assert_eq!(rss.records, tsv.records);
    for catalog in [&rss, &atom, &tsv] {
        assert_eq!(catalog.currency, Currency::new("USD", 2));
        assert_eq!(catalog.report.unused_prices, 2, "{:?}", catalog.report);
        // The sale is on, over, without an end, in another currency, without readable dates.
        let prices =
            ["TV-1", "TV-2", "TEA", "YEN", "ODD", "BARE"].map(|sku| of(catalog, sku).price_minor);
        assert_eq!(
            prices,
            [Some(12_999), Some(19_900), Some(399), None, None, None]
        );
        let tv = of(catalog, "TV-1");
        assert_eq!(tv.title.as_deref(), Some("TV 42\" & stand"));
        assert_eq!(address(&tv.url), Some("https://shop.example/tv?a=1&b=2"));
        assert_eq!(address(&tv.image), Some("https://cdn.example/tv,1.jpg"));
        assert_eq!(tv.categories, ["Home", "TV & Video", "TVs"]);
        assert_eq!(
            (tv.brand.as_deref(), tv.product_id.as_deref(), tv.stock),
            (Some("Acme"), Some("TV"), Stock::Available)
        );
        assert_eq!(of(catalog, "TV-2").stock, Stock::SoldOut);
        assert_eq!(of(catalog, "BARE").stock, Stock::Unknown);
    }
}

#[test]
fn a_feed_cannot_grow_while_it_is_read() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;"><!ENTITY file SYSTEM "file:///etc/passwd">]>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><item>
<g:id>A</g:id><g:title>&lol2;&file; mug&nbsp;&#233;</g:title><g:price>1.00 GBP</g:price></item></channel></rss>"#;
    let catalog = read("feed.xml", bomb);
    assert_eq!(
        of(&catalog, "A").title.as_deref(),
        Some("&lol2;&file; mug é")
    );
    // A field of a megabyte is no title of a megabyte.
    let long = format!(
        "<rss><channel><item><id>A</id><title>{}</title><link>/a</link></item></channel></rss>",
        "x&amp;".repeat(200_000)
    );
    let title = of(&read("feed.xml", &long), "A").title.clone();
    assert!(title.is_some_and(|title| title.len() <= 16 << 10));
}

#[test]
fn faults_of_a_merchant_feed_name_their_line() {
    let mut settings = Settings::default();
    settings.import.strict = true;
    let wrong = RSS.replace("199.00 USD", "soon");
    let bad = try_with(&[("feed.xml", wrong.as_bytes())], &settings).expect_err("no price");
    let line = 1 + RSS[..RSS.find("199.00 USD").unwrap()].matches('\n').count();
    assert!(
        bad.to_string().contains(&format!(
            "feed.xml, line {line}, column \"item 2: price\": \"soon\""
        )),
        "{bad}"
    );
    for (text, told) in [
        (&RSS[..900], "the XML is cut off here"),
        ("<rss><channel></rss>", "feed.xml, line 1: "),
        (
            "<rss><channel><title>A</title></channel></rss>",
            "without an <item> or <entry>",
        ),
        ("<!DOCTYPE html><html></html>", "a web page"),
    ] {
        let error = try_read("feed.xml", text).expect_err(told);
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[test]
fn a_feed_in_the_encoding_that_it_names() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?>\n<rss><channel><item><id>A</id><title>Caf\xe9</title><price>1</price></item></channel></rss>";
    let catalog = try_with(&[("feed.xml", latin)], &Settings::default()).unwrap();
    assert_eq!(of(&catalog, "A").title.as_deref(), Some("Café"));
    // Stored anew as UTF-8, the declaration left as it was; with a mark in front.
    let stale = "\u{feff}<?xml version='1.0' encoding='ISO-8859-1'?>\r\n<rss><channel><item><id>A</id><title>Café</title></item></channel></rss>";
    assert_eq!(
        of(&read("feed.xml", stale), "A").title.as_deref(),
        Some("Café")
    );
}

const WOO: &str = include_str!("../feeds/wc-product-export.csv");

#[test]
fn woocommerce_charges_the_sale_price_while_the_sale_is_on() {
    let catalog = read("wc-product-export.csv", WOO);
    assert_eq!(catalog.report.system, ShopSystem::WooCommerce);
    assert_eq!(catalog.report.bad_lines, 0, "{:?}", catalog.report);
    let prices =
        ["TEE-RED", "TEE-BLUE", "MUG", "POSTER", "CARD"].map(|sku| of(&catalog, sku).price_minor);
    // No dates, over, still on, to come, free.
    assert_eq!(
        prices,
        [Some(1_500), Some(2_000), Some(399), Some(1_200), Some(0)]
    );
    let red = of(&catalog, "TEE-RED");
    assert_eq!(red.title.as_deref(), Some("Tee - Red"));
    assert_eq!(red.categories, ["Clothing", "Tees"]);
    assert_eq!(address(&red.image), Some("https://shop.example/tee.jpg"));
    let links: Vec<String> = red
        .links
        .iter()
        .map(|link| format!("{} {}", link.kind.key(), link.target))
        .collect();
    assert_eq!(
        links,
        ["cross-sells MUG", "cross-sells id:51", "up-sells POSTER"]
    );
    assert_eq!(red.brand.as_deref(), Some("Acme"));
    assert_eq!(of(&catalog, "TEE-BLUE").stock, Stock::SoldOut);
    // A variation of a product that is not published is not for sale.
    assert!(red.published && !of(&catalog, "HIDDEN-1").published);
}

#[test]
fn later_files_say_what_the_first_leaves_open() {
    let feed = "id\ttitle\tlink\tprice\tavailability\nTEE-RED\tAnother name\thttps://shop.example/tee\t99.00 GBP\tin stock\nNEW\tNew\t/new\t1.00 GBP\t\n";
    let files: [(&str, &[u8]); 2] = [("wc.csv", WOO.as_bytes()), ("feed.txt", feed.as_bytes())];
    let catalog = try_with(&files, &Settings::default()).unwrap();
    let red = of(&catalog, "TEE-RED");
    assert_eq!(red.title.as_deref(), Some("Tee - Red"));
    assert_eq!(address(&red.url), Some("https://shop.example/tee"));
    assert_eq!(red.price_minor, Some(1_500));
    assert_eq!(of(&catalog, "NEW").price_minor, Some(100));
    assert_eq!(catalog.report.repeated, 0);
}

#[test]
fn titles_lose_the_marks_of_a_page_and_nothing_else() {
    let catalog = read(
        "p.csv",
        "sku,title\nA,Mug <b>new</b><br/>now\nB,Cable <USB-C> a < b > c\nC,&lt;p class=\"x\"&gt;Tin&lt;/p&gt;\nD,<b></b>\n",
    );
    let titles: Vec<_> = catalog
        .records
        .iter()
        .map(|record| record.title.as_deref())
        .collect();
    assert_eq!(
        titles,
        [
            Some("Mug new now"),
            Some("Cable <USB-C> a < b > c"),
            Some("Tin"),
            None
        ]
    );
}
