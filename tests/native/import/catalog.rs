//! Catalogues as shops export them.

use tandem_widget::{
    domain::{Currency, Stock},
    mine::{
        config::Settings,
        import::{Catalog, CatalogColumn, ImportError, ShopLink, ShopSystem, Silent, read_catalog},
    },
};

use crate::driver::Scratch;

/// 2025-01-01 06:00 UTC.
const NOW: i64 = 1_735_711_200;

fn try_read(text: &str, currency: Option<Currency>) -> Result<Catalog, ImportError> {
    let scratch = Scratch::new();
    let file = scratch.file("products.csv", text);
    let settings = Settings::default();
    read_catalog(&[file], &settings, currency, NOW, &Silent)
}

#[track_caller]
fn read(text: &str) -> Catalog {
    try_read(text, Currency::new("GBP", 2)).unwrap()
}

#[test]
fn shopify_says_a_product_once_for_all_its_variants() {
    let catalog = read(
        "Handle,Title,Body (HTML),Type,Published,Option1 Value,Variant SKU,Variant Price,Image Src,Status\n\
         mug,Mug,\"<p>A mug,\nwhite\",Kitchen,true,Small,A-S,4.50,https://cdn.example/mug.png,active\n\
         mug,,,,,Large,A-L,6.00,,\n\
         mug,,,,,,,,https://cdn.example/mug2.png,\n\
         tin,Tin,,Kitchen,true,,B,3.00,,draft\n",
    );
    assert_eq!(catalog.report.system, ShopSystem::Shopify);
    let [small, large, tin] = &catalog.records[..] else {
        panic!("{:?}", catalog.records)
    };
    assert_eq!(
        (large.sku.as_str(), large.title.as_deref()),
        ("A-L", Some("Mug"))
    );
    assert_eq!(large.kind.as_deref(), Some("Kitchen"));
    assert_eq!(large.image, small.image);
    assert_eq!(
        large.url.as_ref().map(|url| url.as_str()),
        Some("/products/mug")
    );
    assert_eq!(
        (small.price_minor, large.price_minor),
        (Some(450), Some(600))
    );
    assert!(large.published && !tin.published);
    assert_eq!((catalog.report.rows, catalog.report.without_sku), (4, 1));
    assert_eq!(catalog.currency, Currency::new("GBP", 2));
}

#[test]
fn woocommerce_with_lists_of_pictures_and_categories() {
    let catalog = read(
        "ID,Type,SKU,Name,Published,\"In stock?\",\"Regular price\",Categories,Images\n\
         7,simple,A,Mug &amp; lid,1,1,4.50,\"Home > Kitchen > Mugs, Gifts\",\"https://x.example/a.jpg, https://x.example/b.jpg\"\n\
         8,variable,,Tin,-1,0,,Gifts,\n\
         9,simple,B,Tin,-1,0,3,Gifts,javascript:alert(1)\n",
    );
    assert_eq!(catalog.report.system, ShopSystem::WooCommerce);
    let [mug, tin] = &catalog.records[..] else {
        panic!("{:?}", catalog.records)
    };
    assert_eq!(mug.title.as_deref(), Some("Mug & lid"));
    assert_eq!(mug.kind.as_deref(), Some("Mugs"));
    assert_eq!(
        mug.image.as_ref().map(|url| url.as_str()),
        Some("https://x.example/a.jpg")
    );
    assert_eq!((mug.stock, tin.stock), (Stock::Available, Stock::SoldOut));
    assert_eq!(
        (mug.product_id.as_deref(), mug.published, tin.published),
        (Some("7"), true, false)
    );
    assert_eq!((tin.image.clone(), catalog.report.refused_urls), (None, 1));
}

#[test]
fn a_merchant_feed_with_prices_that_name_their_currency() {
    let catalog = read(
        "id\ttitle\tlink\timage_link\tprice\tavailability\tproduct_type\n\
         A\tMug\thttps://x.example/a\thttps://x.example/a.jpg\t12.00 EUR\tin_stock\tHome > Mugs\n\
         B\tTin\thttps://x.example/b\t\t1,234.00 EUR\tout of stock\tHome\n\
         C\tTea\thttps://x.example/c\t\t5.00 USD\tpreorder\t\n\
         A\tMug again\t\t\t\t\t\n",
    );
    assert_eq!(catalog.currency, Currency::new("EUR", 2));
    let prices: Vec<_> = catalog
        .records
        .iter()
        .map(|record| record.price_minor)
        .collect();
    assert_eq!(prices, [Some(1_200), Some(123_400), None]);
    assert_eq!(
        (catalog.report.unused_prices, catalog.report.repeated),
        (1, 1)
    );
    assert_eq!(catalog.records[1].stock, Stock::SoldOut);
    assert_eq!(catalog.records[0].kind.as_deref(), Some("Mugs"));
}

#[test]
fn faults_are_named_as_for_orders() {
    let missing = try_read("title,price\nMug,1\n", None).expect_err("no SKU");
    assert!(
        missing
            .to_string()
            .contains("no column found for the SKU (sku)"),
        "{missing}"
    );
    assert!(
        missing.to_string().contains("[catalog.columns]"),
        "{missing}"
    );
    let bad = try_read("sku,title,price\nA,Mug,four\n", None).expect_err("no price");
    assert!(
        bad.to_string()
            .contains("products.csv, line 2, column \"price\": \"four\""),
        "{bad}"
    );
    let empty = try_read("sku,title\n", None).expect_err("no row");
    assert!(matches!(empty, ImportError::HeaderOnly { .. }), "{empty}");
    // No currency anywhere: no price, rather than a guess.
    let silent = try_read("sku,title,price\nA,Mug,4\n", None).unwrap();
    assert_eq!(
        (silent.currency, silent.records[0].price_minor),
        (None, None)
    );
}

