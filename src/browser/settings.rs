//! What the element, the loader's script and the page say about a box. Whatever makes no sense is
//! left out, as if it had not been said.

use std::rc::Rc;

use js_sys::JSON;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Url};

use super::{
    intl, js,
    load::Wanted,
    shop::{Adapter, shop},
};
use crate::{
    domain::{Currency, Locale, Placement},
    offer::HeadingLevel,
};

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    /// Which product the page is about.
    fn product(page: &Document) -> Option<String>;
}

/// How many picks at most stand beside the product, whatever the page asks for.
const MOST_ITEMS: usize = 6;

/// What a box is to be.
pub(super) struct Settings {
    /// Which files it is from.
    pub(super) wanted: Wanted,
    pub(super) placement: Placement,
    /// The product being looked at, by any id that the table knows.
    pub(super) product: Option<String>,
    /// What the shopper has just bought, by any ids that the table knows.
    pub(super) items: Vec<String>,
    /// What the cart has to come to; of `progress` alone.
    pub(super) goal_minor: Option<i64>,
    /// Absent: what the manifest says.
    pub(super) max_items: Option<usize>,
    pub(super) heading: Option<String>,
    pub(super) heading_level: HeadingLevel,
    pub(super) locale: Locale,
    pub(super) currency: Option<Currency>,
    /// The cart; absent: the box only links.
    pub(super) shop: Option<Rc<Adapter>>,
    /// The page's own texts, by key.
    pub(super) messages: Vec<(String, String)>,
}

impl Settings {
    /// Reads the attributes of the box's element and of the script that loaded the widget.
    pub(super) fn read(host: &Element, script: &Element, adapter: JsValue) -> Self {
        let own = |name: &str| {
            let attribute = host.get_attribute(name);
            attribute.or_else(|| host.get_attribute(&["data-", name].concat()))
        };
        let page = host.owner_document();
        let wanted = wanted(host, script);
        let placement = own("placement")
            .or_else(|| own("tandem"))
            .and_then(|name| name.parse().ok())
            .unwrap_or(Placement::Product);
        Self {
            placement,
            product: own("product")
                .or_else(|| product(page.as_ref()?))
                .filter(|sku| !sku.is_empty()),
            items: own("items").map_or_else(Vec::new, |items| {
                items.split(',').map(|sku| sku.trim().to_owned()).collect()
            }),
            goal_minor: own("goal-minor")
                .and_then(|goal| goal.parse().ok())
                .filter(|goal| *goal > 0 && placement == Placement::Progress),
            max_items: own("max-items")
                .and_then(|count| count.parse().ok())
                .map(|count: usize| count.clamp(1, MOST_ITEMS)),
            heading: own("heading").filter(|heading| !heading.is_empty()),
            heading_level: own("heading-level")
                .and_then(|level| level.parse().ok())
                .map(HeadingLevel::new)
                .unwrap_or_default(),
            locale: script
                .get_attribute("data-locale")
                .or_else(|| host.closest("[lang]").ok()??.get_attribute("lang"))
                .or_else(|| web_sys::window()?.navigator().language())
                .and_then(|tag| Locale::new(&tag))
                .unwrap_or_default(),
            currency: script
                .get_attribute("data-currency")
                .and_then(|code| intl::currency(&code, None)),
            shop: shop(
                script.get_attribute("data-shop").as_deref(),
                adapter,
                whole(script, "data-products"),
                &wanted.address,
            ),
            messages: page.as_ref().map(messages).unwrap_or_default(),
            wanted,
        }
    }
}

/// What the script, and the elements around a box, say of the shop's files.
pub(super) fn wanted(host: &Element, script: &Element) -> Wanted {
    let label = |name: &str| {
        let around = || {
            let element = host.closest(&["[", name, "]"].concat()).ok()??;
            element.get_attribute(name)
        };
        script.get_attribute(name).or_else(around)
    };
    Wanted {
        address: manifest(script),
        key: script.get_attribute("data-key"),
        segment: label("data-segment"),
        tier: label("data-tier"),
    }
}

/// The manifest's whole address: what the script names, or `manifest.json` beside it.
fn manifest(script: &Element) -> String {
    let beside = || {
        let base = script
            .get_attribute("data-base")
            .or_else(|| js::text(script, "src"))?;
        let url = Url::new_with_base("manifest.json", &base).ok()?;
        Some(url.href())
    };
    whole(script, "data-manifest")
        .or_else(beside)
        .unwrap_or_default()
}

/// An attribute's address, seen from the page.
fn whole(script: &Element, name: &str) -> Option<String> {
    let base = script.base_uri().ok()??;
    let url = Url::new_with_base(&script.get_attribute(name)?, &base).ok()?;
    Some(url.href())
}

/// The page's own texts: `<script type="application/json" data-tandem-messages>{"key": "text"}`.
fn messages(page: &Document) -> Vec<(String, String)> {
    page.query_selector("script[data-tandem-messages]")
        .ok()
        .flatten()
        .and_then(|script| JSON::parse(&script.text_content()?).ok())
        .map_or_else(Vec::new, |own| js::texts(&own))
}
