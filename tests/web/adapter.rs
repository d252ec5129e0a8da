//! Carts that throw, hang, lie or answer nonsense: the box says what the cart says, and the page is
//! never harmed.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Box, Host, Shop, console, is_polluted};

/// What puts something into a cart; to say no to a suggestion takes none.
const ADDERS: &str = "input, button:not([part=dismiss], [part=hide])";

async fn ready(behaviour: &str) -> (Shop, Host, Box) {
    let shop = Shop::new(behaviour);
    let host = Host::with_everything().await;
    let offer = Box::new(&host, shop.adapter());
    offer.reach("ready").await;
    (shop, host, offer)
}

#[wasm_bindgen_test]
async fn an_add_that_throws_keeps_the_box_and_can_be_tried_again() {
    let (shop, _host, offer) = ready("add-throws").await;
    offer.hear();
    offer.tick(1).await;
    offer.add().await;
    assert!(offer.text("notice-text").starts_with("Nothing was added"));
    assert_eq!(offer.text("notice-button"), "Try again");
    assert_eq!(offer.all("input:checked").len(), 2, "the ticks stay");
    assert_eq!(offer.names(), ["add", "error"]);
    shop.behave("");
    offer.click("[part=notice-button]");
    crate::page::until("the items", || {
        offer.text("notice-text").starts_with("2 items added")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_lost_answer_is_no_lost_add() {
    let (_shop, _host, offer) = ready("add-throws-but-adds").await;
    offer.add().await;
    assert!(offer.text("notice-text").starts_with("1 item added"));
}

#[wasm_bindgen_test]
async fn a_yes_without_a_line_in_the_cart_is_no_add() {
    let (_shop, _host, offer) = ready("add-lies").await;
    offer.add().await;
    assert!(offer.text("notice-text").starts_with("Nothing was added"));
}

#[wasm_bindgen_test]
async fn nonsense_for_an_answer_is_judged_by_the_cart() {
    let (_shop, _host, offer) = ready("add-nonsense").await;
    offer.add().await;
    assert!(offer.text("notice-text").starts_with("Nothing was added"));
}

#[wasm_bindgen_test]
async fn a_refused_line_is_named_with_the_shops_reason_as_plain_text() {
    let (_shop, _host, offer) = ready("refuses-second").await;
    offer.tick(1).await;
    offer.tick(2).await;
    offer.add().await;
    assert!(offer.text("notice-text").starts_with("2 of 3 items added"));
    assert_eq!(
        offer.text("notice-details"),
        "Roses Regency Teacup and Saucer was not added: <b>Gone</b>"
    );
    assert!(offer.texts("badge").contains(&"Sold out".to_owned()));
}

#[wasm_bindgen_test]
async fn a_cart_that_fell_silent_after_the_add_claims_nothing() {
    let (_shop, _host, offer) = ready("add-then-cart-throws").await;
    offer.add().await;
    assert!(
        offer
            .text("notice-text")
            .starts_with("Your cart did not answer")
    );
    assert!(!offer.names().contains(&"added".to_owned()));
}

#[wasm_bindgen_test]
async fn a_cart_that_cannot_be_read_leaves_links() {
    for behaviour in ["cart-throws", "cart-nonsense", "not-functions"] {
        let (_shop, _host, offer) = ready(behaviour).await;
        assert_eq!(offer.all(ADDERS).len(), 0, "{behaviour}");
        assert_eq!(offer.all("a[href]").len(), 4, "{behaviour}");
        assert_eq!(console().len(), 1, "{behaviour}");
        assert!(offer.names().contains(&"error".to_owned()), "{behaviour}");
    }
}

#[wasm_bindgen_test]
async fn no_adapter_leaves_links_and_says_nothing() {
    let host = Host::with_everything().await;
    let offer = Box::new(&host, JsValue::UNDEFINED);
    offer.reach("ready").await;
    assert_eq!(offer.all(ADDERS).len(), 0);
    assert_eq!(
        offer.texts("price").len(),
        0,
        "prices from orders are never shown"
    );
    assert!(console().is_empty());
}

#[wasm_bindgen_test]
async fn an_adapter_of_two_functions_is_enough() {
    let (_shop, _host, offer) = ready("bare").await;
    assert_eq!(offer.texts("price").len(), 0);
    offer.add().await;
    assert!(offer.text("notice-text").starts_with("1 item added"));
    assert!(
        offer.find("[part=notice-button]").is_none(),
        "no cart to show"
    );
    assert!(console().is_empty());
}

#[wasm_bindgen_test]
async fn prices_that_do_not_come_are_absent() {
    for behaviour in ["products-throw", "products-nonsense"] {
        let (_shop, _host, offer) = ready(behaviour).await;
        assert_eq!(offer.texts("price").len(), 0, "{behaviour}");
        assert_eq!(offer.all("input").len(), 4, "{behaviour}");
        assert_eq!(console().len(), 1, "{behaviour}");
    }
}

#[wasm_bindgen_test]
async fn hostile_products_neither_mark_up_nor_pollute_nor_price() {
    let (_shop, _host, offer) = ready("products-hostile").await;
    assert_eq!(offer.texts("title")[0], "<img src=x onerror=alert(1)>");
    let link = offer.all("a")[0].get_attribute("href").unwrap();
    assert_eq!(link, "/products/22423", "the catalogue's, not javascript:");
    assert_eq!(
        offer.texts("price").len(),
        0,
        "no part of a penny, no text, no such currency"
    );
    assert!(!is_polluted());
}
