//! What a shop's page has of Tandem: the tag, the boxes, its policies, the product it is about and the
//! shop system it is seen to be of. The widget reads the same, in the same order, in the page.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use serde_json::Value;

use super::hooked::Hooked;

/// A script tag of the loader.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) src: Option<String>,
    pub(super) base: Option<String>,
    pub(super) manifest: Option<String>,
    pub(super) shop: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) integrity: Option<String>,
    /// The shop's public key, where only signed manifests are to be taken.
    pub(super) key: Option<String>,
    /// `type=module`, or `crossorigin`: the loader too needs a CORS header then.
    pub(super) needs_cors: bool,
}

/// A place where a box is to stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) placement: String,
    pub(super) product: Option<String>,
}

/// A page, read.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) tags: Vec<Tag>,
    pub(super) places: Vec<Place>,
    /// The `content` of each `<meta http-equiv="Content-Security-Policy">`.
    pub(super) policies: Vec<String>,
    pub(super) base: Option<String>,
    /// A tag manager that the page has: its scripts may put in what is not seen here.
    pub(super) manager: Option<&'static str>,
    meta_product: Option<String>,
    hooked: Hooked,
    linked_data: Vec<String>,
    has_configuration: bool,
    platform: Option<&'static str>,
    rank: usize,
}

/// Systems as the widget looks for them, the surest first.
const PLATFORMS: [&str; 6] = [
    "shopify",
    "bigcommerce",
    "magento",
    "magento-graphql",
    "woocommerce",
    "oscar",
];

/// Tag managers, and what a page has of each, in an address or in a script of its own.
const MANAGERS: [(&str, &str); 7] = [
    ("googletagmanager.com/gtm", "Google Tag Manager"),
    ("googletagmanager.com/gtag", "Google's tag"),
    ("tags.tiqcdn.com", "Tealium"),
    ("assets.adobedtm.com", "Adobe's tags"),
    ("cdn.segment.com", "Segment"),
    ("/js/container_", "Matomo Tag Manager"),
    ("containers.piwik.pro", "Piwik PRO"),
];

/// What `<script>` holds decides what is done with its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    LinkedData,
    Script,
    Nothing,
}

/// Attributes by name.
pub(super) struct Attributes(BTreeMap<String, String>);

impl Attributes {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn own(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|value| value.trim().to_owned())
    }

    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.get(name)
            .is_some_and(|own| own.trim().eq_ignore_ascii_case(value))
    }

    fn holds(&self, name: &str, part: &str) -> bool {
        self.get(name).is_some_and(|own| own.contains(part))
    }
}

impl Page {
    pub(super) fn read(html: &str) -> Self {
        let mut page = Self {
            rank: PLATFORMS.len(),
            ..Self::default()
        };
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut inside = Inside::Nothing;
        let mut text = String::new();
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => {
                    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    let pairs = tag.attributes.iter();
                    let pairs = pairs.map(|(name, value)| (lossy(name), lossy(&value.value)));
                    let attributes = Attributes(pairs.collect());
                    let name = lossy(&tag.name);
                    text.clear();
                    inside = match name.as_str() {
                        "script" if attributes.is("type", "application/ld+json") => {
                            Inside::LinkedData
                        }
                        "script" => Inside::Script,
                        _ => Inside::Nothing,
                    };
                    page.element(&name, &attributes);
                }
                Token::String(words) if inside != Inside::Nothing => {
                    text += &String::from_utf8_lossy(&words);
                }
                Token::EndTag(_) => {
                    match inside {
                        Inside::LinkedData => page.linked_data.push(std::mem::take(&mut text)),
                        Inside::Script => page.script(&text),
                        Inside::Nothing => {}
                    }
                    inside = Inside::Nothing;
                }
                _ => {}
            }
        }
        page
    }

    fn element(&mut self, name: &str, attributes: &Attributes) {
        self.hooked.element(name, attributes);
        match name {
            "script" => self.script_tag(attributes),
            "meta" if attributes.is("http-equiv", "content-security-policy") => {
                self.policies.extend(attributes.own("content"));
            }
            "meta" if attributes.is("property", "product:retailer_item_id") => {
                self.meta_product = self.meta_product.take().or(attributes.own("content"));
            }
            "base" => self.base = self.base.take().or(attributes.own("href")),
            "link" if attributes.holds("href", "/oscar/css/") => self.seen("oscar"),
            "html" if attributes.get("data-media-backend").is_some() => {
                self.seen("magento-graphql");
            }
            "body" if attributes.holds("class", "woocommerce") => self.seen("woocommerce"),
            _ => {}
        }
        if attributes.get("data-mage-init").is_some() {
            self.seen("magento");
        }
        if name == "tandem-offers" || attributes.get("data-tandem").is_some() {
            let placement = attributes
                .own("data-tandem")
                .or(attributes.own("placement"));
            let product = attributes.own("product").or(attributes.own("data-product"));
            let given = |word: &String| !word.is_empty();
            self.places.push(Place {
                placement: placement
                    .filter(given)
                    .unwrap_or_else(|| "product".to_owned()),
                product: product.filter(given),
            });
        }
    }

    fn script_tag(&mut self, attributes: &Attributes) {
        if attributes.is("type", "text/x-magento-init") {
            self.seen("magento");
        }
        if attributes.holds("src", "/oscar/js/") {
            self.seen("oscar");
        }
        if attributes.get("data-tandem-shop").is_some() {
            self.has_configuration = true;
        }
        let src = attributes.own("src");
        self.managed(src.as_deref().unwrap_or_default());
        let file = src.as_deref().map(|src| {
            let path = src.split(['?', '#']).next().unwrap_or_default();
            path.rsplit('/').next().unwrap_or_default().to_owned()
        });
        let is_loader = file.as_deref() == Some("tandem.js")
            || attributes.get("data-manifest").is_some()
            || (attributes.get("data-base").is_some() && file.is_none());
        if is_loader {
            self.tags.push(Tag {
                src,
                base: attributes.own("data-base"),
                manifest: attributes.own("data-manifest"),
                shop: attributes.own("data-shop"),
                nonce: attributes.own("nonce"),
                integrity: attributes.own("integrity"),
                key: attributes.own("data-key"),
                needs_cors: attributes.is("type", "module")
                    || attributes.get("crossorigin").is_some(),
            });
        }
    }

    /// Tag managers by their scripts' addresses, or by those that a script of the page names.
    fn managed(&mut self, text: &str) {
        let mut known = MANAGERS.iter();
        let found = known.find(|(part, _)| text.contains(part));
        self.manager = self.manager.or(found.map(|(_, name)| *name));
    }

    /// What shop systems leave in their scripts.
    fn script(&mut self, text: &str) {
        self.managed(text);
        if text.contains("Shopify.routes") {
            self.seen("shopify");
        }
        if text.contains("BCData") {
            self.seen("bigcommerce");
        }
    }

    fn seen(&mut self, platform: &'static str) {
        let rank = PLATFORMS.iter().position(|own| *own == platform);
        if let Some(rank) = rank.filter(|rank| *rank < self.rank) {
            self.rank = rank;
            self.platform = Some(platform);
        }
    }

    /// The shop system whose cart the widget would take, where the tag names none.
    pub(super) const fn platform(&self) -> Option<&'static str> {
        if self.has_configuration {
            return Some("custom");
        }
        self.platform
    }

    /// The product the page says it is about: structured data, then the meta tag, then what its shop
    /// system puts there.
    pub(super) fn product(&self) -> Option<String> {
        let linked = self.linked_data.iter().find_map(|block| product_of(block));
        linked
            .or_else(|| self.meta_product.clone())
            .or_else(|| self.hooked.product())
    }
}

