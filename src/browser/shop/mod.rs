//! The shop's side: what fills the cart and product traits on this page.
//!
//! Shops are JavaScript objects, adapters: the page's own, or one that the widget knows
//! (`www/adapters`, of which a page fetches the one that it names).

mod adapter;
mod read;
mod wait;

use std::rc::Rc;

use js_sys::Object;
use wasm_bindgen::prelude::*;

pub(super) use self::adapter::Adapter;
use super::tell::set;

#[wasm_bindgen(module = "/src/browser/shop/adapter.js")]
extern "C" {
    #[wasm_bindgen(js_name = adapter)]
    fn known(kind: &str, settings: &Object) -> JsValue;
}

/// The shop that the page's settings ask for: one of a kind that the widget knows, the page's own
/// adapter, or else one of the kind that the page is seen to be of; `None` where the box can only link.
pub(super) fn shop(
    kind: Option<&str>,
    own: JsValue,
    products: Option<String>,
    manifest: &str,
) -> Option<Rc<Adapter>> {
    let adapter = match kind {
        None | Some("custom" | "auto") if own.is_object() => own,
        kind => {
            let settings = Object::new();
            set(&settings, "manifest", &manifest.into());
            if let Some(products) = products {
                set(&settings, "products", &products.into());
            }
            let named = kind.filter(|kind| *kind != "auto");
            known(named.unwrap_or_default(), &settings)
        }
    };
    adapter.is_object().then(|| Rc::new(Adapter::new(adapter)))
}
