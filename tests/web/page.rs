//! A host that answers as told, a shop that behaves as told, and a box on the page.

use std::{cell::RefCell, rc::Rc};

use gloo::events::EventListener;
use js_sys::{Array, Object, Promise, Reflect};
use tandem_widget::{
    browser::{self, Handle},
    domain::{ItemId, KeyKind},
    table::{
        Alternative, Meta,
        write::{ItemInput, RuleInput, write_with},
    },
};
use wasm_bindgen::{JsCast, JsValue, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CustomEvent, Document, Element, HtmlElement, ShadowRoot};

use crate::states::SHELF;

#[wasm_bindgen(module = "/tests/web/page.js")]
extern "C" {
    fn serve(path: &str, bytes: &[u8]);
    fn clear();
    #[wasm_bindgen(js_name = askedFor)]
    pub(crate) fn asked_for(path: &str) -> u32;
    async fn sha256(bytes: &[u8]) -> JsValue;
    async fn gzip(bytes: &[u8]) -> JsValue;
    fn shop(products: &str, behaviour: &str) -> JsValue;
    #[wasm_bindgen(js_name = isPolluted)]
    pub(crate) fn is_polluted() -> bool;
    fn warnings() -> Array;
}

pub(crate) fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// What the host has: the files of a small shop, under an address of their own.
pub(crate) struct Host {
    pub(crate) folder: String,
}

impl Host {
    /// The whole build of the shelf, table, packed catalogue and manifest.
    pub(crate) async fn with_everything() -> Self {
        clear();
        console();
        // A test that failed left its box, whose items no other box may show.
        while let Ok(Some(left)) = document().query_selector("body > [data-state]") {
            left.remove();
        }
        thread_local! { static NEXT: RefCell<u32> = const { RefCell::new(0) }; }
        let number = NEXT.with_borrow_mut(|next| {
            *next += 1;
            *next
        });
        let host = Self {
            folder: format!("/play/{number}/"),
        };
        let table = table();
        let shard = gzip(shard().as_bytes()).await;
        let shard = js_sys::Uint8Array::new(&shard).to_vec();
        host.put("rules-1.tdm", &table);
        host.put("catalog-0-1.json.gz", &shard);
        host.put("manifest.json", manifest(&table, &shard).await.as_bytes());
        host
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        serve(&[&self.folder, name].concat(), bytes);
    }

    /// The manifest with these sets.
    pub(crate) async fn offer(&self, bundles: &str) {
        self.with(&format!("\"bundles\":{bundles}")).await;
    }

    /// The manifest with these fields.
    pub(crate) async fn with(&self, fields: &str) {
        let shard = js_sys::Uint8Array::new(&gzip(shard().as_bytes()).await).to_vec();
        let table = table();
        self.put("catalog-0-1.json.gz", &shard);
        let whole = manifest(&table, &shard).await;
        let all = whole.trim_end().strip_suffix('}').unwrap();
        self.put("manifest.json", format!("{all},{fields}}}").as_bytes());
    }

    /// A manifest that names these very bytes.
    pub(crate) async fn name(&self, table: &[u8], shard: &[u8]) {
        self.put("rules-1.tdm", table);
        self.put("catalog-0-1.json.gz", shard);
        self.put("manifest.json", manifest(table, shard).await.as_bytes());
    }
}

/// A table in which the other items of the shelf go with the first.
pub(crate) fn table() -> Vec<u8> {
    table_with(&[])
}

/// The same, with what may be taken in items' places.
pub(crate) fn table_with(alternatives: &[(ItemId, Alternative)]) -> Vec<u8> {
    let meta = Meta {
        order_count: 2_000,
        customer_count: 900,
        min_pair_orders: 1,
        min_pair_customers: 1,
        data_from_day: 14_944,
        data_until_day: 15_317,
        planes: 1,
        rules_per_item: 16,
    };
    let items: Vec<ItemInput> = SHELF
        .iter()
        .enumerate()
        .map(|(at, (sku, ..))| ItemInput {
            keys: vec![(KeyKind::Sku, (*sku).to_owned())],
            orders: 1_000 - u32::try_from(at).unwrap(),
            rules: if at == 0 { rules() } else { back() },
        })
        .collect();
    write_with(&meta, &items, alternatives).expect("a table")
}

fn rules() -> Vec<RuleInput> {
    (1..SHELF.len())
        .map(|at| RuleInput {
            consequent: ItemId(u32::try_from(at).unwrap()),
            page: 1.0 / (1 << at) as f64,
            cart: None,
            pair_orders: SHELF[at].3,
        })
        .collect()
}

