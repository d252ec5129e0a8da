use super::*;

const EXAMPLE: &str = include_str!("../../../tandem.example.toml");

fn refused(text: &str) -> String {
    Config::parse(text)
        .and_then(|config| config.check())
        .expect_err("refused")
        .to_string()
}

#[test]
fn an_empty_file_is_the_defaults() {
    let settings = Config::parse("").expect("TOML").check().expect("settings");
    assert_eq!(settings, Settings::default());
}

#[test]
fn the_example_shows_the_defaults() {
    let settings = Config::parse(EXAMPLE).expect("TOML").check();
    assert_eq!(settings.expect("settings"), Settings::default());
}

/// A key that is added without its paragraph in the example is null here.
#[test]
fn the_example_shows_every_key() {
    let config = Config::parse(EXAMPLE).expect("TOML");
    let written = serde_json::to_value(&config).expect("JSON");
    for (section, keys) in written.as_object().expect("sections") {
        // Lists of tables are told of by an example in a comment.
        for (key, value) in keys.as_object().into_iter().flatten() {
            assert!(
                !value.is_null(),
                "{section}.{key} is not in tandem.example.toml"
            );
            for (inner, value) in value.as_object().into_iter().flatten() {
                assert!(
                    !value.is_null() || key == "columns",
                    "{section}.{key}.{inner} is not in tandem.example.toml"
                );
            }
        }
    }
    assert_eq!(
        config.import.columns.len(),
        crate::mine::import::OrderColumn::ALL.len()
    );
    assert_eq!(
        config.catalog.columns.len(),
        crate::mine::import::CatalogColumn::ALL.len()
    );
}

#[test]
fn keys_of_columns_are_what_the_file_says() {
    for column in crate::mine::import::OrderColumn::ALL {
        let written = serde_json::to_value(column).expect("JSON");
        assert_eq!(written.as_str(), Some(column.key()));
    }
    for column in crate::mine::import::CatalogColumn::ALL {
        let written = serde_json::to_value(column).expect("JSON");
        assert_eq!(written.as_str(), Some(column.key()));
    }
}

#[test]
fn what_is_said_is_taken() {
    let text = r#"
        [import]
        delimiter = "tab"
        encoding = "latin1"
        dates = "%d|%m|%Y"
        decimal = "comma"
        currency = "jpy"
        free_lines = "keep"
        columns = { sku = "Artikel-Nr." }
        [mine.page]
        exponent_consequent = 0
        ridge_neighbours = 50
        order_weight = "equal"
        [mine.cart]
        ridge_share = "auto"
        [table]
        keys = ["handle", "sku", "sku"]
        [catalog]
        url = "/p/{sku}"
        title_case = "title"
    "#;
    let settings = Config::parse(text)
        .expect("TOML")
        .check()
        .expect("settings");
    let import = &settings.import;
    assert_eq!(import.delimiter, Some(b'\t'));
    assert_eq!(import.encoding, Some(encoding_rs::WINDOWS_1252));
    assert_eq!(import.dates, DateForm::Pattern("%d|%m|%Y".to_owned()));
    assert_eq!(import.currency.map(|currency| currency.exponent()), Some(0));
    assert_eq!(import.columns.len(), 1);
    use crate::domain::KeyKind;
    assert_eq!(settings.table.keys, [KeyKind::Sku, KeyKind::Handle]);
    assert_eq!(settings.catalog.url.as_deref(), Some("/p/{sku}"));
    let page = settings.mine.page.over(Recipe::CART);
    assert_eq!(page.order_weight, OrderWeight::Equal);
    assert_eq!(page.ridge_neighbours, 50);
    assert!(page.exponent_consequent.abs() < 1e-12);
    assert!((page.ridge_share - Recipe::CART.ridge_share).abs() < 1e-12);
    assert_eq!(settings.mine.cart, RecipePins::default());
}

#[test]
fn a_misspelt_key_is_named_with_its_line() {
    let message = refused("[mine]\nrules_per_items = 4\n");
    assert!(message.starts_with("line 2, column 1: "), "{message}");
    assert!(message.contains("rules_per_items"), "{message}");
    let message = refused("[import.columns]\nprise = \"x\"\n");
    assert!(message.contains("prise"), "{message}");
}

#[test]
fn what_is_out_of_range_is_named_with_what_would_do() {
    for (text, message) in [
        (
            "[mine]\nrules_per_item = 33",
            "mine.rules_per_item = 33 cannot be used: it must be from 1 to 32",
        ),
        (
            "[mine]\nmin_pair_orders = 0",
            "mine.min_pair_orders = 0 cannot be used: it must be at least 1",
        ),
        (
            "[import]\ncurrency = \"POUND\"",
            "import.currency = \"POUND\" cannot be used: it must be \"auto\" or the ISO 4217 code of a currency, such as \"GBP\"",
        ),
        (
            "[import]\nmax_bad_share = 1.5",
            "import.max_bad_share = 1.5 cannot be used: it must be a share from 0.0 to 1.0",
        ),
        (
            "[import]\nmax_bad_share = nan",
            "import.max_bad_share = NaN cannot be used: it must be a share from 0.0 to 1.0",
        ),
        (
            "[mine.cart]\nridge_share = 1.5",
            "mine.cart.ridge_share = 1.5 cannot be used: it must be a number from 0.0 to 1.0, or \"auto\"",
        ),
        (
            "[mine.page]\nridge_share = \"much\"",
            "mine.page.ridge_share = \"much\" cannot be used: it must be a number from 0.0 to 1.0, or \"auto\"",
        ),
        (
            "[catalog]\nurl = \"/products\"",
            "catalog.url = \"/products\" cannot be used: it must be \"\" or an address with {sku} in it, such as \"/products/{sku}\"",
        ),
        (
            "[offer]\nmax_items = 0",
            "offer.max_items = 0 cannot be used: it must be from 1 to 12",
        ),
        (
            "[table]\nkeys = []",
            "table.keys = [] cannot be used: it must be a list with at least one of \"sku\", \"product\", \"variant\" and \"handle\"",
        ),
    ] {
        assert_eq!(refused(text), message);
    }
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let missing = std::path::Path::new("no/such/tandem.toml");
    let error = Config::load(missing).expect_err("missing").to_string();
    assert!(error.contains("no/such/tandem.toml"), "{error}");
    assert!(error.contains("--config"), "{error}");
}
