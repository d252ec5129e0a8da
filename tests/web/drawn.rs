//! The browser draws what the static renderer draws: every stored state, element by element.

use leptos::prelude::*;
use tandem_widget::{
    domain::{Locale, Money},
    offer::{BoxView, Formats, Plural},
    ui::OfferBox,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, Node};

use crate::{
    page::{document, turn},
    states::{Of, states},
};

/// The formats of the stored files.
struct Plain(bool);

impl Formats for Plain {
    fn money(&self, money: Money) -> String {
        format!("{} {}", money.to_decimal(), money.currency)
    }

    fn count(&self, count: u32) -> String {
        count.to_string()
    }

    fn plural(&self, count: u32) -> Plural {
        match (self.0, count) {
            (_, 1) => Plural::One,
            (true, 2) => Plural::Two,
            (true, _) => Plural::Many,
            _ => Plural::Other,
        }
    }
}

const PLAIN: Of = Of {
    formats: |locale| std::boxed::Box::new(Plain(locale.language() == "ar")),
    texts,
};

/// The texts of the files that the native side has built in.
fn texts(locale: &Locale) -> Vec<(String, String)> {
    let file = match locale.language() {
        "ar" => include_str!("../../www/words/ar.json"),
        "de" => include_str!("../../www/words/de.json"),
        _ => "{}",
    };
    let file = js_sys::JSON::parse(file).unwrap().unchecked_into();
    js_sys::Object::entries(&file)
        .iter()
        .map(|entry| {
            let entry: js_sys::Array = entry.unchecked_into();
            (
                entry.get(0).as_string().unwrap(),
                entry.get(1).as_string().unwrap(),
            )
        })
        .collect()
}

/// An element and all in it: names, attributes in order, texts. No comments, no empty text.
fn outline(node: &Node, depth: usize, out: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    if let Some(element) = node.dyn_ref::<Element>() {
        let mut attributes: Vec<String> = element
            .get_attribute_names()
            .iter()
            .filter_map(|name| name.as_string())
            // The pictures do not load here, and are hidden for that.
            .filter(|name| name != "hidden")
            .map(|name| {
                let value = element.get_attribute(&name).unwrap_or_default();
                format!(" {name}={value:?}")
            })
            .collect();
        attributes.sort();
        out.push(format!(
            "{indent}{}{}",
            element.local_name(),
            attributes.concat()
        ));
    } else if node.node_type() == Node::TEXT_NODE {
        let text = node.text_content().unwrap_or_default();
        if !text.trim().is_empty() {
            out.push(format!("{indent}{}", text.trim()));
        }
    }
    let children = node.child_nodes();
    for at in 0..children.length() {
        outline(&children.get(at).unwrap(), depth + 1, out);
    }
}

fn outline_of(node: &Node) -> Vec<String> {
    let mut out = Vec::new();
    let children = node.child_nodes();
    for at in 0..children.length() {
        outline(&children.get(at).unwrap(), 0, &mut out);
    }
    out
}

fn stored(name: &str) -> &'static str {
    macro_rules! files {
        ($($name:literal)*) => {
            match name {
                $($name => include_str!(concat!("../golden/html/", $name, ".html")),)*
                _ => panic!("{name} is not compared: add it to the list"),
            }
        };
    }
    files!("loading" "ready" "ticked" "nothing-ticked" "adding" "added" "added-some" "added-none"
        "added-unknown" "sold-out" "in-cart" "empty" "unpriced" "links" "cart" "cart-adding" "cart-added" "cart-undone" "dismissed"
        "dismissed-last" "dismissed-typed" "lessened"
        "bundle" "bundle-complete" "bundle-discount" "bundle-saved" "bundle-not-saved" "upgrade" "upgrade-swapped" "upgrade-in-cart" "progress"
        "progress-reached" "steps" "steps-reached" "german" "arabic" "hostile")
}

fn draw(view: BoxView) -> (HtmlElement, impl Sized) {
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let mounted = leptos::mount::mount_to(root.clone(), move || {
        view! { <OfferBox view=view/> }
    });
    (root, mounted)
}

#[wasm_bindgen_test]
async fn every_state_is_drawn_as_it_is_stored() {
    for (name, _, view) in states(PLAIN) {
        let (root, mounted) = draw(view);
        turn().await;
        let expected = document().create_element("div").unwrap();
        expected.set_inner_html(stored(name));
        let (drawn, expected) = (outline_of(&root), outline_of(&expected));
        for (drawn, expected) in drawn.iter().zip(&expected) {
            assert_eq!(drawn, expected, "{name}");
        }
        assert_eq!(drawn.len(), expected.len(), "{name}: {drawn:#?}");
        drop(mounted);
        root.remove();
    }
}