fn back() -> Vec<RuleInput> {
    vec![RuleInput {
        consequent: ItemId(0),
        page: 1.0,
        cart: None,
        pair_orders: 1,
    }]
}

pub(crate) fn shard() -> String {
    let column = |of: fn(&(&str, &str, i64, u32)) -> String| {
        SHELF
            .iter()
            .map(|item| format!("\"{}\"", of(item)))
            .collect::<Vec<_>>()
            .join(",")
    };
    format!(
        r#"{{"first":0,"sku":[{}],"title":[{}],"url":[{}],"image":[{}],"price_minor":[1275,295,295,295,495],"type":[null,null,null,null,null]}}"#,
        column(|item| item.0.to_owned()),
        column(|item| item.1.to_owned()),
        column(|item| format!("/products/{}", item.0)),
        column(|item| format!("/play/pictures/{}.png", item.0)),
    )
}

async fn manifest(table: &[u8], shard: &[u8]) -> String {
    let digest = async |bytes| sha256(bytes).await.as_string().unwrap();
    format!(
        r#"{{"format":1,"generator":"tests","built_at":"2026-11-22T22:00:00Z",
        "data":{{"from":"2010-12-01","until":"2011-12-09","orders":2000,"items":5,"customers":900}},
        "rules":{{"file":"rules-1.tdm","bytes":{},"sha256":"{}","count":8,"version":1}},
        "catalog":{{"shard_items":4096,"currency":"GBP","exponent":2,"prices":"orders",
        "shards":[{{"file":"catalog-0-1.json.gz","bytes":{},"sha256":"{}","first":0,"count":5}}]}},
        "offer":{{"max_items":3,"fallback":"none","show_orders":true}}}}"#,
        table.len(),
        digest(table).await,
        shard.len(),
        digest(shard).await,
    )
}

/// The shop's own products: all available, in pounds.
pub(crate) fn products() -> String {
    let products: Vec<String> = SHELF
        .iter()
        .map(|(sku, _, price, _)| {
            format!(
                r#"{{"sku":"{sku}","priceMinor":{price},"currency":"GBP","exponent":2,"available":true}}"#
            )
        })
        .collect();
    format!("[{}]", products.join(","))
}

/// A shop that behaves as told.
pub(crate) struct Shop(JsValue);

impl Shop {
    pub(crate) fn new(behaviour: &str) -> Self {
        Self(shop(&products(), behaviour))
    }

    pub(crate) fn selling(products: &str) -> Self {
        Self(shop(products, ""))
    }

    pub(crate) fn adapter(&self) -> JsValue {
        get(&self.0, "adapter")
    }

    pub(crate) fn adds(&self) -> f64 {
        get(&self.0, "adds").as_f64().unwrap()
    }

    /// The discounts that adds have named, parted by commas.
    pub(crate) fn asked(&self) -> String {
        let asked: Array = get(&self.0, "asked").unchecked_into();
        asked.join(",").into()
    }

    pub(crate) fn opened(&self) -> f64 {
        get(&self.0, "opened").as_f64().unwrap()
    }

    pub(crate) fn listeners(&self) -> f64 {
        get(&get(&self.0, "listeners"), "size").as_f64().unwrap()
    }

    pub(crate) fn behave(&self, behaviour: &str) {
        Reflect::set(&self.0, &"behaviour".into(), &behaviour.into()).unwrap();
    }

    /// The page puts an item into its cart, without the box.
    pub(crate) fn put(&self, sku: &str) {
        let put: js_sys::Function = get(&self.0, "put").unchecked_into();
        put.call1(&self.0, &sku.into()).unwrap();
    }

    pub(crate) fn empty(&self) {
        let empty: js_sys::Function = get(&self.0, "empty").unchecked_into();
        empty.call0(&self.0).unwrap();
    }
}

pub(crate) fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap()
}

/// An event that the box's element was given.
pub(crate) struct Heard {
    pub(crate) name: String,
    pub(crate) detail: JsValue,
}

impl Heard {
    /// The SKUs of `detail.items`.
    pub(crate) fn skus(&self) -> Vec<String> {
        let items: Array = get(&self.detail, "items").unchecked_into();
        items
            .iter()
            .map(|item| get(&item, "sku").as_string().unwrap())
            .collect()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        get(&self.detail, name).as_string().unwrap_or_default()
    }
}

/// A box on the page, and what was heard of it. Dropping it takes it off.
pub(crate) struct Box {
    pub(crate) element: HtmlElement,
    pub(crate) shadow: ShadowRoot,
    pub(crate) handle: Option<Handle>,
    heard: Rc<RefCell<Vec<Heard>>>,
    _listeners: Vec<EventListener>,
}

