//! Tick, total, add, and what the page hears of it.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlElement};

use crate::page::{Box, Host, Shop, asked_for, get, products, sleep, turn, until};

async fn ready(shop: &Shop) -> (Host, Box) {
    let host = Host::with_everything().await;
    let offer = Box::new(&host, shop.adapter());
    offer.reach("ready").await;
    (host, offer)
}

#[wasm_bindgen_test]
async fn a_box_shows_the_item_and_three_more_with_reasons_and_prices() {
    let shop = Shop::new("");
    let (_host, offer) = ready(&shop).await;
    assert_eq!(
        offer.texts("title"),
        [
            "Regency Cakestand 3 Tier",
            "Roses Regency Teacup and Saucer",
            "Green Regency Teacup and Saucer",
            "Pink Regency Teacup and Saucer"
        ]
    );
    assert_eq!(offer.texts("price"), ["£12.75", "£2.95", "£2.95", "£2.95"]);
    assert_eq!(
        offer.texts("reason"),
        [
            "Bought together in 312 orders",
            "Bought together in 289 orders",
            "Bought together in 1 order"
        ]
    );
    let heard = offer.hear();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].name, "ready");
    assert_eq!(heard[0].text("source"), "tandem");
    assert_eq!(heard[0].text("placement"), "product");
    assert_eq!(heard[0].skus(), ["22423", "22699", "22697", "22698"]);
}

#[wasm_bindgen_test]
async fn only_the_item_itself_starts_ticked_and_ticks_move_total_and_button() {
    let shop = Shop::new("");
    let (_host, offer) = ready(&shop).await;
    let ticked = || offer.all("input:checked").len();
    assert_eq!((ticked(), offer.text("amount").as_str()), (1, "£12.75"));
    offer.tick(1).await;
    offer.tick(2).await;
    assert_eq!((ticked(), offer.text("amount").as_str()), (3, "£18.65"));
    assert_eq!(offer.text("button"), "Add 3 to cart");
    for at in 0..3 {
        offer.tick(at).await;
    }
    assert_eq!((ticked(), offer.text("amount").as_str()), (0, ""));
    let disabled = offer
        .find("[part=button]")
        .unwrap()
        .get_attribute("aria-disabled");
    assert_eq!(disabled.as_deref(), Some("true"));
    offer.click("[part=button]");
    turn().await;
    assert_eq!(shop.adds(), 0.0, "nothing ticked, nothing sent");
}

#[wasm_bindgen_test]
async fn an_add_says_what_the_cart_says_and_offers_the_items_no_more() {
    let shop = Shop::new("");
    let (_host, offer) = ready(&shop).await;
    offer.hear();
    offer.tick(1).await;
    offer.add().await;
    assert!(offer.text("notice-text").starts_with("2 items added"));
    assert_eq!(offer.texts("badge"), ["In your cart", "In your cart"]);
    assert_eq!(offer.all("input").len(), 2, "two are left to choose");
    let heard = offer.hear();
    let names: Vec<_> = heard.iter().map(|heard| heard.name.as_str()).collect();
    assert_eq!(names, ["add", "added"]);
    assert_eq!(heard[1].skus(), ["22423", "22699"]);
    let items: js_sys::Array = get(&heard[1].detail, "items").unchecked_into();
    assert_eq!(get(&items.get(0), "confirmed").as_f64(), Some(1.0));
    offer.click("[part=notice-button]");
    assert_eq!(shop.opened(), 1.0, "the cart can be seen");
}

#[wasm_bindgen_test]
async fn a_second_press_adds_nothing_twice() {
    let shop = Shop::new("slow");
    let (_host, offer) = ready(&shop).await;
    offer.click("[part=button]");
    turn().await;
    assert_eq!(offer.text("button"), "Adding…");
    offer.click("[part=button]");
    offer.click("[part=button]");
    until("a notice", || !offer.text("notice-text").is_empty()).await;
    assert_eq!(shop.adds(), 1.0);
    assert!(offer.text("notice-text").starts_with("1 item added"));
}

