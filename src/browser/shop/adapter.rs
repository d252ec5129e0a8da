//! An adapter: an object with `getCart` and `addLines`, and, if it likes, `getProducts`,
//! `setQuantity`, `onCartChange`, `openCart` and `formatMoney`. Its functions may throw, hang, or answer nonsense.

use js_sys::{Array, Function, Object};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::{
    super::{js, tell::set},
    read, wait,
};
use crate::{
    domain::Basket,
    offer::{AddLine, Answer, Cart, Live, Products, Refusal, Watch},
};

pub(in crate::browser) struct Adapter {
    adapter: JsValue,
}

impl Adapter {
    pub(super) const fn new(adapter: JsValue) -> Self {
        Self { adapter }
    }

    /// An amount as the shop writes it; `None` where it has no way of its own, or says nothing.
    pub(in crate::browser) fn format_money(&self, decimal: &str, code: &str) -> Option<String> {
        let answer = Object::new();
        let format: Function = js::field(&self.adapter, "formatMoney").dyn_into().ok()?;
        let text = format.call2(&self.adapter, &decimal.into(), &code.into());
        set(&answer, "text", &text.ok()?);
        js::words(&answer, "text")
    }

    fn has(&self, name: &str) -> bool {
        js::field(&self.adapter, name).is_function()
    }
}

impl Cart for Adapter {
    fn read(&self) -> Answer<Basket> {
        let adapter = self.adapter.clone();
        Box::pin(
            async move { read::basket(&wait::call(&adapter, "getCart", &Array::new()).await?) },
        )
    }

    fn add(&self, lines: &[AddLine], discount: Option<&str>) -> Answer<Vec<Refusal>> {
        let adapter = self.adapter.clone();
        let lines: Array = lines
            .iter()
            .map(|line| {
                let entry = Object::new();
                set(&entry, "sku", &line.sku.as_str().into());
                set(&entry, "quantity", &line.quantity.get().into());
                entry
            })
            .collect();
        let words = Array::of2(&lines, &discount.into());
        Box::pin(async move {
            let answer = wait::call(&adapter, "addLines", &words).await?;
            Ok(read::refusals(&answer))
        })
    }

    fn can_set_quantity(&self) -> bool {
        self.has("setQuantity")
    }

    fn set_quantity(&self, sku: &str, quantity: u32) -> Answer<()> {
        let adapter = self.adapter.clone();
        let words = Array::of2(&sku.into(), &quantity.into());
        Box::pin(async move {
            wait::call(&adapter, "setQuantity", &words).await?;
            Ok(())
        })
    }

    fn watch(&self, changed: Box<dyn Fn()>) -> Watch {
        let callback = Closure::<dyn Fn()>::new(changed);
        let end = js::field(&self.adapter, "onCartChange")
            .dyn_into::<Function>()
            .and_then(|subscribe| subscribe.call1(&self.adapter, callback.as_ref()))
            .and_then(JsCast::dyn_into::<Function>);
        Watch::new(Subscription {
            end: end.ok(),
            _callback: callback,
        })
    }

    fn can_open(&self) -> bool {
        self.has("openCart")
    }

    fn open(&self) {
        if let Ok(open) = js::field(&self.adapter, "openCart").dyn_into::<Function>() {
            let _ = open.call0(&self.adapter);
        }
    }
}

impl Products for Adapter {
    fn look_up(&self, skus: &[String]) -> Option<Answer<Vec<Live>>> {
        if !self.has("getProducts") {
            return None;
        }
        let adapter = self.adapter.clone();
        let skus: Array = skus.iter().map(|sku| JsValue::from_str(sku)).collect();
        let words = Array::of1(&skus);
        Some(Box::pin(async move {
            read::products(wait::call(&adapter, "getProducts", &words).await?)
        }))
    }
}

/// Ends the page's subscription before the callback is gone. A page that keeps calling it after that
/// gets an exception of its own.
struct Subscription {
    end: Option<Function>,
    _callback: Closure<dyn Fn()>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(end) = &self.end {
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}