const EVENTS: [&str; 7] = [
    "ready",
    "impression",
    "select",
    "add",
    "added",
    "error",
    "empty",
];

impl Box {
    /// A box for the first item of the shelf.
    pub(crate) fn new(host: &Host, adapter: JsValue) -> Self {
        Self::with(host, adapter, &[("product", SHELF[0].0)], &[])
    }

    /// A box with attributes on its element and on the script.
    pub(crate) fn with(
        host: &Host,
        adapter: JsValue,
        own: &[(&str, &str)],
        script: &[(&str, &str)],
    ) -> Self {
        let document = document();
        let create =
            |name: &str| -> HtmlElement { document.create_element(name).unwrap().unchecked_into() };
        let element = create("div");
        for (name, value) in own {
            element.set_attribute(name, value).unwrap();
        }
        let init = Object::new();
        Reflect::set(&init, &"mode".into(), &"open".into()).unwrap();
        let shadow = element.attach_shadow(init.unchecked_ref()).unwrap();
        let root = create("div");
        shadow.append_child(&root).unwrap();
        document.body().unwrap().append_child(&element).unwrap();
        let tag = create("script");
        let address = [&host.folder, "manifest.json"].concat();
        tag.set_attribute("data-manifest", &address).unwrap();
        tag.set_attribute("data-locale", "en").unwrap();
        for (name, value) in script {
            tag.set_attribute(name, value).unwrap();
        }
        let heard = Rc::new(RefCell::new(Vec::new()));
        let listeners = EVENTS
            .iter()
            .map(|name| {
                let heard = heard.clone();
                EventListener::new(&document, format!("tandem:{name}"), move |event| {
                    let event: &CustomEvent = event.unchecked_ref();
                    heard.borrow_mut().push(Heard {
                        name: (*name).to_owned(),
                        detail: event.detail(),
                    });
                })
            })
            .collect();
        let handle = browser::mount(element.clone(), root, &tag, adapter);
        Self {
            element,
            shadow,
            handle: Some(handle),
            heard,
            _listeners: listeners,
        }
    }

    pub(crate) fn state(&self) -> String {
        self.element.get_attribute("data-state").unwrap_or_default()
    }

    /// Waits for a state.
    pub(crate) async fn reach(&self, state: &str) {
        for _ in 0..500 {
            if self.state() == state {
                return turn().await;
            }
            sleep(10).await;
        }
        panic!("{} in place of {state}: {:?}", self.state(), console());
    }

    pub(crate) fn find(&self, selector: &str) -> Option<Element> {
        self.shadow.query_selector(selector).unwrap()
    }

    pub(crate) fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let all = self.shadow.query_selector_all(selector).unwrap();
        (0..all.length())
            .map(|at| all.get(at).unwrap().unchecked_into())
            .collect()
    }

    /// The texts of all elements of a part.
    pub(crate) fn texts(&self, part: &str) -> Vec<String> {
        self.all(&format!("[part~={part}]"))
            .iter()
            .map(|element| element.text_content().unwrap_or_default())
            .collect()
    }

    /// The text of the one element of a part; empty where there is none.
    pub(crate) fn text(&self, part: &str) -> String {
        self.texts(part).concat()
    }

    pub(crate) fn click(&self, selector: &str) {
        let found = self.find(selector).expect(selector);
        found.unchecked_into::<HtmlElement>().click();
    }

    /// Clicks the checkbox of the card at a position.
    pub(crate) async fn tick(&self, at: usize) {
        self.all("input")[at].click();
        turn().await;
    }

    /// Presses the button and waits for the account of it.
    pub(crate) async fn add(&self) {
        self.click("[part=button]");
        until("a notice", || !self.text("notice-text").is_empty()).await;
    }

    /// The names of the events since the last call.
    pub(crate) fn hear(&self) -> Vec<Heard> {
        self.heard.take()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.hear().into_iter().map(|heard| heard.name).collect()
    }
}

impl Drop for Box {
    fn drop(&mut self) {
        self.handle.take();
        self.element.remove();
    }
}

/// The widget's lines in the console since the last call.
pub(crate) fn console() -> Vec<String> {
    let lines = warnings();
    lines.iter().filter_map(|line| line.as_string()).collect()
}

/// Lets everything that is ready run.
pub(crate) async fn turn() {
    sleep(5).await;
}

pub(crate) async fn sleep(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let window = web_sys::window().unwrap();
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Waits for something that must come within five seconds.
pub(crate) async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..500 {
        if is_so() {
            return;
        }
        sleep(10).await;
    }
    panic!("{what} did not come");
}