#[wasm_bindgen_test]
async fn the_page_may_take_the_add_over() {
    let shop = Shop::new("");
    let (_host, offer) = ready(&shop).await;
    let listener = gloo::events::EventListener::new_with_options(
        &offer.element,
        "tandem:add",
        gloo::events::EventListenerOptions::enable_prevent_default(),
        |event: &Event| event.prevent_default(),
    );
    offer.click("[part=button]");
    turn().await;
    assert_eq!(shop.adds(), 0.0);
    assert_eq!(
        offer.text("button"),
        "Add 1 to cart",
        "and may be pressed again"
    );
    drop(listener);
}

#[wasm_bindgen_test]
async fn items_in_the_cart_are_not_offered_and_leave_when_the_page_adds_them() {
    let shop = Shop::new("");
    shop.put("22697");
    let (_host, offer) = ready(&shop).await;
    assert!(!offer.text("title").contains("Green"));
    assert!(
        offer.text("title").contains("Cake Tins"),
        "the next best stands in"
    );
    shop.put("22699");
    until("the roses to leave", || {
        !offer.text("title").contains("Roses")
    })
    .await;
    shop.put("22423");
    until("the badge", || offer.text("badge") == "In your cart").await;
    assert_eq!(
        offer.all("input:checked").len(),
        0,
        "and the item itself cannot be ticked"
    );
}

#[wasm_bindgen_test]
async fn focus_stays_where_it_is_when_the_cart_changes() {
    let shop = Shop::new("");
    let (_host, offer) = ready(&shop).await;
    let checkbox = offer.all("input")[2].clone();
    checkbox.focus().unwrap();
    shop.put("22699");
    until("the roses before it to leave", || {
        !offer.text("title").contains("Roses")
    })
    .await;
    let holder = offer.shadow.active_element().unwrap();
    let card = holder.closest("li").unwrap().unwrap();
    assert_eq!(
        (card.get_attribute("data-sku"), holder.get_attribute("part")),
        (Some("22697".to_owned()), Some("checkbox".to_owned())),
        "the focus follows its item"
    );
    shop.put("22697");
    until("the green one to leave", || {
        !offer.text("title").contains("Green")
    })
    .await;
    until("the focus to come back", || {
        offer.shadow.active_element().is_some()
    })
    .await;
    let holder = offer.shadow.active_element().unwrap();
    assert_eq!(
        holder.get_attribute("part").as_deref(),
        Some("box"),
        "never lost to the page"
    );
}

#[wasm_bindgen_test]
async fn everything_in_the_cart_leaves_nothing_to_offer() {
    let shop = Shop::new("");
    let (_host, offer) = ready(&shop).await;
    offer.hear();
    for sku in ["22699", "22697", "22698", "22720"] {
        shop.put(sku);
    }
    offer.reach("empty").await;
    assert!(offer.find("section").is_none());
    let heard = offer.hear();
    assert_eq!(heard[0].name, "empty");
    assert_eq!(heard[0].text("reason"), "nothing-left");
    shop.empty();
    offer.reach("ready").await;
}

#[wasm_bindgen_test]
async fn sold_out_items_are_not_offered_and_a_sold_out_product_says_so() {
    let all = products();
    let all = all.replacen("true", "false", 2);
    let shop = Shop::selling(&all);
    let (_host, offer) = ready(&shop).await;
    assert_eq!(offer.text("badge"), "Sold out");
    assert!(!offer.text("title").contains("Roses"));
    assert_eq!(offer.all("input:checked").len(), 0);
}

