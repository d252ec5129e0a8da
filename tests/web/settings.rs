//! Attributes, structured data, and texts of the page's own.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::page::{Box, Host, Shop, document};

/// Something in the page's head, gone when dropped.
struct InHead(Element);

impl InHead {
    fn new(tag: &str, attributes: &[(&str, &str)], text: &str) -> Self {
        let element = document().create_element(tag).unwrap();
        for (name, value) in attributes {
            element.set_attribute(name, value).unwrap();
        }
        element.set_text_content(Some(text));
        document().head().unwrap().append_child(&element).unwrap();
        Self(element)
    }
}

impl Drop for InHead {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// What the packing puts beside the widget: `name` stands for one file of these, by its own name.
fn lay_beside(name: &str, file: &str, kind: &str, content: &str) {
    let content = js_sys::encode_uri_component(content);
    let address = format!("data:{kind},{}", String::from(content));
    let all = js_sys::Object::new();
    let unchecked = js_sys::Array::of2(&address.into(), &"".into());
    js_sys::Reflect::set(&all, &file.into(), &unchecked).unwrap();
    js_sys::Reflect::set(&js_sys::global(), &name.into(), &all).unwrap();
}

const JSON_LD: [(&str, &str); 1] = [("type", "application/ld+json")];

#[wasm_bindgen_test]
async fn the_product_comes_from_structured_data_past_broken_blocks() {
    for block in [
        r#"{"@type":"Product","sku":"22423"}"#,
        r#"[{"@type":"Organization"},{"@type":["Product","Thing"],"productID":"22423"}]"#,
        r#"{"@graph":[{"@type":"ProductGroup","productGroupID":22423}]}"#,
    ] {
        let _broken = InHead::new("script", &JSON_LD, "{\"@type\": \"Product\",");
        let _null = InHead::new("script", &JSON_LD, "null");
        let _block = InHead::new("script", &JSON_LD, block);
        let host = Host::with_everything().await;
        let offer = Box::with(&host, Shop::new("").adapter(), &[], &[]);
        offer.reach("ready").await;
        assert_eq!(offer.texts("title")[0], "Regency Cakestand 3 Tier");
    }
}

#[wasm_bindgen_test]
async fn then_from_a_meta_tag_and_the_attribute_beats_both() {
    let property = [
        ("property", "product:retailer_item_id"),
        ("content", "22423"),
    ];
    let _meta = InHead::new("meta", &property, "");
    let host = Host::with_everything().await;
    let offer = Box::with(&host, JsValue::UNDEFINED, &[], &[]);
    offer.reach("ready").await;
    // No item twice on a page: the other box needs the place of the first.
    drop(offer);
    let other = Box::with(&host, JsValue::UNDEFINED, &[("data-product", "22699")], &[]);
    other.reach("ready").await;
    assert_eq!(other.texts("title")[0], "Roses Regency Teacup and Saucer");
}

#[wasm_bindgen_test]
async fn no_product_or_an_unknown_one_is_empty_with_the_reason() {
    for own in [&[][..], &[("product", "no such product")][..]] {
        let host = Host::with_everything().await;
        let offer = Box::with(&host, JsValue::UNDEFINED, own, &[]);
        offer.reach("empty").await;
        assert_eq!(offer.hear()[0].text("reason"), "unknown-product");
    }
}

#[wasm_bindgen_test]
async fn attributes_set_the_number_the_heading_and_its_level() {
    let host = Host::with_everything().await;
    let own = [
        ("product", "22423"),
        ("max-items", "1"),
        ("heading", "With <this>"),
        ("heading-level", "4"),
    ];
    let offer = Box::with(&host, JsValue::UNDEFINED, &own, &[]);
    offer.reach("ready").await;
    assert_eq!(offer.texts("title").len(), 2);
    assert_eq!(offer.text("heading"), "With <this>");
    let heading = offer.find("[part=heading]").unwrap();
    assert_eq!(heading.get_attribute("aria-level").as_deref(), Some("4"));
}

#[wasm_bindgen_test]
async fn the_page_gives_its_own_texts() {
    let _texts = InHead::new(
        "script",
        &[("type", "application/json"), ("data-tandem-messages", "")],
        r#"{"add.one":"{count} into the bag","heading.product":"Pairs well","this":7}"#,
    );
    let host = Host::with_everything().await;
    let offer = Box::new(&host, Shop::new("").adapter());
    offer.reach("ready").await;
    assert_eq!(offer.text("heading"), "Pairs well");
    assert_eq!(offer.text("button"), "1 into the bag");
    assert_eq!(offer.text("lead"), "This item");
}

/// The texts of a shop's own, from the manifest, the strongest last.
const OWN: &str = r#""words":[null,{"locale":7},{"locale":"en"},
    {"locale":"en","texts":{"heading.product":"Ours","this":"All","add.one":"Take {count}","tick":9}},
    {"locale":"en","placement":"cart","texts":{"heading.product":"no"}},
    {"locale":"eng","texts":{"heading.product":"no"}},
    {"locale":"en-gb","texts":{"this":"British"}},
    {"locale":"en","segment":"trade","texts":{"this":"Trade"}},
    {"locale":"en","placement":"product","tier":"gold","texts":{"heading.product":"For gold"}}]"#;

