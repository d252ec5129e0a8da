//! Sets with a discount of the shop's: nothing is promised but that it comes off in the cart, nothing is
//! said to be saved but what the cart says, and an offer that is over is gone.

use std::{cell::Cell, rc::Rc};

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    page::{Box, Host, Shop, until},
    states::SHELF,
};

const PLACEMENT: [(&str, &str); 1] = [("placement", "bundle")];

/// A set of three with these further fields.
fn set(fields: &str) -> String {
    format!(r#"[{{"name":"A","skus":["22423","22699","22697"],"orders":9{fields}}}]"#)
}

/// So many milliseconds from now, as the manifest has it.
fn later(milliseconds: f64) -> String {
    let time = js_sys::Date::new(&(js_sys::Date::now() + milliseconds).into());
    format!(r#","ends":"{}""#, String::from(time.to_iso_string()))
}

async fn on_offer(shop: &Shop, fields: &str) -> Box {
    let host = Host::with_everything().await;
    host.offer(&set(fields)).await;
    Box::with(&host, shop.adapter(), &PLACEMENT, &[])
}

#[wasm_bindgen_test]
async fn a_discount_comes_off_in_the_cart_and_how_much_the_cart_says() {
    let shop = Shop::new("gives");
    let offer = on_offer(&shop, r#","discount":"SET""#).await;
    offer.reach("ready").await;
    assert_eq!(
        offer.text("total-label"),
        "Total for 3 items\nDiscount applied in cart"
    );
    assert_eq!(offer.text("amount"), "£18.65", "nothing taken off yet");
    offer.add().await;
    assert_eq!(offer.text("notice-details"), "Your cart takes £1.87 off");
    assert_eq!(shop.asked(), "SET");
}

#[wasm_bindgen_test]
async fn a_discount_that_does_not_come_is_said_not_to() {
    let shop = Shop::new("");
    let offer = on_offer(&shop, r#","discount":"SET""#).await;
    offer.reach("ready").await;
    offer.add().await;
    assert!(offer.text("notice-text").starts_with("3 items added"));
    assert_eq!(
        offer.text("notice-details"),
        "Your cart takes nothing off for it"
    );
}

#[wasm_bindgen_test]
async fn without_a_name_nothing_is_promised_asked_for_or_told() {
    let shop = Shop::new("gives");
    let offer = on_offer(&shop, &later(60_000.0)).await;
    offer.reach("ready").await;
    assert_eq!(offer.text("total-label"), "Total for 3 items");
    offer.add().await;
    assert_eq!(offer.text("notice-details"), "");
    assert_eq!(shop.asked(), "");
}

#[wasm_bindgen_test]
async fn the_end_is_told_and_what_is_over_is_not_offered() {
    let shop = Shop::new("");
    let fields = [r#","discount":"SET""#, &later(86_400_000.0)].concat();
    let offer = on_offer(&shop, &fields).await;
    offer.reach("ready").await;
    let label = offer.text("total-label");
    assert!(
        label.contains("Discount applied in cart, until "),
        "{label}"
    );
    assert!(label.contains("20"), "a year: {label}");
    drop(offer);
    for ends in [
        later(-1.0),
        r#","ends":"soon""#.to_owned(),
        r#","ends":null"#.to_owned(),
    ] {
        let fields = [r#","discount":"SET""#, &ends].concat();
        let offer = on_offer(&shop, &fields).await;
        offer.reach("empty").await;
    }
}

#[wasm_bindgen_test]
async fn an_offer_that_ends_while_the_page_stands_goes() {
    let shop = Shop::new("");
    let fields = [r#","discount":"SET""#, &later(700.0)].concat();
    let offer = on_offer(&shop, &fields).await;
    offer.reach("ready").await;
    // The loader's part: it looks at all boxes anew.
    let is_asked = Rc::new(Cell::new(false));
    let asked = is_asked.clone();
    let refresh = Closure::<dyn Fn()>::new(move || asked.set(true));
    let tandem = Object::new();
    Reflect::set(&tandem, &"refresh".into(), refresh.as_ref()).unwrap();
    Reflect::set(&js_sys::global(), &"tandem".into(), &tandem).unwrap();
    until("its end", || is_asked.get()).await;
    Reflect::set(&js_sys::global(), &"tandem".into(), &JsValue::UNDEFINED).unwrap();
    offer.handle.as_ref().unwrap().refresh();
    offer.reach("empty").await;
}

/// A progress box without a sum, beside breaks of the second and third of the shelf.
async fn by_steps(shop: &Shop, fields: &str, own: &[(&str, &str)]) -> Box {
    let host = Host::with_everything().await;
    let breaks = format!(
        r#""breaks":[{{"skus":["22699","22697"],"discount":"SIX","steps":[{{"quantity":3,"saving":0.1}}]{fields}}},{{"skus":["22697"],"discount":"LATER","steps":[{{"quantity":2,"saving":0.5}}]}}]"#
    );
    host.with(&breaks).await;
    let own = [&[("placement", "progress")], own].concat();
    Box::with(&host, shop.adapter(), &own, &[])
}

#[wasm_bindgen_test]
async fn more_for_less_is_about_the_product_or_the_first_in_the_cart_that_has_steps() {
    let shop = Shop::new("gives");
    let offer = by_steps(&shop, "", &[("product", "22699")]).await;
    offer.reach("ready").await;
    assert!(
        offer
            .text("goal-text")
            .starts_with("Add 3 more for 10% off")
    );
    drop(offer);

    for sku in ["22423", "22697", "22699"] {
        shop.put(sku);
    }
    let offer = by_steps(&shop, "", &[]).await;
    offer.reach("ready").await;
    let text = offer.text("goal-text");
    assert_eq!(
        text, "Add 2 more for 10% off\nFrom 3: 10% off",
        "of the first break"
    );
    assert_eq!(offer.text("title"), SHELF[2].1);
    offer.add().await;
    assert_eq!(shop.asked(), "SIX");
    assert_eq!(offer.text("notice-details"), "Your cart takes £1.87 off");
    assert_eq!(offer.text("goal-text"), "You have enough for 10% off");
}

#[wasm_bindgen_test]
async fn more_for_less_is_gone_where_it_is_over_or_about_nothing_here() {
    let shop = Shop::new("");
    let offer = by_steps(&shop, "", &[("product", "22423")]).await;
    offer.reach("empty").await;
    drop(offer);
    let offer = by_steps(&shop, "", &[]).await;
    offer.reach("empty").await;
    drop(offer);
    // What is over makes way for the break behind it.
    let offer = by_steps(&shop, &later(-1.0), &[("product", "22697")]).await;
    offer.reach("ready").await;
    assert!(
        offer
            .text("goal-text")
            .starts_with("Add 2 more for 50% off")
    );
    drop(offer);
    let offer = by_steps(&shop, &later(-1.0), &[("product", "22699")]).await;
    offer.reach("empty").await;
}