#[wasm_bindgen_test]
async fn a_tick_without_a_price_has_no_total() {
    let all = products().replacen("\"priceMinor\":295,", "", 1);
    let shop = Shop::selling(&all);
    let (_host, offer) = ready(&shop).await;
    assert_eq!(offer.text("amount"), "£12.75");
    offer.tick(1).await;
    assert_eq!(offer.text("amount"), "");
    assert_eq!(offer.text("total-label"), "2 items, priced in the cart");
    assert_eq!(offer.text("button"), "Add 2 to cart");
}

#[wasm_bindgen_test]
async fn two_currencies_have_no_total() {
    let all = products();
    let at = all.rfind("\"GBP\"").unwrap();
    let all = [&all[..at], &all[at..].replace("GBP", "EUR")].concat();
    let all = all.replace("\"sku\":\"22720\"", "\"sku\":\"-\"");
    let all = all.replacen(
        "\"currency\":\"GBP\",\"exponent\":2,\"available\":true},{\"sku\":\"22697\"",
        "\"currency\":\"EUR\",\"exponent\":2,\"available\":true},{\"sku\":\"22697\"",
        1,
    );
    let shop = Shop::selling(&all);
    let (_host, offer) = ready(&shop).await;
    offer.tick(1).await;
    assert_eq!(offer.text("amount"), "");
}

#[wasm_bindgen_test]
async fn a_picture_that_does_not_load_leaves_the_first_letter() {
    let shop = Shop::new("");
    let (_host, offer) = ready(&shop).await;
    until("the picture to go", || offer.all("img[hidden]").len() == 4).await;
    let picture = offer.find("[part=picture]").unwrap();
    assert_eq!(picture.get_attribute("data-monogram").as_deref(), Some("R"));
}

#[wasm_bindgen_test]
async fn a_followed_link_is_heard() {
    let shop = Shop::new("");
    let (_host, offer) = ready(&shop).await;
    offer.hear();
    let link: HtmlElement = offer.all("a")[1].clone();
    link.set_attribute("href", "#nowhere").unwrap();
    link.click();
    let heard = offer.hear();
    assert_eq!(heard[0].name, "select");
    assert_eq!(heard[0].skus(), ["22699"]);
}

#[wasm_bindgen_test]
async fn an_impression_is_told_once_and_only_of_a_box_with_items() {
    let shop = Shop::new("");
    let host = Host::with_everything().await;
    let offer = Box::new(&host, shop.adapter());
    let handle = offer.handle.as_ref().unwrap();
    assert!(!handle.seen(), "still loading");
    offer.reach("ready").await;
    offer.hear();
    assert!(handle.seen());
    assert!(handle.seen());
    assert_eq!(offer.names(), ["impression"]);
}

#[wasm_bindgen_test]
async fn two_boxes_fetch_the_files_once() {
    let shop = Shop::new("");
    let host = Host::with_everything().await;
    let first = Box::new(&host, shop.adapter());
    let second = Box::new(&host, shop.adapter());
    first.reach("ready").await;
    second.reach("ready").await;
    for name in ["manifest.json", "rules-1.tdm", "catalog-0-1.json.gz"] {
        assert_eq!(asked_for(&[&host.folder, name].concat()), 1, "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_box_taken_off_leaves_no_listener_and_draws_no_more() {
    let shop = Shop::new("slow");
    let (_host, mut offer) = ready(&shop).await;
    assert_eq!(shop.listeners(), 1.0);
    offer.click("[part=button]");
    offer.handle.take();
    assert_eq!(shop.listeners(), 0.0);
    sleep(250).await;
    assert!(offer.find("section").is_none());
}

#[wasm_bindgen_test]
async fn refresh_reads_prices_and_cart_again_and_keeps_ticks() {
    let shop = Shop::new("");
    let (_host, offer) = ready(&shop).await;
    offer.tick(1).await;
    shop.behave("products-throw");
    offer.handle.as_ref().unwrap().refresh();
    until("the prices to go", || offer.texts("price").is_empty()).await;
    assert_eq!(offer.all("input:checked").len(), 2);
}