#[wasm_bindgen_test]
async fn the_shops_own_texts_follow_locale_placement_and_labels() {
    let said = async |own: &[(&str, &str)]| {
        let host = Host::with_everything().await;
        host.with(OWN).await;
        let own = [&[("product", "22423")], own].concat();
        let offer = Box::with(
            &host,
            Shop::new("").adapter(),
            &own,
            &[("data-locale", "en-GB")],
        );
        offer.reach("ready").await;
        assert_eq!(offer.text("button"), "Take 1");
        [offer.text("heading"), offer.text("lead")]
    };
    assert_eq!(said(&[]).await, ["Ours", "British"]);
    let other = [("data-segment", "none"), ("data-tier", "none")];
    assert_eq!(said(&other).await, ["Ours", "British"]);
    assert_eq!(said(&[("data-segment", "trade")]).await, ["Ours", "Trade"]);
    let gold = [("data-segment", "trade"), ("data-tier", "gold")];
    assert_eq!(said(&gold).await, ["For gold", "Trade"]);
}

/// Of the tables for labels the first that fits; a page that fits none, or an entry that is none,
/// leaves it at the shop's own.
#[wasm_bindgen_test]
async fn a_page_with_labels_gets_their_table() {
    let host = Host::with_everything().await;
    let missing = r#"{"file":"rules-2.tdm","bytes":9,"sha256":"0"}"#;
    host.with(&format!(
        r#""labelled":[null,7,{{"segment":"trade","tier":"gold","rules":{missing}}},
        {{"segment":"trade","rules":{missing},"catalog":null}}]"#
    ))
    .await;
    let reached = async |own: &[(&str, &str)], state: &str| {
        let own = [&[("product", "22423")], own].concat();
        let offer = Box::with(&host, JsValue::UNDEFINED, &own, &[]);
        offer.reach(state).await;
        let heard = offer.hear();
        heard
            .iter()
            .find(|it| it.name == "error")
            .map(|it| it.text("code"))
    };
    assert_eq!(reached(&[("data-tier", "gold")], "ready").await, None);
    let trade = reached(&[("data-segment", "trade")], "error").await;
    assert_eq!(
        trade.as_deref(),
        Some("malformed"),
        "the entry without a catalogue"
    );
    let both = [("data-segment", "trade"), ("data-tier", "gold")];
    let code = reached(&both, "error").await;
    assert!(
        code.is_some_and(|code| code != "malformed"),
        "a table that is not there"
    );
}

#[wasm_bindgen_test]
async fn money_and_words_follow_the_locale() {
    let german = include_str!("../../www/words/de.json");
    lay_beside("WORDS", "de", "application/json", german);
    let host = Host::with_everything().await;
    let own = [("product", "22423")];
    let script = [("data-locale", "de-AT")];
    let offer = Box::with(&host, Shop::new("").adapter(), &own, &script);
    offer.reach("ready").await;
    assert_eq!(offer.text("heading"), "Wird oft zusammen gekauft");
    assert!(
        offer.texts("price")[0].contains("12,75"),
        "{:?}",
        offer.texts("price")
    );
    let script = [("data-locale", "not a locale")];
    let offer = Box::with(&host, Shop::new("").adapter(), &own, &script);
    offer.reach("ready").await;
    assert_eq!(offer.texts("price")[0], "£12.75");
}

#[wasm_bindgen_test]
async fn prices_in_another_currency_than_the_pages_are_not_shown() {
    let host = Host::with_everything().await;
    let own = [("product", "22423")];
    let offer = Box::with(
        &host,
        Shop::new("").adapter(),
        &own,
        &[("data-currency", "EUR")],
    );
    offer.reach("ready").await;
    assert!(offer.texts("price").is_empty());
}

#[wasm_bindgen_test]
async fn the_cart_placement_offers_what_goes_with_the_cart() {
    let shop = Shop::new("");
    shop.put("22423");
    let host = Host::with_everything().await;
    let offer = Box::with(&host, shop.adapter(), &[("placement", "cart")], &[]);
    offer.reach("ready").await;
    assert_eq!(offer.text("heading"), "Goes well with your cart");
    assert_eq!(offer.texts("title").len(), 3);
    assert_eq!(
        offer.texts("reason")[0],
        "Bought with Regency Cakestand 3 Tier in 312 orders"
    );
    assert_eq!(offer.all("input:checked").len(), 0);
}

#[wasm_bindgen_test]
async fn the_demo_keeps_its_cart_in_the_tab() {
    let demo = include_str!("../../www/adapters/demo.js");
    lay_beside("ADAPTERS", "demo", "text/javascript", demo);
    let storage = web_sys::window()
        .unwrap()
        .session_storage()
        .unwrap()
        .unwrap();
    storage.remove_item("tandem-demo-cart").unwrap();
    let host = Host::with_everything().await;
    let products = format!(
        r#"{{"currency":"GBP","exponent":2,"products":{}}}"#,
        crate::page::products().replace(r#","currency":"GBP","exponent":2"#, "")
    );
    host.put("products.json", products.as_bytes());
    let own = [("product", "22423")];
    let offer = Box::with(&host, JsValue::UNDEFINED, &own, &[("data-shop", "demo")]);
    offer.reach("ready").await;
    assert_eq!(offer.text("amount"), "£12.75");
    offer.add().await;
    assert!(offer.text("notice-text").starts_with("1 item added"));
    let kept = storage.get_item("tandem-demo-cart").unwrap().unwrap();
    for part in [
        r#""sku":"22423""#,
        r#""quantity":1"#,
        r#""unitPriceMinor":1275"#,
        r#""currency":"GBP""#,
    ] {
        assert!(kept.contains(part), "{part} in {kept}");
    }
    storage.remove_item("tandem-demo-cart").unwrap();
}
