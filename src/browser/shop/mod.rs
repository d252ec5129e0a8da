//! The shop's side: which bodies fill the cart and product traits on this page.

mod custom;
mod demo;
mod read;
mod wait;

use std::rc::Rc;

use wasm_bindgen::JsValue;

use crate::offer::{Cart, Products};

/// A page's cart and its live prices.
#[derive(Clone)]
pub(super) struct Shop {
    pub(super) cart: Rc<dyn Cart>,
    pub(super) products: Rc<dyn Products>,
}

impl Shop {
    /// The shop that the page's settings ask for: `demo`, or the adapter where there is one; `None`
    /// where the box can only link.
    pub(super) fn new(
        kind: Option<&str>,
        adapter: JsValue,
        products: Option<String>,
        manifest: &str,
    ) -> Option<Self> {
        match kind {
            Some("demo") => {
                let demo = Rc::new(demo::Demo::new(products, manifest));
                Some(Self {
                    cart: demo.clone(),
                    products: demo,
                })
            }
            None | Some("custom" | "auto") if adapter.is_object() => {
                let custom = Rc::new(custom::Custom::new(adapter));
                Some(Self {
                    cart: custom.clone(),
                    products: custom,
                })
            }
            _ => None,
        }
    }
}