#[test]
fn settings_name_columns() {
    let scratch = Scratch::new();
    let file = scratch.file(
        "products.csv",
        "Ding;Wort;Preis\nA;Tasse;4,50\nB;Dose;3,00\n",
    );
    let mut settings = Settings::default();
    settings
        .catalog
        .columns
        .insert(CatalogColumn::Sku, "ding".to_owned());
    settings
        .catalog
        .columns
        .insert(CatalogColumn::Title, "Wort".to_owned());
    let euro = Currency::new("EUR", 2);
    let catalog = read_catalog(&[file], &settings, euro, NOW, &Silent).unwrap();
    assert_eq!(catalog.records[0].title.as_deref(), Some("Tasse"));
    assert_eq!(catalog.records[0].price_minor, Some(450));
}

fn links(links: &[ShopLink]) -> Vec<String> {
    links
        .iter()
        .map(|link| format!("{} {}", link.kind.key(), link.target))
        .collect()
}

#[test]
fn shopify_metafields_are_links_of_all_variants() {
    let catalog = read(
        "Handle,Title,Vendor,Type,Tags,Published,Option1 Value,Variant SKU,Variant Price,Cost per item,Gift Card,Complementary products (product.metafields.shopify--discovery--product_recommendation.complementary_products),Related products (product.metafields.shopify--discovery--product_recommendation.related_products),Related products settings (product.metafields.shopify--discovery--product_recommendation.related_products_display),Status\n\
         mug,Mug,Acme,Kitchen,\"new, Blue\",true,Small,A-S,4.50,2.25,false,tea-pot; saucer,gid://shopify/Product/12,only manual,active\n\
         mug,,,,,,Large,A-L,6.00,2.50,,,,,\n\
         gift,Voucher,Acme,,,true,,G-10,10.00,,true,,,,active\n",
    );
    let [small, large, voucher] = &catalog.records[..] else {
        panic!("{:?}", catalog.records)
    };
    let expected = [
        "complementary tea-pot",
        "complementary saucer",
        "related id:12",
    ];
    assert_eq!(links(&small.links), expected);
    assert_eq!(links(&large.links), expected);
    assert_eq!(large.tags, ["new", "Blue"]);
    assert_eq!(
        (large.brand.as_deref(), large.cost_minor),
        (Some("Acme"), Some(250))
    );
    assert_eq!(small.categories, ["Kitchen"]);
    assert!(voucher.is_gift_card && !large.is_gift_card);
}

#[test]
fn woocommerce_variations_inherit_from_their_parent() {
    let catalog = read(
        "ID,Type,SKU,Name,Published,\"In stock?\",\"Regular price\",Categories,Tags,Upsells,Cross-sells,Parent,Brands\n\
         7,variable,MUG,Mug,1,1,,\"Home > Mugs, Gifts\",blue,id:9,\"TIN, a\\,b\",,Acme\n\
         8,variation,MUG-S,Mug small,1,1,4.50,,,,,MUG,\n\
         9,variable,,Tin,1,1,,Tins,,,MUG,,\n\
         10,variation,TIN-1,Tin one,1,1,3.00,,,,,id:9,\n",
    );
    assert_eq!(catalog.report.system, ShopSystem::WooCommerce);
    let by_sku = |sku: &str| {
        let mut records = catalog.records.iter();
        records.find(|record| record.sku == sku).expect("a record")
    };
    let small = by_sku("MUG-S");
    assert_eq!(
        links(&small.links),
        ["cross-sells TIN", "cross-sells a,b", "up-sells id:9"]
    );
    assert_eq!(small.categories, ["Home", "Mugs", "Gifts"]);
    assert_eq!(
        (small.brand.as_deref(), small.tags.as_slice()),
        (Some("Acme"), &["blue".to_owned()][..])
    );
    let tin = by_sku("TIN-1");
    assert_eq!(
        (links(&tin.links), tin.kind.as_deref()),
        (vec!["cross-sells MUG".to_owned()], Some("Tins"))
    );
}

#[test]
fn magento_has_three_lists_of_links() {
    let catalog = read(
        "sku,product_type,categories,name,price,url_key,cost,manufacturer,qty,visibility,related_skus,crosssell_skus,upsell_skus\n\
         A,simple,\"Default Category/Gear,Default Category/Gear/Bags\",Bag,45,bag,30,Acme,3,\"Catalog, Search\",\"B,C\",D,\"E,F\"\n",
    );
    assert_eq!(catalog.report.system, ShopSystem::Magento);
    let bag = &catalog.records[0];
    assert_eq!(
        links(&bag.links),
        [
            "cross-sells D",
            "related B",
            "related C",
            "up-sells E",
            "up-sells F"
        ]
    );
    assert_eq!(bag.categories, ["Default Category", "Gear", "Bags"]);
    assert_eq!(
        (bag.cost_minor, bag.brand.as_deref()),
        (Some(3_000), Some("Acme"))
    );
}

#[test]
fn a_price_of_nothing_is_no_missing_price() {
    let catalog = read("sku,title,price\nA,Mug,0.00\nB,Tin,\n");
    let prices: Vec<_> = catalog
        .records
        .iter()
        .map(|record| record.price_minor)
        .collect();
    assert_eq!(prices, [Some(0), None]);
}
