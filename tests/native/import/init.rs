//! `tandem init`: what a person sees first.

use tandem_widget::mine::config::{Config, TitleCase};

use super::real::export;
use crate::driver::Scratch;

const ORDERS: &str = "\
Rechnung Nr.;Invoice No;Invoice Date;Stock Code;Description;Qty;Unit Price;Customer ID
x;1001;05.01.2024;A;WHITE \"MUG\";1;4,50;ann@x.example
x;1001;05.01.2024;B;TIN;2;3,00;ann@x.example
x;1002;06.01.2024;A;WHITE \"MUG\";-1;4,50;ann@x.example
x;1003;07.01.2024;POST;POSTAGE;1;4,50;ann@x.example
";

#[test]
fn the_real_export_is_recognised_and_explained() {
    let scratch = Scratch::new();
    let file = export();
    let ran = scratch
        .tandem(&["init", "--orders", file.to_str().unwrap()])
        .expect_code(0);
    for said in [
        "an export of no shop system that is known",
        "gzip, UTF-8, columns parted by ',', one row a line",
        "order number       InvoiceNo            536365 · 536366 · 536367",
        "SKU                StockCode            85123A · 71053 · 84406B",
        "customer           CustomerID           (not shown)",
        "not found          currency, state of the order",
        "not used           Country",
        "541,909 lines read: 517,289 kept, in 19,773 orders of 3,798 items, 2010-12-01 to 2011-12-09",
        "9,288 cancelled lines left out: order numbers starting with C",
        "POST \"POSTAGE\" (1,12",
        "note: nothing says which currency",
        "written: tandem.toml",
    ] {
        assert!(
            ran.stdout.contains(said),
            "{said}\nis not in\n{}",
            ran.stdout
        );
    }
    assert!(
        !ran.stdout.contains("17850"),
        "a customer is shown\n{}",
        ran.stdout
    );
}

#[test]
fn what_is_written_is_read_back_and_gives_the_same_orders() {
    let scratch = Scratch::new();
    scratch.file("orders.csv", ORDERS);
    let first = scratch
        .tandem(&["init", "--orders", "orders.csv"])
        .expect_code(0);
    assert!(
        first
            .stdout
            .contains("tandem build --orders orders.csv --out"),
        "{}",
        first.stdout
    );
    let text = std::fs::read_to_string(scratch.path().join("tandem.toml")).unwrap();
    assert!(!text.contains("ann@"), "a customer is written\n{text}");
    let settings = Config::parse(&text).unwrap().check().unwrap();
    assert_eq!(settings.import.columns.len(), 7, "{text}");
    assert_eq!(settings.catalog.title_case, TitleCase::Sentence);

    // Settings are not replaced unasked, and nothing is left about.
    let again = scratch
        .tandem(&["init", "--orders", "orders.csv"])
        .expect_code(1);
    assert!(
        again.stderr.contains("tandem.toml is there already"),
        "{}",
        again.stderr
    );
    scratch.file("tandem.toml", "old");
    scratch
        .tandem(&["init", "--orders", "orders.csv", "--force"])
        .expect_code(0);
    let forced = std::fs::read_to_string(scratch.path().join("tandem.toml")).unwrap();
    assert_eq!(forced, text);
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 2);
}

/// Headers are the shop's own text: whatever is in them, the settings file stays one.
#[test]
fn odd_headers_make_no_odd_settings() {
    let scratch = Scratch::new();
    scratch.file(
        "orders.csv",
        "\"order\",\"date\",\"sku\",\"title\",\"Unit \"\"Price\"\"\"\n1,2024-01-05,A\\,\"A\"\"\n# x = 1\",1\n1,2024-01-05,B\\,''\"\"''',2\n",
    );
    scratch
        .tandem(&["init", "--orders", "orders.csv"])
        .expect_code(0);
    let text = std::fs::read_to_string(scratch.path().join("tandem.toml")).unwrap();
    let config = Config::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let price = tandem_widget::mine::import::OrderColumn::Price;
    assert_eq!(config.import.columns[&price], "Unit \"Price\"");
}

#[test]
fn a_file_that_is_no_export_writes_nothing() {
    let scratch = Scratch::new();
    scratch.file("orders.csv", "hello\n");
    let ran = scratch
        .tandem(&["init", "--orders", "orders.csv"])
        .expect_code(1);
    assert!(
        ran.stderr.starts_with("error: orders.csv, line 1: "),
        "{}",
        ran.stderr
    );
    assert!(!scratch.path().join("tandem.toml").exists());
    scratch.tandem(&["init"]).expect_code(2);
}

/// What `init` writes names columns; a row that holds a whole order must still be read as one.
#[test]
fn settings_for_a_list_of_items_read_the_list() {
    let scratch = Scratch::new();
    let file = scratch.file(
        "orders.csv",
        "Order ID,Order Date,Customer Email,Product Details\n\
         1,2024-01-05,a@x.example,\"Product ID: 7, Product Qty: 2, Product SKU: A, Product Name: Mug | Product ID: 8, Product Qty: 1, Product SKU: B, Product Name: Tin\"\n\
         2,2024-01-06,b@x.example,\"Product ID: 8, Product Qty: 1, Product SKU: B, Product Name: Tin\"\n",
    );
    let ran = scratch
        .tandem(&["init", "--orders", "orders.csv"])
        .expect_code(0);
    assert!(
        ran.stdout.contains("an order export of BigCommerce"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("one row an order"), "{}", ran.stdout);
    let config = Config::load(&scratch.path().join("tandem.toml")).unwrap();
    let settings = config.check().unwrap();
    let data = super::import::read(&[file], &settings.import, &super::Silent).unwrap();
    assert_eq!(super::baskets(&data), ["1: A B", "2: B"]);
}
