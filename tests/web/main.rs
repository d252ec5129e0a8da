//! The suite that runs in a real browser: the components mounted live, as a page has them.
//!
//! What they draw is held natively, state by state, in `tests/golden/html`. Here is what only a
//! browser can show: controls that follow the view, focus that survives, text that stays text.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test says what is wrong by failing"
)]

use std::{cell::RefCell, rc::Rc};

use leptos::{mount::mount_to, prelude::*};
use tandem_widget::{
    domain::{
        Basket, BasketLine, Currency, Locale, Money, Placement, ProductRecord, Quantity, SafeUrl,
        Stock,
    },
    offer::{
        Ability, BoxView, Candidate, Formats, HeadingLevel, Intent, Live, Messages, Plural,
        Session, Setup, Support, Words,
    },
    ui::OfferBox,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Amounts as plain decimals, English plurals.
struct Plain;

impl Formats for Plain {
    fn money(&self, money: Money) -> String {
        format!("{} {}", money.to_decimal(), money.currency)
    }

    fn count(&self, count: u32) -> String {
        count.to_string()
    }

    fn plural(&self, count: u32) -> Plural {
        if count == 1 {
            Plural::One
        } else {
            Plural::Other
        }
    }
}

const SHELF: [(&str, &str, i64); 4] = [
    ("A", "Cakestand", 1275),
    ("B", "Teacup", 295),
    ("C", "<script>alert(1)</script>", 395),
    ("D", "Teapot", 995),
];

fn record((sku, title, _): &(&str, &str, i64)) -> ProductRecord {
    ProductRecord {
        sku: (*sku).to_owned(),
        title: (*title).to_owned(),
        url: SafeUrl::new(&format!("/products/{sku}")),
        image: None,
        price: None,
        stock: Stock::Unknown,
    }
}

fn live(sold_out: &[&str]) -> Vec<Live> {
    let pounds = Currency::new("GBP", 2).expect("a currency");
    SHELF
        .iter()
        .map(|(sku, _, minor)| Live {
            sku: (*sku).to_owned(),
            price: Some(Money::new(*minor, pounds)),
            stock: if sold_out.contains(sku) {
                Stock::SoldOut
            } else {
                Stock::Available
            },
            ..Live::default()
        })
        .collect()
}

fn basket(skus: &[&str]) -> Basket {
    Basket {
        lines: skus
            .iter()
            .map(|sku| BasketLine {
                sku: (*sku).to_owned(),
                quantity: Quantity::MIN,
                unit_price: None,
            })
            .collect(),
    }
}

fn session(in_cart: &[&str], sold_out: &[&str]) -> Session {
    let setup = Setup {
        placement: Placement::Product,
        anchor: Some(record(&SHELF[0])),
        candidates: SHELF[1..]
            .iter()
            .map(|item| Candidate {
                record: record(item),
                support: Some(Support {
                    pair_orders: 312,
                    with: None,
                }),
            })
            .collect(),
        max_items: 3,
        ability: Ability::Add {
            can_open_cart: true,
        },
        show_orders: true,
        heading: None,
        heading_level: HeadingLevel::default(),
        currency: None,
        locale: Locale::default(),
    };
    let mut session = Session::new(setup, basket(in_cart));
    session.set_live(live(sold_out));
    session
}

fn drawn(session: &Session) -> BoxView {
    let messages = Messages::new(&Locale::default(), Vec::new());
    session.view(Words {
        messages: &messages,
        formats: &Plain,
    })
}

/// A mounted box; dropping it takes it off the page.
struct Stage {
    root: HtmlElement,
    view: RwSignal<BoxView>,
    told: Rc<RefCell<Vec<String>>>,
    _mounted: Box<dyn std::any::Any>,
}

impl Stage {
    fn new(session: &Session) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let root: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        document.body().unwrap().append_child(&root).unwrap();
        let owner = Owner::new();
        let view = owner.with(|| RwSignal::new(drawn(session)));
        let told = Rc::new(RefCell::new(Vec::new()));
        let tell = told.clone();
        let mounted = mount_to(root.clone(), move || {
            let on_intent = UnsyncCallback::new(move |intent: Intent| {
                tell.borrow_mut().push(format!("{intent:?}"));
            });
            view! { <OfferBox view=view on_intent=on_intent/> }
        });
        Self {
            root,
            view,
            told,
            _mounted: Box::new((owner, mounted)),
        }
    }

    async fn show(&self, session: &Session) {
        self.view.set(drawn(session));
        settled().await;
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length())
            .filter_map(|at| found.item(at)?.dyn_into().ok())
            .collect()
    }

    fn checkboxes(&self) -> Vec<HtmlInputElement> {
        self.all("[part=checkbox]")
            .into_iter()
            .map(JsCast::unchecked_into)
            .collect()
    }

    fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// Effects run in a microtask: the end of the next one comes after them.
async fn settled() {
    for _ in 0..3 {
        let _ =
            wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL)).await;
    }
}

#[wasm_bindgen_test]
async fn what_is_viewed_is_ticked_and_nothing_else_is() {
    let stage = Stage::new(&session(&[], &[]));
    settled().await;
    let ticked: Vec<bool> = stage
        .checkboxes()
        .iter()
        .map(HtmlInputElement::checked)
        .collect();
    assert_eq!(ticked, [true, false, false, false]);
    assert!(stage.text().contains("12.75 GBP"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn total_and_button_follow_the_ticks() {
    let mut session = session(&[], &[]);
    let stage = Stage::new(&session);
    settled().await;
    session.tick("B", true);
    session.tick("D", true);
    stage.show(&session).await;
    let ticked: Vec<bool> = stage
        .checkboxes()
        .iter()
        .map(HtmlInputElement::checked)
        .collect();
    assert_eq!(ticked, [true, true, false, true]);
    assert!(stage.text().contains("25.65 GBP"), "{}", stage.text());
    assert!(stage.text().contains("Add 3 to cart"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn a_click_is_told_once() {
    let stage = Stage::new(&session(&[], &[]));
    settled().await;
    stage.checkboxes()[1].click();
    settled().await;
    let told = stage.told.borrow();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains('B'), "{told:?}");
}

#[wasm_bindgen_test]
async fn names_from_the_shop_stay_text() {
    let stage = Stage::new(&session(&[], &[]));
    settled().await;
    assert!(stage.all("script").is_empty());
    assert!(stage.text().contains("<script>alert(1)</script>"));
}

#[wasm_bindgen_test]
async fn focus_stays_where_it_was_when_the_cart_changes() {
    let stage = Stage::new(&session(&[], &[]));
    settled().await;
    stage.checkboxes()[3].focus().unwrap();
    let document = web_sys::window().unwrap().document().unwrap();
    let before = document.active_element().expect("a focused control");
    assert_eq!(before.get_attribute("part").as_deref(), Some("checkbox"));
    stage.show(&session(&["B"], &[])).await;
    let after = document.active_element().expect("a focused control");
    assert!(after.is_same_node(Some(&before)), "{}", after.outer_html());
}

#[wasm_bindgen_test]
async fn what_is_sold_out_is_not_offered() {
    let stage = Stage::new(&session(&[], &["B"]));
    settled().await;
    assert!(!stage.text().contains("Teacup"), "{}", stage.text());
    assert!(stage.text().contains("Teapot"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn nothing_left_to_offer_is_an_empty_box() {
    let stage = Stage::new(&session(&["B", "C", "D"], &[]));
    settled().await;
    assert_eq!(stage.text(), "");
}
