use gloo::timers::callback::Timeout;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::super::js;
use crate::offer::ShopError;

/// How long the page may take to answer. Longer than a slow shop, shorter than a shopper's patience.
const MAX_MILLISECONDS: u32 = 15_000;

/// Calls a function of the page's and waits for its answer, be it a promise or a plain value.
pub(super) async fn call(
    on: &JsValue,
    name: &str,
    arguments: &[JsValue],
) -> Result<JsValue, ShopError> {
    let function: Function = js::field(on, name)
        .dyn_into()
        .map_err(|_| ShopError::Malformed)?;
    let arguments: Array = arguments.iter().collect();
    let answer = function
        .apply(on, &arguments)
        .map_err(|_| ShopError::Rejected)?;
    within(&Promise::resolve(&answer)).await
}

async fn within(answer: &Promise) -> Result<JsValue, ShopError> {
    // A value that no page can answer with.
    let late = JsValue::from(js_sys::Object::new());
    let mut timer = None;
    let timeout = Promise::new(&mut |resolve, _| {
        let late = late.clone();
        timer = Some(Timeout::new(MAX_MILLISECONDS, move || {
            let _ = resolve.call1(&JsValue::UNDEFINED, &late);
        }));
    });
    let first = Promise::race(&Array::of2(answer, &timeout));
    match JsFuture::from(first).await {
        Ok(value) if value == late => Err(ShopError::TimedOut),
        Ok(value) => Ok(value),
        Err(_) => Err(ShopError::Rejected),
    }
}