/// The first product of a block of structured data; broken blocks are passed over.
fn product_of(block: &str) -> Option<String> {
    let nodes: Value = serde_json::from_str(block.trim()).ok()?;
    let nodes = match nodes {
        Value::Array(nodes) => nodes,
        one => vec![one],
    };
    nodes
        .iter()
        .flat_map(|node| match node.get("@graph") {
            Some(Value::Array(graph)) => graph.iter().collect(),
            Some(one) => vec![one],
            None => vec![node],
        })
        .filter(|node| is_product(node))
        .find_map(|node| {
            let ids = ["sku", "productID", "productGroupID", "mpn"].iter();
            ids.filter_map(|name| node.get(*name)).find_map(id)
        })
}

fn is_product(node: &Value) -> bool {
    let is_kind = |kind: &Value| matches!(kind.as_str(), Some("Product" | "ProductGroup"));
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_kind),
        Some(kind) => is_kind(kind),
        None => false,
    }
}

fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.chars().take(1_000).collect()),
        Value::Number(number) if number.is_i64() => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_comments_and_scripts_is_no_element() {
        let page = Page::read(
            "<!-- <script src=tandem.js></script> --><script>'<tandem-offers>'</script>\
             <textarea><tandem-offers></textarea><title><tandem-offers></title>",
        );
        assert!(page.tags.is_empty() && page.places.is_empty());
    }

    #[test]
    fn the_product_is_where_the_widget_looks() {
        let block = |json: &str| format!("<script type='application/ld+json'>{json}</script>");
        for (html, product) in [
            (block(r#"{"@type":"Product","sku":"A1"}"#), Some("A1")),
            (
                block("{ broken") + &block(r#"[{"@type":["Product"],"mpn":7}]"#),
                Some("7"),
            ),
            (
                block(
                    r#"{"@graph":[{"@type":"Offer"},{"@type":"ProductGroup","productGroupID":"G"}]}"#,
                ),
                Some("G"),
            ),
            (
                "<meta property=product:retailer_item_id content=M>".to_owned(),
                Some("M"),
            ),
            (block(r#"{"@type":"Offer","sku":"A1"}"#), None),
            (
                "<button name=add-to-cart value=12></button><meta itemprop=sku content=I>".to_owned(),
                Some("I"),
            ),
            (
                "<form id=product_addtocart_form data-product-sku=M>".to_owned(),
                Some("M"),
            ),
            (
                "<button name=add-to-cart value=12></button>".to_owned(),
                Some("12"),
            ),
            (
                "<input name=product_id value=1><form data-cart-item-add><input name=product_id value=2>"
                    .to_owned(),
                Some("2"),
            ),
            (
                "<input name=id value=1><form action=/en/cart/add><input name=id value=2>".to_owned(),
                Some("2"),
            ),
        ] {
            assert_eq!(Page::read(&html).product().as_deref(), product, "{html}");
        }
    }

    #[test]
    fn shop_systems_are_told_apart() {
        for (html, platform) in [
            ("<script>Shopify.routes = {}</script>", Some("shopify")),
            ("<script>var BCData = {}</script>", Some("bigcommerce")),
            ("<div data-mage-init='{}'></div>", Some("magento")),
            (
                "<html lang=en data-media-backend='https://shop.example/media/'>",
                Some("magento-graphql"),
            ),
            (
                "<body class='single woocommerce-page'>",
                Some("woocommerce"),
            ),
            ("<link href=/static/oscar/css/styles.css>", Some("oscar")),
            (
                "<script type='application/json' data-tandem-shop>{}</script>",
                Some("custom"),
            ),
            ("<body>", None),
        ] {
            assert_eq!(Page::read(html).platform(), platform, "{html}");
        }
    }
}
