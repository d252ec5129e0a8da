use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::offer::ShopError;

#[wasm_bindgen(module = "/src/browser/shop/adapter.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = call)]
    async fn call_within(on: &JsValue, name: &str, words: &Array) -> Result<JsValue, JsValue>;
}

/// Calls a function of the page's and waits for its answer, 15 seconds at most.
pub(super) async fn call(on: &JsValue, name: &str, words: &Array) -> Result<JsValue, ShopError> {
    call_within(on, name, words)
        .await
        .map_err(|why| match why.as_string().as_deref() {
            Some("timeout") => ShopError::TimedOut,
            Some("malformed") => ShopError::Malformed,
            _ => ShopError::Rejected,
        })
}
